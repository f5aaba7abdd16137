"""Every kind of pixels comes out in the colours that its file means, whichever path a picture takes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from studio.errors import PictureUnreadable
from studio.pictures import decode, look_at, read_rgb_bytes
from tests.pictures.making import display_p3, patch, png_chunk, raw_png, saved, with_chunk

HELD_HEIC = Path(__file__).parent.parent / "fixtures" / "pictures" / "p3_held.heic"
ORANGE, IN_P3 = (200, 120, 80), (213, 115, 70)
"""Numbers in a picture of Display P3, and the same colour in sRGB (matrix of CSS Color 4, section 10)."""
WIDE_ORANGE = b"\xc8\xc8\x78\x78\x50\x50"
ALPHA_PNG = png_chunk(b"tRNS", b"\x80\x00")


def tiff(values: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, values, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def grey(kind: str, value: float) -> np.ndarray:
    return np.full((12, 16), value, kind)


GREY_PROFILE_ON_COLOURS = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

KINDS = {
    "8-bit grey": (patch("L", 128), (128, 128, 128)),
    "16-bit grey": (patch("I;16", 32896), (128, 128, 128)),
    "16-bit grey, nearly black": (patch("I;16", 257 * 3), (3, 3, 3)),
    "16-bit grey TIFF": (patch("I;16", 32896, "TIFF"), (128, 128, 128)),
    "16-bit grey TIFF, high byte first": (tiff(grey("u2", 32896), byteorder=">"), (128, 128, 128)),
    "16-bit grey TIFF, white is zero": (tiff(grey("u2", 65535 - 7710), photometric="miniswhite"), (30, 30, 30)),
    "8-bit grey TIFF, white is zero": (tiff(grey("u1", 255 - 30), photometric="miniswhite"), (30, 30, 30)),
    "16 bits in 32": (patch("I", 32896, "TIFF"), (128, 128, 128)),
    "floating point": (patch("F", 0.5, "TIFF"), (128, 128, 128)),
    "16-bit grey with a transparent value": (raw_png(16, 0, b"\x80\x00" * 16, ALPHA_PNG), (128, 128, 128, 0)),
    "16-bit grey with another transparent value": (raw_png(16, 0, b"\x80\x80" * 16, ALPHA_PNG), (128, 128, 128, 255)),
    "16-bit colours": (raw_png(16, 2, WIDE_ORANGE * 16), ORANGE),
    "16-bit colours, one transparent": (
        raw_png(16, 2, WIDE_ORANGE * 16, png_chunk(b"tRNS", WIDE_ORANGE)), (*ORANGE, 0)),
    "16-bit colours TIFF": (tiff(np.full((12, 16, 3), [51400, 30840, 20560], "u2"), photometric="rgb"), ORANGE),
    "1 bit, white": (patch("1", 1), (255, 255, 255)),
    "1 bit, black": (patch("1", 0), (0, 0, 0)),
    "grey with alpha": (patch("LA", (128, 64)), (128, 128, 128, 64)),
    "colours with alpha": (patch("RGBA", (*ORANGE, 64)), (*ORANGE, 64)),
    "palette": (saved(Image.new("RGB", (16, 12), ORANGE).quantize(4), "PNG"), ORANGE),
    "palette, one entry transparent": (
        saved(Image.new("RGB", (16, 12), ORANGE).quantize(4), "PNG", transparency=0), (*ORANGE, 0)),
    "palette, half transparent": (
        saved(Image.new("RGB", (16, 12), ORANGE).quantize(4), "PNG", transparency=b"\x40\xff"), (*ORANGE, 64)),
    "CMYK JPEG": (patch("CMYK", (0, 255, 255, 0), "JPEG", quality=100), (255, 0, 0)),
    "CMYK TIFF": (patch("CMYK", (255, 0, 0, 0), "TIFF"), (0, 255, 255)),
    "CMYK JPEG with a profile of RGB": (
        patch("CMYK", (0, 255, 255, 0), "JPEG", quality=100, icc_profile=display_p3()), (255, 0, 0)),
    "LAB, red": (patch("LAB", (138, 209, 198), "TIFF"), (252, 4, 4)),
    "LAB, grey": (patch("LAB", (137, 128, 128), "TIFF"), (128, 128, 128)),
    "wide gamut": (patch("RGB", ORANGE, icc_profile=display_p3()), IN_P3),
    "wide gamut JPEG": (patch("RGB", ORANGE, "JPEG", quality=100, subsampling=0, icc_profile=display_p3()), IN_P3),
    "wide gamut with alpha": (patch("RGBA", (*ORANGE, 64), icc_profile=display_p3()), (*IN_P3, 64)),
    "wide gamut palette": (
        saved(Image.new("RGB", (16, 12), ORANGE).quantize(4), "PNG", icc_profile=display_p3()), IN_P3),
    "wide gamut WebP": (patch("RGB", ORANGE, "WEBP", lossless=True, icc_profile=display_p3()), IN_P3),
    "wide gamut AVIF": (patch("RGB", ORANGE, "AVIF", quality=100, icc_profile=display_p3()), IN_P3),
    "wide gamut by code points": (with_chunk(patch("RGB", ORANGE), png_chunk(b"cICP", bytes((12, 13, 0, 1)))), IN_P3),
    "wide gamut by primaries": (
        with_chunk(patch("RGB", ORANGE), png_chunk(b"cHRM", b"".join(
            value.to_bytes(4, "big") for value in (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)))), IN_P3),
    "linear light": (with_chunk(patch("L", 128), png_chunk(b"gAMA", (100000).to_bytes(4, "big"))), (188, 188, 188)),
    "the gamma of sRGB": (with_chunk(patch("L", 128), png_chunk(b"gAMA", (45455).to_bytes(4, "big"))), (128, 128, 128)),
    "grey under a profile of RGB": (patch("L", 128, icc_profile=display_p3()), (128, 128, 128)),
    "a profile of another space": (patch("RGB", ORANGE, icc_profile=GREY_PROFILE_ON_COLOURS), ORANGE),
    "a damaged profile": (patch("RGB", ORANGE, icc_profile=display_p3()[:200]), ORANGE),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_patch_comes_out_in_its_colour(kind: str) -> None:
    """Within two steps of 255; with transparency exactly where the file has some, and with facts that agree."""
    data, wanted = KINDS[kind]
    picture, facts = decode(data, name="patch"), look_at(data, name="patch")
    assert picture.mode == ("RGBA" if len(wanted) == 4 else "RGB")
    assert np.abs(np.subtract(picture.getpixel((7, 7)), wanted)).max() <= 2, picture.getpixel((7, 7))
    assert facts.fault is None
    assert (facts.width_px, facts.height_px, facts.has_alpha) == (16, 12, picture.mode == "RGBA")
    if len(wanted) == 4:
        assert facts.alpha_min == facts.alpha_max == wanted[3]


def test_a_photograph_of_a_phone_is_upright_in_its_own_colours() -> None:
    """HEIC, held sideways, of wide gamut by code points, its place in the EXIF."""
    data = HELD_HEIC.read_bytes()
    picture, facts = decode(data, name="photo"), look_at(data, name="photo")
    assert picture.size == (facts.width_px, facts.height_px) == (32, 48)
    assert np.abs(np.subtract(picture.getpixel((4, 40)), IN_P3)).max() <= 4
    assert picture.getpixel((28, 4)) == (0, 0, 255), "its first corner is at the upper right"
    assert not picture.info


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_is_upright_however_the_camera_was_held(form: str, held: int) -> None:
    """Its facts say the same size; the marked corner is where it was seen."""
    turned = Image.new("RGB", (48, 32), "white")
    turned.paste("black", (0, 0, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = held
    data = saved(turned, form, exif=exif, **({"quality": 95} if form in {"JPEG", "AVIF"} else {}))
    picture, facts = decode(data, name="picture"), look_at(data, name="picture")
    assert picture.size == (facts.width_px, facts.height_px) == ((48, 32) if held < 5 else (32, 48))
    right, low = picture.width - 6, picture.height - 6
    corner = {1: (6, 6), 2: (right, 6), 3: (right, low), 4: (6, low), 5: (6, 6), 6: (right, 6), 7: (right, low),
              8: (6, low)}  # fmt: skip
    dark = [place for place in set(corner.values()) if max(picture.getpixel(place)) < 60]  # type: ignore[type-var]
    assert dark == [corner[held]]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_exif_that_cannot_be_read_says_nothing() -> None:
    """A picture with broken EXIF is a picture."""
    data = saved(Image.new("RGB", (48, 32)), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05garbage")
    assert decode(data, name="picture").size == (48, 32)
    assert look_at(data, name="picture").fault is None


@pytest.mark.parametrize("data", [
    patch("F", 812.5, "TIFF"), patch("F", float("nan"), "TIFF"), patch("I", 1 << 20, "TIFF"), patch("I", -5, "TIFF"),
])  # fmt: skip
def test_measurements_are_not_shown_as_tones(data: bytes) -> None:
    """A picture that would come out white or black by mistake is refused by name, also by a look at it."""
    with pytest.raises(PictureUnreadable, match="scan: it holds measurements"):
        decode(data, name="scan")
    assert "measurements" in str(look_at(data, name="scan").fault)


def test_high_dynamic_range_is_not_shown_as_standard() -> None:
    """Its numbers mean other light; the error says how to export it."""
    data = with_chunk(patch("RGB", ORANGE), png_chunk(b"cICP", bytes((9, 16, 0, 1))))
    with pytest.raises(PictureUnreadable, match=r"high dynamic range \(PQ\)\. Export it as standard range"):
        decode(data, name="film")


@pytest.mark.parametrize(("kind", "words"), [
    ("a damaged profile", "its colour profile is damaged"), ("a profile of another space", "its colour profile is for"),
    ("CMYK JPEG with a profile of RGB", "its colour profile is for RGB and its pixels are CMYK"),
])  # fmt: skip
def test_a_profile_that_cannot_be_used_is_said(kind: str, words: str) -> None:
    """The picture can be used; a note says that its colours may be others."""
    assert words in str(look_at(KINDS[kind][0], name="patch").note)
    assert look_at(KINDS["wide gamut"][0], name="patch").note is None


def test_an_animation_gives_its_first_picture_and_says_so() -> None:
    """APNG and WebP."""
    first, second = Image.new("RGB", (16, 12), ORANGE), Image.new("RGB", (16, 12), "navy")
    for form, options in (("PNG", {}), ("WEBP", {"lossless": True})):
        data = saved(first, form, save_all=True, append_images=[second], **options)
        assert look_at(data, name="moving").note == "it is animated, and its first picture is used"
        assert tuple(read_rgb_bytes(data, name="moving")[5, 5]) == ORANGE
