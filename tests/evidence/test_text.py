"""Text: read where it can be, said plainly where it cannot, and never allowed to hang."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.attempts.evidence import Measure
from studio.core.attempts.review import IDENTITY, TEXT
from studio.core.recipe.words import Job
from studio.evidence import ocr, text_networks, wording
from studio.evidence.case import Case
from studio.evidence.label import _one_a_place
from studio.evidence.measure import but_for_the_label, measure
from studio.evidence.pair import open_pair
from studio.evidence.text import Asked, contrast, text_measures
from studio.pictures import encode_png
from studio.store.settings import load_limits
from studio.vision import model_files
from studio.vision.model_files import FOLDER_VARIABLE, known_model
from tests.bench import faults
from tests.bench.faults import Image8, Product

WANTED = ("SPRING", "SALE")


def read(before: Image8, after: Image8, matte: NDArray[np.float32], **asked: Any) -> dict[str, Measure]:
    """What is measured of the words on two pictures that share a frame."""
    pair = open_pair(before, after, matte)
    return {m.name: m for m in text_measures(pair, (before, after), load_limits(), Asked(**asked))}


def said(after: Image8, product: Product, *, wanted: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    """Flag and sentence by measure."""
    found = read(product.photo, after, product.matte, expected=faults.TEXTS[product.name], wanted=wanted)
    return {name: (one.flag, one.says) for name, one in found.items()}


@pytest.fixture(scope="module")
def serum() -> Product:
    return Product("serum", side=640)


def with_copy(product: Product, text: str, colour: tuple[int, int, int] = (20, 20, 20)) -> Image8:
    made = product.on(np.full((*product.matte.shape, 3), 0.93, np.float32))
    cv2.putText(made, text, (60, 90), cv2.FONT_HERSHEY_SIMPLEX, 2, colour, 5, cv2.LINE_AA)
    return made


def test_a_label_that_stayed_reads_as_before(serum: Product) -> None:
    """The photograph is read first, and its setting used again."""
    flag, says = said(serum.on(serum.sweep), serum)["label"]
    assert flag == "fine"
    assert "FERNHOLT" in says


def test_a_rewritten_label_is_flagged(serum: Product) -> None:
    """Another word on the label is a change of text."""
    made = serum.on(serum.sweep, photo=faults.on_label(serum, faults.rewritten))
    assert said(made, serum)["label"][0] == "look"


def test_words_nobody_asked_for_are_a_matter_of_brand_safety(serum: Product) -> None:
    """New words outside the product are named."""
    flag, says = said(faults.written(serum.on(serum.sweep)), serum)["new text"]
    assert flag == "look"
    assert "SUMMER" in says


def test_wanted_copy_is_compared_letter_by_letter(serum: Product) -> None:
    """The right words pass, a wrong letter is named, and words that were asked for are not new."""
    right = said(with_copy(serum, "SPRING SALE"), serum, wanted=WANTED)
    assert right["copy"][0] == "fine", right["copy"]
    assert right["new text"][0] == "fine"
    wrong = said(with_copy(serum, "SPRING SALT"), serum, wanted=WANTED)
    assert wrong["copy"] == ("look", "The copy is not as asked: “SALE” reads “SALT”.")


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


def test_without_a_reader_it_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not measured is not the same as fine."""
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    photo = encode_png(np.random.default_rng(2).integers(0, 255, (48, 48, 3), np.uint8))
    subject = Case(before=photo, after=photo, job=Job.BACKGROUND_REPLACEMENT, matte=np.ones((48, 48), np.float32))
    label = next(m for m in measure(subject, load_limits()).evidence.measures if m.name == "label")
    assert label.flag == "unknown"
    assert label.says == "Text was not read: RapidOCR is not installed (`studio doctor` says how)."


def printed(*lines: str) -> tuple[Image8, NDArray[np.float32]]:
    """A carton with lines of text on a grey ground, and its matte."""
    photo, matte = np.full((520, 400, 3), 200, np.uint8), np.zeros((520, 400), np.float32)
    photo[20:500, 20:380], matte[20:500, 20:380] = (236, 228, 210), 1
    photo[20:60, 20:380] = (40, 90, 60)
    for number, line in enumerate(lines):
        cv2.putText(photo, line, (50, 160 + 90 * number), cv2.FONT_HERSHEY_DUPLEX, 1.4, (30, 40, 50), 3, cv2.LINE_AA)
    return photo, matte


