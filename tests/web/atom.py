"""The rules of RFC 4287 that a feed of this kind can break. Section numbers are the RFC's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

ATOM = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
AT_MOST_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}
KNOWN = {
    "feed": {"author", "category", "contributor", "entry", "link"},
    "entry": {"author", "category", "contributor", "link"},
}
TEXT = ("title", "subtitle", "summary", "rights")


def faults(data: bytes) -> list[str]:
    """What is wrong with a feed, each with its section; empty when it is valid."""
    try:
        feed = fromstring(data)
    except ParseError as error:
        return [f"2: {error}"]
    if feed.tag != f"{ATOM}feed":
        return ["4.1.1: the root is no atom:feed"]
    entries = feed.findall(f"{ATOM}entry")
    found = [*_container(feed, "feed"), *(fault for entry in entries for fault in _container(entry, "entry"))]
    if feed.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in entries):
        found.append("4.1.1: neither the feed nor every entry has an author")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(ids) != len(set(ids)):
        found.append("4.1.1: two entries have the same id")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        found.append("4.1.1: the feed does not link to itself")
    return found


def _container(element: Element, kind: str) -> Iterator[str]:
    names = [child.tag.removeprefix(ATOM) for child in element if child.tag.startswith(ATOM)]
    for name in ONCE[kind]:
        if names.count(name) != 1:
            yield f"4.1: {kind} has {names.count(name)} {name}"
    for name in AT_MOST_ONCE[kind]:
        if names.count(name) > 1:
            yield f"4.1: {kind} has {names.count(name)} {name}"
    for name in set(names) - KNOWN[kind] - set(ONCE[kind]) - set(AT_MOST_ONCE[kind]):
        yield f"4.1: {kind} may not hold {name}"
    alternates = [
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    if len(alternates) != len(set(alternates)):
        yield f"4.1: {kind} has two alternate links of one type and language"
    if kind == "entry" and not alternates and element.find(f"{ATOM}content") is None:
        yield "4.1.2: an entry has neither content nor an alternate link"
    for child in element:
        yield from _child(child, child.tag.removeprefix(ATOM))


def _child(child: Element, name: str) -> Iterator[str]:
    words = (child.text or "").strip()
    if name in {"updated", "published"}:
        if not TIME.fullmatch(words):
            yield f"3.3: {name} is no date and time: {words}"
        else:
            datetime.fromisoformat(words.replace("Z", "+00:00"))
    elif name == "id" and not urlsplit(words).scheme:
        yield f"4.2.6: the id is no full address: {words}"
    elif name == "link" and not urlsplit(child.get("href", "")).scheme:
        yield f"4.2.7: a link without a full address: {child.get('href')}"
    elif name == "author" and not (child.findtext(f"{ATOM}name") or "").strip():
        yield "3.2: an author without a name"
    elif name in TEXT:
        if child.get("type", "text") not in {"text", "html", "xhtml"}:
            yield f"3.1.1: {name} of the type {child.get('type')}"
        if child.get("type", "text") != "xhtml" and (len(child) or not words):
            yield f"3.1.1: {name} is empty or holds elements"
    elif name == "category" and not child.get("term"):
        yield "4.2.2: a category without a term"
