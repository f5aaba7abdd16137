"""The picture in an answer: inline in all spellings of Base64, or behind a link, fetched within limits."""

from __future__ import annotations

import base64
import binascii
import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from studio.errors import AnswerUnreadable, PictureUnreadable
from studio.pictures import decode

WHERE_KEPT = "What came is kept in the .raw file beside."
"""Where a person finds an answer that cannot be read."""
_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def picture_of(text: str) -> bytes:
    """Decoded Base64: with or without the head of a `data:` address, URL-safe or not, padded or not, in lines or not.

    Raises:
        AnswerUnreadable: It is broken.
    """
    text = text.rpartition("base64,")[2]
    text = unquote(text) if "%" in text else text
    body = re.sub(r"\s+", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise AnswerUnreadable(
            f"The picture in the answer is broken: its Base64 cannot be read. {WHERE_KEPT}", may_be_billed=True
        ) from error
    if not data:
        raise AnswerUnreadable("The picture in the answer is empty.", may_be_billed=True)
    return data


def decoded_or_nothing(text: str) -> bytes:
    """The same; empty when it is broken."""
    try:
        return picture_of(text)
    except AnswerUnreadable:
        return b""


def without_doubles(pictures: list[str]) -> list[str]:
    """Pictures without those that are told twice, with a head and without one."""
    return list({text.rpartition("base64,")[2].strip(): text for text in reversed(pictures)}.values())[::-1]


def whole_picture(raw: bytes) -> bytes:
    """The body of a server that sends the picture itself. Only its pixels say whether it came whole.

    Raises:
        AnswerUnreadable: It did not.
    """
    try:
        decode(raw, name="the picture in the answer")
    except PictureUnreadable as error:
        raise AnswerUnreadable(f"{error} {WHERE_KEPT}", may_be_billed=True) from error
    return raw


def preview_of(body: Mapping[str, object]) -> tuple[bytes, int] | None:
    """The preview in an event with its number from 0; None when it cannot be read: it is decoration."""
    index = body.get("partial_image_index")
    text = body.get("b64_json") or body.get("partial_image_b64")
    data = decoded_or_nothing(text) if isinstance(text, str) else b""
    return (data, index if isinstance(index, int) else 0) if media_type_of(data) else None


def media_type_of(data: bytes) -> str:
    """Media type by the first bytes; empty when it is none of the three formats."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")


MOST_PICTURE_BYTES = 100_000_000
"""Size limit of a picture that is fetched."""
MOST_SECONDS = 120.0
"""Time limit for all of it."""
LINK = "link"
"""Code of the error when an answer holds a link that could not be followed."""
_STEP_S = 30.0
_STEP_BYTES = 1_000_000
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"


def fetch_picture(link: str, *, hosts: Collection[str]) -> bytes:
    """The picture behind a link. No key goes along.

    Args:
        link: As it stands in the answer.
        hosts: Names of the servers that may be asked: the one that answered, and those the person allowed.

    Raises:
        AnswerUnreadable: It may not be fetched, or could not be; the answer that holds the link is paid and kept.
    """
    host = _host_of(link)
    if host not in hosts:
        raise _kept(
            f"The answer holds no picture but a link to {host or link[:100]}, which nobody has allowed. Allow it with "
            f'picture_hosts = ["{host}"] under [engine] in content/studio.toml'
        )
    try:
        data = _downloaded(link, hosts)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _kept(
            f"The picture is a link that could not be fetched ({error}). Look whether {host} is there"
        ) from error
    if not media_type_of(data):
        raise _kept("What stands behind the link in the answer is no PNG, JPEG or WebP picture. Look at it")
    return data


def _host_of(link: str) -> str:
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _downloaded(link: str, hosts: Collection[str]) -> bytes:
    """The bytes behind a link.

    Raises:
        OSError, ValueError, HTTPException: They cannot be had whole, or there are too many, or it takes too long.
    """
    opener = urllib.request.build_opener(_AllowedRedirects(hosts))
    address = quote(link, safe=_IN_ADDRESSES)
    request = urllib.request.Request(address, headers={"user-agent": "recipe-studio"})  # noqa: S310 - http(s) only
    until, data = time.monotonic() + MOST_SECONDS, bytearray()
    with opener.open(request, timeout=_STEP_S) as answer:
        while piece := answer.read1(_STEP_BYTES):
            data += piece
            if len(data) > MOST_PICTURE_BYTES:
                raise ValueError(f"it is over {MOST_PICTURE_BYTES // 1_000_000} MB")
            if time.monotonic() > until:
                raise TimeoutError(f"it took over {MOST_SECONDS:.0f} s")
        told = answer.headers.get("content-length") or ""
    if told.isdecimal() and len(data) < int(told[:20]):
        raise ValueError(f"it broke off after {len(data)} of {told[:20]} bytes")
    return bytes(data)


def _kept(why: str) -> AnswerUnreadable:
    return AnswerUnreadable(
        f"{why}, then run `studio finish RECIPE`. The answer with the link is kept in the .raw file; "
        "such links expire soon.",
        code=LINK, may_be_billed=True,
    )  # fmt: skip


class _AllowedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to a host that may be asked."""

    def __init__(self, hosts: Collection[str]) -> None:
        self._hosts = hosts

    def redirect_request(self, *args: Any) -> urllib.request.Request | None:  # noqa: ANN401 - the base class's six
        """The next request.

        Raises:
            URLError: It leads to another host, or to something that is no web address.
        """
        parts = urlsplit(str(args[-1]))
        if parts.scheme not in ("http", "https") or (parts.hostname or "") not in self._hosts:
            args[1].close()  # the answer that leads on
            raise urllib.error.URLError(f"it leads on to {parts.hostname or args[-1]}, which nobody has allowed")
        return super().redirect_request(*args)
