"""What a generative engine does to a product it was told to keep: shift, scale, wobble, tone, grain, other size."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def generated(
    picture: NDArray[np.uint8], *, seed: int, wobble: float = 0.8, scale: float = 1.0,
    shift: tuple[float, float] = (0, 0),
    stops: float = 0.0, tint: float = 0.0, smooth: int = 0, grain: float = 1.2, quality: int = 92, side: int = 1024,
    turn_deg: float = 0.0,
) -> NDArray[np.uint8]:  # fmt: skip
    """The picture as such an engine returns it.

    Args:
        picture: (H, W, 3).
        seed: Seed of wobble and grain.
        wobble: Elastic displacement in pixels.
        scale: Growth around the centre.
        shift: Right and down in pixels.
        stops: Exposure in stops.
        tint: Warmth.
        smooth: Strength of smoothing.
        grain: New grain in bytes.
        quality: JPEG quality.
        side: Height of the returned picture.
        turn_deg: Turn in degrees.
    """
    height, width = picture.shape[:2]
    rng = np.random.default_rng(seed)
    move = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, scale)
    move[:, 2] += shift
    made = cv2.warpAffine(picture, move, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if wobble:
        made = elastic(made, wobble, rng)
    if smooth:
        made = cv2.bilateralFilter(made, 5, smooth, 2)
    light = np.power(made / 255, 2.2) * 2**stops * np.array([1 + tint, 1, 1 - tint])
    noisy = np.power(np.clip(light, 0, 1), 1 / 2.2) * 255 + rng.normal(0, grain, (height, width, 1))
    made = np.clip(np.round(noisy), 0, 255).astype(np.uint8)
    if side != height:
        made = cv2.resize(made, (round(width * side / height), side), interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".jpg", np.ascontiguousarray(made[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(coded, 1)[..., ::-1])


def elastic(
    picture: NDArray[np.uint8], amount: float, rng: np.random.Generator, *, cell: int = 90
) -> NDArray[np.uint8]:
    """The picture displaced smoothly by about `amount` pixels."""
    height, width = picture.shape[:2]

    def wave() -> NDArray[np.float32]:
        coarse = rng.normal(0, 1, (height // cell + 3, width // cell + 3)).astype(np.float32)
        return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * amount, np.float32)

    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.asarray(cv2.remap(picture, x + wave(), y + wave(), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))
