"""A person's file stays a person's file: a verdict changes its own lines and no other byte."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import WriteRefused
from studio.store.front_matter import splice, split
from studio.store.splice import locate
from studio.store.yaml_lines import load_located

RECORD = {"attempt": "002", "picture": "sha256:5f0c", "verdict": "approved", "checklist": {"brand safety": "pass"}}
OTHERS = (
    "title: A bag\n", "title: 'It''s a bag'   # a remark\n",
    'summary: "line\\none"\n', "summary: >\n  folded\n  text\n",
    "note: |\n  kept\n\n  as is\n", "tags: [a, b,\n   c]\n", "tags:\n- a\n-   b # odd\n", "tags:\n    - deep\n",
    "# a remark of its own\n", "\n", "created: 2026-11-23\n", "variables: {x: 1, y: 'no'}\n", "'quoted key': yes\n",
    "list:\n  - a: 1\n    b:\n      - c\n  # remark inside\n  - d\n", "umlaut: Grüße – “so”\n", "empty:\n",
)  # fmt: skip
OWNED = (
    "", "reviews:\n", "reviews: []\n", "reviews: []   # none yet\n",
    'reviews:\n- attempt: "001"\n  picture: sha256:a\n  verdict: rejected\n',
    "reviews:\n    # by hand\n    - {attempt: '001', picture: x}\n"
    "    - attempt: '003'\n      note: >-\n        long\n        text\n",
    "reviews: [{attempt: '001', picture: x}]\n",
)  # fmt: skip
ENDS = ("\n", "\r\n")


def document(before: list[str], owned: str, after: list[str], end: str, body: str) -> bytes:
    keys: set[str] = set()
    lines = []
    for part in (*before, owned, *after):
        key = part.partition(":")[0]
        if part.startswith(("#", "\n")) or key not in keys:
            lines.append(part)
            keys.add(key)
    return f"---\n{''.join(lines)}---\n{body}".replace("\n", end).encode()


documents = st.builds(
    document,
    st.lists(st.sampled_from(OTHERS), max_size=6),
    st.sampled_from(OWNED),
    st.lists(st.sampled_from(OTHERS), max_size=6),
    st.sampled_from(ENDS),
    st.sampled_from(
        ("Body.\n", "", "No newline at the end", "---\nA rule above.\n", "```yaml edit\nsource: a.jpg\n```\n")
    ),
)


def without_owned(source: bytes) -> list[bytes]:
    """All lines but those of the owned key."""
    parts = split(source)
    own = locate(parts.front, "reviews")
    front = parts.front.splitlines(keepends=True)
    kept = front[: own.begin] + front[own.end :] if own.is_present else front
    return [line.encode() for line in (*kept, parts.body)]


@given(source=documents)
@settings(max_examples=300, deadline=None)
def test_a_review_leaves_every_other_byte_as_the_person_wrote_it(source: bytes) -> None:
    """In any YAML style: either the record is in and all other bytes are the same, or the write is refused."""
    held = yaml.safe_load(split(source).front) or {}
    records = [*(held.get("reviews") or []), RECORD]
    try:
        changed = splice(source, key="reviews", items=records)
    except WriteRefused:
        return
    assert load_located(split(changed).front).data["reviews"] == records
    assert without_owned(changed) == without_owned(source)


@given(source=documents)
@settings(max_examples=100, deadline=None)
def test_taking_the_record_out_again_brings_the_old_data_back(source: bytes) -> None:
    """Undo is exact in what the file says."""
    held = yaml.safe_load(split(source).front) or {}
    records = list(held.get("reviews") or [])
    try:
        there = splice(source, key="reviews", items=[*records, RECORD])
        back = splice(there, key="reviews", items=records)
    except WriteRefused:
        return
    assert (load_located(split(back).front).data or {}).get("reviews", []) == records


def test_the_sweep_of_styles_is_not_refused_wholesale() -> None:
    """The properties above say something: ordinary styles are written, not refused."""
    for owned in (style for style in OWNED if "none yet" not in style):
        for end in ENDS:
            source = document(list(OTHERS[:3]), owned, list(OTHERS[6:9]), end, "Body.\n")
            held = yaml.safe_load(split(source).front) or {}
            changed = splice(source, key="reviews", items=[*(held.get("reviews") or []), RECORD])
            assert b"sha256:5f0c" in changed


def test_a_remark_on_the_rewritten_line_is_refused_with_a_reason() -> None:
    """What cannot be kept is not thrown away silently."""
    with pytest.raises(WriteRefused, match="none yet"):
        splice(document([], "reviews: []   # none yet\n", [], "\n", ""), key="reviews", items=[RECORD])
