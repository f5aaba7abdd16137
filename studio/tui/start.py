"""Opening the terminal studio."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
import threading
from pathlib import Path

from studio.tui.pictures.graphics import ask_terminal


def has_terminal() -> bool:
    """Whether a person can be at the keyboard."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_studio(root: Path | None, start: Path) -> int:
    """Run it on a workspace, or lead to one from the folder a person stands in; returns the exit code."""
    favour_the_keyboard()
    loading = threading.Thread(target=importlib.import_module, args=("studio.tui.app",), daemon=True)
    loading.start()  # while the terminal answers
    _give_a_size()
    ask_terminal()
    loading.join()
    from studio.tui.app import StudioApp

    app = StudioApp(root, start=start.resolve())
    from studio.background import computes_apart

    with computes_apart():
        app.run()
    return app.return_code or 0


def favour_the_keyboard() -> None:
    """Let nothing hold up the event loop that need not."""
    gc.disable()  # nothing is thrown away yet, and looking for it takes a tenth of a second; on again in the app
    sys.setswitchinterval(0.001)  # a thread that computes gives the lock back sooner than after 5 ms


def _give_a_size() -> None:
    """A terminal that does not know its size (serial lines, some containers) gets the usual one."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # no termios on Windows, where there is always a size
        import termios

        if 0 in os.get_terminal_size(1):
            termios.tcsetwinsize(1, (int(os.environ.get("LINES", "24")), int(os.environ.get("COLUMNS", "80"))))
