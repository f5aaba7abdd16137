"""The matte of a mask: its edge solved, and smoothed where there is none to follow."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Image8, Mask, Matte
from studio.vision.closed_form import EPSILON, EPSILON_NOISY, solve_matte
from studio.vision.colour import gradient_magnitude, smoothstep, to_lab, to_linear
from studio.vision.trimap import make_trimap

SOLVE_PX = 2400
"""Longest side at which the matte is solved; larger photographs are solved here and enlarged."""
_CLEAR_EDGE = (3.0, 7.0)
"""Lab per pixel: below the first an edge is not there, above the second it is clear."""
_STEADY_PX = 4.0
"""Scale below which an unclear outline is smoothed."""
FULL = 0.995
"""Coverage from which a pixel counts as wholly the subject's."""


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
