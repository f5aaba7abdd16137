"""The demo runs the samples through the whole job, and gives a picture its verdict only where it is that picture."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import NotFound, StoreError
from studio.store.places import recipe_slugs
from studio.store.recipes import read_folder
from studio.workflow.making.run import Outcome
from studio.workflow.starting import demo
from studio.workflow.starting.demo import copy_samples, run_demo
from studio.workspace import Workspace
from tests.workflow.conftest import add_attempt

SLUG = "recipe-00001"


@pytest.fixture
def samples(shelf: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The recipes of the shelf in the place of the samples: making one again gives the recorded picture."""
    add_attempt(shelf, SLUG, "002")
    monkeypatch.setattr(demo, "bundled", lambda _: shelf.content)

    def made_again(workspace: Workspace, attempt: object) -> Outcome:
        place = workspace.content / attempt.recipe / "attempts"  # type: ignore[attr-defined]
        place.mkdir(exist_ok=True)
        for path in (shelf.content / attempt.recipe / "attempts").glob(f"{attempt.id}.*"):  # type: ignore[attr-defined]
            shutil.copy(path, place)
        return Outcome(None, workspace.folder(attempt.recipe).attempt(attempt.id))  # type: ignore[arg-type, attr-defined]

    monkeypatch.setattr(demo, "_run_again", made_again)
    return shelf.content


def test_a_picture_that_is_the_judged_one_gets_its_verdict_again(samples: Path, tmp_path: Path) -> None:
    """With reviewer, day and note as they were; one that nobody judged waits; what goes out is said."""
    said: list[str] = []
    page = run_demo(tmp_path / "demo", recipes=[SLUG], say=said.append)
    assert page == tmp_path / "demo" / "site" / "index.html"
    recipe = read_folder(tmp_path / "demo" / "content", SLUG).recipe
    assert recipe.review_of("001") == read_folder(samples, SLUG).recipe.review_of("001")
    assert recipe.review_of("002") is None
    words = "\n".join(said)
    assert said[0] == f"\n{recipe.front.title}"
    assert "  001  made 32×32 in " in words
    assert "       approved: the picture is the one that was judged, pixel for pixel" in said
    assert "       nobody has judged this one; it waits for you" in said
    assert f"stays inside: {SLUG} 002: nobody has reviewed it" in said
    assert said[-1] == f"open {page.resolve().as_uri()}"
    assert recipe_slugs(tmp_path / "demo" / "content") == (SLUG,)


@pytest.mark.parametrize("difference", [0, 1, 2])
def test_a_verdict_is_given_again_only_within_a_hair_of_what_was_judged(
    samples: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, difference: int
) -> None:
    """Another build of a library may round otherwise, and the note says so; more than that is another picture."""
    monkeypatch.setattr(demo, "_difference", lambda *_: difference)
    said: list[str] = []
    run_demo(tmp_path / "demo", recipes=[SLUG], say=said.append)
    review = read_folder(tmp_path / "demo" / "content", SLUG).recipe.review_of("001")
    assert (review is not None) is (difference < 2)
    expected = (
        "the picture is the one that was judged, pixel for pixel",
        "within 1/255 of the picture that was judged",
        "differs from the picture that was judged; it waits for you",
    )
    assert [line for line in said if line.endswith(expected[difference])]
    if review is not None:
        assert ("judged on a picture within 1/255" in (review.note or "")) is (difference == 1)


def test_how_far_two_pictures_differ_is_told_only_of_pictures_of_one_size(tmp_path: Path) -> None:
    """By the pixel that differs most."""
    for name, value, side in (("a", 10, 8), ("b", 13, 8), ("c", 10, 9)):
        Image.fromarray(np.full((side, 8, 3), value, np.uint8)).save(tmp_path / f"{name}.png")
    difference = lambda one, other: demo._difference(tmp_path / f"{one}.png", tmp_path / f"{other}.png")  # noqa: E731
    assert [difference("a", other) for other in "abcd"] == [0, 3, None, None]
    assert difference("d", "a") is None


def test_a_folder_of_somebody_else_is_not_taken_for_a_demo(samples: Path, tmp_path: Path) -> None:
    """An earlier demo is made anew; a name that is no sample is refused before anything is touched."""
    place = tmp_path / "demo"
    run_demo(place, recipes=[SLUG], say=lambda _: None)
    (place / "mine.txt").write_text("mine")
    run_demo(place, recipes=["recipe-00000"], say=lambda _: None)
    assert not (place / "mine.txt").exists()
    assert recipe_slugs(place / "content") == ("recipe-00000",)
    with pytest.raises(NotFound, match=r"No sample recipe is called 'recipe-0000'. Did you mean"):
        run_demo(place, recipes=["recipe-0000"], say=lambda _: None)
    assert recipe_slugs(place / "content") == ("recipe-00000",)
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="is not empty and no earlier demo"):
        run_demo(other, say=lambda _: None)
    assert (other / "letter.txt").read_text() == "mine"


def test_samples_are_copied_once_and_never_over_a_recipe_that_is_there(samples: Path, tmp_path: Path) -> None:
    """As they are, with their attempts and verdicts."""
    place = tmp_path / "own"
    (place / "content" / SLUG).mkdir(parents=True)
    (place / "content" / SLUG / "recipe.md").write_text("mine")
    assert copy_samples(place) == 2
    assert copy_samples(place) == 0
    assert (place / "content" / SLUG / "recipe.md").read_text() == "mine"
    assert (place / "content" / "recipe-00000" / "attempts" / "001.png").is_file()
