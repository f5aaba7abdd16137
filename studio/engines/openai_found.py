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

from studio.engines.openai_stream import ServerEvent

_HEAD = r"(?:data:[\w/.+-]*(?:;[\w=.-]+)*;base64,)?"
_BEGINS = r"(?:iVBORw0KG|/9j/|_9j_|\\/9j\\/|UklGR)"
_BASE64 = re.compile(rf"\s*{_HEAD}\s*{_BEGINS}", re.IGNORECASE)
"""How the Base64 of a PNG, JPEG or WebP picture begins."""
_IN_QUOTES = re.compile(rf'(?:"([^"\\]{{1,40}})"\s*:[\s\[]*)?("{_HEAD}{_BEGINS}[^"]*")')
"""The same in a JSON text, with the name of its field."""
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_LINK_IN_WORDS = re.compile(r"!\[[^\]]*\]\((\S+?)\)")
_BLANKS = re.compile(r"[\s\ufeff]*")
_BASE64_NAMES = frozenset({"b64json", "b64", "base64"})
_LINK_NAMES = frozenset({
    "url", "urls", "image", "images", "imageurl", "imageurls", "uri", "fileuri", "imageuri", "result", "output",
    "sample",
})  # fmt: skip
_LONGEST_FAULT = 2_000
_ERROR_NAMES = ("error", "errors")
_ERROR_WORDS = frozenset({"detail", "message", "msg", "error_message", "error_msg", "error_description"})
_NOT_THE_RESULT = frozenset({
    *_ERROR_NAMES, "detail", "input", "inputs", "inputimage", "inputimages", "initimage", "initimages", "sourceimage",
    "request", "parameters", "mask", "original", "preview", "previews", "thumbnail", "partialimage",
    "partialimageb64", "partialimages",
})  # fmt: skip
"""Names of what a server repeats, or shows on the way, or says went wrong."""


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) < 20 else None


_JSON = json.JSONDecoder(strict=False, parse_int=_whole_number)
"""Takes line ends inside a text, and reads a number that is longer than any count as None."""


@dataclass
class Found:
    """What has been seen of an answer so far."""

    pictures: list[str] = field(default_factory=list)
    """Finished pictures as text: Base64, with or without the head of a `data:` address."""
    others: list[str] = field(default_factory=list)
    """What stands where a picture should, and does not begin like one."""
    links: list[str] = field(default_factory=list)
    usage: object = None
    fault: object = None
    said: object = None
    """The last table with a message and a code; without a picture it tells what went wrong."""
    broken: bool = False
    """Whether some of it could not be read."""

    @property
    def has_picture(self) -> bool:
        """Whether a finished picture is here, or a link to one."""
        return bool(self.pictures or self.links)

    def look(self, body: object) -> None:
        """Take in one JSON value."""
        for name, text in _texts(body):
            if _BASE64.match(text):
                self.pictures.append(text)
            elif name in _LINK_NAMES and _LINK.fullmatch(text.strip()):
                self.links.append(text.strip())
            elif name in _BASE64_NAMES and text.strip():
                self.others.append(text)
            elif "](" in text and (link := _LINK_IN_WORDS.search(text)):
                (self.pictures if _BASE64.match(link[1]) else self.links).append(link[1])
        for table in _wrappers(body):
            self.usage = table.get("usage") or table.get("usageMetadata") or self.usage
            self.fault = next((table[n] for n in _ERROR_NAMES if table.get(n)), None) or self.fault
            self.said = table if _blames(table) else self.said


def _blames(table: dict[str, object]) -> bool:
    code, kind = table.get("code"), table.get("type")
    return bool(_ERROR_WORDS & table.keys()) and (
        isinstance(code, str) or (isinstance(kind, str) and kind.endswith("error"))
    )


def look_at_json(found: Found, raw: bytes) -> None:
    """Take in a JSON text, or several behind each other; of one that cannot be parsed, the pictures in its quotes."""
    text = raw.decode("utf-8", "replace")
    at = first = _after_blanks(text, 0)
    try:
        while at < len(text):
            value, end = _JSON.raw_decode(text, at)
            _look_at_value(found, value)
            at = _after_blanks(text, end)
    except (ValueError, RecursionError):  # broken, cut, or nested deeper than anybody reads
        found.broken = True
        if text[at] in "{[":
            found.pictures += _in_quotes(text[at:])
        elif at == first:
            found.look(text)


def look_at_event(found: Found, event: ServerEvent) -> dict[str, object]:
    """Take in one event of a stream; returns it as a table when it is a preview, else an empty table."""
    text = event.data.decode("utf-8", "replace")
    try:
        body = _JSON.decode(text.strip())
    except (ValueError, RecursionError) as error:
        _look_at_broken(found, event.name, text, is_cut=isinstance(error, ValueError))
        return {}
    return _look_at_value(found, body, event.name)


def _look_at_value(found: Found, value: object, name: str = "") -> dict[str, object]:
    body: dict[str, object] = value if isinstance(value, dict) else {"data": value}
    kind = body.get("type")
    kind = kind if isinstance(kind, str) else ""
    if _is_preview(body, kind, name):
        return body
    if kind.endswith(("error", "failed")) or name in ("error", "failed"):
        body = body if body.get("error") else {**body, "error": body}
    found.look(body)
    return {}


def _is_preview(body: dict[str, object], kind: str, name: str) -> bool:
    """Whether an event shows a picture that is not finished; its type decides, then the name of the event."""
    for word in (kind, name):
        if "partial" in word or "preview" in word:
            return True
        if word.endswith(("completed", "done", "final", "result")):
            return False
    return "partial_image_index" in body


def _look_at_broken(found: Found, name: str, text: str, *, is_cut: bool) -> None:
    """Of an event that is no whole JSON, the picture when it surely is a finished one, or the words of an error."""
    if name == "error":
        found.fault = text[:_LONGEST_FAULT]
    elif text.lstrip()[:1] in ("{", "["):
        found.broken = True
        if "partial" not in name + text and (not is_cut or "completed" in name + text):
            found.pictures += _in_quotes(text)


def _in_quotes(text: str) -> Iterator[str]:
    for name, quoted in _IN_QUOTES.findall(text):
        if _plain(name) not in _NOT_THE_RESULT:
            yield _JSON.decode(quoted)


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _wrappers(body: object) -> Iterator[dict[str, object]]:
    """The table itself, and those that a stream or a batch puts around it."""
    for name in ("response", "body", ""):
        if isinstance(body, dict):
            yield body
            body = body.get(name)


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _texts(body: object) -> Iterator[tuple[str, str]]:
    """Every text of a JSON value with the plain name of the field it stands in, in reading order."""
    waiting: list[tuple[str, object]] = [("", body)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str) and value[:1] in ("{", "["):
            value = _parsed(value)
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            inner: Iterable[tuple[str, object]] = ((_plain(n), v) for n, v in value.items())
            waiting += reversed([(n, v) for n, v in inner if n not in _NOT_THE_RESULT])
        elif isinstance(value, list):
            waiting += [(name, one) for one in reversed(value)]


def _parsed(text: str) -> object:
    """What stands in a text that is JSON again, as some gateways pack an answer; else the text."""
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError):
        return text
