"""A loopback provider and a workspace that asks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import CANARY
from tests.loopback.server import Loopback


@pytest.fixture
def paid(workspace: Path, provider: Loopback) -> Iterator[Path]:
    """The workspace, set to ask the loopback server; afterwards the canary must be in none of its files."""
    settle(workspace, provider)
    yield workspace
    for path in workspace.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


def settle(workspace: Path, provider: Loopback, **options: object) -> None:
    """Write the workspace's settings."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in {"base_url": provider.url, **options}.items()]
    (workspace / "content" / "studio.toml").write_text("[engine]\n" + "\n".join(lines) + "\n")


@pytest.fixture
def sidecar(workspace: Path) -> Callable[[str], dict[str, object]]:
    """The sidecar of an attempt as plain data."""

    def read(number: str) -> dict[str, object]:
        path = workspace / "content" / "bag-on-white" / "attempts" / f"{number}.json"
        found: dict[str, object] = json.loads(path.read_text())
        return found

    return read
