"""Everything that gathers recipes, from the state alone: lists, topics, related recipes, machine-readable files.

A file is made only when the digest of what it is made of is new; ten thousand recipes are held as their seats, never
as their pages.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from pathlib import Path

from studio.publish.machine_files import Earlier, MachineFiles
from studio.publish.pages import machines
from studio.publish.pages.card import Card, TopicKey, card_from_json
from studio.publish.pages.lists import ListPage, list_pages, page_paths
from studio.publish.pages.related import related
from studio.publish.pages.renderer import Facet, Renderer
from studio.publish.pages.site_text import SiteText, place_name
from studio.publish.pages.topics import KINDS, Topic, make_topic, ordered
from studio.publish.pages.views import ENGINE_NAMES
from studio.publish.record import Below, Seat, mark_of
from studio.publish.state import State
from studio.store.disk import write_plainly

KIND_LABELS = {"collection": "Collection", "job": "Job", "channel": "Channel", "tag": "Tag", "engine": "Engine"}
"""Facets for people."""


class Assembly:
    """All pages but the recipes' own."""

    def __init__(
        self, state: State, renderer: Renderer, text: SiteText, *, key: str, earlier: Earlier | None = None
    ) -> None:
        """Look at the state.

        Args:
            state: Every recipe that goes out.
            renderer: Renders pages.
            text: What the site says about itself.
            key: Digest of theme and settings; another one makes every file new.
            earlier: The site as it stands, where few recipes changed and nothing else.
        """
        self._state, self._renderer, self._text = state, renderer, text
        self.seats = state.seats()
        """Recipes in reading order."""
        self._mark = mark_of(key)
        self._order = [seat.slug for seat in self.seats]
        self._marks = {seat.slug: seat.mark for seat in self.seats}
        self._gathered, self._topics, self._keys = _gather(self.seats, text)
        self._known = state.pages()
        self._earlier = earlier
        self._held: dict[str, str] = {}
        self.marks: dict[str, str] = {}
        """Digest of what each page was made of, by its place."""

    def hold_cards(self) -> None:
        """Keep every card at hand until the lists are written, as long as nearly all of them are asked for."""
        self._held = dict(zip(self._order, self._state.column("html", self._order), strict=True))

    def below(self, made: Set[str]) -> Iterator[tuple[Below, Below]]:
        """What stands below a recipe, at the last build and now, for every recipe that this may be new for.

        Args:
            made: Recipes that this build made.
        """
        marks, anew = self._marks, self._related() if self._state.moved else {}
        for was in self._state.below(near=None if self._state.moved else made):
            own = anew.get(was.slug, was.slugs)
            if was.slug in made or not made.isdisjoint(own) or (anew and list(own) != was.slugs):
                near = " ".join([self._mark, *own, *[marks[slug] for slug in own]])
                yield was, was._replace(slugs=own, near=near)

    def _related(self) -> Mapping[str, Sequence[str]]:
        """Recipes below each recipe, looked for anew."""
        by_day = sorted(self.seats, key=lambda seat: (seat.created, seat.slug), reverse=True)  # a new title moves none
        return related({seat.slug: frozenset([self._keys[topic] for topic in seat.topics]) for seat in by_day})

    def related_html(self, slugs: Sequence[str]) -> str:
        """The section below a recipe."""
        return self._renderer.related(self._cards(slugs)) if slugs else ""

    def write(self, fresh: Path, made: Set[str]) -> None:
        """Write every list, topic and machine-readable file that is new.

        Args:
            fresh: Folder in which new files are gathered.
            made: Recipes that this build made.
        """
        topics = tuple(self._topics.values())
        directory = mark_of(*(f"{topic.path} {topic.title} {topic.count}" for topic in topics))
        for page in list_pages("index.html", self._order):
            first = page.number == 1
            facets = self._facets(topics) if first else ()
            more = (directory, str(facets)) if first else ()
            self._page(fresh, page, more, partial(self._index, page, topics, facets))
        for key in self._topics.keys() - self._standing(made):
            topic = self._topics[key]
            for page in list_pages(topic.path, self._gathered[key]):
                self._page(fresh, page, (topic.title, topic.introduction), partial(self._topic, topic, page))
        newest = self._order[:1]
        made_of = mark_of(*(self._marks[slug] for slug in newest))
        self._file(fresh, "about.html", made_of, lambda: self._renderer.about(cover=self._cover(newest)))
        self._file(fresh, "404.html", "", self._renderer.not_found)
        self._held = {}  # the machine-readable files are large themselves
        self._machines(fresh)
        self._state.set_pages(self.marks)

    def _standing(self, made: Set[str]) -> Set[TopicKey]:
        """Topics whose pages stand as they are: no recipe moved, and none of theirs was made. Notes their pages."""
        if self._state.moved:
            return frozenset()
        touched = {self._keys[topic] for seat in self.seats if seat.slug in made for topic in seat.topics}
        standing, known = set[TopicKey](), self._known
        for key in self._topics.keys() - touched:
            paths = page_paths(self._topics[key].path, self._topics[key].count)
            if known.keys() >= set(paths):
                standing.add(key)
                self.marks.update((path, known[path]) for path in paths)
        return standing

    def gone(self) -> Iterator[str]:
        """Files of an earlier build that this one does not have."""
        return (path for path in self._known if path not in self.marks)

    def _index(self, page: ListPage, topics: Sequence[Topic], facets: Sequence[Facet]) -> str:
        return self._renderer.index(page, self._cards(page.slugs), topics, facets, cover=self._cover(page.slugs))

    def _topic(self, topic: Topic, page: ListPage) -> str:
        return self._renderer.topic(topic, page, self._cards(page.slugs), cover=self._cover(page.slugs))

    def _page(self, fresh: Path, page: ListPage, more: Iterable[str], make: Callable[[], str]) -> None:
        own = (str(page.number), str(page.count), str(page.total))
        self._file(fresh, page.path, "\0".join([*more, *own, *map(self._marks.__getitem__, page.slugs)]), make)

    def _file(self, fresh: Path, path: str, made_of: str, make: Callable[[], str | bytes]) -> None:
        if self._is_new(path, made_of):
            target = fresh / path
            target.parent.mkdir(exist_ok=True)
            made = make()
            write_plainly(str(target), made if isinstance(made, bytes) else made.encode())

    def _is_new(self, path: str, made_of: str) -> bool:
        """Whether a file must be made; notes what it is made of."""
        self.marks[path] = mark = mark_of(self._mark, made_of)
        return self._known.get(path) != mark

    def _cards(self, slugs: Sequence[str]) -> list[str]:
        held = self._held
        return [held[slug] for slug in slugs] if held else list(self._state.column("html", slugs))

    def _cover(self, slugs: Sequence[str]) -> Card | None:
        """The recipe whose picture goes with a shared link to a list."""
        return card_from_json(next(self._state.column("card", slugs[:1]))) if slugs else None

    def _facets(self, topics: Sequence[Topic]) -> tuple[Facet, ...]:
        found = [
            Facet(
                kind, KIND_LABELS[kind], tuple((place_name(t.name), t.title, t.count) for t in topics if t.kind == kind)
            )
            for kind in KINDS
        ]
        found.append(Facet("engine", KIND_LABELS["engine"], tuple(self._engines())))
        return tuple(facet for facet in found if len(facet.options) > 1)

    def _engines(self) -> Iterator[tuple[str, str, int]]:
        counts = Counter[str]()
        for engines, count in Counter(seat.engines for seat in self.seats).items():
            counts.update(dict.fromkeys(json.loads(engines), count))
        for name, count in sorted(counts.items()):
            yield place_name(name), ENGINE_NAMES.get(name, name), count

    def _machines(self, fresh: Path) -> None:
        text = self._text
        rows = mark_of(*[seat.rows for seat in self.seats])
        files = MachineFiles(self._state, self._order, self._earlier)
        for form in machines.rows_files(text):
            if self._is_new(form.path, rows):
                files.write(form, f"{fresh}/{form.path}")
        self._file(fresh, "robots.txt", "", lambda: machines.robots(text))
        if text.base_url:
            newest = sorted(self.seats, key=lambda seat: seat.updated, reverse=True)[: machines.FEED_LENGTH]
            fed = mark_of(*[seat.rows for seat in newest])
            self._file(fresh, "feed.xml", fed, lambda: machines.feed(self._newest(newest), text))
            places = mark_of(*chain.from_iterable([(seat.page, seat.updated, seat.shape) for seat in self.seats]))
            self._file(fresh, "sitemap.xml", places, lambda: machines.sitemap(self._places(), text))

    def _newest(self, seats: Sequence[Seat]) -> list[Card]:
        return [card_from_json(card) for card in self._state.column("card", [seat.slug for seat in seats])]

    def _places(self) -> Iterator[tuple[str, str]]:
        updated = {seat.slug: seat.updated for seat in self.seats}
        yield "", max(updated.values(), default="")
        yield "about.html", ""
        yield from ((seat.page, seat.updated) for seat in self.seats)
        for key, topic in self._topics.items():
            yield topic.path, max(updated[slug] for slug in self._gathered[key])


def _gather(
    seats: Sequence[Seat], text: SiteText
) -> tuple[dict[TopicKey, list[str]], dict[TopicKey, Topic], dict[str, TopicKey]]:
    """Recipes by topic in reading order, the topics in the order pages show them, and the key of each as it is kept."""
    gathered: dict[TopicKey, list[str]] = {}
    names: dict[TopicKey, str] = {}
    keys: dict[str, TopicKey] = {}
    members_of: dict[str, list[str]] = {}
    for seat in seats:
        slug = seat.slug
        for topic in seat.topics:
            members = members_of.get(topic)
            if members is None:
                kind, place, name = json.loads(topic)
                keys[topic] = key = (kind, place)
                names[key] = min(name, names.get(key, name))
                members = members_of[topic] = gathered.setdefault(key, [])
            if not members or members[-1] != slug:  # two spellings of one tag in one recipe
                members.append(slug)
    made = {make_topic(key, names[key], count=len(members), text=text): key for key, members in gathered.items()}
    return gathered, {made[topic]: topic for topic in ordered(made)}, keys
