"""One recipe's page at once, while somebody writes it; the lists follow with the next build."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import closing

from studio.publish.known import Known, state_folder
from studio.publish.pages.renderer import Renderer
from studio.publish.recipe_pages import RecipePages, put_related
from studio.publish.request import SiteRequest
from studio.store.disk import sweep_temporaries, temporary_name


class LiveRecipes:
    """Keeps the theme ready, so that a save is on the page within the blink of an eye."""

    def __init__(self, request: SiteRequest) -> None:
        """Load the theme.

        Args:
            request: A site that has been built.
        """
        self._request = request
        sweep_temporaries(request.out.parent)
        self._fresh = request.out.with_name(temporary_name())
        for folder in ("recipes", "pictures", "approved", "cuts"):
            (self._fresh / folder).mkdir(parents=True)
        self._renderer = Renderer(request.theme(), request.text)
        self._pages = RecipePages(request, self._fresh, self._renderer)

    def refresh(self, slug: str) -> bool:
        """Make a recipe's own files again and put them in place; False when nothing of it goes out any more.

        Pictures come before the page that shows them. What the lists say of the recipe is left to the next build.
        """
        record = self._pages.make(slug)
        if not record.page:
            return False
        put_related(self._fresh / record.page, self._related(slug))
        for path in sorted(json.loads(record.files)):
            if (self._fresh / path).exists():
                (self._request.out / path).parent.mkdir(exist_ok=True)
                os.replace(self._fresh / path, self._request.out / path)  # noqa: PTH105 - one step
        return True

    def warm_up(self, slugs: Sequence[str]) -> None:
        """Make one recipe's files for nobody, so that the first save need not wait for modules and templates."""
        for slug in slugs[:1]:
            self._pages.make(slug)

    def _related(self, slug: str) -> str:
        with closing(Known(state_folder(self._request.content, self._request.out))) as known:
            return self._renderer.related(known.column("html", known.related_of(slug)))

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._fresh, ignore_errors=True)
