"""What a paid retry and a plain run take for the same, and what for a change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.conftest import Studio
from tests.loopback.server import Loopback

SLUG = "bag-on-white"
Sidecar = Callable[[str], dict[str, Any]]


@pytest.fixture
def rejected(paid: Path, studio: Studio) -> Path:
    """A workspace whose first attempt was paid and rejected."""
    assert studio("run", SLUG, "--engine", "openai").exit_code == 0
    assert studio("review", SLUG, "001", "--reject", "--because", "lighting", "--reviewer", "t").exit_code == 0
    return paid


def change(workspace: Path, old: str, new: str) -> None:
    path = workspace / "content" / SLUG / "recipe.md"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    "setting", ["expect_text=[HAZELMOOR]", "change=the background to pure  white.", "preserve=[color, bag shape]"]
)
def test_a_paid_retry_that_changes_nothing_the_engine_sees_is_refused(
    rejected: Path, studio: Studio, provider: Loopback, setting: str
) -> None:
    """Nobody pays for the same picture by writing it differently."""
    result = studio("retry", SLUG, "001", "--set", setting)
    assert result.exit_code == 1
    assert "changes nothing that an engine sees" in result.output
    assert len(provider.charges) == 1


def test_a_picture_exchanged_under_the_same_name_is_a_change_and_is_recorded(
    rejected: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """With another field it is two; alone with a reason both stand in the published trail."""
    Image.new("RGB", (300, 300), "teal").save(rejected / "content" / SLUG / "before.jpg")
    result = studio("retry", SLUG, "001", "--set", "add=[a long shadow]")
    assert result.exit_code == 1
    assert "before.jpg" in result.output
    result = studio("retry", SLUG, "001", "--set", "add=[a long shadow]", "--allow-many", "a new photograph came")
    assert result.exit_code == 0, result.output
    assert {one["field"] for one in sidecar("002")["changed"]} == {"add[0]", "before.jpg"}


def test_a_mask_exchanged_under_the_same_name_is_a_change(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """A plain run makes it anew, since another part of the picture may change now."""
    mask = paid / "content" / SLUG / "mask.png"
    for name, box in (("left", (0, 0, 100, 300)), ("right", (200, 0, 300, 300))):
        picture = Image.new("RGBA", (300, 300), (0, 0, 0, 255))
        picture.paste((0, 0, 0, 0), box)
        picture.save(mask)
        if name == "left":
            change(paid, "change: the", "scope: {mask: mask.png}\nchange: the")
        assert studio("run", SLUG, "--engine", "openai").exit_code == 0
    assert len(provider.charges) == 2
    assert sidecar("001")["files"]["mask.png"] != sidecar("002")["files"]["mask.png"]


def test_what_no_engine_sees_is_not_bought_again_by_a_plain_run(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Rights and words to measure by are added after the picture was made."""
    assert studio("run", SLUG, "--engine", "openai").exit_code == 0
    change(paid, "change: the", "expect_text: [HAZELMOOR]\nchange: the")
    assert studio("run", SLUG, "--engine", "openai").exit_code == 0
    assert len(provider.charges) == 1


def test_a_record_that_knows_no_further_files_is_still_recognised(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """A new version of the studio does not buy again what an older one bought."""
    from studio.core.attempts.attempt import Attempt, fingerprint

    assert studio("run", SLUG, "--engine", "openai").exit_code == 0
    path = paid / "content" / SLUG / "attempts/001.json"
    made = Attempt.model_validate_json(path.read_bytes())
    old = fingerprint(spec=made.spec, prompt=made.prompt, engine=made.engine, inputs=made.inputs)
    data = {name: value for name, value in sidecar("001").items() if name != "files"}
    path.write_text(json.dumps({**data, "fingerprint": old}))
    assert studio("run", SLUG, "--engine", "openai").exit_code == 0
    assert len(provider.charges) == 1


def test_two_results_of_one_edit_are_two_pictures(paid: Path, studio: Studio, provider: Loopback) -> None:
    """The same words twice are meant twice, and asked for once each."""
    assert studio("run", SLUG, "--engine", "openai", "-n", "2").exit_code == 0
    assert studio("run", SLUG, "--engine", "openai", "-n", "2").exit_code == 0
    assert len(provider.charges) == 2
