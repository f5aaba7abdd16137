"""Recipes from their folders to their files in the site: gate, pictures, page, Markdown, bundle, card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from studio.core.entry import Entry
from studio.core.evidence import Evidence
from studio.core.gallery import gallery
from studio.core.settings import SiteOptions
from studio.publish.pages.bundle import bundle, markdown_source
from studio.publish.pages.machines import json_text, llms_line, recipe_data, search_data
from studio.publish.pages.renderer import RELATED, Renderer
from studio.publish.pages.site_text import SiteText, page_name, place_name
from studio.publish.pages.theme import Theme
from studio.publish.pages.viewing import card_of, recipe_view
from studio.publish.pictures.derivatives import FOLDER, PictureOrder, publish_picture
from studio.publish.pictures.share import publish_share
from studio.publish.record import Record, mark_of
from studio.publish.work import Work, kept_inside
from studio.store.disk import put_plainly, write_plainly
from studio.store.inside import inside
from studio.store.measurements import read_evidence
from studio.store.places import recipe_slugs
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
    only: frozenset[str] | None = None
    """Recipes that it is made of; None for all there are."""
    leaves_out: bool = False
    """Go without approved results whose pictures cannot be read; otherwise they stop the build."""

    def slugs(self) -> tuple[str, ...]:
        """Its recipes, sorted; some of them may have nothing that goes out."""
        every = recipe_slugs(self.content)
        return every if self.only is None else tuple(slug for slug in every if slug in self.only)

    def theme(self) -> Theme:
        """Its templates, colours and logo.

        Raises:
            ContentError: The accent is no colour, or the logo is no picture.
        """
        logo = self.content / self.options.logo if self.options.logo else None
        return Theme(self.templates, accent=self.options.accent, logo=logo)


class RecipePages:
    """Makes recipes' files."""

    def __init__(
        self,
        request: SiteRequest,
        fresh: Path,
        *,
        renderer: Renderer | None = None,
        writing: AbstractContextManager[object] | None = None,
    ) -> None:
        """Load the theme, where there is no renderer yet.

        Args:
            request: The site.
            fresh: Folder in which new files are gathered; pictures that the site has already are not made again.
            renderer: The one of this site.
            writing: Held while files are written. Processes that make files in the same folder need one lock between
                them: the system lets only one in, and the others use up their time while they wait.
        """
        self._request = request
        self._fresh = fresh
        self._writing = writing or nullcontext()
        self.renderer = renderer or Renderer(request.theme(), request.text)
        """Renders pages in the site's theme."""
        self._steps = (
            self._take_pictures, self._look, self._share, self._draw_card, self._draw_page, self._take_along,
        )  # fmt: skip

    def make(self, slug: str) -> Record:
        """Make a recipe's files and say what the lists need to know."""
        return self.make_all([slug])[0]

    def make_all(self, slugs: Sequence[str]) -> list[Record]:
        """Make recipes' files and say what the lists need to know of each.

        All of them take a step before any takes the next: what a step runs on stays in the processor's cache, which
        takes a sixth off the time of recipe after recipe.
        """
        works = [self._begin(slug) for slug in slugs]
        for step in self._steps:
            for work in works:
                self._take(step, work)
        with self._writing:
            for work in works:
                self._take(self._write, work)
        return [self._record(work) for work in works]

    def _begin(self, slug: str) -> Work:
        work = Work(slug)
        with kept_inside(work):
            self._read(work)
        return work

    def _read(self, work: Work) -> None:
        request = self._request
        folder = read_folder(request.content, work.slug)
        gate = gallery([folder], criteria=request.criteria, drafts=request.text.drafts)
        work.inside = tuple((left.attempt, left.reason, left.is_fault, left.unreadable) for left in gate.left_out)
        work.is_whole = None not in folder.pictures.values()
        refused = any(facts is not None and not facts.digest for facts in folder.pictures.values())
        work.is_settled = not refused and not any(p.rule.startswith("unreadable-") for p in folder.recipe.problems)
        work.entry = next(iter(gate.entries), None)

    def _take(self, step: Callable[[Work, Entry], None], work: Work) -> None:
        if work.entry is not None:
            with kept_inside(work):
                step(work, work.entry)

    def _take_pictures(self, work: Work, entry: Entry) -> None:
        request = self._request
        for key, order in _orders(entry, request.content, is_draft=request.text.drafts):
            made = publish_picture(order, self._fresh, earlier=request.out, webp=request.options.webp)
            work.pictures[key] = made
            work.names += made.files

    def _look(self, work: Work, entry: Entry) -> None:
        work.view = recipe_view(entry, work.pictures, _measured(entry, self._request.content))

    def _share(self, work: Work, entry: Entry) -> None:
        """A link preview names its picture by a whole address: only a site that has one has such pictures."""
        if not self._request.text.base_url:
            return
        cover, stem = work.view.cover, page_name(work.slug)
        share = publish_share(cover.after, cover.before, self._fresh, earlier=self._request.out, stem=stem)
        work.view = work.view._replace(share=share)
        work.names.append(share)

    def _draw_card(self, work: Work, entry: Entry) -> None:
        work.card = card_of(work.view, self._request.text)
        work.html = self.renderer.card(work.card)

    def _draw_page(self, work: Work, entry: Entry) -> None:
        work.files[work.card.page] = self.renderer.recipe(work.view).encode()

    def _take_along(self, work: Work, entry: Entry) -> None:
        stem, source = f"recipes/{page_name(work.slug)}", markdown_source(entry)
        work.files[f"{stem}.md"] = source.encode()
        work.files[f"{stem}.zip"] = bundle(source, slug=work.slug, title=work.view.title)

    def _write(self, work: Work, entry: Entry) -> None:
        for path, data in work.files.items():
            write_plainly(f"{self._fresh}/{path}", data)

    def _record(self, work: Work) -> Record:
        """What the lists need to know."""
        if work.entry is None:
            return Record(work.slug, work.inside, is_whole=work.is_whole, is_settled=work.is_settled)
        view, card = work.view, work.card
        row, search, line = json_text(recipe_data(view, card)), json_text(search_data(card)), llms_line(card)
        return Record(
            slug=work.slug, inside=work.inside, page=card.page, created=view.created, title=view.title,
            updated=card.updated, topics=tuple((kind, place, name) for (kind, place), name in card.topics()),
            engines=card.engines, mark=mark_of(work.html), rows=mark_of(row + search + line), card=card.as_json(),
            html=work.html, row=row.encode(), search=search.encode(), line=line.encode(),
            files=(*work.files, *(f"{FOLDER}/{name}" for name in work.names)), pictures=len(work.names),
            is_whole=work.is_whole, is_settled=work.is_settled,
        )  # fmt: skip


def put_related(page: str, section: bytes) -> None:
    """Put the related recipes into a page; only what stands behind them is written again."""
    put_plainly(page, _RELATED, section)


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
        yield (slug, image), PictureOrder(inside(folder, image), facts, stem, f"{slug}/{image}", is_draft)
