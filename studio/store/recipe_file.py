"""A recipe's file taken apart, and changed only in the fields that are set: every other byte stays as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import NotFound, TextFault, WriteRefused
from studio.files import read_file
from studio.store.disk import digest, replace_if_unchanged
from studio.store.lock import writer_lock
from studio.store.markdown import Fence, parse_guide
from studio.store.model_file import conflict_in
from studio.store.splice import fields_of, with_yaml_field

BOM = b"\xef\xbb\xbf"
"""What some editors put at the beginning of a UTF-8 file."""
_OPENING = re.compile(r"---[^\S\n]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.MULTILINE)
"""Three hyphens, or YAML's own end of a document, as Pandoc takes it."""


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
        held = fields_of(split(source).front, first_line=2).get(key)
    except TextFault as error:
        raise WriteRefused(str(error)) from error
    if held is not None and not isinstance(held, list):
        raise WriteRefused(f"'{key}' is no list of records. Take it out, and judge again.")
    return held or []


def splice(source: bytes, *, key: str, items: Sequence[Any]) -> bytes:
    """The file with the owned key set to a list of records, every other byte as it was; without a record it goes.

    Args:
        source: The file as it is.
        key: The owned top-level key.
        items: The records it shall hold.

    Raises:
        WriteRefused: It cannot be done without touching something else; the message says what is in the way.
    """
    if records_in(source, key=key) == list(items):
        return source
    return _with_front(source, key, list(items), has_brackets=False)


def with_front_fields(source: bytes, values: Mapping[str, Any]) -> bytes:
    """A recipe's bytes with fields of the front matter set, or taken out when their value is None.

    Raises:
        WriteRefused: It cannot be done without touching something else; the message says what is in the way.
    """
    for key, value in values.items():
        source = _with_front(source, key, value, has_brackets=True)
    return source


def _with_front(source: bytes, key: str, value: Any, *, has_brackets: bool) -> bytes:  # noqa: ANN401 - plain data
    try:
        parts = split(source)
        front = with_yaml_field(
            parts.front, key, value, first_line=2, newline=parts.newline, has_brackets=has_brackets
        )  # fmt: skip
        result = (BOM if parts.has_bom else b"") + f"{parts.before}{front}{parts.after}".encode()
        after = split(result)
    except TextFault as error:
        raise WriteRefused(str(error)) from error
    if (after.before, after.front, after.after) != (parts.before, front, parts.after):
        raise WriteRefused("the change would break the front matter. Write one field a line.")
    return result


def set_edit_fields(
    content: Path, slug: str, edit_name: str, values: Mapping[str, Any], *, write: bool = True
) -> tuple[bytes, bytes]:
    """Set several top-level fields of an edit block in one write; a value of None takes its field out.

    Args:
        content: Folder of the recipes.
        slug: The recipe.
        edit_name: Name of the edit; empty for the one without.
        values: Plain data by field.
        write: False to see only what would be written.

    Returns:
        The file before and after.

    Raises:
        NotFound: There is no such edit block.
        WriteRefused: The block cannot be changed safely, or the file changed meanwhile; then nothing is written.
    """
    path = content / slug / "recipe.md"
    with writer_lock(content) if write else nullcontext():
        source = read_file(path)
        changed = with_edit_fields(source, edit_name, values, shown=f"{content.name}/{slug}/recipe.md")
        if write and changed != source:
            replace_if_unchanged(path, changed, expected=digest(source))
    return source, changed


def with_edit_fields(source: bytes, edit_name: str, values: Mapping[str, Any], *, shown: str) -> bytes:
    """A recipe's bytes with fields of an edit block set, or taken out when their value is None.

    Raises:
        NotFound: There is no such edit block.
        WriteRefused: The block cannot be changed safely.
    """
    for field, value in values.items():
        source = _with_field(source, edit_name, field, value, shown=shown)
    return source


def _with_field(source: bytes, edit_name: str, field: str, value: Any, *, shown: str) -> bytes:  # noqa: ANN401 - plain data
    fence = _fence(source, edit_name, shown)
    lines = source.decode().split("\n")
    first, last = fence.line, fence.line + fence.text.count("\n")  # counted from 1: the line after the opening fence
    block = "".join(f"{line}\n" for line in lines[first:last])
    if block.replace("\r\n", "\n") != fence.text:
        raise WriteRefused(f"{shown}:{fence.line}: the edit block is indented. Move it to the left edge.")
    try:
        fresh = with_yaml_field(block, field, value, newline="\r\n" if lines[first - 1].endswith("\r") else "\n")
    except (TextFault, WriteRefused) as error:
        raise WriteRefused(f"{shown}:{fence.line}: in this edit block, {error}") from error
    changed = "\n".join([*lines[:first], f"{fresh}{lines[last]}", *lines[last + 1 :]]).encode()
    if _fence(changed, edit_name, shown).text != fresh.replace("\r\n", "\n"):
        raise WriteRefused(f"{shown}:{fence.line}: '{field}' cannot be written safely. Write it by hand.")
    return changed


def _fence(source: bytes, edit_name: str, shown: str) -> Fence:
    try:
        parts = split(source)
    except TextFault as error:
        raise WriteRefused(f"{shown}: {error}") from error
    _, fences = parse_guide(parts.body, first_line=parts.body_line)
    fence = next((found for found in fences if found.name == edit_name), None)
    if fence is None:
        raise NotFound(f"{shown}: no edit block named '{edit_name}'.")
    return fence
