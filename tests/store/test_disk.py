"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.errors import PathOutside, StoreError, WriteRefused
from studio.store import disk
from studio.store.disk import (
    create_exclusive,
    digest,
    new_folder,
    replace_if_unchanged,
    sweep_temporaries,
    write_atomic,
)
from studio.store.inside import inside
from studio.store.lock import owner_of_this_process
from tests.conftest import ALL_PASS, PHOTOS, Studio


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_bytes_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Whichever system call fails, the reader still sees the old file."""
    path = tmp_path / "recipe.md"
    path.write_bytes(b"old")

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [child.name for child in tmp_path.iterdir()] == ["recipe.md"]


def test_a_short_write_is_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`os.write` may take fewer bytes than it was given."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data)[:3]))
    write_atomic(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_a_name_is_taken_only_once(tmp_path: Path) -> None:
    """Two programs can never both create one attempt."""
    create_exclusive(tmp_path / "001.json", b"first")
    with pytest.raises(FileExistsError):
        create_exclusive(tmp_path / "001.json", b"second")
    assert (tmp_path / "001.json").read_bytes() == b"first"


def test_a_file_that_somebody_saved_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """The person's edit wins."""
    path = tmp_path / "recipe.md"
    path.write_bytes(b"theirs")
    with pytest.raises(WriteRefused, match="changed this file"):
        replace_if_unchanged(path, b"ours", expected=digest(b"what we read"))
    assert path.read_bytes() == b"theirs"


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    """A verdict does not change who may read the recipe."""
    path = tmp_path / "recipe.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_if_unchanged(path, b"new", expected=digest(b"old"))
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "a/../../b", "", "a\0b", "..\\x"])
def test_a_path_that_leads_out_of_the_recipe_is_refused(tmp_path: Path, name: str) -> None:
    """A recipe from elsewhere cannot read the person's other files."""
    with pytest.raises(PathOutside):
        inside(tmp_path / "recipe", name)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    """A symbolic link is followed before it is judged."""
    (tmp_path / "recipe").mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (tmp_path / "recipe" / "before.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(PathOutside):
        inside(tmp_path / "recipe", "before.png")


def test_leftovers_of_dead_processes_are_swept_and_others_stay(tmp_path: Path) -> None:
    """A file or half a folder goes when its process is certainly gone or it is a week old; nothing of a person's."""
    script = "from studio.store.lock import owner_of_this_process as own; print(own())"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    dead = ended.stdout.strip().replace(":", ",")
    alive = owner_of_this_process().replace(":", ",")
    folder = tmp_path / f".studio-{dead},2.tmp"
    folder.mkdir()
    (folder / "before.jpg").touch()
    gone = [tmp_path / f".studio-{dead},1.tmp", tmp_path / ".studio-elsewhere,1,2,3,4,5.tmp"]
    stays = [tmp_path / f".studio-{alive},1.tmp", tmp_path / ".studio-elsewhere,1,2,3,4,6.tmp",
             tmp_path / "mine.tmp", tmp_path / ".studio-mine", tmp_path / "recipe.md"]  # fmt: skip
    for path in (*gone, *stays):
        path.touch()
    for path in (gone[1], *stays[2:]):
        os.utime(path, (0, 0))
    assert set(sweep_temporaries(tmp_path, tmp_path / "nowhere")) == {folder, *gone}
    assert set(tmp_path.iterdir()) == set(stays)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def files_of(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*") if ".studio" not in path.parts}


def fill(place: Path, *, leave: int) -> None:
    """Take a disk's room, all but some bytes."""
    free = shutil.disk_usage(place).free
    (place / "filler").write_bytes(bytes(max(0, free - leave)))


@pytest.mark.parametrize("leave", [0, 4096, 8192, 16_384, 40_960])
def test_a_full_disk_leaves_nothing_of_a_new_recipe(small_disk: Path, studio: Studio, leave: int) -> None:
    """`init`, `new` and `use` make all or nothing, and say in one line what is full."""
    picture = small_disk / "photo.jpg"
    shutil.copy(PHOTOS / "bag_before.jpg", picture)
    assert studio("init", str(small_disk / "work")).exit_code == 0
    assert studio("new", "old", "--at", str(small_disk / "work")).exit_code == 0
    fill(small_disk, leave=leave)
    before = files_of(small_disk)
    for command in (
        ["init", str(small_disk / "other")],
        ["new", "fresh", "--picture", str(picture), "--at", str(small_disk / "work")],
        ["use", "old", "--picture", str(picture), "--as", "used", "--at", str(small_disk / "work")],
    ):
        done = studio(*command)
        if done.exit_code == 0:
            before = files_of(small_disk)
        else:
            assert files_of(small_disk) == before, command
            assert "the disk is full" in done.output
            assert len(done.output.splitlines()) == 1, done.output


def test_a_disk_that_fills_up_stops_no_reading_and_keeps_the_site(small_disk: Path, studio: Studio) -> None:
    """The old site and the recipe stay byte for byte, whatever a full disk cannot take."""
    from tests.bench.corpus import workspace as corpus

    corpus(2, small_disk, side=32)
    at = ("--at", str(small_disk))
    assert studio("build", *at).exit_code == 0
    recipe = small_disk / "content" / "recipe-00000" / "recipe.md"
    recipe.write_text(recipe.read_text().replace("\ntitle: ", "\ntitle: New "))
    fill(small_disk, leave=0)
    before = {path: path.read_bytes() for path in (small_disk / "site").rglob("*.html")}
    done = studio("build", *at)
    assert done.exit_code == 1, done.output
    assert "full" in done.output
    assert {path: path.read_bytes() for path in (small_disk / "site").rglob("*.html")} == before
    for command in ("check", "status", "cost"):
        assert studio(command, *at).exit_code == 0
    judged = studio("review", "recipe-00000", "001", "--approve", *ALL_PASS, "--reviewer", "x" * 9000, *at)
    assert judged.exit_code == 1
    assert "the disk is full" in judged.output
    assert "x" * 9000 not in recipe.read_text()
    (small_disk / "filler").unlink()
    assert studio("build", *at).exit_code == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="two files are exchanged in one step on Linux only")
def test_an_editor_that_saves_in_the_very_last_moment_keeps_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the exchange: what came out is looked at, and goes back."""
    path = tmp_path / "recipe.md"
    path.write_bytes(b"old")
    write = disk._write_temporary

    def while_somebody_saves(place: Path, data: bytes, **options: int) -> Path:
        path.write_bytes(b"theirs")
        return write(place, data, **options)

    monkeypatch.setattr(disk, "_write_temporary", while_somebody_saves)
    with pytest.raises(WriteRefused, match="in the meantime"):
        replace_if_unchanged(path, b"new", expected=digest(b"old"))
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_is_taken_only_once_where_a_disk_knows_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory cards and many network drives: the file appears whole, and the second program is refused."""

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    create_exclusive(tmp_path / "001.json", b"first")
    with pytest.raises(FileExistsError):
        create_exclusive(tmp_path / "001.json", b"second")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"001.json": b"first"}


