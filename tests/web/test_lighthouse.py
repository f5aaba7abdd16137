"""Lighthouse gives 100 in all four categories."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web import tools
from tests.web.lighthouse import judged, table

pytestmark = pytest.mark.browser


def test_lighthouse_gives_a_hundred(sample_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the index, a recipe and a channel, on a simulated phone: performance, accessibility, practices, search."""
    tools.chromium()
    verdicts = judged(sample_folder)
    with capsys.disabled():
        print(f"\n{table(verdicts)}")
    assert all(one.is_perfect for one in verdicts), table(verdicts)


def test_lighthouse_gives_an_agency_a_hundred(agency_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its font, its logo and its words, but for what these weigh on a slow line; its statistics are left alone."""
    tools.chromium()
    verdicts = judged(agency_folder, "--blocked-url-patterns=https://stats.example/*")
    with capsys.disabled():
        print(f"\n{table(verdicts)}")
    for one in verdicts:
        assert one.scores.pop("performance") >= 98, table(verdicts)
        assert one.is_perfect, table(verdicts)
