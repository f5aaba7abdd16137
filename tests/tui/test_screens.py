"""The terminal studio by keyboard, from an empty folder to an approved and published picture."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Header, Input, OptionList, Select, TextArea

from studio.core.attempts.review import Verdict
from studio.core.recipe.words import Status
from studio.store.places import bundled, recipe_slugs
from studio.tui.app import StudioApp
from studio.tui.dialogs.run_dialog import RunDialog
from studio.tui.parts.keys import Keys
from studio.tui.screens.editing import EditorScreen
from studio.tui.screens.history import HistoryScreen
from studio.tui.screens.library import LibraryScreen
from studio.tui.screens.publishing import PublishScreen
from studio.tui.screens.recipe import RecipeScreen
from studio.tui.screens.recipe_list import RecipeList
from studio.tui.screens.retry import RetryScreen
from studio.tui.screens.review import ReviewScreen
from studio.tui.screens.runs import RunsScreen
from studio.workspace import open_workspace
from tests.conftest import PHOTOS, Studio
from tests.tui.using import SIZES, press, said, settle, text_of, use

SLUG = "bag-on-white"


@pytest.mark.parametrize("size", SIZES)
def test_the_library_shows_every_recipe_with_its_status(workspace: Path, size: tuple[int, int]) -> None:
    """At both sizes, with the word and not only a colour."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        shown = text_of(app)
        assert "A bag on white" in shown
        assert "ready" in shown
        assert "1 of 1" in shown

    use(workspace, look, start=workspace, size=size)


def test_a_broken_recipe_is_a_row_with_its_error(workspace: Path) -> None:
    """Never a crash."""
    folder = workspace / "content" / "zz-broken"
    folder.mkdir()
    (folder / "recipe.md").write_text("---\ntitle: [unclosed\n---\nbody\n")

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        assert "broken" in text_of(app)
        await press(pilot, "end")
        assert "recipe.md" in text_of(app)

    use(workspace, look, start=workspace, size=(200, 60))


def test_a_smaller_window_cuts_the_lines_of_the_list_and_adds_no_scroll_bar(workspace: Path) -> None:
    """A row is as long as the list is wide: there is nothing beside it."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.resize_terminal(90, 24)
        await settle(pilot)
        assert not app.query_one(RecipeList).show_horizontal_scrollbar

    use(workspace, look, start=workspace, size=(200, 24))


def test_a_question_stays_in_the_middle_of_a_window_that_changes_its_size(workspace: Path) -> None:
    """Wherever the person drags the corner while it stands there."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "r")
        for width in (100, 110, 180):
            await pilot.resize_terminal(width, 40)
            await settle(pilot)
            dialog = app.screen.query_one(".dialog").region
            assert dialog.x == (width - dialog.width) // 2
            assert len(text_of(app).splitlines()[0]) == width

    use(workspace, look, start=workspace, size=(80, 24))


def test_how_to_run_is_chosen_by_keyboard(workspace: Path) -> None:
    """A list opens over the form, and enter on the button runs with what was chosen."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "r")
        dialog = app.screen
        assert isinstance(dialog, RunDialog)
        dialog.query_one("#quality", Select).focus()
        await press(pilot, "enter", "down", "down", "enter")
        assert dialog.choices().quality == "medium"
        assert "medium" in text_of(app)
        dialog.query_one("#go").focus()
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        assert (workspace / "content" / SLUG / "attempts" / "001.png").exists()

    use(workspace, work, start=workspace)


def test_the_sign_in_the_title_opens_the_palette(workspace: Path) -> None:
    """For a person with a mouse who looks for a menu."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.click(Header, offset=(30, 0))
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        await pilot.click(Header, offset=(1, 0))
        await settle(pilot)
        assert isinstance(app.screen, CommandPalette)

    use(workspace, work, start=workspace)


def test_another_theme_is_seen_on_the_screen_below(workspace: Path) -> None:
    """It was styled before the theme was chosen."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        before = app.screen.query_one(RecipeList).background_colors
        await press(pilot, "enter", "ctrl+t", "escape")
        assert app.screen.query_one(RecipeList).background_colors != before

    use(workspace, look, start=workspace)


def test_typing_finds_and_escape_shows_all(workspace: Path) -> None:
    """Search as you type."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "slash", *"zebra")
        assert "0 of 1" in text_of(app)
        await press(pilot, "escape")
        assert "1 of 1" in text_of(app)

    use(workspace, look, start=workspace)


