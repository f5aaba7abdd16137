"""Nothing fine is said of what does not lie on the photograph, or is lit in another way."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from studio.core.attempts.evidence import Measure
from studio.core.recipe.words import Job
from studio.evidence.case import Case
from studio.evidence.measure import measure
from studio.pictures import encode_png
from studio.store.settings import load_limits
from studio.vision.recolour import recolour
from tests.bench.faults import Image8, Product
from tests.vision.spoil import generated

SIDE = 480


@cache
def bag() -> Product:
    return Product("bag", side=SIDE)


def looked(after: Image8, job: Job = Job.BACKGROUND_REPLACEMENT, **asked: object) -> dict[str, Measure]:
    """The measures by name."""
    before = asked.pop("before", bag().photo)
    subject = Case(before=encode_png(before), after=encode_png(after), job=job, matte=bag().matte, **asked)  # type: ignore[arg-type]
    return {m.name: m for m in measure(subject, load_limits(), read_text=False).evidence.measures}


def times(picture: Image8, light: np.ndarray) -> Image8:
    """A picture in another light, (H, W) or a number, in linear light."""
    linear = np.power(picture / 255, 2.2) * (light[..., None] if light.ndim else light)
    return np.asarray(np.round(np.power(np.clip(linear, 0, 1), 1 / 2.2) * 255), np.uint8)


def test_nothing_fine_is_said_of_a_stretched_product() -> None:
    """Its texture lies elsewhere: it is neither made anew nor smoothed away nor blurred."""
    wide = cv2.resize(bag().photo, None, fx=1.09, fy=1.0, interpolation=cv2.INTER_CUBIC)
    edge = (wide.shape[1] - SIDE) // 2
    found = looked(generated(np.ascontiguousarray(wide[:, edge : edge + SIDE]), seed=2, side=SIDE))
    assert found["proportions"].flag == "look"
    assert found["texture"].flag == "unknown"
    assert "cannot tell" in found["texture"].says
    assert "sharpness" not in found
    assert "No changed part" not in found["changed part"].says


def test_light_from_the_other_side_is_no_loss_of_texture() -> None:
    """A gradient of light over the product makes nothing anew."""
    light = np.tile(np.linspace(0.5, 1.5, SIDE), (SIDE, 1))
    lit = np.where(bag().matte[..., None] > 0.5, times(bag().photo, light), bag().photo)
    found = looked(generated(lit.astype(np.uint8), seed=2, side=SIDE))
    assert found["texture"].flag != "look"
    assert found["sharpness"].flag == "fine"


def test_a_part_in_the_shade_has_the_asked_colour_when_it_would_have_it_in_the_light() -> None:
    """Shade is the photograph's, and no fault of the edit; a part that stayed as it was is one."""
    part = np.zeros((SIDE, SIDE), np.float32)
    part[400:500, 230:360] = 1
    shade = np.array(0.35)
    made = times(recolour(bag().photo, cv2.GaussianBlur(part, (0, 0), 1.0), to="#d8c9a8"), shade)
    asked = {"before": times(bag().photo, shade), "may_change": part, "asked_colour": "#d8c9a8"}
    good = looked(generated(made, seed=2, side=SIDE), Job.REFERENCE_EDIT, **asked)
    same = looked(generated(times(bag().photo, shade), seed=2, side=SIDE), Job.REFERENCE_EDIT, **asked)
    assert good["asked colour"].flag == "fine", good["asked colour"].says
    assert same["asked colour"].flag == "look"
    assert "is what it was" in same["asked colour"].says


def test_a_repair_beside_an_edge_of_the_photograph_joins() -> None:
    """A step of tone that was photographed is not the repair's, nor is a plain place without texture wiped."""
    plain = np.full((SIDE, SIDE, 3), 200, np.uint8)
    plain[:, SIDE // 2 :] = 90
    matte, spot = np.ones((SIDE, SIDE), np.float32), np.zeros((SIDE, SIDE), np.float32)
    plain[::40] //= 2
    spot[330:345, 300:320] = 1
    scratched = plain.copy()
    scratched[336:339, 304:316] = 20
    subject = Case(before=encode_png(scratched), after=encode_png(plain), job=Job.DETAIL_REPAIR, matte=matte,
                      may_change=spot)  # fmt: skip
    found = {m.name: m for m in measure(subject, load_limits(), read_text=False).evidence.measures}
    assert found["repair"].flag == "fine", found["repair"].says
