"""Builds the site: the recipes that changed, then what gathers them, then one change of the site."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from studio.errors import WorkspaceLocked
from studio.publish.assemble import Assembly
from studio.publish.machine_files import Earlier
from studio.publish.pages.machines import rows_files
from studio.publish.pages.renderer import Renderer
from studio.publish.recipe_pages import RecipePages, SiteRequest, put_related
from studio.publish.record import Record
from studio.publish.refusals import nameless, refuse_faults, refuse_unreadable
from studio.publish.report import BuildReport, Inside, report_from
from studio.publish.sources import (
    CONTENT,
    OUT,
    SHARED,
    Look,
    Sources,
    Stamp,
    drop,
    look,
    now_ns,
    settled,
    stamp,
    stamps_below,
    state_folder,
)
from studio.publish.state import State
from studio.publish.swap import gathered, put_in_place, require_ours
from studio.publish.workers import MANY, OnProgress, make_recipes
from studio.store.attempts import FOLDER as ATTEMPTS
from studio.store.places import folder_names, is_recipe

_FEW = 8
"""Up to so many recipes, files with a row for each are sooner changed than made."""
_UNKNOWN = -2
"""Time of a file that is looked at again, whatever its time is."""
_OWN = "/"
"""Beginning of the names of owners that are no recipes."""


def build_site(
    request: SiteRequest,
    *,
    on_progress: OnProgress,
    shared: Sequence[Path],
    key: str,
    strict: bool = False,
    looked: Look | None = None,
) -> BuildReport:
    """Build a site, or bring it up to date. The old one stays until everything new is made.

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
    with _alone(place), gathered(request.out) as fresh:
        state = State(place)
        try:
            build = _Build(request, state, fresh, place, shared=shared, key=key, looked=looked)
            report, changed = build.run(on_progress, strict=strict)
        finally:
            state.close()
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
        self,
        request: SiteRequest,
        state: State,
        fresh: Path,
        place: Path,
        *,
        shared: Sequence[Path],
        key: str,
        looked: Look | None,
    ) -> None:
        self._request, self._state, self._fresh, self._place = request, state, fresh, place
        self._now = now_ns()
        self._shared = tuple(stamp(str(path)) for path in shared)
        self._key = key
        self._theme = request.theme()
        self._renderer = Renderer(self._theme, request.text)
        seen = looked or look(request.content, request.out, key=key)
        self._whole = seen.known is None or bool(seen.changed & {SHARED, OUT})
        self._before = seen.known if seen.known and not self._whole else Sources(key, request.content, {}, report="")
        self._known = tuple(owner for owner in self._before.owners if not owner.startswith(_OWN))
        self._changed = seen.changed
        self._content: tuple[Stamp, ...] | None = None
        """The folder of the recipes as it is, where it had to be looked at."""
        if self._whole or self._must_list():
            self._slugs = request.slugs()
            self._content = _content_stamps(request.content, self._slugs)
        else:
            self._slugs = self._known

    def _must_list(self) -> bool:
        """Whether recipes may have come or gone."""
        content = self._request.content
        mine = (owner for owner in self._changed if not owner.startswith(_OWN))
        return CONTENT in self._changed or any(not is_recipe(content, slug) for slug in mine)

    def run(self, on_progress: OnProgress, *, strict: bool) -> tuple[str, int]:
        """Build; returns what there is to say, and how many files changed."""
        state = self._state
        if self._whole:
            state.forget_everything()
        here, known = frozenset(self._slugs), state.slugs()
        wanted = [slug for slug in self._slugs if slug in self._changed or slug not in known]
        lost = known - here
        was = state.files_of([*wanted, *lost])
        earlier = self._earlier([*wanted, *lost])
        stamps = {slug: tuple(stamps_below(str(self._request.content / slug))) for slug in wanted}
        state.remove(lost)
        state.write(self._made(wanted, stamps, on_progress))
        key = f"{self._key} {self._shared}"
        assembly = Assembly(state, self._renderer, self._request.text, key=key, earlier=earlier)
        if len(wanted) > MANY:
            assembly.hold_cards()
        self._finish_recipes(assembly, frozenset(wanted))
        assembly.write(self._fresh, frozenset(wanted))
        for asset in self._theme.assets.values():
            (self._fresh / "assets" / asset.name).write_bytes(asset.data)
        inside = [*state.inside(), *nameless(self._request.content, only=self._request.only)]
        if strict:
            refuse_faults(inside)
        if not self._request.leaves_out:
            refuse_unreadable(inside, out=self._request.out, published=state.count()[0])
        return self._publish(assembly, was, inside, stamps)

    def _earlier(self, slugs: Sequence[str]) -> Earlier | None:
        """What the site says of recipes, as long as little else is new in it."""
        return None if self._whole or len(slugs) > _FEW else Earlier(self._request.out, self._state.rows_of(slugs))

    def _made(
        self, wanted: Sequence[str], stamps: dict[str, tuple[Stamp, ...]], on_progress: OnProgress
    ) -> Iterator[Record]:
        """Make recipes, and take a recipe's own folder out of its stamps where new names in it can mean nothing.

        That is so when the pictures it names and the folder of attempts are there: each has its own stamp.
        """
        for record in make_recipes(self._request, self._fresh, wanted, on_progress, renderer=self._renderer):
            if not record.is_settled:
                stamps[record.slug] = tuple((path, _UNKNOWN, size) for path, _, size in stamps[record.slug])
            (folder, *_), *rest = stamps[record.slug]
            if record.is_whole and any(path == f"{folder}/{ATTEMPTS}" for path, _, _ in rest):
                stamps[record.slug] = tuple(rest)
            yield record

    def _finish_recipes(self, assembly: Assembly, made: frozenset[str]) -> None:
        """Put the related recipes into the pages that were made, and make those again whose related ones changed."""
        every = list(assembly.below(made))
        stale = frozenset(now.slug for was, now in every if now.slug not in made and now.near != was.near)
        pages = RecipePages(self._request, self._fresh, renderer=self._renderer)
        for slug in stale:
            pages.make(slug)
        for _, now in every:
            if now.slug in made or now.slug in stale:
                with suppress(FileNotFoundError):  # it changed a moment ago
                    put_related(f"{self._fresh}/{now.page}", assembly.related_html(now.slugs).encode())
        self._state.set_below(now for was, now in every if now.near != was.near)

    def _publish(
        self,
        assembly: Assembly,
        was: frozenset[str],
        inside: Sequence[Inside],
        stamps: dict[str, tuple[Stamp, ...]],
    ) -> tuple[str, int]:
        state, request = self._state, self._request
        assets = {f"assets/{asset.name}" for asset in self._theme.assets.values()}

        def expected() -> Iterable[str]:
            return {*state.files(), *assembly.marks, *assets}

        gone = {*(was - frozenset(state.files_of(stamps))), *assembly.gone()}
        drop(self._place)
        changed = put_in_place(self._fresh, request.out, expected=expected, gone=sorted(gone), whole=self._whole)
        state.keep()
        recipes, pictures = state.count()
        pages = recipes + sum(1 for path in assembly.marks if path.endswith(".html"))
        report = json.dumps({"recipes": recipes, "pages": pages, "pictures": pictures, "inside": inside})
        self._remember(stamps, report)
        return report, changed

    def _remember(self, stamps: dict[str, tuple[Stamp, ...]], report: str) -> None:
        folders = [self._request.out, *sorted(path for path in self._request.out.iterdir() if path.is_dir())]
        fresh = {slug: settled(own, now_ns=self._now) for slug, own in stamps.items()}
        fresh[SHARED] = settled(self._shared, now_ns=self._now)
        taken_from = [self._request.out / form.path for form in rows_files(self._request.text)]
        fresh[OUT] = tuple(stamp(str(path.absolute())) for path in (*folders, *taken_from))
        if self._content is not None:
            fresh[CONTENT] = self._content
        gone = frozenset(self._known) - frozenset(self._slugs)
        self._before.followed_by(fresh, gone=gone, report=report).save(self._place)


def _content_stamps(content: Path, slugs: Sequence[str]) -> tuple[Stamp, ...]:
    """The folder of the recipes, and every folder in it that may become one."""
    waiting = sorted(set(folder_names(content)) - set(slugs))
    return (stamp(str(content)), *(stamp(str(content / name)) for name in waiting))
