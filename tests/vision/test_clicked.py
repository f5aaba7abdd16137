"""One click tells which of several things is the product."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.vision.clicked import subject_from_point
from studio.vision.model_files import MODEL, find_model
from studio.vision.subject import bounding_box, subject_from_box
from tests.vision.test_subject import photo, truth

pytestmark = pytest.mark.skipif(find_model(MODEL) is None, reason=f"{MODEL} is not there: studio models fetch {MODEL}")
SIDE = 360


@pytest.mark.parametrize(("name", "x"), [("bag", 0.25), ("serum", 0.75)])
def test_the_thing_under_the_click_is_taken_and_nothing_else(name: str, x: float) -> None:
    """Two products beside each other: each click takes its own, at its place."""
    both = np.hstack([cv2.resize(photo(f"{one}_before.jpg"), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
                      for one in ("bag", "serum")])  # fmt: skip
    wanted = np.zeros((SIDE, 2 * SIDE), bool)
    left = SIDE if x > 0.5 else 0
    wanted[:, left : left + SIDE] = cv2.resize(truth(name).astype(np.float32), (SIDE, SIDE)) > 0.5
    took = subject_from_point(both, point=(x, 0.55)).matte > 0.5
    assert (took & wanted).sum() / (took | wanted).sum() > 0.93


def box_of(name: str, *, part: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A part of the product's box (left, top, right, bottom as shares of it), as x, y, width, height of the picture."""
    true = truth(name) > 0.5
    left, top, right, bottom = bounding_box(true)
    (height, width), (x, y) = true.shape, (right - left, bottom - top)
    return (left + part[0] * x) / width, (top + part[1] * y) / height, (part[2] - part[0]) * x / width, (
        part[3] - part[1]) * y / height  # fmt: skip


@pytest.mark.parametrize(
    ("part", "doubt"),
    [((-0.05, -0.05, 1.04, 1.06), ""), ((-0.05, -0.05, 1.05, 0.55), "beyond the box"),
     ((-1.2, -0.05, 1.5, 1.05), "part of the box")],
)  # fmt: skip
def test_a_box_that_does_not_fit_the_product_asks_again(part: tuple[float, float, float, float], doubt: str) -> None:
    """A box around all of it is enough; one through its middle, or far too wide, is a slip of the hand."""
    picture = cv2.resize(photo("serum_before.jpg"), (400, 400), interpolation=cv2.INTER_AREA)
    found = subject_from_box(picture, box=box_of("serum", part=part))
    assert found.confidence is not None
    assert doubt in found.confidence.doubt
    assert found.confidence.verdict == ("ask" if doubt else "sure")
