"""Every page and the style sheet are valid, in the eyes of two validators that share no code."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.web import tools

VNU = "vnu-jar/build/dist/vnu.jar"
FILE_POLICY = ".*violates Content Security Policy.*"
"""Nu reads files, and no file is `self` to a policy; the browser tests see the policy at work."""


def test_html_validate_finds_nothing(sample_folder: Path, tmp_path: Path) -> None:
    """Its recommended rules hold on every page."""
    assert not (found := html_validate(sample_folder, tmp_path)), listed(found)


def html_validate(folder: Path, scratch: Path) -> list[str]:
    """What html-validate says of every page of a site."""
    report = scratch / "report.json"  # a pipe would end at 64 KiB: the program exits before its output is read
    done = tools.node(
        "html-validate/bin/html-validate.mjs", "--config", str(tools.HERE / ".htmlvalidate.json"),
        "--formatter", f"json={report}", f"{folder}/**/*.html",
    )  # fmt: skip
    assert report.exists(), done.stderr
    found = [
        f"{Path(page['filePath']).relative_to(folder)}:{one['line']}: {one['ruleId']}: {one['message']}"
        for page in json.loads(report.read_text())
        for one in page["messages"]
    ]
    assert bool(found) == bool(done.returncode), done.stderr
    return found


def test_nu_finds_nothing_in_the_pages(sample_folder: Path) -> None:
    """The W3C's checker has no error, no warning and no remark."""
    assert not (found := nu(sample_folder, "--skip-non-html", str(sample_folder))), listed(found)


def test_nu_finds_nothing_in_the_style_sheets(sample_folder: Path) -> None:
    """The style sheets are valid CSS; scroll-driven animations alone, which the checker does not know, are let by."""
    sheets = [str(path) for path in sample_folder.rglob("*.css")]
    assert sheets
    assert not (found := nu(sample_folder, "--css", *sheets)), listed(found)


def nu(folder: Path, *arguments: str) -> list[str]:
    """What the checker says, but of scroll-driven animations, which it does not know."""
    done = tools.java(VNU, "--format", "json", "--filterpattern", FILE_POLICY, *arguments)
    found = [
        f"{one['url'].rpartition(f'{folder.name}/')[2]}:{one.get('lastLine')}: {one['type']}: {one['message']}"
        for one in json.loads(done.stderr)["messages"]
    ]
    return [one for one in found if not re.search(r"“animation-(timeline|range)”", one)]


def listed(found: list[str]) -> str:
    """One finding a line."""
    return "\n".join([f"{len(found)} findings", *found[:60]])
