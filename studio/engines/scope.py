"""The part of the picture that an edit may change, as a matte."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from studio.core.recipe.words import Job
from studio.core.subject import Box
from studio.engines.local_base import LocalEdit, mask_plane
from studio.pictures import decode
from studio.vision.arrays import Matte


def scope_matte(edit: LocalEdit) -> Matte | None:
    """(H, W) 1 where the edit may change the source, 0 where its pixels must stay; None when the whole may change."""
    scope = edit.request.spec.scope
    height, width = edit.source.shape[:2]
    if scope is None or scope.markup is not None:
        return None
    if scope.box is not None:
        return boxes_matte([scope.box], (height, width))
    if scope.mask is not None:
        return _mask_scope(edit, scope.mask)
    if scope.area == "subject":
        return edit.subject().matte
    # the background of a replacement is what its own matte leaves free already
    if scope.area == "background" and edit.request.job is not Job.BACKGROUND_REPLACEMENT:
        return 1 - edit.subject().matte
    return None


def boxes_matte(boxes: Iterable[Box], shape: tuple[int, int]) -> Matte:
    """(H, W) 1 inside boxes, 0 elsewhere."""
    height, width = shape
    matte = np.zeros(shape, np.float32)
    for x, y, w, h in boxes:
        matte[round(y * height) : round((y + h) * height), round(x * width) : round((x + w) * width)] = 1
    return matte


def _mask_scope(edit: LocalEdit, name: str) -> Matte:
    """A mask's transparent part may change, as in the Images API; without alpha its white part may."""
    has_alpha = decode(edit.request.files[name], name=name).mode == "RGBA"
    plane = mask_plane(edit, name).astype(np.float32) / 255
    return 1 - plane if has_alpha else plane
