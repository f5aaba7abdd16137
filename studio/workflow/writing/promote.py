"""The winning spec of an attempt written back into its recipe."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.effective import dump_spec
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import variations
from studio.core.attempts.standing import standing
from studio.core.recipe.recipe import Edit
from studio.core.recipe.spec import EditSpec
from studio.errors import RuleBroken
from studio.store.recipe_file import set_edit_fields
from studio.workflow.browsing.attempt_history import became_of
from studio.workflow.judging.retry import find_attempt
from studio.workspace import Workspace


@dataclass(frozen=True)
class Promotion:
    """What writing a spec back changes in the recipe."""

    recipe: str
    attempt: str
    """The attempt whose spec it is."""
    became: str
    """What became of that attempt, for example `approved`."""
    edit: str
    """Name of the edit; empty for the one without."""
    fields: tuple[str, ...]
    """Fields of the edit block that change."""
    diff: str
    """The lines that change, as a unified diff."""
    written: bool
    """False when it was only shown."""


def promote(workspace: Workspace, slug: str, number: str, *, write: bool = True) -> Promotion:
    """Make an attempt's spec the recipe's own.

    The variation axis and how many results are asked for stay as the recipe says.

    Args:
        workspace: Where the recipe is.
        slug: The recipe.
        number: The attempt.
        write: False to see only what would change.

    Raises:
        RuleBroken: The recipe's edit is this spec already, or the edit is gone.
        WriteRefused: The block cannot be changed safely.
    """
    folder = workspace.folder(slug)
    attempt = find_attempt(folder, number)
    edit = next((edit for edit in folder.recipe.edits if edit.name == attempt.edit), None)
    if edit is None:
        raise RuleBroken(f"{slug}: the recipe has no edit '{attempt.edit}' any more.")
    changes = changes_to(edit, attempt)
    if not changes:
        raise RuleBroken(f"{slug}: the recipe says what attempt {attempt.id} was made with already.")
    before, after = set_edit_fields(workspace.content, slug, attempt.edit, changes, write=write)
    return Promotion(
        slug, attempt.id, became_of(folder, attempt), attempt.edit, tuple(changes), _diff(slug, before, after), write
    )


def changes_to(edit: Edit, attempt: Attempt) -> dict[str, Any]:
    """Fields of an edit that differ from the spec of an attempt, each with its value there; None for none.

    Empty as well for an attempt that is one of the edit's variations.
    """
    won = _own(attempt.spec)
    if any(_own(spec) == won for _, spec in variations(edit)):
        return {}
    now, said = _own(edit.spec), edit.data
    names = [name for name in (*now, *won) if now.get(name) != won.get(name)]
    changes = {name: _merged(said.get(name), now.get(name), won.get(name)) for name in names}
    asked = said.get("engine")
    if "engine" in changes and isinstance(asked, Mapping) and "n" in asked:
        changes["engine"] = {**(changes["engine"] or {}), "n": asked["n"]}
    return changes


def _merged(said: Any, now: Any, won: Any) -> Any:  # noqa: ANN401 - plain data
    """What the file says with only that changed which differs: defaults that are written out stay written out."""
    if not (isinstance(said, Mapping) and isinstance(now, Mapping) and isinstance(won, Mapping)):
        return won
    merged = {name: value for name, value in said.items() if name in won or name not in now}
    different = [name for name in won if now.get(name) != won[name]]
    return merged | {name: _merged(said.get(name), now.get(name), won[name]) for name in different}


def approved_to_use(folder: RecipeFolder, edit: Edit) -> Attempt | None:
    """The approved attempt that an edit is used as: one that the recipe says, else the newest; None without one."""
    approved = [a for a in folder.attempts if a.edit == edit.name and standing(folder, a).is_approved]
    same = [attempt for attempt in approved if not changes_to(edit, attempt)]
    return next(reversed(same or approved), None)


def _own(spec: EditSpec) -> dict[str, Any]:
    """A spec as people write it, without the variation axis and the number of results."""
    data = dump_spec(spec)
    data.pop("vary", None)
    engine = {key: value for key, value in data.pop("engine", {}).items() if key != "n"}
    if set(data.get("scope", ())) == {"area"}:
        data["scope"] = data["scope"]["area"]
    if data.get("subject") == {}:  # `auto`, as it is when nothing is said
        del data["subject"]
    return {**data, "engine": engine} if engine else data


def _diff(slug: str, before: bytes, after: bytes) -> str:
    old, new = (source.decode().splitlines() for source in (before, after))
    return "\n".join(difflib.unified_diff(old, new, f"{slug}/recipe.md", f"{slug}/recipe.md", lineterm="", n=2))
