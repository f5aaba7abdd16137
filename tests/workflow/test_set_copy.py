"""Copy that is set instead of drawn: one banner in several languages, exact in each, and read back by the evidence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.evidence.ocr import Reader, script_of
from studio.pictures import read_rgb
from studio.workflow.judging.measure import measure_attempt
from studio.workflow.making.plan import Choices, plan_recipe
from studio.workspace import open_workspace
from tests.conftest import PHOTOS, UNMEASURED, Studio
from tests.loopback.server import Loopback
from tests.vision.test_typeset import DEJAVU, JAPANESE, LATIN, needs_dejavu, needs_japanese

SLUG = "bag-on-white"
HEAD = """---
title: A banner
asset: Hero of the campaign
job: layout-extension
rights: own
created: 2026-11-28
variables: {copy: Spring Sale}
---
A banner whose words are set.

## Edit

```yaml edit
source: before.jpg
"""
WORDS = """text:
  - {say: "{{ copy }}", where: top left, set: {font: [Latin.ttf], colour: "#20140c", box: [0.02, 0.02, 0.6, 0.12]}}
engine: {name: local}
```
"""


def words_only(workspace: Path, block: str = WORDS) -> None:
    """The workspace with an edit that only sets words, and a font for all recipes."""
    (workspace / "content/_fonts").mkdir(exist_ok=True)
    (workspace / "content/_fonts/Latin.ttf").write_bytes(LATIN)
    (workspace / "content" / SLUG / "recipe.md").write_text(HEAD + block)


def test_only_the_box_of_the_words_changes_and_the_evidence_reads_them_back(workspace: Path, studio: Studio) -> None:
    """Every pixel outside the box is the photograph's; inside stands the copy, letter by letter."""
    words_only(workspace)
    assert studio("run", SLUG).exit_code == 0
    folder = workspace / "content" / SLUG
    before, after = read_rgb(folder / "before.jpg"), read_rgb(folder / "attempts/001.png")
    rows, columns = np.nonzero((before != after).any(axis=2))
    assert (columns.max() / before.shape[1], rows.max() / before.shape[0]) < (0.62, 0.15)
    opened = open_workspace(workspace)
    found = opened.folder(SLUG)
    measures = {one.name: one for one in measure_attempt(opened, found, found.attempts[0]).measures}
    assert measures["copy"].says.startswith("The copy reads as it was set, every letter at its place: “Spring Sale”")
    assert measures["copy"].flag == "fine"
    assert not [one for one in measures.values() if one.flag == "look" and one.name in {"changed part", "new text"}]


