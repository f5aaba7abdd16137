"""Whether the whole product was kept: the engine's own matte is never believed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.core.attempts.evidence import Measure
from studio.core.recipe.words import Job
from studio.evidence.case import Case
from studio.evidence.measure import measure
from studio.pictures import encode_png
from studio.store.settings import load_limits
from tests.bench.faults import Product


def kept(product: Product, matte: np.ndarray, second: np.ndarray | None) -> Measure:
    """What is said of a cut-out by a matte that the engine believed in."""
    cut = Product(product.name, side=product.matte.shape[0])
    cut.matte = matte
    made = cut.on(cut.sweep)
    subject = Case(before=encode_png(product.photo), after=encode_png(made), job=Job.BACKGROUND_REPLACEMENT,
                      matte=matte, is_found=True, second=second)  # fmt: skip
    measures = measure(subject, load_limits(), read_text=False).evidence.measures
    return next(one for one in measures if one.name == "missing part")


@pytest.fixture(scope="module")
def serum() -> Product:
    return Product("serum", side=520)


def seen(product: Product) -> np.ndarray:
    """As another finder sees the product, at 320 pixels."""
    small = cv2.resize(product.matte, (320, 320), interpolation=cv2.INTER_AREA)
    return (small > 0.5).astype(np.float32)


def test_a_product_that_lost_its_label_is_said_to_miss_a_part(serum: Product) -> None:
    """Identity over the engine's own matte cannot see it: the label is outside."""
    without = serum.matte.copy()
    without[serum.label] = 0
    found = kept(serum, without, seen(serum))
    assert (found.flag, found.criterion) == ("look", "subject identity")
    assert "missing" in found.says
    assert found.place is not None
    rows, columns = serum.label
    x, y = found.place[0] + found.place[2] / 2, found.place[1] + found.place[3] / 2
    assert columns.start <= x * 520 <= columns.stop
    assert rows.start <= y * 520 <= rows.stop


def test_a_whole_product_on_which_two_finders_agree_misses_nothing(serum: Product) -> None:
    """Two ways, one answer."""
    assert kept(serum, serum.matte, seen(serum)).flag == "fine"


def test_without_a_second_finder_that_sees_it_too_nothing_is_claimed(serum: Product) -> None:
    """No claim without ground."""
    for second in (None, seen(serum) * 0):
        found = kept(serum, serum.matte, second)
        assert found.flag == "unknown"
        assert "cannot be told" in found.says
