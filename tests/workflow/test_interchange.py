"""Prompts of other tools become recipes, and recipes go to other tools: word for word, and nothing is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.core.problem import Severity
from studio.core.recipe.words import Job
from studio.store.yaml_reading import load_located
from studio.workflow.starting.import_recipes import import_recipes
from studio.workspace import Workspace, open_workspace
from tests.conftest import PHOTOS, Studio

SLUG = "bag-on-white"
DOTPROMPT = """\
---
model: openai/gpt-image-2
config:
  temperature: 0.4
name: spring-shop
description: Puts a bag into a shop.
input:
  schema:
    season: string
  default:
    season: spring
---
{{role "system"}}
You are a retoucher.
{{role "user"}}
{{media url=photo}}
Keep the bag. Change only the background to a {{season}} shop.
"""
PROMPTY = """\
---
name: Spring shop
description: Puts a bag into a shop.
authors: [Ada, Bob]
tags: [bag]
model:
  api: chat
  configuration: {azure_deployment: gpt-4o}
sample:
  season: autumn
---
user:
![photo](bag.jpg)
Keep the bag. Change only the background to a {{ season }} shop{{colour}}.
"""
GALLERY = """\
# Prompts for pictures

A list.

### A bag in a shop

| Input | Output |
|---|---|
| ![in](bag.jpg) | ![out](https://example.com/out.png) |

```
Put the bag into a {argument name="season" default="spring"} shop,
in {argument name="light colour" default="warm"} light.
```

### [A mug](https://example.com) at *dusk*

<img src="https://example.com/mug.png">

```text
Place the mug on a table at dusk.
```

```
A second one.
```

### Words without a prompt

Nothing to do.
"""
ARTICLE = """\
# Put a product into a season

Say what stays, then what changes.

## When to use it

For shops.

## Steps

1. Take a photograph.
2. Say what stays.

## Prompt template

Fill it in:

```
Keep the product. Change the background to {argument name="season" default="spring"}.
```

## Checklist

- subject identity: the same bag?

## FAQ

### Does it cost?

Not here.
"""


@pytest.fixture
def shelf(workspace: Path) -> Workspace:
    return open_workspace(workspace)


def bring(
    shelf: Workspace, tmp_path: Path, name: str, text: str, job: Job | None = Job.BACKGROUND_REPLACEMENT
) -> list[str]:
    """Import a file; slugs of what was made."""
    path = tmp_path / "theirs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    if "bag.jpg" in text:
        (path.parent / "bag.jpg").write_bytes((PHOTOS / "bag_before.jpg").read_bytes())
    return [made.path.parent.name for made in import_recipes(shelf, path, job=job)]


def test_a_remark_in_a_prompt_file_is_no_part_of_the_prompt(shelf: Workspace, tmp_path: Path) -> None:
    """The other tool never sends it either; several lines and double braces inside are a remark too."""
    text = "{{! keep short }}\nPut the bag on oak.\n{{!-- asked {{twice}}\nby hand --}}\nKeep its label."
    (slug,) = bring(shelf, tmp_path, "oak.prompt", f"---\nmodel: gpt-image-2\n---\n{text}")
    assert shelf.folder(slug).recipe.edits[0].spec.prompt == "Put the bag on oak.\nKeep its label."


def test_a_dotprompt_file_becomes_a_recipe_with_its_variables(shelf: Workspace, tmp_path: Path) -> None:
    """The words come over, filled as the other tool filled them; what has no place is marked and keeps it inside."""
    assert bring(shelf, tmp_path, "shop.prompt", DOTPROMPT, job=None) == ["spring-shop"]
    recipe = shelf.folder("spring-shop").recipe
    assert not recipe.is_broken, recipe.problems
    assert recipe.front.summary == "Puts a bag into a shop."
    (edit,) = recipe.edits
    assert (edit.spec.engine.name, edit.spec.engine.model) == ("openai", "gpt-image-2")
    said = edit.spec.prompt or ""
    assert said == "You are a retoucher.\nKeep the bag. Change only the background to a spring shop."
    text = (shelf.content / "spring-shop/recipe.md").read_text()
    for phrase in ("'config'", "the parts for system", "the photograph", "the kind of edit"):
        assert f"- TODO: {phrase}" in text
    changed = shelf.folder("spring-shop", variables={"season": "winter"}).recipe.edits[0].spec.prompt or ""
    assert "a winter shop" in changed


def test_a_prompty_file_brings_its_sample_its_authors_and_its_picture(shelf: Workspace, tmp_path: Path) -> None:
    """A model that makes no pictures is not taken for one that does; a variable without a value is asked for."""
    assert bring(shelf, tmp_path, "shop.prompty", PROMPTY) == ["spring-shop"]
    recipe = shelf.folder("spring-shop").recipe
    assert (recipe.front.author, recipe.front.tags) == ("Ada, Bob", ("bag",))
    spec = recipe.edits[0].spec
    assert spec.engine.model is None
    assert spec.source == "before.jpg"
    assert "a autumn shop" in (spec.prompt or "")
    assert (shelf.content / "spring-shop/before.jpg").read_bytes() == (PHOTOS / "bag_before.jpg").read_bytes()
    text = (shelf.content / "spring-shop/recipe.md").read_text()
    assert "- TODO: a value for 'colour'" in text
    assert "gpt-4o" in text


def test_a_gallery_becomes_a_recipe_for_each_prompt(shelf: Workspace, tmp_path: Path) -> None:
    """With its input picture, its gaps as variables, and what was left out named."""
    assert bring(shelf, tmp_path, "gallery.md", GALLERY) == ["a-bag-in-a-shop", "a-mug-at-dusk"]
    first, second = (shelf.folder(slug).recipe for slug in ("a-bag-in-a-shop", "a-mug-at-dusk"))
    assert first.edits[0].spec.prompt == "Put the bag into a spring shop,\nin warm light."
    assert first.front.variables == {"season": "spring", "light_colour": "warm"}
    assert (shelf.content / "a-bag-in-a-shop/before.jpg").is_file()
    assert second.front.title == "A mug at dusk"
    text = (shelf.content / "a-mug-at-dusk/recipe.md").read_text()
    assert "https://example.com/mug.png" in text
    assert "1 more block of its example\n" in text


def test_names_and_models_are_said_as_people_write_them(shelf: Workspace, tmp_path: Path) -> None:
    """A Chinese heading gives no folder of code points, and a model is its name, however the file names it."""
    shown = "# 图库\n\n## 提示词 / Prompt\n\n```\nReplace the sofa.\n```\n\n## 提示词\n\n```\n更换沙发。\n```\n"
    assert bring(shelf, tmp_path, "sofas.md", shown) == ["prompt", "sofas"]
    assert shelf.folder("sofas").recipe.front.title == "提示词"
    bring(shelf, tmp_path, "talk.prompty", "---\nname: talk\nmodel:\n  id: gpt-4\n---\nHello.\n")
    text = (shelf.content / "talk/recipe.md").read_text()
    assert "- TODO: the model gpt-4, which makes no pictures here" in text


def test_a_guide_article_is_one_recipe_with_its_guide_and_an_edit(shelf: Workspace, tmp_path: Path) -> None:
    """Its sections are found as the studio's own; the prompt leaves the text and becomes the edit."""
    assert bring(shelf, tmp_path, "article.md", ARTICLE) == ["put-a-product-into-a-season"]
    recipe = shelf.folder("put-a-product-into-a-season").recipe
    assert recipe.guide.opening == "Say what stays, then what changes."
    assert recipe.guide.section("Workflow")
    assert recipe.guide.section("FAQ")
    assert recipe.edits[0].spec.prompt == "Keep the product. Change the background to spring."
    assert bring(shelf, tmp_path, "words.md", ARTICLE.replace("```", "").replace("# Put", "# Never put", 1)) == [
        "never-put-a-product-into-a-season"
    ]
    bare = shelf.folder("never-put-a-product-into-a-season").recipe
    assert not bare.edits
    assert bare.guide.section("FAQ")


def test_a_picture_elsewhere_on_the_machine_is_not_taken(shelf: Workspace, tmp_path: Path) -> None:
    """A file from somebody else names only what lies beside it."""
    (tmp_path / "private.jpg").write_bytes((PHOTOS / "bag_before.jpg").read_bytes())
    for place, name in enumerate(("../private.jpg", str(tmp_path / "private.jpg"))):
        text = GALLERY.partition("### [A mug]")[0].replace("A bag in a shop", f"Bag {place}")
        (slug,) = bring(shelf, tmp_path, "gallery.md", text.replace("(bag.jpg)", f"({name})"))
        assert [path.name for path in (shelf.content / slug).iterdir()] == ["recipe.md"]


def test_what_was_imported_is_not_published_before_somebody_looked(
    shelf: Workspace, tmp_path: Path, studio: Studio
) -> None:
    """The marks are the studio's own placeholders."""
    bring(shelf, tmp_path, "shop.prompty", PROMPTY)
    found = json.loads(studio("check", "spring-shop", "--json").output)
    assert any(one["rule"] == "unfinished" or "TODO" in one["fault"] for one in found), found
    assert not [one for one in found if one["severity"] == Severity.ERROR and one["rule"] == "wrong-value"]


def test_nothing_is_overwritten_and_what_is_no_prompt_is_refused(
    shelf: Workspace, tmp_path: Path, studio: Studio
) -> None:
    """A name that is taken stops the whole file before anything is made."""
    bring(shelf, tmp_path, "gallery.md", GALLERY.replace("A bag in a shop", "Another"))
    again = studio("import", str(tmp_path / "theirs/gallery.md"))
    assert again.exit_code != 0
    assert "exists already" in again.output
    for name, text, words in (
        ("a.pdf", "x", "not a .prompt"),
        ("empty.prompt", "---\nname: a\n---\n", "no words"),
        ("bad.prompt", "---\na: [\n---\nx\n", "line"),
        ("none.prompt", "words", "does not begin with front matter"),
    ):
        (tmp_path / name).write_text(text)
        refused = studio("import", str(tmp_path / name))
        assert refused.exit_code != 0
        assert words in refused.output, refused.output


def test_a_recipe_goes_out_as_dotprompt_and_comes_back_the_same(
    shelf: Workspace, tmp_path: Path, studio: Studio
) -> None:
    """The same words, and the same variables still open."""
    path = shelf.content / SLUG / "recipe.md"
    text = path.read_text().replace("pure white\n", "a {{ season }} shop\n", 1)
    path.write_text(text.replace("rights: own", "rights: own\nvariables: {season: spring}", 1))
    assert studio("export", SLUG, "--as", "dotprompt", "--out", str(tmp_path / "out")).exit_code == 0
    file = tmp_path / "out" / f"{SLUG}.prompt"
    assert "a {{ season }} shop" in file.read_text()
    assert "{{media url=photo}}" in file.read_text()
    file.write_text(file.read_text().replace("title: A bag on white", "title: It came back"))
    (made,) = import_recipes(open_workspace(shelf.root), file, job=Job.BACKGROUND_REPLACEMENT)
    for season in ("spring", "winter"):
        out = studio("prompt", SLUG, "--set", f"season={season}").output
        assert studio("prompt", made.path.parent.name, "--set", f"season={season}").output == out
    again = studio("export", SLUG, "--as", "dotprompt", "--out", str(tmp_path / "out"))
    assert "exists already" in again.output


def test_lines_for_a_batch_tool_say_every_variation(shelf: Workspace, tmp_path: Path, studio: Studio) -> None:
    """A line each, in the fields of the Images API, with names that differ."""
    path = shelf.content / SLUG / "recipe.md"
    path.write_text(path.read_text().replace("\npreserve:", "\nvary: {add: [[a shadow], [a plant]]}\npreserve:", 1))
    assert studio("export", SLUG, "--as", "jsonl", "--out", str(tmp_path)).exit_code == 0
    rows = [json.loads(line) for line in (tmp_path / f"{SLUG}.jsonl").read_text().splitlines()]
    assert len({row["custom_id"] for row in rows}) == 2
    assert ["plant" in row["prompt"] for row in rows] == [False, True]
    assert rows[0]["images"] == [f"content/{SLUG}/before.jpg"]


def test_a_skill_holds_guide_prompt_and_checklist_and_no_hidden_name(
    shelf: Workspace, tmp_path: Path, studio: Studio
) -> None:
    """As the specification wants it: a folder of the skill's name with a SKILL.md."""
    path = shelf.content / SLUG / "recipe.md"
    hidden = "references: [{image: secret-client.jpg, role: style, publish: hide}]"
    path.write_text(path.read_text().replace("\npreserve:", f"\n{hidden}\npreserve:", 1))
    assert studio("export", SLUG, "--as", "skill", "--out", str(tmp_path)).exit_code == 0
    text = (tmp_path / SLUG / "SKILL.md").read_text()
    front = load_located(text.split("---\n")[1]).data
    assert front == {"name": SLUG, "description": "Puts the bag on white."}
    assert "It puts the bag on white." in text
    assert "Change only the background to pure white." in text
    assert "brand safety: " in text
    assert "secret-client" not in text
