"""Pages as HTML, each from what it shows and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from studio.publish.pages.card import Card
from studio.publish.pages.lists import Listing, ListPage
from studio.publish.pages.site_text import SiteText, page_name
from studio.publish.pages.theme import Theme
from studio.publish.pages.topics import JOB_NAMES, Topic, topic_path
from studio.publish.pages.views import RecipeView

ROOT = "\0"
"""Stands in a stored card, or a stored line, for the way up to the site's root; no text of a recipe can hold it."""
RELATED = "\1"
"""Stands in a recipe's page for the related recipes, which are known last."""
_CARDS = "\2"
"""Stands for cards while what is around them is rendered."""
SEARCH = "search.js"
"""The search index: a script, since a page opened from a folder may not fetch anything."""


class Renderer:
    """Renders pages of one site."""

    def __init__(self, theme: Theme, text: SiteText) -> None:
        self._theme = theme
        self._text = text
        self._around: list[str] | None = None
        """What stands around related recipes; nothing where a template does more than show them."""
        self._common = {
            "site": text, "job_names": JOB_NAMES, "topic_path": topic_path, "page_name": page_name,
            "channel_title": text.channel_title, "pictures": "pictures", "search": SEARCH,
            "assets": {name.replace(".", "_"): asset.name for name, asset in theme.assets.items()},
        }  # fmt: skip

    def card(self, card: Card) -> str:
        """A card for any list; `ROOT` stands for the way up."""
        return self._theme.render("card.html", root=ROOT, card=card, eager=False, **self._common)

    def recipe(self, recipe: RecipeView) -> str:
        """A recipe's page; `RELATED` stands for the related recipes."""
        later = Markup(RELATED)  # noqa: S704 - a sign that no text holds
        return self._page(f"recipes/{page_name(recipe.slug)}.html", "recipe.html", recipe=recipe, related=later)

    def related(self, cards: Sequence[str]) -> str:
        """The section that takes the place of `RELATED`; empty without cards."""
        if not cards:
            return ""
        shown = joined(cards, "../")
        if self._around is None:  # a template that only shows the cards is rendered once for all
            around, whole = self._related(Markup(_CARDS)).split(_CARDS), self._related(shown)  # noqa: S704 - a sign
            self._around = around if str(shown).join(around) == whole else []
        return str(shown).join(self._around) if self._around else self._related(shown)

    def _related(self, cards: Markup) -> str:
        return self._theme.render("related.html", root="../", cards=cards, **self._common)

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
        listing = Listing(page, joined(cards, ""))
        return self._page(page.path, "index.html", listing=listing, topics=topics, facets=facets, cover=cover)

    def topic(self, topic: Topic, page: ListPage, cards: Sequence[str], *, cover: Card | None) -> str:
        """A page of a topic; `cover` as in `index`."""
        listing = Listing(page, joined(cards, "../"))
        return self._page(page.path, "topic.html", topic=topic, listing=listing, cover=cover)

    def about(self, *, cover: Card | None) -> str:
        """The page about the method; `cover` as in `index`."""
        return self._page("about.html", "about.html", cover=cover)

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
