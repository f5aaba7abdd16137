"""Publishing: what goes out, what stays inside and why, the build, and a preview in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Header, ProgressBar, Static

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.parts.base import StudioScreen
from studio.tui.parts.keys import Keys
from studio.tui.words import help_texts
from studio.workflow.publishing.site import SitePlan, build, site_plan


class PublishScreen(StudioScreen):
    """The gate, seen from inside."""

    HELP = help_texts.PUBLISH
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "build", "Build", id="publish.build"),
        Binding("o", "open", "Open page", id="publish.open"),
        Binding("s", "serve", "Preview on/off", id="publish.serve"),
        Binding("escape,q", "app.pop_screen", "Back", id="publish.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.said = "Looking at what may go out…"
        self.built = ""
        self.plan: SitePlan | None = None

    def compose(self) -> ComposeResult:
        """Progress above, the list below."""
        yield Header(icon="≡")
        yield Static(id="progress", markup=False)
        yield ProgressBar(id="bar", show_eta=False)
        with VerticalScroll(id="gate"):
            yield Static(id="list")
        yield Keys()

    def on_mount(self) -> None:
        """Look at the gate."""
        self.sub_title = "publish"
        self.query_one("#bar").display = False
        self.query_one("#gate").focus()
        self._show()
        self.read()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """The gate may let something else through now."""
        self.read()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self) -> None:
        """What would go out now."""
        place = self.studio.workspace
        self.plan = await in_background(lambda: site_plan(place))
        self.said = self.built or "b builds the site."
        self._show()

    def _show(self) -> None:
        served = f"  Preview: {self.studio.session.preview.address}" if self.studio.session.preview else ""
        self.query_one("#progress", Static).update(f"{self.said}{served}")
        if self.plan is not None:
            self.query_one("#list", Static).update(_listed(self.plan))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A page can be opened once there is one."""
        return self._index.is_file() if action in {"open", "serve"} else True

    @property
    def _index(self) -> Path:
        return self.studio.workspace.root / "site" / "index.html"

    @work(exclusive=True, group="build", exit_on_error=False)
    async def action_build(self) -> None:
        """Build the site."""
        place, app, bar = self.studio.workspace, self.app, self.query_one("#bar", ProgressBar)
        bar.display = True
        self.said = "Building…"
        self._show()

        def on_progress(done: int, total: int, _label: str) -> None:
            app.call_from_thread(bar.update, total=total, progress=done)

        try:
            report = await in_background(lambda: build(place, on_progress=on_progress))
            self.built = f"{report.pages} pages and {report.pictures} pictures in {report.seconds:.1f} s. o opens them."
        except StudioError as error:
            self.complain(error)
        finally:
            bar.display = False
        if self.studio.session.preview:
            self.studio.session.preview.reload()
        self.read()

    def action_open(self) -> None:
        """Open the index in the browser."""
        preview = self.studio.session.preview
        self.studio.open_outside(preview.address if preview else self._index.resolve().as_uri())

    def action_serve(self) -> None:
        """Turn the preview server on or off."""
        self.studio.session.toggle_preview()
        self._show()


def _listed(plan: SitePlan) -> Text:
    room = max((len(name) for name in (*plan.out, *(name for name, _ in plan.inside))), default=0) + 2
    text = Text(f"Goes out ({len(plan.out)})\n", style="bold green")
    for line in plan.out:
        text.append(f"  ✓ {line}\n")
    if not plan.out:
        text.append("  Nothing yet. Approve a result, and it stands here.\n", style="dim")
    text.append(f"\nStays inside ({len(plan.inside)})\n", style="bold")
    for name, reason in plan.inside:
        text.append(f"  · {name:<{room}}").append(f"{reason}\n", style="dim")
    return text
