"""The built-in engine: the four jobs, what it promises, and what it says no to."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from studio.core.size import Size
from studio.engines.base import EditRequest, InputPicture, Progress
from studio.engines.local import LocalEngine
from studio.errors import Cancelled, EngineNeeds, EngineRefused
from studio.pictures import encode_png
from studio.vision.model_files import FOLDER_VARIABLE
from tests.vision.test_subject import photo, truth

SIDE = 400


def small(name: str = "bag_before.jpg") -> NDArray[np.uint8]:
    return np.ascontiguousarray(cv2.resize(photo(name), (SIDE, SIDE), interpolation=cv2.INTER_AREA))


def small_matte(name: str = "bag") -> NDArray[np.uint8]:
    return np.round(cv2.resize(truth(name), (SIDE, SIDE), interpolation=cv2.INTER_AREA) * 255).astype(np.uint8)


def request(
    spec: dict[str, Any], *, job: str = "background-replacement", source: NDArray[np.uint8] | None = None,
    size: Size | None = None, references: tuple[InputPicture, ...] = (), mask: NDArray[np.uint8] | None = None,
) -> EditRequest:  # fmt: skip
    files = {"subject.png": encode_png(np.dstack([small_matte()] * 3))}
    if mask is not None:
        files["mask.png"] = encode_png(mask)
    target = InputPicture("before.png", "edit target", encode_png(small() if source is None else source))
    edit = EditSpec.model_validate({"change": "the wish in words", "subject": {"mask": "subject.png"}, **spec})
    return EditRequest(
        recipe="a-bag", job=Job(job), spec=edit, prompt="p", inputs=(target, *references), files=files, size=size
    )


def made(wanted: EditRequest) -> NDArray[np.uint8]:
    engine = LocalEngine()
    result = asyncio.run(
        engine.edit(wanted, used=engine.prepare(wanted), on_event=lambda _event: None, raw=io.BytesIO())
    )
    return np.ascontiguousarray(cv2.imdecode(np.frombuffer(result.data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1])


KINDS = ("white", "solid", "sweep", "retail", "window-light", "wood-table", "marble", "studio-paper", "dusk-bokeh")


@pytest.mark.parametrize("kind", KINDS)
def test_every_backdrop_leaves_the_product_untouched(kind: str) -> None:
    """Where coverage is full, the pixels are the photograph's."""
    result = made(request({"local": {"background": {"kind": kind}, "seed": 3}}))
    whole = small_matte() == 255
    assert np.array_equal(result[whole], small()[whole])
    assert not np.array_equal(result[small_matte() == 0], small()[small_matte() == 0])


