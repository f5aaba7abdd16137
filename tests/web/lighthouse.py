"""Lighthouse on the built site, as its own documents say to run it on a noisy machine: the median of several runs.

`python -m tests.web.lighthouse` builds the sample site, prints the table and names every audit that is not perfect.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.web import tools
from tests.web.host import serving
from tests.web.pages import Site

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
KINDS = ("index", "comparison", "channel")
"""Pages that are judged, as `Site.example` knows them."""
MOST_RUNS = 3


@dataclass(frozen=True)
class Verdict:
    """What Lighthouse says of one page."""

    page: str
    """Address below the site."""
    runs: int
    """How often it was asked: once where everything was perfect, else up to three times."""
    scores: dict[str, int]
    """Median by category, 0 to 100."""
    failing: tuple[str, ...]
    """Audits that cost points, with what they say."""

    @property
    def is_perfect(self) -> bool:
        """Whether all four are 100."""
        return set(self.scores.values()) == {100}


def verdict(address: str, page: str, *options: str) -> Verdict:
    """Ask about a page with the mobile preset and its simulated slow line, until it is perfect or three times."""
    reports = [_report(f"{address}/{page}", *options)]
    while set(_scores(reports).values()) != {100} and len(reports) < MOST_RUNS:
        reports.append(_report(f"{address}/{page}", *options))
    failing = dict.fromkeys(line for report in reports for line in _failing(report))
    return Verdict(page, len(reports), _scores(reports), tuple(failing))


def _scores(reports: list[dict[str, Any]]) -> dict[str, int]:
    return {
        name: round(100 * statistics.median(report["categories"][name]["score"] or 0 for report in reports))
        for name in CATEGORIES
    }


def _failing(report: dict[str, Any]) -> Iterator[str]:
    for name in CATEGORIES:
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if audit["score"] is not None and audit["score"] < 1 and part["weight"]:
                says = audit.get("displayValue") or audit.get("explanation") or audit["title"]
                yield f"{name}: {part['id']} {audit['score']:.2f}: {says}"


def _report(url: str, *options: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        done = tools.node(
            "lighthouse/cli/index.js", url, *options, "--output=json", f"--output-path={out}", "--quiet",
            f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting",
            f"--chrome-flags={' '.join(['--headless=new', *tools.chromium_arguments()])}",
        )  # fmt: skip
        if not out.exists():
            raise AssertionError(f"Lighthouse failed on {url}:\n{done.stdout}{done.stderr}")
        return json.loads(out.read_text())


def table(verdicts: list[Verdict]) -> str:
    """Scores side by side, and below them what cost points."""
    head = f"{'page':<40}" + "".join(f"{name:>16}" for name in CATEGORIES) + f"{'runs':>6}"
    rows = [
        f"{'/' + one.page:<40}" + "".join(f"{one.scores[name]:>16}" for name in CATEGORIES) + f"{one.runs:>6}"
        for one in verdicts
    ]
    notes = [f"/{one.page}: {line}" for one in verdicts if not one.is_perfect for line in one.failing]
    return "\n".join([head, *rows, *notes])


def judged(folder: Path, *options: str) -> list[Verdict]:
    """Verdicts on the pages of a built site. The index is asked for by its public address, the folder's.

    Args:
        folder: The site.
        options: Further ones of Lighthouse.
    """
    with serving(folder) as host:
        site = Site(folder, host.address)
        paths = ["" if kind == "index" else site.example(kind) for kind in KINDS]
        return [verdict(host.address, path, *options) for path in paths]


def main() -> int:
    """Build the sample site and print the table."""
    from tests.web.conftest import build

    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        shutil.copytree(ROOT / "content", workspace / "content")
        build(workspace)
        verdicts = judged(workspace / "site")
    sys.stdout.write(table(verdicts) + "\n")
    return 0 if all(one.is_perfect for one in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
