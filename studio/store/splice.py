"""One field of a person's YAML changed, every other byte as it was.

Loading and dumping a person's YAML rewrites it. So a field is found through the scanner's marks and new lines are put
there. The result is parsed again and compared; where anything else would have changed, nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from studio.errors import TextFault, WriteRefused
from studio.store.yaml_reading import FAST_LOADER, load_located
from studio.store.yaml_text import yaml_text

_OPENING = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_CLOSING = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_Edit = tuple[int, int, str]
"""First and last character of what goes, exclusive, and what comes in its place."""


@dataclass(frozen=True)
class Span:
    """A piece of a document, in characters; the end is exclusive."""

    begin: int
    end: int
    comment: str = ""
    """A comment that stands inside it, without the blanks around it; empty for none."""


@dataclass(frozen=True)
class OwnedKey:
    """A field of a document."""

    whole: Span
    """From the line of the key to the end of its last line that says something."""
    value: Span
    """What stands behind the colon, blanks before it included."""
    records: tuple[Span, ...]
    """The lines of every record of a block list; empty when the value is missing or stands in brackets."""
    indent: int
    """Column of the records' dashes."""


def fields_of(text: str, *, first_line: int = 1) -> dict[str, Any]:
    """The fields of a document; none for an empty one.

    Raises:
        TextFault: It cannot be read.
        WriteRefused: It holds no fields.
    """
    data = load_located(text, first_line=first_line).data
    if data is not None and not isinstance(data, dict):
        raise WriteRefused("this is no list of fields. Write one 'field: value' a line.")
    return data or {}


def with_yaml_field(
    text: str,
    key: str,
    value: Any,  # noqa: ANN401 - plain data
    *,
    first_line: int = 1,
    newline: str = "\n",
    has_brackets: bool = True,
) -> str:
    """A document with one outermost field set; None and an empty list take it out.

    Items of a list that stay the same keep their very lines, comments included. A change that changes nothing
    returns the same text.

    Args:
        text: The document; ends with a line end, if it is not empty.
        key: The field.
        value: Plain data.
        first_line: Line of the file on which the document begins, from 1.
        newline: What the new lines end with.
        has_brackets: Whether short lists and mappings may stand on one line.

    Raises:
        TextFault: The document cannot be read.
        WriteRefused: It cannot be done without touching something else; the message says what is in the way.
    """
    held = fields_of(text, first_line=first_line).get(key)
    if held == value or (_is_nothing(held) and _is_nothing(value)):
        return text
    pieces, at = [], 0
    for begin, end, fresh in sorted(_edits(text, key, held, value, has_brackets=has_brackets)):
        pieces += [text[at:begin], fresh.replace("\n", newline)]
        at = end
    changed = "".join([*pieces, text[at:]])
    _compare(text, changed, key, value, first_line)
    return changed


def _edits(text: str, key: str, held: Any, value: Any, *, has_brackets: bool) -> list[_Edit]:  # noqa: ANN401
    owned = locate(text, key)
    if owned is None:
        if held:
            raise WriteRefused(f"'{key}' stands in another part. Write it as a field of its own.")
        return [(len(text), len(text), yaml_text({key: value}, has_brackets=has_brackets))]
    is_gone = _is_nothing(value)
    if is_gone and not owned.whole.comment:
        return [(owned.whole.begin, owned.whole.end, "")]
    if owned.records and (is_gone or isinstance(value, list)):
        return _changed_records(owned, held, value or [], has_brackets=has_brackets)
    _refuse_comment(owned.whole if is_gone and not isinstance(held, list) else owned.value)
    written = yaml_text({key: [] if is_gone else value}, has_brackets=has_brackets)
    behind, _, below = written.partition(":")[2].partition("\n")
    return [(owned.value.begin, owned.value.end, behind), (owned.whole.end, owned.whole.end, below)]


def _is_nothing(value: Any) -> bool:  # noqa: ANN401 - plain data
    return value is None or value == []


def _changed_records(owned: OwnedKey, held: list[Any], items: list[Any], *, has_brackets: bool) -> list[_Edit]:
    """Take out and put in only what lies between the records that stay at the beginning and at the end."""
    head = _same(held, items)
    tail = _same(held[head:][::-1], items[head:][::-1])
    gone = owned.records[head : len(held) - tail]
    for record in gone:
        _refuse_comment(record)
    at = owned.records[head - 1].end if head else owned.records[0].begin
    fresh = items[head : len(items) - tail]
    lines = yaml_text(fresh, has_brackets=has_brackets).splitlines() if fresh else []
    emptied = [] if items else [(owned.value.begin, owned.value.begin, " []")]
    put = (at, at, "".join(f"{' ' * owned.indent}{line}\n" for line in lines))
    return [*emptied, put, *((record.begin, record.end, "") for record in gone)]


