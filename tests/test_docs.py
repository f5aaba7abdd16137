"""The documents: what they lead to and what they name is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.promises import PAGE, promises

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_every_path_leads_somewhere(document: Path) -> None:
    """A reader is never sent to a page, a picture or a module that is not there."""
    text = document.read_text()
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) + re.findall(r'src="([^":]+)"', text)
    assert not [link for link in links if not (document.parent / link).exists()]
    paths = re.findall(r"`((?:studio|tests|templates|docs)/[\w./-]+)`", text)
    assert not [path for path in paths if not (ROOT / path).exists() and not (ROOT / f"{path}.py").exists()]


def test_every_document_can_be_reached_from_the_readme() -> None:
    """Nobody has to guess that a page exists."""
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            links = re.findall(r"\]\(([^)#:]+\.md)", page.read_text())
            waiting += [(page.parent / link).resolve() for link in links]
    assert set(DOCUMENTS) <= seen


def test_every_promise_is_held_by_tests_that_are_there() -> None:
    """A promise whose test was renamed or taken out is only a sentence."""
    assert len(promises()) == PAGE.read_text().count("\n| ") - 1
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text())
    for name in (*named, *(test for promise in promises() for test in promise.tests)):
        path, _, function = name.partition("::")
        assert (ROOT / path).exists(), name
        assert not function or re.search(rf"^(async )?def {function}\(", (ROOT / path).read_text(), re.MULTILINE), name


def test_types_are_offered_as_they_are_claimed() -> None:
    """Who writes an engine of their own has the types of the studio checked."""
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    assert ("Typing :: Typed" in classifiers) == (ROOT / "studio" / "py.typed").exists()
