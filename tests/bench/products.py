"""A recipe on many products: one edit at a time against one for each processor, in the same run."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageEnhance

from tests.bench.table import Row
from tests.conftest import PHOTOS, RECIPE, UNMEASURED

_COUNT = 6
_SIDE = 3464
"""Side in pixels of a photograph of twelve megapixels."""


def many() -> Iterator[Row]:
    """Seconds a product of twelve megapixels, and what further processors gain."""
    with tempfile.TemporaryDirectory() as folder:
        one, _ = _seconds(Path(folder) / "one", jobs=1)
        every, memory = _seconds(Path(folder) / "every", jobs=os.cpu_count() or 1)
    yield Row("a product of 12 megapixels, one at a time", one / _COUNT, None, "s")
    yield Row(f"the same, {os.cpu_count()} at a time", every / _COUNT, None, "s")
    yield Row("all processors against one", every / one, 0.75, "of its time")
    yield Row("largest process", memory, 2200, "MB")


def _seconds(root: Path, *, jobs: int) -> tuple[float, float]:
    """How long so many products take, in seconds, and the largest process in megabytes."""
    content, photos = root / "content" / "bag-on-white", root / "photos"
    content.mkdir(parents=True)
    photos.mkdir()
    (content / "recipe.md").write_text(RECIPE.replace("subject: {mask: subject.png}\n", ""))
    (root / "content" / "studio.toml").write_text(UNMEASURED)
    with Image.open(PHOTOS / "bag_before.jpg") as photo:
        photo.convert("RGB").save(content / "before.jpg")
        large = photo.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    for number in range(_COUNT):
        ImageEnhance.Brightness(large).enhance(0.97 + number / 100).save(photos / f"{number}.jpg", quality=92)
    command = [sys.executable, "-m", "studio", "use", "bag-on-white", "--each", str(photos), "--jobs", str(jobs)]
    began = time.perf_counter()
    done = subprocess.run([*command, "--at", str(root)], check=False, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if f"{_COUNT} made" not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
