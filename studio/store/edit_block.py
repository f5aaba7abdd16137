"""One field of an edit block written into a person's file, every other byte as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from studio.errors import NotFound, WriteRefused
from studio.store.disk import digest, replace_if_unchanged
from studio.store.front_matter import split
from studio.store.lock import writer_lock
from studio.store.markdown import Fence, parse_guide
from studio.store.yaml_lines import load_located


def set_edit_field(content: Path, slug: str, edit_name: str, field: str, value: Any) -> None:  # noqa: ANN401 - plain data
    """Set a top-level field of an edit block in `recipe.md`.

    Args:
        content: Folder of the recipes.
        slug: The recipe.
        edit_name: Name of the edit; empty for the one without.
        field: The field.
        value: Plain data.

    Raises:
        NotFound: There is no such edit block.
        WriteRefused: The block cannot be changed safely, or the file changed meanwhile.
    """
    set_edit_fields(content, slug, edit_name, {field: value})


def set_edit_fields(content: Path, slug: str, edit_name: str, values: Mapping[str, Any]) -> None:
    """Set several top-level fields of an edit block in one write; a value of None takes its field out.

    Raises:
        NotFound: There is no such edit block.
        WriteRefused: The block cannot be changed safely, or the file changed meanwhile; then nothing is written.
    """
    path = content / slug / "recipe.md"
    with writer_lock(content):
        source = changed = path.read_bytes()
        for field, value in values.items():
            changed = with_edit_field(changed, edit_name, field, value, shown=f"{content.name}/{slug}/recipe.md")
        if changed != source:
            replace_if_unchanged(path, changed, expected=digest(source))


def with_edit_field(source: bytes, edit_name: str, field: str, value: Any, *, shown: str) -> bytes:  # noqa: ANN401 - plain data
    """A recipe's bytes with one field of an edit block set, or taken out when its value is None.

    Raises:
        NotFound: There is no such edit block.
        WriteRefused: The block cannot be changed safely.
    """
    parts = split(source)
    _, fences = parse_guide(parts.body, first_line=parts.body_line)
    fence = next((found for found in fences if found.name == edit_name), None)
    if fence is None:
        raise NotFound(f"{shown}: no edit block named '{edit_name}'.")
    lines = source.decode().splitlines(keepends=True)
    first = fence.line  # counted from 1: the line after the opening fence
    last = first + fence.text.count("\n")
    if "".join(lines[first:last]).replace("\r\n", "\n") != fence.text:
        raise WriteRefused(f"{shown}:{fence.line}: the edit block is indented. Move it to the left edge.")
    end = "\r\n" if lines[fence.line - 1].endswith("\r\n") else "\n"
    block = _changed_block(fence, field, value, shown)
    fresh = "".join(lines[:first]) + block.replace("\n", end) + "".join(lines[last:])
    return fresh.encode()


def _changed_block(fence: Fence, field: str, value: Any, shown: str) -> str:  # noqa: ANN401 - plain data
    node = yaml.compose(fence.text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise WriteRefused(f"{shown}:{fence.line}: the edit block is no plain mapping. Write one field a line.")
    lines = fence.text.splitlines(keepends=True)
    begin, end = _place(node, field, lines)
    if any("#" in line for line in lines[begin:end]):
        raise WriteRefused(f"{shown}:{fence.line + 1 + begin}: a comment stands in '{field}'. Move it above.")
    # a mapping of plain values alone would be written in braces, which cannot stand among lines
    style = None if isinstance(value, dict | list) else False
    written = yaml.safe_dump(
        {field: value}, sort_keys=False, default_flow_style=style, width=10_000, allow_unicode=True
    )
    fresh = "".join([*lines[:begin], *([written] if value is not None else ()), *lines[end:]])
    wanted = {**load_located(fence.text).data, field: value}
    if value is None:
        del wanted[field]
    if load_located(fresh).data != wanted:
        raise WriteRefused(f"{shown}:{fence.line}: '{field}' cannot be written safely. Write it by hand.")
    return fresh


def _place(node: yaml.MappingNode, field: str, lines: list[str]) -> tuple[int, int]:
    """Lines of the field's value, or the empty place at the block's end."""
    for name, value in node.value:
        if name.value == field:
            begin, end = name.start_mark.line, value.end_mark.line
            # a block value ends at the start of what follows; a flow value ends within its own last line
            same_line = value.end_mark.column > 0
            end += 1 if same_line else 0
            while end > begin + 1 and not lines[end - 1].strip():
                end -= 1
            return begin, end
    return len(lines), len(lines)
