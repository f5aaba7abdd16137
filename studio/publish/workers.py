"""Many recipes at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from studio.errors import StoreError
from studio.publish.pages.renderer import Renderer
from studio.publish.recipe_pages import RecipePages
from studio.publish.record import Record
from studio.publish.request import SiteRequest

OnProgress = Callable[[int, int, str], None]
"""Hears how many of how many recipes are done, and the last one's slug."""
MANY = 200
"""More recipes than this are made in processes, which start in half a second; fewer in threads, which encode pictures
side by side too. Processes take two fifths off the time of ten thousand recipes on two cores."""
_CHUNK = 20
_STOPPED = (
    "A helper of this build was stopped from outside, as happens when memory runs out. The site is as it was. "
    "Close other programs and build again."
)


def make_recipes(
    request: SiteRequest, fresh: Path, renderer: Renderer, slugs: Sequence[str], on_progress: OnProgress
) -> Iterator[Record]:
    """Make recipes' files; gives what the lists need to know of each.

    Raises:
        StoreError: A helper was stopped from outside.
    """
    pool, make = _pool(request, fresh, renderer, count=len(slugs))
    try:
        for done, record in enumerate(pool.map(make, slugs, chunksize=_CHUNK), start=1):
            on_progress(done, len(slugs), record.slug)
            yield record
    except BrokenExecutor as error:
        raise StoreError(_STOPPED) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(
    request: SiteRequest, fresh: Path, renderer: Renderer, *, count: int
) -> tuple[Executor, Callable[[str], Record]]:
    cores = os.cpu_count() or 2
    if count <= MANY:
        return ThreadPoolExecutor(cores), RecipePages(request, fresh, renderer).make
    return ProcessPoolExecutor(cores, get_context("spawn"), initializer=_begin, initargs=(request, fresh)), _make


_here: list[RecipePages] = []
"""What a helper process works with, from its beginning to its end."""


def _begin(request: SiteRequest, fresh: Path) -> None:
    _here.append(RecipePages(request, fresh, Renderer(request.theme(), request.text)))


def _make(slug: str) -> Record:
    return _here[0].make(slug)
