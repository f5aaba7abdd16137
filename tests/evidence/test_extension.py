"""What an extension added is looked at: flat rectangles, repeated strips and seams are told with their place."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
import skimage.data

from studio.core.attempts.evidence import Measure
from studio.core.recipe.words import Job
from studio.evidence.case import Case
from studio.evidence.measure import measure
from studio.pictures import encode_png
from studio.store.settings import load_limits
from tests.bench.faults import Image8
from tests.conftest import PHOTOS

LEFT, SIDE = 100, 400
NAMES = {"rectangle", "repeat", "seam"}


@cache
def coffee() -> Image8:
    """A photograph 600 by 400; its middle square is the source."""
    return np.ascontiguousarray(skimage.data.coffee())


@cache
def wide_truth(name: str) -> Image8:
    """A rendered scene with more to both sides, 600 pixels high."""
    wide = cv2.imread(str(PHOTOS / f"{name}_wide_truth.jpg"))[..., ::-1]
    scale = 600 / wide.shape[0]
    return np.ascontiguousarray(cv2.resize(wide, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def told(after: Image8, *, box: tuple[int, int] = (LEFT, SIDE), wide: Image8 | None = None) -> dict[str, Measure]:
    """What is said of an extension of the middle of a wide photograph, by name."""
    whole = coffee() if wide is None else wide
    source = np.ascontiguousarray(whole[:, box[0] : box[0] + box[1]])
    matte = np.zeros(source.shape[:2], np.float32)
    cv2.circle(matte, (source.shape[1] // 2, source.shape[0] // 2), source.shape[0] // 4, 1.0, -1)
    subject = Case(before=encode_png(source), after=encode_png(after), job=Job.LAYOUT_EXTENSION, matte=matte)
    found = measure(subject, load_limits(), read_text=False).evidence.measures
    return {one.name: one for one in found if one.name in NAMES}


def test_a_photograph_completed_by_its_own_truth_raises_nothing() -> None:
    """Real pictures beyond a frame have no flaw of an extension, with their pixels or compressed."""
    for name in ("bag", "serum"):
        wide = wide_truth(name)
        height, width = wide.shape[:2]
        box = ((width - height) // 2, height)
        assert not [one for one in told(wide, box=box, wide=wide).values() if one.flag == "look"], name
    compressed = cv2.imdecode(cv2.imencode(".jpg", coffee(), [cv2.IMWRITE_JPEG_QUALITY, 85])[1], cv2.IMREAD_COLOR)
    for made in (coffee(), np.ascontiguousarray(compressed)):
        assert not [one for one in told(made).values() if one.flag == "look"]


@pytest.mark.parametrize("right", [False, True])
def test_a_flat_rectangle_is_told_with_its_place(right: bool) -> None:
    """A patch of one colour beside the photograph has no texture and straight sides."""
    made = coffee().copy()
    columns = slice(525, 600) if right else slice(0, 75)
    made[180:330, columns] = made[180:330, columns].mean((0, 1))
    found = told(made)["rectangle"]
    assert found.flag == "look"
    assert found.place is not None
    assert (found.place[0] > 0.8) == right
    assert 0.4 < found.place[1] < 0.55


def test_a_strip_laid_side_by_side_is_told() -> None:
    """The edge of the photograph copied again and again matches itself one strip further out."""
    made = coffee().copy()
    made[:, :LEFT] = np.tile(made[:, LEFT : LEFT + 25], (1, 4, 1))
    found = told(made)["repeat"]
    assert found.flag == "look"
    assert found.says == "What was added at the left repeats one strip again and again."
    assert found.place == pytest.approx((0, 0, LEFT / 600, 1), abs=0.01)


def test_a_step_along_the_old_frame_is_told() -> None:
    """Another picture beside the photograph begins with a step along its side; a true one is said to have none."""
    wide = wide_truth("serum")
    height, width = wide.shape[:2]
    box = ((width - height) // 2, height)
    assert told(wide, box=box, wide=wide)["seam"].says == "No seam was found where the photograph ended."
    made = wide.astype(int)
    made[:, box[0] + height :] -= 14
    found = told(np.clip(made, 0, 255).astype(np.uint8), box=box, wide=wide)["seam"]
    assert found.flag == "look"
    assert found.says.endswith("at the right.")
