"""One recipe on many products: from photographs one after another, or from a sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from studio.workspace import open_workspace
from tests.conftest import ALL_PASS, PHOTOS, Studio
from tests.loopback.server import Loopback

SLUG = "bag-on-white"


@pytest.fixture
def photos(workspace: Path) -> Path:
    """Four small photographs of two products, one with a name that no slug can have."""
    folder = workspace / "photos"
    folder.mkdir()
    for name, source in (("Red bag.jpg", "bag"), ("serum.jpg", "serum"), ("手袋.jpg", "bag"), ("blue.jpg", "bag")):
        with Image.open(PHOTOS / f"{source}_before.jpg") as photo:
            photo.resize((240 + len(name), 240)).save(folder / name, quality=90)
    return folder


def sheet(workspace: Path, *rows: str) -> str:
    path = workspace / "products.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


def files(workspace: Path) -> list[Path]:
    return sorted(path for path in workspace.rglob("*") if ".studio" not in path.parts)


def attempts(workspace: Path) -> dict[str, int]:
    """Attempts by recipe, the first recipe's own left out."""
    opened = open_workspace(workspace)
    return {one.recipe.slug: len(one.attempts) for one in opened.folders() if one.recipe.slug != SLUG}


def test_each_photograph_becomes_a_recipe_with_its_picture_and_again_makes_nothing_twice(
    workspace: Path, photos: Path, studio: Studio
) -> None:
    """A folder is enough; a name without a letter of ours gets its row's number; the second time all is there."""
    first = studio("use", SLUG, "--each", str(photos))
    assert first.exit_code == 0, first.output
    assert "4 made, 0 made before, 0 failed, 0 left out" in first.output
    names = {f"{SLUG}-{name}" for name in ("red-bag", "serum", "blue", "4")}
    assert attempts(workspace) == dict.fromkeys(names, 1)
    second = studio("use", SLUG, "--each", str(photos))
    assert "0 made, 4 made before, 0 failed, 0 left out" in second.output
    assert attempts(workspace) == dict.fromkeys(names, 1)
    front = open_workspace(workspace).folder(f"{SLUG}-red-bag").recipe.front
    assert (front.title, front.based_on) == ("A bag on white: Red bag", SLUG)


def test_a_recipe_of_a_brand_is_used_with_its_kit(workspace: Path, photos: Path, studio: Studio) -> None:
    """The kit and the fonts that recipes share are there when the sheet is looked at, as they are when it is run."""
    (workspace / "content/_brands").mkdir()
    (workspace / "content/_brands/hazel.toml").write_text('criteria = ["stitching"]\n')
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text().replace("rights:", "brand: hazel\nrights:", 1))
    assert "4 pictures to make" in studio("use", SLUG, "--each", str(photos), "--dry-run").output
    used = studio("use", SLUG, "--each", str(photos))
    assert "4 made, 0 made before, 0 failed, 0 left out" in used.output
    assert open_workspace(workspace).folder(f"{SLUG}-blue").recipe.front.brand == "hazel"


def test_where_every_row_is_left_out_nobody_is_sent_to_judge(workspace: Path, studio: Studio) -> None:
    """The next step is to mend the sheet."""
    said = studio("use", SLUG, "--from", sheet(workspace, "picture", "photos/none.jpg")).output
    assert "1 left out" in said
    assert "judge them" not in said


def test_the_run_sheet_says_what_would_be_made_and_writes_nothing(
    workspace: Path, photos: Path, studio: Studio
) -> None:
    """Row by row, with what is missing; no file of the workspace comes or goes but what it remembers for itself."""
    path = sheet(
        workspace, "picture,slug,rights", "photos/blue.jpg,blue,", "photos/blu.jpg,other,", "photos/serum.jpg,blue,",
        "https://example.com/a.jpg,,", "photos/serum.jpg,x,stolen",
    )  # fmt: skip
    before = files(workspace)
    shown = studio("use", SLUG, "--from", path, "--dry-run")
    assert shown.exit_code == 1
    assert "5 rows: 1 pictures to make (free), 0 made before, 4 left out" in shown.output
    for said in (
        "there is no file 'photos/blu.jpg'. Did you mean 'blue.jpg'?", "the name 'blue' is that of row 2 already",
        "is an address, not a file", "'stolen' is no reason why a picture may be used",
    ):  # fmt: skip
        assert said in shown.output
    assert files(workspace) == before


