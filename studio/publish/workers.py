"""Many recipes at once: threads while pictures are what costs, processes once it is text."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from studio.publish.recipe_pages import RecipePages, SiteRequest
from studio.publish.state import Record

OnProgress = Callable[[int, int, str], None]
"""Hears how many of how many recipes are done, and the last one's slug."""
MANY = 400
"""From so many recipes on, text is made in processes of its own; before that their start costs more."""
_CHUNK = 40
_Make = Callable[[Sequence[str]], list[Record]]


def make_recipes(request: SiteRequest, fresh: Path, slugs: Sequence[str], on_progress: OnProgress) -> Iterator[Record]:
    """Make recipes' files, and say what the lists need to know of each, in the order they are done.

    Args:
        request: The site.
        fresh: Folder in which new files are gathered.
        slugs: The recipes.
        on_progress: Hears of recipes done.
    """
    size = _CHUNK if len(slugs) > MANY else 1
    chunks = [slugs[place : place + size] for place in range(0, len(slugs), size)]
    done = 0
    with _pool(request, fresh, len(slugs)) as (pool, make):
        for future in as_completed([pool.submit(make, chunk) for chunk in chunks]):
            records = future.result()
            done += len(records)
            on_progress(done, len(slugs), records[-1].slug)
            yield from records


@contextmanager
def _pool(request: SiteRequest, fresh: Path, count: int) -> Iterator[tuple[Executor, _Make]]:
    cores = os.cpu_count() or 2
    if count > MANY:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(cores, context, initializer=_begin, initargs=(request, fresh)) as processes:
            yield processes, _make
        return
    pages = RecipePages(request, fresh) if count else None
    with ThreadPoolExecutor(min(cores, max(1, count))) as threads:
        yield threads, lambda slugs: pages.make_all(slugs) if pages else []


_worker: list[RecipePages] = []
"""What a helper process works with, from its beginning to its end."""


def _begin(request: SiteRequest, fresh: Path) -> None:
    """Make a helper process ready: what lives for the whole build is not looked through for garbage."""
    _worker.append(RecipePages(request, fresh))
    gc.freeze()
    gc.set_threshold(50_000)


def _make(slugs: Sequence[str]) -> list[Record]:
    return _worker[0].make_all(slugs)
