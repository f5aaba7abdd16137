"""Content credentials (C2PA) that a picture file carries: found and named, never verified.

They lie in a JUMBF box (ISO 19566-5): in a PNG in the chunk `caBX`, in a JPEG in segments APP11, in a WebP in the chunk
`C2PA` (C2PA specification 2.1, A.3). Whether their signature holds is for a verifier to say.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from studio.core.file_kind import what_is
from studio.pictures.png import chunks

_DESCRIBED = b"jumdc2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
"""Beginning of the description of a store of manifests, with its type (C2PA 2.1, 11.1)."""
_MAKERS = (b"\x74claim_generator_info", b"\x6fclaim_generator")
"""Keys of a claim, as CBOR (RFC 8949), behind which the program that made it is named."""
_NAME = b"\x64name"


def content_credentials(data: bytes) -> str | None:
    """The program that a picture's content credentials name; empty when they name none; None without credentials."""
    box = _box_in(data)
    if box[4:8] != b"jumb" or not box[12:].startswith(_DESCRIBED):
        return None
    for key in _MAKERS:
        at = box.rfind(key)  # the last manifest is the active one
        if at < 0:
            continue
        behind = box[at + len(key) :]
        if key == _MAKERS[0]:
            behind = behind[behind.find(_NAME) + len(_NAME) :] if _NAME in behind[:200] else b""
        if name := _text(behind):
            return name
    return ""


def said_of_credentials(data: bytes) -> str:
    """What there is to say of a picture's content credentials, as the end of a sentence; empty without any."""
    maker = content_credentials(data)
    if maker is None:
        return ""
    return f"carries content credentials{f' from {maker}' if maker else ''} (read, not verified)"


def _box_in(data: bytes) -> bytes:
    """The box that holds the credentials; empty when there is none."""
    kind = what_is(data)
    if kind == "PNG":
        return next((data[begin:end] for name, begin, end in chunks(data) if name == b"caBX"), b"")
    if kind == "JPEG":
        return b"".join(_segments(data))
    if kind == "WebP":
        return next((body for name, body in _riff(data) if name == b"C2PA"), b"")
    return b""


def _segments(data: bytes) -> Iterator[bytes]:
    """The parts of the first JUMBF box of a JPEG; each but the first repeats the box's head (ISO 19566-5, D.2)."""
    at, number = 2, None
    while data[at : at + 1] == b"\xff" and data[at + 1] not in (0xDA, 0xD9):
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + length]
        if data[at + 1] == 0xEB and body[:2] == b"JP" and body[12:16] == b"jumb" and number in (None, body[2:4]):
            yield body[8:] if number is None else body[16:]
            number = body[2:4]
        at += 2 + max(2, length)


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    file = io.BytesIO(data)
    file.seek(12)
    while len(head := file.read(8)) == 8:
        length = int.from_bytes(head[4:], "little")
        yield head[:4], file.read(length)
        file.seek(length % 2, io.SEEK_CUR)


def _text(data: bytes) -> str:
    """The text that CBOR data begins with (RFC 8949, 3.1, major type 3); empty when something else stands there."""
    if not data or data[0] >> 5 != 3:
        return ""
    short, wide = data[0] & 31, {24: 1, 25: 2}.get(data[0] & 31, 0)
    length = int.from_bytes(data[1 : 1 + wide], "big") if wide else short
    if short > 25:
        return ""
    words = data[1 + wide : 1 + wide + length].decode("utf-8", "replace")
    return " ".join("".join(sign for sign in word if sign.isprintable()) for word in words.split())
