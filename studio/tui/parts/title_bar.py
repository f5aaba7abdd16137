"""The line at the top: where one is, and the palette by mouse."""

from __future__ import annotations

from textual.content import Content

from studio.tui.parts.line import Line, Place

ICON = 8
"""Columns of the sign that opens the palette."""
REST = 10
"""Columns that stay empty at the right."""


class TitleBar(Line):
    """Name of the studio and of what the screen shows."""

    COMPONENT_CLASSES = {"line--under"}  # noqa: RUF012 - as Textual declares it

    def on_mount(self) -> None:
        """Follow the screen's title."""
        for title in ("title", "sub_title"):
            self.watch(self.screen, title, self._retitle, init=False)

    def _retitle(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """The title in the middle."""
        self.places = [Place(0, ICON, self.app.COMMAND_PALETTE_BINDING)]
        screen, room = self.screen, max(0, self.size.width - ICON - REST)
        title = self.app.format_title(screen.title or self.app.title, screen.sub_title or "")
        title = title.truncate(room, ellipsis=True)
        icon = " ≡".ljust(ICON)
        look = self.get_visual_style("line--under") if self.under else ""
        return Content.assemble((icon, look), " " * ((room - title.cell_length) // 2), title)
