"""Reference edits by the built-in engine: another colour, a palette, a light, a logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from studio.core.recipe.local_options import READS
from studio.engines.base import EditRequest, InputPicture
from studio.engines.local_base import LocalEdit, beyond, mask_plane, reference, rgb
from studio.errors import EngineNeeds, EngineRefused
from studio.pictures import decode
from studio.vision.arrays import Image8, Matte
from studio.vision.placing import place
from studio.vision.recolour import recolour, region_near, take_light, take_palette
from studio.vision.subject import polygon_mask

if TYPE_CHECKING:
    from numpy.typing import NDArray


_HARD_LIGHT = 0.4
"""Strength above which a borrowed light looks applied."""
_WAYS = ("recolour", "palette", "relight", "place")


def require_reference(request: EditRequest) -> None:
    """Pass when the spec says in fields what to take from the reference.

    Raises:
        EngineRefused: It says so only in a sentence, or asks for several things at once.
        EngineNeeds: The reference is missing.
    """
    wanted = [way for way in _WAYS if request.spec.local and getattr(request.spec.local, way) is not None]
    if not wanted:
        raise beyond(
            request.recipe,
            lacks="nothing says in fields what to take from the reference",
            field='`local: {recolour: {to: "#1f3a5f"}}`, `{palette: {}}`, `{relight: {}}` or '
            "`{place: {box: [x, y, w, h]}}`",
            change=request.spec.change or request.prompt,
        )
    if len(wanted) > 1:
        raise EngineRefused(
            f"{request.recipe}: {' and '.join(wanted)} are {len(wanted)} edits. Make each its own `yaml edit` block "
            "and chain them with `from:`."
        )
    _require_picture(request, wanted[0])


def _require_picture(request: EditRequest, way: str) -> None:
    options = getattr(request.spec.local, way)
    if way == "recolour" or options.image or any(picture.role in READS[way] for picture in request.inputs):
        return
    raise EngineNeeds(
        f"{request.recipe}: needs: a reference with `role: {READS[way][0].value}` for `local.{way}`. "
        "Add it under `references`."
    )


def edit_by_reference(edit: LocalEdit) -> Image8:
    """The one edit that the fields name."""
    options = edit.options
    if options.recolour is not None:
        return _recoloured(edit)
    if options.palette is not None:
        return _with_palette(edit)
    if options.relight is not None:
        return _relit(edit)
    return _with_insert(edit)


def _recoloured(edit: LocalEdit) -> Image8:
    options = edit.options.recolour
    if options is None:  # `edit_by_reference` has looked
        return edit.source
    region = recoloured_part(edit)
    if float(region.max(initial=0)) < 0.5:
        raise EngineNeeds(
            f"{edit.slug}: needs: a region. Nothing in the product is near the colour in `local.recolour.near`; "
            "name another colour, a `mask` or a `polygon`."
        )
    edit.on_step(0.80, "moves the colour")
    return recolour(edit.source, region, to=options.to, strength=options.strength)


def recoloured_part(edit: LocalEdit) -> Matte:
    """(H, W) 1 where a recolouring takes its new colour, without the parts that keep theirs."""
    return np.asarray(_region(edit) * (1 - _kept_parts(edit)), np.float32)


def _region(edit: LocalEdit) -> Matte:
    """What takes the new colour: an outline, a mask, everything of one colour, or the whole product."""
    options = edit.options.recolour
    height, width = edit.source.shape[:2]
    if options is not None and options.mask:
        return np.asarray(mask_plane(edit, options.mask) / 255, np.float32)
    subject = edit.subject(share=0.7).matte
    if options is not None and options.polygon:
        outline = polygon_mask(options.polygon, height, width).astype(np.float32)
        if options.near is None:
            return np.asarray(outline * subject, np.float32)
        return region_near(edit.source, colour=options.near, within=np.asarray(outline * subject, np.float32))
    if options is not None and options.near:
        return region_near(edit.source, colour=options.near, within=subject)
    return subject


def _kept_parts(edit: LocalEdit) -> Matte:
    """1 inside the outlines that keep their colour, softened by a pixel."""
    import cv2

    height, width = edit.source.shape[:2]
    kept = np.zeros((height, width), np.float32)
    for outline in edit.options.recolour.keep if edit.options.recolour else ():
        kept = np.maximum(kept, polygon_mask(outline, height, width))
    return np.asarray(cv2.GaussianBlur(kept, (0, 0), 0.8)) if kept.any() else kept


def _with_palette(edit: LocalEdit) -> Image8:
    options = edit.options.palette
    picture = reference(edit, options.image if options else None, *READS["palette"])
    if options is None or picture is None:  # `require_reference` has looked
        return edit.source
    keep = edit.subject(share=0.7).matte if options.protect else None
    edit.on_step(0.80, "takes the palette over")
    return take_palette(edit.source, rgb(picture), strength=options.strength, keep=keep)


def _relit(edit: LocalEdit) -> Image8:
    options = edit.options.relight
    picture = reference(edit, options.image if options else None, *READS["relight"])
    if options is None or picture is None:  # `require_reference` has looked
        return edit.source
    if options.strength > _HARD_LIGHT:
        edit.warnings.append(f"A borrowed light above {_HARD_LIGHT:g} looks applied: look at the shadows.")
    keep = edit.subject(share=0.7).matte if options.protect else None
    edit.on_step(0.80, "takes the light over")
    return take_light(edit.source, rgb(picture), strength=options.strength, keep=keep)


def _with_insert(edit: LocalEdit) -> Image8:
    options = edit.options.place
    picture = reference(edit, options.image if options else None, *READS["place"])
    if options is None or picture is None:  # `require_reference` has looked
        return edit.source
    edit.on_step(0.40, "puts the insert in its place")
    return place(
        edit.source, _rgba(picture), box=options.box, angle_deg=options.angle_deg, blend=options.blend,
        wrap=options.wrap,
    )  # fmt: skip


def _rgba(picture: InputPicture) -> NDArray[np.uint8]:
    return np.asarray(decode(picture.data, name=picture.name).convert("RGBA"))
