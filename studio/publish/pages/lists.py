"""Long lists as pages of a few dozen cards each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

PER_PAGE = 48
"""Cards on a page: full rows at two, three and four columns."""


@dataclass(frozen=True)
class ListPage:
    """One page of a list."""

    path: str
    """Its place in the site."""
    number: int
    """Which page it is, from 1."""
    count: int
    """How many pages the list has."""
    total: int
    """How many recipes the list has."""
    slugs: tuple[str, ...]
    """Recipes on this page."""
    previous: str
    """Place of the page before, or empty."""
    next: str
    """Place of the page after, or empty."""


@dataclass(frozen=True)
class Listing:
    """A page of a list with its cards, for a template."""

    page: ListPage
    """Where it stands in the list."""
    cards: Markup
    """The cards as HTML."""
    pattern: Markup
    """One card as it stands anywhere, which a script makes others from."""


def list_pages(first: str, slugs: Sequence[str], *, per_page: int = PER_PAGE) -> Iterator[ListPage]:
    """A list as pages; an empty list is one page.

    Args:
        first: Place of the first page, for example `tags/spring.html`; page two is `tags/spring.page-2.html`.
        slugs: Recipes in order.
        per_page: Cards on a page.
    """
    count = max(1, -(-len(slugs) // per_page))
    for number in range(1, count + 1):
        yield ListPage(
            path=page_path(first, number), number=number, count=count, total=len(slugs),
            slugs=tuple(slugs[(number - 1) * per_page : number * per_page]),
            previous=page_path(first, number - 1) if number > 1 else "",
            next=page_path(first, number + 1) if number < count else "",
        )  # fmt: skip


def page_path(first: str, number: int) -> str:
    """Place of a page of a list. A point is in no topic's name, so no two lists share a page."""
    return first if number == 1 else f"{first.removesuffix('.html')}.page-{number}.html"