def compared(before: tuple[str, ...], after: tuple[str, ...], **asked: Any) -> dict[str, Measure]:
    """What is measured of a carton whose lines were changed."""
    photo, matte = printed(*before)
    return read(photo, printed(*after)[0], matte, **asked)


@pytest.mark.parametrize(
    ("after", "word"),
    [(("KFSTRIN", "SEA SALT", "100 g"), "“KESTRIN” reads “KFSTRIN”"),
     (("KESTRIN", "SEA SALT", "180 g"), "“100” reads “180”"),
     (("KESTRIN", "SEA SALT", "100 kg"), "“g” reads “kg”"),
     (("ORVANDEL", "SEA SALT", "100 g"), "“KESTRIN” reads “ORVANDEL”"),
     (("KESTRIN", "FIRE SEAS", "100 g"), "“SEA” reads “FIRE”"),
     (("KESTRIN", "", "100 g"), "No longer read: “SEA”, “SALT”")],
)  # fmt: skip
@pytest.mark.parametrize("expected", [(), ("KESTRIN",)])
def test_one_letter_one_figure_and_a_lost_line_are_named(
    after: tuple[str, ...], word: str, expected: tuple[str]
) -> None:
    """The label is compared as it was read, whether somebody named its words or not; nothing is passed over."""
    label = compared(("KESTRIN", "SEA SALT", "100 g"), after, expected=expected)["label"]
    assert label.flag == "look"
    assert word in label.says
    assert label.place is not None


def test_a_word_that_the_frame_cuts_did_not_change() -> None:
    """What is left of it is no other word, and the label is not what changed."""
    photo, matte = printed("KESTRIN", "SEA", "100 g")
    moved = np.full_like(photo, 200)
    moved[:, 240:] = photo[:, :-240]
    label = read(photo, moved, matte)["label"]
    assert label.flag == "look"
    assert "No longer read: “KESTRIN”" in label.says
    assert "reads" not in label.says
    assert label.place is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("PLUM JAM", "Garden Mint", "“PLUM” reads “Garden”, “JAM” reads “Mint”"),
     ("JAM", "Marmalade", "“JAM” reads “Marmalade”"),
     ("TEA", "TEAPOT", "“TEA” reads “TEAPOT”")],
)  # fmt: skip
def test_a_longer_word_in_its_place_is_quoted_to_its_end(old: str, new: str, said: str) -> None:
    """Not as far as the old one went: “TEA” does not read “TEAI”."""
    label = compared(("KESTRIN", old, "100 g"), ("KESTRIN", new, "100 g"))["label"]
    assert f"Changed: {said}. Found: " in label.says


def test_a_word_that_changed_is_not_denied_by_what_found_no_changed_part() -> None:
    """Whether its pixels stand out or not, an 80 where a 60 was is a change."""
    found = [
        Measure(name="changed part", criterion=IDENTITY, flag="fine", says="No changed part was found in the product."),
        Measure(name="label", criterion=TEXT, flag="look", says="…", place=(0.1, 0.1, 0.2, 0.1)),
    ]
    assert but_for_the_label(found)[0].says == "No changed part was found in the product but for the label."
    found[1] = found[1].model_copy(update={"flag": "fine"})
    assert but_for_the_label(found) == found


def test_figures_and_units_count_double() -> None:
    """A wrong amount weighs twice as much as a wrong word."""
    amount = compared(("KESTRIN", "SALT", "100 g"), ("KESTRIN", "SALT", "180 g"))["label"].value
    word = compared(("KESTRIN", "SALT", "100 g"), ("KESTRIN", "SAIL", "100 g"))["label"].value
    assert (amount, word) == (0.67, 0.83)


def test_an_expected_word_that_is_nowhere_is_never_passed_over() -> None:
    """Neither found nor changed is said as what it is."""
    label = compared(("KESTRIN",), ("KESTRIN",), expected=("KESTRIN", "Organic"))["label"]
    assert label.flag == "unknown"
    assert label.says == "Words of the label. Could not be read: “Organic”. Found: “KESTRIN”."