def test_copy_that_was_painted_over_is_said_not_to_stand(workspace: Path, studio: Studio) -> None:
    """The evidence looks at the picture, not at the recipe."""
    words_only(workspace)
    studio("run", SLUG)
    picture = workspace / "content" / SLUG / "attempts/001.png"
    with Image.open(picture) as made:
        spoiled = made.convert("RGB")
    spoiled.paste((200, 200, 200), (0, 0, spoiled.width // 4, spoiled.height // 4))
    spoiled.save(picture)
    opened = open_workspace(workspace)
    found = opened.folder(SLUG)
    measures = {one.name: one for one in measure_attempt(opened, found, found.attempts[0]).measures}
    assert measures["copy"].says == "The copy does not stand as it was set: “Spring Sale”."
    assert measures["copy"].flag == "look"


@needs_dejavu
@needs_japanese
def test_one_banner_in_four_languages_is_exact_in_each(workspace: Path, studio: Studio) -> None:
    """English, German, Arabic and Japanese: one edit, four values, three fonts; nothing is misspelt or missing."""
    copies = ["Spring Sale", "Frühlingsangebote für Sie", "تخفيضات الربيع", "春の新作バッグ"]
    block = WORDS.replace("[Latin.ttf]", "[Latin.ttf, DejaVu.ttf, Gothic.ttf]")
    words_only(workspace, block.replace("engine:", f"vary: {{variables.copy: {json.dumps(copies)}}}\nengine:"))
    (workspace / "content/_fonts/DejaVu.ttf").write_bytes(DEJAVU.read_bytes())
    (workspace / "content" / SLUG / "Gothic.ttf").write_bytes(JAPANESE.read_bytes())
    assert studio("run", SLUG).exit_code == 0
    opened = open_workspace(workspace)
    found = opened.folder(SLUG)
    assert len(found.attempts) == 4
    for attempt, copy in zip(found.attempts, copies, strict=True):
        measures = {one.name: one.says for one in measure_attempt(opened, found, attempt).measures}
        assert f"every letter at its place: “{copy}”" in measures["copy"]
        read = " ".join(
            line.text
            for line in Reader().page(read_rgb(opened.content / SLUG / "attempts" / f"{attempt.id}.png")).lines
        )
        assert copy in read or script_of(copy) == "ARABIC", "and somebody who does not know what was set reads it too"
    assert studio("run", SLUG, "--verify").output.count("bit for bit") == 4


def test_missing_fonts_and_letters_are_said_before_anything_is_made(workspace: Path, studio: Studio) -> None:
    """A font that is not there by `check` with its line; letters that no font has when it is planned."""
    words_only(workspace, WORDS.replace("Latin.ttf", "Latn.ttf"))
    checked = studio("check", SLUG)
    assert checked.exit_code == 1
    assert f"{SLUG}/recipe.md:16: the font 'Latn.ttf' is not there [missing-font]" in checked.output
    assert "Did you mean 'Latin.ttf'?" in checked.output
    words_only(workspace)
    run = studio("run", SLUG, "--set", "copy=Grüße")
    assert run.exit_code != 0
    assert "“Grüße” cannot be set: Latin.ttf has no ü ß. Name a further font" in run.output
    words_only(workspace, WORDS.replace("set: {", "set: {size: 0.5, "))
    assert "does not fit into its box at that size" in studio("run", SLUG).output
    assert open_workspace(workspace).folder(SLUG).attempts == ()


def test_a_setting_without_a_place_or_with_a_slip_is_named(workspace: Path, studio: Studio) -> None:
    """The field and its line, and what was meant."""
    words_only(workspace, WORDS.replace(", box: [0.02, 0.02, 0.6, 0.12]", "").replace("where: top left, ", ""))
    assert "'set' needs a place: 'where: top left', or 'box:" in studio("check", SLUG).output
    words_only(workspace, WORDS.replace("colour:", "color:"))
    assert "'color'" in (output := studio("check", SLUG).output)
    assert "Did you mean 'colour'?" in output


def test_words_are_set_after_a_paid_engine_too_and_it_is_not_asked_to_draw_them(
    quick: Path, provider: Loopback, studio: Studio
) -> None:
    """The model is told to keep the place free; what it drew is kept untouched beside the finished picture."""
    recipe = quick / "content" / SLUG / "recipe.md"
    text = "text: [{say: Spring Sale, where: top left, set: {font: Latin.ttf, size: 0.06}}]\nsubject:"
    words_only_head = recipe.read_text().replace("subject:", text)
    words_only(quick)
    recipe.write_text(words_only_head)
    opened = open_workspace(quick)
    prompt = plan_recipe(opened, opened.folder(SLUG), choices=Choices())[0].request.prompt
    assert "Spring Sale" not in prompt
    assert "Draw no letters: text is set afterwards. Keep this area calm and free of objects: top left." in prompt
    run = studio("run", SLUG)
    assert run.exit_code == 0, run.output
    folder = quick / "content" / SLUG / "attempts"
    original = next(folder.glob("001.original.*"))
    drawn, finished = read_rgb(original), read_rgb(folder / "001.png")
    assert drawn.shape == finished.shape
    assert 0 < (drawn != finished).any(axis=2).mean() < 0.1


def test_an_edit_that_only_sets_words_is_never_paid(workspace: Path, studio: Studio) -> None:
    """A model would be asked for nothing."""
    words_only(workspace, WORDS.replace("engine: {name: local}\n", "engine: {name: openai}\n"))
    checked = studio("check", SLUG)
    assert checked.exit_code == 1
    assert (
        "this edit only sets words, and the OpenAI Images would be paid for nothing [nothing-to-ask]" in checked.output
    )


def test_words_under_what_a_channel_covers_are_warned_of(workspace: Path, studio: Studio) -> None:
    """A story's top is under its header."""
    words_only(workspace)
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text().replace("rights: own\n", "rights: own\nchannel: meta-story\n"))
    (workspace / "content/studio.toml").write_text(UNMEASURED)
    assert "covers a part of the box of “Spring Sale” [covered-words]" in studio("check", SLUG).output


def test_little_contrast_is_a_warning(workspace: Path, studio: Studio) -> None:
    """Grey on grey paper is set as asked, and said."""
    words_only(workspace, WORDS.replace("#20140c", "#b9b9b9"))
    assert "stands on a ground of little contrast" in studio("run", SLUG).output


@pytest.mark.parametrize("photo", ["bag_before.jpg", "serum_before.jpg"])
def test_the_same_setting_gives_the_same_bytes(workspace: Path, studio: Studio, photo: str) -> None:
    """Made twice, bit for bit."""
    words_only(workspace)
    with Image.open(PHOTOS / photo) as picture:
        picture.convert("RGB").resize((320, 320)).save(workspace / "content" / SLUG / "before.jpg")
    studio("run", SLUG)
    assert "the same, bit for bit" in studio("run", SLUG, "--verify").output
