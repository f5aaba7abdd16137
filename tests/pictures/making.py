"""Pictures of one colour in every kind a file can hold."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    """A picture as a file."""
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def patch(mode: str, colour: Any, form: str = "PNG", **options: Any) -> bytes:
    """A small picture of one colour as a file."""
    return saved(Image.new(mode, (16, 12), colour), form, **options)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def raw_png(depth: int, kind: int, row: bytes, *chunks: bytes, rows: int = 12, width: int = 16) -> bytes:
    """A PNG of equal rows, with pixels that Pillow does not write, and further chunks before them."""
    head = struct.pack(">IIBBBBB", width, rows, depth, kind, 0, 0, 0)
    pixels = zlib.compress((b"\0" + row) * rows)
    parts = (png_chunk(b"IHDR", head), *chunks, png_chunk(b"IDAT", pixels), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def with_chunk(png: bytes, chunk: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    return png[:33] + chunk + png[33:]


def display_p3() -> bytes:
    """An ICC profile of wide gamut (ICC.1:2001): the primaries of Display P3 under D50, the curve of gamma 2.2."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(round(value * 65536).to_bytes(4, "big", signed=True) for value in values)

    name = b"wide gamut"
    tags = {
        b"desc": b"desc\0\0\0\0" + (len(name) + 1).to_bytes(4, "big") + name + b"\0" + bytes(78),
        b"wtpt": xyz(0.9642, 1, 0.8249), b"rXYZ": xyz(0.5151, 0.2412, -0.0011), b"gXYZ": xyz(0.292, 0.6922, 0.0419),
        b"bXYZ": xyz(0.1571, 0.0666, 0.7841),
    }  # fmt: skip
    curve = b"curv\0\0\0\0\0\0\0\x01" + round(2.2 * 256).to_bytes(2, "big") + b"\0\0"
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for kind, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        table += kind + (at + len(body)).to_bytes(4, "big") + len(value).to_bytes(4, "big")
        body += padded
    size = at + len(body)
    head = size.to_bytes(4, "big") + b"\0\0\0\0\x02\x40\0\0mntrRGB XYZ " + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + xyz(0.9642, 1, 0.8249)[8:]
    return head.ljust(128, b"\0") + len(tags).to_bytes(4, "big") + table + body
