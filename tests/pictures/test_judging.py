"""What a file really is, and whether all of it is there."""

from __future__ import annotations

import io
import os
import random
import socket
from pathlib import Path

import pytest
from PIL import Image

from studio.core.file_kind import READ, what_is
from studio.errors import ContentError, PictureUnreadable
from studio.pictures import decode, look_at, preview
from studio.pictures.intake import take_in
from tests.conftest import PHOTOS
from tests.pictures.making import display_p3, patch, png_chunk, saved, with_chunk
from tests.pictures.test_colours import HELD_HEIC, IN_P3, ORANGE

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
FILES = {
    "Git LFS pointer": LFS, "git-annex pointer": b"/annex/objects/SHA256E-s12--4d7a.jpg\n", "empty file": b"",
    "zero bytes": bytes(5000), "web page": b"\n<!DOCTYPE html><html><body>Sign in</body></html>",
    "XML document": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "SVG drawing": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "JSON data": b'\xef\xbb\xbf{"error": "not found"}', "text file": b"Not Found\n", "PDF document": b"%PDF-1.7\n%\xe2",
    "Photoshop document": b"8BPS\0\x01" + bytes(20), "GIF picture": patch("P", 0, "GIF"),
    "BMP picture": patch("RGB", 0, "BMP"), "ZIP archive": b"PK\x03\x04" + bytes(26),
    "film": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(9), "camera raw file": b"II*\0\x10\0\0\0CR\x02\0" + bytes(30),
    "unknown kind": random.Random(1).randbytes(3000),
}  # fmt: skip
"""What is no picture the studio reads, under the words that name it."""


@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_picture_is_named_for_what_it_is(kind: str, tmp_path: Path) -> None:
    """By a look, by decoding, and where it is brought in; each says what to do."""
    path = tmp_path / "before.jpg"
    path.write_bytes(FILES[kind])
    facts = look_at(FILES[kind], name="before.jpg")
    assert kind in str(facts.fault)
    assert facts.fix.endswith(".")
    with pytest.raises(PictureUnreadable, match=kind):
        decode(FILES[kind], name="before.jpg")
    with pytest.raises(ContentError, match=kind):
        take_in(path)


def test_a_pointer_is_mended_by_its_own_command() -> None:
    """Nobody is told to save it again."""
    assert look_at(LFS, name="before.jpg").fix == "Run `git lfs pull`."


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_the_kind_is_read_from_the_file_and_not_from_its_name(form: str) -> None:
    """Each format has one decoder; a HEIC named .jpg is read as HEIC."""
    assert READ[what_is(patch("RGB", ORANGE, form))] == form
    assert look_at(HELD_HEIC.read_bytes(), name="before.jpg").format == "heic"


PHOTO = (PHOTOS / "bag_before.jpg").read_bytes()
with Image.open(PHOTOS / "bag_before.jpg") as _opened:
    SMALL = _opened.resize((96, 96))


