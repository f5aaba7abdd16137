"""The photographed product comes back into a picture that a generative engine made."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.vision.backdrops import sweep
from studio.vision.composite import composite, estimate_foreground
from studio.vision.identity_lock import lock_identity
from studio.vision.registration import register, warp_to_before
from studio.vision.shadow import contact_shadow
from studio.vision.stage import Stage
from tests.vision.spoil import generated
from tests.vision.test_subject import photo, truth

Scene = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]


@cache
def scene(name: str) -> Scene:
    """A photograph, a good edit of it, and the product's matte."""
    before, matte = photo(f"{name}_before.jpg"), truth(name).astype(np.float32)
    height, width = matte.shape
    backdrop = sweep(Stage(height, width, 0.72 * height, 0.85 * height)) * contact_shadow(matte)[..., None]
    return before, composite(before, matte, estimate_foreground(before, matte), backdrop), matte


def psnr_inside(first: NDArray[np.uint8], second: NDArray[np.uint8], inside: NDArray[np.bool_]) -> float:
    error = ((first[inside].astype(float) - second[inside]) ** 2).mean()
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


@pytest.mark.parametrize(("name", "least"), [("bag", 38.0), ("mug", 44.0)])
def test_a_spoiled_product_is_brought_back(name: str, least: float) -> None:
    """Shifted, rescaled, wobbled, tinted, grained and compressed: it is the photographed product again.

    Measured in the photograph's frame after a registration of its own, so that a misplaced product would show.
    """
    before, edit, matte = scene(name)
    moved = {"scale": 0.985, "shift": (-4.2, 3.1)}
    spoiled = generated(edit, seed=2, stops=0.04, tint=0.008, smooth=10, **moved)
    locked = lock_identity(before, spoiled, matte)
    assert locked.registration.is_comparable
    core = cv2.erode((matte > 0.98).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    again, _ = warp_to_before(locked.picture, register(before, locked.picture, matte), *matte.shape)
    was, _ = warp_to_before(spoiled, locked.registration, *matte.shape)
    assert psnr_inside(again, before, core) >= least
    assert psnr_inside(was, before, core) < least - 8


def test_an_edit_that_moved_nothing_gets_the_very_same_pixels_back() -> None:
    """No resampling where none is needed: bit for bit."""
    before, edit, matte = scene("bag")
    tinted = np.clip(edit.astype(int) + 1, 0, 255).astype(np.uint8)
    locked = lock_identity(before, tinted, matte)
    assert locked.registration.is_exact
    assert np.array_equal(locked.picture[matte >= 0.999], before[matte >= 0.999])


def test_pixels_away_from_the_product_are_the_engines() -> None:
    """The lock touches the product and its rim, nothing else."""
    before, edit, matte = scene("bag")
    spoiled = generated(edit, seed=2, scale=0.985)
    locked = lock_identity(before, spoiled, matte)
    away = cv2.dilate((locked.matte > 0).astype(np.uint8), np.ones((11, 11), np.uint8)) == 0
    assert np.array_equal(locked.picture[away], spoiled[away])


@pytest.mark.parametrize("name", ["bag", "mug"])
def test_registration_is_about_a_pixel_exact(name: str) -> None:
    """Corner error against the known move, in pixels of the photograph."""
    before, edit, matte = scene(name)
    height, width = matte.shape
    scale, shift = 0.985, (-4.2, 3.1)
    spoiled = generated(edit, seed=2, scale=scale, shift=shift, wobble=0.8)
    found = register(before, spoiled, matte)
    true = cv2.getRotationMatrix2D((width / 2, height / 2), 0, scale)
    true[:, 2] += shift
    factor = spoiled.shape[0] / height
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], float)
    error = np.linalg.norm(corners @ found.to_after.T - corners @ true.T * factor, axis=1).max() / factor
    assert error <= 1.6 if name == "mug" else error <= 1.1


def test_another_product_cannot_be_compared() -> None:
    """Not every pair can be aligned, and the answer says so."""
    assert not register(
        photo("bag_before.jpg"), photo("serum_before.jpg"), truth("bag").astype(np.float32)
    ).is_comparable