def test_the_list_is_narrowed_by_channel_and_grouped(workspace: Path) -> None:
    """One dialog for status, channel, job and tag; one key groups."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "f")
        assert "channel    amazon-main" in text_of(app)
        await press(pilot, *"amazon", "enter")
        assert "channel amazon-main" in text_of(app)
        await press(pilot, "f", *"ready", "enter")
        assert "channel amazon-main · status ready · 1 of 1" in text_of(app)
        await press(pilot, "escape", "g")
        assert "ready (1)" in text_of(app)

    use(workspace, look, start=workspace)


def test_marks_are_counted_and_taken_off_together_and_a_search_shows_no_key_that_it_would_type(workspace: Path) -> None:
    """Letters go into the text while a person searches; escape and the palette stay."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "space")
        assert "1 marked" in text_of(app)
        assert "u Unmark all" in text_of(app)
        await press(pilot, "u")
        assert "marked" not in text_of(app)
        await press(pilot, "slash", *"zz")
        line = text_of(app).splitlines()[-1]
        assert "esc Show all" in line
        assert "r Run" not in line
        assert "0 of 1" in text_of(app)
        assert "1 ready" not in text_of(app)

    use(workspace, look, start=workspace)


def test_home_and_end_reach_the_first_and_the_last_recipe_below_headings(workspace: Path) -> None:
    """A heading above the first recipe stops no key."""
    folder = workspace / "content" / "bag-on-white"
    shutil.copytree(folder, folder.with_name("broken"))
    (folder.with_name("broken") / "recipe.md").write_text("---\ntitle: [\n")

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "g")
        at = app.screen.query_one(RecipeList)
        for key, place in (("end", 3), ("home", 1), ("up", 1), ("down", 3), ("down", 3), ("pageup", 1)):
            await press(pilot, key)
            assert at.cursor == place, key

    use(workspace, look, start=workspace)


def test_an_empty_folder_leads_to_the_samples(tmp_path: Path) -> None:
    """Never a blank screen: one key brings the sample recipes."""
    samples = len(recipe_slugs(bundled("content")))

    async def begin(pilot: Pilot[None], app: StudioApp) -> None:
        assert "no recipes" in text_of(app)
        await press(pilot, "s")
        assert isinstance(app.screen, LibraryScreen)
        assert f"{samples} of {samples}" in text_of(app)

    use(None, begin, start=tmp_path)


def test_a_new_recipe_opens_with_its_next_step(tmp_path: Path) -> None:
    """From an empty folder to a recipe of one's own: one key, a name, and a photograph whose path finishes itself."""

    async def begin(pilot: Pilot[None], app: StudioApp) -> None:
        await press(
            pilot, "n", *"Spring Bag!", "enter", *"Hero", "enter", *"my", "right", "enter", "tab", "tab", "tab", "enter"
        )
        assert isinstance(app.screen, RecipeScreen)
        assert app.screen.slug == "spring-bag"
        assert "ready: r runs it" in text_of(app)
        assert "asset: Hero\n" in (tmp_path / "content/spring-bag/recipe.md").read_text()

    shutil.copy(PHOTOS / "bag_before.jpg", tmp_path / "my bag.jpg")
    use(None, begin, start=tmp_path)


def test_a_name_or_a_path_that_will_not_do_is_said_in_the_dialog(workspace: Path) -> None:
    """What was typed stays, to be mended."""

    async def begin(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "n", "enter", "enter", "enter", "tab", "tab", "tab", "enter")
        assert "Give it a name" in text_of(app)
        await press(
            pilot, *["shift+tab"] * 6, *"Bag", "enter", "enter", *"no.jpg", "enter", "tab", "tab", "tab", "enter"
        )
        shown = text_of(app)
        assert "there is no such file" in " ".join(shown.split())
        assert "Bag" in shown

    use(workspace, begin, start=workspace)


