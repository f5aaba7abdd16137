"""The preview follows what a person saves, and nothing that the studio writes itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from studio.workflow.publishing.serve import Refreshed, keep_fresh, serve_folder
from studio.workflow.publishing.site import BuildOptions, build
from studio.workspace import Workspace

TOUCHED, SAVED = "recipe-00002", "recipe-00001"
"""The recipe that is saved until somebody listens, and the one that the test saves."""


def said(heard: list[Refreshed], slug: str) -> int:
    """How often a recipe was said to be saved."""
    return sum(slug in one.changed for one in heard)


@contextmanager
def watched(shelf: Workspace, options: BuildOptions) -> Iterator[list[Refreshed]]:
    """What is heard while the preview runs, from the moment it listens."""
    build(shelf, on_progress=lambda *_: None, options=options)
    heard, stop = list[Refreshed](), threading.Event()
    preview = serve_folder(options.place(shelf.root))
    watcher = threading.Thread(
        target=keep_fresh, args=(shelf.root, preview, options), kwargs={"stop": stop, "on_change": heard.append}
    )
    watcher.start()
    try:
        for tries in range(100):  # until it listens
            (shelf.content / TOUCHED / "recipe.md").touch()
            if waited(lambda: bool(heard), seconds=0.3):
                break
            assert tries < 99
        yield heard
    finally:
        stop.set()
        watcher.join()
        preview.stop()


def waited(until: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        time.sleep(0.02)
    return until()


@pytest.mark.parametrize("place", [None, "content/site"])
def test_one_save_is_one_change_though_the_site_is_written_below_the_recipes(
    shelf: Workspace, place: str | None
) -> None:
    """The studio's own files, in `.studio` and in the site, wake nobody: a preview that hears itself never rests."""
    options = BuildOptions(out=shelf.root / place if place else None)
    with watched(shelf, options) as heard:
        path = shelf.content / SAVED / "recipe.md"
        path.write_text(path.read_text().replace("title: ", "title: Seen "))
        assert waited(lambda: said(heard, SAVED) == 1, seconds=30)
        assert not waited(lambda: said(heard, SAVED) > 1, seconds=1)
        assert {(*one.changed, one.error) for one in heard} <= {(SAVED, ""), (TOUCHED, ""), (SAVED, TOUCHED, "")}
        assert "Seen " in (options.place(shelf.root) / "index.html").read_text()


def test_what_goes_wrong_is_said_and_the_preview_goes_on(shelf: Workspace) -> None:
    """Settings that cannot be read: the old site is served until they are mended."""
    settings = shelf.content / "studio.toml"
    with watched(shelf, BuildOptions()) as heard:
        settings.write_text("[site\n")
        assert waited(lambda: "studio.toml" in heard[-1].error, seconds=30)
        settings.write_text('[site]\ntitle = "Mended"\n')
        assert waited(lambda: heard[-1] == Refreshed(()), seconds=30)
        assert "Mended" in (shelf.root / "site" / "index.html").read_text()
