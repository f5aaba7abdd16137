"""The site of the sample content, built once, and a browser that looks at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.conftest import ROOT
from tests.web import tools
from tests.web.host import Host, serving
from tests.web.pages import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BASE_URL = "https://gallery.example"
"""Public address of the built sample site."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is of the web run."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.web)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample content built as a person would build it; once for all workers of a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    workspace = shared / "sample"
    with FileLock(shared / "sample.lock"):
        if not (workspace / "site" / "index.html").exists():
            shutil.copytree(ROOT / "content", workspace / "content", dirs_exist_ok=True)
            build(workspace)
    return workspace / "site"


@pytest.fixture(scope="session")
def agency_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example theme, made in a process of its own, as beside a browser it must be."""
    root = tmp_path_factory.mktemp("agency")
    code = f"from pathlib import Path; from tests.agency import agency; agency(Path({str(root)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    shutil.rmtree(root / "templates")
    return root / "site"


def build(workspace: Path, *arguments: str) -> None:
    """Build the site of a workspace."""
    studio_in(workspace, "build", "--base-url", BASE_URL, *arguments)


def studio_in(workspace: Path, *arguments: str) -> None:
    """Run a command of the studio in a process of its own: beside an open browser, this one cannot run event loops."""
    command = [sys.executable, "-m", "studio", *arguments, "--at", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=workspace)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def sample_site(sample_folder: Path) -> Site:
    """The pages of the sample site, read."""
    return Site(sample_folder, BASE_URL)


@pytest.fixture(scope="session")
def host(sample_folder: Path) -> Iterator[Host]:
    """The sample site on the loopback interface."""
    with serving(sample_folder) as one:
        yield one


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's own Chromium."""
    program = tools.chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=program, args=tools.chromium_arguments())
        yield one
        one.close()
