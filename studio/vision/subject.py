"""The subject of a photograph: its matte, and how sure the studio is of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Image8, Mask, Matte, Step, no_step
from studio.vision.closed_form import EPSILON, EPSILON_NOISY, solve_matte
from studio.vision.colour import gradient_magnitude, smoothstep, to_lab, to_linear
from studio.vision.model_files import MODEL
from studio.vision.saliency import find_salient
from studio.vision.segment import TRIES, at_working_size, is_all, overlap, segment_along, segment_subject
from studio.vision.trimap import make_trimap

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
SOLVE_PX = 2400
"""Longest side at which the matte is solved; larger photographs are solved here and enlarged."""
_CLEAR_EDGE = (3.0, 7.0)
"""Lab per pixel: below the first an edge is not there, above the second it is clear."""
_STEADY_PX = 4.0
"""Scale below which an unclear outline is smoothed."""
FULL = 0.995
"""Coverage from which a pixel counts as wholly the subject's."""


@dataclass(frozen=True)
class Confidence:
    """How sure the studio is of a subject it found by itself: two finders that agree are sure."""

    complexity: float
    """How badly the picture's border explains itself: 1 to 3 on paper, above 4 in real scenes."""
    weak_contour: float
    """Share of the found contour without a clear edge, 0 to 1."""
    agreement: float
    """Overlap of the two finders' answers, 0 to 1."""
    finders: str
    """Which two, for example `the border and u2netp`."""
    is_independent: bool
    """Whether they know nothing of each other: not two looks of one network, nor colours along one's own outline."""
    verdict: Literal["sure", "ask"]
    """Do it, or ask for a box, a click or an outline, showing what was found."""


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
    """Find the subject inside a box (x, y, width, height as fractions of the picture)."""
    height, width = picture.shape[:2]
    outside = np.ones((height, width), bool)
    x, y, w, h = box
    outside[round(y * height) : round((y + h) * height), round(x * width) : round((x + w) * width)] = False
    return _find(picture, seed=seed, outside=outside, on_step=on_step)


def _find(picture: Image8, *, seed: int, outside: Mask | None, on_step: Step) -> SubjectFound:
    """Two finders: the border's model, and the network where it is there."""
    on_step(0.0, "looks for the product")
    small = at_working_size(picture)
    salient = find_salient(small, inside=None if outside is None else resized(~outside, small))
    on_step(0.1, "looks at the background")
    border = segment_subject(picture, seed=seed, outside=outside, tries=TRIES if salient is None else 1)
    complexity, weak = border.border.complexity, border.weak_contour
    on_step(0.4, "solves the edge")
    if salient is None:
        colour = segment_along(picture, border.mask, seed=seed)
        alike = overlap(border.mask, colour)
        is_sure = complexity <= _PLAIN_ALONE and weak <= _CLEAR_ALONE and alike >= _AGREE_ALONE
        is_sure = is_sure and is_all(picture, border.mask)
        confidence = Confidence(complexity, weak, alike, "the border and plain colours", is_independent=False,
                                verdict="sure" if is_sure else "ask")  # fmt: skip
        return SubjectFound(refine(picture, border.mask), confidence, border.holes, colour)
    alike = overlap(border.mask, salient.mask)
    if alike >= _AGREE and complexity <= _PLAIN and weak <= _CLEAR:
        confidence = Confidence(complexity, weak, alike, f"the border and {MODEL}", is_independent=True, verdict="sure")
        return SubjectFound(refine(picture, border.mask), confidence, border.holes, salient.mask)
    matte = refine(picture, salient.mask, unsure=salient.unsure)
    kept = overlap(resized(matte > 0.5, small), salient.mask)
    if kept < _KEPT:  # the solve ran away where the network was unsure: only along the edge, then
        matte = refine(picture, salient.mask)
        kept = overlap(resized(matte > 0.5, small), salient.mask)
    is_sure = max(alike, salient.agreement) >= _AGREE and salient.soft <= _SOFT and kept >= _KEPT
    verdict: Literal["sure", "ask"] = "sure" if is_sure else "ask"
    if alike >= min(_AGREE, salient.agreement):
        confidence = Confidence(
            complexity, weak, alike, f"the border and {MODEL}", is_independent=True, verdict=verdict
        )
    else:
        confidence = Confidence(complexity, weak, salient.agreement, f"{MODEL} from afar and close up",
                                is_independent=False, verdict=verdict)  # fmt: skip
    return SubjectFound(matte, confidence, 0, border.mask)


def resized(mask: Mask, picture: Image8) -> Mask:
    """A mask at the size of a picture."""
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


def refine(picture: Image8, mask: Mask, *, unsure: Mask | None = None) -> Matte:
    """The matte of a mask: solved in a band along its edge, at a bounded size.

    Args:
        picture: (H, W, 3).
        mask: (h, w) the subject, any size.
        unsure: (h, w) further places where the edge may run: fur, thin parts.
    """
    height, width = picture.shape[:2]
    scale = min(1.0, SOLVE_PX / max(height, width))
    work = picture
    if scale < 1:
        size = (round(width * scale), round(height * scale))
        work = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    trimap = make_trimap(mask, (work.shape[0], work.shape[1]), unsure=unsure)
    epsilon = EPSILON_NOISY if _noise(work) > 1.5 else EPSILON
    solved = solve_matte(to_linear(work), trimap, epsilon=epsilon)
    matte: Matte = steady_edge(work, solved)
    if scale < 1:
        matte = np.clip(cv2.resize(matte, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
    matte = np.asarray(matte, np.float32)
    matte[matte >= FULL] = 1.0
    matte[matte <= 1 - FULL] = 0.0
    return matte


def steady_edge(picture: Image8, matte: Matte) -> Matte:
    """The matte with a smooth outline where product and background look alike.

    There the solve follows grain instead of an edge, which shows as fraying. The outline keeps its place and loses what
    is finer than a few pixels; where the edge is clear, nothing changes.

    Args:
        picture: (H, W, 3).
        matte: (H, W) solved coverage.
    """
    found = cv2.dilate(gradient_magnitude(to_lab(picture)), np.ones((9, 9), np.uint8))
    edges = np.asarray(cv2.GaussianBlur(found, (0, 0), 6.0), np.float32)
    weak = 1 - smoothstep(*_CLEAR_EDGE, edges)
    smooth = cv2.GaussianBlur(np.asarray(matte, np.float32), (0, 0), _STEADY_PX)
    drawn = np.clip((smooth - 0.5) * _STEADY_PX * 1.25 + 0.5, 0, 1)
    return np.asarray(matte * (1 - weak) + drawn * weak, np.float32)


def _noise(picture: Image8) -> float:
    """Standard deviation of the noise, in bytes (Immerkær, "Fast Noise Variance Estimation", 1996)."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(cv2.filter2D(grey, -1, kernel))
    return float(np.median(response) / 0.6745 / 6)
