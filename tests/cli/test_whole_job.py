"""The main job through the command line, on a real photograph."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ALL_PASS, RECIPE, Studio

SLUG = "bag-on-white"


def site_files(workspace: Path) -> list[str]:
    site = workspace / "site"
    return sorted(str(path.relative_to(site)) for path in site.rglob("*") if path.is_file())


def approve(studio: Studio, number: str = "001") -> None:
    result = studio("review", SLUG, number, "--approve", *ALL_PASS, "--reviewer", "tests")
    assert result.exit_code == 0, result.output


def test_a_recipe_is_checked_run_measured_reviewed_and_published(measured: Path, studio: Studio) -> None:
    """From the file to the page, with the exact prompt and the product's own pixels."""
    assert studio("check").exit_code == 0
    run = studio("run", SLUG)
    assert run.exit_code == 0, run.output
    assert "The border is pure white." in run.output
    approve(studio)
    build = studio("build")
    assert build.exit_code == 0, build.output
    page = (measured / "site" / "recipes" / f"{SLUG}.html").read_text()
    prompt = json.loads((measured / "content" / SLUG / "attempts" / "001.json").read_text())["prompt"]
    assert f"<code>{prompt}</code>" in page
    assert "Subject identity" in page
    made = np.asarray(Image.open(measured / "content" / SLUG / "attempts" / "001.png").convert("RGB"))
    source = np.asarray(Image.open(measured / "content" / SLUG / "before.jpg").convert("RGB"))
    whole = np.asarray(Image.open(measured / "content" / SLUG / "subject.png")) == 255
    assert (made[whole] == source[whole]).all()
    assert (made[0] == 255).all()


def test_a_review_changes_no_other_byte_of_the_recipe(workspace: Path, studio: Studio) -> None:
    """Remarks, spaces and the body stay as the person wrote them."""
    studio("run", SLUG)
    approve(studio)
    text = (workspace / "content" / SLUG / "recipe.md").read_text()
    without = re.sub(r"(?ms)^reviews:\n(?:[ -].*?\n)+(?=---)", "", text)
    assert without == RECIPE


def test_unapproving_and_building_again_removes_the_page_and_every_picture(workspace: Path, studio: Studio) -> None:
    """Nothing unapproved stays on the site."""
    studio("run", SLUG)
    approve(studio)
    studio("build")
    assert any(SLUG in name for name in site_files(workspace))
    rejected = studio("review", SLUG, "001", "--reject", "--because", "lighting", "--reviewer", "tests")
    assert rejected.exit_code == 0, rejected.output
    assert studio("build").exit_code == 0
    left = site_files(workspace)
    assert not [name for name in left if SLUG in name]
    assert SLUG not in "".join(
        (workspace / "site" / name).read_text() for name in left if name.endswith((".html", "n"))
    )


def test_a_picture_changed_after_its_review_leaves_the_site(workspace: Path, studio: Studio) -> None:
    """An approval belongs to the bytes that were seen."""
    studio("run", SLUG)
    approve(studio)
    studio("build")
    picture = workspace / "content" / SLUG / "attempts" / "001.png"
    pixels = np.asarray(Image.open(picture)).copy()
    pixels[150, 150] ^= 1
    Image.fromarray(pixels).save(picture)
    build = studio("build")
    assert "stale: the picture changed after it was judged" in build.output
    assert not [name for name in site_files(workspace) if SLUG in name]


def test_a_retry_that_changes_two_fields_is_refused_and_names_both(studio: Studio) -> None:
    """One change at a time is not advice, it is a rule."""
    studio("run", SLUG)
    studio("review", SLUG, "001", "--reject", "--because", "lighting", "--reviewer", "tests")
    two = studio("retry", SLUG, "001", "--set", "local.shadow.strength=0.8", "--set", "local.background.kind=sweep")
    assert two.exit_code == 1
    assert "local.shadow.strength" in two.output
    assert "local.background.kind" in two.output
    one = studio("retry", SLUG, "001", "--set", "local.shadow.strength=0.8")
    assert one.exit_code == 0, one.output
    assert "0.5 → 0.8" in one.output


def test_a_colour_is_set_as_it_is_typed(studio: Studio) -> None:
    """YAML would take `#446688` for a comment, and the field would be taken out instead."""
    studio("run", SLUG)
    retry = ("retry", SLUG, "001", "--because", "style", "--set", "local.background.colour=#446688")
    assert "#446688" in studio(*retry, "--allow-many", "the client's grey").output


def test_a_failure_without_a_proposal_is_said_plainly(workspace: Path, studio: Studio) -> None:
    """Whoever has given the class is not asked for it again."""
    path = workspace / "content" / SLUG / "recipe.md"
    path.write_text(path.read_text().replace("job: background-replacement", "job: detail-repair"))
    path.write_text(path.read_text().replace("  background: {kind: white}", "  repair: [{box: [0.1, 0.1, 0.1, 0.1]}]"))
    studio("run", SLUG)
    assert "No single change is known that addresses style" in studio("retry", SLUG, "001", "--because", "style").output


def test_an_override_of_the_rule_records_its_reason(workspace: Path, studio: Studio) -> None:
    """Whoever changes two things says why, and it stays in the journal."""
    studio("run", SLUG)
    studio(
        "retry", SLUG, "001", "--set", "local.shadow.strength=0.8", "--set", "local.background.kind=sweep",
        "--because", "lighting", "--allow-many", "the client asked for both",
    )  # fmt: skip
    sidecar = json.loads((workspace / "content" / SLUG / "attempts" / "002.json").read_text())
    assert sidecar["allow_many"] == "the client asked for both"
    assert len(sidecar["changed"]) == 2


