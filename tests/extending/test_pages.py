"""What a newcomer adds by the pages of docs/extending works everywhere."""

from __future__ import annotations

from pathlib import Path

from tests.bench.corpus import workspace as corpus
from tests.conftest import ALL_PASS
from tests.extending.house import built_as_told

NEW_KEY = """
import sys
from pathlib import Path
from tests.tui.using import press, said, use

async def copy(pilot, app):
    await press(pilot, "enter", "c")
    assert said(app) == "The prompt is copied."
    assert "the background to pure white" in app.clipboard
    print([command.title for command in app.get_system_commands(app.screen)])

place = Path(sys.argv[1])
use(place, copy, start=place)
"""


def test_a_channel(workspace: Path, tmp_path: Path) -> None:
    """One row of a table: the channel is listed, holds pictures against its limits, and names itself in the gallery."""
    house, recipe = built_as_told("channel", tmp_path / "house"), workspace / "content" / "bag-on-white" / "recipe.md"
    recipe.write_text(recipe.read_text().replace("amazon-main", "bluesky-post"))
    assert "bluesky-post" in house.studio("channels", at=workspace)
    assert "Bluesky post would refuse it: width 300" in house.studio("run", "bag-on-white", at=workspace)
    house.studio("review", "bag-on-white", "001", "--approve", *ALL_PASS, at=workspace)
    house.studio("build", at=workspace)
    assert "Bluesky post" in (workspace / "site" / "index.html").read_text()


def test_something_on_a_card(tmp_path: Path) -> None:
    """A line of the template and one of the row: lists show it, and so do the cards that a search draws."""
    house, place = built_as_told("card", tmp_path / "house"), tmp_path / "work"
    corpus(2, place, side=32)
    house.studio("build", at=place)
    assert '<p class="card-meta" data-from="day">2026-11-02</p>' in (place / "site" / "index.html").read_text()
    assert '"day":"2026-11-02"' in (place / "site" / "search.js").read_text()


def test_a_key(workspace: Path, tmp_path: Path) -> None:
    """A binding and its method: the key does it, and the palette has it."""
    told = built_as_told("key", tmp_path / "house").python("-c", NEW_KEY, str(workspace))
    assert "Copy the prompt" in told
