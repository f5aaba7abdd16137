"""What a site is asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.core.site_options import SiteOptions
from studio.pictures.signing import Certificate, certificate_at
from studio.publish.overrides import notes_on
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.theme import Brand, Theme
from studio.store.places import OWN_STYLE, recipe_slugs


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

    def notes(self) -> tuple[str, ...]:
        """What a person should know of the site's look or language."""
        language = self.text.language
        untold = (
            f"[site] language = '{language}': nobody has written the words of the pages in it, so they are English. "
        )
        told = f"Copy en.po from templates/site/words/ of the studio into yours as {language}.po, and translate it."
        own = notes_on(self.templates, self.content / OWN_STYLE, self.options.origins)
        return own if self.text.words.is_translated else (*own, f"{untold}{told}")

    def certificate(self) -> Certificate | None:
        """What published results are signed with; None where they are not.

        Raises:
            ContentError: There is no such certificate.
        """
        wanted = None if self.text.drafts else self.options.credentials
        return certificate_at(self.content / wanted.certificate, self.content / wanted.key) if wanted else None

    def theme(self) -> Theme:
        """Its templates, words, colours, fonts and logo.

        Raises:
            ContentError: One of them cannot be used; says which, and why.
        """
        site = self.options
        brand = Brand(
            accent=site.accent, theme_colour=site.theme_colour, style=self.content / OWN_STYLE, origins=site.origins,
            logo=self.content / site.logo if site.logo else None, icon=self.content / site.icon if site.icon else None,
        )  # fmt: skip
        return Theme(self.templates, words=self.text.words, brand=brand)