def test_what_a_row_says_stands_in_its_recipe(workspace: Path, photos: Path, studio: Studio) -> None:
    """Title, rights, credit, label and variables; a column that nothing reads is named."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(
        recipe.read_text()
        .replace("rights: own\n", "rights: own\nvariables: {shade: pure}\n")
        .replace("the background to pure white", "the background to {{ shade }} white")
    )
    path = sheet(
        workspace, "Image;Slug;Shade;Label;Rights;Credit;Colour",
        "photos\\blue.jpg;Bag No. 7;warm;HAZELMOOR | 180 g;client;Müller & Söhne;red",
    )  # fmt: skip
    done = studio("use", SLUG, "--from", path)
    assert done.exit_code == 0, done.output
    assert "nothing reads 'Colour'" in done.output
    recipe_made = open_workspace(workspace).folder("bag-no-7").recipe
    spec = recipe_made.edit().spec
    assert spec.expect_text == ("HAZELMOOR", "180 g")
    assert spec.change == "the background to warm white"
    assert (recipe_made.front.rights, recipe_made.front.credit) == ("client", "Müller & Söhne")


def test_every_product_is_made_for_every_channel_that_is_asked_for(
    workspace: Path, photos: Path, studio: Studio
) -> None:
    """A recipe for each, under its channel's name; a row that names its own channels is made for those."""
    path = sheet(
        workspace, "picture,slug,channel", "photos/blue.jpg,blue,", "photos/serum.jpg,serum,open-graph",
        "photos/serum.jpg,wrong,open-grap",
    )  # fmt: skip
    done = studio("use", SLUG, "--from", path, "--channel", "product-page", "--channel", "ebay", "--only-recipes")
    assert done.exit_code == 1
    assert "No channel is called 'open-grap'" in done.output
    opened = open_workspace(workspace)
    made = {slug: opened.folder(slug).recipe.front.channel for slug in opened.slugs() if slug != SLUG}
    assert made == {"blue-product-page": "product-page", "blue-ebay": "ebay", "serum": "open-graph"}


def test_a_recipe_that_is_there_is_never_taken_for_another_products(
    workspace: Path, photos: Path, studio: Studio
) -> None:
    """Neither a recipe of the person's own nor one that begins with another picture is touched."""
    assert studio("use", SLUG, "--from", sheet(workspace, "picture,slug", "photos/blue.jpg,one")).exit_code == 0
    assert studio("new", "two", "--picture", str(photos / "blue.jpg")).exit_code == 0
    kept = (workspace / "content" / "one" / "recipe.md").read_bytes()
    path = sheet(workspace, "picture,slug", "photos/serum.jpg,one", "photos/serum.jpg,two", "photos/serum.jpg,three")
    done = studio("use", SLUG, "--from", path)
    assert done.exit_code == 1
    assert "the recipe 'one' is there already, with another picture" in done.output
    assert f"the recipe 'two' is there already, and is not one of {SLUG}" in done.output
    assert "1 made, 0 made before, 0 failed, 2 left out" in done.output
    assert (workspace / "content" / "one" / "recipe.md").read_bytes() == kept


def test_what_costs_money_asks_first_and_is_never_paid_twice(
    quick: Path, photos: Path, provider: Loopback, studio: Studio
) -> None:
    """Without a terminal nobody can be asked, so it wants --yes; the second run pays nothing."""
    path = sheet(quick, "picture,slug", "photos/blue.jpg,one", "photos/serum.jpg,two")
    refused = studio("use", SLUG, "--from", path)
    assert refused.exit_code == 2
    assert "This costs something" in refused.output
    assert not provider.charges
    assert attempts(quick) == {}, "nothing is begun before the person has said so"
    assert studio("use", SLUG, "--from", path, "--yes").exit_code == 0
    assert len(provider.charges) == 2
    again = studio("use", SLUG, "--from", path, "--json")
    assert len(provider.charges) == 2
    assert [row["pictures"][0]["made_before"] for row in json.loads(again.output)] == [True, True]


def test_status_of_a_recipe_shows_its_uses_and_theirs(workspace: Path, photos: Path, studio: Studio) -> None:
    """A use of a use belongs to the family, another recipe does not."""
    studio("use", SLUG, "--picture", str(photos / "blue.jpg"), "--as", "first")
    studio("use", "first", "--picture", str(photos / "serum.jpg"), "--as", "second")
    studio("new", "stranger")
    rows = json.loads(studio("status", "--of", SLUG, "--json").output)
    assert [row["recipe"] for row in rows] == [SLUG, "first", "second"]


def test_all_uses_stand_on_one_sheet_what_waits_first(workspace: Path, photos: Path, studio: Studio) -> None:
    """Judged pictures come last; a recipe without a picture is named; another picture is not overwritten."""
    path = sheet(workspace, "picture,slug", "photos/blue.jpg,a-judged", "photos/serum.jpg,b-waits")
    assert studio("use", SLUG, "--from", path).exit_code == 0
    studio("use", SLUG, "--picture", str(photos / "blue.jpg"), "--as", "c-empty")
    studio("review", "a-judged", "001", "--approve", *ALL_PASS)
    out = workspace / "uses.png"
    done = studio("compare", SLUG, "--uses", "--out", str(out), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["attempts"] == ["b-waits 001", "a-judged 001"]
    assert json.loads(done.output)["left_out"] == {"c-empty": "no picture yet"}
    with Image.open(out) as drawn:
        assert drawn.width > 900
    out.write_bytes((photos / "blue.jpg").read_bytes())
    assert studio("compare", SLUG, "--uses", "--out", str(out)).exit_code == 1


def test_a_row_says_which_picture_of_the_recipe_is_missing(workspace: Path, photos: Path, studio: Studio) -> None:
    """Before anything is made, with the place where it belongs."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    reference = "references: [{image: paper.jpg, role: palette, rights: own}]\n"
    recipe.write_text(recipe.read_text().replace("change: the", f"{reference}change: the"))
    said = studio("use", SLUG, "--each", str(photos), "--dry-run")
    assert said.exit_code == 1
    assert f"it also needs paper.jpg, which is not there. Put it beside {SLUG}." in " ".join(said.output.split())