def test_a_unit_is_read_with_its_figure() -> None:
    """“2.75 l” is found as the line that was read, although a reader takes the l for a 1; no unit is missed alone."""
    label = compared(("KESTRIN", "2.75 l"), ("KESTRIN", "2.75 l"), expected=("KESTRIN", "2.75 l"))["label"]
    assert label.flag == "fine", label.says
    assert "2.751" not in label.says
    other = compared(("KESTRIN",), ("KESTRIN",), expected=("2.75 l",))["label"]
    assert other.says == "Words of the label. Could not be read: “2.75”. Found: “KESTRIN”."


def test_letters_that_no_model_here_knows_are_said_to_be_unread() -> None:
    """A Cyrillic word is not taken for Latin letters that look like it."""
    label = compared(("KESTRIN",), ("KESTRIN",), expected=("МЫЛО",))["label"]
    assert label.flag == "unknown"
    assert "Labels in Cyrillic letters are not read here" in label.says
    assert "KESTRIN" not in label.says, "Latin letters may be others that look like them"


def test_the_network_of_the_expected_script_reads_where_it_is_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A text in its letters chooses it; without the file, and for Latin, the wheel's own reads."""
    assert ocr.network_for(["KESTRIN", "МЫЛО"]) == ""
    own = Path((text_networks.model_paths() or {})["Rec"])
    (tmp_path / "cyrillic.onnx").symlink_to(own)
    model = replace(known_model("cyrillic"), digest=hashlib.sha256(own.read_bytes()).hexdigest())
    for module in (ocr, model_files):
        monkeypatch.setattr(module, "MODELS", (model,))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert ocr.network_for(["KESTRIN"]) == ""
    assert ocr.network_for(["KESTRIN", "МЫЛО"]) == "cyrillic"
    label = compared(("KESTRIN",), ("KESTRIN",), expected=("МЫЛО",))["label"]
    assert label.says == "Words of the label. Could not be read: “МЫЛО”. Found: “KESTRIN”."


def test_arabic_is_put_into_the_order_in_which_it_is_written() -> None:
    """Networks see it from the left; figures among it run from the left."""
    assert ocr._in_order("مارغ 250 نوباص"[::-1].replace("052", "250")) == "مارغ 250 نوباص"
    assert ocr._in_order("KESTRIN 2.75") == "KESTRIN 2.75"


@pytest.mark.parametrize(
    ("word", "other", "said"),
    [("2.751", "", "2.75?"), ("1009", "", "100?"), ("100 9", "", "100 ?"), ("180", "", "180"), ("1999", "", "1999"),
     ("12", "19", "12"), ("19", "12", "19"), ("1809", "100 g", "180?"), ("LINDEN", "", "LINDEN"), ("9", "", "9")],
)  # fmt: skip
def test_no_figure_is_said_to_end_in_what_may_be_its_unit(word: str, other: str, said: str) -> None:
    """An l reads as a 1, and a g as a 9; years are years, and a sign that is another one was read."""
    assert wording.quoted(word, other) == said


def test_what_looks_alike_is_spelled_as_those_who_know_it_do() -> None:
    """Only where every sign looks alike, with the spaces as they are known."""
    assert wording.spelled("ORWENDAL 2.751", ["2.75 l"]) == "ORWENDAL 2.75 l"
    assert wording.spelled("1809", ["100 g"]) == "1809"


def test_one_place_gives_one_word() -> None:
    """Of readings that meet, the longest; “ORWE” is not found where “ORWENDAL” stands."""

    def line(text: str, left: int, right: int) -> ocr.Line:
        corners = np.array([[left, 10], [right, 10], [right, 40], [left, 40]], np.float32)
        return ocr.Line(text, 0.97, corners)

    lines = [line("ORWE", 10, 60), line("ORWENDAL", 8, 110), line("SALT", 120, 170)]
    assert [one.text for one in _one_a_place(lines)] == ["ORWENDAL", "SALT"]
    words = wording.Words(found=["ORWE", "SALT"])
    wording.settle_expected(words, ["ORWENDAL"], [line("ORWENDAL", 0, 90)])
    assert words.found == ["SALT", "ORWENDAL"]


