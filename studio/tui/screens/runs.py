"""All runs of this session: progress, waiting, ends; stop one or all."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Header, OptionList
from textual.widgets.option_list import Option

from studio.tui.parts.base import StudioScreen
from studio.tui.parts.keys import Keys
from studio.tui.words import help_texts
from studio.workflow.making.background_runs import JobState, RunJob

COLOURS = {JobState.RUNNING: "cyan", JobState.DONE: "green", JobState.STOPPED: "yellow"}


class RunsScreen(StudioScreen):
    """One row a run."""

    HELP = help_texts.RUNS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "stop", "Stop", id="runs.stop"),
        Binding("S", "stop_all", "Stop all", id="runs.stop_all"),
        Binding("escape,q", "app.pop_screen", "Back", id="runs.back"),
    ]

    def compose(self) -> ComposeResult:
        """The list."""
        yield Header(icon="≡")
        yield OptionList(id="jobs")
        yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        self.sub_title = "runs"
        self.run_changed()

    @property
    def jobs(self) -> list[RunJob]:
        """Newest first."""
        return self.studio.board.jobs[::-1]

    def run_changed(self) -> None:
        """Rewrite the rows where they are."""
        rows = self.query_one(OptionList)
        if rows.option_count != max(1, len(self.jobs)) or not self.jobs:
            rows.clear_options()
            rows.add_options([Option(_line(job)) for job in self.jobs] or [Option("Nothing has been run yet.")])
            rows.highlighted = 0
            return
        for place, job in enumerate(self.jobs):
            rows.replace_option_prompt_at_index(place, _line(job))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What runs can be stopped."""
        return bool(self.studio.board.running) if action in {"stop", "stop_all"} else True

    def _chosen(self) -> RunJob | None:
        place = self.query_one(OptionList).highlighted
        return self.jobs[place] if place is not None and place < len(self.jobs) else None

    def action_stop(self) -> None:
        """Stop the run under the cursor."""
        job = self._chosen()
        if job is not None:
            self.studio.board.stop(job)

    def action_stop_all(self) -> None:
        """Stop every run."""
        self.studio.board.stop(*self.jobs)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the recipe of a run."""
        if event.option_index < len(self.jobs):
            self.studio.open_screen("recipe", self.jobs[event.option_index].slug)


def _line(job: RunJob) -> Text:
    failed = job.report is not None and job.report.failed
    text = Text(f"{job.slug}  ", style="bold")
    return text.append(f"{job.state}\n", style="red" if failed else COLOURS[job.state]).append(f"  {job.line}")
