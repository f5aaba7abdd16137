"""Background replacement by the built-in engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.core.recipe.local_options import BackdropOptions
from studio.core.recipe.words import Role
from studio.engines.base import EditRequest
from studio.engines.local_base import LocalEdit, beyond, reference, require_readable, rgb, wanted_frame, wanted_ratio
from studio.errors import EngineNeeds
from studio.vision import backdrops, scenes, shadow
from studio.vision.arrays import Floats, Image8, Linear, Matte, Plane
from studio.vision.colour import to_linear
from studio.vision.composite import composite, estimate_foreground, mirrored_in_table, toward_light
from studio.vision.frame import Frame, frame_of_fill
from studio.vision.optics import enlarged, shrunk, working_shape
from studio.vision.plate import clean_plate
from studio.vision.shadow import photographed_shadow
from studio.vision.stage import Stage
from studio.vision.subject import SubjectFound

_TABLE_ABOVE_FOOT = 0.13
"""The table's far edge lies this fraction of the height above the product's foot."""
_MIRROR = {"retail": 0.14, "marble": 0.16, "dusk-bokeh": 0.16, "wood-table": 0.06}
"""How much a scene's table mirrors the product when the spec does not say."""


def require_background(request: EditRequest) -> None:
    """Pass when the spec says in fields what to put behind the product.

    Raises:
        EngineRefused: It says so only in a sentence.
        EngineNeeds: A photograph is asked for and none is given.
    """
    local = request.spec.local
    has_reference = any(picture.role == Role.BACKGROUND for picture in request.inputs)
    if local is None or (local.background is None and not has_reference):
        raise beyond(
            request.recipe,
            lacks="the edit spec does not say in fields what to put behind the product",
            field="`local: {background: {kind: white}}` (or solid, sweep, photo, retail, window-light, wood-table, "
            "marble, studio-paper, dusk-bokeh)",
            change=request.spec.change or request.prompt,
        )
    if local.background and local.background.kind == "photo" and not local.background.image and not has_reference:
        raise EngineNeeds(
            f"{request.recipe}: needs: a photograph for the background. Add a reference with `role: background`, "
            "or `local: {background: {kind: photo, image: file.jpg}}`."
        )


def replace_background(edit: LocalEdit) -> Image8:
    """The product before a new backdrop; its own pixels untouched unless `light` asks otherwise."""
    found = edit.subject(share=0.55)
    edit.on_step(0.60, "takes the old background out of the edges")
    colours = estimate_foreground(edit.source, found.matte)
    frame = _frame(edit, found)
    _warn_of_cut(edit, found, frame)
    picture, matte, colours = (_laid(frame, part) for part in (edit.source, found.matte, colours))
    edit.on_step(0.68, "draws the backdrop")
    options = edit.options.background or BackdropOptions(kind="photo")
    backdrop = enlarged(_behind(edit, options, frame, matte, colours), (frame.height, frame.width))
    light = edit.options.light
    if light > 0:
        old = _laid(frame, to_linear(edit.source))
        colours = toward_light(colours, matte, old, backdrop, strength=light)
        picture = np.round(colours * 255).astype(np.uint8)
        edit.warnings.append(f"The product's light was drawn toward the backdrop ({light:g}): its pixels changed.")
    edit.on_step(0.90, "puts the product back")
    return composite(picture, matte, colours, backdrop, seed=edit.options.seed)


def _laid(frame: Frame, part: Any) -> Any:  # noqa: ANN401 - arrays of several types
    """A part of the photograph in the new frame; the same array when the frame is the photograph's own."""
    if (frame.left, frame.top, frame.height, frame.width) == (0, 0, *part.shape[:2]):
        return part
    return frame.lay(part)


def _behind(edit: LocalEdit, options: BackdropOptions, frame: Frame, matte: Matte, colours: Floats) -> Linear:
    """Backdrop, shadow and mirror image at a bounded size: all of it is smooth."""
    shape = working_shape(frame.height, frame.width)
    small = matte if shape == matte.shape else shrunk(matte, shape)
    backdrop = _backdrop(edit, options, small)
    edit.on_step(0.80, "lays the shadow")
    backdrop = np.asarray(backdrop * _shadow(edit, frame, small)[..., None], np.float32)
    asked = edit.options.reflection
    mirror = _MIRROR.get(options.kind, 0.0) if asked is None else asked
    if mirror <= 0:
        return backdrop
    near = colours if shape == matte.shape else np.clip(shrunk(colours, shape), 0, 1)
    return mirrored_in_table(backdrop, near, small, strength=mirror)