def test_a_review_without_all_answers_cannot_approve(studio: Studio) -> None:
    """There is no average and no silence."""
    studio("run", SLUG)
    result = studio("review", SLUG, "001", "--approve", "--answer", "subject=pass")
    assert result.exit_code == 1
    assert "'text readability'" in result.output


def test_an_approval_cannot_stand_beside_a_failed_criterion(studio: Studio) -> None:
    """One fail is a rejection."""
    studio("run", SLUG)
    result = studio("review", SLUG, "001", "--approve", *ALL_PASS, "--answer", "brand=fail")
    assert result.exit_code == 1
    assert "brand safety" in result.output


def test_a_rejection_needs_a_failure_class(studio: Studio) -> None:
    """The class decides what the next attempt changes."""
    studio("run", SLUG)
    result = studio("review", SLUG, "001", "--reject")
    assert result.exit_code == 1
    assert "failure class" in result.output


def test_the_same_edit_is_not_made_twice_by_accident(workspace: Path, studio: Studio) -> None:
    """Equal fingerprints return the attempt that is there."""
    studio("run", SLUG)
    again = studio("run", SLUG)
    assert "made before" in again.output
    assert len(list((workspace / "content" / SLUG / "attempts").glob("???.png"))) == 1
    assert studio("run", SLUG, "--again").exit_code == 0
    first, second = ((workspace / "content" / SLUG / "attempts" / f"{n}.png").read_bytes() for n in ("001", "002"))
    assert first == second


def test_an_edit_in_words_alone_is_refused_with_the_field_that_would_help(workspace: Path, studio: Studio) -> None:
    """The built-in engine never guesses at a sentence."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(RECIPE[: RECIPE.index("local:")] + "```\n")
    result = studio("run", SLUG)
    assert result.exit_code == 3
    assert "local: {background: {kind: white}}" in result.output
    assert "the background to pure white" in result.output
    assert not (workspace / "content" / SLUG / "attempts").exists()


def test_an_unknown_recipe_is_answered_with_the_nearest_one(studio: Studio) -> None:
    """Exit code 2, no traceback."""
    result = studio("run", "bag-on-wite")
    assert result.exit_code == 2
    assert "Did you mean 'bag-on-white'?" in result.output


def test_json_answers_can_be_parsed(studio: Studio) -> None:
    """Scripts get plain data and nothing else."""
    for command in (("check",), ("status",), ("prompt", SLUG), ("cost", SLUG), ("channels",), ("models",)):
        json.loads(studio(*command, "--json").stdout)
    json.loads(studio("schema").stdout)
    json.loads(studio("run", SLUG, "--json").stdout)
    json.loads(studio("measure", SLUG, "--json").stdout)


def test_a_new_workspace_and_a_new_recipe_begin_without_errors(tmp_path: Path, studio: Studio) -> None:
    """What `init` and `new` write passes the checks but for the picture that only the person has."""
    home = tmp_path / "fresh"
    assert studio("init", str(home)).exit_code == 0
    for job in ("background-replacement", "layout-extension", "detail-repair", "reference-edit"):
        made = studio("new", f"my-{job}", "--job", job, "--at", str(home))
        assert made.exit_code == 0, made.output
    found = json.loads(studio("check", "--json", "--at", str(home)).stdout)
    rules = {problem["rule"] for problem in found if problem["severity"] == "error"}
    assert rules <= {"missing-picture"}, found


@pytest.mark.parametrize("change", ['"."', '"  "', '""', "~"])
def test_a_change_that_says_nothing_is_a_problem_with_its_line(workspace: Path, studio: Studio, change: str) -> None:
    """Also one of blanks, or of a full stop alone, from which no prompt can be made."""
    path = workspace / "content" / "bag-on-white" / "recipe.md"
    path.write_text(re.sub(r"(?m)^change: .*$", f"change: {change}", path.read_text()))
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if text.startswith("change:"))
    for command in (("check",), ("prompt", "bag-on-white"), ("run", "bag-on-white")):
        result = studio(*command)
        assert not isinstance(result.exception, IndexError)
        assert command[0] == "prompt" or f"recipe.md:{line}: nothing says what may change" in result.output


def test_a_stale_approval_is_no_source_of_a_chain(workspace: Path, studio: Studio) -> None:
    """What was judged is not what stands there now: the next edit waits, and says why."""
    path = workspace / "content/bag-on-white/recipe.md"
    second = "```yaml edit second\nfrom: first\npreserve: [bag shape]\nchange: the background to grey\n"
    second += "local: {background: {kind: solid, colour: '#808080'}}\n```\n"
    path.write_text(path.read_text().replace("```yaml edit\n", "```yaml edit first\n") + "\n" + second)
    first = studio("run", "bag-on-white", "--edit", "first")
    assert first.exit_code == 0, first.output
    assert studio("review", "bag-on-white", "001", "--approve", *ALL_PASS).exit_code == 0
    picture = workspace / "content/bag-on-white/attempts/001.png"
    whole = picture.read_bytes()
    picture.write_bytes((workspace / "content/bag-on-white/subject.png").read_bytes())
    result = studio("run", "bag-on-white", "--edit", "second")
    assert result.exit_code == 1
    assert "no approved result" in result.output
    picture.write_bytes(whole)
    assert studio("run", "bag-on-white", "--edit", "second").exit_code == 0
