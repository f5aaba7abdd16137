"""What every place of the plain studio shares: questions on lines, the run that was agreed to, retry and undo."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

from studio.cli.outcomes import run_plans, say_outcome
from studio.core.attempts.review import as_sentence
from studio.core.money.prices import price_in_words
from studio.core.recipe.words import FailureClass
from studio.errors import StudioError
from studio.files import in_one_line
from studio.workflow.judging.retry import find_attempt
from studio.workflow.judging.retry_session import failure_of, retry_fields, try_change
from studio.workflow.judging.review_session import Draft, Undo, take_back
from studio.workflow.making.plan import PlannedAttempt
from studio.workflow.making.spending import price_of
from studio.workspace import Workspace

say = click.echo


class Ended(Exception):
    """The input is at its end."""


def ask(question: str) -> str:
    """A question on a line of its own, and the line that was typed.

    Raises:
        Ended: Nothing more will be typed.
    """
    say(question)
    line = sys.stdin.readline()
    if not line:
        raise Ended
    return line.strip()


def chosen(text: str, many: int) -> int | None:
    """The place that a typed number names, from 0; None, and said, when there is none."""
    if text.isdecimal() and 1 <= int(text) <= many:
        return int(text) - 1
    say(f"There is no '{text}' here. ? says the keys.")
    return None


def ask_why(question: str) -> FailureClass | None:
    """The class of a failure; None, and said, when there is none of the number."""
    say(question)
    classes = [*FailureClass]
    for place, one in enumerate(classes, 1):
        say(f"{place}. {one}: {one.covers}.")
    at = chosen(ask("The number of the reason, then enter."), len(classes))
    return None if at is None else classes[at]


@dataclass
class Sitting:
    """What can be taken back, and answers that have no verdict yet."""

    workspace: Workspace
    undos: list[Undo] = field(default_factory=list)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    """Reviews under way, kept when one leaves them."""

    def room(self, name: Callable[[], str], keys: str, hear: Callable[[str], None]) -> None:
        """Lines for one place until q; what goes wrong is said, and the place stays."""
        while (key := ask(f"{name()} ? says the keys.")) != "q":
            try:
                if key == "?":
                    say(keys)
                elif key:
                    hear(key)
            except StudioError as error:
                say(str(error))
            except OSError as error:
                say(in_one_line(error))

    def made(self, plans: Sequence[PlannedAttempt]) -> None:
        """Run exactly what was said and agreed to."""
        if ask("Run it? yes runs it, anything else does not.").lower() not in {"y", "yes"}:
            say("Nothing ran.")
            return
        say("Running.")
        for outcome in run_plans(self.workspace, plans, quiet=True):
            say_outcome(outcome)

    def retry(self, slug: str, number: str) -> None:
        """A field, a value, the price, and the run."""
        folder, why = self.workspace.folder(slug), failure_of(self.workspace, slug, number)
        why = why or ask_why(f"What is wrong with {number}?")
        if why is None:
            return
        fields = retry_fields(folder, find_attempt(folder, number), why)
        say(f"What to change about {number}, because of {why}:")
        for place, one in enumerate(fields, 1):
            tries = f"; try {one.tries}" if one.tries else ""
            say(f"{place}. {one.label}, {one.name}, now {one.value or 'not set'}{tries}.")
        at = chosen(ask("The number of the field, then enter."), len(fields))
        if at is None:
            return
        one = fields[at]
        value = ask("The new value." + (f" Enter alone takes {one.tries}." if one.tries else "")) or one.tries
        trial = try_change(self.workspace, slug, number, one.name, value, because=why)
        if trial.plan is None:
            say(trial.says)
            return
        say(f"One change: {one.label} becomes {value}. Price: {price_in_words(price_of(self.workspace, trial.plan))}.")
        self.made((trial.plan,))

    def undo(self, slug: str) -> None:
        """Take back the last verdict given here on a recipe, and say what stands then."""
        undo = next((one for one in reversed(self.undos) if one.slug == slug), None)
        if undo is None:
            say("No verdict was given here that could be taken back.")
            return
        self.undos.remove(undo)
        take_back(self.workspace, undo)
        now = f"{as_sentence(undo.before)} stands again" if undo.before else "it waits for review again"
        say(f"The verdict on {slug} {undo.review.attempt} is taken back; {now}.")
