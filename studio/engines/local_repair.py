"""Detail repair by the built-in engine."""

from __future__ import annotations

import numpy as np

from studio.engines.base import EditRequest
from studio.engines.local_base import LocalEdit, beyond
from studio.engines.scope import scope_matte
from studio.vision.arrays import Image8, Mask
from studio.vision.heal import heal, spot_mask

_LARGE = 0.06
"""Damage over this share of the picture is too large to be continued from its surroundings."""


def require_repair(request: EditRequest) -> None:
    """Pass when the spec says where the damage is.

    Raises:
        EngineRefused: It says so only in a sentence.
    """
    local, scope = request.spec.local, request.spec.scope
    if (local and local.repair) or (scope and (scope.mask or scope.box)):
        return
    raise beyond(
        request.recipe,
        lacks="nothing says where the damage is",
        field="`local: {repair: [{box: [x, y, w, h]}]}` (or `circle`, `line`), or `scope: {mask: mask.png}`",
        change=request.spec.change or request.prompt,
    )


def repair_details(edit: LocalEdit) -> Image8:
    """The photograph with its damaged places filled from their surroundings; not a bit changes elsewhere."""
    damage = damaged_part(edit)
    share = float(damage.mean())
    if not share:
        edit.warnings.append("The damaged places are empty: nothing was repaired.")
        return edit.source
    if share > _LARGE:
        edit.warnings.append(
            f"The damaged places take {share:.0%} of the picture: what is filled in is invented texture."
        )
    return heal(
        edit.source, damage, seed=edit.options.seed, on_step=lambda part, label: edit.on_step(part * 0.9, label)
    )


def damaged_part(edit: LocalEdit) -> Mask:
    """(H, W) the damaged places that the recipe names; nowhere when it names none."""
    height, width = edit.source.shape[:2]
    spots = edit.options.repair
    mask = spot_mask(
        height,
        width,
        boxes=[spot.box for spot in spots if spot.box],
        circles=[spot.circle for spot in spots if spot.circle],
        lines=[(spot.line, spot.width) for spot in spots if spot.line],
    )
    if spots:
        return mask
    matte = scope_matte(edit)
    return np.zeros((height, width), bool) if matte is None else matte > 0.5
