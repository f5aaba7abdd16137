"""Prompts of other tools brought in as recipes of this workspace; nothing that is there is overwritten."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from studio.core.recipe.words import Job
from studio.errors import ContentError, StoreError
from studio.files import read_file
from studio.pictures.intake import Intake, take_in
from studio.store.disk import create_exclusive, new_folder
from studio.store.inside import found_inside
from studio.store.yaml_text import yaml_text
from studio.workflow.starting.imported import Imported, read_markdown, read_prompt_file
from studio.workflow.starting.typed import slug_of
from studio.workspace import Workspace

_MOST_BYTES = 2_000_000
_ASSET = "what the picture is for, in one line"
"""The template's own placeholder: a recipe with it is never published."""


class Brought(NamedTuple):
    """A recipe that was brought in."""

    path: Path
    open: tuple[str, ...]
    """What it has no place for, or does not know yet, in a phrase each; it stands in the recipe too."""


def import_recipes(workspace: Workspace, path: Path, *, job: Job | None = None) -> tuple[Brought, ...]:
    """Make recipes of a file: `.prompt` (dotprompt), `.prompty`, or Markdown, a guide article or a gallery of prompts.

    Args:
        workspace: Where they are made.
        path: The file.
        job: The kind of edit; default: a guess, which is marked.

    Raises:
        ContentError: The file is none of these, or holds no prompt and no guide.
        StoreError: A recipe of one of the names exists; nothing was made.
        OSError: The file cannot be read.
    """
    text = read_file(path, at_most=_MOST_BYTES).decode("utf-8-sig", "replace")
    if path.suffix in {".prompt", ".prompty"}:
        found: tuple[Imported, ...] = (read_prompt_file(text, name=path.stem),)
    elif path.suffix in {".md", ".markdown", ".txt"}:
        found = read_markdown(text, name=path.stem)
    else:
        raise ContentError(f"{path}: not a .prompt, a .prompty or Markdown. Save it as one of them.")
    named = list(zip(_slugs(found, path), found, strict=True))
    taken = next((slug for slug, _ in named if (workspace.content / slug).exists()), None)
    if taken:
        raise StoreError(f"{workspace.content / taken}: exists already. Rename it, or the title in {path.name}.")
    return tuple(_made(workspace, slug, one, path, job) for slug, one in named)


def _slugs(found: tuple[Imported, ...], path: Path) -> tuple[str, ...]:
    """A name for each, by its title, else by its file; numbered where several would have the same."""
    names = [slug_of(one.title) or slug_of(path.stem) or "recipe" for one in found]
    return tuple(name if names.count(name) == 1 else f"{name}-{place}" for place, name in enumerate(names, 1))


def _made(workspace: Workspace, slug: str, one: Imported, path: Path, job: Job | None) -> Brought:
    taken = _picture(one, path)
    left = tuple(_left(one, job, taken))
    with new_folder(workspace.content / slug) as fresh:
        if taken:
            create_exclusive(fresh / taken.file, taken.data)
        create_exclusive(fresh / "recipe.md", _text(one, job, taken, path.name, left).encode())
    return Brought(workspace.content / slug / "recipe.md", left)


def _picture(one: Imported, path: Path) -> Intake | None:
    beside = found_inside(path.resolve().parent, one.picture) if one.picture else None
    return take_in(beside) if beside else None


def _left(one: Imported, job: Job | None, taken: Intake | None) -> Iterator[str]:
    if job is None:
        yield f"the kind of edit: {Job.BACKGROUND_REPLACEMENT} is a guess"
    if one.prompts and taken is None:
        yield f"the photograph{f' ({one.picture})' if one.picture else ''}: put it there as before.jpg"
    if not one.prompts:
        yield "an edit: the text has no prompt"
    yield from one.open


def _text(one: Imported, job: Job | None, taken: Intake | None, source: str, left: tuple[str, ...]) -> str:
    front: dict[str, Any] = {
        "title": one.title, "summary": one.summary, "asset": _ASSET, "job": str(job or Job.BACKGROUND_REPLACEMENT),
        "tags": [*one.tags], "author": one.author, "variables": dict(one.variables),
        "created": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }  # fmt: skip
    parts = [f"---\n{yaml_text({name: value for name, value in front.items() if value})}---", one.guide]
    for place, (name, words) in enumerate(one.prompts):
        spec: dict[str, Any] = {"source": taken.file if taken else "before.jpg"}
        spec |= {"engine": {"name": "openai", "model": one.model}} if one.model else {}
        block = yaml_text({**spec, "prompt": words})
        parts += ["## Edit"] if place == 0 else []
        parts.append(f"```yaml edit{f' {name}' if name else ''}\n{block}```")
    notes = "\n".join(f"- TODO: {phrase}" for phrase in left)
    parts += [f"## Still open\n\nFrom {source}:\n\n{notes}"] if left else []
    return "\n\n".join(part for part in parts if part) + "\n"
