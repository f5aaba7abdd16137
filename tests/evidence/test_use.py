"""What is measured on the picture alone: the channel's rules, its rights and origin, and its other uses."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from studio.core.attempts.evidence import Measure
from studio.core.recipe.words import Job
from studio.core.size import Size
from studio.evidence.case import Case
from studio.evidence.layout import layout_measures
from studio.evidence.measure import measure
from studio.evidence.pair import open_pair
from studio.evidence.use import channel_measures, channels_served, enlargement, file_measures, provenance
from studio.pictures import encode_png
from studio.store import findings
from studio.store.settings import load_channels, load_limits
from tests.bench.faults import Product
from tests.conftest import FIXTURES, Studio

CHANNELS = load_channels({}).by_name
CREDENTIALS = (FIXTURES / "credentials/made.png").read_bytes()
AMAZON = CHANNELS["amazon-main"]


def by_name(measures: object) -> dict[str, Measure]:
    return {m.name: m for m in measures}


def jpeg(picture: Image.Image, **options: object) -> bytes:
    sink = io.BytesIO()
    picture.save(sink, "JPEG", **options)
    return sink.getvalue()


def test_a_border_that_is_nearly_white_is_not_white() -> None:
    """254 looks white and is refused by the channel."""
    pure, off = np.full((600, 600, 3), 255, np.uint8), np.full((600, 600, 3), 254, np.uint8)
    assert by_name(channel_measures(pure, AMAZON, white_share=0.999))["white border"].flag == "fine"
    found = by_name(channel_measures(off, AMAZON, white_share=0.999))["white border"]
    assert (found.flag, found.criterion) == ("look", "commercial fit")


def test_shape_and_pixels_are_held_against_the_channel() -> None:
    """A tall picture of 300 px is neither square nor large enough for the main image."""
    found = by_name(channel_measures(np.full((300, 200, 3), 255, np.uint8), AMAZON, white_share=0.999))
    assert found["shape"].flag == "look"
    assert found["pixels"].flag == "look"
    assert "at least 500" in found["pixels"].says


def test_a_file_the_channel_refuses_says_why_with_source_and_date() -> None:
    """Format, weight, transparency and colour profile."""
    clear = io.BytesIO()
    Image.new("RGBA", (60, 60), (1, 2, 3, 0)).save(clear, "WEBP")
    says = by_name(file_measures(clear.getvalue(), AMAZON))["file"].says
    assert "WEBP is not among" in says
    assert "transparent" in says
    assert AMAZON.source in says
    assert AMAZON.as_of in says


def test_another_colour_profile_than_srgb_is_seen() -> None:
    """A profile the channel does not ask for shifts the colours there."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = Image.new("RGB", (600, 600))
    assert "colour profile" in by_name(file_measures(jpeg(plain, icc_profile=lab), AMAZON))["file"].says
    assert by_name(file_measures(jpeg(plain, icc_profile=srgb), AMAZON))["file"].flag == "fine"
    assert by_name(file_measures(jpeg(plain), AMAZON))["file"].flag == "fine"


@pytest.mark.parametrize(("before", "after", "generative", "flag"), [
    (b"", b"", False, None),
    (b"", CREDENTIALS, True, "fine"),
    (b"", b"nothing", True, "look"),
    (b"", b"jumb..c2pa", True, "look"),
    (CREDENTIALS, b"nothing", False, "look"),
    (b"", b"http://.../trainedAlgorithmicMedia", True, "fine"),
])  # fmt: skip
def test_provenance_is_present_or_lost(before: bytes, after: bytes, generative: bool, flag: str | None) -> None:
    """A generative picture should carry its mark, and no edit should lose the source's."""
    found = provenance(before, after, is_generative=generative)
    assert (found.flag if found else None) == flag


def test_unknown_rights_of_a_shown_reference_are_a_matter_of_brand_safety() -> None:
    """Named, so that somebody asks."""
    subject = Case(before=None, after=encode_png(np.zeros((64, 64, 3), np.uint8)), job=Job.REFERENCE_EDIT,
                      unknown_rights=("mood.jpg",))  # fmt: skip
    found = by_name(measure(subject, load_limits()).evidence.measures)["rights"]
    assert (found.flag, found.criterion) == ("look", "brand safety")
    assert "mood.jpg" in found.says


def test_a_large_picture_serves_other_channels_and_a_small_one_does_not() -> None:
    """As it is, or by a crop that loses at most a third."""
    assert "amazon-main" in channels_served(Size(2400, 2400), CHANNELS.values(), current="product-page").says
    assert "Too small" in channels_served(Size(90, 90), CHANNELS.values(), current=None).says


def test_enlarging_beyond_the_photograph_is_said() -> None:
    """Details cannot grow."""
    assert enlargement(1.0, load_limits()).flag == "fine"
    assert enlargement(1.6, load_limits()).flag == "look"


def test_a_product_under_the_channels_own_buttons_is_seen() -> None:
    """A story covers 250 px at the top and at the bottom."""
    bag = Product("bag", side=480)
    story = next(channel for channel in CHANNELS.values() if channel.safe.top)
    tall = np.full((853, 480, 3), 255, np.uint8)
    centred, low = tall.copy(), tall.copy()
    centred[186:666], low[373:853] = bag.on(bag.sweep), bag.on(bag.sweep)
    flags = [
        by_name(layout_measures(open_pair(bag.photo, made, bag.matte), load_limits(), story))["safe area"].flag
        for made in (centred, low)
    ]
    assert flags == ["fine", "look"]


def test_evidence_is_kept_and_measured_again_when_the_method_rises(
    measured: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Computed once; a newer method does not trust the numbers of an older one."""
    studio("run", "bag-on-white")
    kept = measured / "content/bag-on-white/attempts/001.evidence.json"
    before = kept.stat().st_mtime_ns
    assert studio("measure", "bag-on-white").exit_code == 0
    assert kept.stat().st_mtime_ns == before
    monkeypatch.setattr(findings, "METHOD", findings.METHOD + 1)
    studio("measure", "bag-on-white")
    assert kept.stat().st_mtime_ns != before
