"""What a file is: a camera's raw file is told from a TIFF, and what is no picture is told by its own name."""

from __future__ import annotations

import struct

import pytest

from studio.core.file_kind import fix_for, what_is

SMALL, HAS_MORE, DNG, WIDTH = 254, 330, 50706, 256
"""Tags: kind of the first picture (1 is a small one), further pictures, the DNG version, the width."""


def tiff(order: str, *fields: tuple[int, int], first: int = 8) -> bytes:
    """The head of a TIFF whose first directory has some fields."""
    sign = b"II*\0" if order == "<" else b"MM\0*"
    head = sign + struct.pack(f"{order}I", first) + bytes(first - 8)
    rows = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in fields)
    return head + struct.pack(f"{order}H", len(fields)) + rows + bytes(40)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("fields", "is_raw"),
    [
        (((SMALL, 0), (WIDTH, 4000)), False),
        (((SMALL, 1), (WIDTH, 160)), False),
        (((SMALL, 0), (HAS_MORE, 900)), False),
        (((SMALL, 2), (HAS_MORE, 900)), False),
        (((SMALL, 1), (HAS_MORE, 900)), True),
        (((WIDTH, 4000), (DNG, 0x0104)), True),
        (((SMALL, 0), (WIDTH, 160), (HAS_MORE, 900), (DNG, 0x0104)), True),
    ],
)
def test_a_raw_file_is_one_with_a_small_picture_in_front_or_a_dng_version(
    order: str, fields: tuple[tuple[int, int], ...], is_raw: bool
) -> None:
    """A scan with layers, or a thumbnail saved as TIFF, is a picture like any other."""
    wanted = "a camera raw file" if is_raw else "TIFF"
    assert what_is(tiff(order, *fields)) == wanted
    assert what_is(tiff(order, *fields, first=24)) == wanted, "the directory may stand anywhere"
    assert what_is(tiff(order, *fields)[:9]) == "TIFF", "one that is cut off is its decoder's to tell"


def film(*brands: bytes) -> bytes:
    body = b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])
    return struct.pack(">I", len(body) + 4) + body + b"avif"


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        ((b"avif",), "AVIF"),
        ((b"mif1", b"avif"), "AVIF"),
        ((b"heic",), "HEIC"),
        ((b"mif1", b"miaf"), "HEIC"),
        ((b"isom", b"mp42", b"heic"), "HEIC"),
        ((b"crx ", b"isom"), "a camera raw file"),
        ((b"isom", b"mp42"), "a film"),
    ],
)
def test_pictures_and_films_share_a_container_and_are_told_by_their_brands(
    brands: tuple[bytes, ...], kind: str
) -> None:
    """By the brands the file names, and not by what happens to stand behind them."""
    assert what_is(film(*brands)) == kind


@pytest.mark.parametrize(
    ("data", "kind", "fix"),
    [
        (b"", "an empty file", "again"),
        (bytes(5000), "nothing but zero bytes", "again"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP", ""),
        (b"RIFF\0\0\0\0WAVEfmt ", "a file of an unknown kind", ""),
        (b'{"error": "quota"}', "JSON data", ""),
        (b'  [{"a": 1}]', "JSON data", ""),
        (b"<?xml version='1.0'?><note/>", "an XML document", ""),
        (b"<?xml version='1.0'?><svg/>", "an SVG drawing", ""),
        (b"\n<!DOCTYPE html><title>Sign in</title>", "a web page (HTML)", "browser"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer", "git lfs pull"),
        (b"/annex/objects/SHA256E-s1--ab.jpg\n", "a git-annex pointer", "git annex get"),
        ("\ufeffGr\u00fc\u00dfe".encode("utf-16"), "a text file", ""),
        (b"a word, and not a picture\r\n", "a text file", ""),
        (bytes(range(1, 250)), "a file of an unknown kind", ""),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_told_by_its_own_name_with_its_own_remedy(data: bytes, kind: str, fix: str) -> None:
    """A login page that was saved as .jpg, a pointer that Git left, an answer of a server."""
    assert what_is(data) == kind
    assert fix in fix_for(kind)


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"II*\0\x10\0\0\0CR\x02\0" + bytes(20), "a camera raw file"), (b"II+\0\x08\0\0\0" + bytes(20), "TIFF")],
)
def test_a_canon_raw_says_so_in_its_head_and_a_large_tiff_is_a_tiff(head: bytes, kind: str) -> None:
    """CR2 has a mark of its own behind the TIFF head; BigTIFF counts in 64 bits, which no camera writes."""
    assert what_is(head) == kind
