"""Facts of picture files: right for every way a camera was held, cheap for large ones, never out of date."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from studio.files import YOUNG_NS
from studio.pictures import look_at
from studio.store import facts
from studio.store.facts import picture_facts
from tests.pictures.making import saved


@pytest.fixture
def png(tmp_path: Path) -> Path:
    """A picture 40 wide and 30 high, held so that it stands upright."""
    held = Image.Exif()
    held[0x0112] = 6
    Image.new("RGB", (40, 30), "teal").save(tmp_path / "picture.png", exif=held)
    return tmp_path / "picture.png"


def chunks(data: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG by name."""
    found, at = {}, 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        found[data[at + 4 : at + 8]] = data[at:end]
        at = end
    return found


def test_a_picture_that_was_held_upright_has_its_upright_size(png: Path) -> None:
    """EXIF stands before the pixels here."""
    facts = look_at(png.read_bytes(), name="picture.png")
    assert (facts.width_px, facts.height_px) == (30, 40)


def test_exif_behind_the_pixels_counts_as_well(png: Path) -> None:
    """Some programs append it."""
    data = png.read_bytes()
    exif, end = chunks(data)[b"eXIf"], chunks(data)[b"IEND"]
    facts = look_at(data.replace(exif, b"").removesuffix(end) + exif + end, name="picture.png")
    assert (facts.width_px, facts.height_px) == (30, 40)


def test_facts_of_a_large_picture_do_not_need_its_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoding 24 megapixels takes half a second; the header a millisecond."""
    said = PngInfo()
    said.add_text("Title", "A picture")
    Image.new("RGB", (400, 300), "teal").save(tmp_path / "picture.png", pnginfo=said)

    def refuse(_self: object) -> None:
        raise AssertionError("The pixels were decoded.")

    monkeypatch.setattr(ImageFile.ImageFile, "load", refuse)
    facts = look_at((tmp_path / "picture.png").read_bytes(), name="picture.png")
    assert (facts.width_px, facts.height_px, facts.fault) == (400, 300, None)


def test_a_picture_that_breaks_off_is_a_fault(tmp_path: Path) -> None:
    """A copy that was cut short is found before it is sent anywhere."""
    Image.effect_noise((40, 30), 50).save(tmp_path / "picture.png")
    assert "damaged" in (look_at((tmp_path / "picture.png").read_bytes()[:-40], name="picture.png").fault or "")


def test_a_picture_that_changes_within_its_size_and_time_is_seen(png: Path) -> None:
    """Facts are kept by inode, size and times, and only when the times can tell."""
    old = time.time_ns() - 10_000_000_000
    os.utime(png, ns=(old, old))
    before = picture_facts(png.parent, png.name)
    time.sleep(0.1)  # the clock of the file system must go on for facts to be kept at all
    assert picture_facts(png.parent, png.name) is picture_facts(png.parent, png.name)
    data = bytearray(png.read_bytes())
    data[-1] ^= 1
    png.write_bytes(data)
    os.utime(png, ns=(old, old))
    after = picture_facts(png.parent, png.name)
    assert before is not None
    assert after is not None
    assert after.digest != before.digest


def test_a_picture_that_is_young_is_read_again_until_its_times_can_tell(
    png: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second change within the same moment would leave inode, size and times as they are."""
    stood = png.stat()
    changed = max(stood.st_mtime_ns, stood.st_ctime_ns)
    reads: list[str] = []

    def counted(path: str) -> bytes:
        reads.append(path)
        return Path(path).read_bytes()

    monkeypatch.setattr(facts, "read_file", counted)
    for after, wanted in ((0, 1), (YOUNG_NS, 2), (YOUNG_NS + 1, 3), (YOUNG_NS + 2, 3)):
        monkeypatch.setattr(facts.time, "time_ns", lambda now=changed + after: now)
        picture_facts(png.parent, png.name)
        assert len(reads) == wanted, after


def test_a_picture_is_decoded_once_for_as_long_as_its_bytes_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by the next command: the facts are kept by digest, beside a line that another program cut off."""
    folder = tmp_path / "recipe"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(saved(Image.new("RGB", (64, 48), "teal"), "JPEG"))
    first = picture_facts(folder, "photo.jpg")
    kept = tmp_path / ".studio" / "pictures-1.jsonl"
    kept.write_bytes(kept.read_bytes() + b'["sha256:4f')
    facts._remembered.cache_clear()
    monkeypatch.setattr(facts, "look_at", lambda *_, **__: pytest.fail("it was decoded again"))
    (folder / "copy.jpg").write_bytes((folder / "photo.jpg").read_bytes())
    assert picture_facts(folder, "copy.jpg") == first
    monkeypatch.undo()
    (folder / "copy.jpg").write_bytes((folder / "photo.jpg").read_bytes()[:-90])
    assert "cut short" in str(getattr(picture_facts(folder, "copy.jpg"), "fault", ""))


def test_facts_of_a_workspace_that_cannot_be_written_are_read_all_the_same(tmp_path: Path) -> None:
    """They are only not kept."""
    (tmp_path / ".studio").write_text("a file in the place of the folder")
    (tmp_path / "recipe").mkdir()
    Image.new("RGB", (64, 48), "teal").save(tmp_path / "recipe" / "photo.png")
    found = picture_facts(tmp_path / "recipe", "photo.png")
    assert found is not None
    assert found.width_px == 64
