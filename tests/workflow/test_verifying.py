"""Attempts that are made once more: the archive holds what the spec makes, or it is said how far it is off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.pictures import read_rgb
from studio.workflow.making.verify import Verified, verify
from studio.workspace import open_workspace
from tests.conftest import Studio

SLUG = "bag-on-white"


@pytest.fixture
def picture(workspace: Path, studio: Studio) -> Path:
    """The picture of the first attempt."""
    assert studio("run", SLUG).exit_code == 0
    return workspace / "content" / SLUG / "attempts" / "001.png"


def again(workspace: Path) -> Verified:
    (one,) = verify(open_workspace(workspace), [SLUG], on_verified=lambda _one: None)
    return one


def test_an_archive_is_compared_pixel_by_pixel_with_what_its_spec_makes(workspace: Path, picture: Path) -> None:
    """One step of 255 is another build of a library; more is another picture, and so is another size, or none."""
    assert (str(again(workspace)), again(workspace).is_same) == (f"{SLUG} 001: the same, bit for bit", True)
    pixels = read_rgb(picture).astype(np.int16)
    for steps, is_same in ((1, True), (2, False)):
        off = pixels.copy()
        off[0, 0] += steps if off[0, 0].max() < 200 else -steps
        Image.fromarray(off.astype(np.uint8)).save(picture)
        found = again(workspace)
        assert (str(found), found.is_same) == (f"{SLUG} 001: differs by at most {steps}/255", is_same)
    Image.fromarray(pixels[:, 1:].astype(np.uint8)).save(picture)
    found = again(workspace)
    assert (found.difference, found.is_same) == (None, False)
    assert found.fault == f"the archive is {pixels.shape[1] - 1}×{pixels.shape[0]} px, the new picture not"
    picture.unlink()
    assert again(workspace).fault == "001.png is missing"
