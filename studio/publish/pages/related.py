"""Which recipes stand below a recipe: those that share most with it, looked for only among its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from studio.publish.pages.card import TopicKey

MOST = 3
"""Related recipes on a page."""
_REACH = 4
"""How far to both sides in each topic to look: a site of ten thousand recipes must not compare all with all."""
_WEIGHT = {"collection": 4, "job": 2, "channel": 2, "tag": 1}
"""What it counts to share a topic of a kind."""


def related(topics: Mapping[str, frozenset[TopicKey]]) -> dict[str, tuple[str, ...]]:
    """For every recipe the ones to show below it, the nearest first; ties in the order they are given.

    Args:
        topics: Topics by recipe, newest recipe first.
    """
    place = {slug: position for position, slug in enumerate(topics)}
    gathered: dict[TopicKey, list[str]] = {}
    for slug, own in topics.items():
        for key in own:
            gathered.setdefault(key, []).append(slug)
    seats = {key: {slug: seat for seat, slug in enumerate(members)} for key, members in gathered.items()}
    weight = {key: _WEIGHT[key[0]] for key in gathered}

    def nearest(slug: str) -> tuple[str, ...]:
        own = topics[slug]
        near = set(chain.from_iterable(_neighbours(gathered[key], seats[key][slug]) for key in own)) - {slug}
        ranked = sorted((-sum(map(weight.__getitem__, own & topics[other])), place[other], other) for other in near)
        return tuple(other for _, _, other in ranked[:MOST])

    return {slug: nearest(slug) for slug in topics}


def _neighbours(members: Sequence[str], seat: int) -> Sequence[str]:
    return members[max(0, seat - _REACH) : seat + _REACH + 1]
