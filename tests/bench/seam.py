"""How visible the joint of an extension is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.colour import to_lab
from studio.vision.frame import Frame

_NEAR, _MEAN, _SMOOTH = 24, 12, 31
"""Lines compared on both sides, lines averaged on both sides, and smoothing along the seam, in pixels."""


@dataclass(frozen=True)
class Seam:
    """The worst of the joints."""

    ratio: float
    """Difference across the joint over the usual difference of neighbouring lines; about 1 cannot be seen."""
    step: float
    """Mean step of tone across the joint, ΔE*ab."""


def seam(picture: NDArray[np.uint8], frame: Frame, *, width: int, height: int) -> Seam:
    """The joints between a photograph and what was added around it.

    Args:
        picture: (H, W, 3) the extended picture.
        frame: Where the photograph lies in it.
        width: The photograph's width in pixels.
        height: The photograph's height in pixels.
    """
    lab = to_lab(picture)
    rows, columns = slice(frame.top, frame.top + height), slice(frame.left, frame.left + width)
    across, down = lab.transpose(1, 0, 2)[:, rows], lab[:, columns]
    joints = [
        (across, frame.left), (across, frame.left + width), (down, frame.top), (down, frame.top + height),
    ]  # fmt: skip
    found = [_joint(lines, place) for lines, place in joints if 4 < place < len(lines) - 4]
    return Seam(max(ratio for ratio, _ in found), max(step for _, step in found)) if found else Seam(1.0, 0.0)


def _joint(lines: NDArray[np.float32], place: int) -> tuple[float, float]:
    change = np.linalg.norm(np.diff(lines, axis=0), axis=-1).mean(1)
    usual = np.concatenate([change[max(0, place - _NEAR) : place - 2], change[place + 2 : place + _NEAR]])
    before, after = (
        cv2.blur(side.mean(0)[:, None], (1, _SMOOTH))[:, 0]
        for side in (lines[max(0, place - _MEAN) : place], lines[place : place + _MEAN])
    )
    step = float(np.linalg.norm(before - after, axis=-1).mean())
    return float(change[place - 1] / max(float(np.median(usual)), 1e-3)), step
