"""Files that somebody else put there are read without waiting, or refused with the reason."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.errors import ContentError
from studio.files import in_one_line, read_file
from studio.store.facts import picture_facts
from studio.store.settings import read_settings
from tests.conftest import Studio


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def bound(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "is a pipe, no file"),
    "folder": (Path.mkdir, "is a folder, no file"),
    "socket": (bound, "is a socket or a device, no file"),
    "circle": (loop, "its links lead in a circle"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "is a device, no file"),
    "terabyte": (sparse, "is larger than the 512 MB that are read"),
}
"""What may stand in a file's place: how it is made, and what is said of it."""


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_plain_file_is_refused_at_once_with_the_reason(tmp_path: Path, kind: str) -> None:
    """Nothing waits for the other end of a pipe, and nothing reads a device without an end."""
    make, words = ODD[kind]
    make(tmp_path / "one")
    with pytest.raises(OSError, match="one") as refused:
        read_file(tmp_path / "one")
    assert in_one_line(refused.value).startswith(f"{tmp_path / 'one'}: {words}. ")


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind != "device"])
def test_a_picture_that_is_no_plain_file_has_a_fault(tmp_path: Path, kind: str) -> None:
    """It is there, so it is not said to be missing; and it is never waited for."""
    ODD[kind][0](tmp_path / "before.jpg")
    facts = picture_facts(tmp_path, "before.jpg")
    assert facts is not None
    assert facts.fault == ODD[kind][1]


def test_attempts_that_lead_out_of_the_recipe_are_refused(workspace: Path, studio: Studio) -> None:
    """Nothing is read there, nothing is written there, and the person hears why."""
    elsewhere = workspace / "elsewhere"
    elsewhere.mkdir()
    (workspace / "content" / "bag-on-white" / "attempts").symlink_to(elsewhere)
    for command in (["check"], ["run", "bag-on-white"], ["run", "bag-on-white", "--again"]):
        done = studio(*command)
        assert done.exit_code == 1
        assert "content/bag-on-white/attempts:1: leads out of the recipe's folder" in done.output
    assert not list(elsewhere.iterdir())


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    """Some file systems tell no size."""
    assert b"MemTotal" in read_file("/proc/meminfo")


BAD_SETTINGS = {
    "lists in lists": (b"a = 1\nb = " + b"[" * 5000, ":2: settings are not nested this deeply"),
    "tables in tables": (b"\n\n[" + b"a." * 5000 + b"a]", ":3: settings are not nested this deeply"),
    "a list over lines": (b"a = [\n" + b"[\n" * 5000, ":51: settings are not nested this deeply"),
    "Latin-1": (b"[site]\ntitle = 'caf\xe9'\n", ":2: this is no UTF-8"),
    "an endless number": (b"a = " + b"1" * 10_000, "not valid TOML"),
    "two megabytes": (b"#" * 2_000_000, "is larger than the 1 MB"),
    "binary": (bytes(range(256)), ":2: this is no UTF-8"),
}


@pytest.mark.parametrize("kind", BAD_SETTINGS)
def test_settings_that_cannot_be_read_are_one_clear_error(tmp_path: Path, kind: str) -> None:
    """Whatever stands in studio.toml, a person hears where and what."""
    source, words = BAD_SETTINGS[kind]
    (tmp_path / "studio.toml").write_bytes(source)
    with pytest.raises(ContentError) as refused:
        read_settings(tmp_path)
    assert words in str(refused.value)
    assert len(str(refused.value)) < 500


def test_settings_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    """Editors on Windows write one."""
    (tmp_path / "studio.toml").write_bytes(b'\xef\xbb\xbf[site]\ntitle = "Mine"\n')
    assert read_settings(tmp_path).site.title == "Mine"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EMFILE, errno.EDQUOT])
def test_a_refusal_of_the_system_is_said_with_its_file_and_a_remedy(number: int) -> None:
    """One line: which file, why, what to do."""
    said = in_one_line(OSError(number, os.strerror(number), "content/a/recipe.md"))
    assert said.startswith("content/a/recipe.md: ")
    assert said.endswith(".")
    assert "Errno" not in said
