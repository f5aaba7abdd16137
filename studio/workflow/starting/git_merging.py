"""A workspace's repository told to merge recipes by the studio, so that verdicts of two branches never conflict."""

from __future__ import annotations

import sys
from pathlib import Path

from studio.errors import ContentError
from studio.files import read_file
from studio.store.disk import write_atomic
from studio.store.git import require_repository, run_git
from studio.store.places import ATTRIBUTES, ATTRIBUTES_FILE, DRIVER, merges_branches


def install_merging(root: Path) -> tuple[str, ...]:
    """Write the line in `.gitattributes`, which goes to everybody, and the setting of this clone, which does not.

    Args:
        root: The workspace's folder.

    Returns:
        What was done, a sentence each; nothing for what was there already.

    Raises:
        ContentError: It lies in no git repository, or git refuses.
    """
    require_repository(root)
    done = []
    path = root / ATTRIBUTES_FILE
    if not merges_branches(root):
        held = read_file(path) if path.is_file() else b""
        line = b"" if not held or held.endswith(b"\n") else b"\n"
        write_atomic(path, held + line + ATTRIBUTES.encode())
        done.append(f"{path.name}: verdicts of two branches merge; commit it, so that it holds for everybody")
    command = f'"{sys.executable}" -m studio merge %O %A %B'
    if run_git(root, "config", f"merge.{DRIVER}.driver").stdout.strip() != command:
        for name, value in (("name", "Recipe Studio: verdicts of both sides are kept"), ("driver", command)):
            refused = run_git(root, "config", f"merge.{DRIVER}.{name}", value)
            if refused.returncode:
                raise ContentError(f"{root}: git does not take the setting ({refused.stderr.strip()}).")
        done.append("git in this clone merges recipes by the studio; in another clone: `studio merge --install`")
    return tuple(done)
