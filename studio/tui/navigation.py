"""Everything behind the first screen: the table of screens, and the questions that lead to a new recipe or a run.

`StudioApp` imports this module in a thread, while the list of recipes is on the screen already: with everything that
screens use it takes longer to import than Textual itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial

from textual.widget import Widget

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.dialogs.new_recipe import NewRecipeDialog
from studio.tui.dialogs.questions import NoticeDialog
from studio.tui.dialogs.run_dialog import RunDialog
from studio.tui.parts.base import StudioBase
from studio.tui.screens.candidates import CandidatesScreen
from studio.tui.screens.editing import EditorScreen
from studio.tui.screens.help import FocusedHelp
from studio.tui.screens.history import HistoryScreen
from studio.tui.screens.outline import OutlineScreen
from studio.tui.screens.preview import Preview
from studio.tui.screens.publishing import PublishScreen
from studio.tui.screens.recipe import RecipeScreen
from studio.tui.screens.retry import RetryScreen
from studio.tui.screens.review import ReviewScreen
from studio.tui.screens.runs import RunsScreen
from studio.tui.screens.welcome import WelcomeScreen
from studio.tui.session import Session
from studio.workflow.browsing.knowledge import tables_at
from studio.workflow.making.background_runs import engines_as_written, engines_to_choose, quote_run
from studio.workflow.making.plan import PlannedAttempt, plan_recipe
from studio.workflow.starting.begin import Beginning, begin_recipe

__all__ = ["MADE", "Session", "ask_and_run", "ask_for_recipe"]

MADE: Mapping[str, Callable[..., Widget]] = {
    "candidates": CandidatesScreen,
    "editor": EditorScreen,
    "help": FocusedHelp,
    "history": HistoryScreen,
    "notice": NoticeDialog,
    "outline": OutlineScreen,
    "preview": Preview,
    "publish": PublishScreen,
    "recipe": RecipeScreen,
    "retry": RetryScreen,
    "review": ReviewScreen,
    "runs": RunsScreen,
    "welcome": WelcomeScreen,
}
"""How each screen, and the preview beside the list, is made; by the names that screens use for each other."""


async def ask_for_recipe(app: StudioBase) -> str | None:
    """Ask for a name and a photograph, and make the recipe; its slug, or None when the person went back."""

    async def make(wish: Beginning) -> str:
        place = (await app.opened()).workspace
        begun = await in_background(lambda: begin_recipe(place, wish))
        if begun.converted:
            app.notify(begun.converted, markup=False)
        return begun.path.parent.name

    channels = [(channel.label, channel.name) for channel in tables_at(app.start)[0].by_name.values()]
    return await app.push_screen_wait(NewRecipeDialog(app.start, make, channels=channels))


async def ask_and_run(app: StudioBase, slugs: tuple[str, ...]) -> None:
    """Ask how to run recipes, with the price, and begin the runs."""
    place = app.workspace
    dialog = RunDialog(
        slugs[0] if len(slugs) == 1 else f"{len(slugs)} recipes",
        engines=engines_to_choose(place),
        written=await in_background(lambda: engines_as_written(place, slugs)),
        quote=lambda choices: quote_run(place, slugs, choices),
    )
    wish = await app.push_screen_wait(dialog)
    if wish is None:
        return
    choices, budget = wish

    def planned(slug: str) -> list[PlannedAttempt]:
        return list(plan_recipe(place, place.folder(slug), choices=choices))

    for slug in slugs:
        try:
            plans = await in_background(partial(planned, slug))
        except StudioError as error:
            app.notify(str(error), severity="error", markup=False)
            continue
        app.board.start(slug, plans, budget=_dollars(budget))


def _dollars(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
