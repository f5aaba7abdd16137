"""Where the subject is, coarsely: a mask at working size, from the border's colour model."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Image8, Mask, Plane
from studio.vision.border_model import BorderModel, border_ring, model_border, peel_shadow
from studio.vision.colour import gradient_magnitude, to_lab

SEGMENT_PX = 640
"""Longest side at which the subject is looked for."""
_ROUNDS = 3
"""Rounds of GrabCut; a further start gets twice as many."""
TRIES = 3
"""Starts of GrabCut, at most, where nothing else can tell."""
_CLEAR = 0.04
"""Share of weak contour below which the first answer is taken."""
_EDGE = 3.0
"""Lab per pixel from which there is an edge."""
_LEFT_OUT = 0.02
"""Share of edges beside a mask, against those in it, up to which nothing was left out."""
_ONE_PIECE = 2
"""Labels of a mask in one piece: it, and what is around it."""
_BAND = 0.01
"""Half width of the band along a mask's edge in which plain colours decide, as a fraction of the longer side."""


@dataclass(frozen=True)
class Segment:
    """The coarse answer."""

    mask: Mask
    """(h, w) at working size."""
    border: BorderModel
    """What the background looks like."""
    weak_contour: float
    """Share of the contour without a clear edge, 0 to 1."""
    holes: int
    """Openings through which the background shows."""


def at_working_size(picture: Image8, *, longest_px: int = SEGMENT_PX) -> Image8:
    """The picture scaled down to working size; smaller pictures stay."""
    height, width = picture.shape[:2]
    scale = min(1.0, longest_px / max(height, width))
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def segment_subject(picture: Image8, *, seed: int = 0, outside: Mask | None = None, tries: int = TRIES) -> Segment:
    """Find the subject by what the border says of the background.

    Args:
        picture: The photograph, any size.
        seed: Seed of GrabCut's colour clustering.
        outside: (H, W) what a person's box rules out.
        tries: Starts of GrabCut; the one that ends on the clearest edge counts.
    """
    small = at_working_size(picture)
    lab = to_lab(np.asarray(cv2.bilateralFilter(small, 5, 12, 3), np.uint8))
    border = model_border(lab)
    labels, features = _first_guess(border, outside), _features(lab, border)
    best = _attempt(features, labels, lab, border, seed=seed, rounds=_ROUNDS)
    for other in range(1, tries):
        if best.weak_contour < _CLEAR:
            break
        # the colour clusters start by chance; a start that ends on an edge all the way round is the better one
        again = _attempt(features, labels, lab, border, seed=seed + other, rounds=2 * _ROUNDS)
        best = again if again.weak_contour < best.weak_contour else best
    return best


