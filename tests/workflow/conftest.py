"""Workspaces of the workflow's tests: some with approved pictures, some that ask the loopback provider."""

from __future__ import annotations

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
