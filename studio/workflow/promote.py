"""The winning spec of an attempt written back into its recipe."""

from __future__ import annotations

from studio.core.attempt import dump_spec
from studio.core.spec import EditSpec
from studio.errors import RuleBroken
from studio.store.edit_block import set_edit_fields
from studio.workflow.retry import find_attempt
from studio.workspace import Workspace


def promote(workspace: Workspace, slug: str, number: str) -> tuple[str, ...]:
    """Make an attempt's spec the recipe's own; returns the names of the fields that changed.

    The variation axis and how many results are asked for stay as the recipe says.

    Raises:
        RuleBroken: The recipe's edit is this spec already, or the edit is gone.
        WriteRefused: The block cannot be changed safely.
    """
    folder = workspace.folder(slug)
    attempt = find_attempt(folder, number)
    edit = next((edit for edit in folder.recipe.edits if edit.name == attempt.edit), None)
    if edit is None:
        raise RuleBroken(f"{slug}: the recipe has no edit '{attempt.edit}' any more.")
    now, won = _own(edit.spec), _own(attempt.spec)
    changes = {name: won.get(name) for name in (*now, *won) if now.get(name) != won.get(name)}
    if not changes:
        raise RuleBroken(f"{slug}: the recipe says what attempt {attempt.id} was made with already.")
    set_edit_fields(workspace.content, slug, attempt.edit, changes)
    return tuple(changes)


def _own(spec: EditSpec) -> dict[str, object]:
    data = dump_spec(spec)
    data.pop("vary", None)
    engine = {key: value for key, value in data.pop("engine", {}).items() if key != "n"}
    return {**data, "engine": engine} if engine else data
