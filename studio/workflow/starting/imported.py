"""Recipes out of what other tools keep prompts in: dotprompt, Prompty, galleries of prompts, and guide articles.

A prompt comes over word for word, as one written by hand; what a recipe has no place for is said and marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.core.recipe.recipe import Guide, Section
from studio.core.recipe.words import SECTIONS, bare_heading
from studio.errors import ContentError, TextFault
from studio.store.markdown import Blocks, blocks_of, parse_guide
from studio.store.recipe_file import split
from studio.store.yaml_reading import load_located

_ARGUMENT = re.compile(r"\{argument\s+name=(['\"])(?P<name>.*?)\1(?:\s+default=(['\"])(?P<value>.*?)\3)?\s*/?\}", re.S)
"""A gap of a gallery's prompt: `{argument name="season" default="spring"}`."""
_SLOT = re.compile(r"\{\{\s*([A-Za-z][\w.-]*)\s*\}\}")
_MEDIA = re.compile(r"\{\{\s*media\s+url=[^}]*\}\}\s*|!\[[^\]]*\]\([^)]*\)\s*")
_ROLE = re.compile(r"(?m)^\s*(?:(system|user|assistant|developer):\s*$|\{\{\s*role\s+\"(\w+)\"\s*\}\}\s*)")
_REMARK = re.compile(r"\{\{!--.*?--\}\}\s*|\{\{![^}]*\}\}\s*", re.S)
"""A remark of Mustache or Handlebars, which no engine was ever sent."""
_LOGIC = re.compile(r"\{\{\s*[#/>][^}]*\}\}|\{%.*?%\}")
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)[^)]*\)|<img[^>]+src=[\"']([^\"']+)", re.I)
_TAKEN = {"name", "description", "title", "tags", "authors", "author", "input", "inputs", "sample", "model"}
"""Keys at the top of a prompt file for which a recipe has a place."""


@dataclass(frozen=True)
class Imported:
    """A recipe as another tool had it."""

    title: str
    summary: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    variables: Mapping[str, str | int | float] = field(default_factory=dict)
    model: str = ""
    prompts: tuple[tuple[str, str], ...] = ()
    """Name and words of each prompt; the name is empty where there is one."""
    picture: str = ""
    """The input picture that it names, as a path beside its file; empty for none."""
    guide: str = ""
    """Markdown of its guide, without the prompts."""
    open: tuple[str, ...] = ()
    """What a recipe has no place for, in a phrase each."""


def read_prompt_file(text: str, *, name: str) -> Imported:
    """A dotprompt or Prompty file.

    Args:
        text: The file.
        name: Its title where it says none.

    Raises:
        ContentError: Its front matter is no YAML, or there are no words below it.
    """
    try:
        parts = split(text.encode())
        front = load_located(parts.front).data or {}
    except TextFault as error:
        raise ContentError(f"{name}: line {error.line}: {error.fault}. {error.fix}") from error
    roles = [found[1] or found[2] for found in _ROLE.finditer(parts.body)]
    words = _ROLE.sub("", _MEDIA.sub("", _REMARK.sub("", parts.body))).strip()
    if not words:
        raise ContentError(f"{name}: no words stand below its front matter.")
    picture = next((found[1] for found in _PICTURE.finditer(parts.body) if "{{" not in found[1]), "")
    authors = front.get("authors") or front.get("author") or ""
    said = {**_samples(front), **dict.fromkeys(_SLOT.findall(words), "")}
    variables = {key: _samples(front).get(key, "") for key in said if key in _SLOT.findall(words)}
    return Imported(
        title=str(front.get("title") or front.get("name") or name), summary=str(front.get("description") or ""),
        author=", ".join(map(str, authors)) if isinstance(authors, list) else str(authors),
        tags=tuple(map(str, front.get("tags") or ())), variables=variables, model=_model(front),
        prompts=(("", words),), picture=picture, open=tuple(_open(front, words, roles, variables)),
    )  # fmt: skip


