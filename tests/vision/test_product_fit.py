"""Whether the photographed product fits where an engine drew it, on renders of a carton in space."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.vision.identity_lock import Locked, lock_identity
from studio.vision.registration import register, warp_to_before
from tests.bench.unseen import rendered
from tests.conftest import PHOTOS
from tests.vision.spoil import generated
from tests.vision.test_identity_lock import psnr_inside, scene

PICTURES = PHOTOS.parent / "lock"


def picture(name: str) -> NDArray[np.uint8]:
    """A render: the carton in another room, or as photographed."""
    return np.ascontiguousarray(cv2.imread(str(PICTURES / f"{name}.jpg"))[..., ::-1])


def matte() -> NDArray[np.float32]:
    return np.float32(cv2.imread(str(PICTURES / "alpha.png"), cv2.IMREAD_GRAYSCALE)) / 255


def put_back(made: NDArray[np.uint8], *, relight: bool = False) -> Locked:
    return lock_identity(picture("photo"), made, matte(), relight=relight)


def quality(before: NDArray[np.uint8], locked: Locked, cover: NDArray[np.float32]) -> float:
    """PSNR of the product against the photograph, after a registration of its own."""
    core = cv2.erode((cover > 0.98).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    again, _ = warp_to_before(locked.picture, register(before, locked.picture, cover), *cover.shape)
    return psnr_inside(again, before, core)


@cache
def small_scene() -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]:
    """A photograph, a good edit of it, and the matte, at half size."""
    return tuple(cv2.resize(part, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for part in scene("serum"))


MOVES = {
    "shifted": {"shift": (9, -6)},
    "smaller": {"scale": 0.97, "shift": (-4, 3)},
    "larger": {"scale": 1.03, "stops": 0.06},
    "wobbling": {"wobble": 1.2, "stops": -0.06, "tint": 0.008, "smooth": 8, "quality": 80},
    "moved far": {"scale": 0.8, "shift": (30, 15)},
}


@pytest.mark.parametrize("move", MOVES)
def test_what_one_move_explains_is_locked_without_a_word(move: str) -> None:
    """Shifted, scaled, moved, wobbling: nothing to say, and the product is the photograph's."""
    before, edit, cover = small_scene()
    locked = lock_identity(before, generated(edit, seed=5, **MOVES[move]), cover)
    assert locked.is_aligned
    assert locked.fit is not None
    assert not locked.fit.is_perspective
    assert (locked.fit.is_covered, locked.fit.is_whole, locked.fit.is_lit_alike) == (True, True, True)
    assert quality(before, locked, cover) >= 34


def test_another_crop_is_locked_without_a_word() -> None:
    """Fewer pixels around the product are no fault of it."""
    before, edit, cover = small_scene()
    locked = lock_identity(before, np.ascontiguousarray(edit[30:, 45:-60]), cover)
    assert locked.is_aligned
    assert locked.fit is not None
    assert (locked.fit.is_covered, locked.fit.is_whole, locked.fit.is_lit_alike) == (True, True, True)
    assert quality(before, locked, cover) >= 34


def test_the_same_product_in_another_room_is_locked_without_a_word() -> None:
    """A render in another room, whose walls throw their own colour: the product stands as it did."""
    locked = put_back(picture("kept"))
    assert locked.fit is not None
    assert (locked.is_aligned, locked.fit.is_covered, locked.fit.is_whole, locked.fit.is_lit_alike) == (True,) * 4


def test_a_product_turned_in_depth_is_not_pasted_beside_itself() -> None:
    """Turned by 14 degrees: the photographed outline runs where the engine's picture has no edge."""
    fit = put_back(picture("turned")).fit
    assert fit is not None
    assert not fit.is_covered
    assert fit.lost_at is not None


@pytest.mark.parametrize(("view", "is_whole"), [("room", True), ("turned", False)])
def test_a_round_thing_that_turned_is_told_by_what_lies_inside_its_outline(view: str, *, is_whole: bool) -> None:
    """A lantern's hood and rim look the same from everywhere: half of its texture lies still, its label does not."""
    name = "lantern"
    fit = lock_identity(rendered.view(name, "before"), rendered.view(name, view), rendered.matte(name)).fit
    assert fit is not None
    assert fit.held > 0.9
    assert fit.is_whole is is_whole


@pytest.mark.parametrize(("name", "side"), [("hand", "right"), ("stick", "left")])
def test_what_lies_in_front_is_not_pasted_over(name: str, side: str) -> None:
    """A hand from the right, a bamboo stick across the left half: refused, with the place."""
    fit = put_back(picture(name)).fit
    assert fit is not None
    assert not fit.is_covered
    assert fit.lost_at is not None
    x, _, width, _ = fit.lost_at
    assert x + width / 2 > 0.5 if side == "right" else x + width / 2 < 0.5


@pytest.mark.parametrize("corner", [0, 1])
def test_a_perspective_is_taken_over(corner: int) -> None:
    """A homography explains what a similarity cannot: the product lies within two pixels of the engine's."""
    kept = picture("kept")
    height, width = kept.shape[:2]
    square = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    to = square.copy()
    to[corner] += [0, 0.06 * height] if corner else [0.06 * width, 0]
    true = cv2.getPerspectiveTransform(square, to)
    made = cv2.warpPerspective(kept, true, (width, height), borderMode=cv2.BORDER_REPLICATE)
    locked = put_back(made)
    assert locked.fit is not None
    assert locked.fit.is_perspective
    assert locked.fit.is_covered
    wanted = cv2.warpPerspective(matte(), true, (width, height))
    assert np.abs(locked.matte - wanted).sum() / cv2.Canny(np.uint8(wanted * 255), 50, 100).astype(bool).sum() < 2


def test_a_relit_scene_is_said_and_the_product_relit_where_asked() -> None:
    """Evening light: the neutral product does not fit, and `relight` takes its colour most of the way."""
    made, cover = picture("warm"), matte() > 0.98
    plain, warm = put_back(made), put_back(made, relight=True)
    assert plain.fit is not None
    assert not plain.fit.is_lit_alike
    assert plain.fit.gain.warmth > 0.5
    assert plain.fit.gain.stops < -0.2
    means = [np.asarray(one[cover].mean(0), float) for one in (plain.picture, warm.picture, made)]
    assert np.abs(means[1] - means[2]).max() < 0.6 * np.abs(means[0] - means[2]).max()
    assert np.array_equal(warm.picture[:40], made[:40])
