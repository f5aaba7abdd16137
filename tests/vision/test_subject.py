"""Finding the product, against rendered truth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.vision.model_files import FOLDER_VARIABLE, MODEL, find_model
from studio.vision.saliency import find_salient
from studio.vision.segment import at_working_size
from studio.vision.subject import SubjectFound, find_subject, subject_from_polygon
from tests.conftest import PHOTOS


def photo(name: str, *, side_px: int | None = None) -> NDArray[np.uint8]:
    """A square photograph, as it is or with fewer pixels."""
    whole = np.ascontiguousarray(cv2.imread(str(PHOTOS / name))[..., ::-1])
    return whole if side_px is None else cv2.resize(whole, (side_px, side_px), interpolation=cv2.INTER_AREA)


def truth(name: str) -> NDArray[np.float64]:
    return cv2.imread(str(PHOTOS / f"{name}_alpha.png"), cv2.IMREAD_GRAYSCALE) / 255


@cache
def found_in(name: str) -> SubjectFound:
    """What is found in a photograph at full size, on this machine."""
    return find_subject(photo(name))


def accuracy(matte: NDArray[np.floating], true: NDArray[np.float64]) -> tuple[float, float, float]:
    """SAD in thousands, MSE, IoU."""
    both, either = ((matte > 0.5) & (true > 0.5)).sum(), ((matte > 0.5) | (true > 0.5)).sum()
    return float(np.abs(matte - true).sum() / 1000), float(((matte - true) ** 2).mean()), float(both / either)


def test_the_bag_is_cut_out_with_both_handle_openings() -> None:
    """Ground truth: at most 3.5 thousand off, openings found, and the studio is sure."""
    found = found_in("bag_before.jpg")
    sad, mse, iou = accuracy(found.matte, truth("bag"))
    assert (sad, mse) <= (3.5, 6e-4)
    assert iou >= 0.993
    assert found.holes >= 2
    assert found.confidence is not None
    assert found.confidence.verdict == "sure"


def test_strong_compression_does_not_spoil_the_cut_out() -> None:
    """JPEG at quality 60: at most 4.2 thousand off."""
    worn = cv2.imdecode(cv2.imencode(".jpg", photo("bag_before.jpg")[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])[1], 1)
    sad, _, _ = accuracy(find_subject(np.ascontiguousarray(worn[..., ::-1])).matte, truth("bag"))
    assert sad <= 4.2


def test_the_glass_bottle_is_cut_out() -> None:
    """Ground truth counts the glass as opaque."""
    found = find_subject(photo("serum_before.jpg"))
    sad, mse, iou = accuracy(found.matte, truth("serum"))
    assert sad <= 7
    assert mse <= 3.6e-3
    assert iou >= 0.97
    assert found.confidence is not None
    assert found.confidence.weak_contour <= 0.03


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine to which no network was fetched."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))


needs_network = pytest.mark.skipif(find_model(MODEL) is None, reason="u2netp was not fetched (`studio models fetch`)")


@pytest.mark.usefixtures("no_network")
def test_without_a_network_the_mug_on_oak_must_ask() -> None:
    """Clay on wood has no clear edge: the studio says so instead of guessing."""
    found = find_subject(photo("mug_before.jpg", side_px=400))
    assert found.confidence is not None
    assert found.confidence.weak_contour > 0.3
    assert found.confidence.verdict == "ask"


@pytest.mark.usefixtures("no_network")
def test_without_a_network_a_product_on_plain_paper_is_found_all_the_same() -> None:
    """It asks more often, not always."""
    found = find_subject(photo("bag_before.jpg", side_px=640))
    assert found.second is None
    assert accuracy(found.matte, cv2.resize(truth("bag"), (640, 640), interpolation=cv2.INTER_AREA))[2] >= 0.993
    assert found.confidence is not None
    assert found.confidence.verdict == "sure"


@needs_network
def test_the_network_finds_the_mug_on_oak() -> None:
    """Two looks agree, and the edge is the studio's own; for the evidence one network is one finder."""
    found = find_subject(photo("mug_before.jpg"))
    assert found.second is None
    assert accuracy(found.matte, truth("mug"))[2] >= 0.985
    assert found.confidence is not None
    assert found.confidence.verdict == "sure"


