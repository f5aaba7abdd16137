"""The built pages as data: elements with their attributes, anchors, links, and what stands in scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

EXAMPLES = ("index", "comparison", "recipe", "channel", "tag", "job", "collection", "about", "404")
"""Kinds of pages; `Site.example` gives the one that stands for its kind."""


@dataclass
class Element:
    """One element."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    """What stands in a script, title or heading."""


@dataclass
class Link:
    """What an attribute leads to."""

    element: Element
    attribute: str
    target: str


@dataclass
class Page(HTMLParser):
    """A page of the site."""

    path: Path
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: Element | None = None
        self.feed(self.path.read_text())

    def __hash__(self) -> int:
        return hash(self.path)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0])
        self.elements.append(element)
        if tag in {"script", "title", "h1"}:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open.tag:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open.text += data

    def of(self, tag: str, **attributes: str) -> list[Element]:
        """Elements of a kind that have these attributes."""
        return [one for one in self.elements if one.tag == tag and attributes.items() <= one.attributes.items()]

    @cached_property
    def anchors(self) -> set[str]:
        """Everything that a fragment may name."""
        return {one.attributes["id"] for one in self.elements if "id" in one.attributes}

    @cached_property
    def meta(self) -> dict[str, str]:
        """`meta` by name or property."""
        return {
            one.attributes.get("property") or one.attributes.get("name", ""): one.attributes.get("content", "")
            for one in self.of("meta")
        }

    @cached_property
    def links(self) -> list[Link]:
        """Everything that the page leads to or loads."""
        return [link for element in self.elements for link in _links(element)]

    @cached_property
    def structured(self) -> list[dict[str, Any]]:
        """The nodes of its JSON-LD, whether alone, in a list or in a graph."""
        return [
            node for script in self.of("script", type="application/ld+json") for node in _nodes(json.loads(script.text))
        ]


def _links(element: Element) -> Iterator[Link]:
    for name in ("href", "src", "poster", "data", "action"):
        if name in element.attributes:
            yield Link(element, name, element.attributes[name])
    for name in ("srcset", "imagesrcset"):
        for part in element.attributes.get(name, "").split(","):
            if part.strip():
                yield Link(element, name, part.split()[0])


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Every object with a type, however deep."""
    if isinstance(data, list):
        for one in data:
            yield from _nodes(one)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data
        for one in data.values():
            yield from _nodes(one)


class Site:
    """A built site.

    Args:
        folder: Where it stands.
        base_url: Its public address, without a slash at its end.
    """

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder = folder
        self.base_url = base_url
        self.pages = {path.relative_to(folder).as_posix(): Page(path) for path in sorted(folder.rglob("*.html"))}

    def example(self, kind: str) -> str:
        """Path of the page that stands for a kind: the longest, since it has most in it."""
        if kind in {"index", "about", "404"}:
            return f"{kind}.html"
        if kind == "comparison":  # before and after have one frame, so that a slider can lie over both
            return "recipes/spring-handbag.html"
        return max(self.all(kind), key=lambda path: self.pages[path].path.stat().st_size)

    @cached_property
    def recipes(self) -> list[dict[str, Any]]:
        """The recipes as other programs read them, from `recipes.json`."""
        data = json.loads((self.folder / "recipes.json").read_text())
        return data if isinstance(data, list) else data["recipes"]

    def all(self, kind: str) -> dict[str, Page]:
        """Pages of a kind by path."""
        return {path: page for path, page in self.pages.items() if path.startswith(f"{kind}s/")}

    def file_of(self, target: str, page: str = "") -> Path | None:
        """The file that a link leads to: None when there is none, or when it leads out of the site.

        Args:
            target: As written; relative, or below the public address.
            page: Path of the page that says it.
        """
        parts = urlsplit(urljoin(f"{self.base_url}/{page}", target))
        if f"{parts.scheme}://{parts.netloc}" != self.base_url:
            return None
        path = self.folder / unquote(parts.path).lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        return path if path.is_file() and path.resolve().is_relative_to(self.folder.resolve()) else None
