"""Topics gather recipes: jobs, channels, tags and collections, each with a page and an introduction.

Related recipes are those that share most topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from studio.core.channel import Channel, PixelRule
from studio.publish.pages.card import TopicKey
from studio.publish.pages.site_text import SiteText, place_name
from studio.publish.pages.words import Words, capital

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
        return Topic(kind, name, text.words(JOB_NAMES[name]), text.words(JOB_TEXT[name]), count)
    if kind == "channel":
        return _channel_topic(name, text, count)
    if kind == "collection":
        return Topic(kind, name, capital(name), text.introductions.get(name, ""), count)
    return Topic(kind, name, capital(name), text.words("Approved edits tagged %(tag)s.", tag=name), count)


def _channel_topic(name: str, text: SiteText, count: int) -> Topic:
    channel = text.channels.get(name)
    title, introduction = text.channel_title(name), channel_introduction(name, text)
    if channel is None:
        return Topic("channel", name, title, introduction, count)
    words = text.words
    source = words("%(source)s, read on %(day)s", source=capital(words(channel.source)), day=words.day(channel.as_of))
    return Topic("channel", name, title, introduction, count, tuple(channel_asks(channel, words)), source)


def channel_introduction(name: str, text: SiteText) -> str:
    """What the channel wants most of a picture, in a sentence or two."""
    channel = text.channels.get(name)
    if channel is None:
        return text.words("Pictures made for %(channel)s.", channel=name.replace("-", " "))
    words = text.words
    width, height = channel.recommended
    wants = [words("%(width)s\u00a0×\u00a0%(height)s pixels", width=width, height=height)]
    if channel.background != "free":
        wants.append(words("%(ground)s behind the product", ground=words(channel.background)))
    if channel.text == "forbidden":
        wants.append(words("no words in the picture"))
    return words(
        "Pictures made for %(channel)s. It wants %(wishes)s.", channel=words(channel.label), wishes=words.all_of(wants)
    )


def channel_asks(channel: Channel, words: Words) -> Iterator[tuple[str, str]]:
    """What a channel asks, line by line."""
    yield words("Shape"), words.any_of(channel.aspects) if channel.aspects else words("any")
    yield words("Best size"), "{} × {} px".format(*channel.recommended)
    for name, limit in ((words("At least"), channel.least), (words("At most"), channel.most)):
        if said := _pixels(limit, words):
            yield name, said
    if channel.background != "free":
        yield words("Background"), words(channel.background)
    if channel.fill:
        yield words("Product"), _fill(*channel.fill, words)
    if channel.text != "allowed":
        yield words("Words in the picture"), words("few") if channel.text == "few words" else words("none")
    if channel.formats:
        yield words("File"), ", ".join(form.upper() for form in channel.formats)
    if channel.max_bytes:
        yield words("File size"), words("up to %(size)s MB", size=f"{channel.max_bytes / 1_000_000:g}")
    if channel.provenance:
        yield words("AI label"), words("pictures made with AI must keep their mark")
    if channel.rules:
        yield words("Also"), ". ".join(capital(words(rule)) for rule in channel.rules)


def _fill(least: float, most: float, words: Words) -> str:
    shares = {"least": f"{least:.0%}", "most": f"{most:.0%}"}
    if most < 1:
        return words("%(least)s to %(most)s of the frame", **shares)
    return words("at least %(least)s of the frame", **shares)


def _pixels(rule: PixelRule, words: Words) -> str:
    sides = (
        (rule.width, words("wide")), (rule.height, words("high")),
        (rule.longest, words("on the longer side")), (rule.shortest, words("on the shorter side")),
    )  # fmt: skip
    said = [f"{limit} px {side}" for limit, side in sides if limit is not None]
    if rule.pixels is not None:
        said.append(words("%(count)s megapixels", count=f"{rule.pixels / 1_000_000:g}"))
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
