"""The program: the terminal studio for `studio` alone at a terminal, the command line for everything else."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path


def main() -> None:
    """Run and exit. The terminal studio alone does not load the command line, so that it stands sooner."""
    if len(sys.argv) == 1 and sys.stdin.isatty() and sys.stdout.isatty():
        from studio.store.places import workspace_root
        from studio.tui.start import open_studio

        sys.exit(open_studio(workspace_root(Path()), Path()))
    gc.set_threshold(100_000)  # a command makes many small things that last, and hardly any garbage
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # there are none; looking for them takes its time
    from studio.cli import main as command_line

    try:
        command_line()
    finally:
        gc.freeze()  # on the way out everything would be looked through once more


if __name__ == "__main__":
    main()
