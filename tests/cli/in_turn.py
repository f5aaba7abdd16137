"""Commands of the studio one after another, each in a process of its own, under an account that a test chooses.

What they share is loaded once, in a process that forks each of them: `python -m tests.cli.in_turn` reads a JSON list
of commands and writes a JSON list of `[exit code, standard output, standard error]`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def in_turn(
    commands: Sequence[Sequence[str]], *, prefix: Sequence[str] = (), env: dict[str, str] | None = None
) -> list[Ended]:
    """Run commands, behind what gives them another account or other settings; none may end in a traceback."""
    asked = json.dumps([list(command) for command in commands])
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "tests.cli.in_turn"],
        input=asked, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT, env=env,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ended = [Ended(*one) for one in json.loads(done.stdout)]
    for one in ended:
        assert "Traceback" not in one.stderr, one.stderr
    return ended


def _run(command: Sequence[str]) -> tuple[int, str, str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if not pid:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            sys.argv = ["studio", *command]
            _studio()
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        for file in (out, err):
            file.seek(0)
        return code, out.read().decode(errors="replace"), err.read().decode(errors="replace")


def _studio() -> None:
    """Run the command in `sys.argv` and end the process as Python would."""
    import traceback

    from studio.__main__ import main

    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - what nobody caught is what the test looks for
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    import studio.cli.main
    import studio.engines.local
    import studio.publish.build
    import studio.workflow.making.run  # noqa: F401 - loaded before the forks

    print(json.dumps([_run(command) for command in json.loads(sys.stdin.read())]))
