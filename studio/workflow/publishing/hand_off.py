"""Hand-offs: chosen recipes as a small site for a client; a recipe's attempts on one sheet for who chooses."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import Entry, gallery
from studio.core.attempts.numbers import matching
from studio.core.attempts.standing import terms_used
from studio.core.problem import did_you_mean
from studio.core.recipe.rights import Terms
from studio.engines.catalogue import engine_facts
from studio.errors import NotFound, RuleBroken, StoreError
from studio.publish.build import build_site
from studio.publish.hand_off import require_free, write_hand_off
from studio.publish.hand_off_records import Deliverable, PackedCut, UsedPicture
from studio.publish.hidden import hidden_images
from studio.publish.known import state_folder
from studio.publish.pages.provenance import ai_label, engines_of, origin_of
from studio.publish.pages.site_text import place_name
from studio.publish.pages.words import words_in
from studio.publish.pictures.contact_sheet import Cell, require_free_sheet, write_sheet
from studio.store.cuts import cut_path
from studio.workflow.browsing.attempt_history import HistoryRow, history_in
from studio.workflow.judging.verdict import credentials_of
from studio.workflow.publishing.cut_list import cuts_of
from studio.workflow.publishing.site import BuildOptions, OnProgress, shared_files, site_request
from studio.workspace import Workspace


class Packed(NamedTuple):
    """What was packed."""

    path: Path
    recipes: tuple[str, ...]
    """Recipes in it, in reading order."""
    pictures: int
    """Approved pictures in it, at full size."""
    cuts: int
    """Approved cuts in it."""
    size_bytes: int


def pack(
    workspace: Workspace,
    names: Sequence[str],
    *,
    collection: str | None = None,
    out: Path | None = None,
    on_progress: OnProgress = lambda *_: None,
) -> Packed:
    """Write a hand-off of recipes: what the gate lets through, and nothing else.

    Args:
        workspace: Where the recipes are.
        names: Recipes; each must have something approved.
        collection: All recipes of a collection that have something approved, as well.
        out: The archive; default: a name from what is in it, in the folder one stands in.
        on_progress: Hears of recipes done.

    Raises:
        NotFound: No such recipe or collection.
        RuleBroken: Nothing of a recipe may go out; says why.
        WriteRefused: Another file has the archive's name.
        StoreError: The archive cannot be written.
    """
    entries = _entries(workspace, names, collection)
    label = collection or (entries[0].folder.recipe.slug if len(entries) == 1 else "recipes")
    target = out or Path(f"{place_name(label)}-hand-off.zip")
    require_free(target)
    slugs = frozenset(entry.folder.recipe.slug for entry in entries)
    pictures = [one for entry in entries for one in _deliverables(workspace, entry)]
    cuts = [one for entry in entries for one in _cuts(workspace, entry)]
    title = (
        f"{workspace.settings.site.title}: {collection or ', '.join(one.folder.recipe.front.title for one in entries)}"
    )
    with tempfile.TemporaryDirectory(prefix="hand-off-") as scratch:
        site = Path(scratch) / "site"
        _build(workspace, site, slugs, on_progress)
        size = write_hand_off(target, title=title, site=site, pictures=pictures, cuts=cuts)
    return Packed(target, tuple(entry.folder.recipe.slug for entry in entries), len(pictures), len(cuts), size)


def _build(workspace: Workspace, site: Path, slugs: frozenset[str], on_progress: OnProgress) -> None:
    """The small site. It has no public address and is built once: nothing of it is remembered."""
    options = BuildOptions(out=site, base_url="")
    request = site_request(workspace, options)
    text = dataclasses.replace(request.text, is_one_page=len(slugs) == 1)
    request = dataclasses.replace(request, text=text, only=slugs, is_hand_off=True)
    try:
        report = build_site(request, on_progress=on_progress, shared=tuple(shared_files(workspace)), key=options.key)
        if report.recipes < len(slugs):
            faults = [f"{left.slug}: {left.reason}" for left in report.left_out if left.is_fault]
            raise StoreError(f"{'; '.join(faults)}. Nothing was packed.")
    finally:
        shutil.rmtree(state_folder(workspace.content, site), ignore_errors=True)


def folders_asked_for(workspace: Workspace, names: Sequence[str], collection: str | None) -> tuple[RecipeFolder, ...]:
    """Recipes by name and those of a collection, each once.

    Raises:
        NotFound: There is no such recipe or collection.
    """
    asked = dict.fromkeys(workspace.slug_of(name) for name in names)
    every = [] if collection is None else list(workspace.folders())
    gathered = [folder for folder in every if collection in folder.recipe.front.collections]
    if collection is not None and not gathered:
        known = {name for folder in every for name in folder.recipe.front.collections}
        raise NotFound(f"No recipe is in the collection '{collection}'. {did_you_mean(collection, known)}".strip())
    named = [workspace.folder(slug) for slug in asked]
    return (*named, *(folder for folder in gathered if folder.recipe.slug not in asked))


def _entries(workspace: Workspace, names: Sequence[str], collection: str | None) -> tuple[Entry, ...]:
    asked = dict.fromkeys(workspace.slug_of(name) for name in names)
    folders = folders_asked_for(workspace, names, collection)
    shown = gallery(folders)
    out = {entry.folder.recipe.slug for entry in shown.entries}
    for slug in asked:
        if slug not in out:
            own = [f"{left.attempt or ''} {left.reason}".strip() for left in shown.left_out if left.slug == slug]
            raise RuleBroken(f"{slug}: nothing of it may go out yet: {'; '.join(own)}.")
    if not shown.entries:
        raise RuleBroken(f"Nothing in the collection '{collection}' is approved yet. See `studio status`.")
    return shown.entries


def _deliverables(workspace: Workspace, entry: Entry) -> Iterator[Deliverable]:
    folder, base = entry.folder, workspace.content / entry.folder.recipe.slug
    recipe, attempts = folder.recipe, {one.id: one for one in folder.attempts}
    for pair in entry.pairs:
        attempt, picture, review = pair.attempt, pair.attempt.picture, pair.review
        if picture is None or review is None:  # the gate has looked
            raise AssertionError(attempt.id)
        yield Deliverable(
            path=base / pair.after, digest=picture.digest, recipe=recipe.slug,
            attempt=attempt.id, title=recipe.front.title, channel=recipe.channel_of(attempt.spec) or "",
            width_px=picture.width_px, height_px=picture.height_px, engine=attempt.engine.name,
            model=attempt.engine.model or "", review=review, prompt=attempt.prompt,
            label=f"{ai_label(engines_of(attempt, attempts), words_in('en', ()))}: {engine_facts(attempt.engine.name)}",
            origin=origin_of(pair, recipe, attempts, workspace.settings.site),
            credentials=credentials_of(base, attempt), used=tuple(_used(folder, attempt)),
        )  # fmt: skip


def _used(folder: RecipeFolder, attempt: Attempt) -> Iterator[UsedPicture]:
    """What a picture was made with, and whose it is; of a hidden one only why it may be used."""
    hidden = hidden_images(folder)
    used = {image: (role, terms) for image, role, terms in terms_used(folder, attempt) if role}
    for image, (role, terms) in used.items():
        rights = str(folder.recipe.rights_of(image, attempt.spec) or "")
        if image in hidden:
            yield UsedPicture("hidden", role, rights, "", Terms())
        else:
            yield UsedPicture(image, role, rights, folder.recipe.credit_of(image, attempt.spec) or "", terms)


def _cuts(workspace: Workspace, entry: Entry) -> Iterator[PackedCut]:
    """The cuts that somebody approved and that nothing has overtaken since."""
    for row in cuts_of(workspace, entry.folder):
        if row.standing.goes_out:
            yield PackedCut(cut_path(workspace.content / entry.folder.recipe.slug, row.cut), row.cut)


class Sheet(NamedTuple):
    """A contact sheet."""

    path: Path
    attempts: tuple[str, ...]
    """Attempts on it, in the order of the lineage."""
    left_out: tuple[tuple[str, str], ...]
    """Attempts without a picture, and what became of each."""


def contact_sheet(
    workspace: Workspace, name: str, *, numbers: Sequence[str] = (), edit: str | None = None, out: Path | None = None
) -> Sheet:
    """Draw a recipe's attempts, parents before their retries, each with its verdict and the one thing that changed.

    Args:
        workspace: Where the recipe is.
        name: The recipe.
        numbers: Only these attempts.
        edit: Only attempts of this edit.
        out: The sheet, .jpg, .png or .pdf; default: a name from the recipe's, in the folder one stands in.

    Raises:
        NotFound: No such recipe, edit or attempt.
        RuleBroken: There is no picture yet.
        WriteRefused: Another file has the sheet's name.
        StoreError: It cannot be written.
        PictureUnreadable: A picture is damaged.
    """
    folder = workspace.folder(name)
    target = out or Path(f"{place_name(folder.recipe.slug)}-attempts.jpg")
    require_free_sheet(target)
    known = [attempt.id for attempt in folder.attempts]
    wanted = {number: matching(number, known) for number in numbers}
    if unknown := sorted(number for number, meant in wanted.items() if not meant):
        near = did_you_mean(unknown[0], known) if known else ""
        raise NotFound(f"{folder.recipe.slug} has no attempt '{unknown[0]}'. {near}".strip())
    name_of_edit = None if edit is None else folder.recipe.edit(edit).name
    of_edit = {attempt.id for attempt in folder.attempts if name_of_edit in {None, attempt.edit}}
    history = history_in(workspace, folder)
    rows = [
        row
        for row in history
        if row.number in of_edit and row.number in ({one for meant in wanted.values() for one in meant} or of_edit)
    ]
    shown = [row for row in rows if row.after]
    if not shown:
        raise RuleBroken(f"{folder.recipe.slug}: there is no picture to compare yet. Run it first: studio run {name}")
    write_sheet(target, folder.recipe.front.title, list(_cells(history, shown)))
    left_out = tuple((row.number, row.became) for row in rows if not row.after)
    return Sheet(target, tuple(row.number for row in shown), left_out)


def _cells(history: Sequence[HistoryRow], shown: Sequence[HistoryRow]) -> Iterator[Cell]:
    """What each lineage began with, before the first of its attempts that is shown, and those attempts."""
    source, said = None, None
    for row in history:
        source = row.before if row.depth == 0 else source
        if row not in shown or row.after is None:
            continue
        if source and source != said:
            said = source
            yield Cell(source, "Before")
        yield Cell(row.after, row.number, row.became, row.changed)
