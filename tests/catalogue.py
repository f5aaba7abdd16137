"""Gathers every word of the pages for translators: from templates, scripts, code, and the tables that pages speak from.

`python -m tests.catalogue` brings `templates/site/words/*.po` up to date: new words come in empty, gone ones leave.
"""

from __future__ import annotations

import ast
import io
import json
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract
from pydantic import BaseModel

from studio.core.attempts.review import CRITERIA, Verdict
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.text import Typesetting
from studio.core.recipe.words import FailureClass, Job, Role, Wording
from studio.engines.catalogue import ENGINES
from studio.publish import gathering
from studio.publish.pages import spec_table, topics, verdict, viewing
from studio.publish.pages.words import ENGLISH
from studio.store.settings import load_channels

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "templates" / "site"
ASK = ROOT / "templates" / "ask"
WORDS = SITE / "words"
_KEYWORDS: dict[str, Any] = {"_": None, "words": None, "say": None, "plural": (1, 2)}
_SAY = re.compile(r'\bsay\("((?:[^"\\]|\\.)*)"')
_NOISE = re.compile(
    rb'"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|'
    rb"Generated-By): .*\n"
)
_HEAD = """# The words of the pages. For another language, copy this file to templates/site/words/ of a workspace under
# its code, nl.po for example, and write every msgstr anew. What is empty stands in English. What stands as %(…)s or {…}
# is filled in: keep it as it is. Plural-Forms says how many forms a number needs; editors such as Poedit know the line.
"""


def messages() -> Catalog:
    """Every word of the pages, with the files it stands in."""
    found = Catalog(fuzzy=False)
    for path in sorted([*SITE.glob("*.html"), *ASK.glob("*.html")]):
        with path.open("rb") as file:
            for _, function, message, _ in babel_extract(file, list(_KEYWORDS), [], {"encoding": "utf-8"}):
                _add(found, function, message, path)
    for path in sorted((ROOT / "studio" / "publish").rglob("*.py")):
        for _, message, _, _ in extract("python", io.BytesIO(path.read_bytes()), keywords=_KEYWORDS):
            _add(found, "words" if isinstance(message, str) else "plural", message, path)
    for path in sorted([*SITE.glob("*.js"), *ASK.glob("*.js")]):
        for text in _SAY.findall(path.read_text()):
            _add(found, "say", text, path)
    for text in table_words():
        if text:
            found.add(text, locations=[("tables", 0)])
    return found


def _add(found: Catalog, function: str | None, message: Any, path: Path) -> None:
    said = (message,) if isinstance(message, str) else tuple(message or ())
    text = said[:2] if function == "plural" else next(iter(said), None)
    if text and said[0]:
        found.add(text, locations=[(path.name, 0)], flags=["python-format"] if "%(" in str(text) else [])


def table_words() -> Iterator[str]:
    """Words that code looks up in a table."""
    yield from (*topics.JOB_NAMES.values(), *topics.JOB_TEXT.values(), *gathering.KIND_LABELS.values())
    yield from (word for pair in viewing.PART_NAMES.values() for word in pair)
    yield from (
        *spec_table.LABELS.values(),
        *spec_table._VALUES.values(),
        *verdict._PLAIN.values(),
        *verdict._FOUND.values(),
    )
    yield from (word for criterion in CRITERIA for word in (criterion.name, criterion.question))
    yield from (str(word) for kind in (FailureClass, Verdict, Role, Job, Wording) for word in kind)
    yield from ("not judged", "reference", "Shadow from the other side")
    yield from (failure.covers for failure in FailureClass)
    yield from (word for engine in ENGINES.values() for word in (engine.title, f"{engine}"))
    for channel in load_channels({}).by_name.values():
        yield from (channel.label, channel.source, *channel.rules)
        yield channel.background if channel.background != "free" else ""
    yield from _measures()
    yield from dict.fromkeys(_spec_words("", EditSpec))


def _measures() -> Iterator[str]:
    """Names of the measurements, as the code says them and as the samples' records have them."""
    for path in sorted((ROOT / "studio" / "evidence").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Measure", "_said", "_unknown"}:
                named = [word.value for word in node.keywords if word.arg == "name"]
                first = node.args[:1] if getattr(node.func, "id", "") == "_said" else []
                yield from (part.value for part in (*named, *first) if isinstance(part, ast.Constant))
    for path in sorted((ROOT / "content").glob("*/attempts/*.evidence.json")):
        yield from (measure["name"] for measure in json.loads(path.read_text())["measures"])
    yield "registration"


def _spec_words(way: str, form: type[BaseModel]) -> Iterator[str]:
    """Labels of the fields of a spec, and the words that can stand in them."""
    for name, field in form.model_fields.items():
        place = f"{way}{field.alias or name}"
        yield spec_table.label(place, ENGLISH)
        yield from _type_words(place, field.annotation)


def _type_words(place: str, kind: Any) -> Iterator[str]:
    if typing.get_origin(kind) is typing.Literal:
        yield from (str(word) for word in typing.get_args(kind) if (place, word) not in spec_table._VALUES)
    elif kind is Typesetting:  # told in one phrase, field by field
        yield from (name for name in Typesetting.model_fields if name not in {"font", "box"})
        for field in Typesetting.model_fields.values():
            yield from _type_words(place, field.annotation)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _spec_words(f"{place}.", kind)
    for inner in typing.get_args(kind):
        listed = typing.get_origin(kind) in {list, tuple} and isinstance(inner, type) and issubclass(inner, BaseModel)
        if listed:
            yield from (name.replace("_", " ") for name in inner.model_fields)
        yield from () if isinstance(inner, str | int) else _type_words(place, inner)


def main() -> None:
    """Bring every catalogue up to date."""
    wanted = messages()
    for path in sorted({*WORDS.glob("*.po"), WORDS / "en.po"}):
        old = read_po(io.BytesIO(path.read_bytes()), locale=path.stem) if path.exists() else Catalog(locale=path.stem)
        new = Catalog(locale=path.stem, header_comment=_HEAD, fuzzy=False)
        for message in wanted:
            if message.id:
                known = old.get(message.id)
                said = known.string if known else ""
                new.add(message.id, message.id if path.stem == "en" else said, message.locations, message.flags)
        path.write_bytes(written(new))


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file, without days and names that would change it each time."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, sort_output=True, include_lineno=False)
    return _NOISE.sub(b"", file.getvalue())


if __name__ == "__main__":
    main()
