"""Models and their JSON files, one way to read and to write them; and marks that version control leaves in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from studio.core.validation import first_fault_in_words
from studio.errors import TextFault
from studio.files import MOST_TEXT_BYTES, read_file, reason

_MARK = re.compile(rb"^(?:\xef\xbb\xbf)?(?:<{7}(?![^\s])|(?:>{7}|\|{7})[ \t]+[^\s|>])", re.MULTILINE)


_SIGNS = (b"<<<<<<<", b">>>>>>>", b"|||||||")
"""Looked for first: a search for plain bytes takes a twentieth of the time of the pattern."""


def conflict_in(source: bytes) -> TextFault | None:
    """The first mark of an unresolved merge at the beginning of a line, as a fault; None when there is none.

    A line of equals signs alone is no such mark (it underlines a heading), and a line of a deep quotation, which
    follows a line that begins with `>` too, is none either. Code blocks are looked into like everything else, since
    edit specs are code blocks; an example of a mark is written with a blank in front.
    """
    if not any(sign in source for sign in _SIGNS):
        return None
    for mark in _MARK.finditer(source):
        above = source.rfind(b"\n", 0, max(0, mark.start() - 1)) + 1
        if mark[0].startswith(b">") and source[above : mark.start()].startswith(b">"):
            continue
        return TextFault(
            source.count(b"\n", 0, mark.start()) + 1,
            "an unresolved merge conflict stands here",
            "Keep what is right of both sides and delete the marks; marks shown as an example have a blank in front.",
            rule="merge-conflict",
        )
    return None


_Form = TypeVar("_Form", bound=BaseModel)


def read_model(form: type[_Form], path: Path | str) -> _Form:
    """A model from its file.

    Raises:
        TextFault: It cannot be read; says why.
    """
    source = b""
    try:
        source = read_file(path, at_most=MOST_TEXT_BYTES)
        return form.model_validate_json(source)
    except (OSError, ValidationError) as error:
        why = reason(error) if isinstance(error, OSError) else first_fault_in_words(error)
        fix = "Bring it back from a backup, or move it out of the folder."
        rule = f"unreadable-{form.__name__.lower()}"
        raise conflict_in(source) or TextFault(1, f"this file cannot be read ({why})", fix, rule=rule) from error


def as_json(data: BaseModel | Mapping[str, Any]) -> bytes:
    """A model, or plain data, as the studio's files hold it: what is not said is left out."""
    if isinstance(data, BaseModel):
        data = data.model_dump(mode="json", by_alias=True, exclude_none=True)
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
