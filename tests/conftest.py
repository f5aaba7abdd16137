"""Parts that tests share: photographs, and workspaces that live in temporary folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.loopback.server import Loopback

settings.register_profile(  # a busy machine is no fault of the code, nor are many cases that chance passes over
    "untimed", deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
settings.register_profile("fuzz", settings.get_profile("untimed"), max_examples=20_000)
settings.load_profile("untimed")

FIXTURES = Path(__file__).parent / "fixtures"
PHOTOS = FIXTURES / "photos"
ROOT = Path(__file__).parent.parent
ALL_PASS = [
    part
    for name in ("subject", "layout", "text", "brand", "commercial", "reuse")
    for part in ("--answer", f"{name}=pass")
]
"""Answers of a complete checklist."""
RECIPE = """---
title: A bag on white
summary: Puts the bag on white.
asset: Main picture of the listing
job: background-replacement
channel: amazon-main
rights: own
created: 2026-11-01   # a remark that must stay
---
It puts the bag on white.

## Edit

```yaml edit
source: before.jpg
preserve: [bag shape, color]
change: the background to pure white
add: [a soft contact shadow]
subject: {mask: subject.png}
local:
  background: {kind: white}
  shadow: {mode: contact, strength: 0.5}
```
"""
UNMEASURED = "[evidence]\non_run = false\n"
"""Settings under which a run ends with its picture: measuring takes seconds, and most tests look at no evidence."""
CANARY = "sk-canary-0123456789-must-never-be-written"
"""The key of all tests; it must appear in no file and no message."""
Studio = Callable[..., Result]
"""Runs a command of the studio in the workspace of the test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--torture", type=int, default=20, help="How often the long tests repeat.")


def pytest_xdist_auto_num_workers() -> int:
    """One more worker than cores: many tests wait for a screen, a socket or a killed process."""
    return (os.cpu_count() or 2) + 1


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered goes into the test's own folder, what is cached into that of the whole run."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    monkeypatch.setenv("XDG_CACHE_HOME", str(run / "cache"))


@pytest.fixture(scope="session")
def small_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one recipe on a small real photograph and its true matte, of which tests get copies."""
    from PIL import Image

    root = tmp_path_factory.mktemp("small")
    folder = root / "content" / "bag-on-white"
    folder.mkdir(parents=True)
    with Image.open(PHOTOS / "bag_before.jpg") as photo:
        photo.resize((300, 300)).save(folder / "before.jpg", quality=95)
    with Image.open(PHOTOS / "bag_alpha.png") as matte:
        matte.convert("L").resize((300, 300)).save(folder / "subject.png")
    (folder / "recipe.md").write_text(RECIPE)
    (root / "content" / "studio.toml").write_text(UNMEASURED)
    return root


@pytest.fixture
def workspace(tmp_path: Path, small_workspace: Path) -> Path:
    """The test's own small workspace; its runs are not measured."""
    return shutil.copytree(small_workspace, tmp_path / "work", copy_function=shutil.copyfile)


@pytest.fixture
def measured(workspace: Path) -> Path:
    """The same workspace as a new one is set: every run ends with what was measured on its picture."""
    (workspace / "content" / "studio.toml").unlink()
    return workspace


@pytest.fixture
def studio(workspace: Path) -> Studio:
    """The command line, in this process."""

    def run(*arguments: str) -> Result:
        import click

        from studio.cli.main import main

        @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
        @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
        def outer(rest: tuple[str, ...]) -> None:
            main([*rest])

        at = [] if arguments[0] in {"init", "demo", "schema"} or "--at" in arguments else ["--at", str(workspace)]
        return CliRunner().invoke(outer, [*arguments, *at])

    return run


@pytest.fixture
def sample(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of a sample recipe in a workspace of its own."""

    def copy(slug: str) -> Path:
        shutil.copytree(ROOT / "content" / slug, tmp_path / "samples" / "content" / slug)
        return tmp_path / "samples"

    return copy


@pytest.fixture(scope="session")
def one_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a single certificate: reading all that a machine trusts takes longer than a test's request."""
    import ssl

    everything = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile or ""
    end = "-----END CERTIFICATE-----\n"
    path = tmp_path_factory.mktemp("certificates") / "one.pem"
    path.write_text(Path(everything).read_text().partition(end)[0] + end if Path(everything).is_file() else "")
    return path


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, one_certificate: Path) -> Iterator[Loopback]:
    """The loopback server, with the canary as the key."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    if one_certificate.stat().st_size:
        monkeypatch.setenv("SSL_CERT_FILE", str(one_certificate))
    from tests.loopback.server import serving

    with serving() as state:
        yield state
