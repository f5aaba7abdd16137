"""What stands in an answer: pictures, links to pictures, a count of tokens, an error.

Servers put the picture in many places: `data[].b64_json`, `data[].url`, `images[]`, `output[].result`,
`choices[].message.images[].image_url.url`; as Base64, as a `data:` address, or as a link. So the reader looks for what
is a picture, wherever it stands; price and previews never decide whether there is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from studio.engines.openai_stream import Event

_BASE64 = re.compile(r"(?:data:[\w/.+-]*(?:;[\w=.-]+)*;base64,)?\s*(?:iVBORw0KG|/9j/|_9j_|UklGR)", re.IGNORECASE)
"""How the Base64 of a PNG, JPEG or WebP picture begins."""
_IN_QUOTES = re.compile(rb'"((?:data:[\w/.+;=-]*;base64,)?(?:iVBORw0KG|/9j/|\\/9j\\/|_9j_|UklGR)[^"]*)"')
_LINK = re.compile(r"https?://\S+")
_LINK_IN_WORDS = re.compile(r"!\[[^\]]*\]\((\S+?)\)")
_BASE64_NAMES = frozenset({"b64_json", "b64", "base64"})
_LINK_NAMES = frozenset({"url", "image_url", "image", "imageUrl", "uri", "result"})
_FAULT_WORDS = frozenset({"detail", "message", "msg", "errors", "error_message", "error_description"})
_NOT_THE_RESULT = frozenset({
    "input", "inputs", "input_image", "request", "mask", "original", "init_image", "preview", "previews", "thumbnail",
    "partial_image", "partial_image_b64", "partial_images",
})  # fmt: skip
"""Names of what a server repeats or shows on the way."""


@dataclass
class Found:
    """What has been seen of an answer so far."""

    pictures: list[str] = field(default_factory=list)
    """Finished pictures as text: Base64, with or without the head of a `data:` address."""
    others: list[str] = field(default_factory=list)
    """What stands where a picture should, and does not begin like one."""
    links: list[str] = field(default_factory=list)
    """Addresses of finished pictures."""
    usage: object = None
    """What the provider counted."""
    fault: object = None
    """What it says went wrong."""
    broken: bool = False
    """Whether some of it could not be read."""

    def look(self, body: object) -> None:
        """Take in one JSON value."""
        for name, text in _texts(body):
            if _BASE64.match(text):
                self.pictures.append(text)
            elif name in _BASE64_NAMES and not _LINK.match(text):
                self.others.append(text)
            elif name in _LINK_NAMES and _LINK.fullmatch(text):
                self.links.append(text)
            elif name == "content" and (link := _LINK_IN_WORDS.search(text)):
                (self.pictures if _BASE64.match(link[1]) else self.links).append(link[1])
        if isinstance(body, dict):
            response = body.get("response")
            inner = response if isinstance(response, dict) else {}
            self.usage = body.get("usage") or inner.get("usage") or self.usage
            said = body if not self.pictures and _FAULT_WORDS & body.keys() else None
            self.fault = body.get("error") or inner.get("error") or self.fault or said


def look_at_json(found: Found, raw: bytes) -> None:
    """Take in a JSON text; where it cannot be parsed, whatever complete picture stands in it between quotes."""
    try:
        found.look(json.loads(raw.decode("utf-8-sig")))
    except (ValueError, RecursionError):  # broken, cut, or nested deeper than anybody reads
        found.broken = True
        found.pictures += [text[1].decode("ascii", "replace").replace("\\/", "/") for text in _IN_QUOTES.finditer(raw)]


def look_at_event(found: Found, event: Event) -> dict[str, Any]:
    """Take in one event of a stream; returns it as a table when it is a preview, else an empty table."""
    try:
        body = json.loads(event.data)
    except (ValueError, RecursionError):
        if "partial" not in event.name:
            look_at_json(found, event.data)
        return {}
    body = body if isinstance(body, dict) else {"data": body}
    kind = str(body.get("type") or event.name)
    if "partial" in kind or "partial_image_index" in body:
        return body
    if kind.endswith(("error", "failed")) and not body.get("error"):
        body = {**body, "error": body}
    found.look(body)
    return {}


def _texts(body: object) -> Iterator[tuple[str, str]]:
    """Every text of a JSON value with the name of the field it stands in, in reading order."""
    waiting: list[tuple[str, object]] = [("", body)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            inner: Iterable[tuple[str, object]] = ((n, v) for n, v in value.items() if n not in _NOT_THE_RESULT)
            waiting += reversed(list(inner))
        elif isinstance(value, list):
            waiting += [(name, one) for one in reversed(value)]
