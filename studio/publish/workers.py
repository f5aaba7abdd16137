"""Many recipes at once: threads while pictures are what costs, processes once it is text."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import StoreError
from studio.publish.pages.renderer import Renderer
from studio.publish.recipe_pages import RecipePages, SiteRequest
from studio.publish.record import Record

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.synchronize import Lock

OnProgress = Callable[[int, int, str], None]
"""Hears how many of how many recipes are done, and the last one's slug."""
MANY = 400
"""From so many recipes on, text is made in processes of its own; before that their start costs more."""
_CHUNK = 40
_STOPPED = (
    "A helper of this build was stopped from outside, as happens when memory runs out. The site is as it was. "
    "Close other programs and build again."
)
_Make = Callable[[Sequence[str]], list[Record]]


def make_recipes(
    request: SiteRequest, fresh: Path, slugs: Sequence[str], on_progress: OnProgress, *, renderer: Renderer
) -> Iterator[Record]:
    """Make recipes' files, and say what the lists need to know of each, in the order they are done.

    Args:
        request: The site.
        fresh: Folder in which new files are gathered.
        slugs: The recipes.
        on_progress: Hears of recipes done.
        renderer: Renders the site's pages, those that are made in this process.

    Raises:
        StoreError: A helper was stopped from outside.
    """
    if len(slugs) < 2:  # the code of helpers would take longer to load than the recipe
        for slug in slugs:
            record = RecipePages(request, fresh, renderer=renderer).make(slug)
            on_progress(1, 1, slug)
            yield record
        return
    from concurrent.futures import BrokenExecutor, as_completed

    size = _CHUNK if len(slugs) > MANY else 1
    chunks = [slugs[place : place + size] for place in range(0, len(slugs), size)]
    done = 0
    with _pool(request, fresh, len(slugs), renderer) as (pool, make):
        for future in as_completed([pool.submit(make, chunk) for chunk in chunks]):
            try:
                records = future.result()
            except BrokenExecutor as error:
                raise StoreError(_STOPPED) from error
            done += len(records)
            on_progress(done, len(slugs), records[-1].slug)
            yield from records


@contextmanager
def _pool(request: SiteRequest, fresh: Path, count: int, renderer: Renderer) -> Iterator[tuple[Executor, _Make]]:
    cores = os.cpu_count() or 2
    if count > MANY:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        context = get_context("spawn")
        begin_with = (request, fresh, context.Lock())
        with ProcessPoolExecutor(cores, context, initializer=_begin, initargs=begin_with) as processes:
            yield processes, _make
        return
    from concurrent.futures import ThreadPoolExecutor

    pages = RecipePages(request, fresh, renderer=renderer)
    with ThreadPoolExecutor(min(cores, count)) as threads:
        yield threads, pages.make_all


_worker: list[RecipePages] = []
"""What a helper process works with, from its beginning to its end."""


def _begin(request: SiteRequest, fresh: Path, writing: Lock) -> None:
    """Make a helper process ready: what lives for the whole build is not looked through for garbage."""
    _worker.append(RecipePages(request, fresh, writing=writing))
    gc.freeze()
    gc.set_threshold(50_000)


def _make(slugs: Sequence[str]) -> list[Record]:
    return _worker[0].make_all(slugs)
