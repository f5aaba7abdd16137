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
_LOOKS_LIKE_KEY = re.compile(r"\bsk-[A-Za-z0-9_*-]{6,}")


def find_key(environment: Mapping[str, str]) -> str:
    """The key of the OpenAI engine.

    Raises:
        EngineUnavailable: There is none; says where to put it.
    """
    key = environment.get(VARIABLE, "").strip() or _from_keyring()
    if not key:
        raise EngineUnavailable(
            f"The OpenAI engine needs a key. Set {VARIABLE}, or store it once with `studio key set`. "
            "Without a key, run it with --engine local.",
            code="no_key",
        )
    return key


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
        EngineUnavailable: This machine has no keyring.
    """
    import keyring
    from keyring.errors import KeyringError

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
    return _LOOKS_LIKE_KEY.sub(MASK, text.replace(key, MASK) if key else text)


class RedactedSink:
    """Writes an answer to disk as it arrives; a server that echoes the key does not get it into a file.

    Bytes are held back only while they could be the beginning of the key.
    """

    def __init__(self, sink: BinaryIO, key: str) -> None:
        self._sink = sink
        self._key = key.encode()
        self._held = b""

    def write(self, data: bytes) -> None:
        """Write what cannot be part of the key."""
        data = (self._held + data).replace(self._key, MASK.encode())
        held = next((n for n in range(min(len(self._key) - 1, len(data)), 0, -1) if self._key.startswith(data[-n:])), 0)
        self._held = data[len(data) - held :]
        self._sink.write(data[: len(data) - held])
        self._sink.flush()

    def close(self) -> None:
        """Write what was held back."""
        self._sink.write(self._held)
        self._held = b""
        self._sink.flush()
