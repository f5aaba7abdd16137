"""Fields of an edit block written into a person's file, every other byte as it was."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from studio.errors import NotFound, TextFault, WriteRefused
from studio.files import read_file
from studio.store.disk import digest, replace_if_unchanged
from studio.store.front_matter import split
from studio.store.lock import writer_lock
from studio.store.markdown import Fence, parse_guide
from studio.store.splice import with_yaml_field


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
