"""A brand kit is said once: its recipes inherit it, the checks and the evidence hold against it, the prompt says it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.core.recipe.brand import BrandColour
from studio.core.recipe.rights import Consent
from studio.evidence.brand import brand_colours
from studio.workflow.judging.measure import measure_recipe
from studio.workflow.publishing.site import shared_files
from studio.workspace import Workspace, open_workspace
from tests.conftest import RECIPE, Studio

SLUG = "bag-on-white"
KIT = """\
fonts = ["Brand.otf"]
logos = ["logo.png"]
preserve = ["bag shape", "stitching"]
avoid = ["add props"]
style = ["warm and calm"]
criteria = ["stitching"]
must = ["Hazelmoor"]
never = ["cheap", "free"]
rights = "client"
credit = "Hazelmoor"
owner = "Hazelmoor Ltd"
consent = "not needed"

[palette]
forest = "#1f5f4a"
cream = {colour = "#f2eee6", tolerance = 2}
"""


@pytest.fixture
def branded(workspace: Path) -> Path:
    """The workspace with a kit, its logo and a recipe that names it and says nothing of rights itself."""
    folder = workspace / "content" / "_brands"
    folder.mkdir()
    (folder / "hazelmoor.toml").write_text(KIT)
    Image.new("RGBA", (8, 8), "#1f5f4a").save(folder / "logo.png")
    recipe = RECIPE.replace("rights: own", "brand: hazelmoor")
    (workspace / "content" / SLUG / "recipe.md").write_text(recipe)
    return workspace


def write(root: Path, before: str, after: str) -> Workspace:
    path = root / "content" / SLUG / "recipe.md"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after, 1))
    return open_workspace(root)


def problems(studio: Studio) -> set[str]:
    return {f"{one['rule']}: {one['fault']}" for one in json.loads(studio("check", SLUG, "--json").output)}


def test_a_recipe_inherits_its_brand_and_its_own_words_win(branded: Path) -> None:
    """Rights, criteria, locks, limits and tone; nothing is said twice."""
    recipe = open_workspace(branded).folder(SLUG).recipe
    assert (recipe.front.rights, recipe.front.credit, recipe.front.owner) == ("client", "Hazelmoor", "Hazelmoor Ltd")
    assert recipe.front.consent is Consent.NOT_NEEDED
    assert recipe.front.criteria == ("stitching",)
    (edit,) = recipe.edits
    assert edit.spec.preserve == ("stitching", "bag shape", "color")
    assert (edit.spec.avoid, edit.spec.style) == (("add props",), ("warm and calm",))
    own = write(branded, "brand: hazelmoor", "brand: hazelmoor\nrights: own\ncredit: Ours").folder(SLUG).recipe
    assert (own.front.rights, own.front.credit, own.front.owner) == ("own", "Ours", "Hazelmoor Ltd")


def test_the_prompt_says_what_the_brand_adds_and_a_run_records_it(branded: Path, studio: Studio) -> None:
    """What an engine gets stands alone on the output; the checklist asks the brand's question."""
    said = studio("prompt", SLUG)
    adds = "the brand 'hazelmoor' adds: preserve: stitching; avoid: add props; style: warm and calm"
    assert adds in said.output
    assert "stitching, bag shape" in said.output
    assert studio("run", SLUG).exit_code == 0
    spec = open_workspace(branded).folder(SLUG).attempts[0].spec
    assert spec.style == ("warm and calm",)
    refused = studio("review", SLUG, "1", "--approve", "--answer", "subject=pass")
    assert "stitching" in refused.output


def test_a_prompt_written_by_hand_and_an_edit_that_only_sets_words_get_no_tone(branded: Path) -> None:
    """The first is a person's own; the second changes nothing that could have one."""
    by_hand = write(
        branded, "change: the background to pure white\nadd: [a soft contact shadow]", "prompt: Keep the bag."
    )
    assert by_hand.folder(SLUG).recipe.edits[0].spec.style == ()
    path = branded / "content" / SLUG / "recipe.md"
    head, fence, _ = path.read_text().partition("```yaml edit")
    path.write_text(f"{head}{fence}\nsource: before.jpg\ntext: [{{say: Hazelmoor, where: top left, set: {{}}}}]\n```\n")
    spec = open_workspace(branded).folder(SLUG).recipe.edits[0].spec
    assert spec.only_sets_text
    assert spec.fonts == ("Brand.otf",)


