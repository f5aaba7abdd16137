"""A variation over a variable: one axis fills the words and the engine's fields at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Studio

SEASONS = """change: the background to a shop in {{ season }}
vary: {variables.season: [spring, autumn]}"""


@pytest.fixture
def seasons(workspace: Path) -> Path:
    """The recipe of the workspace over two seasons."""
    path = workspace / "content" / "bag-on-white" / "recipe.md"
    text = path.read_text().replace("change: the background to pure white", SEASONS)
    path.write_text(text.replace("{kind: white}", '{kind: retail, season: "{{ season }}"}'))
    return path


def test_each_value_stands_in_the_words_and_in_the_field_it_fills(seasons: Path, studio: Studio) -> None:
    """Nothing has to be given in the front matter, and the checks find nothing to say."""
    assert studio("check").exit_code == 0
    said = studio("prompt", "bag-on-white").output
    assert "a shop in spring" in said
    assert "a shop in autumn" in said
    done = studio("run", "bag-on-white")
    assert done.exit_code == 0, done.output
    records = [json.loads(path.read_text()) for path in sorted(seasons.parent.glob("attempts/00?.json"))]
    assert [record["spec"]["local"]["background"]["season"] for record in records] == ["spring", "autumn"]
    assert [record["variation"] for record in records] == ["variables.season: spring", "variables.season: autumn"]
    assert all(f"in {season}" in one["prompt"] for season, one in zip(("spring", "autumn"), records, strict=True))
    assert all("vary" not in record["spec"] for record in records)


def test_a_value_for_this_run_takes_the_place_of_all(seasons: Path, studio: Studio) -> None:
    """`--set` chooses one of them, or another."""
    said = studio("prompt", "bag-on-white", "--set", "season=winter").output
    assert "in winter" in said
    assert "in spring" not in said


def test_a_value_that_does_not_fit_stops_the_run_and_is_named(seasons: Path, studio: Studio) -> None:
    """The engine knows four seasons; a fifth is found before anything is made, whichever place it has in the list."""
    seasons.write_text(seasons.read_text().replace("[spring, autumn]", "[spring, monsoon]"))
    done = studio("check")
    assert done.exit_code == 1
    assert "season" in done.output
    assert studio("run", "bag-on-white").exit_code != 0
    assert not list(seasons.parent.glob("attempts/*.json"))


def test_a_variable_that_nothing_uses_makes_equal_pictures(seasons: Path, studio: Studio) -> None:
    """That is said before they are made."""
    seasons.write_text(seasons.read_text().replace("variables.season", "variables.colour"))
    assert "equal pictures would be made" in studio("check").output
