"""What a recipe still owes its reader: placeholders that nobody replaced, and sections that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.problem import Path, Problem, Severity
from studio.core.recipe.recipe import Recipe

_WHOLE = frozenset(
    line.strip()
    for line in """
    what the picture is for, in one line
    what this does, in one sentence.
    one paragraph that answers at once: what this does, when it helps, what it gives you.
    use it when … do not use it when …
    use it when …
    do not use it when …
    a question that people ask?
    its answer.
    what must be recognised on this product?
    what must not be cut, and where is room needed?
    which words must be read?
    what must not appear?
    what does the channel ask for?
    where else could it serve?
    placeholder
    platzhalter
    coming soon
    tbd
    tba
    xxx
    ???
    …
    """.strip().splitlines()
)
"""Lines of the guide template, and those that people leave until later, in small letters."""
_INSIDE = re.compile(
    r"lorem ipsum|dolor sit amet|your text here|text goes here|text hier einfügen|texto aquí|texte ici|"
    r"\[(?:insert|your|todo|tbd|placeholder|hier|aquí|ici)\b[^\]]*\](?!\()|<(?:insert|your|placeholder)\b[^>]*>",
    re.I,
)
_NOTE = re.compile(r"(?:^|[(\[])(?:TODO|FIXME|TBD|TKTK|XXX)\b|\b(?:TODO|FIXME|TBD)\s*:", re.M)
"""Notes to oneself, in capitals: the Spanish word `todo` is none."""
_MARK = re.compile(r"^[\s#>]*(?:[-+*]\s+|\d+\.\s+)?")
_LABEL = re.compile(r"\*\*[^*]+\*\*\s*")
_FIELDS = ("title", "summary", "asset")
_CODE = re.compile(r"`[^`\n]*`")


def check_unfinished(recipe: Recipe) -> Iterator[Problem]:
    """Placeholders and empty sections: they stop no run, and keep the recipe off the site."""
    for field in _FIELDS:
        if found := placeholder_in(getattr(recipe.front, field)):
            yield _left(recipe, recipe.lines.of(field), found)
    if found := placeholder_in(recipe.front.author or ""):
        yield _left(recipe, recipe.lines.of("author"), found)
    for number, line in recipe.guide.prose():
        if found := placeholder_in(line):
            yield _left(recipe, number, found)
    for edit in recipe.edits:
        said: list[tuple[Path, str]] = [
            ((name,), getattr(edit.spec, name) or "") for name in ("change", "layout", "prompt")
        ]
        said += [
            ((name, i), item)
            for name in ("preserve", "add", "avoid", "style")
            for i, item in enumerate(getattr(edit.spec, name))
        ]
        for way, text in said:
            if found := placeholder_in(text):
                yield _left(recipe, edit.lines.of(*way), found)
    yield from _empty_sections(recipe)


def why_unfinished(recipe: Recipe) -> str | None:
    """The first reason why a recipe is not ready for readers; None when it is."""
    first = min(check_unfinished(recipe), default=None)
    return f"it is not finished: {first.fault} (line {first.line})" if first else None


def placeholder_in(line: str) -> str | None:
    """A placeholder that a line still holds; None when it holds none."""
    bare = _MARK.sub("", _CODE.sub(" ", line)).strip(" \t|")
    if found := _NOTE.search(bare) or _INSIDE.search(bare):
        return found[0].strip("([ ")
    cells = [" ".join(_LABEL.sub("", cell).split()).replace("...", "…") for cell in bare.split("|")]
    is_left = any(cells) and all(cell.casefold() in _WHOLE for cell in cells if cell)
    return next(filter(None, cells)) if is_left else None


def _left(recipe: Recipe, line: int, found: str) -> Problem:
    return Problem(
        recipe.lines.path, line, "unfinished", f"'{found}' is a placeholder",
        "Write what belongs there, or take the line out; until then the recipe stays off the site.", Severity.WARNING,
    )  # fmt: skip


def _empty_sections(recipe: Recipe) -> Iterator[Problem]:
    sections = recipe.guide.sections
    for place, section in enumerate(sections):
        inner = [section.text]
        for below in sections[place + 1 :]:
            if below.level <= section.level:
                break
            inner.append(below.text)
        if section.level > 1 and not any(map(_says_something, inner)):
            yield Problem(
                recipe.lines.path, section.line, "unfinished", f"the section '{section.title}' says nothing",
                "Write it, or take its heading out; until then the recipe stays off the site.", Severity.WARNING,
            )  # fmt: skip


def _says_something(text: str) -> bool:
    """Whether a section holds more than blanks, comments and rules."""
    return re.search(r"\w", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)) is not None