def test_a_disk_that_takes_no_new_name_is_said_with_the_name_a_person_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with that of the temporary file, which is gone again."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*/001\.json'"):
        create_exclusive(tmp_path / "001.json", b"first")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("saved", [b"old", b"theirs"])
def test_a_file_is_replaced_where_two_names_cannot_be_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: bytes
) -> None:
    """As on other systems than Linux: what was read still has to stand there."""
    monkeypatch.setattr(sys, "platform", "darwin")
    path = tmp_path / "recipe.md"
    path.write_bytes(saved)
    if saved == b"old":
        replace_if_unchanged(path, b"new", expected=digest(b"old"))
    else:
        with pytest.raises(WriteRefused, match="somebody changed this file"):
            replace_if_unchanged(path, b"new", expected=digest(b"old"))
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        "recipe.md": b"new" if saved == b"old" else b"theirs"
    }


def test_a_folder_that_somebody_made_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    """The new one is given up, and nothing of it stays."""
    path = tmp_path / "a" / "cup"

    def both_make_it() -> None:
        with new_folder(path) as fresh:
            (fresh / "recipe.md").write_text("mine")
            path.mkdir()
            (path / "recipe.md").write_text("theirs")

    with pytest.raises(StoreError, match=r"cup: exists already. Choose another name."):
        both_make_it()
    assert [one.name for one in path.parent.iterdir()] == ["cup"]
    assert (path / "recipe.md").read_text() == "theirs"