@pytest.mark.parametrize("data", [
    saved(SMALL, "JPEG", quality=90), saved(SMALL, "JPEG", quality=90, progressive=True), saved(SMALL, "PNG"),
    saved(SMALL.convert("RGBA"), "PNG"), saved(SMALL, "WEBP"), saved(SMALL, "AVIF"), saved(SMALL, "TIFF"),
    HELD_HEIC.read_bytes(),
], ids=["jpeg", "progressive", "png", "png with alpha", "webp", "avif", "tiff", "heic"])  # fmt: skip
def test_a_cut_file_is_found_wherever_it_is_cut(data: bytes) -> None:
    """By a look at it, before anything is paid; only a JPEG's end mark may be missing, which takes no pixel with it."""
    assert look_at(data, name="photo").fault is None
    least = 3 if data.startswith(b"\xff\xd8") else 1
    for cut in {least, least + 1, 12, 40, len(data) // 4, len(data) // 2, len(data) * 3 // 4}:
        fault = look_at(data[:-cut], name="photo").fault
        assert fault, f"{cut} bytes cut"
        assert "BytesIO" not in fault
        with pytest.raises(PictureUnreadable):
            decode(data[: -max(cut, 200)], name="photo")


def test_a_download_that_was_filled_with_zeros_is_found() -> None:
    """As a program leaves it that takes its room first."""
    data = saved(SMALL, "JPEG", quality=90)
    assert look_at(data[: len(data) // 2] + bytes(len(data) // 2), name="photo").fault


@pytest.mark.parametrize("picture", [SMALL, SMALL.convert("RGBA")])
def test_a_png_with_one_changed_byte_is_found(picture: Image.Image) -> None:
    """Its checksums cover every byte behind the signature."""
    data = saved(picture, "PNG")
    for at in random.Random(7).sample(range(8, len(data)), 60):
        changed = data[:at] + bytes((data[at] ^ 0x10,)) + data[at + 1 :]
        assert look_at(changed, name="photo").fault, at


def test_what_stands_behind_a_picture_does_no_harm() -> None:
    """Motion photos and padding: a whole picture with other bytes behind it."""
    for form in ("JPEG", "PNG", "WEBP"):
        data = saved(SMALL, form) + b"MotionPhoto_Data" + bytes(3000)
        assert look_at(data, name="photo").fault is None
        assert decode(data, name="photo").size == (96, 96)


@pytest.mark.parametrize("size", [(1, 1), (20000, 1), (1, 20000)])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_a_picture_of_odd_shape_is_a_picture(size: tuple[int, int], form: str) -> None:
    """It can be looked at, decoded and made small."""
    data = saved(Image.new("RGB", size, ORANGE), form)
    assert (look_at(data, name="line").width_px, look_at(data, name="line").height_px) == size
    assert decode(data, name="line").size == size
    assert max(preview(data, name="line", longest_px=64).size) <= 64


@pytest.mark.parametrize("size", [(60_000, 60_000), (9_000, 9_000)])
def test_a_picture_far_too_large_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    """A bomb of a few bytes."""
    head = saved(Image.new("1", (8, 8)), "PNG")
    body = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + head[24:29]
    fault = look_at(head[:8] + png_chunk(b"IHDR", body) + head[33:], name="bomb").fault
    assert fault is not None
    assert "over 50 megapixels" in fault


def test_two_pictures_in_one_jpeg_are_a_jpeg(tmp_path: Path) -> None:
    """Portrait, gain map and motion: the first one is meant, and the file is copied byte for byte."""
    data = saved(Image.new("RGB", (64, 48), ORANGE), "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24))])
    (tmp_path / "IMG_1.JPG").write_bytes(data)
    taken = take_in(tmp_path / "IMG_1.JPG")
    assert (taken.file, taken.data, taken.said) == ("before.jpg", data, "")
    assert look_at(data, name="photo").format == "jpeg"
    assert decode(data, name="photo").size == (64, 48)


@pytest.mark.parametrize(("data", "file"), [
    (patch("RGB", ORANGE, "TIFF", icc_profile=display_p3()), "before.png"),
    (patch("RGBA", (*ORANGE, 9), "AVIF", quality=100, subsampling="4:4:4", icc_profile=display_p3()), "before.png"),
    (patch("RGB", ORANGE, "AVIF", quality=100, subsampling="4:4:4", icc_profile=display_p3()), "before.jpg"),
    (HELD_HEIC.read_bytes(), "before.jpg"),
])  # fmt: skip
def test_what_few_programs_read_is_converted_once_and_said(data: bytes, file: str, tmp_path: Path) -> None:
    """Upright, in sRGB, with no EXIF and no place in it; one line says from what to what."""
    path = tmp_path / "IMG_1.heic"
    path.write_bytes(data)
    taken = take_in(path)
    with Image.open(io.BytesIO(taken.data)) as made:
        assert max(abs(a - b) for a, b in zip(made.getpixel((4, 11)), IN_P3, strict=False)) <= 4  # type: ignore[arg-type]
        assert not made.getexif()
        assert "icc_profile" not in made.info
        size = f"{made.width}×{made.height}"
    kind = what_is(data)
    name = "Display P3" if kind == "HEIC" else "wide gamut"
    assert taken.said == f"IMG_1.heic was {kind}, {size}, {name}: saved as {file} in sRGB, without EXIF"
    assert taken.file == file


def test_the_studio_reads_no_pipe_device_folder_or_socket_as_a_photograph(tmp_path: Path) -> None:
    """Nothing waits, and the error says what it is."""
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket.jpg"))
        for name, words in (("pipe.jpg", "pipe"), ("folder.jpg", "folder"), ("loop.jpg", "circle"),
                            ("socket.jpg", "socket"), ("gone.jpg", "not there")):  # fmt: skip
            with pytest.raises(PictureUnreadable, match=words):
                take_in(tmp_path / name)
    with pytest.raises(PictureUnreadable, match="device"):
        take_in(Path("/dev/zero"))


def test_a_chunk_that_was_put_in_by_hand_counts() -> None:
    """The fixtures of these tests are pictures themselves."""
    assert look_at(with_chunk(patch("L", 1), png_chunk(b"tEXt", b"a\0b")), name="patch").fault is None
