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
    """Write the workspace's settings. Nothing is measured after a run, which takes seconds a picture."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in {"base_url": provider.url, **options}.items()]
    settings = "[engine]\n" + "\n".join(lines) + "\n[evidence]\non_run = false\n"
    (workspace / "content" / "studio.toml").write_text(settings)


@pytest.fixture
def quick(paid: Path, provider: Loopback) -> Path:
    """The paid workspace with the OpenAI engine as its own and a small size."""
    small(paid, provider)
    return paid


def small(workspace: Path, provider: Loopback, **options: object) -> None:
    """Set the engine, with options, and ask for small pictures."""
    settle(workspace, provider, name="openai", **options)
    recipe = workspace / "content/bag-on-white/recipe.md"
    recipe.write_text(
        recipe.read_text()
        .replace("channel: amazon-main\n", "")
        .replace("]\nchange: the", "]\nsize: 832x800\nchange: the")
    )


@pytest.fixture
def sidecar(workspace: Path) -> Callable[[str], dict[str, object]]:
    """The sidecar of an attempt as plain data."""

    def read(number: str) -> dict[str, object]:
        path = workspace / "content" / "bag-on-white" / "attempts" / f"{number}.json"
        found: dict[str, object] = json.loads(path.read_text())
        return found

    return read
