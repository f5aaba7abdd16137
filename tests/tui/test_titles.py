"""Titles in the borders of panels, and help that speaks first of what is focused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from studio.tui.app import StudioApp
from studio.tui.parts.base import entitle
from studio.tui.words import help_texts
from tests.conftest import Studio
from tests.tui.using import press, text_of, use

SLUG = "bag-on-white"
ROOMY = (120, 40)


def test_the_list_has_its_name_above_and_its_counts_below(workspace: Path) -> None:
    """The line below the list follows the search; the border is not painted again with each letter."""
    shutil.copytree(workspace / "content" / SLUG, workspace / "content" / "second")
    shutil.copytree(workspace / "content" / SLUG, workspace / "content" / "third-try")

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        assert "─ Recipes ─" in text_of(app)
        assert "Preview" in text_of(app)
        await press(pilot, "/", *"third")
        assert "─ Recipes ─" in text_of(app)
        assert "1 of 3 · " in text_of(app)

    use(workspace, look, start=workspace, size=ROOMY)


def test_titles_name_the_panels_and_count_answers_and_attempts(measured: Path, studio: Studio) -> None:
    """Each answer counts once, a changed one not again."""
    studio("run", SLUG)

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter")
        assert all(f"─ {title} ─" in text_of(app) for title in ("Facts and prompt", "Picture", "Guide"))
        await press(pilot, "l")
        assert "─ Attempts · 1 ─" in text_of(app)
        assert "─ Before and after ─" in text_of(app)
        await press(pilot, "enter")
        assert "─ Questions · 0 of 6 answered ─" in text_of(app)
        await press(pilot, "p", "x", "up", "f")
        assert "─ Questions · 2 of 6 answered ─" in text_of(app)
        await press(pilot, "escape", "t", "3")
        assert f"─ Fields · {text_of(app).count('▸ ') - 1} may help ─" in text_of(app)  # one ▸ explains the sign
        assert "─ What it would do ─" in text_of(app)

    use(measured, look, start=measured, size=ROOMY)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
def test_on_a_small_screen_a_title_takes_no_line_from_the_work(workspace: Path, size: tuple[int, int]) -> None:
    """The search stays the first line below the head, the recipe's facts follow on the workflow."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        assert text_of(app).splitlines()[1].startswith(" / search")
        await press(pilot, "enter")
        assert "Facts and prompt" not in text_of(app)

    use(workspace, look, start=workspace, size=size)


def test_the_same_title_again_paints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that change no count send no border."""
    panel, painted = Widget(), []
    monkeypatch.setattr(panel, "refresh", lambda *_, **__: painted.append(panel.border_title))
    for title in (" Recipes ", " Recipes ", " Recipes · 1 of 3 ", " Recipes · 1 of 3 "):
        entitle(panel, title)
    assert painted == [" Recipes ", " Recipes · 1 of 3 "]


def test_the_help_speaks_first_of_what_is_focused(workspace: Path) -> None:
    """And follows when the focus moves."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "f1")
        shown = text_of(app)
        assert shown.index("The list of recipes") < shown.index("Every recipe with its status")
        await press(pilot, "/")
        shown = text_of(app)
        assert shown.index("the list follows each letter") < shown.index("Every recipe with its status")
        assert "The list of recipes" not in shown
        await press(pilot, "escape", "enter", "f1")
        assert text_of(app).index("its attempts, each edit") < text_of(app).index("The line at the top shows")
        await press(pilot, "g")
        assert "g goes back to the facts" in text_of(app).replace("\n", " ")

    use(workspace, look, start=workspace, size=(200, 60))


def test_every_part_that_the_help_speaks_of_can_be_focused(measured: Path, studio: Studio) -> None:
    """No words on a part that was renamed."""
    studio("run", SLUG)
    seen: set[str] = set()

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        for keys in ((), ("enter",), ("l",), ("t", "3")):
            await press(pilot, *keys)
            seen.update(widget.id or "" for widget in app.screen.focus_chain)

    use(measured, look, start=measured, size=ROOMY)
    assert help_texts.FOCUSED.keys() <= seen