def test_the_checks_hold_colours_logos_and_words_against_the_kit(branded: Path, studio: Studio) -> None:
    """Each at its line; what the kit has passes."""
    folder = branded / "content" / SLUG
    assert not {one for one in problems(studio) if one.startswith("brand-")}
    Image.new("RGBA", (8, 8), "#1f5f4b").save(folder / "logo.png")
    more = (
        'text: ["A cheap bag"]\nreferences: [{image: logo.png, role: logo}]\nlocal:\n'
        '  recolour: {to: "#1f5f4b", polygon: [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}'
    )
    write(branded, "local:", more)
    write(branded, "title: A bag on white", "title: A free bag")
    found = {one for one in problems(studio) if one.startswith("brand-")}
    assert found == {
        "brand-words: the brand 'hazelmoor' never says 'cheap'",
        "brand-words: the brand 'hazelmoor' wants 'Hazelmoor' beside its copy",
        "brand-words: the brand never says 'free'",
        "brand-logo: 'logo.png' is no logo of the brand 'hazelmoor' as its kit has it",
        "brand-colour: #1f5f4b is no colour of the brand 'hazelmoor'",
    }
    shutil.copy(branded / "content/_brands/logo.png", folder / "logo.png")
    write(branded, "A cheap bag", "A freehand bag by Hazelmoor")
    write(branded, '"#1f5f4b"', '"#1F5F4A"')
    write(branded, "A free bag", "A freehand bag")
    assert not {one for one in problems(studio) if one.startswith("brand-")}


def test_a_word_of_a_script_without_spaces_is_found_within_others(branded: Path, studio: Studio) -> None:
    """Japanese puts no space round a word that a brand never says; a Latin word has to stand alone."""
    write(branded, "title: A bag on white", "title: 安いバッグ")
    kit = branded / "content/_brands/hazelmoor.toml"
    kit.write_text(kit.read_text().replace('"free"', '"free", "安い"'))
    assert "brand-words: the brand never says '安い'" in problems(studio)


@pytest.mark.parametrize(
    ("kit", "rule", "words"),
    [
        ('pallete = {a = "#000000"}', "unknown-field", "pallete"),
        ('[palette]\nforest = "green"', "wrong-value", "palette.forest"),
        ("fonts = [", "unreadable-brand", "not valid TOML"),
        ('logos = ["gone.png"]', "missing-logo", "gone.png"),
        ("expires = 2026-13-45", "unreadable-brand", "not valid TOML"),
    ],
)
def test_a_kit_with_a_fault_names_its_own_file(branded: Path, studio: Studio, kit: str, rule: str, words: str) -> None:
    """And a name that no kit has is answered with the one that was meant."""
    (branded / "content/_brands/hazelmoor.toml").write_text(kit)
    found = json.loads(studio("check", SLUG, "--json").output)
    assert any(
        one["rule"] == rule and words in one["fault"] and "_brands/hazelmoor.toml" in one["path"] for one in found
    )
    write(branded, "brand: hazelmoor", "brand: hazlemoor")
    assert "Did you mean 'hazelmoor'?" in studio("check", SLUG).output
    write(branded, "brand: hazlemoor", "brand: ../hazelmoor")
    assert "unknown-brand" in studio("check", SLUG).output


def test_the_evidence_says_which_colours_of_the_brand_are_in_the_picture(branded: Path, studio: Studio) -> None:
    """By delta E within the tolerance of each: a third green, and a cream that is just too far off."""
    picture = np.full((90, 120, 3), 128, np.uint8)
    picture[:30] = (32, 96, 75)
    picture[60:] = (236, 226, 205)
    palette = {"forest": BrandColour(colour="#1f5f4a"), "cream": BrandColour(colour="#f2eee6", tolerance=2)}
    found = brand_colours(palette, picture)
    assert (found.flag, found.says) == ("fine", "Of the picture, in the brand's colours: forest 33%; not there: cream.")
    assert "cream 33%" in brand_colours({"cream": BrandColour(colour="#f2eee6", tolerance=20)}, picture).says
    assert brand_colours({"red": BrandColour(colour="#ff0000")}, picture).flag == "look"
    assert studio("run", SLUG).exit_code == 0
    shelf = open_workspace(branded)
    ((_, evidence),) = measure_recipe(shelf, shelf.folder(SLUG))
    assert [one.name for one in evidence.measures].count("brand colours") == 1


def test_a_site_and_a_library_see_a_kit_that_changes(branded: Path) -> None:
    """Although no file of the recipe does."""
    shared = shared_files(open_workspace(branded))
    assert {branded / "content/_brands/hazelmoor.toml", branded / "content/_brands"} <= set(shared)