def test_from_a_recipe_to_a_published_picture_by_keyboard(workspace: Path) -> None:
    """Open, run, judge with seven keys, undo, judge again, build: no mouse and no document."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter")
        assert isinstance(app.screen, RecipeScreen)
        await press(pilot, "r")
        assert "1 picture, free" in text_of(app)
        await press(pilot, "enter")
        assert "001 · to review" in text_of(app)
        await press(pilot, "v")
        assert isinstance(app.screen, ReviewScreen)
        await press(pilot, "a")
        assert verdict(workspace) is None
        assert "subject identity" in said(app)
        await press(pilot, "p", "p", "x", "p", "p", "p", "a")
        assert verdict(workspace) is Verdict.APPROVED
        await press(pilot, "ctrl+z")
        assert verdict(workspace) is None
        await press(pilot, "a")
        assert verdict(workspace) is Verdict.APPROVED
        await press(pilot, "escape", "p")
        assert isinstance(app.screen, PublishScreen)
        assert "Goes out (1)" in text_of(app)
        await press(pilot, "b")
        assert (workspace / "site" / "index.html").is_file()
        assert "pages and" in text_of(app)
        await press(pilot, "s")
        assert "http://127.0.0.1:" in text_of(app)
        await press(pilot, "s")
        assert "http://127.0.0.1:" not in text_of(app)

    use(workspace, work, start=workspace)


def verdict(workspace: Path, number: str = "001") -> Verdict | None:
    review = open_workspace(workspace).folder(SLUG).recipe.review_of(number)
    return review.verdict if review else None


def test_a_rejection_asks_why_and_a_retry_changes_one_field(workspace: Path, studio: Studio) -> None:
    """Classify first; the fields of that class stand first; the change is shown before it runs; two are refused."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", "p", "f", "d")
        assert "Why is it rejected?" in text_of(app)
        await press(pilot, "3")
        assert verdict(workspace) is Verdict.REJECTED
        await press(pilot, "escape", "enter", "t")
        assert isinstance(app.screen, RetryScreen)
        assert "failed for lighting" in text_of(app)
        await press(pilot, "enter", *"[1, 2]")
        assert "strength" in text_of(app)
        assert "One change" not in text_of(app)
        await press(pilot, *["backspace"] * 6, *"0.8")
        assert "One change, free" in text_of(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, RecipeScreen)
        assert "002" in text_of(app)
        await press(pilot, "l")
        assert isinstance(app.screen, HistoryScreen)
        assert re.search(r"● [▀█]+ 002", text_of(app))
        assert "Strength of the shadow: 50 % → 80 %" in text_of(app)
        await press(pilot, "b", "y")
        assert "strength: 0.8" in (workspace / "content" / SLUG / "recipe.md").read_text()

    use(workspace, work, start=workspace)


def test_the_pair_is_looked_at_in_every_way(workspace: Path, studio: Studio) -> None:
    """Flicker, wipe with its edge, zoom to 1:1 and pan; every key changes the look and only the look."""
    studio("run", SLUG)

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v")
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        await press(pilot, "space")
        assert screen.pair.look.is_swapped
        await press(pilot, "space", "w", "left", "left")
        assert screen.pair.look.is_wipe
        assert screen.pair.look.edge == pytest.approx(0.4)
        assert "before │ after" in text_of(app)
        await press(pilot, "w", "z", "z", "z")
        assert "1:1" in text_of(app)
        await press(pilot, "shift+right", "shift+down")
        assert screen.pair.look.centre[0] > 0.5
        assert verdict(workspace) is None

    use(workspace, look, start=workspace)


@pytest.mark.parametrize("name", ["run", "filter"])
def test_a_dialog_is_whole_at_eighty_columns(workspace: Path, name: str) -> None:
    """Its last line can be seen and pressed."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, {"run": "r", "filter": "f"}[name])
        last = app.screen.query(".dialog > *").last()
        assert last.region.bottom <= 24
        assert last.region.height > 0

    use(workspace, look, start=workspace, size=(80, 24))


@pytest.mark.parametrize(
    ("key", "in_editor", "in_file", "beside"),
    [
        ("m", "mine", "mine", {"recipe.theirs.md": "theirs\n"}),
        ("t", "theirs\n", "theirs\n", {"recipe.mine.md": "mine"}),
        ("g", "mine", "theirs\n", {"recipe.mine.md": "mine"}),
        ("escape", "mine", "theirs\n", {"recipe.mine.md": "mine"}),
    ],
)
def test_a_text_that_somebody_else_changed_meanwhile_is_settled_and_neither_is_lost(
    workspace: Path, key: str, in_editor: str, in_file: str, beside: dict[str, str]
) -> None:
    """The difference is shown; mine is saved, theirs taken, or both stand in one text that is saved by hand."""
    path = workspace / "content" / SLUG / "recipe.md"
    theirs = path.read_text().replace("to pure white", "to slate") + "theirs\n"

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "i")
        screen = app.screen
        assert isinstance(screen, EditorScreen)
        area = screen.query_one(TextArea)
        area.move_cursor(area.document.end)
        await press(pilot, *"mine")
        path.write_text(theirs)
        await press(pilot, "ctrl+s")
        shown = text_of(app)
        assert "-theirs" in shown
        assert "+mine" in shown
        assert path.read_text() == theirs
        await press(pilot, key)
        await pilot.pause()
        text = area.text
        assert text.endswith(in_editor) or key == "g"
        assert path.read_text().endswith(in_file)
        for name, words in beside.items():
            assert path.with_name(name).read_text().endswith(words)
        if key == "g":
            assert "to slate" in text
            assert "mine" in text

    use(workspace, work, start=workspace)


def test_several_recipes_run_at_once_and_the_queue_shows_them(workspace: Path) -> None:
    """Marked together, run together."""
    shutil.copytree(workspace / "content" / SLUG, workspace / "content" / "second")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "space", "space", "r")
        assert "2 pictures, free" in text_of(app)
        await press(pilot, "enter", "f3")
        assert isinstance(app.screen, RunsScreen)
        shown = text_of(app)
        assert f"{SLUG}  done" in shown
        assert "second  done" in shown

    use(workspace, work, start=workspace)


def test_every_action_is_in_the_palette_and_every_screen_has_help(workspace: Path) -> None:
    """Nothing has to be known by heart."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        names = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Search", "Filter", "Group", "Run", "Review next", "Publish", "New", "Theme"} <= names
        await press(pilot, "f1")
        assert "Every recipe with its status" in text_of(app)

    use(workspace, look, start=workspace, size=(200, 60))
    for screen in (LibraryScreen, RecipeScreen, ReviewScreen, RetryScreen, HistoryScreen, RunsScreen, PublishScreen,
                   EditorScreen):  # fmt: skip
        assert screen.HELP


