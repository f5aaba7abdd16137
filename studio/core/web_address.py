"""Addresses that people write into settings: taken whole, or refused with what they should be."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from studio.core.validation import WrongValue

_HERE = re.compile(r"(localhost|127\.|10\.|192\.168\.|\[::1\]|[^./]+(:|/|$))")


def web_address(text: str) -> SplitResult:
    """The parts of an address that begins with http:// or https://.

    Raises:
        WrongValue: It is none, or holds a name, a password or a fragment.
    """
    if re.search(r"[\s\x00-\x1f\x7f<>\"'{}|\\^`]", text):
        raise WrongValue("holds a blank or a character that no address has", "Copy the address again.")
    if text.startswith("sk-"):
        raise WrongValue("is a key, not an address", "Take it out; the key belongs in OPENAI_API_KEY.")
    if not re.match(r"https?://[^/]", text, re.IGNORECASE):
        raise WrongValue("does not begin with http:// or https://", f'Write "{_with_scheme(text)}".')
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise WrongValue(f"is no address ({error})", "Copy the address again.") from None
    if parts.username is not None or parts.password is not None:
        raise WrongValue("holds a name or a password", "Take it out; secrets never stand in this file.")
    if parts.fragment or "#" in text:
        raise WrongValue("holds a '#'", "Leave out what follows it, and the sign itself.")
    return parts


def _with_scheme(text: str) -> str:
    """What was probably meant: http on this machine and in its network, https elsewhere."""
    rest = re.sub(r"^(https?(:/*|/+)|[A-Za-z][A-Za-z0-9+.-]*://+|/+)", "", text, flags=re.IGNORECASE)
    rest = rest.rpartition("@")[2] or "example.com/v1"
    return f"{'http' if _HERE.match(rest) else 'https'}://{rest}"


def public_address(text: str) -> str:
    """The address of a site, or an empty one.

    Raises:
        WrongValue: It is no address that links can begin with.
    """
    text = text.strip()
    if text and web_address(text).query:
        raise WrongValue("holds a '?'", "Leave out what follows it, and the sign itself.")
    return text


def origin(text: str) -> str:
    """A server as a policy names it: scheme, host and port, nothing behind.

    Raises:
        WrongValue: It is none.
    """
    parts = web_address(text.strip())
    named = f"{parts.scheme.lower()}://{parts.netloc.lower()}"
    if re.search(r"[;,*]", parts.netloc):
        raise WrongValue(
            "stands for more than one server", f'Name each server by itself, as "{named.replace("*.", "")}".'
        )
    if parts.path.strip("/") or parts.query:
        raise WrongValue("holds more than a server", f'Write "{named}".')
    return named


def link_target(text: str) -> str:
    """Where a link of the footer leads: a web address, a mail address, or a telephone.

    Raises:
        WrongValue: It is none of them.
    """
    text = text.strip()
    if re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9-]+)", text):
        return text
    if re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        raise WrongValue("is no link that a page may have", "Begin it with https://, mailto: or tel:.")
    web_address(text)
    return text
