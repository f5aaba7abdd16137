"""Two versions of a recipe's file made one: verdicts of both sides are kept, the rest is merged as git does it.

A clone of the repository is told once to merge so.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from studio.errors import ContentError, TextFault, WriteRefused
from studio.files import read_file
from studio.store.disk import write_atomic
from studio.store.git import require_repository, run_git
from studio.store.places import ATTRIBUTES, ATTRIBUTES_FILE, DRIVER, merges_branches
from studio.store.recipe_file import records_in, splice
from studio.store.recipes import KEY, without_reviews


class Merged(NamedTuple):
    """What came of it."""

    data: bytes
    """The file; with git's marks where it is in conflict."""
    is_clean: bool
    """Whether nothing is left for a person."""


def merge_recipes(base: bytes, ours: bytes, theirs: bytes) -> Merged:
    """Merge two versions of a recipe's file that grew from one.

    A verdict that one side gave is kept; one that a side took back is gone. Of the rest, what both sides changed is
    left to a person, with git's marks.

    Args:
        base: What both grew from; empty when there is none.
        ours: The one side.
        theirs: The other.
    """
    try:
        records = _joined(*(_verdicts(one) for one in (base, ours, theirs)))
        bare = [without_reviews(one) if one else b"" for one in (base, ours, theirs)]
        text = _merged_text(*bare)
        if text.is_clean:
            whole = {bare[2]: theirs, bare[1]: ours}.get(text.data, text.data)  # as it stood, where one side changed it
            return Merged(splice(whole, key=KEY, items=records), is_clean=True)
    except (WriteRefused, TextFault):  # not a file that its verdicts can be taken out of: as any text
        pass
    return _merged_text(base, ours, theirs)


def _verdicts(source: bytes) -> list[dict[str, Any]]:
    """The verdicts in a file.

    Raises:
        WriteRefused: Something else stands there.
    """
    found = records_in(source, key=KEY) if source else []
    if not all(isinstance(record, dict) for record in found):
        raise WriteRefused(f"'{KEY}' holds something that is no verdict.")
    return found


def _joined(base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """The verdicts that both sides have or one added, in the order in which they were given."""
    kept = [record for record in base if record in ours and record in theirs]
    added = [record for record in (*ours, *theirs) if record not in base]
    fresh = [record for place, record in enumerate(added) if record not in added[:place]]
    return [
        *kept,
        *sorted(fresh, key=lambda record: str(record.get("reviewed", ""))),
    ]


def _merged_text(base: bytes, ours: bytes, theirs: bytes) -> Merged:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for path, data in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(data)
        names = [part for name in ("ours", "base", "theirs") for part in ("-L", name)]
        command = ["git", "merge-file", "-p", *names, *map(str, paths)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - git itself
    if done.returncode > 127:
        raise OSError(done.returncode, done.stderr.decode(errors="replace").strip() or "git merge-file failed")
    return Merged(done.stdout, done.returncode == 0)


def install_merging(root: Path) -> tuple[str, ...]:
    """Have git merge recipes so: a line in `.gitattributes`, which goes to everybody, and the setting of this clone.

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
