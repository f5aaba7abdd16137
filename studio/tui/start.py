"""Opening the terminal studio, and leaving the terminal as it was, however the studio ends."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from studio.background import computes_apart
from studio.tui.app import StudioApp
from studio.tui.pictures.graphics import ask_terminal
from studio.workflow.browsing.remembered import write_fault_log
from studio.workflow.writing.text_editing import keep_typed


def has_terminal() -> bool:
    """Whether a person can be at the keyboard."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_studio(root: Path | None, start: Path) -> int:
    """Run it on a workspace, or lead to one from the folder a person stands in; returns the exit code.

    After a fault of the studio itself one line says so and names the log, where Textual would print a screenful; text
    that was typed and not saved is written beside its file.
    """
    _give_a_size()
    _take_any_byte()
    ask_terminal()
    app = StudioApp(root, start=start.resolve())
    fault = io.StringIO()
    app.error_console = Console(file=fault, width=120)
    with computes_apart():
        app.run()
    for path in keep_typed(app.typed):
        click.echo(f"What you typed and did not save is kept in {path}", err=True)
    if app.refused:
        click.echo(app.refused, err=True)
    if not fault.getvalue():
        return app.return_code or 0
    click.echo(f"The studio ended because of a fault of its own. What happened is written in "
               f"{write_fault_log(fault.getvalue())}", err=True)  # fmt: skip
    return app.return_code or 1


def _give_a_size() -> None:
    """A terminal that does not know its size (serial lines, some containers) gets the usual one.

    Where it knows its size, that of a shell's exported `COLUMNS` and `LINES` is put away: Textual would draw for that,
    and go on drawing for it after the window has changed.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):  # no termios on Windows, where there is always a size
        import termios

        if 0 in os.get_terminal_size(1):
            termios.tcsetwinsize(1, (int(os.environ.get("LINES", "24")), int(os.environ.get("COLUMNS", "80"))))
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)


def _take_any_byte() -> None:
    """Read a byte that is not UTF-8 as Latin-1: the driver's strict decoder would end the app (Textual issue 6668).

    Such bytes come in a mouse report of the old kind, which an editor or tmux may leave switched on, and from terminals
    that are set to Latin-1. The driver has no setting for it; without the name that is replaced here nothing happens.
    """
    with contextlib.suppress(ImportError):  # no termios on Windows
        from textual.drivers import linux_driver

        codecs.register_error("latin-1-instead", _as_latin_1)
        linux_driver.getincrementaldecoder = _tolerant_decoder  # type: ignore[attr-defined,assignment]


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _tolerant_decoder(encoding: str) -> Callable[[], Any]:
    return partial(codecs.getincrementaldecoder(encoding), "latin-1-instead")


def open_in_browser(root: Path) -> None:
    """Run the app for one page that textual-serve has opened; there are no terminal graphics in a browser."""
    StudioApp(root, start=root, plain=True).run()


if __name__ == "__main__":
    open_in_browser(Path(sys.argv[1]))
