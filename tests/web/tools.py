"""What the checks need of the machine: Chromium, node, Java. What is missing skips with a reason, and fails in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
"""The checkers of `package.json`, after `npm ci`."""
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str:
    """Path of the system's Chromium."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return path or missing("no Chromium on this machine (Debian: apt-get install chromium)")


def chromium_arguments() -> list[str]:
    """Arguments for a Chromium that runs anywhere and asks nobody anything."""
    quiet = [
        "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run", "--disable-dev-shm-usage",
    ]  # fmt: skip
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet  # Chromium refuses its sandbox to root


def node(script: str, *arguments: str, timeout_s: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a script of `node_modules` by node."""
    program = shutil.which("node")
    if program is None:
        missing("no node on this machine (Debian: apt-get install nodejs npm)")
    return run(program, str(checker(script)), *arguments, timeout_s=timeout_s)


def java(jar: str, *arguments: str, timeout_s: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a jar of `node_modules`."""
    program = shutil.which("java")
    if program is None:
        missing("no Java on this machine (Debian: apt-get install default-jre-headless)")
    return run(program, "-jar", str(checker(jar)), *arguments, timeout_s=timeout_s)


def run(*command: str, timeout_s: float) -> subprocess.CompletedProcess[str]:
    """Run a command where the checkers are; its output is kept."""
    environment = {**os.environ, "CHROME_PATH": next(filter(None, map(shutil.which, CHROMIUM_NAMES)), "")}
    return subprocess.run(
        command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=timeout_s, check=False
    )


def checker(path: str) -> Path:
    """A file of a checker."""
    found = MODULES / path
    if not found.exists():
        missing(f"{path} is not installed (cd tests/web && npm ci)")
    return found


def missing(reason: str) -> NoReturn:
    """Skip with the reason; where CI runs, fail with it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
