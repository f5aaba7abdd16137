"""One broken recipe harms no other: every command, beside every kind of brokenness, ends at once and in words."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import Result
from PIL import Image

from tests.conftest import ALL_PASS, PHOTOS, RECIPE, Studio

SECONDS = 20
"""Most that a command may take on a busy machine; each takes less than one."""
GOOD = "bag-on-white"
BAD = "broken"


def bound(path: Path) -> None:
    """A socket at a path too long for its address."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


def instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Puts something else in the place of a file."""

    def change(folder: Path) -> None:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        make(path)

    return change


def holding(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def encircled(folder: Path) -> None:
    shutil.rmtree(folder)
    circle(folder)


def leading_to(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 33)


def renamed(name: str | bytes) -> Callable[[Path], None]:
    """Gives the recipe's folder another name."""
    return lambda folder: folder.rename(folder.with_name(os.fsdecode(name))) and None


def with_picture(name: str) -> Callable[[Path], None]:
    """Gives the source picture another name, in the folder and in the recipe."""

    def change(folder: Path) -> None:
        (folder / "before.jpg").rename(folder / name)
        text = (folder / "recipe.md").read_text()
        quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        (folder / "recipe.md").write_text(text.replace("source: before.jpg", f'source: "{quoted}"'))

    return change


