"""Answers as they come over the wire: one JSON value or a stream of events, whole or in pieces."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.core.usage import plain_usage
from studio.engines.openai_errors import from_error_object
from studio.engines.openai_found import Found, look_at_event, look_at_json
from studio.engines.openai_stream import EventReader
from studio.errors import AnswerUnreadable, EngineError, EngineInterrupted

_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_ENOUGH_TO_TELL = 8
Tell = Callable[[object, int], EngineError]
"""Makes the error of a fault that stands in an answer, given with its HTTP status; 0 inside a stream."""


def tell(fault: object, status: int) -> EngineError:
    """The error of a fault, where neither the key nor the server is known any more."""
    return from_error_object(fault, status=status, key="", model="")


@dataclass(frozen=True)
class Answer:
    """What a complete answer holds."""

    data: bytes
    """The picture's untouched bytes; empty when the answer only links to it."""
    usage: dict[str, Any] | None = None
    """Tokens by kind, as the provider counted them; None when it said nothing that can be kept."""
    link: str = ""
    """Address of the picture, where the answer holds no bytes."""
    warnings: tuple[str, ...] = ()
    """What the person should know about the answer."""
    holds_more: bool = False
    """Whether it holds further pictures."""


class Arriving:
    """An answer that comes in pieces, read as far as it is there."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.found = Found()
        self._reader = EventReader()
        self._streams: bool | None = None

    def take(self, piece: bytes) -> list[dict[str, Any]]:
        """Take in the next bytes; returns the previews that are complete now."""
        self.body += piece
        if self._streams is None:
            if len(self.body.strip()) < _ENOUGH_TO_TELL:
                return []
            self._streams, piece = is_stream(bytes(self.body)), bytes(self.body)
        if not self._streams:
            return []
        return [preview for event in self._reader.feed(piece) if (preview := look_at_event(self.found, event))]

    def end(self, tell: Tell = tell) -> Answer:
        """The whole answer.

        Raises:
            AnswerUnreadable: It holds no picture that can be read.
            EngineInterrupted: A stream ended before its picture was complete.
            EngineError: It holds an error instead.
        """
        raw = bytes(self.body)
        if self._streams:
            for event in self._reader.finish():
                look_at_event(self.found, event)
        else:
            look_at_json(self.found, raw)
        return answer_of(self.found, raw, tell)


def read_body(raw: bytes) -> Answer:
    """What the complete body of an answer holds, streamed or not. Raises as `Arriving.end` does."""
    arriving = Arriving()
    arriving.take(raw)
    return arriving.end()


def is_stream(raw: bytes) -> bool:
    """Whether bytes begin a stream of events, and not one JSON value, a web page or other words."""
    return raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"data:", b"event:", b"id:", b"retry:", b":"))


def answer_of(found: Found, raw: bytes, tell: Tell) -> Answer:
    """The answer out of everything that was seen.

    Raises:
        AnswerUnreadable: No picture that can be read.
        EngineInterrupted: A stream that ended early.
        EngineError: What the provider says went wrong.
    """
    pictures = list(dict.fromkeys(found.pictures or found.others))
    links = list(dict.fromkeys(found.links))
    count, warnings = len(pictures) or len(links), []
    if count > 1:
        warnings.append(f"The answer holds {count} pictures; the first is kept here, all stay in the .raw file beside.")
    if found.fault and count:
        warnings.append("The provider reported an error after it had sent the picture.")
    usage = plain_usage(found.usage)
    if found.usage and usage is None:
        warnings.append("What the provider counted could not be read, so the price is unknown.")
    if found.broken:
        warnings.append("Part of the answer could not be read, so the price may be unknown.")
    if pictures:
        return Answer(picture_of(pictures[0]), usage, "", tuple(warnings), count > 1)
    if links:
        return Answer(b"", usage, links[0], tuple(warnings), count > 1)
    raise _no_picture(found, raw, tell)


def _no_picture(found: Found, raw: bytes, tell: Tell) -> EngineError:
    if found.fault:
        error = tell(found.fault, 0 if is_stream(raw) else 200)
        error.may_be_billed = error.may_be_billed or is_stream(raw)
        return error
    if is_stream(raw):
        return unfinished()
    text = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] not in (b"{", b"["):
        return AnswerUnreadable(_no_json(text), may_be_billed=True)
    what = "is broken: its JSON cannot be read" if found.broken else "holds no picture"
    return AnswerUnreadable(f"The answer {what}. What came is kept in the .raw file beside.", may_be_billed=True)


def _no_json(text: bytes) -> str:
    if not text.strip():
        return "The answer is empty."
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text[:2000].decode("utf-8", "replace"))).strip()[:120]
    what = "a web page" if text.startswith(b"<") else "neither a picture nor JSON"
    return f"The answer is {what}, it says: {words}. Is base_url in content/studio.toml right?"


def picture_of(text: str) -> bytes:
    """Decoded Base64: with or without the head of a `data:` address, URL-safe or not, padded or not, in lines or not.

    Raises:
        AnswerUnreadable: It is broken.
    """
    body = re.sub(r"\s+", "", text.rpartition("base64,")[2]).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise AnswerUnreadable(
            "The picture in the answer is broken: its Base64 cannot be read. All that came is kept in the .raw file.",
            may_be_billed=True,
        ) from error
    if not data:
        raise AnswerUnreadable("The picture in the answer is empty.", may_be_billed=True)
    return data


def unfinished() -> EngineInterrupted:
    """A stream that ended without its picture."""
    return EngineInterrupted(
        "The stream ended before the picture was complete; it may have been billed. "
        "What came is kept; look at the account's usage before running it again with --again.",
        code="stream_incomplete",
        may_be_billed=True,
    )


def media_type_of(data: bytes) -> str:
    """Media type by the first bytes; empty when it is none of the three formats."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
