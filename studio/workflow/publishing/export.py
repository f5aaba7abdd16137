"""A recipe for other tools: dotprompt files, lines for a batch tool, or a folder that an agent reads as a skill."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import variations
from studio.core.attempts.review import checklist_for
from studio.core.prompt.prompt import prompt_of
from studio.core.recipe.brand import edit_with
from studio.core.recipe.recipe import Edit, Recipe
from studio.core.recipe.source import fill_variables, names_in
from studio.core.recipe.spec import EditSpec
from studio.core.validation import validate_parts
from studio.errors import ContentError, StoreError
from studio.publish.hidden import hidden_images
from studio.store.disk import create_exclusive
from studio.store.markdown import without_edit_blocks
from studio.store.yaml_text import yaml_text
from studio.workspace import Workspace

_LONGEST_NAME, _LONGEST_SUMMARY = 64, 1024
"""Most characters of an Agent Skill's name and description (agentskills.io/specification)."""


def export(workspace: Workspace, name: str, form: str, *, into: Path) -> tuple[Path, ...]:
    """Write a recipe in a form of other tools. Nothing is overwritten.

    Args:
        workspace: Where the recipe is.
        name: The recipe.
        form: A key of `FORMS`.
        into: Folder that gets the files.

    Raises:
        NotFound: There is no such recipe.
        ContentError: It cannot be run as it stands, so that there is nothing to hand on.
        StoreError: A file of one of the names exists.
    """
    folder = workspace.folder(name)
    if folder.recipe.is_broken or not folder.recipe.edits:
        raise ContentError(f"{folder.recipe.slug}: mend it first; `studio check {folder.recipe.slug}` names the lines.")
    files = {into / place: text for place, text in FORMS[form](workspace, folder).items()}
    if taken := next((path for path in files if path.exists()), None):
        raise StoreError(f"{taken}: exists already. Name another folder with --out.")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        create_exclusive(path, text.encode())
    return tuple(files)


def _dotprompt(workspace: Workspace, folder: RecipeFolder) -> dict[str, str]:
    """A file for each edit; variables stay open where the words then still compose to the same prompt."""
    recipe = folder.recipe
    found = {}
    for edit in recipe.edits:
        spec = edit.spec
        composed = prompt_of(recipe, spec, workspace.settings.prompt).text
        words, values = _template(workspace, recipe, edit, composed) or (composed, {})
        model = f"openai/{spec.engine.model}" if spec.engine.model else ""
        media = "".join(f"{{{{media url={_media(place)}}}}}\n" for place in range(1, len(_inputs(spec)) + 1))
        front = {
            "model": model, "name": recipe.slug, "description": recipe.front.summary, "title": recipe.front.title,
            "tags": [*recipe.front.tags], "author": recipe.front.author,
            "input": {"default": values} if values else None,
        }  # fmt: skip
        said = yaml_text({name: value for name, value in front.items() if value})
        stem = f"{recipe.slug}-{edit.name}" if len(recipe.edits) > 1 and edit.name else recipe.slug
        found[f"{stem}.prompt"] = f"---\n{said}---\n{media}{words}\n"
    return found


def _media(place: int) -> str:
    return "photo" if place == 1 else f"photo{place}"


def _inputs(spec: EditSpec) -> tuple[str, ...]:
    return ("",) if spec.from_edit else tuple(one.image for one in spec.inputs())


def _template(
    workspace: Workspace, recipe: Recipe, edit: Edit, words: str
) -> tuple[str, dict[str, str | int | float]] | None:
    """The prompt with its variables open, and their values; None where it would compose to other words."""
    names = names_in(edit.data)
    values = {name: value for name, value in recipe.front.variables.items() if name in names}
    data = edit_with(recipe.brand, edit.data) if recipe.brand else edit.data
    spec, faults = validate_parts(EditSpec, data, lines=edit.lines, place="the edit spec", required={})
    if not values or faults:
        return None
    text = prompt_of(recipe, spec, workspace.settings.prompt).text
    filled, _ = fill_variables({"prompt": text}, values, lines=edit.lines)
    return (text, values) if filled["prompt"] == words else None


