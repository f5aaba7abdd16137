"""The page on which a client answers: one file with its pictures in it, that asks nothing of any server."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from studio.core.attempts.review import Criterion
from studio.core.recipe.words import FailureClass
from studio.pictures import bytes_of, encode, on_white, preview
from studio.publish.pages.policy import policy_digest
from studio.publish.pages.words import Words
from studio.store.places import bundled

_LONGEST_PX = 1600
"""Longer side of a picture on the page."""


@dataclass(frozen=True)
class AskedPicture:
    """One picture that a client is asked about."""

    recipe: str
    attempt: str
    digest: str
    """Of the picture that would be approved."""
    title: str
    asset: str
    channel: str
    heading: str
    """Which edit and variation it is; empty where there is one."""
    before: str
    """The photograph as a data address; empty where it may not be shown."""
    after: str
    """The picture as a data address."""
    criteria: tuple[Criterion, ...]


def ask_page(title: str, asked: Sequence[AskedPicture], words: Words) -> str:
    """The page as HTML.

    Args:
        title: What stands above it.
        asked: The pictures, in order.
        words: The words of the site's language.
    """
    folder = bundled("templates") / "ask"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sha256"] = policy_digest
    environment.globals["_"] = words
    style, script = (Markup((folder / f"ask.{kind}").read_text(encoding="utf-8")) for kind in ("css", "js"))  # noqa: S704 - our own files
    said = {text: words(text) for text in ("yes", "no")} | words.of_script(script)
    return environment.get_template("ask.html").render(
        title=title, asked=asked, words=words, failures=tuple(FailureClass), style=style, script=script,
        script_words=json.dumps(said, ensure_ascii=False),
    )  # fmt: skip


def as_data(path: Path) -> str:
    """A picture as a data address, small enough for a mail.

    Raises:
        PictureUnreadable: It is none.
    """
    small = on_white(preview(bytes_of(path), name=path.name, longest_px=_LONGEST_PX))
    return f"data:image/jpeg;base64,{base64.b64encode(encode(small, 'JPEG', quality=88)).decode()}"
