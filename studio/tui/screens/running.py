"""Asking how to run, and running: the same from every screen."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.dialogs.run_dialog import RunDialog
from studio.tui.parts.base import StudioScreen, latest
from studio.workflow.making.background_runs import engines_to_choose, price_of_recipes
from studio.workflow.making.plan import PlannedAttempt, plan_recipe


def ask_and_run(screen: StudioScreen, slugs: tuple[str, ...]) -> None:
    """Ask how, say the price, and put the runs on the board."""
    if slugs:

        async def work() -> None:
            await _ask(screen, slugs)

        latest(screen, work, group="ask")


async def _ask(screen: StudioScreen, slugs: tuple[str, ...]) -> None:
    app, place = screen.studio, screen.studio.workspace
    dialog = RunDialog(
        slugs[0] if len(slugs) == 1 else f"{len(slugs)} recipes",
        engines=engines_to_choose(place),
        default=place.settings.engine.name,
        price=lambda choices: price_of_recipes(place, slugs, choices),
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
            screen.complain(error)
            continue
        app.board.start(slug, plans, budget=_dollars(budget))


def _dollars(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
