"""A provider's own words out of an error of any shape: OpenAI's, FastAPI's, a gateway's, plain text, a web page."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from studio.engines.secret import redact

LONGEST_WORDS = 300
"""Characters of a provider's words in a message."""
_WORDS = ("message", "msg", "error_message", "errorMessage", "error_description", "detail", "description", "reason",
          "title", "error")  # fmt: skip
_LISTS = ("errors", "details")
_DEEPEST = 6
_PAGE = re.compile(r"\s*(<!doctype html|<html|<head|<body|<title|<h1)", re.IGNORECASE)
_TITLE = re.compile(r"<(title|h1)[^>]*>(.*?)</\1", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """An error as the provider tells it."""

    code: str = ""
    """Its code; empty when there is none, or when it only repeats the status."""
    type: str = ""
    param: str = ""
    words: str = ""
    """One line without secrets; empty when nothing was said."""
    moderation: dict[str, Any] = field(default_factory=dict)


def read_fault(body: object, *, key: str) -> Fault:
    """An error from the body of an answer: bytes or text as they came, or JSON that is parsed already.

    Args:
        body: Anything.
        key: Taken out of every word, and so is what looks like one.
    """
    if isinstance(body, bytes):
        body = body.decode("utf-8", "replace")
    body = _parsed(body)
    found = _innermost(body)
    details = found.get("moderation_details")
    return Fault(
        code=_name(found.get("code")), type=_name(found.get("type")), param=_name(found.get("param")),
        words=one_line(_words(body), key=key), moderation=details if isinstance(details, dict) else {},
    )  # fmt: skip


def one_line(text: str, *, key: str = "") -> str:
    """A text without secrets and control characters, on one line, cut to a length that can be read."""
    plain = "".join(letter if letter.isprintable() else " " for letter in redact(text, key))
    line = " ".join(plain.split())
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1].rstrip()}…"


def page_title(text: str) -> str | None:
    """What a web page calls itself, as a phrase; None for a text that is no web page."""
    if not _PAGE.match(text):
        return None
    found = _TITLE.search(text)
    title = html.unescape(re.sub(r"<[^>]*>", " ", found[2])).strip() if found else ""
    return f"a web page titled '{title}'" if title else "a web page without a title"


def _parsed(body: object) -> object:
    """JSON out of a text that holds it; everything else as it is."""
    if isinstance(body, str) and body.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        try:
            return json.loads(body.lstrip("\ufeff \t\r\n"))
        except (ValueError, RecursionError):
            return body
    return body


def _innermost(body: object, depth: int = 0) -> dict[str, Any]:
    """The object that holds code and type: the deepest one under `error`, `errors` or `detail`."""
    if isinstance(body, list) and body:
        body = body[0]
    if not isinstance(body, dict):
        return {}
    if depth < _DEEPEST:
        for name in ("error", "errors", "detail"):
            if inner := _innermost(body.get(name), depth + 1):
                return {**{k: v for k, v in body.items() if k in ("code", "type", "param")}, **inner}
    return body


def _name(value: object) -> str:
    """A code or type as a word; a number is only the status again."""
    return one_line(value) if isinstance(value, str) and not value.strip().isdigit() else ""


def _words(body: object, depth: int = 0) -> str:
    if isinstance(body, str):
        inner = _parsed(body)
        return page_title(body) or body.strip() if inner is body or depth >= _DEEPEST else _words(inner, depth + 1)
    if depth >= _DEEPEST or body is None or isinstance(body, bool):
        return ""
    if isinstance(body, list):
        return "; ".join(filter(None, (_words(one, depth + 1) for one in body[:3])))
    return _words_of_object(body, depth) if isinstance(body, dict) else str(body)


def _words_of_object(body: dict[str, Any], depth: int) -> str:
    said = next(filter(None, (_words(body[name], depth + 1) for name in _WORDS if name in body)), "")
    listed = next(filter(None, (_words(body[name], depth + 1) for name in _LISTS if name in body)), "")
    where = body.get("loc") or body.get("field")
    if said and where:
        return f"{'.'.join(map(str, where)) if isinstance(where, list) else where}: {said}"
    if said or listed:
        return f"{said}: {listed}" if said and listed and listed not in said else said or listed
    if depth and not {"code", "type"} & body.keys():  # one entry for each field: {"image": ["is required"]}
        named = ((name, _words(value, depth + 1)) for name, value in list(body.items())[:3])
        return "; ".join(f"{name}: {words}" for name, words in named if words)
    try:
        return json.dumps(body, ensure_ascii=False) if body else ""
    except RecursionError:
        return ""
