"""Text: read where it can be, said plainly where it cannot, and never allowed to hang."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from studio.core.words import Job
from studio.evidence import calibration, ocr
from studio.evidence.measure import Subject, measure
from studio.evidence.text import contrast
from studio.pictures import encode_png
from studio.store.tables import load_limits
from tests.bench import faults
from tests.bench.faults import Image8, Product

needs_tesseract = pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed on this machine")
WANTED = ("SPRING", "SALE")


def said(after: Image8, product: Product, *, wanted: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    """Flag and sentence by measure."""
    subject = Subject(
        before=encode_png(product.photo), after=encode_png(after), job=Job.BACKGROUND_REPLACEMENT, matte=product.matte,
        expected_text=faults.TEXTS[product.name], wanted_text=wanted,
    )  # fmt: skip
    return {m.name: (m.flag, m.says) for m in measure(subject, load_limits()).evidence.measures}


@pytest.fixture(scope="module")
def serum() -> Product:
    return Product("serum")


def with_copy(product: Product, text: str, colour: tuple[int, int, int] = (20, 20, 20)) -> Image8:
    made = product.on(np.full((*product.matte.shape, 3), 0.93, np.float32))
    cv2.putText(made, text, (60, 90), cv2.FONT_HERSHEY_SIMPLEX, 2, colour, 5, cv2.LINE_AA)
    return made


@needs_tesseract
def test_a_label_that_stayed_reads_as_before(serum: Product) -> None:
    """The photograph is read first, and its setting used again."""
    flag, says = said(serum.on(serum.sweep), serum)["label"]
    assert flag == "fine"
    assert "FERNHOLT" in says


@needs_tesseract
def test_a_rewritten_label_is_flagged(serum: Product) -> None:
    """Another word on the label is a change of text."""
    made = serum.on(serum.sweep, photo=faults.on_label(serum, faults.rewritten))
    assert said(made, serum)["label"][0] == "look"


@needs_tesseract
def test_words_nobody_asked_for_are_a_matter_of_brand_safety(serum: Product) -> None:
    """New words outside the product are named."""
    flag, says = said(faults.written(serum.on(serum.sweep)), serum)["new text"]
    assert flag == "look"
    assert "SUMMER" in says


@needs_tesseract
def test_wanted_copy_is_compared_letter_by_letter(serum: Product) -> None:
    """The right words pass, a wrong letter is named, and words that were asked for are not new."""
    right = said(with_copy(serum, "SPRING SALE"), serum, wanted=WANTED)
    assert right["copy"][0] == "fine", right["copy"]
    assert right["new text"][0] == "fine"
    wrong = said(with_copy(serum, "SPRING SALT"), serum, wanted=WANTED)
    assert wrong["copy"] == ("look", "The copy is not as asked: “SALE” reads “SALT”.")


@needs_tesseract
def test_pale_copy_has_too_little_contrast(serum: Product) -> None:
    """Copy that is right and hard to read asks for a look."""
    flag, says = said(with_copy(serum, "SPRING SALE", (180, 180, 180)), serum, wanted=WANTED)["copy"]
    assert flag == "look"
    assert "low" in says or "cannot be read" in says


@pytest.mark.parametrize(("grey", "ratio"), [(0, 21.0), (0x76, 4.54), (255, 1.0)])
def test_contrast_is_that_of_wcag(grey: int, ratio: float) -> None:
    """Black on white is 21:1; #767676 on white is the published 4.54:1."""
    picture = np.full((20, 40, 3), 255, np.uint8)
    picture[:, :20] = grey
    assert contrast(picture, (0, 0, 39, 19)) == pytest.approx(ratio, abs=0.01)


def test_a_tesseract_that_hangs_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading that takes too long counts as nothing read; the program goes on."""
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(ocr, "TIMEOUT_S", 0.3)
    picture = np.random.default_rng(1).integers(0, 255, (80, 200, 3), np.uint8)
    assert ocr.read_words(picture, ocr.WHOLE) == ()


def test_a_plain_picture_is_never_given_to_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a featureless picture Tesseract is known to run for minutes, so it is not asked."""
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    ocr.read_words(np.full((80, 200, 3), 200, np.uint8), ocr.WHOLE)
    assert not (tmp_path / "asked").exists()


def test_without_tesseract_it_is_said_plainly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not measured is not the same as fine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    bag = Product("bag", side=480)
    assert said(bag.on(bag.sweep), bag)["label"] == (
        "unknown", "Text was not read: Tesseract is not installed (`studio doctor` says how).",
    )  # fmt: skip


@needs_tesseract
def test_how_a_label_is_read_is_remembered_for_the_next_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serum: Product
) -> None:
    """Looking for it takes seconds, and every attempt on one photograph would ask again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    label = with_copy(serum, "SPRING")[20:130, 40:400]
    calibration._KNOWN.clear()
    first = calibration.calibrate(label, ("SPRING",))
    assert first[0] is not None
    calibration._KNOWN.clear()
    monkeypatch.setattr(calibration, "read_words", lambda *_: pytest.fail("read again"))
    assert calibration.calibrate(label, ("SPRING",)) == first
    for kept in tmp_path.rglob("*.json"):
        kept.write_text("{")
    calibration._KNOWN.clear()
    with pytest.raises(pytest.fail.Exception, match="read again"):
        calibration.calibrate(label, ("SPRING",))


def test_a_label_that_could_not_be_read_is_tried_again_by_the_next_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program that reads may have been too slow this once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(calibration, "read_words", lambda *_: ())
    assert calibration.calibrate(np.zeros((8, 8, 3), np.uint8), ("WORD",)) == (None, ())
    assert not list(tmp_path.rglob("*.json"))
