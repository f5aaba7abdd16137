"""What is kept of each recipe for the list counts only while nothing in the recipe's folder can have changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.files import YOUNG_NS
from studio.store.row_cache import PLACE, read_rows, signature, write_rows

SECOND = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A recipe's folder whose files are a minute old."""
    (tmp_path / "bag" / "attempts").mkdir(parents=True)
    for name in ("recipe.md", "before.jpg", "attempts/001.json"):
        (tmp_path / "bag" / name).write_text(name)
        age(tmp_path / "bag" / name, 60)
    return tmp_path / "bag"


def age(path: Path, seconds: float) -> None:
    then = time.time_ns() - int(seconds * SECOND)
    os.utime(path, ns=(then, then), follow_symlinks=False)


def sign(folder: Path) -> str | None:
    return signature(folder, now_ns=time.time_ns())


def test_a_folder_that_rests_is_known_again(folder: Path) -> None:
    """As often as it is asked, whatever the clock says by then."""
    assert sign(folder) is not None
    assert sign(folder) == signature(folder, now_ns=time.time_ns() + 3600 * SECOND)


def grown(path: Path) -> None:
    path.write_text("longer than before")
    age(path, 60)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: age(folder / "recipe.md", 50),
        lambda folder: grown(folder / "before.jpg"),
        lambda folder: grown(folder / "attempts/001.json"),
        lambda folder: (folder / "before.jpg").unlink(),
        lambda folder: (folder / "before.jpg").rename(folder / "after.jpg"),
        lambda folder: (folder / "attempts/001.json").rename(folder / "001.json"),
        lambda folder: grown(folder / "attempts/002.json"),
    ],
)
def test_whatever_changes_in_a_folder_is_another_one(folder: Path, change: Callable[[Path], object]) -> None:
    """A file's time, its size, its name, its place; one more, one less."""
    before = sign(folder)
    change(folder)
    assert sign(folder) not in {before, None}


@pytest.mark.parametrize("name", ["recipe.md", "attempts/001.json"])
def test_a_file_that_is_young_is_never_trusted(folder: Path, name: str) -> None:
    """It could be written again within the same tick of the file system's clock, and nobody would see it."""
    age(folder / name, 0.5)
    assert sign(folder) is None
    found = (folder / name).stat().st_mtime_ns
    assert signature(folder, now_ns=found + YOUNG_NS - 1) is None
    assert signature(folder, now_ns=found + YOUNG_NS) is not None


def test_a_link_that_leads_nowhere_or_in_a_circle_is_one_more_name(folder: Path) -> None:
    """Nothing hangs, and nothing else is forgotten for it."""
    before = sign(folder)
    for name, target in (("gone.jpg", "nowhere"), ("circle", "circle"), ("copy", "before.jpg")):
        (folder / name).symlink_to(target)
        age(folder / name, 60)
    after = sign(folder)
    assert after is not None
    assert after != before
    assert "recipe.md" in after


def test_rows_are_read_back_as_they_were_kept(tmp_path: Path) -> None:
    """With the key they were kept under; as many as are asked for."""
    rows = {"bag": ("mark", ["A bag", 3, ["tag"]]), "täsche": ("mark two", [])}
    write_rows(tmp_path, rows, key="version 1")
    assert read_rows(tmp_path) == ("version 1", rows)
    assert read_rows(tmp_path, at_most=1) == ("version 1", {"bag": rows["bag"]})


@pytest.mark.parametrize("text", [None, "", "{", '"key"\n["bag"]', '"key"\n["bag", "mark", []]\n["ba', "\udcff"])
def test_a_file_that_is_not_whole_holds_no_rows(tmp_path: Path, text: str | None) -> None:
    """It is a cache: everything is read again, and nobody hears of it."""
    if text is not None:
        (tmp_path / PLACE).parent.mkdir()
        (tmp_path / PLACE).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert read_rows(tmp_path) == ("", {})


def test_rows_that_cannot_be_kept_stop_nothing(tmp_path: Path) -> None:
    """A workspace that cannot be written is only slower to open."""
    (tmp_path / PLACE.parent).write_text("a file in the place of the folder")
    write_rows(tmp_path, {"bag": ("mark", [])}, key="key")
    assert read_rows(tmp_path) == ("", {})
