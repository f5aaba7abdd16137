"""A person's file stays a person's file: a verdict changes its own lines and no other byte."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.attempts.review import Answer, Review, Verdict
from studio.core.recipe.words import FailureClass
from studio.errors import WriteRefused
from studio.store import splice as splicing
from studio.store.recipe_file import splice, split
from studio.store.recipes import with_review, without_review, without_reviews
from tests.store.foreign import OWNED, Foreign, any_review, foreign_file

PLAIN = b"---\ntitle: A bag # mine\n---\nBody.\n"
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["isn't #1", "no", "012", "2026-11-23", "a: b", "- a", "|", "x\n" * 3, " a ", "\x85\u2028\u2029", "é" * 10_000]
)
REVIEWS = st.builds(
    Review, attempt=TEXT, picture=TEXT, verdict=st.sampled_from(Verdict),
    failure=st.none() | st.sampled_from(FailureClass),
    checklist=st.dictionaries(TEXT, st.sampled_from(Answer), max_size=3), notes=st.dictionaries(TEXT, TEXT, max_size=3),
    note=st.none() | TEXT, reviewer=st.none() | TEXT, reviewed=st.none() | TEXT,
)  # fmt: skip


def records_of(source: bytes) -> list[Any]:
    """The records, read by another parser than the studio's: PyYAML's own, which is stricter with tabs only."""
    front = split(source).front
    loader = yaml.CSafeLoader if "\t" in front else yaml.SafeLoader
    return (yaml.load(front, loader) or {}).get("reviews") or []


def holds_every_byte_of(file: Foreign, source: bytes) -> bool:
    """Whether a changed file is the foreign one with nothing but the studio's key changed, where it stood or last."""
    where_it_stood = source.startswith(file.before) and source.endswith(file.after + file.end)
    return where_it_stood or (source.startswith(file.before + file.after) and source.endswith(file.end))


def trial(seed: int) -> Counter[str]:
    """A random file of somebody else through a random sequence of verdicts, second verdicts and undos.

    Returns:
        How often each thing happened; refusals by the first words of their reason.
    """
    chance = random.Random(seed)
    file = foreign_file(chance)
    tally, source, held = Counter({"files": 1}), file.source, records_of(file.source)
    given: list[tuple[Review, bytes]] = []
    for _ in range(chance.randint(1, 6)):
        if given and chance.random() < 0.4:
            review, earlier = given.pop()
            source = without_review(source, review)
            held = held[:-1]
            if (held and b"[" not in file.owned) or not file.owned:
                assert source == earlier
            tally["undone"] += 1
        else:
            review = any_review(chance, chance.choice(["001", "002", "003"]))
            try:
                changed = with_review(source, review)
            except WriteRefused as refusal:
                tally[f"refused: {' '.join(str(refusal).split()[:6])}"] += 1
                continue
            given.append((review, source))
            source, held = changed, [*held, records_of(changed)[-1]]
            assert Review.model_validate(held[-1]) == review
            tally["accepted"] += 1
        assert holds_every_byte_of(file, source)
        assert records_of(source) == held
    return tally


def test_every_sequence_of_verdicts_and_undos_leaves_every_foreign_byte() -> None:
    """Files in the manner of nine tools: every verdict reads back, undo restores the bytes, hardly any is refused."""
    tally = sum((trial(seed) for seed in range(200)), Counter())
    refused = sum(count for name, count in tally.items() if name.startswith("refused"))
    assert tally["undone"] > 50
    assert refused < 0.05 * tally["accepted"]


@pytest.mark.slow
def test_ten_thousand_foreign_files() -> None:
    """The same at length; prints what happened."""
    tally = sum((trial(seed) for seed in range(1000, 11_000)), Counter())
    refused = [f"{count} {name}" for name, count in tally.items() if name.startswith("refused")]
    print(f"\n{tally['files']} foreign files: {tally['accepted']} verdicts read back, {tally['undone']} taken back, "
          f"{', '.join(refused) or 'none refused'}, no foreign byte changed")  # fmt: skip


