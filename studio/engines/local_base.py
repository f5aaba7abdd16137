"""What the families of the built-in engine share: the opened edit, its subject, its frame."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from studio.core.checks.folder import MOST_PIXELS
from studio.core.recipe.local_options import LocalOptions
from studio.core.recipe.words import Role
from studio.core.size import Aspect
from studio.engines.base import EditRequest, InputPicture
from studio.errors import EngineNeeds, EngineRefused
from studio.pictures import decode, digest_of, read_rgb_bytes
from studio.vision import subject as vision
from studio.vision.arrays import Image8, Step
from studio.vision.clicked import subject_from_point
from studio.vision.frame import Frame, frame_of_shape, frame_of_size, same_frame
from studio.vision.model_files import MODEL, find_model
from studio.vision.segment import at_working_size, without_crumbs
from studio.vision.subject import SubjectFound

if TYPE_CHECKING:
    from numpy.typing import NDArray


_FOUND: OrderedDict[tuple[object, ...], SubjectFound] = OrderedDict()
"""Subjects found in this process: variations of one edit share theirs."""
_KEPT = 2


@dataclass
class LocalEdit:
    """One edit as the families get it."""

    request: EditRequest
    source: Image8
    """(H, W, 3) the edit target."""
    on_step: Step
    """Hears of progress; may raise to stop."""
    warnings: list[str] = field(default_factory=list)
    subject_found: SubjectFound | None = None
    """The subject, once it was needed."""

    @property
    def options(self) -> LocalOptions:
        """The structured fields."""
        return self.request.spec.local or LocalOptions()

    @property
    def slug(self) -> str:
        """The recipe, for messages."""
        return self.request.recipe

    @property
    def found_by(self) -> str | None:
        """Who found the product, and how far they agree; None when a person drew it, or nobody looked for it."""
        confidence = self.subject_found.confidence if self.subject_found else None
        return f"{confidence.finders} agree on {confidence.agreement:.1%}" if confidence else None

    def subject(self, share: float = 0.5) -> SubjectFound:
        """The subject, found once.

        Args:
            share: Up to which fraction of the whole work this takes.

        Raises:
            EngineNeeds: It cannot be found with confidence.
        """
        if self.subject_found is None:
            self.subject_found = _subject(self, lambda part, label: self.on_step(part * share, label))
        return self.subject_found


Family = Callable[[LocalEdit], "Image8"]
"""Makes the picture of one job."""


def open_edit(request: EditRequest, on_step: Step) -> LocalEdit:
    """The edit with its target decoded."""
    return LocalEdit(request, rgb(request.target), on_step)


def rgb(picture: InputPicture) -> Image8:
    """An input as (H, W, 3) sRGB; alpha is laid over white."""
    return read_rgb_bytes(picture.data, name=picture.name)


def mask_plane(edit: LocalEdit, name: str) -> NDArray[np.uint8]:
    """A mask file as (H, W) at the source's size, 255 where it is opaque, or white when it has no alpha."""
    import cv2

    image = decode(edit.request.files[name], name=name)
    plane = np.asarray(image.getchannel("A") if image.mode == "RGBA" else image.convert("L"))
    height, width = edit.source.shape[:2]
    if plane.shape != (height, width):
        plane = np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR))
    return plane


def reference(edit: LocalEdit, name: str | None, *roles: Role) -> InputPicture | None:
    """A reference by name, or the first one in one of the roles."""
    if name is not None:
        listed = next((picture for picture in edit.request.inputs if picture.name == name), None)
        return listed or InputPicture(name, roles[0], edit.request.files[name])
    return next((picture for picture in edit.request.inputs if picture.role in roles), None)


def _subject(edit: LocalEdit, on_step: Step) -> SubjectFound:
    target, wanted, seed = edit.request.target, edit.request.spec.subject, edit.options.seed
    mask = digest_of(edit.request.files[wanted.mask]) if wanted.mask else None
    key = (digest_of(target.data), wanted.model_dump_json(), mask, seed, find_model(MODEL))
    found = _FOUND.get(key)
    if found is None:
        found = _find(edit, on_step)
        _FOUND[key] = found
        while len(_FOUND) > _KEPT:
            _FOUND.popitem(last=False)
    _weigh(edit, found)
    return found


def _find(edit: LocalEdit, on_step: Step) -> SubjectFound:
    wanted, seed = edit.request.spec.subject, edit.options.seed
    if wanted.polygon:
        return vision.subject_from_polygon(edit.source, points=wanted.polygon, holes=wanted.holes, on_step=on_step)
    if wanted.mask:
        return vision.subject_from_mask(edit.source, mask=mask_plane(edit, wanted.mask), on_step=on_step)
    if wanted.point:
        return subject_from_point(edit.source, point=wanted.point, seed=seed, on_step=on_step)
    if wanted.box:
        return vision.subject_from_box(edit.source, box=wanted.box, seed=seed, on_step=on_step)
    return vision.find_subject(edit.source, seed=seed, on_step=on_step)


