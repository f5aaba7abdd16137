"""A page on which a client says whether pictures can be used, before or after the agency's own verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.standing import standing
from studio.core.attempts.status import to_review
from studio.core.recipe.words import Publish
from studio.errors import RuleBroken, StoreError
from studio.publish.ask_page import AskedPicture, as_data, ask_page
from studio.publish.pages.site_text import place_name
from studio.publish.pages.spec_table import variation_title
from studio.publish.pages.words import Words, words_in
from studio.store.attempts import ATTEMPTS
from studio.store.disk import require_own, write_atomic
from studio.store.inside import found_inside
from studio.store.places import bundled
from studio.workflow.judging.verdict import checklist_of
from studio.workflow.publishing.hand_off import folders_asked_for
from studio.workspace import Workspace

_MARK = b"<body data-words="
"""What the studio's own page holds, so that no other file is overwritten."""


class AskPage(NamedTuple):
    """A page for a client."""

    path: Path
    pictures: tuple[tuple[str, str], ...]
    """Recipe and attempt of every picture on it."""
    size_bytes: int


def ask_client(
    workspace: Workspace, names: Sequence[str], *, collection: str | None = None, out: Path | None = None
) -> AskPage:
    """Write the page: what waits for a verdict, and what is approved; nothing that was rejected.

    A photograph whose reference is hidden is not on it.

    Args:
        workspace: Where the recipes are.
        names: Recipes.
        collection: All recipes of a collection as well.
        out: The page; default: a name from what is on it, in the folder one stands in.

    Raises:
        NotFound: No such recipe or collection.
        RuleBroken: There is nothing to ask about.
        WriteRefused: Another file has the page's name.
        StoreError: It cannot be written.
    """
    folders = folders_asked_for(workspace, names, collection)
    templates = (workspace.root / "templates" / "site", bundled("templates") / "site")
    words = words_in(workspace.settings.site.language, templates)
    asked = [one for folder in folders for one in _asked(workspace, folder, words)]
    if not asked:
        raise RuleBroken("There is nothing to ask about: no picture waits for a verdict or is approved.")
    label = collection or (folders[0].recipe.slug if len(folders) == 1 else "recipes")
    target = out or Path(f"{place_name(label)}-for-review.html")
    require_own(target, lambda path: _MARK in path.read_bytes()[:4096], what="a page for a client")
    title = collection or (folders[0].recipe.front.title if len(folders) == 1 else workspace.settings.site.title)
    page = ask_page(title, asked, words).encode()
    try:
        write_atomic(target, page)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror}). Name another file with --out.") from error
    return AskPage(target, tuple((one.recipe, one.attempt) for one in asked), len(page))


def _asked(workspace: Workspace, folder: RecipeFolder, words: Words) -> Iterator[AskedPicture]:
    recipe, waiting = folder.recipe, {attempt.id for attempt in to_review(folder)}
    for attempt in folder.attempts:
        if attempt.picture is None or not (attempt.id in waiting or standing(folder, attempt).is_approved):
            continue
        channel = workspace.rules.channels.by_name.get(recipe.channel_of(attempt.spec) or "")
        parts = (attempt.edit, variation_title(attempt.variation, words) if attempt.variation else "")
        yield AskedPicture(
            recipe=recipe.slug, attempt=attempt.id, digest=attempt.picture.digest, title=recipe.front.title,
            asset=recipe.front.asset, channel=words(channel.label) if channel else "",
            heading=" · ".join(part for part in parts if part), before=_before(workspace, folder, attempt),
            after=as_data(workspace.content / recipe.slug / ATTEMPTS / attempt.picture.file),
            criteria=checklist_of(workspace, folder),
        )  # fmt: skip


def _before(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> str:
    """The photograph an attempt began with, as far as it may be shown and is there."""
    image = attempt.inputs[0].image if attempt.inputs else ""
    hidden = {one.image for edit in folder.recipe.edits for one in edit.spec.references if one.publish is Publish.HIDE}
    hidden |= {one.image for one in attempt.spec.references if one.publish is Publish.HIDE}
    path = None if image in hidden else found_inside(workspace.content / folder.recipe.slug, image)
    return as_data(path) if path else ""
