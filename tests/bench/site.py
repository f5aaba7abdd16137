"""The site builder beside Hugo and sigal on the same corpus, as processor time of whole processes."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from studio.publish.place import MARK
from tests.bench.corpus import workspace
from tests.bench.peers import hugo_same, hugo_site, sigal_album
from tests.bench.table import Row

PICTURED = int(os.environ.get("BENCH_PICTURED", "60"))
"""Recipes with two photographs of 1024² each."""
TURNS = 3
"""Cold builds of each side; the turn with the median ratio counts."""
MANY = int(os.environ.get("BENCH_MANY", "10000"))
"""Recipes of the large corpus; their pictures are 64 px, so that text is what costs."""
SAME_AS_HUGO = """
from studio.publish.pictures import derivatives as d
d.widths_for = lambda source_px: (320, 640, 1024)
d.endings_for = lambda *, webp: ("webp", "jpg")
d._ENCODERS["webp"] = ("WEBP", "image/webp", {"quality": 80, "method": 4})
d._ENCODERS["jpg"] = ("JPEG", "image/jpeg", {"quality": 80})
"""
"""Three widths in WebP and JPEG of quality 80, as Hugo is asked for."""
BUILD = """
import sys
from studio.cli.main import cli
if __name__ == "__main__":
    cli.main(sys.argv[1:], standalone_mode=False)
"""


@dataclass(frozen=True)
class Used:
    """What a command and its helpers used."""

    cpu_s: float
    """Processor seconds."""
    mb: float
    """Largest memory of one process in MB."""


def used(command: Sequence[str], *, cwd: Path | None = None) -> Used:
    """Run a command.

    Raises:
        RuntimeError: It failed.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
        done = subprocess.run(launched, cwd=cwd, stdout=subprocess.PIPE, stderr=said, env=environment, check=False)
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{command[0]} failed: {said.read()[-500:]!r}")
    cpu_s, kb = json.loads(done.stdout)
    return Used(cpu_s, kb / 1024)


_LAUNCHER = """
import json, os, sys
pid = os.fork()
if not pid:
    os.dup2(2, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Starts a command from a small process: the memory of a large one would count as the command's own, as it begins."""


def peer(name: str) -> str:
    """The program of a peer in this environment, at the version that `pyproject.toml` states; never one on the path.

    Raises:
        SystemExit: It is not there, or at another version.
    """
    groups = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["dependency-groups"]
    wanted = next(line.partition("==")[2] for line in groups["bench"] if line.startswith(f"{name}=="))
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        found = None
    if found is None or found.version != wanted:
        has = f"{name} {found.version} stands here" if found else f"{name} is not installed"
        raise SystemExit(f"The bench compares with {name} {wanted}; {has}. `make bench` installs it.")
    wrapped = next((file for file in found.files or () if file.match("hugo/binaries/hugo")), None)
    return str(found.locate_file(wrapped)) if wrapped else str(Path(sys.executable).with_name(name))


def studio_build(root: Path, *more: str) -> tuple[str, ...]:
    """The command that builds a workspace's site."""
    return (str(Path(sys.executable).with_name("studio")), "build", "--at", str(root), *more)


ADDRESS = ("--base-url", "https://example.org")
"""With a public address come the feed, the sitemap and a composed picture for every shared link."""


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bench-site-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pictured() -> Iterator[Row]:
    """A cold build with photographs."""
    hugo = peer("hugo")
    with scratch() as folder:
        root = workspace(PICTURED, folder / "studio", side=1024)
        other = hugo_site(PICTURED, folder / "hugo", pictures_of=root)
        theirs = used([hugo, "--quiet"], cwd=other).cpu_s
        script = folder / "same.py"
        script.write_text(SAME_AS_HUGO + BUILD)
        same = used([sys.executable, str(script), *studio_build(root, "--out", str(folder / "same"))[1:]]).cpu_s
        yield Row(f"cold, {PICTURED} recipes, Hugo's widths and formats, of Hugo ({theirs:.0f} s)", same / theirs, 0.35)
        own = used(studio_build(root)).cpu_s
        yield Row("cold, the product's own widths and formats, of Hugo", own / theirs, 0.25)
        yield Row("  bytes of all pictures, of Hugo's", _bytes(root / "site") / _bytes(other / "public"), 1.0)
        mine, his = _likeness(root / "site", "avif", root), _likeness(other / "public", "webp", root)
        yield Row("  SSIM of the largest picture, less Hugo's", mine - his, 0, at_most=False)
        album = sigal_album(PICTURED, folder / "sigal", pictures_of=root)
        sigal = used([peer("sigal"), "build", "-q", "-n", "1"], cwd=album).cpu_s
        yield Row("  sigal with two files a picture, of Hugo", sigal / theirs, None)


