"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from studio.errors import PathOutside, WriteRefused
from studio.store.disk import create_exclusive, digest, replace_if_unchanged, sweep_temporaries, write_atomic
from studio.store.inside import inside


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
    """Only temporary files of this machine whose process is gone."""
    import socket

    dead = tmp_path / f".studio-{socket.gethostname()}-999999999-abc.tmp"
    alive = tmp_path / f".studio-{socket.gethostname()}-{os.getpid()}-abc.tmp"
    foreign = tmp_path / ".studio-elsewhere-1-abc.tmp"
    for path in (dead, alive, foreign):
        path.touch()
    assert sweep_temporaries(tmp_path) == (dead,)
    assert alive.exists()
    assert foreign.exists()
