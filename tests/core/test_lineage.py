"""Lineage is a forest of attempts."""

from __future__ import annotations

import pytest

from studio.core.attempts.lineage import lineage, trail
from studio.core.attempts.numbers import place_of
from tests.core.makers import make_attempt


def test_lineage_is_a_forest_and_a_lost_parent_makes_a_root() -> None:
    """Retries hang under their parents, in order."""
    attempts = [
        make_attempt("001"),
        make_attempt("002", parent="001"),
        make_attempt("003", parent="002"),
        make_attempt("005", parent="004"),
    ]
    roots = lineage(reversed(attempts))
    assert [root.attempt.id for root in roots] == ["001", "005"]
    assert roots[0].retries[0].retries[0].attempt.id == "003"
    by_id = {attempt.id: attempt for attempt in attempts}
    assert [attempt.id for attempt in trail(by_id["003"], by_id)] == ["001", "002", "003"]


def test_a_parent_that_points_at_itself_does_not_hang() -> None:
    """Sidecars come from disk and may say anything."""
    attempts = [make_attempt("001", parent="002"), make_attempt("002", parent="001")]
    assert {root.attempt.id for root in lineage(attempts)} == {"001"}
    assert len(trail(attempts[0], {a.id: a for a in attempts})) == 2


def test_attempts_stand_as_they_were_counted_and_what_is_no_number_has_no_place() -> None:
    """`010` after `009`, and those of two branches by the signs behind the dash."""
    assert sorted(["010", "009-zzzz", "009", "1000", "009-bbbb"], key=place_of) == [
        "009", "009-bbbb", "009-zzzz", "010", "1000",
    ]  # fmt: skip
    for name in ("", "003-copy", "a", "003-k7f", "3-"):
        with pytest.raises(ValueError, match=f"^{name}$"):
            place_of(name)
