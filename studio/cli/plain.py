"""The studio line by line: every state in words and every key a line, for screen readers and pipes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper

from studio.cli.options import counted
from studio.cli.outcomes import recover_first
from studio.cli.plain_lines import Ended, Sitting, ask, chosen, say
from studio.cli.plain_review import review
from studio.core.attempts.gate import gallery
from studio.workflow.browsing.library import LibraryRow, Search
from studio.workflow.browsing.library_reading import KeptRows
from studio.workflow.browsing.overview import standing_of
from studio.workflow.browsing.recipe_view import recipe_details
from studio.workflow.judging.review_session import next_to_review
from studio.workflow.making.background_runs import quote_run
from studio.workflow.making.plan import Choices, plan_recipe

LIST_KEYS = """A number opens that recipe. l says the list again. Slash and words search; slash alone shows all.
v reviews the first result that waits. p says what would be published. q quits."""
RECIPE_KEYS = """l says the recipe again. y says the prompt. r runs it; the price comes first.
v reviews. t changes one thing about the last attempt and runs it.
p says what would be published. u takes back the last verdict given here. q goes back."""


class Plain(Sitting):
    """The list of recipes, and one recipe."""

    def listen(self) -> None:
        """The list of recipes, until the person quits or the input ends."""
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        try:
            self.library()
        except Ended:
            return

    def library(self) -> None:
        """All recipes, numbered."""
        shown = self.rows("")

        def hear(key: str) -> None:
            nonlocal shown
            if key == "l" or key.startswith("/"):
                shown = self.rows(key.removeprefix("/") if key != "l" else "")
            elif key == "p":
                self.publishable(self.workspace.slugs())
            elif key == "v":
                waits = next_to_review(self.workspace, ("", ""))
                review(self, *waits) if waits else say("No result waits for review.")
            elif (place := chosen(key, len(shown))) is not None:
                self.recipe(shown[place].slug)

        while True:
            self.room(lambda: "List of recipes.", LIST_KEYS, hear)
            if not self.drafts:
                return
            names = ", ".join(f"{slug} {number}" for slug, number in self.drafts)
            if ask(f"Answers without a verdict are not kept: {names}. q again quits, anything else stays.") == "q":
                return

    def rows(self, words: str) -> Sequence[LibraryRow]:
        """The recipes that hold some words, said one a line."""
        rows = Search().filtered(KeptRows(self.workspace).rows(self.workspace.slugs()), words=words)
        say(f"{counted(len(rows), 'recipe')}{f' with {words}' if words else ''}.")
        for place, row in enumerate(rows, 1):
            waiting = f", {counted(row.to_review, 'result')} to review" if row.to_review else ""
            say(f"{place}. {row.title}, {row.status}{waiting}.{f' {row.fault}' if row.fault else ''}")
        return rows

    def recipe(self, slug: str) -> None:
        """One recipe."""
        self.tell(slug)

        def hear(key: str) -> None:
            made = [attempt for attempt in self.workspace.folder(slug).attempts if attempt.picture]
            if key == "l":
                self.tell(slug)
            elif key == "y":
                for prompt in recipe_details(self.workspace, slug).prompts:
                    say("\n".join(text.strip() for _, text in prompt))
            elif key == "r":
                self.run(slug)
            elif key == "v":
                review(self, slug)
            elif key == "t":
                self.retry(slug, made[-1].id) if made else say("Nothing was made yet. r runs it.")
            elif key == "p":
                self.publishable((slug,))
            elif key == "u":
                self.undo(slug)
            else:
                chosen(key, 0)

        self.room(lambda: f"Recipe {slug}.", RECIPE_KEYS, hear)

    def tell(self, slug: str) -> None:
        """Where a recipe stands, what comes next, what stops it, and what became of its attempts."""
        details, row = recipe_details(self.workspace, slug), standing_of(self.workspace, (slug,))[0]
        say(f"{details.folder.recipe.front.title}. Status: {row.status}. Next: {row.next_step}")
        for line in (*map(str, details.problems), *details.open_matters):
            say(line)
        say(f"{counted(len(details.attempts), 'attempt')}.")
        for line in details.attempts:
            say(f"Attempt {line.replace(' · ', ', ')}.")
        if details.failed is not None and details.failed.failure is not None:
            say(f"Why {details.failed.id} failed: {details.failed.failure.message}")

    def run(self, slug: str) -> None:
        """The price, a question, and the run."""
        recover_first(self.workspace, (slug,))
        quote = quote_run(self.workspace, (slug,), Choices())
        say(quote.says)
        plans = plan_recipe(self.workspace, self.workspace.folder(slug), choices=Choices())
        if any(plan.is_fresh for plan in plans):
            self.made(plans)

    def publishable(self, slugs: Sequence[str]) -> None:
        """Which results would be published, and why the others stay inside: what `studio build` asks."""
        shown = gallery(map(self.workspace.folder, slugs))
        for entry in shown.entries:
            for pair in entry.pairs:
                say(f"{entry.folder.recipe.slug} {pair.attempt.id} is approved and would be published.")
        for one in shown.left_out:
            say(f"{one.slug} {one.attempt or ''}".rstrip() + f" stays inside: {one.reason}.")