def _bytes(site: Path) -> int:
    return sum(path.stat().st_size for ending in ("avif", "webp", "jpg") for path in site.rglob(f"*.{ending}"))


def _likeness(site: Path, ending: str, root: Path) -> float:
    """Median SSIM of the widest picture of some recipes against the photograph it was made from."""
    import numpy as np
    from PIL import Image
    from skimage.metrics import structural_similarity

    found = []
    for number in range(min(8, PICTURED)):
        slug = f"recipe-{number:05d}"
        with Image.open(root / "content" / slug / "before.jpg") as source:
            truth = np.asarray(source.convert("RGB"))
        mine = [path for path in site.rglob(f"*.{ending}") if slug in str(path) and "before" in path.name]
        pictures = [np.asarray(Image.open(path).convert("RGB")) for path in mine]
        widest = max(pictures, key=lambda picture: picture.shape[1])
        found.append(float(structural_similarity(truth, widest, channel_axis=2)))
    return statistics.median(found)


def large() -> Iterator[Row]:
    """Ten thousand recipes: cold, nothing changed, one changed, memory.

    A disk on which many files were removed in the last six minutes makes new ones slowly (ext4 without a journal keeps
    their inodes back), and the studio makes most.
    """
    hugo = peer("hugo")
    with scratch() as folder:
        root = workspace(MANY, folder / "studio", side=64)
        plain, same = hugo_site(MANY, folder / "hugo"), hugo_same(MANY, folder / "same")
        used(studio_build(root, *ADDRESS))  # the pictures; from here on it is all text
        turns = [_cold(hugo, root, same, plain, folder / f"aside-{turn}") for turn in range(TURNS)]
        yield from _beside(
            f"cold, text of {MANY} recipes", [(own.cpu_s, *theirs) for own, *theirs in turns], limit=1.5, was=1.0
        )
        own, *_, theirs = turns[0]
        yield Row(f"  memory: {own.mb:.0f} MB, of Hugo's", own.mb / theirs.mb, 0.1, was=0.08)
        yield Row("  memory", own.mb, 150, "MB")
        idle = statistics.median(used(studio_build(root, *ADDRESS)).cpu_s for _ in range(5))
        yield from _beside("nothing changed", [(idle, *theirs) for _, *theirs in turns], limit=0.02, was=0.01)
        stat = used(["sh", "-c", "find content -not -path '*/.studio*' -print0 | xargs -0 stat > /dev/null"], cwd=root)
        yield Row("nothing changed, of find | xargs stat", idle / stat.cpu_s, 0.6)
        changed = _one_changed(root)
        yield from _beside("one title changed", [(changed, *theirs) for _, *theirs in turns], limit=0.1, was=0.03)


def _cold(hugo: str, root: Path, same: Path, plain: Path, aside: Path) -> tuple[Used, Used, Used]:
    """A build of the studio and one of each Hugo without anything to go by; those of a turn meet the same noise.

    All of them write into a place without pages: the old ones are moved aside, because removing them would slow what
    is measured next. The pictures stay, since this is about text; they are taken over one by one.
    """
    _set_aside(root, aside / "studio")
    time.sleep(2.5)  # files this young are looked at twice
    mine = used(studio_build(root, *ADDRESS))
    theirs = []
    for project in (same, plain):
        theirs.append(used([hugo, "--quiet"], cwd=project))
        (project / "public").rename(aside / project.name)
    return mine, *theirs