def _samples(front: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Values for variables: dotprompt has `input.default`, Prompty `sample` or `inputs.NAME.sample`."""
    found: dict[str, Any] = {}
    given, inputs = front.get("input"), front.get("inputs")
    for table in (given.get("default") if isinstance(given, Mapping) else None, front.get("sample")):
        found |= table if isinstance(table, Mapping) else {}
    for name, one in inputs.items() if isinstance(inputs, Mapping) else ():
        if isinstance(one, Mapping) and ("sample" in one or "default" in one):
            found.setdefault(name, one.get("sample", one.get("default")))
    return {name: value for name, value in found.items() if isinstance(value, str | int | float)}


def _model(front: Mapping[str, Any]) -> str:
    """The model of the Images API that a file names; empty for any other."""
    name = _model_named(front).rpartition("/")[2]
    return name if name.startswith("gpt-image") else ""


def _model_named(front: Mapping[str, Any]) -> str:
    """The model that a file names, whichever way; empty for none."""
    model = front.get("model")
    if isinstance(model, Mapping):
        configuration = model.get("configuration")
        place = configuration if isinstance(configuration, Mapping) else {}
        model = place.get("azure_deployment") or place.get("name") or model.get("id")
    return str(model or "")


def _open(front: Mapping[str, Any], words: str, roles: list[str], variables: Mapping[str, object]) -> Iterator[str]:
    if front.get("model") and not _model(front):
        named = _model_named(front)
        yield f"the model{f' {named}' if named else ''}, which makes no pictures here"
    if set(roles) - {"user"}:
        yield f"the parts for {' and '.join(sorted(set(roles)))}: they stand in one prompt now"
    for logic in dict.fromkeys(_LOGIC.findall(words)):
        yield f"'{logic}', which stands in the prompt as it is"
    for name in (name for name, value in variables.items() if value == ""):
        yield f"a value for '{name}'"
    for key in front:
        if key not in _TAKEN:
            yield f"'{key}'"


def read_markdown(text: str, *, name: str) -> tuple[Imported, ...]:
    """A guide article, as one recipe; or a gallery of prompts, as one for each heading with a prompt below it.

    Args:
        text: The Markdown.
        name: The title where it has none.
    """
    parts = split(text.encode()) if text.startswith("---") else None
    body = parts.body if parts else text
    guide, _ = parse_guide(body, first_line=1)
    known = [title for title in SECTIONS if title != "Edit" and guide.section(title)]
    if len(known) >= 2 or not any(_fences(section.text) for section in guide.sections):
        return (_article(guide, body, name),)
    return tuple(_shown(section) for section in guide.sections if _fences(section.text))


def _fences(markdown: str) -> list[str]:
    return [token.content.strip() for token in blocks_of(markdown).tokens if token.type == "fence"]


def _article(guide: Guide, body: str, name: str) -> Imported:
    top = next((section.title for section in guide.sections if section.level == 1), name)
    edit, found = guide.section("Edit"), list[tuple[str, str]]()
    kept = []
    for section in guide.sections:
        fences = _fences(section.text) if section.level > 1 else []
        found += [(section.title, words) for words in fences]
        text = _without_fences(section.text) if fences else section.text
        if section.level > 1 and (section is not edit or text):
            kept.append(f"{'#' * section.level} {section.title}\n\n{text}".rstrip())
    prompts, variables = _with_slots(found)
    is_one = len(prompts) == 1
    named = tuple(("" if is_one else _edit_name(title, at), words) for at, (title, words) in enumerate(prompts, 1))
    opening = [guide.opening] if guide.opening else []
    return Imported(top, variables=variables, prompts=named, picture=_first_picture(body),
                    guide="\n\n".join([*opening, *kept]))  # fmt: skip


def _shown(section: Section) -> Imported:
    """One example of a gallery: its first fence is the prompt, its first picture the input."""
    prompts, variables = _with_slots([(section.title, words) for words in _fences(section.text)[:1]])
    more = len(_fences(section.text)) - 1
    left = (f"{more} more block{'s' if more > 1 else ''} of its example",) if more else ()
    return Imported(re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", section.title).strip(), variables=variables,
                    prompts=(("", prompts[0][1]),), picture=_first_picture(section.text), open=left)  # fmt: skip


def _with_slots(found: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], dict[str, str | int | float]]:
    """Prompts with their gaps written as `{{ name }}`, and the values that stood there."""
    variables: dict[str, str | int | float] = {}

    def slot(gap: re.Match[str]) -> str:
        name = re.sub(r"\W+", "_", gap["name"]).strip("_") or "value"
        variables.setdefault(name, gap["value"] or "")
        return f"{{{{ {name} }}}}"

    return [(title, _ARGUMENT.sub(slot, words)) for title, words in found], variables


def _first_picture(markdown: str) -> str:
    found = _PICTURE.search(markdown)
    return (found[1] or found[2]) if found else ""


def _without_fences(markdown: str) -> str:
    blocks: Blocks = blocks_of(markdown)
    lines = markdown.splitlines()
    gone = {line for token in blocks.tokens if token.type == "fence" for line in range(*(token.map or (0, 0)))}
    return "\n".join(line for number, line in enumerate(lines) if number not in gone).strip()


def _edit_name(title: str, number: int) -> str:
    return re.sub(r"[^a-z0-9]+", "-", bare_heading(title)).strip("-") or f"edit-{number}"