def beside(name: str | bytes, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Puts something else into `content/`."""
    return lambda folder: make(folder.parent / os.fsdecode(name)) and None


ODD: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo, "folder": Path.mkdir, "socket": bound, "circle": circle, "nowhere": leading_to("gone"),
    "device": leading_to("/dev/zero"), "empty": holding(b""), "binary": holding(bytes(range(256)) * 50),
    "endless": sparse, "out": leading_to("../../../outside"),
}  # fmt: skip
NAMES = {
    "240 characters": "p" * 236 + ".jpg", "80 snowmen": "\N{SNOWMAN}" * 80 + ".jpg", "signs": "a %20#?&'\"<b> [x] .jpg",
    "a leading dash": "--all.jpg", "a Mac": "Screenshot 2026-11-27 at 9.41.00\N{NARROW NO-BREAK SPACE}AM.jpg",
    "Windows": "con.jpg", "a trailing dot": "before.jpg.", "decomposed": "ta\N{COMBINING DIAERESIS}sche.jpg",
    "composed": "t\N{LATIN SMALL LETTER A WITH DIAERESIS}sche 2.jpg", "Arabic": "\u0635\u0648\u0631\u0629.jpg",
    "emoji": "\N{HANDBAG}.jpg", "dots": "a..b.c.jpg", "capitals": "BEFORE.JPG", "a line end": "a\nb.jpg",
}  # fmt: skip
"""Names that pictures and folders have."""
BROKEN: dict[str, Callable[[Path], None]] = {
    **{f"{name}: {kind}": instead(name, make)
       for name in ("recipe.md", "before.jpg", "subject.png", "attempts", "attempts/001.json", "attempts/001.png")
       for kind, make in ODD.items()},
    **{f"{name}: {kind}": instead(name, ODD[kind])
       for name in ("attempts/001.evidence.json", "attempts/001.review.json", "attempts/001.opinion.json",
                    "attempts/001.raw", "attempts/002.json", "attempts/002")
       for kind in ("pipe", "folder", "circle", "binary")},
    "recipe.md: Latin-1": instead("recipe.md", holding(RECIPE.replace("bag", "b\xe4g").encode("latin-1"))),
    "recipe.md: UTF-16": instead("recipe.md", holding(RECIPE.encode("utf-16"))),
    "recipe.md: twenty megabytes": instead("recipe.md", holding(b"---\n" + b"a: b\n" * 4_000_000)),
    "recipe.md: nested deeply": instead("recipe.md", holding(b"---\na: " + b"[" * 20_000 + b"\n---\n")),
    "recipe.md: half a character": instead("recipe.md", holding(RECIPE.replace("before", '"\\uDCFF"').encode())),
    "sidecar: nested deeply": instead("attempts/001.json", holding(b'{"a":' * 5000)),
    "sidecar: a list": instead("attempts/001.json", holding(b"[]")),
    "sidecar: half a character": instead("attempts/001.json", holding(b'{"id": "\\ud800"}')),
    **{f"picture: {kind}": with_picture(name) for kind, name in NAMES.items()},
    "file: no UTF-8": lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.jpg")).touch(),
    "folder: no UTF-8": renamed(b"b\xff\xfed"),
    **{f"folder: {kind}": renamed(name.removesuffix(".jpg")) for kind, name in NAMES.items()},
    "folder: 255 characters": renamed("f" * 255),
    "folder: a circle": encircled,
    "beside: a pipe": beside("x", os.mkfifo),
    "beside: no UTF-8": beside(b"\xff", Path.mkdir),
}  # fmt: skip
"""What may be wrong with a recipe; each changes the folder of a good one."""
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check",), ("check", "--json"), ("status",), ("status", "--json"), ("cost",), ("cost", "--json"), ("ledger",),
    ("batch",), ("prompt", BAD), ("prompt", BAD, "--json"), ("run", "--all", "--dry-run"),
    ("run", "--all"), ("run", BAD), ("run", "--all", "--verify"), ("measure", BAD, "001"), ("compare", BAD),
    ("review", BAD, "001"), ("review", BAD, "001", "--approve", *ALL_PASS, "--reviewer", "tests"),
    ("retry", BAD, "001", "--because", "lighting"), ("retry", BAD, "001", "--set", "local.shadow.strength=0.9"),
    ("settle", BAD, "001", "--not-billed"), ("finish",), ("finish", BAD, "001"), ("use", BAD, "--picture", "PHOTO"),
    ("new", "made-new", "--picture", "PHOTO"), ("build", "--drafts"), ("build",), ("pack", BAD), ("pack", GOOD),
)  # fmt: skip
"""Every command that ends by itself."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Ends whatever waits for something that never comes."""

    def late(*_: object) -> None:
        raise AssertionError(f"it took more than {seconds} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def not_in_words(done: Result) -> str:
    """What is wrong with how a command ended: a traceback, another exit code, words of the system's or a library's."""
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        return repr(done.exception)
    if done.exit_code not in {0, 1, 2, 3}:
        return f"exit code {done.exit_code}"
    return next((word for word in ("Traceback", "Errno", "Error(", "further information") if word in done.output), "")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one recipe that was run and approved."""
    from click.testing import CliRunner

    from studio.cli.main import cli

    root = tmp_path_factory.mktemp("judged")
    folder = root / "content" / GOOD
    folder.mkdir(parents=True)
    for name, photo in (("before.jpg", "bag_before.jpg"), ("subject.png", "bag_alpha.png")):
        with Image.open(PHOTOS / photo) as picture:
            picture.resize((100, 100)).save(folder / name)
    (folder / "recipe.md").write_text(RECIPE)
    for arguments in (["run", GOOD], ["review", GOOD, "001", "--approve", *ALL_PASS, "--reviewer", "tests"]):
        assert CliRunner().invoke(cli, [*arguments, "--at", str(root)]).exit_code == 0
    return root


def copied(judged: Path, content: Path, slug: str) -> Path:
    """The approved recipe under another name."""
    folder = content / slug
    shutil.copytree(judged / "content" / GOOD, folder)
    sidecar = folder / "attempts" / "001.json"
    sidecar.write_text(sidecar.read_text().replace(f'"recipe": "{GOOD}"', f'"recipe": "{slug}"'))
    return folder


def not_run(judged: Path, folder: Path) -> Path:
    """The recipe as it was before it was run."""
    folder.mkdir()
    for name in ("before.jpg", "subject.png"):
        shutil.copy(judged / "content" / GOOD / name, folder)
    (folder / "recipe.md").write_text(RECIPE)
    return folder


@pytest.fixture
def workspace(tmp_path: Path, judged: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the approved recipe, and a photograph beside it."""
    root = tmp_path / "work"
    copied(judged, root / "content", GOOD)
    shutil.copy(judged / "content" / GOOD / "before.jpg", tmp_path / "outside")
    monkeypatch.chdir(tmp_path)
    return root


@pytest.mark.slow
@pytest.mark.parametrize("kind", BROKEN)
def test_every_command_ends_in_words_beside_a_broken_recipe(
    workspace: Path, judged: Path, studio: Studio, kind: str
) -> None:
    """Nothing hangs, nothing ends in a traceback, and the neighbour is built and packed as if it were alone."""
    BROKEN[kind](copied(judged, workspace / "content", BAD))
    faults = []
    for command in COMMANDS:
        arguments = [str(workspace.parent / "outside") if word == "PHOTO" else word for word in command]
        with at_most(SECONDS):
            done = studio(*arguments)
        why = not_in_words(done)
        if not why and command in {("build",), ("pack", GOOD)} and done.exit_code != 0:
            why = "the neighbour suffers"
        if (
            not why
            and command in {("run", "--all"), ("status",), ("run", "--all", "--dry-run")}
            and GOOD not in done.output
        ):
            why = "the neighbour is passed over"
        if why:
            faults.append(f"{' '.join(command)}: {why}\n{done.output[-600:]}")
    assert not faults, "\n".join(faults)
    assert (workspace / "site" / "recipes" / f"{GOOD}.html").is_file()


def test_good_recipes_are_run_judged_and_published_among_every_kind_of_broken_one(
    workspace: Path, judged: Path, studio: Studio
) -> None:
    """Thirty broken recipes in one workspace: each is said by its name, and the three good ones never notice."""
    content = workspace / "content"
    some = {number: kind for number, kind in enumerate(BROKEN) if number % 3 == 0}
    for number, kind in some.items():
        BROKEN[kind](copied(judged, content, f"{BAD}-{number}"))
    good = [not_run(judged, content / slug).name for slug in ("a-good", "m-good", "z-good")]
    for command in COMMANDS:
        with at_most(SECONDS):
            done = studio(*(str(workspace.parent / "outside") if word == "PHOTO" else word for word in command))
        assert not not_in_words(done), (command, done.output)
    for slug in good:
        done = studio("review", slug, "001", "--approve", *ALL_PASS, "--reviewer", "tests")
        assert done.exit_code == 0, done.output
    assert studio("build").exit_code == 0
    assert studio("pack", *good).exit_code == 0
    assert {slug for slug in good if (workspace / "site" / "recipes" / f"{slug}.html").is_file()} == set(good)
    said = studio("check").output
    for number, kind in some.items():
        if kind.startswith(("recipe.md", "before.jpg", "sidecar")):
            assert f"content/{BAD}-{number}/" in said, kind


def local_references(page: Path) -> set[str]:
    """Files that a page shows or leads to, relative to it."""
    found = set(re.findall(r'(?:src|href|poster)="([^"#]+)', page.read_text()))
    for listed in re.findall(r'srcset="([^"]+)"', page.read_text()):
        found |= {part.split()[0] for part in listed.split(",")}
    return {html.unescape(name) for name in found if not name.startswith(("data:", "http", "mailto:"))}


def test_pictures_and_recipes_of_any_name_are_run_published_and_packed(
    workspace: Path, judged: Path, studio: Studio
) -> None:
    """Each name that a phone, a Mac or a person gives works from the file to the page, its links and the archive."""
    content = workspace / "content"
    slugs = []
    for number, name in enumerate(NAMES.values()):
        with_picture(name)(not_run(judged, content / f"named-{number}"))
        slugs.append(f"named-{number}")
        if "\n" not in name:
            slugs.append(not_run(judged, content / name.removesuffix(".jpg")).name)
    done = studio("run", "--all")
    assert done.exit_code == 0, done.output
    for slug in slugs:
        done = studio("review", str(content / slug), "001", "--approve", *ALL_PASS, "--reviewer", "tests")
        assert done.exit_code == 0, done.output
    done = studio("build", "--json")
    assert json.loads(done.output)["left_out"] == []
    pages = sorted((workspace / "site" / "recipes").glob("*.html"))
    assert len(pages) == len(slugs) + 1
    for page in [*pages, workspace / "site" / "index.html"]:
        for name in local_references(page):
            assert (page.parent / unquote(name.partition("?")[0])).is_file(), (page.name, name)
    done = studio("pack", "--out", str(workspace / "all.zip"), *(str(content / slug) for slug in slugs))
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(workspace / "all.zip") as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert max(map(len, name.split("/"))) <= 160, name
            assert re.fullmatch(r"[\w./-]+", name, re.ASCII), name


def test_names_that_look_alike_are_the_same_name(workspace: Path, judged: Path, studio: Studio) -> None:
    """A file from a Mac is found by the name that a person types, and a recipe's folder too."""
    folder = not_run(judged, workspace / "content" / "ta\N{COMBINING DIAERESIS}sche")
    for stored, typed in [
        ("Ta\N{COMBINING DIAERESIS}sche.jpg", "T\N{LATIN SMALL LETTER A WITH DIAERESIS}sche.jpg"),
        ("Shot at 9.41\N{NARROW NO-BREAK SPACE}AM.jpg", "Shot at 9.41 AM.jpg"),
    ]:
        with_picture(stored)(folder)
        text = (folder / "recipe.md").read_text()
        (folder / "recipe.md").write_text(text.replace(stored, typed))
        done = studio("run", "t\N{LATIN SMALL LETTER A WITH DIAERESIS}sche")
        assert done.exit_code == 0, done.output
        (folder / "recipe.md").write_text(RECIPE)
        (folder / stored).rename(folder / "before.jpg")


@pytest.mark.parametrize(
    ("there", "typed", "words"),
    [
        ("Before.JPG", "before.jpg", "Did you mean 'Before.JPG'?"),
        ("before.jpeg", "before.jpg", "Did you mean 'before.jpeg'?"),
        ("in/before.jpg", "in\\before.jpg", "'in/before.jpg'"),
        ("other.jpg", "before.jpg", "Put it there"),
    ],
)
def test_a_picture_under_nearly_the_same_name_is_offered(
    workspace: Path, studio: Studio, there: str, typed: str, words: str
) -> None:
    """Letters that a Mac or Windows takes for the same, another ending, a backslash."""
    folder = workspace / "content" / GOOD
    (folder / there).parent.mkdir(exist_ok=True)
    (folder / "before.jpg").rename(folder / there)
    (folder / "recipe.md").write_text(RECIPE.replace("before.jpg", typed))
    assert words in studio("check").output