def _set_aside(root: Path, aside: Path) -> None:
    """Take a site away, all but its pictures, and everything the studio knows of it."""
    aside.mkdir(parents=True)
    (root / "content" / ".studio").rename(aside / "state")
    site, kept = root / "site", aside / "site"
    site.rename(kept)
    site.mkdir()
    (kept / "pictures").rename(site / "pictures")
    shutil.copy2(kept / MARK, site)


def _beside(what: str, turns: Sequence[tuple[float, Used, Used]], *, limit: float, was: float) -> Iterator[Row]:
    """A build beside both of Hugo's, by the turn of the median ratio.

    The second Hugo makes a third of the bytes; the limit is of the first, which makes the same pages.
    """
    for place, said in (
        (1, f"{what}: {{:.2f}} s, of Hugo asked for the same pages ({{:.0f}} s)"),
        (2, "  of Hugo asked for title, prompt, guide and tags alone ({1:.0f} s)"),
    ):
        ratios = sorted((turn[0] / turn[place].cpu_s, turn[0], turn[place].cpu_s) for turn in turns)
        ratio, own_s, theirs_s = ratios[len(ratios) // 2]
        yield Row(said.format(own_s, theirs_s), ratio, limit if place == 1 else None, was=was)


def _one_changed(root: Path) -> float:
    path = root / "content" / f"recipe-{MANY // 2:05d}" / "recipe.md"
    times = []
    for turn in range(5):
        path.write_text(re.sub(r"title: .*", f"title: Turn {turn}", path.read_text(), count=1))
        os.utime(path, (1_700_000_000 + turn, 1_700_000_000 + turn))
        times.append(used(studio_build(root, *ADDRESS)).cpu_s)
    return statistics.median(times)


def saving() -> Iterator[Row]:
    """From a save to the page that shows it."""
    with scratch() as folder:
        root = workspace(100, folder / "studio", side=64)
        mine = _serve(
            [sys.executable, "-m", "studio", "serve", "--port", "0", "--at", str(root)],
            root / "content" / "recipe-00007" / "recipe.md", "/recipes/recipe-00007.html", r"title: .*", "title: {}",
        )  # fmt: skip
        yield Row("save until the page is served, median", mine * 1000, 35, "ms")
        other = hugo_site(100, folder / "hugo")
        theirs = _serve(
            [peer("hugo"), "server", "--port", _free_port(), "--bind", "127.0.0.1", "--disableLiveReload", "-M"],
            other / "content" / "recipes" / "recipe-00007" / "index.md", "/recipes/recipe-00007/",
            r'"title": "[^"]*"', '"title": "{}"', cwd=other,
        )  # fmt: skip
        yield Row(f"  of hugo server ({theirs * 1000:.0f} ms)", mine / theirs, 0.12)


def _free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def _serve(
    command: Sequence[str], file: Path, page: str, pattern: str, fresh: str, *, cwd: Path | None = None
) -> float:
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said: list[str] = []
    try:
        for line in process.stdout or ():
            said.append(line)
            if found := re.search(r"http://[^:]+:(\d+)/", line):
                port = int(found[1])
                break
        else:
            raise RuntimeError(f"{command[0]} ended and served nothing: {''.join(said)[-500:]}")
        time.sleep(2)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        return statistics.median(_until_served(connection, file, page, pattern, fresh, n) for n in range(15))
    finally:
        process.terminate()
        process.wait()


def _until_served(
    connection: http.client.HTTPConnection, file: Path, page: str, pattern: str, fresh: str, number: int
) -> float:
    name = f"Round {number} done"
    text = re.sub(pattern, fresh.format(name), file.read_text(), count=1)
    began = time.perf_counter()
    file.write_text(text)
    while True:
        connection.request("GET", page)
        if name.encode() in connection.getresponse().read():
            break
        if time.perf_counter() - began > 20:
            return float("nan")
    took = time.perf_counter() - began
    time.sleep(0.7)
    return took