def test_the_theme_and_the_last_recipe_are_remembered(workspace: Path) -> None:
    """The next start begins where this one ended."""
    themes = []

    async def change(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "ctrl+t", "g")
        themes.append(app.theme)
        await pilot.press("q")

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        assert app.theme == themes[0] == "studio-light"
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.look.group == "status"

    use(workspace, change, start=workspace)
    use(workspace, look, start=workspace)


def test_keys_can_be_remapped(workspace: Path) -> None:
    """By the names of the actions, in the workspace's settings."""
    (workspace / "content" / "studio.toml").write_text('[keys]\n"library.filter" = "x"\n')

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "x")
        assert "Show only" in text_of(app)

    use(workspace, look, start=workspace)


def test_the_next_step_follows_the_status() -> None:
    """The line of steps says what is done and what comes next."""
    from studio.workflow.browsing.recipe_view import steps_line

    assert steps_line(Status.READY).startswith("✓ define the job   ✓ lock the subject   ▸ run")
    assert "▸ review" in steps_line(Status.TO_REVIEW)


def test_results_are_judged_with_fewer_than_twelve_keys_each(workspace: Path, studio: Studio) -> None:
    """Six answers, a verdict, the next one: eight keys."""
    studio("run", SLUG)
    studio("run", SLUG, "--again")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v")
        for number in ("001", "002"):
            await press(pilot, *"pppppp", "a", "n")
            assert verdict(workspace, number) is Verdict.APPROVED

    use(workspace, work, start=workspace)


def test_the_mouse_does_what_the_keys_do(workspace: Path, studio: Studio) -> None:
    """Click twice to open, drag the edge of the wipe, press a button of a dialog, press a key in the line of keys."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.click(RecipeList, offset=(5, 0))
        await settle(pilot)
        assert isinstance(app.screen, RecipeScreen)
        await press(pilot, "v", "w")
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        image = screen.pair.query(".image").first().region
        await pilot.mouse_down(screen.pair, offset=(image.x + image.width // 4, 3))
        await pilot.mouse_up(screen.pair, offset=(image.x + image.width // 4, 3))
        await settle(pilot)
        assert screen.pair.look.edge == pytest.approx(0.25, abs=0.05)
        await press(pilot, "d")
        await pilot.click("Button")
        await settle(pilot)
        assert verdict(workspace) is Verdict.REJECTED
        keys = screen.query_one(Keys)
        await pilot.hover(Keys, offset=(1, 0))
        assert keys.under == "p"
        await pilot.click(Keys, offset=(text_of(app).splitlines()[-1].index("Back"), 0))
        await settle(pilot)
        assert isinstance(app.screen, RecipeScreen)

    use(workspace, work, start=workspace)


def test_two_changes_at_once_are_refused_with_their_names(workspace: Path, studio: Studio) -> None:
    """Two phrases at once are two changes: nobody would learn which one helped."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "t", "3")
        names = [field.name for field in app.screen.fields]
        app.screen.query_one("#fields", OptionList).highlighted = names.index("add")
        await press(pilot, "enter")
        value = app.screen.query_one("#value", Input)
        value.value = '["a soft contact shadow", "a long shadow", "a warm light"]'
        await settle(pilot)
        assert "One change, free" not in text_of(app)
        await press(pilot, "enter")
        assert "one change" in said(app).lower()
        assert isinstance(app.screen, RetryScreen)

    use(workspace, work, start=workspace)
