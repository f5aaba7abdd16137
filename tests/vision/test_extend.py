"""A photograph continued beyond its frame: its own pixels stay, and what is added looks like what was there."""

from __future__ import annotations

import cv2
import numpy as np
import skimage.data

from studio.vision.extend import extend
from studio.vision.frame import frame_of_shape
from studio.vision.plate import clean_plate
from tests.bench.faults import Image8, Plane


def on_gravel(half_width: float) -> tuple[Image8, Plane]:
    """A plain product, up to `half_width` of the frame wide to either side, on photographed gravel."""
    photo = cv2.cvtColor(skimage.data.gravel(), cv2.COLOR_GRAY2RGB)
    matte = np.zeros(photo.shape[:2], np.uint8)
    cv2.ellipse(matte, (256, 330), (round(half_width * 512), 150), 0, 0, 360, 255, -1)
    photo[matte > 0] = (120, 30, 30)
    return photo, (matte / 255).astype(np.float32)


def fine(picture: Image8) -> float:
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 3)).mean())


def fine_across(picture: Image8) -> float:
    """Difference of neighbouring columns: near 0 in flat areas and small in stripes."""
    return float(np.abs(np.diff(picture.astype(np.float32), axis=1)).mean())


def test_ground_beside_a_product_that_nearly_fills_its_frame_keeps_its_texture() -> None:
    """Rows with a few free pixels take the texture of neighbouring rows: no flat rectangle, no stripes."""
    for half_width in (0.46, 0.485, 0.52):
        photo, matte = on_gravel(half_width)
        frame = frame_of_shape(512, 512, ratio=16 / 9)
        made = extend(photo, frame, matte=matte)
        beside = made[240:420, : frame.left - 8]
        assert fine(beside) > 0.6 * fine(photo[:140]), half_width
        assert fine_across(beside) > 0.6 * fine_across(photo[:140]), half_width
        inside = made[frame.top : frame.top + 512, frame.left : frame.left + 512]
        assert (inside == photo).all()


def test_a_product_from_edge_to_edge_leaves_textured_ground_when_it_is_taken_out() -> None:
    """Rows that the product takes whole are filled with the ground above and below it."""
    photo, matte = on_gravel(0.55)
    plate = clean_plate(photo, matte)
    assert fine(plate[300:360]) > 0.6 * fine(photo[:140])
    assert fine_across(plate[300:360]) > 0.6 * fine_across(photo[:140])
