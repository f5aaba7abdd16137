"""Where the product is in an approved picture: as a person says it, as the edit knew it, or as it is found there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.crop import Area, Subject
from studio.core.attempts.facts import RecipeFolder
from studio.core.size import Size
from studio.engines.typesetting import settings_of
from studio.errors import PictureUnreadable, StudioError
from studio.evidence.pair import open_pair
from studio.pictures import on_white, read_rgb
from studio.store.inside import found_inside
from studio.vision.arrays import Mask
from studio.vision.segment import at_working_size
from studio.vision.subject import SubjectFound, bounding_box, find_subject, resized
from studio.vision.typeset import CannotSet, letters_of
from studio.workflow.judging.measure import locate_product
from studio.workflow.making.edit_request import fonts_of
from studio.workspace import Workspace

if TYPE_CHECKING:
    from PIL import Image

_LOOK_PX = 1280
"""Longest side at which the product is looked for: a box needs no finer edge."""
_LAID_SURE = 0.8
"""Share of the product's edges found again from which its place in the picture counts as known."""
_UNSURE_ROOM = 0.05
"""Room around everything that may be the product, as a fraction of the longer side."""
_SPECK = 0.01
"""Share of the picture below which what nobody is sure of is no product, so that all of the picture has to stay."""


def drawn_subject(box: Sequence[float], frame: Size) -> Subject:
    """The product as a person gives it: x, y, width and height as fractions of the approved picture."""
    x, y, width, height = box
    area = Area(int(x * frame.width), int(y * frame.height),
                min(frame.width, round((x + width) * frame.width)),
                min(frame.height, round((y + height) * frame.height)))  # fmt: skip
    return Subject(area, "The product is where you said.")


def subject_in(workspace: Workspace, folder: RecipeFolder, attempt: Attempt, picture: Image.Image) -> Subject:
    """The product in an attempt's picture.

    A transparent picture says it itself. Else the product of the photograph, drawn by a person or found surely, is laid
    over the result; where that does not hold, it is looked for in the result.

    Args:
        workspace: Where the recipe is.
        folder: The recipe.
        attempt: The approved attempt.
        picture: Its picture, decoded.
    """
    frame = Size(*picture.size)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 0:
        seen = np.asarray(picture.getchannel("A")) > 0
        return Subject(Area(*bounding_box(seen)), "The product is what is not transparent.")
    pixels = np.asarray(on_white(picture))
    laid = _laid_over(workspace, folder, attempt, pixels)
    return laid or _looked_for(pixels, frame)


def words_in(workspace: Workspace, folder: RecipeFolder, attempt: Attempt, frame: Size) -> tuple[Area, ...]:
    """Where the copy stands that was set in an attempt's picture, to the pixel where its fonts are still there."""
    copy = attempt.spec.set_text
    try:
        settings = settings_of(copy, fonts_of(workspace, folder.recipe.slug, attempt.spec))
        letters = [letters_of(setting, (frame.width, frame.height)) for setting in settings]
        return tuple(Area(*bounding_box(letter > 0)) for letter in letters)
    except (StudioError, CannotSet):
        return tuple(drawn_subject(words.box, frame).area for words in copy)


def _laid_over(workspace: Workspace, folder: RecipeFolder, attempt: Attempt, pixels: np.ndarray) -> Subject | None:
    """The photograph's product, registered to the result; None where it is not known, or not found again."""
    before = found_inside(workspace.content / folder.recipe.slug, attempt.inputs[0].image) if attempt.inputs else None
    known = locate_product(workspace, folder, attempt) if before else None
    if before is None or known is None or known.matte is None:
        return None
    try:
        pair = open_pair(read_rgb(before), pixels, known.matte)
    except PictureUnreadable:
        return None
    height, width = pixels.shape[:2]
    box = bounding_box(pair.matte_after > 0.5)
    if pair.registration.found < _LAID_SURE or not any(box):
        return None
    return Subject(_at_size(box, pair.matte_after.shape, Size(width, height)), "The product is the photograph's.")


def _looked_for(pixels: np.ndarray, frame: Size) -> Subject:
    small = at_working_size(pixels, longest_px=_LOOK_PX)
    found = find_subject(small)
    mask = found.matte > 0.5
    if found.confidence is None or found.confidence.verdict == "sure":
        return Subject(_at_size(bounding_box(mask), mask.shape, frame), "The product was found in the picture.")
    everything = _at_size(bounding_box(_either(mask, found)), mask.shape, frame)
    area = everything.grown(round(_UNSURE_ROOM * max(frame.width, frame.height)), frame)
    if everything.size.pixels < _SPECK * frame.pixels:
        area = Area(0, 0, frame.width, frame.height)
    return Subject(area, f"The studio is not sure what the product is: {found.confidence.doubt}.", is_sure=False)


def _either(mask: Mask, found: SubjectFound) -> Mask:
    """What one of the finders takes for the product."""
    return mask if found.other is None else mask | resized(found.other, mask)


def _at_size(box: Sequence[int], shape: Sequence[int], frame: Size) -> Area:
    """A box in a picture of a shape (H, W), in pixels of the whole picture, rounded outwards."""
    across, down = frame.width / shape[1], frame.height / shape[0]
    left, top, right, bottom = box
    end = min(frame.width, math.ceil(right * across)), min(frame.height, math.ceil(bottom * down))
    return Area(int(left * across), int(top * down), *end)
