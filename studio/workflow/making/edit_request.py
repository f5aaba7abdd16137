"""The edit as an engine gets it: the prompt composed, the size settled, and the bytes of every picture read."""

from __future__ import annotations

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.standing import Word, standing
from studio.core.channel import wanted_size
from studio.core.prompt.prompt import prompt_of
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Role
from studio.engines.base import EditRequest, InputPicture
from studio.errors import ContentError, RuleBroken
from studio.files import read_file
from studio.store.inside import find_font, inside, where_fonts_are
from studio.workspace import Workspace


def edit_request(workspace: Workspace, folder: RecipeFolder, spec: EditSpec, start: InputPicture | None) -> EditRequest:
    """The edit of a spec; `start` is the picture a retry begins with, None to begin with the recipe's own.

    Raises:
        RuleBroken: Its source is an edit without an approved result.
        ContentError: A picture cannot be read.
    """
    recipe = folder.recipe
    channel_name = recipe.channel_of(spec)
    channel = workspace.rules.channels.find(channel_name) if channel_name else None
    inputs = _inputs(workspace, folder, spec, start)
    named = dict.fromkeys(name for _, name in spec.named_pictures())
    return EditRequest(
        recipe=recipe.slug,
        job=recipe.job_of(spec),
        spec=spec,
        prompt=prompt_of(recipe, spec, workspace.settings.prompt).text,
        inputs=inputs,
        files={name: _bytes(workspace, folder, name) for name in named},
        fonts=fonts_of(workspace, recipe.slug, spec),
        channel=channel,
        size=wanted_size(spec, channel),
    )


def attempt_request(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> EditRequest:
    """The edit of a recorded attempt, with the pictures as they are now.

    Raises:
        StudioError: One of them is gone.
    """
    spec, used = attempt.spec, attempt.inputs
    start = None
    if used and (attempt.start == "parent" or spec.from_edit):
        start = InputPicture(used[0].image, Role.EDIT_TARGET, _bytes(workspace, folder, used[0].image))
    return edit_request(workspace, folder, spec, start)


def _inputs(
    workspace: Workspace, folder: RecipeFolder, spec: EditSpec, start: InputPicture | None
) -> tuple[InputPicture, ...]:
    references = sorted(spec.inputs(), key=lambda reference: reference.role is not Role.EDIT_TARGET)
    pictures = [
        InputPicture(r.image, r.role or Role.EDIT_TARGET, _bytes(workspace, folder, r.image)) for r in references
    ]
    if start is not None:
        return (start, *(picture for picture in pictures if picture.role != Role.EDIT_TARGET))
    if spec.from_edit is None:
        return tuple(pictures)
    earlier = approved_of(folder, spec.from_edit)
    if earlier is None or earlier.picture is None:
        raise RuleBroken(
            f"{folder.recipe.slug}: this edit builds on '{spec.from_edit}', which has no approved result yet. "
            f"Run it and review it first: `studio run {folder.recipe.slug}`, then `studio review`."
        )
    name = f"attempts/{earlier.picture.file}"
    return (InputPicture(name, Role.EDIT_TARGET, _bytes(workspace, folder, name)), *pictures)


def approved_of(folder: RecipeFolder, edit_name: str) -> Attempt | None:
    """The last approved and fresh attempt of an edit, or None."""
    for attempt in reversed(folder.attempts):
        found = standing(folder, attempt)
        if attempt.edit == edit_name and found.word in {Word.APPROVED, Word.STALE, Word.UNREADABLE}:
            return attempt if found.is_approved else None
    return None


def fonts_of(workspace: Workspace, slug: str, spec: EditSpec) -> dict[str, bytes]:
    """The font files of a spec by name.

    Raises:
        ContentError: One is not there.
    """
    found = {name: find_font(workspace.content, slug, name) for name in spec.fonts}
    missing = next((name for name, path in found.items() if path is None), None)
    if missing is not None:
        fix = where_fonts_are(workspace.content, slug, missing)
        raise ContentError(f"{slug}: the font '{missing}' is not there. {fix}")
    return {name: read_file(path) for name, path in found.items() if path is not None}


def _bytes(workspace: Workspace, folder: RecipeFolder, name: str) -> bytes:
    path = inside(workspace.content / folder.recipe.slug, name)
    try:
        return read_file(path)
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror}). Put the picture there.") from error