def test_the_same_seed_makes_the_same_picture_and_another_seed_another() -> None:
    """Bit for bit."""
    first, again, other = (
        made(request({"local": {"background": {"kind": "retail"}, "seed": seed}})) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_white_is_white_to_the_border_and_the_shadow_stays_inside() -> None:
    """A ring of two percent is 255 everywhere."""
    result = made(request({"local": {"background": {"kind": "white"}, "shadow": {"mode": "both", "strength": 0.9}}}))
    ring = np.ones(result.shape[:2], bool)
    ring[8:-8, 8:-8] = False
    assert (result[ring] == 255).all()
    assert (result[small_matte() == 0] < 250).any()


def test_fill_sets_the_products_share_of_the_frame_without_resampling() -> None:
    """The product's pixels are found again in the new frame."""
    result = made(request({"aspect": "1:1", "local": {"background": {"kind": "white"}, "canvas": {"fill": 0.9}}}))
    product = (result < 250).any(-1)
    rows = np.flatnonzero(product.any(1))
    assert abs(len(range(rows[0], rows[-1] + 1)) / len(result) - 0.9) < 0.05


def test_an_extension_keeps_every_pixel_and_shows_no_second_product() -> None:
    """The photograph lies in the wider frame bit for bit; what was added looks like its backdrop."""
    wanted = request(
        {"aspect": "16:9", "local": {"canvas": {"anchor": "right"}}}, job="layout-extension", size=Size(16, 9)
    )
    result = made(wanted)
    assert result.shape[1] == round(SIDE * 16 / 9)
    assert np.array_equal(result[:, -SIDE:], small())
    added = result[:, :-SIDE].astype(int)
    assert (added.max(-1) - added.min(-1)).max() < 40, "leather is far more colourful than studio paper"


def test_a_repair_changes_nothing_outside_its_marks() -> None:
    """Outside the mark, grown by a pixel, not a bit changes; inside, the speck is gone."""
    damaged = small()
    damaged[250:256, 200:206] = (255, 0, 255)
    box = [198 / SIDE, 248 / SIDE, 10 / SIDE, 10 / SIDE]
    result = made(request({"local": {"repair": [{"box": box}]}}, job="detail-repair", source=damaged))
    outside = np.ones((SIDE, SIDE), bool)
    outside[246:260, 196:210] = False
    assert np.array_equal(result[outside], damaged[outside])
    leather = np.median(small()[246:260, 196:210].reshape(-1, 3), 0)
    assert np.abs(result[248:258, 198:208].reshape(-1, 3) - leather).mean() < 25


def test_a_repair_takes_a_mask_as_the_images_api_has_it() -> None:
    """The transparent part is the part to edit."""
    mask = np.full((SIDE, SIDE, 4), 255, np.uint8)
    mask[250:256, 200:206, 3] = 0
    damaged = small()
    damaged[250:256, 200:206] = (255, 0, 255)
    result = made(request({"scope": {"mask": "mask.png"}}, job="detail-repair", source=damaged, mask=mask))
    assert not (result[250:256, 200:206] == (255, 0, 255)).all(-1).any()


def test_a_recolour_reaches_the_target_and_keeps_the_texture() -> None:
    """The leather's mean moves to the colour; light and dark of the grain stay."""
    recolour = {"to": "#27365c", "near": "#a8603a"}
    result = made(request({"local": {"recolour": recolour}}, job="reference-edit"))
    changed = (np.abs(result.astype(int) - small()).sum(-1) > 60) & (small_matte() == 255)
    assert changed.mean() > 0.15
    assert np.abs(result[changed].mean(0) - (0x27, 0x36, 0x5C)).max() < 30
    grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[changed].astype(float) for picture in (small(), result)]
    assert np.corrcoef(*grey)[0, 1] > 0.8
    assert np.array_equal(result[small_matte() == 0], small()[small_matte() == 0])


def test_a_palette_protects_the_product() -> None:
    """Colours come from the reference; the product keeps its own."""
    evening = np.zeros((60, 60, 3), np.uint8)
    evening[:30], evening[30:] = (40, 50, 90), (230, 150, 110)
    lent = InputPicture("swatch.png", "palette", encode_png(evening))
    result = made(request({"local": {"palette": {}}}, job="reference-edit", references=(lent,)))
    whole, outside = small_matte() == 255, small_matte() == 0
    assert np.array_equal(result[whole], small()[whole])
    assert np.abs(result[outside].astype(int) - small()[outside]).mean() > 5


def test_a_logo_is_placed_inside_its_box_only() -> None:
    """Outside the box the surface is untouched."""
    mark = np.zeros((64, 64, 4), np.uint8)
    mark[8:56, 8:56] = (10, 60, 40, 255)
    lent = InputPicture("mark.png", "logo", encode_png(mark))
    place = {"box": [0.4, 0.45, 0.1, 0.1]}
    result = made(request({"local": {"place": place}}, job="reference-edit", references=(lent,)))
    inside = np.zeros((SIDE, SIDE), bool)
    inside[178:222, 158:202] = True
    assert np.array_equal(result[~inside], small()[~inside])
    assert (result[185:215, 165:195].mean((0, 1)) < small()[185:215, 165:195].mean((0, 1))).all()