@given(first=REVIEWS, second=REVIEWS)
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_field_reads_back_and_can_be_taken_back(first: Review, second: Review) -> None:
    """Whatever people write into a note, a later verdict can be written and taken back, to the byte."""
    one = with_review(PLAIN, first)
    two = with_review(one, second)
    assert [Review.model_validate(record) for record in records_of(two)] == [first, second]
    assert without_review(two, second) == one
    assert without_review(one, first) == PLAIN
    assert without_reviews(two) == PLAIN


@pytest.mark.parametrize("owned", [owned for owned in OWNED if owned])
def test_verdicts_that_somebody_else_wrote_are_kept_as_they_stand(owned: str) -> None:
    """Braces, other indentation, quoted keys, unknown fields, comments, aliases: a new verdict is added below them."""
    source = f"---\ntitle: x\n{owned}last: y\n---\n".encode()
    changed = with_review(source, Review(attempt="001", picture="p", verdict=Verdict.APPROVED))
    assert records_of(changed)[:-1] == records_of(source)
    assert "- " not in owned or set(source.splitlines()) <= set(changed.splitlines())


@pytest.mark.parametrize(("front", "reason"), [
    ("{title: x}\n", "in braces"), ("- a\n", "no list of fields"), ("reviews: yes\n", "no list of records"),
    ("reviews: [a, # why\n  b]\n", "comment stands inside.*# why"), ("a: 1\na: 2\n", "line 3.*stands here twice"),
    ("a: [\n", "line 3"), ("x: &a {reviews: [1]}\n<<: *a\n", "another part"),
    ("a: !odd x\n", "cannot begin"), ("a: \x01\n", "control characters"), ("a: 2026-13-01\n", "line 2.*month"),
])  # fmt: skip
def test_what_cannot_be_changed_safely_is_refused_with_the_reason(front: str, reason: str) -> None:
    """Nothing is thrown away silently, and the message says where."""
    with pytest.raises(WriteRefused, match=reason):
        splice(f"---\n{front}---\n".encode(), key="reviews", items=[{"attempt": "001"}])


def test_the_studios_own_lines_end_like_the_files() -> None:
    """No file has two kinds of line ends because of a verdict."""
    changed = with_review(PLAIN.replace(b"\n", b"\r\n"), Review(attempt="001", picture="p", verdict=Verdict.APPROVED))
    assert changed.count(b"\n") == changed.count(b"\r\n") == 8


def test_a_word_that_only_looks_like_the_key_is_left_alone() -> None:
    """The same word in brackets at the margin, in a text, or deeper down is another field."""
    front = b"a: {\nreviews: 1}\nb: |\n  reviews:\n  - c\nd:\n  reviews: []\n"
    changed = with_review(b"---\n" + front + b"---\n", Review(attempt="001", picture="p", verdict=Verdict.APPROVED))
    assert changed.startswith(b"---\n" + front + b'reviews:\n  - attempt: "001"\n')


def test_undo_refuses_when_another_verdict_stands() -> None:
    """Somebody judged again in the meantime: that verdict is not taken out."""
    mine, theirs = (Review(attempt="001", picture=name, verdict=Verdict.APPROVED) for name in ("a", "b"))
    with pytest.raises(WriteRefused, match="not the one to take back"):
        without_review(with_review(with_review(PLAIN, mine), theirs), mine)
    with pytest.raises(WriteRefused, match="not the one to take back"):
        without_review(PLAIN, mine)


def test_a_change_that_would_bring_fields_into_another_order_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong on the way: what stands around the studio's key is compared in its order before it counts."""
    text = b"---\ntitle: A bag\njob: repair\n---\n"
    moved = [(0, len("title: A bag\njob: repair\n"), "job: repair\ntitle: A bag\nreviews: [{a: 1}]\n")]
    monkeypatch.setattr(splicing, "_edits", lambda *_, **__: moved)
    with pytest.raises(WriteRefused, match="another field would change"):
        splice(text, key="reviews", items=[{"a": 1}])