def _same(first: list[Any], second: list[Any]) -> int:
    """How many records are the same from the beginning."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _refuse_comment(span: Span) -> None:
    if span.comment:
        raise WriteRefused(f"a comment stands inside what would be rewritten: '{span.comment}'. Move it above.")


def _compare(before: str, after: str, key: str, value: Any, first_line: int) -> None:  # noqa: ANN401 - plain data
    """Make sure that only one field changed.

    Raises:
        WriteRefused: Something else did.
    """
    try:
        said = fields_of(after, first_line=first_line).get(key)
    except TextFault as error:
        raise WriteRefused(f"the change would break what stands around it ({error})") from error
    if said != value and not (_is_nothing(said) and _is_nothing(value)):
        raise WriteRefused(f"'{key}' would not read back as it was written. Write it as a plain list at the margin.")
    if _others(before, key) != _others(after, key):
        raise WriteRefused("another field would change. Write one field a line, without anchors.")


def locate(text: str, key: str) -> OwnedKey | None:
    """Find a field of a document that can be read; None when it has none, refused when all stand in braces."""
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


def _owned(text: str, tokens: Sequence[yaml.Token]) -> OwnedKey:
    said = [token for token in tokens if token.start_mark.index < token.end_mark.index]
    colon = next(position for position, token in enumerate(said) if isinstance(token, yaml.ValueToken))
    whole, value, begin = _lines(text, said), said[colon + 1 :], said[colon].end_mark.index
    is_block = any(isinstance(token, yaml.BlockMappingStartToken | yaml.BlockEntryToken) for token in tokens)
    last = _end(text, value[-1]) if value else begin
    end = begin + len(text[begin : whole.end].rstrip("\r\n")) if is_block else last  # with the comment behind it
    node = next((token for token in value if not isinstance(token, yaml.AnchorToken | yaml.TagToken)), None)
    indent, records = 2, tuple[Span, ...]()
    if isinstance(node, yaml.BlockEntryToken):
        indent = node.start_mark.column
        entries = [(i, token) for i, token in enumerate(value) if isinstance(token, yaml.BlockEntryToken)]
        dashes = [i for i, token in entries if token.start_mark.column == indent]
        records = tuple(_lines(text, value[first:last]) for first, last in pairwise([*dashes, len(value)]))
    return OwnedKey(whole, _span(text, value, begin, end), records, indent)


def _lines(text: str, tokens: Sequence[yaml.Token]) -> Span:
    """The whole lines on which tokens stand."""
    begin = text.rfind("\n", 0, tokens[0].start_mark.index) + 1
    return _span(text, tokens, begin, text.find("\n", _end(text, tokens[-1])) + 1 or len(text))


def _end(text: str, token: yaml.Token) -> int:
    """Where a token ends; for the scanner a block text ends where the next thing begins."""
    begin, end = token.start_mark.index, token.end_mark.index
    if not _is_block_text(token):
        return int(end)
    keeps_blank_lines = "+" in text[begin:end].partition("\n")[0]
    return int(end - 1 if keeps_blank_lines else begin + len(text[begin:end].rstrip()))


def _is_block_text(token: yaml.Token) -> bool:
    return isinstance(token, yaml.ScalarToken) and token.style in ("|", ">")


def _span(text: str, tokens: Sequence[yaml.Token], begin: int, end: int) -> Span:
    """A span with the first comment in it: whatever stands between tokens and is not blank."""
    at, gaps = begin, []
    for token in tokens:
        gaps.append(text[at : token.start_mark.index])
        at = token.end_mark.index
        if _is_block_text(token):
            gaps += re.findall(r"#.*", text[token.start_mark.index : at].partition("\n")[0])
    comment = next((gap.strip() for gap in (*gaps, text[at:end]) if gap.strip()), "")
    return Span(begin, end, comment)


def _others(text: str, key: str) -> list[tuple[str, Any]]:
    """The other fields of a document in order, each with its value as nodes say it: tags and texts, no Python."""
    node = yaml.compose(text, Loader=FAST_LOADER)
    return [(name.value, _shape(value)) for name, value in node.value if name.value != key] if node else []


def _shape(node: yaml.Node) -> Any:  # noqa: ANN401 - nested tuples
    if isinstance(node, yaml.MappingNode):
        return node.tag, tuple((_shape(name), _shape(value)) for name, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return node.tag, tuple(_shape(item) for item in node.value)
    return node.tag, node.value
