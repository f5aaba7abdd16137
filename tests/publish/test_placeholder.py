"""Placeholders: made once, read back from the picture that carries them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from studio.pictures import look_at
from studio.publish.pictures.derivatives import FOLDER, PictureOrder, SitePicture, publish_picture
from studio.publish.pictures.placeholder import WIDTH_PX, data_address, kept_placeholder
from tests.conftest import PHOTOS


def published(fresh: Path, photo: Path) -> SitePicture:
    order = PictureOrder(photo, look_at(photo.read_bytes(), name="photo"), "stem", "recipe/photo")
    return publish_picture(order, fresh, earlier=fresh / "nowhere", webp=False)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    return tmp_path


def test_the_smallest_jpeg_carries_the_placeholder_that_pages_show(fresh: Path) -> None:
    """So that pages can be made again without decoding a picture."""
    made = published(fresh, PHOTOS / "bag_before.jpg")
    smallest = fresh / FOLDER / made.sources[-1].files[0][0]
    kept = kept_placeholder(smallest)
    assert kept is not None
    assert made.placeholder == data_address(kept)
    with Image.open(io.BytesIO(kept)) as tiny, Image.open(smallest) as whole:
        assert tiny.format == "WEBP"
        assert tiny.width == WIDTH_PX
        assert abs(tiny.height - WIDTH_PX * whole.height / whole.width) < 1
    assert published(fresh, PHOTOS / "bag_before.jpg") == made


def test_a_file_that_lost_its_comment_gets_a_placeholder_all_the_same(fresh: Path) -> None:
    """Somebody ran an optimiser over the site."""
    made = published(fresh, PHOTOS / "bag_before.jpg")
    smallest = fresh / FOLDER / made.sources[-1].files[0][0]
    with Image.open(smallest) as picture:
        bare = picture.copy()
    bare.info = {}
    bare.save(smallest)
    assert kept_placeholder(smallest) is None
    again = published(fresh, PHOTOS / "bag_before.jpg")
    assert again.placeholder.startswith("data:image/webp;base64,")


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xfe\x00", b"\xff\xd8\xff\xfe\xff\xffRIFF", b"GIF89a"]
)
def test_a_file_that_breaks_off_has_no_placeholder(tmp_path: Path, data: bytes) -> None:
    """Reading the beginning of anything ends, and says nothing."""
    path = tmp_path / "odd.jpg"
    path.write_bytes(data)
    assert kept_placeholder(path) is None
