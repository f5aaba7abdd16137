"""The check on the command line, and what a new recipe asks for."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Studio

ANSWER = "# studio: ok, because the dust lies on the new background"


def test_problems_stand_under_their_recipe_each_with_its_cure(workspace: Path, studio: Studio) -> None:
    """Recipe, then place and fault, then the cure; answered warnings only with --all, and always in JSON."""
    recipe = workspace / "content/bag-on-white/recipe.md"
    text = recipe.read_text()
    recipe.write_text(text.replace("change:", f"layout: remove the dust {ANSWER}\nchange:", 1))
    quiet, shown = studio("check", "bag-on-white"), studio("check", "bag-on-white", "--all")
    assert "two-jobs" not in quiet.output
    assert "1 answered (--all shows them)" in quiet.output
    assert shown.output.startswith("bag-on-white\n  ")
    assert "\n  answered: content/bag-on-white/recipe.md:" in shown.output
    assert "    answered, because the dust lies on the new background" in shown.output
    found = json.loads(studio("check", "bag-on-white", "--json").stdout)
    answered = next(problem for problem in found if problem["rule"] == "two-jobs")
    assert (answered["recipe"], answered["field"]) == ("bag-on-white", "layout")
    assert answered["silenced"] == "the dust lies on the new background"


def test_a_new_recipe_is_told_what_it_is_for_and_where(workspace: Path, studio: Studio) -> None:
    """Both stand in its front matter; a channel that does not exist makes nothing."""
    assert studio("new", "tea", "--asset", "Hero: the spring page", "--channel", "pinterest-pin").exit_code == 0
    text = (workspace / "content/tea/recipe.md").read_text()
    assert 'asset: "Hero: the spring page"\n' in text
    assert "channel: pinterest-pin\n" in text
    wrong = studio("new", "coffee", "--channel", "pinterst-pin")
    assert "pinterest-pin" in wrong.output
    assert not (workspace / "content/coffee").exists()


def test_a_new_recipe_is_not_finished_before_it_is_written(workspace: Path, studio: Studio) -> None:
    """The template's lines warn, fail a strict check, and stop no run."""
    assert studio("new", "tea").exit_code == 0
    (workspace / "content/tea/before.jpg").write_bytes((workspace / "content/bag-on-white/before.jpg").read_bytes())
    found = json.loads(studio("check", "tea", "--json").stdout)
    assert {problem["severity"] for problem in found} == {"warning"}
    assert sum(problem["rule"] == "unfinished" for problem in found) == 13
    assert studio("check", "tea").exit_code == 0
    assert studio("check", "tea", "--strict").exit_code == 1
