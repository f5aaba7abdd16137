"""The key: from the environment or the system's keyring, never in a file, never in a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

from studio.errors import EngineUnavailable

VARIABLE = "OPENAI_API_KEY"
"""Environment variable that is looked at first."""
SERVICE = "recipe-studio"
"""Name of the entry in the system's keyring."""
MASK = "[key]"
"""Stands wherever a key stood."""
AZURE_VARIABLE = "AZURE_OPENAI_API_KEY"
"""Looked at first when the server belongs to Azure."""
_LOOKS_LIKE_KEY = re.compile(r"\bsk-[A-Za-z0-9_*-]{6,}")
_LONG_KEY = 16
_QUOTES = "\"'`\u00ab\u00b4\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u2039\u203a\u300c\u300d"
_PLACEHOLDER = re.compile(
    r"[<>{}$%]|\*{2}|\.{3}|^(sk-)?(x{3,}|\.+)$"  # <key>, ${KEY}, sk-ab***yz, sk-...yz, xxx
    r"|\b(your|my)[-_ ]?(\w+[-_ ])*(api[-_ ]?)?key|\bkey[-_]here|change[-_]?me|placeholder",
    re.IGNORECASE,
)


def find_key(environment: Mapping[str, str], *, azure: bool = False) -> str:
    """The key of the OpenAI engine, without the white space around it.

    Args:
        environment: Where it is looked for before the keyring.
        azure: Whether the server belongs to Azure, whose key has a variable of its own.

    Raises:
        EngineUnavailable: There is none, or it cannot be one; says where it came from and how to mend it.
    """
    for variable in (AZURE_VARIABLE, VARIABLE) if azure else (VARIABLE,):
        if key := environment.get(variable, "").strip():
            return _checked(key, f"The key in {variable}")
    if key := _from_keyring().strip():
        return _checked(key, "The key in the system's keyring")
    raise EngineUnavailable(
        f"The OpenAI engine needs a key. Set {AZURE_VARIABLE if azure else VARIABLE}, or store it once with "
        "`studio key set`. Without a key, run it with --engine local.",
        code="no_key",
    )


def _checked(key: str, what: str) -> str:
    """The key, when it can be one. Nothing of it is shown."""
    if fault := key_fault(key):
        raise EngineUnavailable(f"{what} {fault}; nothing was sent.", code="bad_key")
    return key


def key_fault(key: str) -> str | None:
    """Why a text cannot be a key, with how to mend it; None when it may be one."""
    if key[0] in _QUOTES or key[-1] in _QUOTES:
        return "stands in quotation marks: set it without them"
    if key.lower().startswith("bearer "):
        return "begins with 'Bearer ': leave that word out"
    if re.match(r"(export\s+|set\s+)?\w*(API_?KEY|TOKEN)\w*\s*[=:]", key, re.IGNORECASE):
        return "begins with the name of a setting: set only what follows the sign after it"
    if re.search(r"[\s\x00-\x1f\x7f]", key):
        return "holds a blank or a line end: copy it again, in one piece"
    if key.startswith("…") or key.endswith("…") or _PLACEHOLDER.search(key):
        return "is a placeholder or a shortened key: put your own there, whole"
    if not key.isascii():
        return "holds a character that no key has: copy it again"
    return None


def _from_keyring() -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, VARIABLE) or ""
    except KeyringError:
        return ""  # a machine without a keyring: the environment is the only place


def keep_key(key: str) -> None:
    """Store the key in the system's keyring.

    Raises:
        EngineUnavailable: It cannot be a key, or this machine has no keyring.
    """
    import keyring
    from keyring.errors import KeyringError

    key = _checked(key.strip(), "What was given")

    try:
        keyring.set_password(SERVICE, VARIABLE, key)
    except KeyringError as error:
        raise EngineUnavailable(
            f"This machine has no keyring to store the key in. Set the environment variable {VARIABLE} instead."
        ) from error


def forget_key() -> bool:
    """Take the key out of the system's keyring; False when there was none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(SERVICE, VARIABLE)
    except KeyringError:
        return False
    return True


def redact(text: str, key: str = "") -> str:
    """A text without the key and without anything that looks like one."""
    return _LOOKS_LIKE_KEY.sub(MASK, re.sub(_pattern_of(key), MASK, text) if key else text)


def _pattern_of(key: str) -> str:
    """Where a key stands. A short one, such as local servers take, counts only as a word of its own.

    The Base64 of every picture holds the letter `x`, and one in four large ones the letters `none`.
    """
    found = re.escape(key)
    return found if len(key) >= _LONG_KEY else rf"(?<![A-Za-z0-9+/_-]){found}(?![A-Za-z0-9+/=_-])"


class RedactedSink:
    """Writes an answer to disk as it arrives; a server that echoes the key does not get it into a file.

    Bytes are held back only while they could be the key, or the beginning of it.
    """

    def __init__(self, sink: BinaryIO, key: str) -> None:
        self._sink = sink
        self._key = key.encode()
        self._pattern = re.compile(_pattern_of(key).encode())
        self._before = b""
        self._held = b""

    def write(self, data: bytes) -> None:
        """Write what cannot be part of the key."""
        data = self._held + data
        held = next((n for n in range(min(len(self._key), len(data)), 0, -1) if self._key.startswith(data[-n:])), 0)
        self._held = data[len(data) - held :]
        self._put(data[: len(data) - held], self._held[:1])

    def close(self) -> None:
        """Write what was held back."""
        held, self._held = self._held, b""
        self._put(held, b"")

    def _put(self, data: bytes, behind: bytes) -> None:
        """Write bytes without the key; what stands before and behind them tells whether it is a word of its own."""
        if not data:
            return
        whole = self._before + data + behind
        shown = self._pattern.sub(MASK.encode(), whole)
        self._sink.write(shown[len(self._before) : len(shown) - len(behind)])
        self._before = data[-1:]
        self._sink.flush()
