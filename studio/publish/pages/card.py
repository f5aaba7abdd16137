"""A recipe as lists show it. It is all that pages of other recipes know, so that one change stays one change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.publish.pages.site_text import page_name, place_name
from studio.publish.pages.words import UNTOLD, Tongue
from studio.publish.pictures.derivatives import SitePicture

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact_json(data: object) -> str:
    """Data as JSON on one line, without a blank; not yet safe inside a script."""
    return _ENCODER.encode(data)


TopicKey = tuple[str, str]
"""Kind of a topic and its name in addresses."""


@dataclass(frozen=True)
class Card:
    """A recipe in a list."""

    slug: str
    """Name of its folder."""
    title: str
    """Heading."""
    summary: str
    """One sentence."""
    asset: str
    """What the picture is for."""
    job: str
    """Kind of edit."""
    job_title: str
    """The same for people."""
    channels: tuple[str, ...]
    """Where its pictures are used, that of the cover first."""
    channel_title: str
    """The channel of the cover, for people."""
    tags: tuple[str, ...]
    """Words to find it by."""
    collections: tuple[str, ...]
    """Clients or campaigns."""
    engines: tuple[str, ...]
    """Engines of its pairs."""
    created: str
    """Day it was begun, or empty."""
    updated: str
    """Day of its newest approval, or empty."""
    pairs: int
    """How many before and afters it shows."""
    after: SitePicture
    """The picture that stands for it."""
    before: SitePicture | None
    """The picture that one began with, where it may be shown."""
    share: str = ""
    """Its composed picture for shared links in `pictures/`, or empty."""
    tongue: Tongue = UNTOLD
    """The language of its title and summary."""
    draft: bool = False
    """Whether nobody has approved what it shows."""

    @property
    def page(self) -> str:
        """Place of the recipe's page in the site."""
        return f"recipes/{page_name(self.slug)}.html"

    @property
    def meta(self) -> str:
        """Its job and its channel, below the title."""
        return " · ".join(part for part in (self.job_title, self.channel_title) if part)

    def topics(self) -> Iterator[tuple[TopicKey, str]]:
        """Every topic it belongs to, with the name as written."""
        yield ("job", place_name(self.job)), self.job
        for channel in self.channels:
            yield ("channel", place_name(channel)), channel
        for tag in self.tags:
            yield ("tag", place_name(tag)), tag
        for name in self.collections:
            yield ("collection", place_name(name)), name

    def as_json(self) -> str:
        """The card as text that `card_from_json` reads."""
        return compact_json(vars(self))


def card_from_json(text: str) -> Card:
    """A card from its text."""
    data: dict[str, Any] = json.loads(text)
    for name in ("channels", "tags", "collections", "engines"):
        data[name] = tuple(data[name])
    data["after"] = SitePicture.from_data(data["after"])
    data["before"] = SitePicture.from_data(data["before"]) if data["before"] else None
    data["tongue"] = Tongue(*data["tongue"])
    return Card(**data)
