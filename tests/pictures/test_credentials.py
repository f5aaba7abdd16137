"""Content credentials are found where the specification puts them, named, and kept byte for byte.

The pictures under `fixtures/credentials` were signed by the reference implementation (c2pa-python 0.38.1) with a
certificate of the day; the program that they name is an example.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.pictures.credentials import content_credentials, said_of_credentials
from studio.pictures.png import chunks
from studio.workflow.judging.verdict import where_to_look
from studio.workspace import open_workspace
from tests.conftest import FIXTURES, Studio
from tests.engines.conftest import paid, quick
from tests.loopback.server import Loopback
from tests.loopback.shapes import ANSWERS
from tests.pictures.making import patch, png_chunk, with_chunk

HELD = FIXTURES / "credentials"
PNG = (HELD / "made.png").read_bytes()
BOX = next(PNG[begin:end] for kind, begin, end in chunks(PNG) if kind == b"caBX")
__all__ = ["paid", "quick"]


def webp(box: bytes) -> bytes:
    plain = patch("RGB", 0, "WEBP")
    body = plain[8:] + b"C2PA" + len(box).to_bytes(4, "little") + box + b"\0" * (len(box) % 2)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


@pytest.mark.parametrize("data", [PNG, (HELD / "made.jpg").read_bytes(), webp(BOX)], ids=["png", "jpeg", "webp"])
def test_credentials_are_found_and_their_maker_named(data: bytes) -> None:
    """In a JPEG they take several segments."""
    assert content_credentials(data) == "Example Maker"
    assert said_of_credentials(data) == "carries content credentials from Example Maker (read, not verified)"


@pytest.mark.parametrize(
    "data",
    [
        patch("RGB", 0),
        patch("RGB", 0, "JPEG"),
        with_chunk(patch("RGB", 0), png_chunk(b"caBX", b"no box, but jumb and c2pa")),
        with_chunk(patch("RGB", 0), png_chunk(b"tEXt", b"Comment\0" + BOX)),
        b"jumb c2pa",
        b"",
    ],
)
def test_words_alone_are_no_credentials(data: bytes) -> None:
    """Only the box in its place counts; a text that mentions them does not."""
    assert content_credentials(data) is None
    assert said_of_credentials(data) == ""


def test_credentials_without_a_readable_maker_name_nobody() -> None:
    """Nothing is guessed, and damage is no error."""
    assert content_credentials(with_chunk(patch("RGB", 0), png_chunk(b"caBX", BOX[:60]))) == ""
    assert content_credentials((HELD / "made.jpg").read_bytes()[:900]) is not None
    for end in range(0, len(PNG), 997):
        content_credentials(PNG[:end])


def test_a_picture_with_credentials_is_archived_byte_for_byte(quick: Path, studio: Studio, provider: Loopback) -> None:
    """The provider's own bytes stay; the review says what they carry."""
    sent: list[bytes] = []

    def shape(picture: bytes, used: dict[str, object]) -> object:
        sent.append(with_chunk(picture, png_chunk(b"caBX", BOX)))
        return next(iter(ANSWERS.values()))(sent[-1], used)

    provider.shape = shape
    assert studio("run", "bag-on-white").exit_code == 0
    (kept,) = (quick / "content/bag-on-white/attempts").glob("*.png")
    assert kept.read_bytes() == sent[0]
    shelf = open_workspace(quick)
    said = where_to_look(shelf, shelf.folder("bag-on-white"), "1")
    assert "the picture as it came carries content credentials from Example Maker (read, not verified)" in said