def _jsonl(workspace: Workspace, folder: RecipeFolder) -> dict[str, str]:
    """A line for each edit and variation, in the fields of the Images API, with paths relative to the workspace."""
    rows = (
        _row(workspace, folder, edit, label, spec) for edit in folder.recipe.edits for label, spec in variations(edit)
    )
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    return {f"{folder.recipe.slug}.jsonl": "\n".join(lines) + "\n"}


def _row(
    workspace: Workspace, folder: RecipeFolder, edit: Edit, label: str | None, spec: EditSpec
) -> Mapping[str, Any]:
    recipe, engine = folder.recipe, spec.engine
    name = ".".join(part for part in (recipe.slug, edit.name, label) if part)
    row = {
        "custom_id": name, "prompt": prompt_of(recipe, spec, workspace.settings.prompt).text,
        "images": [f"content/{recipe.slug}/{image}" for image in _inputs(spec) if image],
        "mask": f"content/{recipe.slug}/{spec.scope.mask}" if spec.scope and spec.scope.mask else None,
        "from": spec.from_edit, "model": engine.model or workspace.settings.engine.model,
        "quality": engine.quality or workspace.settings.engine.quality, "size": spec.size, "n": engine.n,
        "background": engine.background, "output_format": engine.format,
    }  # fmt: skip
    return {key: value for key, value in row.items() if value not in (None, [], "")}


def _skill(workspace: Workspace, folder: RecipeFolder) -> dict[str, str]:
    """`SKILL.md` with the guide, the prompts and the checklist; no picture goes along, hidden ones not even by name."""
    recipe = folder.recipe
    hidden = hidden_images(folder)
    summary = recipe.front.summary or recipe.guide.opening or recipe.front.title
    front = {
        "name": recipe.slug[:_LONGEST_NAME].strip("-"),
        "description": " ".join(summary.split())[:_LONGEST_SUMMARY],
    }
    guide = [recipe.guide.opening] if recipe.guide.opening else []
    guide += [
        f"{'#' * section.level} {section.title}\n\n{without_edit_blocks(section.text)}".strip()
        for section in recipe.guide.sections
        if section is not recipe.guide.section("Edit") and section.level > 1
    ]
    asked = [f"- {one.name}: {one.question}" for one in checklist_for(
        (*workspace.settings.criteria, *recipe.front.criteria))]  # fmt: skip
    parts = [f"---\n{yaml_text(front)}---\n\n# {recipe.front.title}", *guide]
    parts += [_prompt_part(workspace, recipe, edit, hidden) for edit in recipe.edits]
    judged = "Ask a person each of these about every result. Approve it only when none fails."
    parts.append(f"## Judge the result\n\n{judged}\n\n" + "\n".join(asked))
    return {f"{front['name']}/SKILL.md": "\n\n".join(parts) + "\n"}


def _prompt_part(workspace: Workspace, recipe: Recipe, edit: Edit, hidden: tuple[str, ...]) -> str:
    spec, words = edit.spec, prompt_of(recipe, edit.spec, workspace.settings.prompt).text
    inputs = [
        f"{place}. {'a picture of your own' if one.image in hidden else one.image}: {one.role}"
        + (f", {one.note}" if one.note else "")
        for place, one in enumerate(spec.inputs(), 1)
    ]
    start = [f"Begin with the approved result of `{spec.from_edit}`."] if spec.from_edit else []
    listed = ["Input pictures, in this order:\n\n" + "\n".join(inputs)] if inputs else []
    return "\n\n".join([f"## Prompt{f': {edit.name}' if edit.name else ''}", *start, *listed, f"```text\n{words}\n```"])


FORMS: Mapping[str, Callable[[Workspace, RecipeFolder], dict[str, str]]] = {
    "dotprompt": _dotprompt, "jsonl": _jsonl, "skill": _skill,
}  # fmt: skip
"""What makes the texts of each form, by their places in the folder that gets them."""
