"""Layout extension and detail repair by the built-in engine."""

from __future__ import annotations

import numpy as np

from studio.engines.base import EditRequest
from studio.engines.local_base import LocalEdit, beyond, how_to_draw, wanted_frame
from studio.engines.scope import scope_matte
from studio.errors import EngineNeeds
from studio.vision.arrays import Image8, Mask, Matte
from studio.vision.extend import extend
from studio.vision.heal import heal, spot_mask
from studio.vision.subject import SubjectFound


def require_extension(request: EditRequest) -> None:
    """Pass when the spec or the channel says the new shape.

    Raises:
        EngineRefused: Neither does.
    """
    if request.size is None:
        raise beyond(
            request.recipe,
            lacks="nothing says how wide or tall the picture becomes",
            field="`channel: …`, `aspect: 16:9` or `size: 1920x1080`",
            change=request.spec.change or request.prompt,
        )


def extend_layout(edit: LocalEdit) -> Image8:
    """The photograph in a larger frame, its own pixels untouched."""
    frame = wanted_frame(edit)
    height, width = edit.source.shape[:2]
    if (frame.width, frame.height) == (width, height):
        edit.warnings.append("The photograph has the wanted shape already: nothing was added.")
        return edit.source
    matte = _what_must_not_repeat(edit)
    edit.on_step(0.60, "continues the surroundings")
    return extend(edit.source, frame, matte=matte)


def _what_must_not_repeat(edit: LocalEdit) -> Matte | None:
    """The product's matte. A picture without a sure product may continue whole, and the reviewer is told."""
    try:
        found = edit.subject(share=0.55)
    except EngineNeeds:
        if not edit.request.spec.subject.is_auto:
            raise
        raise EngineNeeds(
            f"{edit.slug}: needs: polygon. The product cannot be told from its surroundings, so it might be repeated "
            f"beyond the edge. {how_to_draw(edit)}"
        ) from None
    _warn_of_touching(edit, found)
    return found.matte


def _warn_of_touching(edit: LocalEdit, found: SubjectFound) -> None:
    height, width = edit.source.shape[:2]
    left, top, right, bottom = found.box
    touched = [
        side
        for side, touches in (
            ("left", left == 0), ("top", top == 0), ("right", right == width), ("bottom", bottom == height),
        )
        if touches
    ]  # fmt: skip
    if touched:
        edit.warnings.append(
            f"The product touches the photograph's edge ({', '.join(touched)}): it ends there in the wider picture too."
        )


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
