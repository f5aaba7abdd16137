"""The outline of a product: a starting guess, and what a person drew, written into the recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.core.attempts.facts import RecipeFolder
from studio.core.subject import Subject
from studio.errors import ContentError
from studio.pictures import read_rgb
from studio.store.inside import inside
from studio.store.recipe_file import set_edit_fields
from studio.vision.arrays import Mask
from studio.vision.clicked import subject_from_point
from studio.vision.segment import at_working_size
from studio.vision.subject import SubjectFound, find_subject, subject_from_box
from studio.workspace import Workspace

Points = Sequence[Sequence[float]]
"""Corners as x and y, fractions of the picture."""
MOST_POINTS = 60
"""A guess has at most so many corners: more would be tiresome to correct."""
_LEAST_OPENING = 30.0
"""Pixels at working size; smaller openings are left out."""


Ring = tuple[tuple[float, float], ...]
"""A closed line."""


@dataclass(frozen=True)
class ProductOutline:
    """An outline with its openings."""

    points: Ring
    holes: tuple[Ring, ...] = ()
    """Openings through which the background shows."""
    note: str = ""
    """How sure the guess is."""
    other: Ring = ()
    """What the second finder took, where it took something else."""


@dataclass(frozen=True)
class Box:
    """A box on a picture, in fractions of its width and height from the left and the top."""

    x: float
    y: float
    width: float
    height: float

    @property
    def corners(self) -> Ring:
        """Its corners."""
        right, bottom = self.x + self.width, self.y + self.height
        return ((self.x, self.y), (right, self.y), (right, bottom), (self.x, bottom))


def source_of(workspace: Workspace, folder: RecipeFolder, edit_name: str | None) -> tuple[str, str]:
    """Name of the edit, and path of the picture that its outline belongs to.

    Raises:
        ContentError: The edit has no picture of its own.
    """
    edit = folder.recipe.edit(edit_name)
    target = edit.spec.target()
    if target is None:
        raise ContentError(
            f"{folder.recipe.slug}: this edit has no source of its own. Draw the outline in the first edit."
        )
    return edit.name, str(inside(workspace.content / folder.recipe.slug, target))


def starting_guess(
    workspace: Workspace, folder: RecipeFolder, edit_name: str | None = None, *, hint: Subject | None = None
) -> ProductOutline:
    """The outline that is there, or the one the studio finds, as corners that a person can move.

    Args:
        workspace: Where the recipe is.
        folder: The recipe.
        edit_name: Which edit.
        hint: A person's click or box, instead of what the recipe says.
    """
    subject = hint or folder.recipe.edit(edit_name).spec.subject
    if subject.polygon:
        return ProductOutline(subject.polygon, subject.holes, "the outline in the recipe")
    picture = at_working_size(read_rgb(workspace.content / source_of(workspace, folder, edit_name)[1]))
    if subject.point:
        return _outline(subject_from_point(picture, point=subject.point))
    if subject.box:
        return _outline(subject_from_box(picture, box=subject.box))
    return _outline(find_subject(picture))


def _outline(found: SubjectFound) -> ProductOutline:
    rings = _rings(found.matte > 0.5)
    if not rings:
        return ProductOutline((), (), "nothing found; draw it, or drag a box around it")
    seen = found.confidence
    if seen is None:
        return ProductOutline(rings[0], rings[1:], "a guess")
    other = _rings(found.other) if seen.verdict == "ask" and found.other is not None else ()
    note = f"a guess; {seen.finders} agree on {seen.agreement:.0%} of it"
    return ProductOutline(rings[0], rings[1:], note, other[0] if other else ())


def _rings(mask: Mask) -> tuple[Ring, ...]:
    """The outline of a mask's largest part, and of that part's openings."""
    import cv2

    contours, order = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return ()
    outer = max((i for i in range(len(contours)) if order[0][i][3] < 0), key=lambda i: cv2.contourArea(contours[i]))
    size = (mask.shape[1], mask.shape[0])
    holes = (
        i for i in range(len(contours)) if order[0][i][3] == outer and cv2.contourArea(contours[i]) > _LEAST_OPENING
    )
    rings = (_simplified(np.asarray(contours[i]), size) for i in (outer, *holes))
    return tuple(ring for ring in rings if len(ring) > 2)


def _simplified(contour: object, size: tuple[int, int]) -> Ring:
    """A contour with few corners, as fractions (Douglas and Peucker 1973)."""
    import cv2

    line, step = np.asarray(contour), 0.8
    while len(cv2.approxPolyDP(line, step, closed=True)) > MOST_POINTS:
        step *= 1.2
    corners = (cv2.approxPolyDP(line, step, closed=True)[:, 0] + 0.5) / np.array(size)
    return tuple((round(float(x), 4), round(float(y), 4)) for x, y in corners)


def save_outline(
    workspace: Workspace,
    folder: RecipeFolder,
    *,
    points: Points,
    holes: Sequence[Points] = (),
    edit_name: str | None = None,
) -> None:
    """Write an outline into the edit block of the recipe.

    Raises:
        ContentError: It is no outline.
        WriteRefused: The block cannot be changed safely; nothing is lost, the outline is named in the error.
    """
    data: dict[str, object] = {"polygon": [[round(float(x), 4), round(float(y), 4)] for x, y in points]}
    if holes:
        data["holes"] = [[[round(float(x), 4), round(float(y), 4)] for x, y in hole] for hole in holes]
    try:
        Subject.model_validate(data)
    except ValueError as error:
        raise ContentError(f"{folder.recipe.slug}: no outline: it needs three corners or more, all inside.") from error
    name = folder.recipe.edit(edit_name).name
    set_edit_fields(workspace.content, folder.recipe.slug, name, {"subject": data})


def starting_box(workspace: Workspace, folder: RecipeFolder, edit_name: str | None = None) -> Box | None:
    """A box around what the recipe says or the studio finds; None where nothing is found. Slow."""
    subject = folder.recipe.edit(edit_name).spec.subject
    if subject.box:
        return Box(*subject.box)
    points = starting_guess(workspace, folder, edit_name).points
    if not points:
        return None
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across) - min(across), max(down) - min(down))


def found_in_box(
    workspace: Workspace, folder: RecipeFolder, box: Box, *, edit_name: str | None = None
) -> ProductOutline:
    """The outline of what lies in a box, to be looked at; slow."""
    hint = Subject(box=(box.x, box.y, box.width, box.height))
    return starting_guess(workspace, folder, edit_name, hint=hint)
