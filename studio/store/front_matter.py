"""Front matter: taken apart for reading, and changed by splicing exactly one key that the studio owns.

Loading and dumping a person's YAML rewrites it. So the studio owns one top-level key, finds its lines through the
parser's marks, and puts new lines there; every other byte stays. The result is parsed again and compared; where
anything else would have changed, nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from studio.errors import TextFault, WriteRefused
from studio.store.conflict import conflict_in
from studio.store.splice import OwnedKey, Span, locate, outline, render_items
from studio.store.yaml_lines import load_located

BOM = b"\xef\xbb\xbf"
"""What some editors put at the beginning of a UTF-8 file."""
_OPENING = re.compile(r"---[^\S\n]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.MULTILINE)
"""Three hyphens, or YAML's own end of a document, as Pandoc takes it."""


Edit = tuple[int, int, str]
"""First and last character of what goes, exclusive, and what comes in its place."""


@dataclass(frozen=True)
class Parts:
    """A recipe file taken apart. `before + front + after` is the file."""

    before: str
    """The opening fence with its line end."""
    front: str
    """YAML between the fences."""
    after: str
    """The closing fence and the body."""
    body: str
    """Markdown below the closing fence."""
    front_line: int
    """Line of the file on which the YAML begins, from 1."""
    body_line: int
    """Line of the file on which the body begins, from 1."""
    newline: str
    """Line end of the opening fence: `\\n` or `\\r\\n`."""
    has_bom: bool
    """Whether the file begins with a byte order mark."""


def split(source: bytes) -> Parts:
    """Take a recipe file apart.

    Raises:
        TextFault: There is none, it is not closed, the file is not UTF-8, or a merge conflict stands in it.
    """
    conflict = conflict_in(source)
    if conflict is not None:
        raise conflict
    has_bom = source.startswith(BOM)
    try:
        text = source[len(BOM) if has_bom else 0 :].decode("utf-8")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise _unreadable(line, "this file is not UTF-8", "Save it again as UTF-8.") from error
    if "\r" in text and "\n" not in text:
        raise _unreadable(1, "the lines of this file end with CR alone", "Save it again with LF or CRLF.")
    opening = _OPENING.match(text)
    if opening is None:
        raise _unreadable(1, "the file does not begin with front matter", "Begin it with a line of three hyphens.")
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise _unreadable(1, "the front matter is not closed", "End it with a line of three hyphens.")
    front = text[opening.end() : closing.start()]
    return Parts(
        before=opening[0],
        front=front,
        after=text[closing.start() :],
        body=text[closing.end() :],
        front_line=2,
        body_line=front.count("\n") + 3,
        newline="\r\n" if opening[0].endswith("\r\n") else "\n",
        has_bom=has_bom,
    )


def _unreadable(line: int, fault: str, fix: str) -> TextFault:
    return TextFault(line, fault, fix, rule="unreadable-recipe")


def records_in(source: bytes, *, key: str) -> list[Any]:
    """The records that the owned key holds.

    Raises:
        WriteRefused: The file cannot be read, or the key holds no list.
    """
    try:
        return _held(_fields(split(source).front), key)
    except TextFault as error:
        raise WriteRefused(str(error)) from error


def splice(source: bytes, *, key: str, items: Sequence[Any]) -> bytes:
    """The file with the owned key set to a list of records, every other byte as it was.

    Records that stay the same keep their very lines, comments included. A change that changes nothing returns the
    same bytes; without a record the key goes, too.

    Args:
        source: The file as it is.
        key: The owned top-level key.
        items: The records it shall hold.

    Raises:
        WriteRefused: It cannot be done without touching something else; the message says what is in the way.
    """
    try:
        parts = split(source)
        held = _held(_fields(parts.front), key)
        if held == list(items):
            return source
        edits = _edits(parts.front, key, held, list(items))
    except TextFault as error:
        raise WriteRefused(str(error)) from error
    result = f"{parts.before}{_edited(parts, edits)}{parts.after}"
    _compare(parts, result, key=key, items=list(items))
    return (BOM if parts.has_bom else b"") + result.encode()


def _fields(front: str) -> dict[str, Any]:
    data = load_located(front, first_line=2).data
    if data is not None and not isinstance(data, dict):
        raise WriteRefused("the front matter is no list of fields. Write one 'field: value' a line.")
    return data or {}


def _held(fields: dict[str, Any], key: str) -> list[Any]:
    held = fields.get(key)
    if held is not None and not isinstance(held, list):
        raise WriteRefused(f"'{key}' is no list of records. Take it out, and judge again.")
    return held or []


def _edits(front: str, key: str, held: list[Any], items: list[Any]) -> list[Edit]:
    owned = locate(front, key)
    if owned is None:
        if held:
            raise WriteRefused(f"'{key}' stands in another part of the front matter. Write it as a field of its own.")
        return [(len(front), len(front), f"{key}:\n{render_items(items, indent=2)}")]
    if not items and not owned.whole.comment:
        return [(owned.whole.begin, owned.whole.end, "")]
    if not owned.records:
        _refuse_comment(owned.value)
        bare = (owned.value.begin, owned.value.end, "" if items else " []")
        return [bare, (owned.whole.end, owned.whole.end, render_items(items, indent=2))]
    return _changed_records(owned, held, items)


def _changed_records(owned: OwnedKey, held: list[Any], items: list[Any]) -> list[Edit]:
    """Take out and put in only what lies between the records that stay at the beginning and at the end."""
    head = _same(held, items)
    tail = _same(held[head:][::-1], items[head:][::-1])
    gone = owned.records[head : len(held) - tail]
    for record in gone:
        _refuse_comment(record)
    at = owned.records[head - 1].end if head else owned.records[0].begin
    fresh = (at, at, render_items(items[head : len(items) - tail], indent=owned.indent))
    emptied = [] if items else [(owned.value.begin, owned.value.begin, " []")]
    return [*emptied, fresh, *((record.begin, record.end, "") for record in gone)]


def _same(first: list[Any], second: list[Any]) -> int:
    """How many records are the same from the beginning."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _edited(parts: Parts, edits: Sequence[Edit]) -> str:
    pieces, at = [], 0
    for begin, end, text in sorted(edits):
        pieces += [parts.front[at:begin], text.replace("\n", parts.newline)]
        at = end
    return "".join([*pieces, parts.front[at:]])


def _refuse_comment(span: Span) -> None:
    if span.comment:
        raise WriteRefused(f"a comment stands inside what would be rewritten: '{span.comment}'. Move it above.")


def _compare(parts: Parts, result: str, *, key: str, items: list[Any]) -> None:
    """Make sure that only our key changed.

    Raises:
        WriteRefused: Something else did.
    """
    try:
        after = split(result.encode())
        held = _held(_fields(after.front), key)
    except TextFault as error:
        raise WriteRefused(f"the change would break the front matter ({error})") from error
    if held != items:
        raise WriteRefused(f"'{key}' would not read back as it was written. Write it as a plain list at the margin.")
    old, new = outline(parts.front), outline(after.front)
    same = [field for field in old if field[0] != key] == [field for field in new if field[0] != key]
    if not same or (after.before, after.after) != (parts.before, parts.after):
        raise WriteRefused("another field of the front matter would change. Write one field a line, without anchors.")
