"""One recipe from its folder to its files in the site: gate, pictures, page, Markdown, bundle, card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from studio.core.evidence import Evidence
from studio.core.gallery import Entry, gallery
from studio.core.settings import SiteOptions
from studio.errors import PictureUnreadable
from studio.publish.pages.bundle import bundle, markdown_source
from studio.publish.pages.machines import json_text, llms_line, recipe_data, search_data
from studio.publish.pages.renderer import RELATED, Renderer
from studio.publish.pages.site_text import SiteText, page_name, place_name
from studio.publish.pages.theme import Theme
from studio.publish.pages.viewing import card_of, recipe_view
from studio.publish.pictures.derivatives import FOLDER, PictureOrder, publish_picture
from studio.publish.pictures.share import publish_share
from studio.publish.state import Record, mark_of
from studio.store.disk import read_plainly, write_from, write_plainly
from studio.store.measurements import read_evidence
from studio.store.recipes import read_folder

_RELATED = RELATED.encode()


@dataclass(frozen=True)
class SiteRequest:
    """What a site is made of and what it should be; small, so that a helper process can be handed it."""

    content: Path
    """Folder of the recipes."""
    out: Path
    """Folder of the site."""
    text: SiteText
    """What the site says about itself."""
    options: SiteOptions
    """The `[site]` table of the settings."""
    templates: tuple[Path, ...]
    """Folders with templates, the one that wins first."""
    criteria: tuple[str, ...]
    """Criteria that the workspace adds."""

    def theme(self) -> Theme:
        """Its templates, colours and logo.

        Raises:
            ContentError: The accent is no colour, or the logo is no picture.
        """
        logo = self.content / self.options.logo if self.options.logo else None
        return Theme(self.templates, accent=self.options.accent, logo=logo)


class RecipePages:
    """Makes recipes' files, one after another."""

    def __init__(self, request: SiteRequest, fresh: Path) -> None:
        """Load the theme.

        Args:
            request: The site.
            fresh: Folder in which new files are gathered; pictures that the site has already are not made again.
        """
        self._request = request
        self._fresh = fresh
        self.renderer = Renderer(request.theme(), request.text)
        """Renders pages in the site's theme."""

    def make(self, slug: str) -> Record:
        """Make a recipe's files and say what the lists need to know."""
        request = self._request
        folder = read_folder(request.content, slug)
        gate = gallery([folder], criteria=request.criteria, drafts=request.text.drafts)
        inside = tuple((left.attempt, left.reason, left.is_fault) for left in gate.left_out)
        for entry in gate.entries:
            try:
                return self._publish(entry, inside)
            except PictureUnreadable as error:  # it changed since the gate looked
                inside = (*inside, (None, f"a picture cannot be read: {error}", True))
        return Record(slug, inside)

    def _publish(self, entry: Entry, inside: tuple[tuple[str | None, str, bool], ...]) -> Record:
        request, slug = self._request, entry.folder.recipe.slug
        pictures = {}
        names: list[str] = []
        for key, order in _orders(entry, request.content, is_draft=request.text.drafts):
            pictures[key] = publish_picture(order, self._fresh, earlier=request.out, webp=request.options.webp)
            names += pictures[key].files
        view = recipe_view(entry, pictures, _measured(entry, request.content))
        if request.text.base_url:  # a link preview names its picture by a whole address
            cover = view.cover
            share = publish_share(
                cover.after, cover.before, self._fresh, earlier=request.out, stem=page_name(slug)
            )  # fmt: skip
            view, names = replace(view, share=share), [*names, share]
        card = card_of(view, request.text)
        html = self.renderer.card(card)
        stem = f"recipes/{page_name(slug)}"
        source = markdown_source(entry)
        own = {
            f"{stem}.html": self.renderer.recipe(view).encode(), f"{stem}.md": source.encode(),
            f"{stem}.zip": bundle(source, slug=slug, title=view.title),
        }  # fmt: skip
        for path, data in own.items():
            write_plainly(f"{self._fresh}/{path}", data)
        row, search, line = json_text(recipe_data(view, card)), json_text(search_data(card)), llms_line(card)
        return Record(
            slug=slug, inside=inside, page=card.page, created=view.created, title=view.title, updated=card.updated,
            topics=tuple((kind, place, name) for (kind, place), name in card.topics()),
            engines=card.engines, mark=mark_of(html), rows=mark_of(row + search + line), card=card.as_json(), html=html,
            row=row, search=search, line=line,
            files=(*own, *(f"{FOLDER}/{name}" for name in names)), pictures=len(names),
        )  # fmt: skip


def put_related(page: str, section: bytes) -> None:
    """Put the related recipes into a page; only what stands behind them is written again."""
    before, sign, behind = read_plainly(page).partition(_RELATED)
    if sign:
        write_from(page, len(before), section + behind)


def _measured(entry: Entry, content: Path) -> dict[str, Evidence]:
    """Kept evidence of a recipe's pairs, as long as it is about the pictures that are shown."""
    folder = content / entry.folder.recipe.slug
    found = {pair.attempt.id: read_evidence(folder, pair.attempt.id) for pair in entry.pairs}
    judged = {pair.attempt.id: pair.attempt.picture.digest for pair in entry.pairs if pair.attempt.picture}
    return {number: one for number, one in found.items() if one is not None and one.after == judged[number]}


def _orders(entry: Entry, content: Path, *, is_draft: bool) -> Iterator[tuple[tuple[str, str], PictureOrder]]:
    slug = entry.folder.recipe.slug
    folder = content / slug
    for image in sorted(entry.pictures):
        facts = entry.folder.pictures.get(image)
        if facts is None:  # the gate has looked
            raise AssertionError(image)
        stem = place_name(f"{slug}-{image.removeprefix('attempts/').rpartition('.')[0]}")
        yield (slug, image), PictureOrder(folder / image, facts, stem, f"{slug}/{image}", is_draft)
