"""Prices before spending, and where there can be none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Studio


@pytest.mark.parametrize("shape", ["aspect: 20:1", "aspect: 1:5000", "size: 9999x10"])
def test_one_impossible_shape_is_named_and_the_others_are_priced(workspace: Path, studio: Studio, shape: str) -> None:
    """Place and fault, exit code 1, no traceback."""
    other = workspace / "content/other"
    shutil.copytree(workspace / "content/bag-on-white", other)
    recipe = (other / "recipe.md").read_text()
    (other / "recipe.md").write_text(recipe.replace("source: before.jpg", f"source: before.jpg\n{shape}"))
    result = studio("cost", "--engine", "openai")
    assert result.exit_code == 1
    assert "other/recipe.md:16: the shape" in result.output
    assert "bag-on-white" in result.output
    priced = json.loads(studio("cost", "bag-on-white", "--engine", "openai", "--json").output)
    assert priced[0]["each"] is not None


def test_a_photograph_of_an_impossible_shape_is_named_too(workspace: Path, studio: Studio) -> None:
    """Also by a run, before anything begins."""
    from PIL import Image

    folder = workspace / "content/bag-on-white"
    Image.new("RGB", (2000, 1)).save(folder / "before.jpg")
    text = (folder / "recipe.md").read_text()
    (folder / "recipe.md").write_text(text.replace("channel: amazon-main\n", "").replace("subject:", "# subject:"))
    assert "outside 1:3 to 3:1" in studio("cost", "--engine", "openai").output
    result = studio("run", "bag-on-white", "--engine", "openai")
    assert result.exit_code in (1, 3)
    assert not list((folder / "attempts").glob("*"))


def test_quality_auto_costs_at_most_what_the_dearest_costs(workspace: Path, studio: Studio) -> None:
    """The API's default passes the check, and its price is said as an upper bound."""
    recipe = workspace / "content/bag-on-white/recipe.md"
    recipe.write_text(recipe.read_text().replace("change: the", "engine: {name: openai, quality: auto}\nchange: the"))
    assert studio("check").exit_code == 0
    rows = {quality: json.loads(studio("cost", "--json", *(["--quality", quality] if quality else [])).output)[0]
            for quality in ("", "high")}  # fmt: skip
    assert rows[""]["each"] == rows["high"]["each"]
    assert rows[""]["certainty"] == "at most"


@pytest.mark.parametrize("name", ["gpt-image-2-2026-04-21", "gpt-image-2-2026-11-20", "gpt-image-2.5-flare-2026-09-08"])
def test_a_dated_snapshot_has_the_rules_and_prices_of_its_family(workspace: Path, studio: Studio, name: str) -> None:
    """Also one that is newer than the table; it is not called unknown."""
    recipe = workspace / "content/bag-on-white/recipe.md"
    engine = f"engine: {{name: openai, model: {name}}}"
    recipe.write_text(recipe.read_text().replace("change: the", f"{engine}\nchange: the"))
    assert "not in the table" not in studio("check").output
    row = json.loads(studio("cost", "--json").output)[0]
    family = json.loads(studio("cost", "--json", "--model", name.rsplit("-", 3)[0]).output)[0]
    assert (row["each"], row["engine"]) == (family["each"], f"openai {name}")
    assert row["each"] is not None
