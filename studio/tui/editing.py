"""The person's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from textual.app import App, SuspendNotSupported


def edit_outside(app: App[None], path: Path, *, line: int = 1) -> None:
    """Open a file in `$VISUAL` or `$EDITOR` and come back."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        app.notify(f"Set EDITOR to edit here. The file: {path}", markup=False)
        return
    command = [*shlex.split(editor), *_at(editor, path, line)]
    fault = ""
    try:
        with app.suspend():
            try:  # an error inside would never give the terminal back: Textual issue 6692
                subprocess.run(command, check=False)  # noqa: S603 - the person's own editor
            except OSError as error:
                fault = f"{command[0]}: {error.strerror}"
    except SuspendNotSupported:
        fault = f"This terminal cannot be lent to an editor. The file: {path}"
    if fault:
        app.notify(fault, severity="error", markup=False)


def _at(editor: str, path: Path, line: int) -> list[str]:
    """How an editor is told the line."""
    if "code" in Path(shlex.split(editor)[0]).name:
        return ["--goto", f"{path}:{line}"]
    return [f"+{line}", str(path)]
