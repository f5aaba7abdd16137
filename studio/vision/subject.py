"""The subject of a photograph: its matte, and how sure the studio is of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Image8, Mask, Matte, Step, no_step
from studio.vision.matte import refine
from studio.vision.model_files import MODEL
from studio.vision.saliency import Salient, find_salient, is_more_than_one, is_other_from_afar
from studio.vision.segment import TRIES, Segment, at_working_size, is_all, overlap, segment_along, segment_subject

_AGREE = 0.95
"""Overlap from which two finders mean the same thing: 0.96 and more where both were right, 0.93 and less where not."""
_KEPT = 0.96
"""Overlap of the solved matte with the network's answer below which nobody is sure."""
_SOFT = 0.2
"""Share of half-sure places from which a map of what is salient is not believed."""
_PLAIN, _CLEAR = 3.0, 0.05
"""Border complexity and share of contour without an edge up to which the border's answer is precise to the pixel."""
_PLAIN_ALONE, _CLEAR_ALONE, _AGREE_ALONE = 2.6, 0.02, 0.97
"""The same, and the overlap with GrabCut on plain colours, up to which it is believed when there is no network."""
_BEYOND = 0.05
"""Share of the object outside a person's box from which the box is taken for a slip: 0.01 and less in boxes that fit,
0.10 and more in 26 of 28 that cut a product in two."""
_FILLED = 0.4
"""Share of a person's box, each way, that the product takes at least: boxes of twice its width still give it."""
_BOTH, _LOOKS = f"the border and {MODEL}", f"{MODEL} from afar and close up"
_COLOURS = "the border and plain colours"


@dataclass(frozen=True)
class Confidence:
    """How sure the studio is of a subject it found by itself: two finders that agree are sure."""

    weak_contour: float
    """Share of the found contour without a clear edge, 0 to 1."""
    agreement: float
    """Overlap of the two finders' answers, 0 to 1."""
    finders: str
    """Which two, for example `the border and u2netp`."""
    is_independent: bool
    """Whether they know nothing of each other: not two looks of one network, nor colours along one's own outline."""
    doubt: str
    """Why a person is asked for a box, a click or an outline, as a clause; empty where the studio is sure."""

    @property
    def verdict(self) -> Literal["sure", "ask"]:
        """Do it, or ask, showing what was found."""
        return "ask" if self.doubt else "sure"


@dataclass(frozen=True)
class SubjectFound:
    """A subject."""

    matte: Matte
    """(H, W) coverage."""
    confidence: Confidence | None
    """How sure; None when a person drew it."""
    holes: int
    """Openings through which the background shows."""
    other: Mask | None = None
    """(h, w) what the second finder took, at working size; None when there was none."""

    def doubted(self, why: str) -> SubjectFound:
        """The same, so that a person is asked."""
        return self if self.confidence is None else replace(self, confidence=replace(self.confidence, doubt=why))

    @property
    def second(self) -> Matte | None:
        """(h, w) what a finder took that had no part in the matte, 0 or 1; None without one."""
        if self.other is None or self.confidence is None or not self.confidence.is_independent:
            return None
        return self.other.astype(np.float32)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in pixels; right and bottom exclusive. All 0 when nothing was found."""
        return bounding_box(self.matte > 0.5)


def bounding_box(mask: Mask) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a mask, the last two exclusive; all 0 when it is empty."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return 0, 0, 0, 0
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def find_subject(picture: Image8, *, seed: int = 0, on_step: Step = no_step) -> SubjectFound:
    """Find the subject without help. Look at `confidence` before using it."""
    return _find(picture, seed=seed, outside=None, on_step=on_step)


def subject_from_box(picture: Image8, *, box: Sequence[float], seed: int = 0, on_step: Step = no_step) -> SubjectFound:
    """Find the subject inside a box (x, y, width, height as fractions of the picture), which must fit it."""
    height, width = picture.shape[:2]
    outside = np.ones((height, width), bool)
    x, y, w, h = box
    outside[round(y * height) : round((y + h) * height), round(x * width) : round((x + w) * width)] = False
    found = _find(picture, seed=seed, outside=outside, on_step=on_step)
    left, top, right, bottom = found.box
    if min((right - left) / (w * width), (bottom - top) / (h * height)) < _FILLED:
        return found.doubted("it fills only a part of the box")
    return found


def _find(picture: Image8, *, seed: int, outside: Mask | None, on_step: Step) -> SubjectFound:
    """Two finders: the border's model, and the network where it is there."""
    on_step(0.0, "looks for the product")
    small = at_working_size(picture)
    salient = find_salient(small, inside=None if outside is None else resized(~outside, small))
    on_step(0.1, "looks at the background")
    border = segment_subject(picture, seed=seed, outside=outside, tries=TRIES if salient is None else 1)
    on_step(0.4, "solves the edge")
    if salient is None:
        return _by_colours(picture, border, seed)
    found = _by_both(picture, border, salient)
    seen = found.confidence
    if outside is None and seen and not (seen.doubt or seen.is_independent):
        return found.doubted(_second_thoughts(small, salient.mask))
    return found


