"""Server-sent events out of bytes that arrive in any pieces. Specification: WHATWG HTML, section 9.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE_END = re.compile(rb"\r\n|\n|\r")
_MARK = b"\xef\xbb\xbf"


class ServerEvent(NamedTuple):
    """One event."""

    name: str
    """What its `event` field says; empty without one."""
    data: bytes
    """Its data, several lines joined by line feeds."""


class EventReader:
    """Takes bytes, gives events. Every byte is looked at once, whatever the pieces are."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._looked = 0
        self._began = False
        self._name = ""
        self._data: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[ServerEvent]:
        """The events that are complete now."""
        self._rest += data
        if not self._began and len(self._rest) >= len(_MARK):
            self._began = True
            if self._rest.startswith(_MARK):
                del self._rest[: len(_MARK)]
        yield from self._lines(is_end=False)

    def finish(self) -> Iterator[ServerEvent]:
        """What stands at the end of the stream without its blank line."""
        yield from self._lines(is_end=True)
        if self._rest:
            self._field(bytes(self._rest))
            self._rest.clear()
        yield from self._dispatched()

    def _lines(self, *, is_end: bool) -> Iterator[ServerEvent]:
        begin = 0
        for end in _LINE_END.finditer(self._rest, self._looked):
            if end.end() == len(self._rest) and end[0] == b"\r" and not is_end:
                break  # its line feed may be in the next piece
            line, begin = bytes(self._rest[begin : end.start()]), end.end()
            if line:
                self._field(line)
            else:
                yield from self._dispatched()
        del self._rest[:begin]
        self._looked = max(len(self._rest) - 1, 0)

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._name = value.decode("utf-8", "replace")

    def _dispatched(self) -> Iterator[ServerEvent]:
        name, data = self._name, b"\n".join(self._data)
        self._name, self._data = "", []
        if data and data != b"[DONE]":
            yield ServerEvent(name, data)
