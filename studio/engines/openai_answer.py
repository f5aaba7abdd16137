"""Answers of the Images API as they come over the wire: one JSON object, or a stream of events."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.errors import AnswerUnreadable, EngineInterrupted

PARTIAL = "image_edit.partial_image"
"""Event with a preview."""
COMPLETED = "image_edit.completed"
"""Event with the picture and the token count."""
_LINE_ENDS = (b"\r\n", b"\n", b"\r")


@dataclass(frozen=True)
class Answer:
    """What a complete answer holds."""

    data: bytes
    """The picture's untouched bytes."""
    usage: dict[str, Any] | None
    """Tokens by kind."""


class EventReader:
    """Server-sent events out of bytes that arrive in any pieces. Specification: WHATWG HTML, section 9.2."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[dict[str, Any]]:
        """The JSON objects of the events that are complete now.

        Raises:
            AnswerUnreadable: An event's data is no JSON object.
        """
        *lines, self._rest = (self._rest + data).replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                self._lines.append(line[5:].removeprefix(b" "))
            elif not line and self._lines:
                data, self._lines = b"\n".join(self._lines), []
                if data != b"[DONE]":
                    yield _object(data)


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError as error:
        raise AnswerUnreadable("The answer is broken: its JSON cannot be read.", may_be_billed=True) from error
    if not isinstance(found, dict):
        raise AnswerUnreadable("The answer is broken: it holds no JSON object.", may_be_billed=True)
    return found


def is_stream(raw: bytes) -> bool:
    """Whether kept bytes are a stream of events and not one JSON object."""
    return not raw.lstrip().startswith((b"{", b"["))


def read_body(raw: bytes) -> Answer:
    """The picture in the complete body of an answer, streamed or not.

    Raises:
        AnswerUnreadable: It holds no picture that can be read.
        EngineInterrupted: A stream ended before its picture was complete.
    """
    if not is_stream(raw):
        found = _object(raw)
        pictures = found.get("data")
        first = pictures[0] if isinstance(pictures, list) and pictures else None
        if not isinstance(first, dict) or not isinstance(first.get("b64_json"), str):
            raise AnswerUnreadable("The answer holds no picture.", may_be_billed=True)
        return Answer(picture_of(first["b64_json"]), found.get("usage"))
    for event in EventReader().feed(raw):
        if event.get("type") == COMPLETED:
            return completed(event)
    raise unfinished()


def completed(event: dict[str, Any]) -> Answer:
    """The picture of a completed event."""
    text = event.get("b64_json")
    if not isinstance(text, str):
        raise AnswerUnreadable("The answer holds no picture.", may_be_billed=True)
    return Answer(picture_of(text), event.get("usage"))


def picture_of(text: str) -> bytes:
    """Decoded Base64.

    Raises:
        AnswerUnreadable: It is broken.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise AnswerUnreadable(
            "The picture in the answer is broken: its Base64 cannot be read.", may_be_billed=True
        ) from error
    if not data:
        raise AnswerUnreadable("The picture in the answer is empty.", may_be_billed=True)
    return data


def unfinished() -> EngineInterrupted:
    """A stream that ended without its completed event."""
    return EngineInterrupted(
        "The stream ended before the picture was complete; it may have been billed. "
        "What came is kept; look at the account's usage before running it again with --again.",
        code="stream_incomplete",
        may_be_billed=True,
    )


def media_type_of(data: bytes) -> str:
    """Media type by the first bytes; empty when it is none of the three formats."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return ""
