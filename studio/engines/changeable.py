"""Where an edit may change its photograph, for whoever holds the result against it."""

from __future__ import annotations

import numpy as np

from studio.core.words import Job
from studio.engines.local_base import LocalEdit
from studio.engines.local_reference import recoloured_part
from studio.engines.local_repair import damaged_part
from studio.engines.scope import scope_matte
from studio.vision.arrays import Matte


def changeable(edit: LocalEdit) -> Matte | None:
    """(H, W) 1 where the edit may change the photograph; None when its recipe does not locate that.

    A recipe locates it by its scope, its repairs, the region of a recolouring, or the box of an insert. Any engine is
    held to that, also one that reads only the prompt.

    Raises:
        EngineNeeds: It names the subject, and the subject cannot be found with confidence.
    """
    request, options = edit.request, edit.options
    spec, shape = request.spec, edit.source.shape[:2]
    if request.job is Job.DETAIL_REPAIR:
        damage = damaged_part(edit)
        return damage.astype(np.float32) if damage.any() else None
    if request.job is Job.REFERENCE_EDIT and spec.scope is None:
        if options.recolour is not None:
            return recoloured_part(edit)
        if options.place is not None:
            x, y, w, h = options.place.box
            box = np.zeros(shape, np.float32)
            box[round(y * shape[0]) : round((y + h) * shape[0]), round(x * shape[1]) : round((x + w) * shape[1])] = 1
            return box
        taken = options.palette or options.relight
        if taken is not None:
            return 1 - edit.subject().matte if taken.protect else np.ones(shape, np.float32)
    if spec.scope is not None and spec.scope.area == "whole":
        return np.ones(shape, np.float32)
    return scope_matte(edit)