@needs_network
def test_the_border_and_the_network_are_two_finders() -> None:
    """What the other one took goes with the matte, for the evidence."""
    found = found_in("bag_before.jpg")
    assert found.second is not None
    assert accuracy(found.second, cv2.resize(truth("bag"), found.second.shape[::-1]))[2] > 0.95


@needs_network
def test_looks_that_differ_ask_and_show_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """The close-up takes something else than the whole picture: nobody is sure, and both answers are there."""
    mug = photo("mug_before.jpg", side_px=400)
    first = find_salient(at_working_size(mug))
    assert first is not None
    monkeypatch.setattr("studio.vision.subject.find_salient", lambda *_, **__: replace(first, agreement=0.7))
    found = find_subject(mug)
    assert found.confidence is not None
    assert found.confidence.verdict == "ask"
    assert found.other is not None


@pytest.mark.parametrize(("name", "least"), [("bag", 0.985), ("mug", 0.985), ("serum", 0.97)])
def test_sixty_sloppy_clicks_are_enough(name: str, least: float) -> None:
    """An outline of at most 60 points, three pixels off each, is refined to the true edge."""
    true = truth(name)
    contours, _ = cv2.findContours((true > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(contours, key=cv2.contourArea)
    step = 0.5
    while len(cv2.approxPolyDP(outline, step, True)) > 60:
        step *= 1.1
    clicks = cv2.approxPolyDP(outline, step, True)[:, 0].astype(float)
    clicks += np.random.default_rng(1).uniform(-3, 3, clicks.shape)
    points = [(float(x), float(y)) for x, y in np.clip(clicks / true.shape[::-1], 0, 1)]
    _, _, iou = accuracy(subject_from_polygon(photo(f"{name}_before.jpg"), points=points).matte, filled(true))
    assert iou >= least


def filled(true: NDArray[np.float64]) -> NDArray[np.float64]:
    """The truth without openings, which an outline cannot draw."""
    contours, _ = cv2.findContours((true > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    solid = np.zeros(true.shape, np.uint8)
    cv2.drawContours(solid, contours, -1, 1, -1)
    return np.maximum(true, solid)


def test_the_same_seed_gives_the_same_matte() -> None:
    """Bit for bit."""
    assert np.array_equal(find_subject(photo("bag_before.jpg"), seed=0).matte, found_in("bag_before.jpg").matte)


def test_photographs_are_here() -> None:
    """The fixtures travel with the project."""
    assert {Path(path).name for path in PHOTOS.iterdir()} >= {"bag_before.jpg", "mug_before.jpg", "serum_before.jpg"}


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("label", [slice(80, 140), slice(52, 167)])
def test_without_a_network_a_white_label_on_white_is_never_lost_surely(label: slice) -> None:
    """A dark bottle whose label has the paper's white, part or all of its body: the studio asks."""
    picture = np.full((200, 200, 3), 236, np.uint8)
    picture[57:167, 70:130] = (60, 80, 50)
    picture[37:57, 83:117] = 30
    picture[label, 70:130] = 238
    cv2.putText(picture, "OMEGA", (76, 112), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (40, 90, 160), 1)
    picture = cv2.GaussianBlur(picture, (0, 0), 0.7)
    found = find_subject(picture)
    assert found.confidence is not None
    assert found.confidence.verdict == "ask"


@needs_network
def test_threads_that_look_at_once_get_each_its_own_answer() -> None:
    """The outline screen looks for the product in a box while its first guess is still under way."""
    pictures = [at_working_size(photo(name)) for name in ("mug_before.jpg", "bag_before.jpg")]
    alone = [find_salient(picture) for picture in pictures]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(find_salient, pictures * 3))
    for one, other in zip(together, alone * 3, strict=True):
        assert one is not None
        assert other is not None
        assert (one.mask == other.mask).all()
