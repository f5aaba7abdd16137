"""Everything that gathers recipes, from their records alone: lists, topics, machine-readable files.

A file is made only when the digest of what it is made of is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from studio.engines.catalogue import engine_facts
from studio.publish.known import Known
from studio.publish.pages import machines
from studio.publish.pages.card import Card, TopicKey, card_from_json
from studio.publish.pages.renderer import SEARCH, Facet, ListPage, Renderer, list_pages
from studio.publish.pages.site_text import SiteText, place_name
from studio.publish.pages.topics import KINDS, Topic, make_topic, ordered
from studio.publish.record import Seat, mark_of

KIND_LABELS = {"collection": "Collection", "job": "Job", "channel": "Channel", "tag": "Tag", "engine": "Engine"}
"""Facets for people."""


class Gathering:
    """All pages but the recipes' own."""

    def __init__(self, known: Known, seats: Sequence[Seat], renderer: Renderer, text: SiteText) -> None:
        """Sort recipes into topics.

        Args:
            known: Records of all recipes, and the digests of the pages of the last build.
            seats: Recipes that go out, in reading order.
            renderer: Renders pages.
            text: What the site says about itself.
        """
        self._known, self._seats, self._renderer, self._text = known, seats, renderer, text
        self._slugs = [seat.slug for seat in seats]
        self._marks = {seat.slug: seat.mark for seat in seats}
        self._members, self._topics = _topics_of(seats, text)
        self._before = known.pages()
        self.marks: dict[str, str] = {}
        """Digest of what each page was made of, by its place."""

    def write(self, fresh: Path) -> None:
        """Write every file that is new into the folder where new files are gathered, and note all digests."""
        if not self._text.is_one_page:
            self._write_all(fresh)
        self._known.set_pages(self.marks)

    def _write_all(self, fresh: Path) -> None:
        self._write_index(fresh)
        for topic, members in zip(self._topics, self._members, strict=True):
            for page in list_pages(topic.path, members):
                self._write_list(fresh, page, (topic.title, topic.introduction), topic)
        cover = self._cover(self._slugs)
        newest = self._marks[self._slugs[0]] if self._slugs else ""
        self._write(fresh, "about.html", newest, lambda: self._renderer.about(cover=cover))
        self._write(fresh, "404.html", "", self._renderer.not_found)
        self._write_for_machines(fresh)

    def _write_index(self, fresh: Path) -> None:
        facets = self._facets()
        directory = (str([(topic.path, topic.title, topic.count) for topic in self._topics]), str(facets))
        for page in list_pages("index.html", self._slugs):
            self._write_list(fresh, page, directory if page.number == 1 else (), None, facets)

    def _write_list(
        self, fresh: Path, page: ListPage, also: Sequence[str], topic: Topic | None, facets: Sequence[Facet] = ()
    ) -> None:
        """Write a page of the index, or of a topic; `also` is what it shows beside its cards and numbers."""
        made_of = mark_of(
            *also, f"{page.number} {page.count} {page.total}", *(self._marks[slug] for slug in page.slugs)
        )

        def make() -> str:
            cards, cover = self._known.column("html", page.slugs), self._cover(page.slugs)
            if topic is None:
                return self._renderer.index(page, cards, self._topics, facets, cover=cover)
            return self._renderer.topic(topic, page, cards, cover=cover)

        self._write(fresh, page.path, made_of, make)

    def _write(self, fresh: Path, path: str, made_of: str, make: Callable[[], str]) -> None:
        """Write a file unless it is made of the same as at the last build."""
        self.marks[path] = made_of
        if self._before.get(path) != made_of:
            (fresh / path).parent.mkdir(exist_ok=True)
            (fresh / path).write_bytes(make().encode())

    def _cover(self, slugs: Sequence[str]) -> Card | None:
        """The recipe that leads a list; its picture goes with a shared link."""
        return card_from_json(self._known.column("card", slugs[:1])[0]) if slugs else None

    def _facets(self) -> tuple[Facet, ...]:
        facets = [
            Facet(kind, KIND_LABELS[kind],
                  tuple((place_name(t.name), t.title, t.count) for t in self._topics if t.kind == kind))
            for kind in KINDS
        ]  # fmt: skip
        facets.append(Facet("engine", KIND_LABELS["engine"], tuple(self._engines())))
        return tuple(facet for facet in facets if len(facet.options) > 1)

    def _engines(self) -> Iterator[tuple[str, str, int]]:
        counts = Counter(name for seat in self._seats for name in json.loads(seat.engines))
        for name, count in sorted(counts.items()):
            yield place_name(name), self._text.words(engine_facts(name).title), count

    def _write_for_machines(self, fresh: Path) -> None:
        text, slugs = self._text, self._slugs
        rows = mark_of(*(seat.rows for seat in self._seats))
        self._write(fresh, machines.RECIPES, rows, lambda: machines.recipes_json(self._known.column("row", slugs)))
        self._write(fresh, SEARCH, rows, lambda: machines.search_js(self._known.column("search", slugs)))
        self._write(fresh, machines.LLMS, rows, lambda: machines.llms_txt(self._known.column("line", slugs), text))
        self._write(fresh, "robots.txt", "", lambda: machines.robots(text))
        if text.base_url:
            newest = sorted(self._seats, key=lambda seat: seat.updated, reverse=True)[: machines.FEED_LENGTH]
            cards = [card_from_json(card) for card in self._known.column("card", [seat.slug for seat in newest])]
            fed = mark_of(*(seat.rows for seat in newest))
            self._write(fresh, "feed.xml", fed, lambda: machines.feed(cards, text))
            places = list(self._places())
            self._write(fresh, "sitemap.xml", mark_of(str(places)), lambda: machines.sitemap(places, text))

    def _places(self) -> Iterator[tuple[str, str]]:
        """Every page for search engines, with the day of its last change."""
        updated = {seat.slug: seat.updated for seat in self._seats}
        yield "", max(updated.values(), default="")
        yield "about.html", ""
        yield from ((seat.page, seat.updated) for seat in self._seats)
        for topic, members in zip(self._topics, self._members, strict=True):
            yield topic.path, max(updated[slug] for slug in members)


def _topics_of(seats: Sequence[Seat], text: SiteText) -> tuple[list[list[str]], tuple[Topic, ...]]:
    """Recipes of every topic in reading order, and the topics, in the order pages show them."""
    members: dict[TopicKey, dict[str, None]] = {}
    names: dict[TopicKey, str] = {}
    for seat in seats:
        for kind, place, name in seat.own_topics():
            key = (kind, place)
            names[key] = min(name, names.get(key, name))
            members.setdefault(key, {})[seat.slug] = None  # two spellings of one tag in one recipe count once
    made = {make_topic(key, names[key], count=len(own), text=text): list(own) for key, own in members.items()}
    topics = ordered(made)
    return [made[topic] for topic in topics], topics