def _second_thoughts(small: Image8, taken: Mask) -> str:
    """Why what one network alone took may not be the product; empty where nothing speaks against it."""
    if is_other_from_afar(small, taken):
        return "seen from further away it ends elsewhere"
    return "another thing may have been taken with it" if is_more_than_one(small, taken) else ""


def _by_colours(picture: Image8, border: Segment, seed: int) -> SubjectFound:
    """What the border says, without a network: sure on plain paper only."""
    colour = segment_along(picture, border.mask, seed=seed)
    alike = overlap(border.mask, colour)
    doubt = ""
    if alike < _AGREE_ALONE:
        doubt = _differ(_COLOURS, alike)
    elif border.border.complexity > _PLAIN_ALONE or border.weak_contour > _CLEAR_ALONE:
        doubt = "its background is not plain, or its edge is not clear"
    elif not is_all(picture, border.mask):
        doubt = "parts of it may look like the background"
    confidence = Confidence(border.weak_contour, alike, _COLOURS, is_independent=False, doubt=doubt)
    return SubjectFound(refine(picture, border.mask), confidence, border.holes, colour)


def _by_both(picture: Image8, border: Segment, salient: Salient) -> SubjectFound:
    """The border's answer where it is precise and the network agrees; else the network's."""
    alike, complexity, weak = overlap(border.mask, salient.mask), border.border.complexity, border.weak_contour
    beyond = "it goes on beyond the box" if salient.beyond > _BEYOND else ""
    if alike >= _AGREE and complexity <= _PLAIN and weak <= _CLEAR:
        confidence = Confidence(weak, alike, _BOTH, is_independent=True, doubt=beyond)
        return SubjectFound(refine(picture, border.mask), confidence, border.holes, salient.mask)
    matte, kept = _solved(picture, salient)
    is_independent = alike >= min(_AGREE, salient.agreement)
    finders, agreement = (_BOTH, alike) if is_independent else (_LOOKS, salient.agreement)
    doubt = beyond
    if not doubt and agreement < _AGREE:
        doubt = _differ(finders, agreement)
    if not doubt and (salient.soft > _SOFT or kept < _KEPT):
        doubt = "its edge is not clear"
    confidence = Confidence(weak, agreement, finders, is_independent=is_independent, doubt=doubt)
    return SubjectFound(matte, confidence, 0, border.mask)


def _solved(picture: Image8, salient: Salient) -> tuple[Matte, float]:
    """The matte of what the network takes, and how much of that it kept, as an overlap."""
    matte = refine(picture, salient.mask, unsure=salient.unsure)
    kept = overlap(resized(matte > 0.5, salient.mask), salient.mask)
    if kept < _KEPT:  # the solve ran away where the network was unsure: only along the edge, then
        matte = refine(picture, salient.mask)
        kept = overlap(resized(matte > 0.5, salient.mask), salient.mask)
    return matte, kept


def _differ(finders: str, agreement: float) -> str:
    return f"{finders} agree on {agreement:.0%} of it only"


def resized(mask: Mask, picture: Image8 | Mask) -> Mask:
    """A mask at the size of a picture or of another mask."""
    scaled = cv2.resize(mask.astype(np.uint8), picture.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(scaled > 0)


def subject_from_polygon(
    picture: Image8,
    *,
    points: Sequence[tuple[float, float]],
    holes: Sequence[Sequence[tuple[float, float]]] = (),
    on_step: Step = no_step,
) -> SubjectFound:
    """The subject inside an outline that a person drew (points as fractions), its edge refined in a thin band.

    Args:
        picture: The photograph.
        points: The outline.
        holes: Outlines of openings.
        on_step: Hears of progress.
    """
    on_step(0.3, "solves the edge along the outline")
    height, width = picture.shape[:2]
    mask = polygon_mask(points, height, width)
    for hole in holes:
        mask &= ~polygon_mask(hole, height, width)
    return SubjectFound(refine(picture, mask), None, len(holes))


def subject_from_mask(picture: Image8, *, mask: NDArray[np.uint8], on_step: Step = no_step) -> SubjectFound:
    """The subject under a mask (H, W), 255 inside. A soft mask is taken as it is; a hard one is refined at its edge."""
    height, width = picture.shape[:2]
    if mask.shape != (height, width):
        mask = np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    soft = float(((mask > 8) & (mask < 247)).mean())
    if soft > 0.0005:
        return SubjectFound((mask / 255).astype(np.float32), None, 0)
    on_step(0.3, "solves the edge along the mask")
    return SubjectFound(refine(picture, mask > 127), None, 0)


def polygon_mask(points: Sequence[tuple[float, float]], height: int, width: int) -> Mask:
    """(H, W) inside of an outline given as fractions, by the non-zero rule at sub-pixel accuracy."""
    mask = np.zeros((height, width), np.uint8)
    corners = np.round(np.asarray(points, np.float64) * (width, height) * 16 - 8).astype(np.int32)
    cv2.fillPoly(mask, [corners], 1, lineType=cv2.LINE_8, shift=4)
    return mask > 0
