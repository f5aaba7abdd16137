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

import yaml

from studio.errors import ContentError, WriteRefused
from studio.store.splice import OwnedKey, locate, outline, render_items

BOM = b"\xef\xbb\xbf"
"""What some editors put at the beginning of a UTF-8 file."""
_FENCE = re.compile(r"^---[^\S\n]*(?:\n|\Z)", re.MULTILINE)


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


class NoFrontMatter(ValueError):
    """The file has no front matter, or it is not closed, or the file is not UTF-8. Carries the line and the fix."""

    def __init__(self, line: int, fault: str, fix: str) -> None:
        super().__init__(f"{fault}. {fix}")
        self.line = line
        """Line of the file, from 1."""
        self.fault = fault
        """What is wrong."""
        self.fix = fix
        """What to do."""


def split(source: bytes) -> Parts:
    """Take a recipe file apart.

    Raises:
        NoFrontMatter: There is none, it is not closed, or the file is not UTF-8.
    """
    has_bom = source.startswith(BOM)
    try:
        text = source[len(BOM) if has_bom else 0 :].decode("utf-8")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise NoFrontMatter(line, "this file is not UTF-8", "Save it again as UTF-8.") from error
    opening = _FENCE.match(text)
    if opening is None:
        raise NoFrontMatter(1, "the file does not begin with front matter", "Begin it with a line of three hyphens.")
    closing = _FENCE.search(text, opening.end())
    if closing is None:
        raise NoFrontMatter(1, "the front matter is not closed", "End it with a line of three hyphens.")
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


def lines_of(text: str) -> list[str]:
    """Lines with their ends, split at line feeds only: what else Unicode calls a line break is text here."""
    pieces = text.split("\n")
    lines = [f"{piece}\n" for piece in pieces[:-1]]
    return [*lines, pieces[-1]] if pieces[-1] else lines


def splice(source: bytes, *, key: str, items: Sequence[dict[str, Any]]) -> bytes:
    """The file with the owned key set to a list of records, every other byte as it was.

    Records that stay the same keep their very lines, comments included. A change that changes nothing returns the
    same bytes.

    Args:
        source: The file as it is.
        key: The owned top-level key.
        items: The records it shall hold.

    Raises:
        WriteRefused: It cannot be done without touching something else; the message says what is in the way.
    """
    try:
        parts = split(source)
    except NoFrontMatter as error:
        raise WriteRefused(f"line {error.line}: {error}") from error
    try:
        owned = locate(parts.front, key)
        if owned.data == list(items) and (owned.is_present or not items):
            return source
        front = _spliced(parts, owned, key, list(items))
        result = f"{parts.before}{front}{parts.after}"
        _compare(parts.front, split(result.encode()).front, key=key, items=list(items))
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise WriteRefused(f"the front matter is not YAML that can be changed safely ({reason}).") from error
    except ContentError as error:
        raise WriteRefused(str(error)) from error
    except NoFrontMatter as error:
        raise WriteRefused(f"the change would break the front matter ({error}).") from error
    return (BOM if parts.has_bom else b"") + result.encode()


def _spliced(parts: Parts, owned: OwnedKey, key: str, items: list[dict[str, Any]]) -> str:
    if not owned.is_present:
        return parts.front + _in_style(f"{key}:\n{render_items(items, indent=2)}", parts) if items else parts.front
    lines = lines_of(parts.front)
    if not items or owned.is_flow or not owned.items:
        _refuse_comments(lines[owned.begin : owned.end])
        block = f"{key}: []\n" if not items else f"{key}:\n{render_items(items, indent=2)}"
        return "".join([*lines[: owned.begin], _in_style(block, parts), *lines[owned.end :]])
    return _with_changed_records(lines, owned, items, parts)


def _with_changed_records(lines: list[str], owned: OwnedKey, items: list[dict[str, Any]], parts: Parts) -> str:
    """Replace only the records between the ones that stay the same at the beginning and at the end."""
    old = owned.data
    head = 0
    while head < min(len(old), len(items)) and old[head] == items[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(items)) - head and old[-1 - tail] == items[-1 - tail]:
        tail += 1
    starts = [*owned.items, owned.end]
    begin, end = starts[head], starts[len(old) - tail]
    _refuse_comments(lines[begin:end])
    block = _in_style(render_items(items[head : len(items) - tail], indent=owned.indent), parts)
    return "".join([*lines[:begin], block, *lines[end:]])


def _in_style(block: str, parts: Parts) -> str:
    return block if parts.newline == "\n" else block.replace("\n", parts.newline)


def _refuse_comments(lines: Sequence[str]) -> None:
    for line in lines:
        if _has_comment(line):
            raise WriteRefused(
                f"a comment stands inside a record that would be rewritten: '{line.strip()}'. Move it above."
            )


def _has_comment(line: str) -> bool:
    """Whether a line of our own block holds a comment: a hash at the beginning or after a blank, outside quotes."""
    quote = ""
    for position, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and (position == 0 or line[position - 1] in " :[{,-"):
            quote = letter
        elif letter == "#" and (position == 0 or line[position - 1] in " \t"):
            return True
    return False


def _compare(before: str, after: str, *, key: str, items: list[dict[str, Any]]) -> None:
    """Make sure that only our key changed.

    Raises:
        WriteRefused: Something else did.
    """
    now = locate(after, key)
    if now.data != items:
        raise WriteRefused("the records would not read back as they were written.")
    old, new = outline(before), outline(after)
    if [pair for pair in old if pair[0] != key] != [pair for pair in new if pair[0] != key]:
        raise WriteRefused("another field of the front matter would change.")
    names = [name for name, _ in old]
    expected = names if key in names or not items else [*names, key]
    if [name for name, _ in new] != expected:
        raise WriteRefused("the order of the front matter would change.")
