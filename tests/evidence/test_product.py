"""What is measured over the product: every fault is flagged at its criterion, and a good edit raises nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from skimage.color import deltaE_ciede2000
from skimage.metrics import structural_similarity

from studio.core.attempts.evidence import METHOD, Evidence
from studio.core.recipe.words import Job
from studio.evidence.case import Case
from studio.evidence.changes import Part, change_map, changed_part, changed_parts, is_other_everywhere
from studio.evidence.identity import colour, ssim
from studio.evidence.measure import Measured, measure
from studio.evidence.pair import Pair
from studio.evidence.texture import Texture, texture_measure
from studio.pictures import encode_png
from studio.store.settings import load_limits
from studio.vision.registration import Registration
from tests.bench import faults
from tests.bench.faults import Image8, Product
from tests.conftest import ROOT
from tests.vision.spoil import generated


@cache
def bag() -> Product:
    return Product("bag", side=540)


def measured(after: Image8, *, job: Job = Job.BACKGROUND_REPLACEMENT) -> Measured:
    p = bag()
    subject = Case(before=encode_png(p.photo), after=encode_png(after), job=job, matte=p.matte)
    return measure(subject, load_limits(), read_text=False)


def looks(evidence: Evidence) -> dict[str, str]:
    """Name and criterion of everything that asks for a look."""
    return {m.name: m.criterion for m in evidence.measures if m.flag == "look"}


def test_delta_e_agrees_with_the_34_pairs_of_sharma_wu_and_dalal() -> None:
    """The formula that is used gives the published differences to four decimals."""
    table = np.loadtxt(ROOT / "tests/fixtures/tables/ciede2000.csv", delimiter=",")
    assert table.shape == (34, 7)
    assert np.abs(deltaE_ciede2000(table[:, :3], table[:, 3:6]) - table[:, 6]).max() < 5e-5


def test_the_similarity_that_is_said_is_the_published_one() -> None:
    """Of a photograph and a blurred one: scikit-image's index of Wang et al., its mean to four decimals."""
    photo = bag().photo
    blurred = cv2.GaussianBlur(photo, (0, 0), 1.5)
    grey = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (photo, blurred))
    wanted = structural_similarity(
        *grey, full=True, gaussian_weights=True, use_sample_covariance=False, data_range=255
    )[1]  # fmt: skip
    apart = ssim(photo, blurred) - wanted
    assert np.abs(apart).max() < 1e-3
    assert abs(apart.mean()) < 5e-5


@pytest.mark.parametrize(("wide", "is_named"), [(6, False), (40, True)])
def test_a_colour_is_named_of_areas_and_not_of_thin_letters(wide: int, is_named: bool) -> None:
    """Stripes that became paler: as wide as a letter's line, and as wide as a surface."""

    def striped(red: int) -> Image8:
        picture = np.full((400, 400, 3), 150, np.uint8)
        for left in range(40, 360, 80):
            picture[40:360, left : left + wide] = (red, 120, 120)
        return picture

    matte = np.ones((400, 400), np.float32)
    pair = Pair(striped(200), striped(165), matte, Registration(np.eye(3)[:2], 1.0, is_exact=True))
    says = colour(pair, load_limits(), "The product", np.ones((400, 400), bool)).says
    assert ("paler" in says) is is_named


def test_an_exact_edit_raises_nothing_and_is_said_to_be_exact() -> None:
    """The product bit for bit: 99 dB, and no heat map because nothing changed."""
    found = measured(bag().on(bag().sweep))
    assert looks(found.evidence) == {}
    kept = next(m for m in found.evidence.measures if m.name == "preserved region")
    assert kept.value == 99.0
    assert found.heat_map is None


def test_what_a_generative_engine_does_to_every_picture_raises_nothing() -> None:
    """Shift, scale, wobble, tint, grain and compression within what is usual are no faults."""
    made = generated(bag().on(bag().sweep), seed=9, scale=1.01, shift=(3, -2), stops=-0.04, tint=0.006, side=640)
    assert looks(measured(made).evidence) == {}


def beside(p: Product, wide: float) -> Image8:
    """The product pasted over one that is wider."""
    behind = faults.moved(p.on(p.sweep), [[wide, 0, (1 - wide) * p.matte.shape[1] / 2], [0, 1, 0]])
    return np.asarray(np.where(p.matte[..., None] > 0.5, p.photo, behind), np.uint8)


