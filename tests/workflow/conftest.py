"""Workspaces of the workflow's tests: some with approved pictures, some that ask the loopback provider."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from studio.workspace import Workspace, open_workspace
from tests.bench.corpus import workspace as corpus
from tests.engines.conftest import paid, quick, sidecar

__all__ = ["paid", "quick", "shelf", "sidecar"]


@pytest.fixture
def shelf(tmp_path: Path) -> Workspace:
    """Three recipes, each with one approved pair of 32 pixels; nothing has to be run for it."""
    return open_workspace(corpus(3, tmp_path / "shelf", side=32))


def change_sidecar(shelf: Workspace, slug: str, number: str = "001", **changes: object) -> None:
    """Give an attempt's journal other values; None takes one out."""
    path = shelf.content / slug / "attempts" / f"{number}.json"
    data = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({name: value for name, value in data.items() if value is not None}))


def add_attempt(shelf: Workspace, slug: str, number: str, **changes: object) -> None:
    """One more attempt, as the first one but for some values, with a picture of its own that nobody has judged."""
    folder = shelf.content / slug / "attempts"
    data = json.loads((folder / "001.json").read_text())
    picture = (folder / "001.png").read_bytes() + number.encode()
    digest = f"sha256:{hashlib.sha256(picture).hexdigest()}"
    data |= {"id": number, "fingerprint": f"sha256:{number}"}
    data["picture"] = {**data["picture"], "file": f"{number}.png", "digest": digest, "size_bytes": len(picture)}
    if changes.get("picture", data) is not None:
        (folder / f"{number}.png").write_bytes(picture)
    (folder / f"{number}.json").write_text(json.dumps(data))
    change_sidecar(shelf, slug, number, **changes)


def change_front(shelf: Workspace, slug: str, old: str, new: str) -> None:
    """Exchange some words of a recipe, which must be there."""
    path = shelf.content / slug / "recipe.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
