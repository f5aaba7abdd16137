"""A site of several pages a list, built step by step through random changes, is the one that is built at once."""

from __future__ import annotations

import os
import random
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.workflow.publishing.site import BuildOptions, build, look_before
from studio.workspace import open_workspace
from tests.bench.corpus import workspace as corpus
from tests.publish.test_histories import let_time_pass, tree

RECIPES = 110
"""Three pages of the index, and of the job they share."""
FEW = 6
"""Rounds in the quick tests."""
OPTIONS = BuildOptions(base_url="https://example.org")


@dataclass
class Editor:
    """Somebody who changes recipes at random."""

    content: Path
    aside: Path
    chance: random.Random

    def change(self) -> str:
        """Change one thing; says what."""
        moves = (self.tags, self.day, self.channel, self.verdict, self.take, self.bring)
        does = self.title if self.chance.random() < 0.4 else self.chance.choice(moves)  # most of what a build sees
        slug = self.chance.choice(sorted(path.parent.name for path in self.content.glob("*/recipe.md")))
        does(slug)
        return f"{does.__name__} {slug}"

    def title(self, slug: str) -> None:
        self._set(slug, "title", f"{self.chance.choice('ABCdeé')} {self.chance.randrange(99)}")

    def tags(self, slug: str) -> None:
        self._set(slug, "tags", f"[{self.chance.choice(('Tag-1', 'tag-1', 'a/b'))}, tag-{self.chance.randrange(60)}]")

    def day(self, slug: str) -> None:
        self._set(slug, "created", f"2026-{self.chance.randrange(1, 12):02d}-03")

    def channel(self, slug: str) -> None:
        self._set(slug, "channel", self.chance.choice(("ebay", "amazon-main", "open-graph")))

    def verdict(self, slug: str) -> None:
        was = "approved" if "verdict: approved" in (self.content / slug / "recipe.md").read_text() else "rejected"
        self._set(slug, "    verdict", "rejected" if was == "approved" else "approved")

    def take(self, slug: str) -> None:
        shutil.move(self.content / slug, self.aside / slug)

    def bring(self, _slug: str) -> None:
        for path in sorted(self.aside.iterdir())[:1]:
            shutil.move(path, self.content / path.name)

    def _set(self, slug: str, field: str, value: str) -> None:
        path = self.content / slug / "recipe.md"
        path.write_text(re.sub(rf"^{field}: .*", f"{field}: {value}", path.read_text(), count=1, flags=re.MULTILINE))


def steps(root: Path, *, rounds: int, every: int, seed: int) -> None:
    """Change and build again and again; now and then build a second time from nothing, and compare."""
    aside = root / "aside"
    aside.mkdir()
    corpus(RECIPES, root, side=8)
    let_time_pass(root / "content", 100_000_000)
    editor, done = Editor(root / "content", aside, random.Random(seed)), list[str]()
    _build(root)
    for number in range(1, rounds + 1):
        done += [editor.change() for _ in range(editor.chance.randrange(1, 3))]
        let_time_pass(root / "content", 100_000_000 + number)
        _build(root)
        if number % every == 0:
            grown = tree(root / "site")
            shutil.rmtree(root / "content" / ".studio")
            _build(root)
            whole = tree(root / "site")
            other = sorted(name for name in grown.keys() | whole.keys() if grown.get(name) != whole.get(name))
            assert other == [], f"seed {seed}, after {done}"


def _build(root: Path) -> None:
    looked, _ = look_before(root, OPTIONS)
    build(open_workspace(root), on_progress=lambda *_: None, options=OPTIONS, looked=looked)


def test_a_long_site_built_step_by_step_is_the_one_built_at_once(tmp_path: Path) -> None:
    """Titles, tags, days, channels and verdicts change, recipes come and go: no page keeps what no longer holds."""
    steps(tmp_path, rounds=FEW, every=2, seed=os.getpid())


@pytest.mark.slow
def test_a_great_many_changes_of_a_long_site(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """The same at any count: `make torture N=1000`."""
    steps(tmp_path, rounds=pytestconfig.getoption("--torture"), every=1, seed=os.getpid())