def _frame(edit: LocalEdit, found: SubjectFound) -> Frame:
    fill = edit.options.canvas.fill if edit.options.canvas else None
    if fill is None:
        return wanted_frame(edit)
    height, width = edit.source.shape[:2]
    ratio = wanted_ratio(edit.request, width, height) or width / height
    return require_readable(edit, frame_of_fill(found.box, ratio=ratio, fill=fill))


def _warn_of_cut(edit: LocalEdit, found: SubjectFound, frame: Frame) -> None:
    """A product that touches the photograph's edge is cut there: that must not happen inside the new frame."""
    height, width = edit.source.shape[:2]
    left, top, right, bottom = found.box
    sides = {
        "left": left == 0 and frame.left > 0,
        "top": top == 0 and frame.top > 0,
        "right": right == width and frame.left + width < frame.width,
        "bottom": bottom == height and frame.top + height < frame.height,
    }
    cut = [side for side, is_cut in sides.items() if is_cut]
    if cut:
        edit.warnings.append(f"The photograph cuts the product off at the {' and '.join(cut)}: the cut shows.")


def _backdrop(edit: LocalEdit, options: BackdropOptions, matte: Matte) -> Linear:
    """The backdrop at the matte's size."""
    height, width = matte.shape
    filled = np.flatnonzero((matte > 0.5).any(1))
    foot = (float(filled[-1]) + 1) / height if len(filled) else 0.85
    horizon = options.horizon if options.horizon is not None else max(0.25, foot - _TABLE_ABOVE_FOOT)
    return _drawn(edit, options, Stage(height, width, horizon * height, foot * height, edit.options.seed))


def _drawn(edit: LocalEdit, options: BackdropOptions, stage: Stage) -> Linear:
    colour = {"colour": options.colour} if options.colour else {}
    match options.kind:
        case "white":
            return backdrops.solid(stage)
        case "solid":
            return backdrops.solid(stage, **colour)
        case "sweep":
            return backdrops.sweep(stage, floor=options.floor, **colour)
        case "studio-paper":
            return scenes.studio_paper(stage, **colour)
        case "retail":
            return scenes.retail(stage, season=options.season)
        case "photo":
            return _photograph(edit, options, stage)
    return scenes.SCENES[options.kind](stage)


def _photograph(edit: LocalEdit, options: BackdropOptions, stage: Stage) -> Linear:
    picture = reference(edit, options.image, Role.BACKGROUND)
    if picture is None:
        raise EngineNeeds(f"{edit.slug}: needs: a reference with `role: background`.")
    blur = backdrops.PHOTO_BLUR if options.blur is None else options.blur
    return backdrops.photograph(stage, picture=rgb(picture), blur=blur)


def _shadow(edit: LocalEdit, frame: Frame, matte: Matte) -> Plane:
    wanted = edit.options.shadow
    light: Plane = np.ones(matte.shape, np.float32)
    if wanted.mode in {"contact", "both"}:
        light = light * shadow.contact_shadow(matte, strength=wanted.strength)
    if wanted.mode in {"cast", "both"}:
        light = light * shadow.cast_shadow(
            matte, strength=wanted.strength, angle_deg=wanted.angle_deg, softness=wanted.softness
        )
    if wanted.mode == "keep":
        own = 1 - _laid(frame, 1 - _own_shadow(edit))
        light = light * (own if own.shape == matte.shape else shrunk(np.asarray(own, np.float32), matte.shape))
    return light


def _own_shadow(edit: LocalEdit) -> Plane:
    """The photograph's own shadow, against the plate that its border describes."""
    matte = edit.subject().matte
    plate = clean_plate(edit.source, matte)
    return photographed_shadow(to_linear(edit.source), to_linear(plate), matte)