FAULTS: dict[str, tuple[Callable[[Product], Image8], str, str]] = {
    "recoloured": (lambda p: p.on(p.sweep, photo=faults.lab_changed(p.photo, faults.turned(40))), "colour",
                   "subject identity"),
    "darkened": (lambda p: p.on(p.sweep, photo=faults.lab_changed(p.photo, faults.scaled(light=0.84))), "colour",
                 "subject identity"),
    "label wiped": (lambda p: p.on(p.sweep, photo=faults.on_label(p, faults.wiped)), "changed part",
                    "subject identity"),
    "detail duplicated": (lambda p: p.on(p.sweep, photo=faults.duplicated(p)), "changed part", "subject identity"),
    "blurred": (lambda p: p.on(p.sweep, photo=cv2.GaussianBlur(p.photo, (0, 0), 1.6)), "sharpness",
                "subject identity"),
    "smoothed": (lambda p: p.on(p.sweep, photo=cv2.bilateralFilter(p.photo, 11, 45, 5)), "texture",
                 "subject identity"),
    "stretched": (lambda p: faults.moved(p.on(p.sweep), [[1.09, 0, -30], [0, 1, 0]]), "proportions",
                  "layout and crop"),
    "tilted": (lambda p: faults.moved(p.on(p.sweep), faults.spun(p.photo, 8, 1.0)), "tilt", "layout and crop"),
    "cut off": (lambda p: faults.moved(p.on(p.sweep), faults.spun(p.photo, 0, 1.3, down=-0.2)), "cut off",
                "layout and crop"),
    "small": (lambda p: faults.moved(p.on(p.sweep), faults.spun(p.photo, 0, 0.55)), "fill", "layout and crop"),
    "halo": (lambda p: faults.ringed(p, 9, 0.0), "halo", "reuse potential"),
    "banding": (faults.banded, "banding", "commercial fit"),
    "second edge": (lambda p: beside(p, 1.08), "second edge", "reuse potential"),
    "floating": (lambda p: p.on(p.sweep, shadow=False), "footing", "commercial fit"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_flagged_at_its_criterion(name: str) -> None:
    """Each of these is seen, and said where the reviewer is asked about it."""
    make, flag, criterion = FAULTS[name]
    assert looks(measured(make(bag())).evidence).get(flag) == criterion


@pytest.mark.parametrize("job", [Job.DETAIL_REPAIR, Job.REFERENCE_EDIT])
def test_a_product_that_left_the_frame_within_its_scene_is_not_said_to_be_whole(job: Job) -> None:
    """Two thirds beyond the right edge while the scene stayed: cut off, or said to be unmeasured."""
    p = bag()
    scene = np.broadcast_to(np.float32((0.4, 0.5, 0.45)), p.sweep.shape)
    far = faults.moved(p.photo, [[1, 0, 430], [0, 1, 0]])
    matte = faults.moved(p.matte, [[1, 0, 430], [0, 1, 0]])
    matte[:, :430] = 0
    before, after = p.on(scene), np.where(matte[..., None] > 0.5, far, p.on(scene, shadow=False) * 0 + np.uint8(115))
    subject = Case(before=encode_png(before), after=encode_png(after), job=job, matte=p.matte)
    said = [m.says for m in measure(subject, load_limits(), read_text=False).evidence.measures]
    assert "The whole product is in the frame." not in said


def test_a_changed_part_says_where() -> None:
    """The place of a wiped label lies on the label, and there is a picture that shows it."""
    found = measured(bag().on(bag().sweep, photo=faults.on_label(bag(), faults.wiped)))
    place = next(m for m in found.evidence.measures if m.name == "changed part").place
    assert place is not None
    side, (rows, columns) = bag().matte.shape[0], bag().label
    x, y = place[0] + place[2] / 2, place[1] + place[3] / 2
    assert columns.start - 8 <= x * side <= columns.stop + 8
    assert rows.start - 8 <= y * side <= rows.stop + 8
    assert found.heat_map is not None


def small_pair(move: list[list[float]]) -> Pair:
    """A plain picture of 64 pixels that is all product, and an edit that lies over it so."""
    plain = np.full((64, 64, 3), 120, np.uint8)
    return Pair(plain, plain, np.ones((64, 64), np.float32), Registration(np.array(move), 1.0))


@pytest.mark.parametrize(
    ("scale", "strength", "is_aligned", "flag", "says"),
    [
        (1.0, 40.0, True, "look", "A part of the product changed"),
        (0.5, 40.0, True, "unknown", "far fewer pixels than in the photograph: cannot tell"),
        (0.5, 400.0, True, "look", "A part of the product changed"),
        (1.0, 0.0, True, "fine", "No changed part was found"),
        (1.0, 0.0, False, "unknown", "does not lie on the photograph: cannot tell"),
    ],
)
def test_a_changed_part_is_named_or_ruled_out_only_where_that_can_be_told(
    scale: float, strength: float, is_aligned: bool, flag: str, says: str
) -> None:
    """With half the pixels fine edges are gone, and over another place nothing small can be found."""
    pair = small_pair([[1 / scale, 0, 0], [0, 1 / scale, 0]])
    parts = [Part((20, 20, 30, 30), strength, 0.02, np.ones((64, 64), bool))] if strength else []
    measure = changed_part(pair, parts, load_limits(), noun="The product", is_aligned=is_aligned)
    assert measure.flag == flag
    assert says in measure.says


@pytest.mark.parametrize(("drawn", "is_changed"), [("moved", False), ("wiped", True), ("larger", True)])
def test_a_strong_edge_redrawn_beside_its_place_is_no_changed_part(drawn: str, is_changed: bool) -> None:
    """A black wheel three pixels beside its place is the same wheel; a larger one, or none, is a change."""
    before = np.full((160, 160, 3), 150, np.uint8)
    after = before.copy()
    cv2.circle(before, (80 * 16, 80 * 16), 25 * 16, (20, 20, 20), -1, cv2.LINE_AA, shift=4)
    x, radius = (80 + 3, 25) if drawn == "moved" else (80, 32)
    if drawn != "wiped":
        cv2.circle(after, (round(x * 16), 80 * 16), radius * 16, (20, 20, 20), -1, cv2.LINE_AA, shift=4)
    pair = Pair(before, after, np.ones((160, 160), np.float32), Registration(np.eye(3)[:2], 1.0))
    pair.__dict__["compared"] = before, after  # as they were drawn
    changes = change_map(pair)
    assert changes.max() > load_limits().changed_part
    assert bool(changed_parts(pair, load_limits(), changes)) == is_changed


def test_what_differs_everywhere_rules_no_changed_part_out() -> None:
    """A lid that is gone hides in the measure of what is usual when the rest differs as well."""
    pair = small_pair([[1, 0, 0], [0, 1, 0]])
    scaled, usual = np.full((64, 64), 1.0, np.float32), np.full((64, 64), 0.5, np.float32)
    assert is_other_everywhere(pair, scaled)
    assert not is_other_everywhere(pair, usual)
    measure = changed_part(pair, [], load_limits(), noun="The product", is_aligned=True, is_other=True)
    assert measure.flag == "unknown"
    assert "everywhere: cannot tell" in measure.says


def test_nothing_is_compared_where_the_frame_cuts_the_product() -> None:
    """The last pixels before an edit's frame hold what was taken from beyond it: four of them are left out."""
    pair = small_pair([[1, 0, -30], [0, 1, 0]])
    assert pair.laid[1][32, 33]
    assert np.flatnonzero(pair.seen[32]).max() == 29


@pytest.mark.parametrize(
    ("found", "flag", "says"),
    [
        (Texture(kept=0.95, lost=0.05, energy=0.9, alike=0.95, covers=0.8), "fine", "95% of the fine texture that"),
        (Texture(kept=0.91, lost=0.25, energy=0.96, alike=0.91, covers=0.8), "unknown", "25% of it was not found"),
        (Texture(kept=0.85, lost=0.05, energy=0.92, alike=0.87, covers=0.4), "unknown", "only 40% of it has one"),
        (Texture(kept=0.75, lost=0.44, energy=0.60, alike=0.87, covers=0.4), "unknown", "only 40% of it has one"),
        (Texture(kept=0.60, lost=0.50, energy=0.68, alike=0.82, covers=0.8), "unknown", "60% of it was found again"),
        (Texture(kept=0.49, lost=0.67, energy=0.63, alike=0.72, covers=0.8), "unknown", "49% of it was found again"),
        (Texture(kept=0.30, lost=0.70, energy=0.40, alike=0.60, covers=0.8), "look", "The fine texture is smoothed"),
        (Texture(kept=0.20, lost=0.80, energy=1.00, alike=0.20, covers=0.3), "look", "The fine texture is made anew"),
    ],
)
def test_a_texture_is_said_to_have_stayed_or_gone_only_where_that_can_be_told(
    found: Texture, flag: str, says: str
) -> None:
    """The lettering of a plain thing stays whatever becomes of its surface, and a weakened texture is not lost."""
    measure = texture_measure(found, load_limits(), is_as_it_was=True)
    assert measure.flag == flag
    assert says in measure.says


def test_another_picture_cannot_be_aligned_and_that_is_the_answer() -> None:
    """No number is made up over a product that is not there."""
    other = np.random.default_rng(1).integers(0, 255, (90, 90, 3), np.uint8)
    evidence = measured(cv2.resize(other, (540, 540), interpolation=cv2.INTER_CUBIC)).evidence
    assert looks(evidence) == {"registration": "subject identity"}
    assert not {"colour", "sharpness", "tilt", "halo"} & {m.name for m in evidence.measures}


def test_a_repair_may_change_the_product() -> None:
    """What an edit is asked to change is not held against it."""
    made = bag().on(bag().sweep, photo=faults.on_label(bag(), faults.wiped))
    assert "changed part" not in looks(measured(made, job=Job.DETAIL_REPAIR).evidence)


def test_the_limits_belong_to_the_method_that_measures() -> None:
    """A new method needs its limits weighed anew."""
    assert load_limits().method == METHOD
