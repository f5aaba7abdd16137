"""The chunks of a PNG file: whether all of it is there, and where its text stands."""

from __future__ import annotations

import zlib
from collections.abc import Iterator


def require_whole(data: bytes) -> None:
    """See that a PNG has its end, and that every checksum is right; Pillow does not look at those of the pixels.

    Raises:
        OSError: It breaks off, or was changed.
    """
    last = b""
    for last, begin, end in chunks(data):
        if zlib.crc32(memoryview(data)[begin - 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise OSError(f"wrong checksum in {last.decode('ascii', 'replace')}")
    if last != b"IEND":
        raise OSError("it breaks off before its end")


def has_late_text(data: bytes) -> bool:
    """Whether a PNG has text or EXIF behind its pixels (PNG third edition, 5.6)."""
    kinds = [kind for kind, _, _ in chunks(data)]
    behind = kinds[kinds.index(b"IDAT") :] if b"IDAT" in kinds else []
    return not {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}.isdisjoint(behind)


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, beginning and end of each chunk of a PNG (third edition, 5.3), up to its end or to where it breaks off."""
    at = 8
    while at + 12 <= len(data):
        kind, length = data[at + 4 : at + 8], int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length > len(data):
            return
        yield kind, at + 8, at + 8 + length
        if kind == b"IEND":
            return
        at += 12 + length
