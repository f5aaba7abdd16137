"""Topics gather recipes: jobs, channels, tags and collections, each with a page and an introduction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from studio.core.channel import Channel
from studio.publish.card import TopicKey
from studio.publish.site_text import SiteText, place_name

KINDS = ("collection", "job", "channel", "tag")
"""Kinds in the order pages show them."""
JOB_NAMES = {
    "background-replacement": "Background replacement", "layout-extension": "Layout extension",
    "detail-repair": "Detail repair", "reference-edit": "Reference edit",
}  # fmt: skip
"""Jobs as headings."""
JOB_TEXT = {
    "background-replacement": "The product stays as it was photographed; what stands behind it changes. Judge the "
    "outline, the openings and the shadow first, the mood last.",
    "layout-extension": "The photograph stays; the canvas around it grows to fit another channel. Judge the joins "
    "and look for anything that appears twice.",
    "detail-repair": "A marked spot is mended and nothing else changes. Judge the texture at full size, and whether "
    "the repair invented something.",
    "reference-edit": "A second picture lends its colour, its light or its mark. Judge whether only that was lent.",
}
"""Introduction by job."""


@dataclass(frozen=True)
class Topic:
    """A page that gathers recipes."""

    kind: str
    """`job`, `channel`, `tag` or `collection`."""
    name: str
    """As written in the recipes."""
    title: str
    """Heading."""
    introduction: str
    """A sentence or two."""
    count: int
    """How many recipes it gathers."""

    @property
    def path(self) -> str:
        """Place of its first page in the site."""
        return topic_path(self.kind, self.name)


def topic_path(kind: str, name: str) -> str:
    """Place of a topic's page in the site."""
    return f"{kind}s/{place_name(name)}.html"


def make_topic(key: TopicKey, name: str, *, count: int, text: SiteText) -> Topic:
    """A topic with its heading and introduction."""
    kind = key[0]
    if kind == "job":
        return Topic(kind, name, JOB_NAMES[name], JOB_TEXT[name], count)
    if kind == "channel":
        return Topic(kind, name, text.channel_title(name), channel_introduction(name, text), count)
    if kind == "collection":
        return Topic(kind, name, _capital(name), text.introductions.get(name, ""), count)
    return Topic(kind, name, _capital(name), f"Approved edits tagged {name}.", count)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def channel_introduction(name: str, text: SiteText) -> str:
    """What the channel asks of a picture, in a sentence or two."""
    channel = text.channels.get(name)
    if channel is None:
        return f"Pictures made for {name.replace('-', ' ')}."
    asks = list(_asks(channel))
    listed = f"{', '.join(asks[:-1])} and {asks[-1]}" if len(asks) > 1 else asks[0]
    return f"Pictures made for {channel.label}. The channel takes {listed}."


def _asks(channel: Channel) -> Iterator[str]:
    width, height = channel.recommended
    shapes = f"{' or '.join(channel.aspects)} pictures" if channel.aspects else "any shape"
    yield f"{shapes}, best at {width} × {height} pixels"
    if channel.background != "free":
        yield f"a {channel.background} background" if channel.background == "white" else "white or transparency behind"
    if channel.text == "forbidden":
        yield "no text in the picture"
    if channel.fill:
        yield f"a product that fills {channel.fill[0]:.0%} or more of the frame"


def ordered(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Topics by kind, then by name."""
    return tuple(sorted(topics, key=lambda topic: (KINDS.index(topic.kind), topic.title.casefold(), topic.name)))
