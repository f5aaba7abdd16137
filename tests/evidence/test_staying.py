"""What must stay, in every job: outside the scope everything is compared, inside it what was asked."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from studio.core.attempts.evidence import Measure
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job, Role
from studio.engines.base import EditRequest, InputPicture
from studio.engines.local import changeable
from studio.engines.local_base import open_edit
from studio.evidence.case import Case
from studio.evidence.identical import copied_at
from studio.evidence.identity import Kept
from studio.evidence.measure import measure
from studio.evidence.pair import open_pair
from studio.pictures import encode_png
from studio.store.settings import load_limits
from studio.vision.recolour import recolour
from studio.workflow.judging.measure import asked_colour
from tests.bench.faults import Image8, Product, lab_changed, turned
from tests.vision.spoil import generated

SIDE = 480


@cache
def bag() -> Product:
    return Product("bag", side=SIDE)


def zone(left: float, top: float, width: float, height: float) -> np.ndarray:
    """(H, W) 1 in a box given in fractions."""
    found = np.zeros((SIDE, SIDE), np.float32)
    found[int(top * SIDE) : int((top + height) * SIDE), int(left * SIDE) : int((left + width) * SIDE)] = 1
    return found


ASKED, ELSEWHERE = zone(0.35, 0.62, 0.22, 0.16), zone(0.56, 0.56, 0.09, 0.09)
"""Two parts of the bag's leather."""


def looked(after: Image8, job: Job, **asked: object) -> dict[str, Measure]:
    """The measures by name."""
    subject = Case(before=encode_png(bag().photo), after=encode_png(after), job=job, matte=bag().matte, **asked)
    return {m.name: m for m in measure(subject, load_limits(), read_text=False).evidence.measures}


def flags(found: dict[str, Measure]) -> set[str]:
    return {name for name, one in found.items() if one.flag == "look"}


def engine(picture: Image8) -> Image8:
    """As a generative engine gives it back."""
    return generated(picture, seed=4, scale=1.01, shift=(2, -2), stops=0.03, side=SIDE)


def in_blue(*, green: bool) -> Image8:
    """The asked part in blue, and perhaps another one in green, as from an engine."""
    made = recolour(bag().photo, cv2.GaussianBlur(ASKED, (0, 0), 1.0), to="#2244aa")
    if green:
        made = recolour(made, cv2.GaussianBlur(ELSEWHERE, (0, 0), 1.0), to="#228833")
    return engine(made)


def lies_on(place: tuple[float, float, float, float] | None, part: np.ndarray) -> bool:
    """Whether a place's centre lies on a part."""
    assert place is not None
    x, y = place[0] + place[2] / 2, place[1] + place[3] / 2
    return bool(cv2.dilate(part, np.ones((25, 25)))[int(y * SIDE), int(x * SIDE)])


def test_a_reference_edit_that_changes_another_part_is_flagged_there() -> None:
    """“The glove to blue” with the face turned green is no perfect edit."""
    asked = {"may_change": ASKED, "asked_colour": "#2244aa"}
    good = looked(in_blue(green=False), Job.REFERENCE_EDIT, **asked)
    bad = looked(in_blue(green=True), Job.REFERENCE_EDIT, **asked)
    assert flags(good) == set()
    assert (bad["changed part"].flag, bad["changed part"].criterion) == ("look", "subject identity")
    assert lies_on(bad["changed part"].place, ELSEWHERE)


def test_without_a_scope_the_evidence_says_so_and_a_part_of_another_colour_is_flagged() -> None:
    """Nothing is judged that nobody located, but green is not blue."""
    good = looked(in_blue(green=False), Job.REFERENCE_EDIT, asked_colour="#2244aa")
    bad = looked(in_blue(green=True), Job.REFERENCE_EDIT, asked_colour="#2244aa")
    assert flags(good) == set()
    assert good["changed part"].flag == "unknown"
    assert lies_on(good["changed part"].place, ASKED)
    assert "not located" in good["changed part"].says
    assert bad["changed part"].flag == "look"
    assert lies_on(bad["changed part"].place, ELSEWHERE)


