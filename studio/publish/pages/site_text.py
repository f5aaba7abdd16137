"""What the site says about itself, and how places in it are named."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from studio.core.channel import Channel
from studio.core.site_options import SiteOptions
from studio.publish.pages.words import Words, capital, words_in


@dataclass(frozen=True)
class SiteText:
    """What the site says about itself."""

    title: str
    """Its name."""
    description: str
    """One sentence."""
    base_url: str
    """Public address without a slash at its end, or empty."""
    language: str
    """Language code."""
    footer: str
    """Line at the foot."""
    licence: str = ""
    """Address of the licence of its pictures, or empty."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Links at the foot: words and address."""
    introductions: Mapping[str, str] = field(default_factory=dict)
    """Introduction by collection."""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """The table of channels, for their names and what they ask."""
    drafts: bool = False
    """Whether this is a private preview that shows what nobody has approved."""
    is_one_page: bool = False
    """Whether it is the page of one recipe and nothing else, as in a hand-off of one: no lists, no search."""
    templates: tuple[Path, ...] = ()
    """Folders of templates, in which the words of the pages stand too; the one that wins first."""

    @classmethod
    def from_options(
        cls,
        options: SiteOptions,
        channels: Mapping[str, Channel],
        *,
        drafts: bool = False,
        templates: tuple[Path, ...] = (),
    ) -> SiteText:
        """From the `[site]` table of `studio.toml`."""
        return cls(
            title=options.title, description=options.description, base_url=options.base_url.rstrip("/"),
            language=options.language, footer=options.footer, links=options.links, licence=options.licence,
            introductions=options.collections, channels=channels,
            drafts=drafts, templates=templates,
        )  # fmt: skip

    @property
    def words(self) -> Words:
        """The words of its pages, in its language."""
        return words_in(self.language, tuple(folder / "site" for folder in self.templates))

    @property
    def base_path(self) -> str:
        """The way to the site's root from any page of its host, with slashes around; empty without an address."""
        return f"{urlsplit(self.base_url).path.rstrip('/')}/" if self.base_url else ""

    def recipe_page(self, slug: str) -> str:
        """Place of a recipe's page."""
        return "index.html" if self.is_one_page else f"recipes/{page_name(slug)}.html"

    def channel_title(self, name: str) -> str:
        """A channel's name for people."""
        known = self.channels.get(name)
        return self.words(known.label) if known else capital(name.replace("-", " "))


_PLACE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""A name that can stand in an address as it is."""
_LONGEST = 100
"""Signs of a name: a file system takes 255 bytes, with a width, a mark and an ending; archives and Windows fewer."""
_TAKEN = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)
"""Names of devices, which no file on Windows can have, whatever its ending."""


@lru_cache(maxsize=4096)
def place_name(text: str) -> str:
    """A file name for a word: lower-case ASCII letters, digits and hyphens. Equal words give equal names."""
    if _PLACE.fullmatch(text) and len(text) <= _LONGEST and text not in _TAKEN:
        return text
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    spelled = "".join(sign if sign.isascii() else f"u{ord(sign):x}" if sign.isalnum() else "-" for sign in kept)
    name = re.sub(r"[^a-z0-9]+", "-", spelled).strip("-") or "other"
    if len(name) <= _LONGEST and name not in _TAKEN:
        return name
    return f"{name[: _LONGEST - 7].strip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def approved_place(slug: str, attempt: str, file: str) -> str:
    """Place of an approved picture at full size, in a site as in a hand-off."""
    return f"approved/{page_name(slug)}-{attempt}.{file.rpartition('.')[2]}"


def cut_place(file: str) -> str:
    """Place of a cut, in a site as in a hand-off."""
    return f"cuts/{file}"


def page_name(slug: str) -> str:
    """The name of a recipe's page: its slug, with a mark where the slug cannot stand in an address as it is."""
    name = place_name(slug)
    return name if name == slug else f"{name}-{hashlib.sha256(slug.encode()).hexdigest()[:6]}"
