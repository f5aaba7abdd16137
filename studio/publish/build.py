"""Builds the site: make the recipes that changed, render what gathers them, put in place what is different."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from studio.errors import WorkspaceLocked
from studio.publish.gathering import Gathering
from studio.publish.known import (
    CONTENT,
    OUT,
    SHARED,
    UNKNOWN,
    Known,
    Look,
    Stamp,
    look,
    now_ns,
    settled,
    stamp,
    stamps_below,
    state_folder,
)
from studio.publish.pages.renderer import Renderer
from studio.publish.pages.topics import related
from studio.publish.place import put_in_place, require_ours, staged
from studio.publish.recipe_pages import RecipePages, put_related
from studio.publish.record import Seat, mark_of
from studio.publish.refusals import nameless, refuse_faults, refuse_unreadable
from studio.publish.report import BuildReport, Inside, report_from
from studio.publish.request import SiteRequest
from studio.publish.workers import OnProgress, make_recipes
from studio.store.places import folder_names


def build_site(
    request: SiteRequest,
    *,
    on_progress: OnProgress,
    shared: Sequence[Path],
    key: str,
    strict: bool = False,
    looked: Look | None = None,
) -> BuildReport:
    """Build a site, or bring it up to date. Nothing of the old one changes until everything new is made.

    Args:
        request: What the site is made of.
        on_progress: Hears of recipes done.
        shared: Files that every page depends on: settings, tables, templates.
        key: What the site was asked to be, beyond what files say.
        strict: Refuse when a recipe is broken or an approval does not count.
        looked: What a look at the sources found a moment ago; without it they are looked at here.

    Raises:
        StoreError: `out` holds files that the studio did not build, or cannot be written.
        ContentError: A template is wrong.
        BuildRefused: Something is at fault, and the build is strict.
        WorkspaceLocked: Another build is at work.
    """
    began = time.monotonic()
    require_ours(request.out)
    place = state_folder(request.content, request.out)
    with _alone(place), staged(request.out) as fresh:
        found = looked or look(request.content, request.out, key=key)
        with closing(Known(place)) as known:
            build = _Build(request, known, fresh, shared=shared, key=key, strict=strict)
            report, changed = build.run(found, on_progress)
    return report_from(report, seconds=time.monotonic() - began, out=request.out, changed=changed)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One build of a site at a time."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place / "lock", timeout=60)
    except OSError:  # a workspace that cannot be written is built without memory, and without company
        yield
        return
    try:
        lock.acquire()
    except Timeout as error:
        raise WorkspaceLocked("Another build of this site is at work. Wait for it, or stop it.") from error
    try:
        yield
    finally:
        lock.release()


class _Build:
    """One build from beginning to end."""

    def __init__(
        self, request: SiteRequest, known: Known, fresh: Path, *, shared: Sequence[Path], key: str, strict: bool
    ) -> None:
        self._request, self._known, self._fresh, self._key, self._strict = request, known, fresh, key, strict
        self._began_ns = now_ns()
        self._stamps: dict[str, list[Stamp]] = {SHARED: [stamp(str(path)) for path in shared]}
        """What was read, by owner, as it was before it was read."""
        self._theme = request.theme()
        self._renderer = Renderer(self._theme, request.text)

    def run(self, found: Look, on_progress: OnProgress) -> tuple[str, int]:
        """Build; returns the report as text, and how many files of the site changed."""
        known, request = self._known, self._request
        if found.report is None or found.changed & {SHARED, OUT}:
            known.forget_everything()
        slugs, before = request.slugs(), known.slugs()
        self._stamps[CONTENT] = _content_stamps(request.content, slugs)
        known.remove(before - set(slugs))
        made = [slug for slug in slugs if slug in found.changed or slug not in before]
        self._make(made, on_progress)
        seats = known.seats()
        self._show_related(seats, set(made))
        gathering = Gathering(known, seats, self._renderer, request.text)
        gathering.write(self._fresh)
        inside = [*known.inside(), *nameless(request.content, only=request.only)]
        self._refuse(inside)
        changed = put_in_place(self._fresh, request.out, {*known.files(), *gathering.marks, *self._write_assets()})
        report = self._report(inside, gathering.marks)
        self._keep(report)
        return report, changed

    def _make(self, slugs: Sequence[str], on_progress: OnProgress) -> None:
        """Make recipes, and note how their folders were before they were read."""
        stamps = {slug: list(stamps_below(self._request.content / slug)) for slug in slugs}
        for record in make_recipes(self._request, self._fresh, self._renderer, slugs, on_progress):
            self._known.add(record)
            if not record.is_settled:
                stamps[record.slug] = [one._replace(changed_ns=UNKNOWN) for one in stamps[record.slug]]
        self._stamps.update(stamps)

    def _show_related(self, seats: Sequence[Seat], made: Set[str]) -> None:
        """Put related recipes into fresh pages, and make those pages again whose related ones changed."""
        cards = {seat.slug: seat.mark for seat in seats}
        pages, rows = RecipePages(self._request, self._fresh, self._renderer), list[tuple[str, Sequence[str], str]]()
        for slug, (page, was, below) in _below(seats).items():
            near = mark_of(*below, *(cards[other] for other in below))
            if slug in made or near != was:
                rows.append((slug, below, near))
                if slug not in made:
                    pages.make(slug)
                section = self._renderer.related(self._known.column("html", below))
                with suppress(FileNotFoundError):  # the recipe changed a moment ago, and the next build sees it
                    put_related(self._fresh / page, section)
        self._known.set_related(rows)

    def _write_assets(self) -> Iterator[str]:
        for asset in self._theme.assets.values():
            (self._fresh / "assets" / asset.name).write_bytes(asset.data)
            yield f"assets/{asset.name}"

    def _refuse(self, inside: Sequence[Inside]) -> None:
        if self._strict:
            refuse_faults(inside)
        if not self._request.leaves_out:
            refuse_unreadable(inside, out=self._request.out, published=self._known.count()[0])

    def _report(self, inside: Sequence[Inside], gathered: Mapping[str, str]) -> str:
        recipes, pictures = self._known.count()
        pages = recipes + sum(1 for path in gathered if path.endswith(".html"))
        return json.dumps(
            {"recipes": recipes, "pages": pages, "pictures": pictures, "inside": inside, "notes": self._request.notes()}
        )

    def _keep(self, report: str) -> None:
        """Remember the build for the next one."""
        content = self._stamps.pop(CONTENT)  # the studio itself has just written into that folder
        stamps = {owner: settled(own, read_ns=self._began_ns) for owner, own in self._stamps.items()}
        stamps[CONTENT] = content
        out = self._request.out
        stamps[OUT] = [stamp(str(path.absolute())) for path in (out, *sorted(out.iterdir()))]
        self._known.keep(key=self._key, report=report, stamps=stamps)


def _below(seats: Sequence[Seat]) -> dict[str, tuple[str, str, Sequence[str]]]:
    """Place of every recipe's page, the digest of what stood below it, and the recipes that stand there now."""
    by_day = sorted(seats, key=lambda seat: (seat.created, seat.slug), reverse=True)  # a new title moves none
    found = related({seat.slug: frozenset((kind, name) for kind, name, _ in seat.own_topics()) for seat in by_day})
    return {seat.slug: (seat.page, seat.near, found[seat.slug]) for seat in seats}


def _content_stamps(content: Path, slugs: Sequence[str]) -> list[Stamp]:
    """The folder of the recipes, and every folder in it that may become one."""
    waiting = sorted(set(folder_names(content)) - set(slugs))
    return [stamp(str(content)), *(stamp(str(content / name)) for name in waiting)]
