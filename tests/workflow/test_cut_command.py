"""`studio cut` on the command line: words for a person, JSON for a script, exit codes for both."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from studio.pictures.cutting import ENDINGS, encode_within
from studio.pictures.xmp import Origin, xmp_packet
from studio.workspace import Workspace
from tests.conftest import Studio
from tests.workflow.conftest import change_front
from tests.workflow.cutting import SLUG, approve_picture, photograph


@pytest.fixture
def approved(shelf: Workspace) -> tuple[Path, Path]:
    """A workspace with an approved bag on white, and its recipe's folder."""
    return shelf.root, approve_picture(shelf, *photograph("bag", side=2000, white=True))


def test_a_person_is_told_what_was_made_and_what_was_not(approved: tuple[Path, Path], studio: Studio) -> None:
    """A named channel that cannot be served ends in exit code 1; of all channels it is no fault."""
    at = ("--at", str(approved[0]))
    said = studio("cut", SLUG, "--for", "ebay,meta-story", *at)
    assert said.exit_code == 1
    assert "made: recipe-00000-ebay-1600x1600.jpg" in said.output
    assert "The whole approved picture is in the cut." in said.output
    assert "For your eye: JPEG quality 90 or better." in said.output
    assert "not cut: meta-story of 001: the crop would cut the product" in said.output
    assert "look at 1 in" in said.output
    assert studio("cut", SLUG, "--all-channels", "--dry-run", *at).exit_code == 0
    assert "recipe-00000-ebay-1600x1600.jpg: approved" in studio("cut", SLUG, "--approve", "all", *at).output
    assert "approved: recipe-00000-ebay-1600x1600.jpg" in studio("cut", SLUG, *at).output
    rejected = studio("cut", SLUG, "--reject", "ebay", "--because", "layout", *at)
    assert "rejected (layout)" in rejected.output


def test_a_script_gets_the_records(approved: tuple[Path, Path], studio: Studio) -> None:
    """What became of each channel, and every cut with where it stands."""
    said = json.loads(studio("cut", SLUG, "--for", "ebay", "--json", "--at", str(approved[0])).output)
    assert said["outcomes"] == [
        {"attempt": "001", "channel": "ebay", "did": "made", "file": f"{SLUG}-ebay-1600x1600.jpg", "why": None}
    ]
    (cut,) = said["cuts"]
    assert (cut["standing"], cut["scale"], cut["crop"]) == ("to review", 0.8, [0, 0, 2000, 2000])


@pytest.mark.parametrize("box", ["0.1,0.1", "0.5,0.5,0.9,0.2", "a,b,c,d", "0,0,0,1"])
def test_a_box_that_is_none_is_refused(approved: tuple[Path, Path], studio: Studio, box: str) -> None:
    """With an example, before anything is looked at."""
    said = studio("cut", SLUG, "--for", "ebay", "--subject", box, "--at", str(approved[0]))
    assert said.exit_code == 2
    assert "X,Y,WIDTH,HEIGHT" in said.output or "must lie in the picture" in said.output


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not on this machine")
@pytest.mark.parametrize(("channel", "ending"), [("ebay", "jpg"), ("client-deck", "png"), ("landing-hero", "webp")])
def test_a_cut_says_where_it_comes_from(shelf: Workspace, studio: Studio, channel: str, ending: str) -> None:
    """Another program reads the fields of the IPTC in every format, and the credit as it was written."""
    picture, matte = photograph("serum", side=3600)
    band = (0, 0, 3600, 3600) if channel == "ebay" else (0, 800, 3600, 2825)
    folder = approve_picture(shelf, picture.crop(band), matte.crop(band))
    change_front(shelf, SLUG, "rights: own", "rights: own\ncredit: Zoë & “Öl” <studio>")
    made = studio("cut", SLUG, "--for", channel, "--at", str(shelf.root))
    assert made.exit_code == 0, made.output
    (path,) = (folder / "cuts").glob(f"*.{ending}")
    said = subprocess.run(
        ["exiftool", "-j", "-XMP:all", "-ICC_Profile:ProfileDescription", str(path)], capture_output=True, check=True
    )
    (tags,) = json.loads(said.stdout)
    assert tags["DigitalSourceType"] == "http://cv.iptc.org/newscodes/digitalsourcetype/composite"
    assert tags["Credit"] == "Zoë & “Öl” <studio>"
    assert "sRGB" in tags["ProfileDescription"]


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not on this machine")
@pytest.mark.parametrize("form", ENDINGS)
def test_every_format_of_a_cut_says_whose_it_is(tmp_path: Path, form: str) -> None:
    """Creator, owner, licence, credit, kind and prompt, as another program reads them."""
    said = Origin("http://cv.iptc.org/x", "Zoë & Co", "Ada", "Owner Ltd", "https://example.com/l", "Keep\nthe bag.")
    made = encode_within(Image.new("RGB", (64, 48), "#804020"), form, most_bytes=None, origin=said)
    assert made is not None
    path = tmp_path / f"cut.{ENDINGS[form]}"
    path.write_bytes(made.data)
    done = subprocess.run(["exiftool", "-j", "-XMP:all", str(path)], capture_output=True, check=True)
    (tags,) = json.loads(done.stdout)
    assert (tags["Creator"], tags["Owner"], tags["WebStatement"]) == ("Ada", "Owner Ltd", "https://example.com/l")
    assert (tags["Credit"], tags["DigitalSourceType"]) == ("Zoë & Co", "http://cv.iptc.org/x")
    assert tags["AIPromptInformation"] == "Keep\nthe bag."


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    """An empty origin is no packet, and a credit never breaks out of its attribute."""
    assert xmp_packet(Origin()) == b""
    long = Origin(credit="Ada", prompt="袋" * 30_000)
    assert xmp_packet(long) == xmp_packet(Origin(credit="Ada")), "a JPEG has no room for it"
    assert b'Credit="a &lt;b&gt; &amp; c"' in xmp_packet(Origin(credit="a <b>\n& c\x07"))
