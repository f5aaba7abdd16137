"""Evidence of attempts: measured once, kept beside the sidecar, measured again when the method's version rises."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.evidence import Evidence
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.numbers import matching
from studio.core.recipe.spec import EditSpec
from studio.engines.base import EditRequest
from studio.engines.catalogue import engine_facts
from studio.engines.local import VERSION, changeable
from studio.engines.local_base import LocalEdit, open_edit
from studio.engines.typesetting import settings_of
from studio.errors import NotFound, RuleBroken, StudioError
from studio.evidence.case import Case
from studio.evidence.measure import measure
from studio.files import read_file
from studio.pictures import decode, digest_of, encode
from studio.store.attempts import ATTEMPTS
from studio.store.disk import write_atomic
from studio.store.findings import keep_evidence, keep_heat_map, read_evidence
from studio.store.inside import found_inside
from studio.store.lock import OWN_FOLDER
from studio.vision.arrays import Plane
from studio.vision.model_files import MODEL, find_model
from studio.vision.subject import SubjectFound
from studio.vision.typeset import Setting
from studio.workflow.making.edit_request import attempt_request, fonts_of
from studio.workspace import Workspace

_TO = re.compile(r"\b(?:to|in|into)\s+(?:an?\s+|the\s+)?((?:[a-z]+\s+){0,2}[a-z]+|#[0-9a-f]{6})\s*$", re.IGNORECASE)
_LEAST_NAME = 3


def asked_colour(spec: EditSpec) -> tuple[str | None, float]:
    """The colour as `#rrggbb` and how far to go there; None when no colour was asked for that has a CSS name."""
    if spec.local is not None and spec.local.recolour is not None:
        return spec.local.recolour.to, spec.local.recolour.strength
    found = _TO.search((spec.change or "").rstrip(". "))
    return (None if found is None else _named(found[1].lower())), 1.0


def _named(words: str) -> str | None:
    from PIL.ImageColor import colormap, getcolor

    parts = words.split()
    for start in range(len(parts)):
        name = "".join(parts[start:])
        if name.startswith("#") or (name in colormap and len(name) >= _LEAST_NAME):
            red, green, blue = getcolor(name, "RGB")[:3]  # type: ignore[index]  # RGB gives three
            return f"#{red:02x}{green:02x}{blue:02x}"
    return None


if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Located:
    """What an attempt's recipe locates in its edit target."""

    matte: NDArray[np.float32] | None = None
    """(H, W) the product, 0 to 1."""
    why_no_matte: str = ""
    """Why it could not be found."""
    may_change: NDArray[np.float32] | None = None
    """(H, W) 1 where the edit may change it; None when nothing says so."""
    is_found: bool = False
    """Whether the studio found the product and no person drew it."""
    second: NDArray[np.float32] | None = None
    """(h, w) what an independent finder took for the product, 0 or 1; None without one."""