def test_a_word_that_goes_on_round_the_product_is_not_quoted() -> None:
    """Of “KESTRIN SALT”, cut at the product's side, only the word that is whole is found."""
    photo, matte = printed("KESTRIN SALT")
    matte[:, :85] = 0
    label = read(photo, photo, matte)["label"]
    assert label.says == "Words of the label. Found: “SALT”."


def test_a_word_that_the_photograph_reads_otherwise_too_did_not_change() -> None:
    """What a person expects and neither picture shows is not said to have changed."""
    label = compared(("KESTRIN",), ("KESTRIN",), expected=("KESTREN",))["label"]
    assert label.says == "Words of the label. Could not be read: “KESTREN”. Found: “KESTRIN”."


def test_a_page_full_of_print_is_read_as_far_as_there_is_time() -> None:
    """The largest letters first; how much was not read is said, and that it was is not called fine."""
    photo, matte = printed("KESTRIN")
    for row in range(190, 490, 14):
        cv2.putText(photo, "salt olive paper stone river moss ink tea rain", (30, row), cv2.FONT_HERSHEY_DUPLEX, 0.42,
                    (30, 40, 50), 1)  # fmt: skip
    page = ocr.Reader().page(photo, most=5)
    assert page.lines[0].text == "KESTRIN"
    assert len(page.unread) > 15
    texts = read(photo, photo, matte)
    assert texts["label"].flag == "unknown"
    assert re.search(r"\d+ further pieces? of text w\w+ not read\.$", texts["label"].says)


def test_words_printed_where_the_product_was_blank_are_new() -> None:
    """A claim that the photograph does not show is a matter of brand safety, also on the product itself."""
    found = compared(("KESTRIN",), ("KESTRIN", "BEST TASTE"))
    assert (found["new text"].flag, found["new text"].says) == ("look", "New text: “BEST”, “TASTE”.")
    assert found["label"].flag == "fine"


def test_words_that_were_to_change_are_looked_for_and_the_old_ones_are_not_missed() -> None:
    """The swap that the recipe asked for is found; one that did not happen is named."""
    swap = {"swapped": (("SEA SALT", "RED SALT"),)}
    done = compared(("KESTRIN", "SEA SALT"), ("KESTRIN", "RED SALT"), **swap)["label"]
    assert (done.flag, done.says) == ("fine", "Words of the label. Found: “KESTRIN”, “SALT”, “RED”.")
    left = compared(("KESTRIN", "SEA SALT"), ("KESTRIN", "SEA SALT"), **swap)["label"]
    assert left.flag == "look"
    assert "“SEA”" in left.says


def test_a_photograph_is_looked_at_once_for_all_its_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has the same pixels says the same; another picture of the same size is looked at."""
    looked_at: list[int] = []

    def engine(picture: Image8, **_: bool) -> SimpleNamespace:
        looked_at.append(int(picture[0, 0, 0]))
        return SimpleNamespace(boxes=None)

    monkeypatch.setattr(text_networks, "_engine", lambda _script: engine)
    first, second = np.random.default_rng(11).integers(0, 255, (2, 40, 40, 3), np.uint8)
    first[0, 0], second[0, 0] = 1, 2
    for picture in (first, second, first.copy(), second):
        assert ocr.Reader().page(picture) == ocr.Page()
    assert looked_at == [1, 2]


def test_no_word_is_invented_from_texture() -> None:
    """Noise and stripes hold no text."""
    photo, matte = printed()
    noise = np.random.default_rng(3).integers(-40, 40, photo.shape)
    photo = np.clip(photo + noise + 20 * np.sin(np.arange(photo.shape[1]) / 3)[None, :, None], 0, 255).astype(np.uint8)
    coded = cv2.imdecode(cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], cv2.IMREAD_COLOR)
    found = read(photo, np.asarray(coded, np.uint8), matte)
    assert (found["label"].flag, found["label"].says) == ("fine", "No text was found on the product.")
    assert found["new text"].flag == "fine"
