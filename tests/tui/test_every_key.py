"""Every key of every screen, pressed once: it does what its binding says, and something can be seen of it."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import TextArea

import studio.tui
from studio.store.findings import keep_evidence, keep_heat_map, read_evidence
from studio.tui.app import StudioApp
from studio.tui.dialogs.questions import ConfirmDialog
from studio.tui.screens.editing import EditorScreen
from tests.conftest import Studio
from tests.tui.using import press, use

Ran = list[tuple[type, str]]
"""What was run by a key: the class of the node that was asked, and the action."""
TOUR = {
    "the library": "down up end home pagedown pageup s s s space u "
                   "space slash b a g escape f down up escape g backspace f5 n tab enter escape "
                   "ctrl+t f1 f1 r escape home end v escape c escape",
    "publishing": "p b o escape o s s escape",
    "a recipe": "enter y x k a escape "
                "u left right up down shift+left shift+right shift+up shift+down p b u enter escape g g e down end x "
                "ctrl+s x escape n escape y f2 escape i escape o p escape t escape escape c escape",
    "its lineage": "l space space w right left w z shift+right shift+left shift+down shift+up o b n b y",
    "a retry": "t 3 enter up down f2 escape escape escape",
    "a review": "v down up p f x m o k enter m escape a d escape d 1 d 2 d 3 d 4 d 5 d 6 ctrl+z w z h o Z Z n ctrl+z "
                "N t escape escape",
    "results side by side": "c left right up down h l k j Z Z n d 1 ctrl+z t escape escape enter escape escape escape "
                            "escape",
    "runs that are stopped": "home end enter r enter! s r enter! f3 s escape r enter! f3 S escape escape",
    "copies, the trash and back": "D f2 escape delete n delete y f5 ctrl+z",
    "the end": "q",
}  # fmt: skip
"""Keys in the order of a day's work. After a key with `!` the run it began goes on."""
NOTHING_SEEN = {"read_rows", "clear", "move(-1000000)", "quit"}
"""Actions that show nothing when nothing changed, or after which nothing is left to see."""


def declared() -> Iterator[tuple[type, str]]:
    """Every binding that the studio's own classes declare."""
    for found in pkgutil.walk_packages(studio.tui.__path__, "studio.tui."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, DOMNode) and kind.__module__ == module.__name__:
                for binding in vars(kind).get("BINDINGS", ()):
                    yield kind, binding.action.removeprefix("app.")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Collects what keys run."""
    found: Ran = []
    run_action = StudioApp.run_action

    async def watched(app: StudioApp, action: str, node: DOMNode | None = None, names: object = None) -> bool:
        did = await run_action(app, action, node, names)
        if did and node is not None:
            found.append((type(node), action.removeprefix("app.")))
        return did

    monkeypatch.setattr(StudioApp, "run_action", watched)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    return found


async def walk(pilot: Pilot[None], app: StudioApp, keys: str, ran: Ran) -> None:
    """Press keys; of each something can be seen."""
    after, ours = seen(app), {action for _, action in declared()}
    for key in keys.split():
        before, known = after, len(ran)
        if key.endswith("!"):
            await pilot.press(key[:-1])
            while not app.board.running:
                await pilot.pause()
        else:
            await (pilot.press(key) if app.session_or_none and app.board.running else press(pilot, key))
            if app.session_or_none and app.board.jobs:
                await pilot.pause()
        done = {action for _, action in ran[known:]}
        after = seen(app)
        silent = after == before and done & ours - NOTHING_SEEN
        assert not silent, f"{key} on {app.screen} shows nothing; it ran {silent}"


def seen(app: StudioApp) -> object:
    """All that a key can change for the person."""
    notes = [note.message for note in app._notifications]
    lines = [tuple(strip) for strip in app.screen._compositor.render_strips()]
    return lines, len(app.screen_stack), app.theme, notes, [*app.opened_outside], app.focused


async def settle_conflicts(pilot: Pilot[None], app: StudioApp, ran: Ran) -> None:
    """Somebody else writes the file that is edited here: every answer to whose text goes on."""
    await press(pilot, "home", "enter")
    for key in ("m", "t", "g", "escape"):
        await press(pilot, "i")
        while not isinstance(app.screen.focused, TextArea):
            await pilot.pause(0.01)
        await press(pilot, "x")
        assert isinstance(app.screen, EditorScreen)
        recipe = app.screen.opened.path
        recipe.write_text(recipe.read_text() + "\n")
        await walk(pilot, app, f"ctrl+s {key} escape", ran)
        if isinstance(app.screen, ConfirmDialog):
            await press(pilot, "y")
    await press(pilot, "escape")


async def never_ends(*_: object, **__: object) -> None:
    """A run that goes on until it is stopped."""
    await asyncio.Event().wait()


def with_heat_map(recipe: Path) -> None:
    """Say that an attempt has a map of where its product changed; no edit of the built-in engine has one."""
    evidence = read_evidence(recipe, "001")
    assert evidence is not None
    name = keep_heat_map(recipe, "001", (recipe / "attempts" / "001.png").read_bytes())
    keep_evidence(recipe, "001", evidence.model_copy(update={"heat_map": name}))


def test_every_key_does_what_its_binding_says(
    measured: Path, studio: Studio, ran: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All bindings of all screens and dialogs are pressed, and none is dead."""
    monkeypatch.setattr(StudioApp, "open_url", lambda app, url: app.opened_outside.append(url))
    monkeypatch.setattr(StudioApp, "opened_outside", [], raising=False)
    windows = iter([False])
    monkeypatch.setattr("studio.tui.parts.base.can_open", lambda: next(windows, True))  # none at first, as over SSH
    monkeypatch.setattr("studio.workflow.making.background_runs.run_attempts", never_ends)
    studio("run", "bag-on-white", "-n", "4")
    with_heat_map(measured / "content" / "bag-on-white")
    recipe = measured / "content" / "second" / "recipe.md"
    shutil.copytree(recipe.parent.with_name("bag-on-white"), recipe.parent, ignore=shutil.ignore_patterns("attempts"))

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        for name, keys in TOUR.items():
            if name == "the end":
                await settle_conflicts(pilot, app, ran)
            await walk(pilot, app, keys, ran)

    async def begin(pilot: Pilot[None], app: StudioApp) -> None:
        await walk(pilot, app, keys, ran)

    use(measured, work, start=measured, size=(80, 24))
    for keys in ("q", "s", "n escape ctrl+q"):
        start = tmp_path / keys
        start.mkdir()
        use(None, begin, start=start)
    missing = [
        f"{kind.__name__}: {action}"
        for kind, action in declared()
        if not any(issubclass(node, kind) and action == did for node, did in ran)
    ]
    assert not missing
