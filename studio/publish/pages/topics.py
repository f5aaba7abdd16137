"""Topics gather recipes: jobs, channels, tags and collections, each with a page and an introduction.

Related recipes are those that share most topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from studio.core.channel import Channel, PixelRule
from studio.publish.pages.card import TopicKey
from studio.publish.pages.site_text import SiteText, long_day, place_name

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
    asks: tuple[tuple[str, str], ...] = ()
    """What a channel asks of a picture: name and rule."""
    source: str = ""
    """Where that was read, and when."""

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
        return _channel_topic(name, text, count)
    if kind == "collection":
        return Topic(kind, name, _capital(name), text.introductions.get(name, ""), count)
    return Topic(kind, name, _capital(name), f"Approved edits tagged {name}.", count)


def _channel_topic(name: str, text: SiteText, count: int) -> Topic:
    channel = text.channels.get(name)
    title, introduction = text.channel_title(name), channel_introduction(name, text)
    if channel is None:
        return Topic("channel", name, title, introduction, count)
    source = f"{channel.source[:1].upper()}{channel.source[1:]}, read on {long_day(channel.as_of)}"
    return Topic("channel", name, title, introduction, count, tuple(channel_asks(channel)), source)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def channel_introduction(name: str, text: SiteText) -> str:
    """What the channel wants most of a picture, in a sentence or two."""
    channel = text.channels.get(name)
    if channel is None:
        return f"Pictures made for {name.replace('-', ' ')}."
    width, height = channel.recommended
    wants = [f"{width}\u00a0×\u00a0{height} pixels"]
    if channel.background != "free":
        wants.append(f"{channel.background} behind the product")
    if channel.text == "forbidden":
        wants.append("no words in the picture")
    listed = f"{', '.join(wants[:-1])} and {wants[-1]}" if len(wants) > 1 else wants[0]
    return f"Pictures made for {channel.label}. It wants {listed}."


def channel_asks(channel: Channel) -> Iterator[tuple[str, str]]:
    """What a channel asks, line by line."""
    yield "Shape", " or ".join(channel.aspects) if channel.aspects else "any"
    yield "Best size", "{} × {} px".format(*channel.recommended)
    for name, limit in (("At least", channel.least), ("At most", channel.most)):
        if said := _pixels(limit):
            yield name, said
    if channel.background != "free":
        yield "Background", channel.background
    if channel.fill:
        least, most = channel.fill
        yield "Product", f"{least:.0%} to {most:.0%} of the frame" if most < 1 else f"at least {least:.0%} of the frame"
    if channel.text != "allowed":
        yield "Words in the picture", {"few words": "few", "forbidden": "none"}[channel.text]
    if channel.formats:
        yield "File", ", ".join(form.upper() if form != "jpeg" else "JPEG" for form in channel.formats)
    if channel.max_bytes:
        yield "File size", f"up to {channel.max_bytes / 1_000_000:g} MB"
    if channel.provenance:
        yield "AI label", "pictures made with AI must keep their mark"
    if channel.rules:
        yield "Also", ". ".join(f"{rule[:1].upper()}{rule[1:]}" for rule in channel.rules)


def _pixels(rule: PixelRule) -> str:
    sides = ((rule.width, "wide"), (rule.height, "high"), (rule.longest, "on the longer side"),
             (rule.shortest, "on the shorter side"))  # fmt: skip
    said = [f"{limit} px {words}" for limit, words in sides if limit is not None]
    if rule.pixels is not None:
        said.append(f"{rule.pixels / 1_000_000:g} megapixels")
    return ", ".join(said)


def ordered(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Topics by kind, then by name."""
    return tuple(sorted(topics, key=lambda topic: (KINDS.index(topic.kind), topic.title.casefold(), topic.name)))


MOST = 3
"""Related recipes on a page."""
_REACH = 4
"""How far to both sides in each topic to look: a site of ten thousand recipes must not compare all with all."""
_WEIGHT = {"collection": 4, "job": 2, "channel": 2, "tag": 1}
"""What it counts to share a topic of a kind."""


def related(topics: Mapping[str, frozenset[TopicKey]]) -> dict[str, tuple[str, ...]]:
    """For every recipe the ones to show below it, the nearest first; ties in the order they are given.

    Args:
        topics: Topics by recipe, newest recipe first.
    """
    place = {slug: position for position, slug in enumerate(topics)}
    gathered: dict[TopicKey, list[str]] = {}
    for slug, own in topics.items():
        for key in own:
            gathered.setdefault(key, []).append(slug)
    seats = {key: {slug: seat for seat, slug in enumerate(members)} for key, members in gathered.items()}
    weight = {key: _WEIGHT[key[0]] for key in gathered}

    def nearest(slug: str) -> tuple[str, ...]:
        own = topics[slug]
        near = set(chain.from_iterable(_neighbours(gathered[key], seats[key][slug]) for key in own)) - {slug}
        ranked = sorted((-sum(map(weight.__getitem__, own & topics[other])), place[other], other) for other in near)
        return tuple(other for _, _, other in ranked[:MOST])

    return {slug: nearest(slug) for slug in topics}


def _neighbours(members: Sequence[str], seat: int) -> Sequence[str]:
    return members[max(0, seat - _REACH) : seat + _REACH + 1]