def test_a_recoloured_part_is_held_against_the_colour_that_was_asked() -> None:
    """Red is not blue, and a part painted over has lost its texture."""
    red = engine(recolour(bag().photo, ASKED, to="#aa2222"))
    flat = bag().photo.copy()
    flat[ASKED > 0] = (0x22, 0x44, 0xAA)
    for made in (red, engine(flat)):
        found = looked(made, Job.REFERENCE_EDIT, may_change=ASKED, asked_colour="#2244aa")
        assert flags(found) == {"asked colour"}


def test_the_background_must_stay_in_a_reference_edit_of_the_product() -> None:
    """A scope that is the product leaves the rest to be compared."""
    spot = (bag().matte < 0.02) & (ELSEWHERE[::-1] > 0)
    made = np.where(spot[..., None], bag().photo // 2, bag().photo)
    found = looked(engine(made.astype(np.uint8)), Job.REFERENCE_EDIT, may_change=bag().matte)
    assert "changed part" in flags(found)


def test_a_repair_joins_and_leaves_everything_else() -> None:
    """A spot that stays, a patch that shows, and a change elsewhere are three different faults."""
    bag_photo, spot = bag().photo, zone(0.5, 0.7, 0.03, 0.03)
    good = bag_photo.copy()
    rows, columns = np.nonzero(spot)
    good[rows, columns] = bag_photo[rows, columns + 30]
    patch = bag_photo.copy()
    patch[spot > 0] = (250, 120, 60)
    elsewhere = good.copy()
    elsewhere[ELSEWHERE > 0] = lab_changed(bag_photo, turned(90))[ELSEWHERE > 0]

    def found(made: Image8) -> dict[str, Measure]:
        return looked(made, Job.DETAIL_REPAIR, may_change=spot)

    assert flags(found(good)) == set()
    assert flags(found(bag_photo)) == {"repair"}
    assert flags(found(patch)) == {"repair"}
    assert "changed part" in flags(found(engine(elsewhere)))


def test_a_repair_whose_place_is_unknown_is_not_judged() -> None:
    """It says so and shows the largest change."""
    made = bag().photo.copy()
    made[ELSEWHERE > 0] = 255 - made[ELSEWHERE > 0]
    found = looked(made, Job.DETAIL_REPAIR)["changed part"]
    assert found.flag == "unknown"
    assert lies_on(found.place, ELSEWHERE)


def test_an_extension_that_touches_the_photograph_is_flagged() -> None:
    """The canvas grows; what was photographed stays, also beside the product."""
    wide = cv2.copyMakeBorder(bag().photo, 0, 0, 120, 120, cv2.BORDER_REPLICATE)
    spoilt = wide.copy()
    spoilt[20:80, 140:200] = (40, 90, 60)
    assert not flags(looked(wide, Job.LAYOUT_EXTENSION)) - {"fill"}
    found = looked(generated(spoilt, seed=3, side=SIDE), Job.LAYOUT_EXTENSION)
    assert found["changed part"].flag == "look"
    assert found["changed part"].place is not None
    assert found["changed part"].place[0] < 0.3


def test_a_background_replacement_with_a_scope_keeps_everything_outside_it() -> None:
    """A box as scope: the paper elsewhere must stay."""
    made = bag().photo.copy()
    made[:40, :40] = 90
    found = looked(engine(made), Job.BACKGROUND_REPLACEMENT, may_change=zone(0.8, 0.0, 0.2, 0.3))
    assert found["changed part"].flag == "look"
    assert lies_on(found["changed part"].place, zone(0, 0, 0.1, 0.1))


@pytest.mark.parametrize("way", ["jpeg", "webp", "small", "large"])
def test_a_picture_that_was_only_saved_again_raises_nothing(way: str) -> None:
    """Compression and another size are no faults of an edit."""
    picture = bag().photo[..., ::-1]
    if way in {"small", "large"}:
        side = SIDE * 3 // 4 if way == "small" else SIDE * 5 // 4
        picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA if way == "small" else cv2.INTER_CUBIC)
    kind, option = (".webp", cv2.IMWRITE_WEBP_QUALITY) if way == "webp" else (".jpg", cv2.IMWRITE_JPEG_QUALITY)
    coded = cv2.imencode(kind, np.ascontiguousarray(picture), [option, 80])[1]
    made = np.ascontiguousarray(cv2.imdecode(coded, 1)[..., ::-1])
    assert flags(looked(made, Job.BACKGROUND_REPLACEMENT)) - {"fill"} == set()


