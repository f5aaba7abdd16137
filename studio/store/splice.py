"""Where a key stands in a YAML document, by the tokens of the scanner, and how the studio writes its records."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from studio.errors import WriteRefused
from studio.store.yaml_lines import FAST_LOADER

_TRICKY = re.compile(r"(?i)y|n|~|null|\d[\d_:.,eE+-]*")
"""Words that other YAML readers re-type even where this one does not."""
_OPENING = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_CLOSING = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


@dataclass(frozen=True)
class Span:
    """A piece of a document, in characters; the end is exclusive."""

    begin: int
    end: int
    comment: str = ""
    """A comment that stands inside it, without the blanks around it; empty for none."""


@dataclass(frozen=True)
class OwnedKey:
    """A key of a document, in most cases the one that the studio owns."""

    whole: Span
    """From the line of the key to the end of its last line that says something."""
    value: Span
    """What stands behind the colon, blanks before it included."""
    records: tuple[Span, ...]
    """The lines of every record of a block list; empty when the value is missing or stands in brackets."""
    indent: int
    """Column of the records' dashes."""


def locate(text: str, key: str) -> OwnedKey | None:
    """Find a key in a document of fields that can be read; None when it has none.

    Raises:
        WriteRefused: Its fields stand in braces.
    """
    tokens = list(yaml.scan(text, Loader=FAST_LOADER))
    if len(tokens) > 1 and isinstance(tokens[1], yaml.FlowMappingStartToken):
        raise WriteRefused("everything stands in braces. Write one field a line.")
    fields = _fields(tokens)
    for begin, end in pairwise([*fields, len(tokens)]):
        name = tokens[begin + 1]
        if isinstance(name, yaml.ScalarToken) and name.value == key:
            return _owned(text, tokens[begin + 1 : end])
    return None


def _fields(tokens: Sequence[yaml.Token]) -> list[int]:
    """Positions of the tokens that begin the outermost mapping's fields."""
    depth, margin, found = 0, -1, []
    for position, token in enumerate(tokens):
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if isinstance(token, yaml.KeyToken) and depth == 0:
            margin = token.start_mark.column if margin < 0 else margin
            if token.start_mark.column == margin:
                found.append(position)
    return found


def _owned(front: str, tokens: Sequence[yaml.Token]) -> OwnedKey:
    said = [token for token in tokens if token.start_mark.index < token.end_mark.index]
    colon = next(position for position, token in enumerate(said) if isinstance(token, yaml.ValueToken))
    value = said[colon + 1 :]
    after_colon = said[colon].end_mark.index
    whole = _lines(front, said)
    node = next((token for token in value if not isinstance(token, yaml.AnchorToken | yaml.TagToken)), None)
    if not isinstance(node, yaml.BlockEntryToken):
        end = value[-1].end_mark.index if value else after_colon
        return OwnedKey(whole, _span(front, value, after_colon, end), records=(), indent=2)
    indent = node.start_mark.column
    entries = [(i, token) for i, token in enumerate(value) if isinstance(token, yaml.BlockEntryToken)]
    dashes = [i for i, token in entries if token.start_mark.column == indent]
    records = tuple(_lines(front, value[begin:end]) for begin, end in pairwise([*dashes, len(value)]))
    return OwnedKey(whole, Span(after_colon, whole.end), records, indent)


def _lines(front: str, tokens: Sequence[yaml.Token]) -> Span:
    """The whole lines on which tokens stand."""
    begin = front.rfind("\n", 0, tokens[0].start_mark.index) + 1
    last = tokens[-1]
    end = last.end_mark.index
    if _is_block_text(last):  # it ends where the next thing begins
        text = front[last.start_mark.index : end]
        keeps_blank_lines = "+" in text.partition("\n")[0]
        end = end - 1 if keeps_blank_lines else last.start_mark.index + len(text.rstrip())
    return _span(front, tokens, begin, front.find("\n", end) + 1 or len(front))


def _is_block_text(token: yaml.Token) -> bool:
    return isinstance(token, yaml.ScalarToken) and token.style in ("|", ">")


def _span(front: str, tokens: Sequence[yaml.Token], begin: int, end: int) -> Span:
    """A span with the first comment in it: whatever stands between tokens and is not blank."""
    at, gaps = begin, []
    for token in tokens:
        gaps.append(front[at : token.start_mark.index])
        at = token.end_mark.index
        if _is_block_text(token):
            gaps += re.findall(r"#.*", front[token.start_mark.index : at].partition("\n")[0])
    comment = next((gap.strip() for gap in (*gaps, front[at:end]) if gap.strip()), "")
    return Span(begin, end, comment)


def outline(front: str) -> list[tuple[str, Any]]:
    """The fields of a front matter in order, each with its value as nodes say it: tags and texts, no Python."""
    node = yaml.compose(front, Loader=FAST_LOADER)
    return [(name.value, _shape(value)) for name, value in node.value] if node else []


def _shape(node: yaml.Node) -> Any:  # noqa: ANN401 - nested tuples
    if isinstance(node, yaml.MappingNode):
        return node.tag, tuple((_shape(name), _shape(value)) for name, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return node.tag, tuple(_shape(item) for item in node.value)
    return node.tag, node.value


class _Records(yaml.SafeDumper):
    """Writes records as a person would: block style, strings quoted where any YAML reader might re-type them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 - PyYAML's signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401 - PyYAML's signature
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _TRICKY.fullmatch(text) or not text.isprintable() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Records.add_representer(str, _text)


def render_items(items: Sequence[Any], *, indent: int) -> str:
    """Records as lines of a block list whose dashes stand at a column; nothing for no records."""
    if not items:
        return ""
    text = yaml.dump(
        list(items), Dumper=_Records, sort_keys=False, allow_unicode=True, default_flow_style=False, width=math.inf
    )
    margin = " " * indent
    return "".join(f"{margin}{line}\n" for line in text.rstrip("\n").split("\n"))
