"""Opening the terminal studio."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from studio.background import computes_apart
from studio.tui.app import StudioApp
from studio.tui.pictures.graphics import ask_terminal


def has_terminal() -> bool:
    """Whether a person can be at the keyboard."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_studio(root: Path | None, start: Path) -> int:
    """Run it on a workspace, or lead to one from the folder a person stands in; returns the exit code."""
    _give_a_size()
    ask_terminal()
    app = StudioApp(root, start=start.resolve())
    with computes_apart():
        app.run()
    return app.return_code or 0


def _give_a_size() -> None:
    """A terminal that does not know its size (serial lines, some containers) gets the usual one."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # no termios on Windows, where there is always a size
        import termios

        if 0 in os.get_terminal_size(1):
            termios.tcsetwinsize(1, (int(os.environ.get("LINES", "24")), int(os.environ.get("COLUMNS", "80"))))


def open_in_browser(root: Path) -> None:
    """Run the app for one page that textual-serve has opened; there are no terminal graphics in a browser."""
    StudioApp(root, start=root, plain=True).run()


if __name__ == "__main__":
    open_in_browser(Path(sys.argv[1]))
