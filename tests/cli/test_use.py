"""A recipe used again: from the workspace, or from a bundle that a gallery offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from PIL import Image

from studio.store.markdown import parse_guide
from studio.workspace import open_workspace
from tests.conftest import ALL_PASS, PHOTOS, Studio
from tests.vision.test_typeset import LATIN

SLUG = "bag-on-white"


def edit_of(root: Path, slug: str) -> dict[str, object]:
    text = (root / "content" / slug / "recipe.md").read_text()
    fences = parse_guide(text.partition("---\n")[2].partition("---\n")[2], first_line=1)[1]
    data: dict[str, object] = yaml.safe_load(fences[0].text)
    return data


def test_a_recipe_is_used_on_another_picture_without_what_spoke_of_the_old_one(workspace: Path, studio: Studio) -> None:
    """The guide and the edit stay; outline, verdicts and source are the new picture's."""
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS)
    result = studio("use", SLUG, "--picture", str(PHOTOS / "serum_before.jpg"))
    assert result.exit_code == 0, result.output
    made = workspace / "content" / "bag-on-white-serum-before"
    assert (made / "before.jpg").read_bytes() == (PHOTOS / "serum_before.jpg").read_bytes()
    edit = edit_of(workspace, made.name)
    assert edit["source"] == "before.jpg"
    assert "subject" not in edit
    assert edit["change"] == "the background to pure white"
    folder = open_workspace(workspace).folder(made.name)
    assert not folder.recipe.front.reviews
    assert not folder.recipe.is_broken
    assert studio("use", SLUG, "--picture", str(PHOTOS / "serum_before.jpg")).exit_code == 1, "nothing is overwritten"


def test_the_bundle_of_a_published_recipe_makes_a_recipe_that_runs(workspace: Path, studio: Studio) -> None:
    """What a visitor downloads works on a picture of their own, and holds nothing that was not approved."""
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS)
    studio("build")
    bundle = workspace / "site" / "recipes" / f"{SLUG}.zip"
    photo = workspace / "photo.jpg"
    with Image.open(PHOTOS / "bag_before.jpg") as large:
        large.resize((360, 360)).save(photo, quality=95)
    result = studio("use", str(bundle), "--picture", str(photo), "--as", "mine")
    assert result.exit_code == 0, result.output
    assert "next: studio run mine" in result.output
    assert not open_workspace(workspace).folder("mine").recipe.is_broken
    assert studio("run", "mine").exit_code == 0
    assert (workspace / "content" / "mine" / "attempts" / "001.png").is_file()


def test_further_pictures_come_along_or_are_named(sample: Callable[[str], Path], studio: Studio) -> None:
    """A recipe with references brings them from its folder; a bundle says which ones to put beside it."""
    root = sample("handbag-brand-mark")
    result = studio(
        "use", "handbag-brand-mark", "--picture", str(PHOTOS / "bag_before.jpg"), "--as", "other", "--at", str(root)
    )
    assert result.exit_code == 0, result.output
    assert "put " not in result.output
    studio("build", "--at", str(root))
    bundle = root / "site" / "recipes" / "handbag-brand-mark.zip"
    result = studio("use", str(bundle), "--picture", str(PHOTOS / "bag_before.jpg"), "--as", "third", "--at", str(root))
    assert "put mark.png beside it" in result.output, result.output


@pytest.mark.parametrize("font", ["Brand.otf", "[Brand.otf, Other.otf]"])
def test_the_recipes_own_fonts_come_along_and_those_of_all_recipes_stay_where_they_are(
    workspace: Path, studio: Studio, font: str
) -> None:
    """Whether one is named or several; the new recipe sets its words in the same letters."""
    (workspace / "content" / SLUG / "Brand.otf").write_bytes(LATIN)
    (workspace / "content/_fonts").mkdir()
    (workspace / "content/_fonts/Other.otf").write_bytes(LATIN)
    recipe = workspace / "content" / SLUG / "recipe.md"
    words = f"text:\n  - {{say: Sale, where: top, set: {{font: {font}, colour: '#20140c'}}}}\n"
    recipe.write_text(recipe.read_text().replace("change: the", f"{words}change: the"))
    used = studio("use", SLUG, "--picture", str(PHOTOS / "serum_before.jpg"), "--as", "mine")
    assert used.exit_code == 0, used.output
    assert {path.name for path in (workspace / "content/mine").iterdir()} == {"recipe.md", "before.jpg", "Brand.otf"}


def test_what_is_no_bundle_is_refused_with_a_reason(workspace: Path, studio: Studio, tmp_path: Path) -> None:
    """A damaged archive, a file without a recipe, a name that is not there: one sentence each."""
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no archive")
    for source, words in ((str(broken), "cannot be opened"), ("nothing-here", "no recipe of that name")):
        result = studio("use", source, "--picture", str(PHOTOS / "bag_before.jpg"))
        assert result.exit_code in {1, 2}
        assert words in result.output
