"""Stored cards know nothing of their place; these put the first ones of a page right."""

from __future__ import annotations

import re

from markupsafe import Markup

_WAITS = ' loading="lazy" decoding="async"'
"""How every picture of a card waits; unescaped quotation marks stand in no text of a recipe."""
_AT_ONCE = ' fetchpriority="high"'
_SIZES = re.compile(r' sizes="[^"]*"')
_END = "</li>"


def with_first_pictures(cards: Markup, *, lead_sizes: str = "") -> Markup:
    """The cards of a page with the first one's pictures fetched at once.

    Args:
        cards: Cards as HTML.
        lead_sizes: How wide the first one's pictures are, where it stands larger than the others.
    """
    first, end, rest = str(cards).partition(_END)
    if not end:
        return cards
    if lead_sizes:
        first = _SIZES.sub(lambda _: f' sizes="{lead_sizes}"', first).replace(_WAITS, "")
    first = first.replace(_WAITS, "", 1)
    marked = first.replace('<img class="shown"', f'<img class="shown"{_AT_ONCE}', 1)
    return Markup(f"{marked}{end}{rest}")  # noqa: S704 - rendered by the theme


def card_pattern(cards: Markup) -> Markup:
    """One card that a script can make others from: one with a before, where the page has one."""
    found = [f"{card}{_END}" for card in str(cards).split(_END)[:-1]]
    chosen = next((card for card in found if 'class="under' in card), found[0] if found else "")
    return Markup(chosen)  # noqa: S704 - rendered by the theme