def locate_product(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Located:
    """The product of an attempt's edit target, and where the edit may change it."""
    try:
        request = attempt_request(workspace, folder, attempt)
        edit = open_edit(request, lambda _fraction, _label: None)
    except StudioError as error:
        return Located(why_no_matte=str(error))
    matte, second, why = None, None, ""
    try:
        matte, second = _found(workspace, request, edit)
    except StudioError as error:
        why = str(error)
    try:
        may_change = changeable(edit)
    except StudioError:
        may_change = None
    return Located(matte, why, may_change, request.spec.subject.is_auto, second)


def _found(workspace: Workspace, request: EditRequest, edit: LocalEdit) -> tuple[Plane, Plane | None]:
    """(H, W) the product, and what an independent finder took for it; kept from an earlier time or found now."""
    folder = workspace.content / OWN_FOLDER / "subjects"
    path, other = folder / f"{_key(request)}.png", folder / f"{_key(request)}.second.png"
    if path.is_file():
        matte = _read(path)
        edit.subject_found = SubjectFound(matte, None, 0)
        return matte, _read(other) if other.is_file() else None
    found = edit.subject()
    folder.mkdir(parents=True, exist_ok=True)
    second = found.second
    if second is not None:
        _keep(other, second)
    _keep(path, found.matte)
    return found.matte, second


def _read(path: Path) -> Plane:
    """(H, W) a kept plane, 0 to 1."""
    kept = np.asarray(decode(read_file(path), name=path.name).convert("L"), np.float32)
    return np.asarray(kept / 255, np.float32)


def _keep(path: Path, plane: Plane) -> None:
    from PIL import Image

    write_atomic(path, encode(Image.fromarray(np.round(plane * 255).astype(np.uint8)), "PNG"))


def _key(request: EditRequest) -> str:
    """Name of the kept matte: what decides it."""
    wanted = request.spec.subject
    mask = digest_of(request.files[wanted.mask]) if wanted.mask else ""
    seed = request.spec.local.seed if request.spec.local else 0
    looks = "with" if find_model(MODEL) else "without"
    text = "|".join(
        (VERSION, looks, "second", digest_of(request.target.data), wanted.model_dump_json(), mask, str(seed))
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def measure_attempt(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Evidence:
    """Measure an attempt now and keep the answer.

    Raises:
        RuleBroken: It has no picture.
        PictureUnreadable: Its picture cannot be read.
    """
    if attempt.picture is None:
        raise RuleBroken(f"{folder.recipe.slug}: attempt {attempt.id} has no picture to measure.")
    base = workspace.content / folder.recipe.slug
    read_text = workspace.settings.evidence.read_text
    measured = measure(_case_of(workspace, folder, attempt), workspace.limits, read_text=read_text)
    evidence = measured.evidence
    if measured.heat_map is not None:
        name = keep_heat_map(base, attempt.id, measured.heat_map)
        evidence = evidence.model_copy(update={"heat_map": name})
    keep_evidence(base, attempt.id, evidence)
    return evidence


def _case_of(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Case:
    """The pictures of an attempt, and what was asked of it."""
    if attempt.picture is None:
        raise AssertionError(attempt.id)
    base, spec = workspace.content / folder.recipe.slug, attempt.spec
    source = found_inside(base, attempt.inputs[0].image) if attempt.inputs else None
    before = read_file(source) if source else None
    channels = workspace.rules.channels.by_name
    found = Located() if before is None else locate_product(workspace, folder, attempt)
    colour, strength = asked_colour(spec)
    return Case(
        before=before,
        after=read_file(base / ATTEMPTS / attempt.picture.file),
        job=folder.recipe.job_of(spec),
        matte=found.matte,
        why_no_matte=found.why_no_matte,
        may_change=found.may_change,
        is_found=found.is_found,
        second=found.second,
        asked_colour=colour,
        asked_strength=strength,
        is_put_back=_is_put_back(attempt),
        channel=channels.get(folder.recipe.channel_of(spec) or ""),
        other_channels=tuple(channels.values()),
        expected_text=spec.expect_text,
        wanted_text=tuple(wanted.say for wanted in spec.drawn_text),
        set_copy=_set_copy(workspace, folder, spec),
        only_sets_copy=spec.only_sets_text,
        swapped_text=tuple((swap.was, swap.becomes) for swap in spec.replace_text),
        is_generative=engine_facts(attempt.engine.name).is_generative is not False,
        unknown_rights=tuple(
            one.image
            for one in spec.references
            if folder.recipe.rights_of(one.image, spec) is None and one.publish == "show"
        ),
        palette=folder.recipe.brand.kit.palette if folder.recipe.brand else {},
    )


def _set_copy(workspace: Workspace, folder: RecipeFolder, spec: EditSpec) -> tuple[Setting, ...]:
    """The copy that was set, with the fonts as they are now; none where one of them is gone."""
    try:
        return settings_of(spec.set_text, fonts_of(workspace, folder.recipe.slug, spec))
    except StudioError:
        return ()


def _is_put_back(attempt: Attempt) -> bool:
    """Whether the identity lock put the photographed product into the picture."""
    refused = any("was not put back" in warning for warning in attempt.warnings)
    is_made_over = attempt.picture is not None and attempt.picture.original is not None
    return attempt.spec.lock and is_made_over and not refused


def evidence_of(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Evidence:
    """The kept evidence of an attempt, as long as it belongs to its picture; else it is measured now."""
    kept = read_evidence(workspace.content / folder.recipe.slug, attempt.id)
    if kept is not None and attempt.picture is not None and kept.after == attempt.picture.digest:
        return kept
    return measure_attempt(workspace, folder, attempt)


def measure_recipe(
    workspace: Workspace, folder: RecipeFolder, number: str | None = None
) -> tuple[tuple[str, Evidence], ...]:
    """Evidence of one attempt or of all that have a picture.

    Raises:
        NotFound: No such attempt.
    """
    made = [attempt for attempt in folder.attempts if attempt.state is State.RECEIVED]
    chosen = made if number is None else [one for one in made if one.id in matching(number, [a.id for a in made])]
    if number is not None and not chosen:
        known = ", ".join(attempt.id for attempt in made) or "none yet"
        raise NotFound(f"{folder.recipe.slug}: no attempt {number} with a picture. There are: {known}.")
    return tuple((attempt.id, evidence_of(workspace, folder, attempt)) for attempt in chosen)
