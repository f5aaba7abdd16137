"""Pages as HTML, each from what it shows and nothing else; long lists as pages of a few dozen cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from studio.core.attempts.review import CRITERIA
from studio.core.recipe.words import FailureClass
from studio.publish.pages.card import Card
from studio.publish.pages.site_text import SiteText, page_name
from studio.publish.pages.theme import Theme
from studio.publish.pages.topics import JOB_NAMES, Topic, topic_path
from studio.publish.pages.views import RecipeView

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


ROOT = "\0"
"""Stands in a stored card, or a stored line, for the way up to the site's root; no text of a recipe can hold it."""
RELATED = "\1"
"""Stands in a recipe's page for the related recipes, which are known last."""
LEAD_SIZES = "(min-width: 60rem) 34rem, 60vw"
"""How wide the picture of the card is that leads the front page."""
SEARCH = "search.js"
"""The search index: a script, since a page opened from a folder may not fetch anything."""


class Renderer:
    """Renders pages of one site."""

    def __init__(self, theme: Theme, text: SiteText) -> None:
        self._theme = theme
        self._text = text
        self._common = {
            "site": text, "job_names": JOB_NAMES, "topic_path": topic_path, "page_name": page_name,
            "channel_title": text.channel_title, "pictures": "pictures", "search": SEARCH,
            "assets": {name.replace(".", "_"): asset.name for name, asset in theme.assets.items()},
        }  # fmt: skip

    def card(self, card: Card, *, is_first: bool = False, root: str = ROOT, sizes: str = "") -> str:
        """A card for any list; `ROOT` stands for the way up.

        Args:
            card: What it shows.
            is_first: Whether it is the first one of a page, whose picture is fetched at once.
            root: The way up, where it is known.
            sizes: How wide its pictures are, where it stands larger than others.
        """
        return self._theme.render("card.html", root=root, card=card, is_first=is_first, sizes=sizes, **self._common)

    def recipe(self, recipe: RecipeView) -> str:
        """A recipe's page; `RELATED` stands for the related recipes."""
        later = Markup(RELATED)  # noqa: S704 - a sign that no text holds
        return self._page(self._text.recipe_page(recipe.slug), "recipe.html", recipe=recipe, related=later)

    def related(self, cards: Sequence[str]) -> str:
        """The section that takes the place of `RELATED`; empty without cards."""
        if not cards:
            return ""
        return self._theme.render("related.html", root="../", cards=joined(cards, "../"), **self._common)

    def _listing(self, page: ListPage, cards: Sequence[str], first: Card | None, *, root: str) -> Listing:
        """A page's cards, the first of which is drawn for its place."""
        sizes = LEAD_SIZES if page.path == "index.html" else ""
        drawn = [self.card(first, is_first=True, root=root, sizes=sizes)] if first else []
        return Listing(page, joined([*drawn, *cards[1:]], root), joined(cards[:1], root))

    def index(
        self,
        page: ListPage,
        cards: Sequence[str],
        topics: Sequence[Topic],
        facets: Sequence[Facet],
        *,
        cover: Card | None,
    ) -> str:
        """A page of the index; `cover` is the recipe whose picture goes with a shared link."""
        listing = self._listing(page, cards, cover, root="")
        return self._page(page.path, "index.html", listing=listing, topics=topics, facets=facets, cover=cover)

    def topic(self, topic: Topic, page: ListPage, cards: Sequence[str], *, cover: Card | None) -> str:
        """A page of a topic; `cover` as in `index`."""
        listing = self._listing(page, cards, cover, root="../")
        return self._page(page.path, "topic.html", topic=topic, listing=listing, cover=cover)

    def about(self, *, cover: Card | None) -> str:
        """The page about the method; `cover` as in `index`."""
        return self._page("about.html", "about.html", cover=cover, criteria=CRITERIA, failures=list(FailureClass))

    def not_found(self) -> str:
        """The page for an address that leads nowhere."""
        return self._page("404.html", "404.html")

    def _page(self, path: str, template: str, **values: object) -> str:
        root = "../" * path.count("/")
        return self._theme.render(template, root=root, path=path, **self._common, **values)


@dataclass(frozen=True)
class Facet:
    """One way to narrow the index."""

    kind: str
    """`job`, `channel`, `tag`, `collection` or `engine`."""
    label: str
    """The same for people."""
    options: tuple[tuple[str, str, int], ...]
    """Value, its name for people, and how many recipes have it."""


def joined(cards: Iterable[str], root: str) -> Markup:
    """Stored cards for a page at a place."""
    return Markup("".join(cards).replace(ROOT, root))  # noqa: S704 - rendered by the theme