def test_copied_pixels_are_found_at_full_size_wherever_the_frame_was_cut() -> None:
    """A crop and a new background leave the product's pixels as they are: nothing is fitted or scaled over them."""
    large = Product("bag", side=1100)
    made = large.on(large.sweep)[40:, 30:1070]
    assert copied_at(large.photo, made, large.matte > 0.999) == (-30, -40)
    subject = Case(before=encode_png(large.photo), after=encode_png(np.ascontiguousarray(made)),
                      job=Job.BACKGROUND_REPLACEMENT, matte=large.matte)  # fmt: skip
    found = {m.name: m for m in measure(subject, load_limits(), read_text=False).evidence.measures}
    assert found["preserved region"].value == 99.0
    assert "100% of it is the photograph, bit for bit" in found["preserved region"].says
    assert "look" not in {m.flag for m in found.values() if m.criterion == "subject identity"}


def test_a_small_detail_that_was_rewritten_is_found_in_what_a_generative_engine_made() -> None:
    """0.13 % of the picture."""
    made = bag().photo.copy()
    rows, columns = bag().label
    part = made[rows, columns]
    quarter, width = part.shape[0] // 4, part.shape[1]
    part[quarter : 2 * quarter, width // 4 : width * 3 // 4] = part[
        2 * quarter : 3 * quarter, width // 4 : width * 3 // 4
    ][:, ::-1].copy()
    found = looked(engine(bag().on(bag().sweep, photo=made)), Job.BACKGROUND_REPLACEMENT)
    assert found["changed part"].flag == "look"


SPECS = {
    "repair": ({"local": {"repair": [{"box": [0.1, 0.2, 0.1, 0.1]}]}}, Job.DETAIL_REPAIR, 0.01),
    "scope box": ({"scope": {"box": [0.0, 0.0, 0.5, 0.5]}}, Job.REFERENCE_EDIT, 0.25),
    "insert": ({"local": {"place": {"box": [0.2, 0.2, 0.2, 0.1]}}}, Job.REFERENCE_EDIT, 0.02),
    "whole": ({"scope": "whole"}, Job.REFERENCE_EDIT, 1.0),
    "nothing": ({"change": "the strap to blue"}, Job.REFERENCE_EDIT, None),
    "repair in words": ({"change": "the scratch"}, Job.DETAIL_REPAIR, None),
}  # fmt: skip


@pytest.mark.parametrize("name", SPECS)
def test_a_recipe_locates_what_may_change(name: str) -> None:
    """By its scope, its repairs or its box; words alone locate nothing."""
    fields, job, share = SPECS[name]
    target = InputPicture("before.png", Role.EDIT_TARGET, encode_png(bag().photo))
    request = EditRequest(
        recipe="bag", job=job, spec=EditSpec.model_validate(fields), prompt="", inputs=(target,), files={}
    )
    found = changeable(open_edit(request, lambda _fraction, _label: None))
    assert (None if found is None else round(float(found.mean()), 2)) == share


@pytest.mark.parametrize(("change", "colour"), [
    ("the glove to blue", "#0000ff"), ("the strap to navy.", "#000080"), ("the bag to a dark red", "#8b0000"),
    ("the strap to #aabbcc", "#aabbcc"), ("the handle to the left", None), ("the background to a bright shop", None),
])  # fmt: skip
def test_the_asked_colour_is_read_from_a_plain_sentence(change: str, colour: str | None) -> None:
    """At the end of it, by its CSS name."""
    assert asked_colour(EditSpec(change=change))[0] == colour


def test_a_scene_that_stayed_says_nothing_of_a_surface_that_did_not() -> None:
    """Bit for bit around the product, and made anew in it: how much was copied counts over the product alone."""
    before = np.random.default_rng(1).normal(128, 20, (SIDE, SIDE, 3)).clip(0, 255).astype(np.uint8)
    product = zone(0.3, 0.3, 0.4, 0.4)
    before[product > 0] = 120
    after = before.copy()
    after[product > 0] = 121
    whole = np.ones((SIDE, SIDE), np.float32)
    pair = open_pair(before, after, whole)
    x, y = pair.product.origin
    height, width = pair.product.matte.shape
    steady, noun = Kept(pair.product, "The picture", (), product=product[y : y + height, x : x + width]).steady
    assert noun == "The product"
    assert pair.copied > 0.8
    assert steady.copied < 0.1
