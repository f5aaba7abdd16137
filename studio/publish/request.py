"""What a site is asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.core.settings import SiteOptions
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.theme import Theme
from studio.store.places import recipe_slugs


@dataclass(frozen=True)
class SiteRequest:
    """What a site is made of and what it should be."""

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
    only: frozenset[str] | None = None
    """Recipes that it is made of; None for all there are."""
    is_hand_off: bool = False
    """Whether it goes along with the approved pictures, which every page then offers."""
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
        return Theme(self.templates, words=self.text.words, accent=self.options.accent, logo=logo)
