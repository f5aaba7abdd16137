"""What happens to an engine's picture before it is judged: the product put back, the crop, and copy that is set.

The engine's own bytes are archived untouched beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from studio.core.attempts.attempt import EngineUsed
from studio.core.recipe.words import Job
from studio.core.size import Size
from studio.core.subject import Box
from studio.engines.base import EditRequest, EditResult
from studio.engines.local_base import LocalEdit, open_edit
from studio.engines.scope import scope_matte
from studio.engines.typesetting import set_copy, settings_of
from studio.errors import EngineNeeds
from studio.pictures import decode, encode_png, read_rgb_bytes
from studio.vision.arrays import Image8, Matte
from studio.vision.identity_lock import Locked, lock_identity
from studio.vision.light_gain import LightGain
from studio.vision.product_fit import Fit

_ENLARGED = 1.02
_EDGE_PX = 1.5


@dataclass(frozen=True)
class Finished:
    """The picture that a person will judge."""

    data: bytes
    """Its bytes; the provider's own when nothing had to be done."""
    media_type: str
    warnings: tuple[str, ...]

    def differs_from(self, result: EditResult) -> bool:
        """Whether the provider's bytes must be kept beside it."""
        return self.data != result.data


def finish_picture(request: EditRequest, used: EngineUsed, result: EditResult) -> Finished:
    """Put the photographed product back where the recipe says `lock`, crop to the size it wants, and set its copy."""
    finished = _put_back_and_cropped(request, used, result)
    if not request.spec.set_text:
        return finished
    pixels, warnings = set_copy(_pixels(finished.data), settings_of(request.spec.set_text, request.fonts))
    return Finished(encode_png(pixels), "image/png", (*finished.warnings, *warnings))


def _put_back_and_cropped(request: EditRequest, used: EngineUsed, result: EditResult) -> Finished:
    if used.name == "local":
        return Finished(result.data, result.media_type, result.warnings)
    warnings = list(result.warnings)
    target = used.settings.get("finish")
    if not request.spec.lock and not target:
        return Finished(result.data, result.media_type, tuple(warnings))
    made = done = _pixels(result.data)
    if target:
        done = _cropped(done, Size.parse(str(target).replace("×", "x")), warnings)
    if request.spec.lock and made.shape[2] == 3:
        done = _locked(request, done, warnings)
    elif request.spec.lock:
        warnings.append("The product was not put back: the picture is a cut-out with a transparent background.")
    if done is made:
        return Finished(result.data, result.media_type, tuple(warnings))
    return Finished(encode_png(done), "image/png", tuple(warnings))


def _pixels(data: bytes) -> Image8:
    """(H, W, 3), or (H, W, 4) when the picture is transparent somewhere."""
    picture = decode(data, name="the engine's picture")
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] < 255:  # type: ignore[operator]  # one band
        return np.asarray(picture, np.uint8)
    return read_rgb_bytes(data, name="the engine's picture")


def _locked(request: EditRequest, made: Image8, warnings: list[str]) -> Image8:
    """The photograph's own pixels where nothing may change; the engine's picture when they cannot be placed."""
    edit = open_edit(request, lambda _fraction, _label: None)
    try:
        keep = _keep(edit)
    except EngineNeeds as error:
        warnings.append(f"The product was not put back: {error}")
        return made
    if keep is None:
        warnings.append("The product was not put back: `lock` needs a scope, for example `scope: background`.")
        return made
    relight = request.spec.lock == "relight"
    locked = lock_identity(edit.source, made, keep, is_product=_keeps_product(request), relight=relight)
    why_not = _obstacle(locked)
    if why_not:
        warnings.append(f"The product was not put back: {why_not}")
        return made
    warnings += _doubts(locked.fit, relit=relight)
    return locked.picture


def _obstacle(locked: Locked) -> str | None:
    """Why the photographed pixels would mislead where the engine drew its own; None when they fit."""
    if not locked.is_aligned:
        return "the picture cannot be aligned with the photograph."
    fit = locked.fit
    if fit is None or fit.is_covered:
        return None
    return (
        f"where it would end{_at(fit.lost_at)} the engine's picture has no edge. The engine's product is turned or "
        "reshaped, or something lies in front of it."
    )


def _doubts(fit: Fit | None, *, relit: bool) -> Iterator[str]:
    """What the reviewer should look at in a picture that the product was put back into."""
    if fit is None:
        return
    if fit.is_perspective:
        yield "The engine drew the product from another angle; the photographed one was put back in that perspective."
    if not fit.is_whole:
        yield (
            f"The engine's product differs from the photographed one{_at(fit.differs_at or fit.lost_at)}: something in "
            "front, another side of it, a reflection or a shadow. The photographed one was put over it."
        )
    if not fit.is_lit_alike:
        light = _light_in_words(fit.gain)
        yield (
            f"The product was relit as the engine drew it, as far as that is safe: {light}."
            if relit
            else f"The engine drew the product {light} than photographed: the one put back may not fit the light of "
            "the scene. `lock: relight` fits it softly."
        )  # fmt: skip


def _light_in_words(gain: LightGain) -> str:
    """How a product is lit against another picture of it."""
    tone = "warmer" if gain.warmth > 0 else "cooler"
    said = [f"{abs(gain.stops):.1f} stops {'lighter' if gain.stops > 0 else 'darker'}"]
    said += [f"{tone} by {abs(gain.warmth):.1f} stops"] if abs(gain.warmth) >= 0.2 else []
    side = "right" if gain.sideways > 0 else "left"
    said += [f"{abs(gain.sideways):.1f} stops more from the {side}"] if abs(gain.sideways) >= 0.2 else []
    return ", ".join(said)


def _at(box: Box | None) -> str:
    return "" if box is None else f" (box: [{', '.join(f'{v:g}' for v in box)}])"


def _keeps_product(request: EditRequest) -> bool:
    """Whether what stays is the product as a whole."""
    scope = request.spec.scope
    return scope is None or (scope.area in (None, "background") and not (scope.box or scope.mask))


def _keep(edit: LocalEdit) -> Matte | None:
    """(H, W) 1 where the photograph must stay."""
    import cv2

    if _keeps_product(edit.request) and edit.request.job is Job.BACKGROUND_REPLACEMENT:
        return edit.subject().matte
    change = scope_matte(edit)
    if change is None:
        return None
    soft = cv2.GaussianBlur(change.astype(np.float32), (0, 0), _EDGE_PX)
    return np.asarray(1 - np.maximum(soft, change), np.float32)


def _cropped(made: Image8, target: Size, warnings: list[str]) -> Image8:
    """The largest centred box of the target's shape, at the target's size."""
    import cv2

    height, width = made.shape[:2]
    if (width, height) == (target.width, target.height):
        return made
    w = min(width, round(height * target.ratio))
    h = min(height, round(width / target.ratio))
    x, y = (width - w) // 2, (height - h) // 2
    scale = target.width / w
    if scale > _ENLARGED:
        warnings.append(f"Enlarged {scale:.2f} times to {target}: the model does not make it larger.")
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(made[y : y + h, x : x + w], (target.width, target.height), interpolation=way), np.uint8
    )