def _weigh(edit: LocalEdit, found: SubjectFound) -> None:
    """Stop where the studio is not sure; a subject that a person drew is taken as it is."""
    if not (found.matte > 0.5).any():
        raise EngineNeeds(f"{edit.slug}: no product found in {edit.request.target.name}. {how_to_draw(edit)}")
    if found.confidence is None:
        return
    took = _took(found)
    if found.confidence.verdict == "ask":
        raise EngineNeeds(
            f"{edit.slug}: needs: polygon. It is not sure what the product is in {edit.request.target.name}: "
            f"{found.confidence.doubt}.{took} {how_to_draw(edit)}{_lacking()}"
        )
    if took:
        edit.warnings.append(
            f"{took[1:]} Is all of it the product? If not, `studio mask {edit.slug}` takes one by a click."
        )


def _took(found: SubjectFound) -> str:
    """What can be said of what was found, as a sentence with a space before it; empty for one thing."""
    import cv2

    small = at_working_size(np.where(found.matte > 0.5, 255, 0).astype(np.uint8)) > 127
    things = cv2.connectedComponents(without_crumbs(small.astype(np.uint8)))[0] - 1
    return f" It took {things} separate things." if things > 1 else ""


def _lacking() -> str:
    """How to be asked less often."""
    if find_model(MODEL):
        return ""
    return f" With the network {MODEL} the studio asks less often: studio models fetch {MODEL}."


def how_to_draw(edit: LocalEdit) -> str:
    """What a person can do where the product was not found surely."""
    return (
        f"`studio mask {edit.slug}` shows what was found: one click, a box or an outline there is enough. Or write "
        "`subject: {point: [x, y]}`, `{box: [x, y, w, h]}`, `{polygon: [[x, y], …]}` or `{mask: file.png}` into the "
        "edit spec."
    )


def wanted_frame(edit: LocalEdit) -> Frame:
    """The frame that the spec or the channel asks for; it holds the whole source at its own scale.

    Raises:
        EngineRefused: It would be larger than any picture the studio reads.
    """
    return require_readable(edit, _asked_frame(edit))


def require_readable(edit: LocalEdit, frame: Frame) -> Frame:
    """The frame, as long as a picture of its size can be read again.

    Raises:
        EngineRefused: It would have over 50 megapixels.
    """
    if frame.width * frame.height > MOST_PIXELS:
        height, width = edit.source.shape[:2]
        raise EngineRefused(
            f"{edit.slug}: the result would be {frame.width}×{frame.height} px, over 50 megapixels, to hold the whole "
            f"source of {width}×{height} px. Use a smaller source, or an aspect nearer to its own."
        )
    return frame


def _asked_frame(edit: LocalEdit) -> Frame:
    request, spec = edit.request, edit.request.spec
    height, width = edit.source.shape[:2]
    anchor = edit.options.canvas.anchor if edit.options.canvas else "center"
    if spec.size is not None and request.size is not None:
        size = (request.size.width, request.size.height)
        exact = frame_of_size(width, height, size=size, anchor=anchor)
        return exact or frame_of_shape(width, height, ratio=size[0] / size[1], anchor=anchor)
    ratio = wanted_ratio(request, width, height)
    if ratio is None:
        return same_frame(width, height)
    return frame_of_shape(width, height, ratio=ratio, anchor=anchor)


def wanted_ratio(request: EditRequest, width: int, height: int) -> float | None:
    """Width over height that is asked for; None when the source's own shape will do."""
    spec, channel = request.spec, request.channel
    if spec.size is not None and request.size is not None:
        return request.size.width / request.size.height
    if spec.aspect is not None:
        return Aspect.parse(spec.aspect).ratio
    if channel is None or not channel.aspects:
        return None
    shapes = [Aspect.parse(aspect).ratio for aspect in channel.aspects]
    if any(abs(width / height / shape - 1) <= channel.tolerance for shape in shapes):
        return None
    return shapes[0]


def beyond(slug: str, *, lacks: str, field: str, change: str) -> EngineRefused:
    """The refusal of an edit that only exists as a sentence: which field would make it possible, and the other way."""
    return EngineRefused(
        f"{slug}: beyond the local engine: it does not read sentences, and {lacks}. Add {field} to the edit spec. "
        f"`--engine openai` would send the sentence as it is: “{change}”."
    )