def segment_along(picture: Image8, mask: Mask, *, seed: int = 0) -> Mask:
    """A second opinion by the picture's plain colours: GrabCut in a band along a mask's edge.

    Args:
        picture: The photograph, any size.
        mask: (h, w) the first opinion, at working size.
        seed: Seed of GrabCut's colour clustering.
    """
    band = 2 * max(3, round(_BAND * max(mask.shape))) + 1
    labels = np.where(mask, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[_shrink(mask, band)] = cv2.GC_FGD
    labels[_shrink(~mask, band)] = cv2.GC_BGD
    if not mask.any():
        return mask
    smooth = np.asarray(cv2.bilateralFilter(at_working_size(picture), 5, 12, 3), np.uint8)
    return _grab_cut(smooth, labels, seed=seed, rounds=_ROUNDS)


def is_all(picture: Image8, mask: Mask) -> bool:
    """Whether a mask leaves nothing out on a plain background: it is one piece, and no edges are left beside it.

    A white label on white looks like the background, so it is left out; its letters then stand alone, or the parts
    above and below it do.

    Args:
        picture: The photograph, any size.
        mask: (h, w) the subject, at working size.
    """
    if cv2.connectedComponents(mask.astype(np.uint8))[0] != _ONE_PIECE:
        return False
    smooth = np.asarray(cv2.bilateralFilter(at_working_size(picture), 5, 12, 3), np.uint8)
    edges = gradient_magnitude(to_lab(smooth)) > _EDGE
    near = cv2.dilate(mask.astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    beside = edges & ~near
    return float(beside.sum()) <= _LEFT_OUT * float((edges & near).sum())


def overlap(first: Mask, second: Mask) -> float:
    """Intersection over union of two masks of one size, 0 to 1."""
    either = int((first | second).sum())
    return float((first & second).sum() / either) if either else 0.0


def _attempt(
    features: Image8, labels: NDArray[np.uint8], lab: Floats, border: BorderModel, *, seed: int, rounds: int
) -> Segment:
    mask = peel_shadow(_grab_cut(features, labels, seed=seed, rounds=rounds), lab, border.rows)
    mask, holes = _clean(mask, lab, border)
    return Segment(mask, border, weak_contour_share(mask, lab), holes)


def _first_guess(border: BorderModel, outside: Mask | None) -> NDArray[np.uint8]:
    """GrabCut labels from the distance to the background and from where products usually stand."""
    distance, low = border.distance, border.complexity
    height, width = distance.shape
    otsu, _ = cv2.threshold(np.clip(distance * 4, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    high = max(otsu / 4, low * 2, 7)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = np.exp(-(((x - width / 2) / (width * 0.42)) ** 2 + ((y - height / 2) / (height * 0.45)) ** 2))
    score = distance * (0.35 + 0.65 * centre)
    labels = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    labels[distance > low * 1.4] = cv2.GC_PR_FGD
    labels[score > high] = cv2.GC_PR_FGD
    labels[_shrink(score > high * 1.5, 5)] = cv2.GC_FGD
    labels[distance < low * 0.8] = cv2.GC_PR_BGD
    labels[_shrink(distance < low, 9)] = cv2.GC_BGD
    labels[border_ring(height, width, fraction=0.012) & (distance < high)] = cv2.GC_BGD
    if outside is not None:
        shut = cv2.resize(outside.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
        labels[shut > 0] = cv2.GC_BGD
    if not np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).any():
        labels[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4] = cv2.GC_PR_FGD
    return labels


def _shrink(mask: Mask, size: int) -> Mask:
    return np.asarray(cv2.erode(mask.astype(np.uint8), np.ones((size, size), np.uint8)) > 0)


def _features(lab: Floats, border: BorderModel) -> Image8:
    """The picture with the background's own gradient taken out, so that colour clusters do not follow it."""
    rows = border.rows
    channels = (
        lab[..., 0] * 2 - rows[..., 0] + 60,
        (lab[..., 1] - 0.5 * rows[..., 1]) * 2 + 128,
        (lab[..., 2] - 0.5 * rows[..., 2]) * 2 + 128,
    )
    return np.clip(np.dstack(channels), 0, 255).astype(np.uint8)


def _grab_cut(features: Image8, labels: NDArray[np.uint8], *, seed: int, rounds: int) -> Mask:
    """GrabCut (Rother, Kolmogorov and Blake 2004) from a first guess; the same for the same seed."""
    cv2.setRNGSeed(seed + 1)
    work = labels.copy()
    cv2.grabCut(features, work, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), rounds, cv2.GC_INIT_WITH_MASK)
    return np.isin(work, (cv2.GC_FGD, cv2.GC_PR_FGD))


def _clean(mask: Mask, lab: Floats, border: BorderModel) -> tuple[Mask, int]:
    """Drop crumbs, keep real openings, fill the rest; returns the mask and the number of openings."""
    solid = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    solid = without_crumbs(np.asarray(solid, np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(1 - solid, connectivity=4)
    outer = set(np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]])).tolist())
    edges = cv2.dilate(gradient_magnitude(lab), np.ones((5, 5), np.uint8))
    holes = 0
    for part in range(1, count):
        if part in outer:
            continue
        inside = parts == part
        if stats[part, cv2.CC_STAT_AREA] >= 12 and _is_opening(inside, np.asarray(edges, np.float32), border):
            holes += 1
        else:
            solid[inside] = 1
    return solid > 0, holes


def without_crumbs(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mask without its specks."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count <= 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA]
    keep = areas >= max(0.04 * areas[1:].max(), 0.0015 * mask.size)
    keep[0] = False
    return keep[parts].astype(np.uint8)


def _is_opening(inside: Mask, edges: Plane, border: BorderModel) -> bool:
    """An opening looks like the background and has an edge nearly all the way round."""
    if np.median(border.distance[inside]) >= border.complexity * 1.3:
        return False
    hole = inside.astype(np.uint8)
    rim = cv2.dilate(hole, np.ones((5, 5), np.uint8)) - cv2.erode(hole, np.ones((3, 3), np.uint8))
    return float((edges[rim > 0] > 1.5).mean()) > 0.7


def weak_contour_share(mask: Mask, lab: Floats, *, threshold: float = 3.0) -> float:
    """Share of the mask's contour whose edge is weaker than a threshold in Lab per pixel, 0 to 1."""
    solid = mask.astype(np.uint8)
    contour = (solid - cv2.erode(solid, np.ones((3, 3), np.uint8))) > 0
    if not contour.any():
        return 1.0
    near = cv2.dilate(gradient_magnitude(lab), np.ones((5, 5), np.uint8))
    return float((near[contour] < threshold).mean())
