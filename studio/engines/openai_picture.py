"""The picture in an answer: out of Base64 in all its spellings, and told by its first bytes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import unquote

from studio.errors import AnswerUnreadable, PictureUnreadable
from studio.pictures import decode

KEPT = "What came is kept in the .raw file beside."
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
            f"The picture in the answer is broken: its Base64 cannot be read. {KEPT}", may_be_billed=True
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
        raise AnswerUnreadable(f"{error} {KEPT}", may_be_billed=True) from error
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
