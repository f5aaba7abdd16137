"""Three years of a large shop: ten thousand recipes, five attempts each, through the commands that read all of them."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.corpus import workspace
from tests.bench.site import used
from tests.bench.table import Row

RECIPES = int(os.environ.get("BENCH_LOAD", "10000"))
"""Recipes of the workspace."""
ATTEMPTS = 5
"""Attempts of each: the first is approved, the others wait."""
COMMANDS = (("check", "check"), ("status", "status"), ("cost", "cost"), ("ledger", "ledger"))
"""What is asked of all recipes at once, by its name in the table."""


def load() -> Iterator[Row]:
    """Processor seconds of each command against `git add` of the same files, which only reads and hashes them."""
    with tempfile.TemporaryDirectory() as name:
        folder = workspace(RECIPES, Path(name), side=64)
        for recipe in (folder / "content").iterdir():
            _more_attempts(recipe / "attempts")
        used(["git", "init", "--quiet"], cwd=folder)
        peer = used(["git", "add", "--all", "."], cwd=folder)
        yield Row(f"git add of {RECIPES * ATTEMPTS} attempts", peer.cpu_s, None, "s")
        for title, command in COMMANDS:
            taken = used([sys.executable, "-m", "studio", command, "--json"], cwd=folder)
            yield Row(f"{title} of {RECIPES} recipes", taken.cpu_s, None, "s")
            yield Row("  of the peer's time", taken.cpu_s / peer.cpu_s, None)
            yield Row("  memory", taken.mb, 1024, "MB")


def _more_attempts(folder: Path) -> None:
    """Further attempts with the first one's picture, as links."""
    first = json.loads((folder / "001.json").read_text())
    for number in range(2, ATTEMPTS + 1):
        name = f"{number:03d}"
        os.link(folder / "001.png", folder / f"{name}.png")
        about = {**first, "id": name, "picture": {**first["picture"], "file": f"{name}.png"}}
        (folder / f"{name}.json").write_text(json.dumps(about, indent=2))
