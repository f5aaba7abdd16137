"""Lineage is a forest of attempts."""

from __future__ import annotations

from studio.core.attempts.lineage import lineage, trail
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
