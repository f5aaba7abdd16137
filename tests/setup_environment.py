"""Makes the virtual environment with nothing but the Python it is called with.

Debian ships Python without `ensurepip` and without pip: the environment is then made without pip, and pip comes from
PyPI as a wheel, which Python can run from its archive.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = "https://pypi.org/pypi/pip/json"


def main(folder: Path, resolution: str = "highest") -> None:
    """Make the environment in a folder and install the project with its development tools.

    Args:
        folder: Where.
        resolution: `highest`, or `lowest-direct` for the oldest versions that `pyproject.toml` allows.
    """
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=False, symlinks=True)
    if not (folder / "bin" / "uv").exists():
        pip(python, folder, "install", "--quiet", "--disable-pip-version-check", "uv")
    # compiled now, once: the tests and the studio start many processes, each of which would do it again
    uv = [str(folder / "bin" / "uv"), "pip", "install", "--quiet", "--compile-bytecode"]
    run(*uv, "--python", str(python), "--upgrade", "--resolution", resolution, "-e", f"{ROOT}[dev]")
    fetch_networks(folder)


def fetch_networks(folder: Path) -> None:
    """The networks that the demo and the tests use, into the environment; without them both work, and say so."""
    place = {**os.environ, "RECIPE_STUDIO_MODELS": str(folder.resolve() / "share" / "recipe-studio" / "models")}
    fetch = [str(folder / "bin" / "studio"), "models", "fetch", "u2netp"]
    if subprocess.run(fetch, env=place, check=False).returncode:
        print("u2netp is not there: tests that need it are skipped, and the studio asks for outlines more often.")


def pip(python: Path, folder: Path, *arguments: str) -> None:
    """Run pip in the environment: its own, the machine's, or a fresh wheel."""
    if subprocess.run([str(python), "-m", "ensurepip"], capture_output=True, check=False).returncode == 0:
        run(str(python), "-m", "pip", *arguments)
        return
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        run(sys.executable, "-m", "pip", "--python", str(python), *arguments)
        return
    wheel = fetch_pip(folder)
    run(str(python), f"{wheel}/pip", *arguments)


def fetch_pip(folder: Path) -> Path:
    """The newest pip as a wheel."""
    with urllib.request.urlopen(INDEX, timeout=60) as answer:
        files = json.load(answer)["urls"]
    wheel = next(file for file in files if file["packagetype"] == "bdist_wheel")
    path = folder / wheel["filename"]
    urllib.request.urlretrieve(urllib.parse.urljoin(INDEX, wheel["url"]), path)
    return path


def run(*command: str) -> None:
    """Run a command; stop with its exit code when it fails."""
    code = subprocess.run(command, check=False).returncode
    if code:
        sys.exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
