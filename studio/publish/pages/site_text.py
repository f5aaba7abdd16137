"""What the site says about itself, and how places in it are named."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from studio.core.channel import Channel
from studio.core.settings import SiteOptions

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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
    introductions: Mapping[str, str] = field(default_factory=dict)
    """Introduction by collection."""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """The table of channels, for their names and what they ask."""
    drafts: bool = False
    """Whether this is a private preview that shows what nobody has approved."""

    @classmethod
    def from_options(cls, options: SiteOptions, channels: Mapping[str, Channel], *, drafts: bool = False) -> SiteText:
        """From the `[site]` table of `studio.toml`."""
        return cls(
            title=options.title, description=options.description, base_url=options.base_url.rstrip("/"),
            language=options.language, footer=options.footer, introductions=options.collections, channels=channels,
            drafts=drafts,
        )  # fmt: skip

    @property
    def base_path(self) -> str:
        """The way to the site's root from any page of its host, with slashes around; empty without an address."""
        return f"{urlsplit(self.base_url).path.rstrip('/')}/" if self.base_url else ""

    def channel_title(self, name: str) -> str:
        """A channel's name for people."""
        known = self.channels.get(name)
        return known.label if known else name.replace("-", " ").capitalize()


@lru_cache(maxsize=4096)
def long_day(when: str) -> str:
    """A day as people write it, `23 November 2026`, from a time that begins with `2026-11-23`; else as it is."""
    try:
        day = datetime.date.fromisoformat(when[:10])
    except ValueError:
        return when
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


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


def page_name(slug: str) -> str:
    """The name of a recipe's page: its slug, with a mark where the slug cannot stand in an address as it is."""
    name = place_name(slug)
    return name if name == slug else f"{name}-{hashlib.sha256(slug.encode()).hexdigest()[:6]}"
