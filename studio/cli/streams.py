"""Output that no terminal and no file name can break: what an encoding lacks is written another way."""

from __future__ import annotations

import codecs
import sys

_PLAIN = {
    "·": "*", "×": "x", "–": "-", "—": "-", "…": "...", "→": "->", "←": "<-", "✓": "+", "✗": "x", "▸": ">",
    "“": '"', "”": '"', "‘": "'", "’": "'", "≥": ">=", "≤": "<=", "−": "-",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
}  # fmt: skip
"""The studio's own signs for terminals that lack them."""
_HANDLER = "studio"


def write_safely() -> None:
    """Let standard output and errors take every text: a name that is no UTF-8, and signs that a terminal lacks."""
    codecs.register_error(_HANDLER, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not one that a test or a program put in its place
            stream.reconfigure(errors=_HANDLER)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(sign: str) -> str:
    """A sign in ASCII; a byte of a name that is no UTF-8 (PEP 383) as its number."""
    if "\udc80" <= sign <= "\udcff":
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return _PLAIN.get(sign) or sign.encode("ascii", "backslashreplace").decode("ascii")
