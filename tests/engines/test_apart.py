"""Long work in a helper process: the same answer, the same errors, stopped at once, outliving no studio."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.background import compute_pixels, computes_apart
from studio.engines.base import Progress
from studio.engines.local import make_picture
from studio.errors import Cancelled, EngineUnavailable
from tests.engines.test_local import request, small


def whereabouts() -> int:
    return os.getpid()


def dies() -> None:
    os._exit(9)


def speaks_for_ever(tell: object) -> None:
    while True:
        tell(Progress(0.5, "goes on"))  # type: ignore[operator]
        time.sleep(0.02)


def test_the_work_is_done_elsewhere_only_where_the_studio_asks_for_it() -> None:
    """The command line stays in its process, the terminal studio does not."""
    assert asyncio.run(compute_pixels(whereabouts)) == os.getpid()
    with computes_apart():
        assert asyncio.run(compute_pixels(whereabouts)) != os.getpid()


def test_an_edit_made_apart_is_the_same_bit_for_bit_and_tells_how_far_it_is() -> None:
    """One engine, wherever it runs."""
    wanted = request(
        {"local": {"background": {"kind": "white"}}, "subject": {"box": [0.15, 0.1, 0.7, 0.8]}}, source=small()
    )
    heard: list[Progress] = []
    with computes_apart():
        apart = asyncio.run(compute_pixels(make_picture, wanted, tell=heard.append))
    here = asyncio.run(compute_pixels(make_picture, wanted, tell=lambda _: None))
    assert apart.data == here.data
    assert [one.fraction for one in heard] == sorted(one.fraction for one in heard)


def test_stopping_ends_the_work_at_once_and_the_next_job_gets_a_fresh_helper() -> None:
    """A person who stops an edit does not wait for it."""

    def stop(_event: object) -> None:
        raise Cancelled("Stopped.")

    with computes_apart():
        began = time.monotonic()
        with pytest.raises(Cancelled):
            asyncio.run(compute_pixels(speaks_for_ever, tell=stop))
        assert time.monotonic() - began < 30
        assert asyncio.run(compute_pixels(whereabouts)) != os.getpid()


def test_a_helper_that_dies_is_an_error_a_person_can_act_on() -> None:
    """The studio lives on, and says what may have happened."""
    with computes_apart(), pytest.raises(EngineUnavailable, match="memory"):
        asyncio.run(compute_pixels(dies))


def test_no_helper_outlives_a_studio_that_is_killed(tmp_path: Path) -> None:
    """The helper ends with its pipe."""
    code = (
        "import asyncio, os\nfrom studio.background import compute_pixels, computes_apart\n"
        "from tests.engines.test_apart import whereabouts\n"
        "with computes_apart():\n    print(asyncio.run(compute_pixels(whereabouts)), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    helper = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{helper}").exists() or Path(f"/proc/{helper}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        raise AssertionError("the helper is still there")
