"""Odd pictures all the way: from where they are brought in to the site, and a site that outlives a broken checkout."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.pictures import decode, read_rgb
from studio.tui.pictures.picture import load_preview
from studio.tui.pictures.thumbnail import thumbnail
from tests.conftest import ALL_PASS, Studio
from tests.pictures.making import saved
from tests.pictures.test_colours import HELD_HEIC
from tests.pictures.test_judging import FILES, LFS
from tests.publish.test_histories import tree

SLUG = "bag-on-white"


def put_source(workspace: Path, name: str, data: bytes) -> Path:
    """Give the recipe another photograph."""
    folder = workspace / "content" / SLUG
    (folder / "before.jpg").unlink(missing_ok=True)
    recipe = folder / "recipe.md"
    recipe.write_text(recipe.read_text().replace("source: before.jpg", f"source: {name}"))
    (folder / name).write_bytes(data)
    return folder / name


@pytest.fixture
def site(workspace: Path, studio: Studio) -> Path:
    """A site with one approved result."""
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS)
    assert studio("build").exit_code == 0
    return workspace / "site"


def test_a_grey_picture_of_16_bits_keeps_its_tones_on_every_way(measured: Path, studio: Studio) -> None:
    """Engine, evidence, site, contact sheet, terminal and outline: none of them shows it white."""
    with Image.open(measured / "content" / SLUG / "before.jpg") as photo:
        tones = np.asarray(photo.convert("L"))
    path = put_source(measured, "before.png", saved(Image.fromarray(tones.astype(np.uint16) * 257), "PNG"))
    assert np.abs(read_rgb(path)[..., 0].astype(int) - tones).max() <= 1
    assert studio("run", SLUG).exit_code == 0
    made = read_rgb(measured / "content" / SLUG / "attempts" / "001.png").astype(int)
    assert np.abs(made[150, 150] - int(tones[150, 150])).max() <= 2, "the product is put back as it was"
    studio("review", SLUG, "001", "--approve", *ALL_PASS)
    assert studio("build").exit_code == 0
    shown = next((measured / "site" / "pictures").glob("*before*.jpg"))
    assert abs(read_rgb(shown).mean() - tones.mean()) < 2
    sheet = measured / "sheet.png"
    assert studio("compare", SLUG, "--out", str(sheet)).exit_code == 0
    assert np.asarray(load_preview(path)).mean() == pytest.approx(tones.mean(), abs=1)
    colours = {span.style for line in thumbnail(path) for span in line.spans}
    assert len(colours) > 8, "the thumbnail shows more than white"


def test_a_photograph_of_a_phone_can_lie_in_the_recipe_as_it_is(workspace: Path, studio: Studio) -> None:
    """HEIC by its own name runs; under the name of a JPEG it runs too, and the check names it."""
    put_source(workspace, "before.heic", HELD_HEIC.read_bytes())
    assert studio("check", SLUG).exit_code == 0
    assert "HEIC" not in studio("check", SLUG).output
    put_source(workspace, "photo.jpg", HELD_HEIC.read_bytes())
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text().replace("before.heic", "photo.jpg"))
    said = studio("check", SLUG)
    assert said.exit_code == 0
    assert "'photo.jpg' holds a HEIC picture" in said.output
    assert "Name it with .heic" in said.output


def test_new_says_what_it_converted(workspace: Path, studio: Studio) -> None:
    """One line: what it was, how large, in which colours, and what it is now."""
    said = studio("new", "phone", "--picture", str(HELD_HEIC)).output
    assert "p3_held.heic was HEIC, 32×48, Display P3: saved as before.jpg in sRGB, without EXIF" in said
    assert decode((workspace / "content/phone/before.jpg").read_bytes(), name="photo").size == (32, 48)
    assert "source: before.jpg" in (workspace / "content/phone/recipe.md").read_text()
    said = studio("use", SLUG, "--picture", str(HELD_HEIC), "--as", "phone-again").output
    assert "saved as before.jpg in sRGB" in said


@pytest.mark.parametrize("kind", ["Git LFS pointer", "web page", "empty file"])
def test_a_source_that_is_no_picture_is_named_and_never_run(workspace: Path, studio: Studio, kind: str) -> None:
    """By the check with file and line, and by a run before anything begins."""
    put_source(workspace, "before.jpg", FILES[kind])
    said = studio("check", SLUG)
    assert said.exit_code == 1
    assert re.search(r"recipe\.md:\d+: 'before\.jpg' cannot be read: it is an? ", said.output)
    assert kind in said.output
    assert studio("run", SLUG).exit_code == 1
    assert not (workspace / "content" / SLUG / "attempts").exists()


@pytest.mark.parametrize(("there", "named", "words"), [
    ("Before.JPG", "before.jpg", "Did you mean 'Before.JPG'?"),
    ("before.jpeg", "before.jpg", "Did you mean 'before.jpeg'?"),
    ("before.png", "before.jpg", "Did you mean 'before.png'?"), ("in.jpg", r"sub\in.jpg", "'sub/in.jpg'"),
])  # fmt: skip
def test_a_name_that_is_nearly_right_is_offered(
    workspace: Path, studio: Studio, there: str, named: str, words: str
) -> None:
    """Case, ending, backslashes: the check says what is there."""
    folder = workspace / "content" / SLUG
    (folder / "before.jpg").rename(folder / there)
    recipe = folder / "recipe.md"
    recipe.write_text(recipe.read_text().replace("source: before.jpg", f"source: '{named}'"))
    assert words in studio("check", SLUG).output


def test_a_pipe_in_the_place_of_a_picture_holds_nothing_up(workspace: Path, studio: Studio) -> None:
    """Check, status, run and build say what it is."""
    folder = workspace / "content" / SLUG
    (folder / "before.jpg").unlink()
    os.mkfifo(folder / "before.jpg")
    said = studio("check", SLUG)
    assert said.exit_code == 1
    assert "'before.jpg' cannot be read: is a pipe, no file" in said.output
    assert studio("status").exit_code == 0
    assert studio("run", SLUG).exit_code == 1
    assert studio("build").exit_code == 0, "nothing of it was approved"


@pytest.mark.parametrize("name", ["attempts/001.png", "before.jpg"])
@pytest.mark.parametrize("data", [LFS, None, b"\x89PNG\r\n\x1a\n"], ids=["pointer", "missing", "cut"])
def test_a_site_outlives_pictures_that_cannot_be_read(
    workspace: Path, studio: Studio, site: Path, name: str, data: bytes | None
) -> None:
    """A checkout of pointers, a missing file, a damaged disk: nothing is published, and one line says why."""
    before, picture = tree(site), workspace / "content" / SLUG / name
    whole = picture.read_bytes()
    picture.unlink()
    if data is not None:
        picture.write_bytes(data)
    said = studio("build")
    assert said.exit_code == 1
    assert f"{SLUG} 001: a picture" in said.output
    assert "the site stands as it was" in said.output
    assert tree(site) == before
    everything = said.output + studio("check").output + studio("status").output
    if data == LFS:
        assert "git lfs pull" in everything
        assert not any(words in everything for words in ("review it again", "run it again", "Save it"))
    assert studio("build", "--out", str(workspace / "fresh")).exit_code == 1, "also where no site stands yet"
    assert studio("build", "--leave-out").exit_code == 0
    assert not list(site.glob(f"recipes/{SLUG}.html"))
    picture.write_bytes(whole)
    assert studio("build").exit_code == 0
    assert tree(site) == before


def test_a_name_of_another_unicode_form_is_offered_or_found(workspace: Path, studio: Studio) -> None:
    """What looks the same to a person is never just missing."""
    composed = unicodedata.normalize("NFC", "Täsche.jpg")
    put_source(workspace, unicodedata.normalize("NFD", composed), HELD_HEIC.read_bytes())
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(unicodedata.normalize("NFC", recipe.read_text()))
    said = studio("check", SLUG).output
    assert "is not in the recipe's folder" not in said or "other Unicode characters" in said


@pytest.mark.parametrize("size", [(1, 1), (20000, 1)])
def test_a_picture_of_odd_shape_ends_in_a_result_or_a_sentence(
    workspace: Path, studio: Studio, size: tuple[int, int]
) -> None:
    """Run, review, build and pack: never a traceback."""
    put_source(workspace, "before.png", saved(Image.new("RGB", size, "teal"), "PNG"))
    recipe = workspace / "content" / SLUG / "recipe.md"
    for command in (("check",), ("run", SLUG), ("review", SLUG, "001", "--approve", *ALL_PASS), ("build",)):
        said = studio(*command)
        assert "Traceback" not in said.output
        assert said.exception is None or isinstance(said.exception, SystemExit), said.exception
    assert recipe.is_file()


def test_a_result_that_cannot_be_read_keeps_no_other_off_the_site(workspace: Path, studio: Studio, site: Path) -> None:
    """Two recipes on the site, one of them a pointer now: the other one stays, and the reason is said."""
    content = workspace / "content"
    shutil.copytree(content / SLUG, content / "second-bag")
    sidecar = content / "second-bag" / "attempts" / "001.json"
    sidecar.write_text(sidecar.read_text().replace(f'"{SLUG}"', '"second-bag"'))
    assert studio("build").exit_code == 0
    (content / "second-bag" / "attempts" / "001.png").write_bytes(LFS)
    said = studio("build")
    assert said.exit_code == 0
    assert "stays inside: second-bag 001: 'attempts/001.png' cannot be read: it is a Git LFS pointer" in said.output
    assert [page.stem for page in site.glob("recipes/*.html")] == [SLUG]
    assert studio("build", "--strict").exit_code == 1
