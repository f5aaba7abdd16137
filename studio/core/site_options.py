"""What a site says about itself and looks like: the `[site]` table of `content/studio.toml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from studio.core.subject import Strict
from studio.core.web_address import link_target, origin, public_address


class Credentials(Strict):
    """What published results are signed with (C2PA): files relative to `content/`, or anywhere."""

    certificate: str
    """PEM: the certificate, then those that vouch for it."""
    key: str
    """PEM: its private key."""


class SiteOptions(Strict):
    """What the site says about itself."""

    title: str = "Recipe gallery"
    description: str = ""
    """One sentence for search results and feeds."""
    base_url: str = ""
    """Public address; empty keeps every link relative."""
    language: str = "en"
    footer: str = ""
    """Line at the foot of every page."""
    logo: str | None = None
    """Picture beside the title, relative to `content/`."""
    accent: str | None = None
    """Accent colour as `#rrggbb`."""
    webp: bool = False
    """Publish WebP files as well."""
    downloads: Literal["none", "approved"] = "none"
    """Whether pages offer approved pictures as they are, at full size; a recipe may say otherwise."""
    icon: str | None = None
    """Square picture in the browser's tab, relative to `content/`; default: the logo."""
    theme_colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    """Colour of the browser's own bar, as `#rrggbb`; default: the accent."""
    licence: str = ""
    """Address of the licence under which its pictures stand, for search engines."""
    credentials: Credentials | None = None
    """Sign published results with content credentials (C2PA)."""
    prompt_in_pictures: bool = False
    """Write the exact prompt of a result into the files made of it, where the engine read it."""
    links: dict[str, str] = Field(default_factory=dict)
    """Links at the foot of every page: words and address."""
    origins: tuple[str, ...] = ()
    """Further servers that pages may ask, `https://stats.example` for example: scripts, styles, fonts and pictures."""
    collections: dict[str, str] = Field(default_factory=dict)
    """Introduction by collection."""

    @field_validator("base_url", "licence")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        return public_address(value)

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(origin(one) for one in value)

    @field_validator("links")
    @classmethod
    def _lead_somewhere(cls, value: dict[str, str]) -> dict[str, str]:
        return {words: link_target(address) for words, address in value.items()}
