"""One click tells which of several things is the product."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.vision.clicked import subject_from_point
from studio.vision.model_files import MODEL, find_model
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
