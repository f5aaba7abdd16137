"""Light and standing as evidence, on drawn scenes whose truth is known and on renders in space."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.attempts.evidence import Measure
from studio.evidence.light import light_measures, shadow_side, turned_light
from studio.evidence.pair import Pair, open_pair
from studio.evidence.standing import standing_measures
from studio.store.settings import load_limits
from tests.bench.unseen.edits import edit_of
from tests.bench.unseen.scenes import Picture, render
from tests.bench.unseen.stock import a_shot
from tests.vision.test_product_fit import matte, picture


def a_pair(kind: str, number: int) -> Pair:
    """An edit of a kind with its photograph, registered."""
    edit = edit_of("tuning", kind, number)
    return open_pair(edit.before, edit.after, edit.matte)


def flags(found: list[Measure]) -> dict[str, str]:
    return {measure.name: measure.flag for measure in found}


def lights(pair: Pair) -> list[Measure]:
    return list(light_measures(pair, load_limits()))


def stands(pair: Pair) -> list[Measure]:
    return list(standing_measures(pair, load_limits()))


@cache
def drawn() -> tuple[Picture, Picture, Picture]:
    """A product in a scene: as it stands, without any shadow, and lifted above its shadow."""
    shot = a_shot("tuning", np.random.default_rng(3), kind="bottle", plain=True)
    bare = replace(shot, scene=replace(shot.scene, cast=False, contact=False))
    lifted = replace(shot, stand=replace(shot.stand, lift=0.06))
    return render(shot), render(bare), render(lifted)


def paired(before: Picture, after: Picture) -> Pair:
    return open_pair(before.pixels, after.pixels, before.matte)


@pytest.mark.parametrize("number", [900, 903])
def test_a_shadow_on_the_wrong_side_is_seen_with_both_sides_named(number: int) -> None:
    """The scene is lit from the other side than the product: at commercial fit, and the sides are the true ones."""
    edit = edit_of("tuning", "light side", number)
    found = lights(open_pair(edit.before, edit.after, edit.matte))
    assert flags(found) == {"light": "look"}
    assert found[0].criterion == "commercial fit"
    scene = "right" if edit.facts.scene_azimuth > 0 else "left"
    assert f"as if lit from the {scene}; " in found[0].says


@pytest.mark.parametrize("kind", ["exact", "light colour", "light hardness"])
def test_light_from_the_same_side_is_no_fault(kind: str) -> None:
    """Another colour or hardness of the light cannot be told and is not guessed at."""
    assert "look" not in flags(lights(a_pair(kind, 902))).values()


def test_a_product_lit_from_another_side_is_another_product() -> None:
    """Its left 0.5 stops darker, its right lighter than photographed: subject identity, with the side."""
    before = picture("photo")
    ramp = np.linspace(-0.45, 0.45, before.shape[1], dtype=np.float32)[None, :, None]
    after = np.clip((before / 255) ** 2.2 * 2**ramp, 0, 1) ** (1 / 2.2) * 255
    found = lights(open_pair(before, np.uint8(after), matte()))
    assert flags(found)["light on product"] == "look"
    assert "more from the right than photographed" in found[0].says
    assert found[0].criterion == "subject identity"


def test_a_label_that_changed_is_no_other_light() -> None:
    """Print is not light: half of the carton's face wiped moves no side's light."""
    before = picture("photo")
    after = before.copy()
    after[170:430, 300:400] = (225, 220, 205)
    assert abs(turned_light(open_pair(before, after, matte())) or 0) < 0.2


def test_the_side_of_the_light_on_a_render_in_space() -> None:
    """The lamp stands on the left: the ground right of the carton is darker, in both rooms."""
    assert (shadow_side(picture("photo"), matte()) or 0) > 0.3
    assert (shadow_side(picture("kept"), matte()) or 0) > 0.3


def test_a_ground_of_other_colours_is_no_shadow() -> None:
    """A red and a blue half of the floor say nothing of the light."""
    made = picture("photo").copy()
    outside = matte() < 0.02
    halves = np.zeros_like(made)
    halves[:, :300], halves[:, 300:] = (200, 60, 50), (40, 60, 120)
    made[outside] = halves[outside]
    assert shadow_side(made, matte()) is None


def test_a_product_without_its_shadow_floats() -> None:
    """No darkness at its foot although the photograph has it."""
    standing, bare, _ = drawn()
    found = stands(paired(standing, bare))
    assert flags(found) == {"footing": "look"}
    assert "no shadow where it stands" in found[0].says


def test_a_product_above_its_shadow_floats() -> None:
    """Its shadow lies below it."""
    standing, _, lifted = drawn()
    assert [measure.says for measure in stands(paired(standing, lifted))] == [
        "The product seems to float: its shadow lies below it."
    ]


def test_a_halo_hides_the_foot() -> None:
    """With a ring along the edge nothing is claimed of a product that floats, nor of one that stands."""
    standing, bare, _ = drawn()
    for made in (standing, bare):
        found = list(standing_measures(paired(standing, made), load_limits(), has_halo=True))
        assert flags(found) == {"footing": "unknown"}


def test_a_product_that_lost_its_foot_is_not_said_to_float() -> None:
    """Bare ground where the foot was says nothing of what is left; a foot of another colour is one still."""
    standing, _, _ = drawn()
    rows, columns = np.nonzero(standing.matte > 0.5)
    foot = (standing.matte > 0.5) & (np.arange(len(standing.matte))[:, None] > rows.max() - 0.15 * np.ptp(rows))
    footless, painted = standing.pixels.copy(), standing.pixels.copy()
    footless[foot] = np.median(standing.pixels[rows.max() - 20 : rows.max(), : columns.min() - 40], axis=(0, 1))
    painted[foot] = (200, 40, 160)
    lost, kept = (stands(open_pair(standing.pixels, made, standing.matte)) for made in (footless, painted))
    assert [one.says for one in lost] == [
        "Cannot tell whether the product stands: its foot is not where it was photographed."
    ]
    assert flags(kept) == {"footing": "fine"}


def test_a_photograph_without_footing_is_not_the_edits_fault() -> None:
    """Neither stands: nothing is claimed."""
    _, bare, _ = drawn()
    assert flags(stands(paired(bare, bare))) == {"footing": "unknown"}


@pytest.mark.parametrize("made", ["kept", "warm"])
def test_a_render_that_stands_is_never_said_to_float(made: str) -> None:
    """Soft light in another room."""
    assert "look" not in flags(stands(open_pair(picture("photo"), picture(made), matte()))).values()


def test_pure_white_ground_is_no_ground() -> None:
    """A shop that wants pure white wants no shadow: silence."""
    standing, _, _ = drawn()
    white: NDArray[np.uint8] = standing.pixels.copy()
    white[cv2.dilate(standing.matte, np.ones((5, 5))) < 0.02] = 255
    assert stands(open_pair(standing.pixels, white, standing.matte)) == []
