"""Answers as they come over the wire: one JSON value or a stream of events, whole or in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from studio.core.money.usage import plain_usage
from studio.core.settings import Address
from studio.engines.openai_errors import OPENAI_SERVER, from_error_object
from studio.engines.openai_found import Found, look_at_event, look_at_json
from studio.engines.openai_picture import (
    WHERE_KEPT,
    decoded_or_nothing,
    media_type_of,
    picture_of,
    preview_of,
    whole_picture,
    without_doubles,
)
from studio.engines.openai_stream import EventReader, ServerEvent
from studio.engines.openai_words import page_title, read_fault
from studio.errors import AnswerUnreadable, EngineError, EngineInterrupted

_ENOUGH_TO_TELL = 8
_LONGEST_SHOWN = 20_000
_EVENT_FIELD = re.compile(rb"(?:data:(?!image/)|event:|id:|retry:|:)")
_LATER_EVENT = re.compile(rb"[\r\n]data:")
_BLANKS = re.compile(rb"[\s\xef\xbb\xbf]*")


@dataclass(frozen=True)
class Provider:
    """Whom an answer comes from, as far as its errors name it."""

    key: str = ""
    """Taken out of every message."""
    model: str = ""
    address: Address = OPENAI_SERVER

    def error(self, fault: object, status: int) -> EngineError:
        """The error of a fault that stands in an answer with this HTTP status; 0 inside a stream."""
        return from_error_object(fault, status=status, key=self.key, model=self.model, address=self.address)

    def words(self, said: object) -> str:
        """A provider's own words in one line, without the key; empty when there are none."""
        return read_fault(said, key=self.key).words


@dataclass(frozen=True)
class WireAnswer:
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
        self._began = 0
        self._streams: bool | None = None

    def take(self, piece: bytes) -> list[ServerEvent]:
        """Take in the next bytes; returns the events that are complete now, for `look`. Quick."""
        self.body += piece
        if self._streams is None:
            self._began = _after_blanks(self.body, self._began)
            if len(self.body) - self._began < _ENOUGH_TO_TELL:
                return []
            self._streams, piece = is_stream(self.body, self._began), bytes(self.body[self._began :])
        return list(self._reader.feed(piece)) if self._streams else []

    def look(self, events: Iterable[ServerEvent]) -> list[tuple[bytes, int]]:
        """Look into events; returns the previews in them that can be read, each with its number from 0. Takes time."""
        shown = [preview for event in events if (preview := look_at_event(self.found, event))]
        return [made for preview in shown if (made := preview_of(preview))]

    def end(self, asked: Provider = Provider()) -> WireAnswer:
        """The whole answer.

        Raises:
            AnswerUnreadable: It holds no picture that can be read.
            EngineInterrupted: A stream ended before its picture was complete.
            EngineError: It holds an error instead.
        """
        raw = bytes(self.body)
        if media_type_of(raw):
            return WireAnswer(whole_picture(raw))
        if self._streams:
            self.look(self._reader.finish())
            return answer_of(self.found, raw, asked, streams=True)
        look_at_json(self.found, raw)
        streams = not self.found.has_picture and _LATER_EVENT.search(raw) is not None
        if streams:  # something stands before its first event
            reader = EventReader()
            self.look([*reader.feed(raw), *reader.finish()])
        return answer_of(self.found, raw, asked, streams=streams)


def read_body(raw: bytes) -> WireAnswer:
    """What the complete body of an answer holds, streamed or not. Raises as `Arriving.end` does."""
    arriving = Arriving()
    arriving.look(arriving.take(raw))
    return arriving.end()


def is_stream(raw: bytes | bytearray, at: int = 0) -> bool:
    """Whether bytes, from here on, are a stream of events, and not one JSON value, a web page or other words."""
    return _EVENT_FIELD.match(raw, _after_blanks(raw, at)) is not None


def _after_blanks(raw: bytes | bytearray, at: int) -> int:
    found = _BLANKS.match(raw, at)
    return found.end() if found else at


def answer_of(found: Found, raw: bytes, asked: Provider, *, streams: bool) -> WireAnswer:
    """The answer out of everything that was seen.

    Args:
        found: What was seen.
        raw: The body as it came.
        asked: Whom it comes from.
        streams: Whether it is a stream of events.

    Raises:
        AnswerUnreadable: No picture that can be read.
        EngineInterrupted: A stream that ended early.
        EngineError: What the provider says went wrong.
    """
    pictures = without_doubles(found.pictures or found.others)
    usage, links = plain_usage(found.usage), list(dict.fromkeys(found.links))
    count = len(pictures) or len(links)
    warnings = tuple(_warnings(found, asked, count=count, is_counted=usage is not None))
    data = next((data for text in pictures if media_type_of(data := decoded_or_nothing(text))), b"")
    if data:
        return WireAnswer(data, usage, "", warnings, count > 1)
    if links:
        return WireAnswer(b"", usage, links[0], warnings, len(links) > 1)
    if pictures:
        return WireAnswer(picture_of(pictures[0]), usage, "", warnings, count > 1)
    raise _no_picture(found, raw, asked, streams=streams)


def _warnings(found: Found, asked: Provider, *, count: int, is_counted: bool) -> Iterator[str]:
    if count > 1:
        yield f"The answer holds {count} pictures; the first is kept here, all stay in the .raw file beside."
    if found.fault and (words := asked.words(found.fault)):
        yield f"Beside the picture, the provider reported an error: {words}"
    if found.usage and not is_counted:
        yield "What the provider counted could not be read, so the price is unknown."
    elif found.broken and not is_counted:
        yield "Part of the answer could not be read, so the price is unknown."


def _no_picture(found: Found, raw: bytes, asked: Provider, *, streams: bool) -> EngineError:
    if fault := found.fault or found.said:
        error = asked.error(fault, 0 if streams else 200)
        error.may_be_billed = error.may_be_billed or streams
        return error
    if streams:
        return unfinished()
    return AnswerUnreadable(_without_words(found, raw, asked), may_be_billed=True)


def _without_words(found: Found, raw: bytes, asked: Provider) -> str:
    text = raw[_after_blanks(raw, 0) :][:_LONGEST_SHOWN].decode("utf-8", "replace")
    says = asked.words(text)
    if not text:
        return "The answer is empty."
    if text[0] in "{[":
        what = "is broken: its JSON cannot be read" if found.broken else "holds no picture"
        return f"The answer {what}. {WHERE_KEPT} It says: {says}"
    what = "" if page_title(text) else "neither a picture nor JSON, it says: "
    return f"The answer is {what}{says}. Is base_url in content/studio.toml right? {WHERE_KEPT}"


def unfinished() -> EngineInterrupted:
    """A stream that ended without its picture."""
    return EngineInterrupted(
        "The stream ended before the picture was complete; it may have been billed. "
        "What came is kept; look at the account's usage before running it again with --again.",
        code="stream_incomplete",
        may_be_billed=True,
    )