def test_outside_a_scope_the_source_stays_exact() -> None:
    """A box scope bounds any edit."""
    spec = {"scope": {"box": [0, 0, 0.5, 1]}, "local": {"recolour": {"to": "#27365c"}}}
    result = made(request(spec, job="reference-edit"))
    assert np.array_equal(result[:, SIDE // 2 :], small()[:, SIDE // 2 :])
    assert not np.array_equal(result[:, : SIDE // 2], small()[:, : SIDE // 2])


@pytest.mark.parametrize(
    ("job", "field"),
    [("background-replacement", "background: {kind: white}"), ("detail-repair", "repair:"),
     ("reference-edit", "recolour:"), ("layout-extension", "aspect: 16:9")],
)  # fmt: skip
def test_a_wish_in_words_is_refused_with_the_field_and_the_other_way(job: str, field: str) -> None:
    """It says which field would make it possible, and what the OpenAI engine would do."""
    with pytest.raises(EngineRefused) as refused:
        LocalEngine().prepare(request({}, job=job))
    assert field in str(refused.value)
    assert "--engine openai" in str(refused.value)
    assert "the wish in words" in str(refused.value)


def test_without_a_network_the_mug_on_oak_must_ask_for_an_outline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Never a silent bad picture."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    wanted = request({"subject": "auto", "local": {"background": {"kind": "white"}}}, source=small("mug_before.jpg"))
    with pytest.raises(EngineNeeds, match="needs: polygon"):
        made(wanted)


def test_who_asks_says_what_helps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The page that shows what was found, the click, the box, and the network that is not there."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    wanted = request({"subject": "auto", "local": {"background": {"kind": "white"}}}, source=small("mug_before.jpg"))
    with pytest.raises(EngineNeeds) as asked:
        made(wanted)
    for words in ("studio mask a-bag", "{point: [x, y]}", "{box: ", "studio models fetch u2netp"):
        assert words in str(asked.value)


def test_several_things_taken_for_one_product_are_told() -> None:
    """Two bags in one picture may both be meant, or one: the reviewer hears of it."""
    both = np.hstack([small(), small()])
    wanted = request({"subject": "auto", "local": {"background": {"kind": "white"}}}, source=both)
    engine = LocalEngine()
    doing = engine.edit(wanted, used=engine.prepare(wanted), on_event=lambda _event: None, raw=io.BytesIO())
    assert "It took 2 separate things" in " ".join(asyncio.run(doing).warnings)


def test_an_edit_tells_who_found_the_product() -> None:
    """Two finders and how far they agree; nobody where a person drew it."""
    for subject, found_by in (("auto", "the border and"), ({"polygon": [[0.2, 0.2], [0.8, 0.2], [0.5, 0.9]]}, None)):
        engine, wanted = LocalEngine(), request({"subject": subject, "local": {"background": {"kind": "white"}}})
        doing = engine.edit(wanted, used=engine.prepare(wanted), on_event=lambda _event: None, raw=io.BytesIO())
        said = asyncio.run(doing).subject
        assert said is None if found_by is None else said is not None and said.startswith(found_by)


def test_two_reference_edits_in_one_are_refused() -> None:
    """Big jobs are chains of small edits."""
    with pytest.raises(EngineRefused, match="chain them"):
        LocalEngine().prepare(request({"local": {"recolour": {"to": "#27365c"}, "palette": {}}}, job="reference-edit"))


def test_an_edit_can_be_stopped_between_two_steps() -> None:
    """The listener's word ends it."""

    def stop(event: object) -> None:
        if isinstance(event, Progress) and event.fraction > 0.5:
            raise Cancelled("stopped")

    engine, wanted = LocalEngine(), request({"local": {"background": {"kind": "white"}}})
    with pytest.raises(Cancelled):
        asyncio.run(engine.edit(wanted, used=engine.prepare(wanted), on_event=stop, raw=io.BytesIO()))
