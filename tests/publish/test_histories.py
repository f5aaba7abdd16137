"""Whatever people judge, take back, spoil or mend: the site shows exactly what is approved, and nothing of the rest.

The test keeps a model of its own of what is approved; it asks neither the gate nor the builder. Every attempt has a
colour that no other picture has, so that a published picture can be told from its pixels.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from studio.core.attempts.review import Answer, Review, Verdict
from studio.core.recipe.words import FailureClass
from studio.store.recipes import read_recipe, save_review, take_back_review
from studio.workflow.publishing.site import BuildOptions, build
from studio.workspace import open_workspace
from tests.bench.corpus import CRITERIA, PROMPT, SPEC

ATTEMPTS = ("001", "002")
SLUGS = tuple(f"thing-{number}" for number in range(4))
BEFORE = (128, 128, 128)


def colour_of(slug: str, attempt: str) -> tuple[int, int, int]:
    """A strong colour of its own for every attempt."""
    number = SLUGS.index(slug) * len(ATTEMPTS) + ATTEMPTS.index(attempt)
    return (255 * (number % 2), 40 + 25 * number, 255 - 30 * number)


def plain_png(colour: tuple[int, int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (24, 24), colour).save(buffer, "PNG")
    return buffer.getvalue()


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass
class History:
    """A workspace, and what a person knows about it."""

    root: Path
    chance: random.Random
    approved: set[tuple[str, str]] = field(default_factory=set)
    spoiled: set[tuple[str, str]] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    kept: dict[Path, bytes] = field(default_factory=dict)

    def begin(self) -> None:
        """Four recipes with two attempts each, none judged."""
        for slug in SLUGS:
            folder = self.root / "content" / slug
            (folder / "attempts").mkdir(parents=True)
            before = plain_png(BEFORE)
            (folder / "before.png").write_bytes(before)
            (folder / "recipe.md").write_text(
                f"---\ntitle: {slug.capitalize()}\nasset: A test\njob: background-replacement\nchannel: ebay\n"
                f"tags: [t{SLUGS.index(slug) % 2}, all]\nrights: own\ncreated: 2026-01-0{1 + SLUGS.index(slug)}\n---\n"
                "Text.\n\n## Edit\n\n```yaml edit\nsource: before.png\npreserve: [shape]\nchange: the wall\n```\n"
            )
            for attempt in ATTEMPTS:
                after = plain_png(colour_of(slug, attempt))
                (folder / "attempts" / f"{attempt}.png").write_bytes(after)
                (folder / "attempts" / f"{attempt}.json").write_text(json.dumps({
                    "id": attempt, "recipe": slug, "state": "received", "spec": SPEC, "prompt": PROMPT,
                    "engine": {"name": "local", "version": "1"}, "fingerprint": digest(f"{slug}{attempt}".encode()),
                    "inputs": [{"image": "before.png", "role": "edit target", "digest": digest(before)}],
                    "requested": "2026-01-01T00:00:00Z",
                    "picture": {"file": f"{attempt}.png", "digest": digest(after), "width_px": 24, "height_px": 24,
                                "size_bytes": len(after), "media_type": "image/png"},
                }))  # fmt: skip

    def step(self) -> str:
        """One thing that a person or an accident does."""
        slug, attempt = self.chance.choice(SLUGS), self.chance.choice(ATTEMPTS)
        does = self.chance.choice(
            [self.approve, self.approve, self.reject, self.take_back, self.spoil, self.mend, self.break_, self.lose]
        )
        if slug in self.gone or (slug in self.broken and does in (self.approve, self.reject, self.take_back)):
            does = self.mend
        does(slug, attempt)
        return f"{does.__name__} {slug} {attempt}"

    def _review(self, slug: str, attempt: str, verdict: Verdict) -> None:
        picture = (self.root / "content" / slug / "attempts" / f"{attempt}.png").read_bytes()
        save_review(self.root / "content", read_recipe(self.root / "content", slug), Review(
            attempt=attempt, picture=digest(picture), verdict=verdict, reviewed="2026-01-02T00:00:00Z",
            failure=FailureClass.STYLE if verdict is Verdict.REJECTED else None,
            checklist=dict.fromkeys(CRITERIA, Answer.PASS),
        ))  # fmt: skip

    def approve(self, slug: str, attempt: str) -> None:
        self._review(slug, attempt, Verdict.APPROVED)
        if (slug, attempt) not in self.spoiled:  # an approval of spoiled bytes is no approval of the attempt
            self.approved.add((slug, attempt))
        else:
            self.approved.discard((slug, attempt))

    def reject(self, slug: str, attempt: str) -> None:
        self._review(slug, attempt, Verdict.REJECTED)
        self.approved.discard((slug, attempt))

    def take_back(self, slug: str, attempt: str) -> None:
        """The last verdict goes, and the one before it stands again."""
        recipe = read_recipe(self.root / "content", slug)
        review = recipe.review_of(attempt)
        if review is None:
            return
        take_back_review(self.root / "content", slug, review)
        self.approved.discard((slug, attempt))
        for earlier in recipe.earlier_reviews(attempt)[:1]:
            if earlier.verdict is Verdict.APPROVED and earlier.picture == digest(plain_png(colour_of(slug, attempt))):
                self.approved.add((slug, attempt))

    def spoil(self, slug: str, attempt: str) -> None:
        """The picture's file changes after all; its size and time may stay."""
        path = self.root / "content" / slug / "attempts" / f"{attempt}.png"
        self.kept.setdefault(path, path.read_bytes())
        path.write_bytes(plain_png((1, 2, 3)))
        self.spoiled.add((slug, attempt))

    def break_(self, slug: str, attempt: str) -> None:
        path = self.root / "content" / slug / "recipe.md"
        if slug not in self.broken:
            path.write_text(path.read_text().replace("job: background", "jobb: background"))
        self.broken.add(slug)

    def lose(self, slug: str, attempt: str) -> None:
        shutil.move(self.root / "content" / slug, self.root / f"aside-{slug}")
        self.gone.add(slug)

    def mend(self, slug: str, attempt: str) -> None:
        """Bring back what is gone, make readable what is broken, restore what is spoiled."""
        if slug in self.gone:
            shutil.move(self.root / f"aside-{slug}", self.root / "content" / slug)
            self.gone.discard(slug)
        path = self.root / "content" / slug / "recipe.md"
        path.write_text(path.read_text().replace("jobb: background", "job: background"))
        self.broken.discard(slug)
        picture = self.root / "content" / slug / "attempts" / f"{attempt}.png"
        if picture in self.kept:
            picture.write_bytes(self.kept.pop(picture))
            self.spoiled.discard((slug, attempt))

    @property
    def published(self) -> set[tuple[str, str]]:
        """What the site must show."""
        hidden = self.broken | self.gone
        return {pair for pair in self.approved - self.spoiled if pair[0] not in hidden}


def shown(site: Path) -> set[tuple[str, str]]:
    """What the site's pixels show; every picture must be a before or an attempt."""
    colours = {colour_of(slug, attempt): (slug, attempt) for slug in SLUGS for attempt in ATTEMPTS}
    found = set()
    for path in (site / "pictures").glob("*.jpg"):
        with Image.open(path) as picture:
            middle = picture.convert("RGB").getpixel((picture.width // 4, picture.height // 2))
        near = min([*colours, BEFORE], key=lambda colour: sum(abs(a - b) for a, b in zip(colour, middle, strict=True)))
        assert sum(abs(a - b) for a, b in zip(near, middle, strict=True)) < 12, f"{path.name}: {middle}"
        if near != BEFORE:
            found.add(colours[near])
    return found


def tree(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def let_time_pass(content: Path, moment: int) -> None:
    """Make every fresh file look old, each change at a time of its own: builds then read only what changed."""
    for path in (content, *content.rglob("*")):
        if ".studio" not in path.parts and path.stat().st_mtime > 1_000_000_000:
            os.utime(path, (moment, moment))


def whole_history(root: Path, seed: int, steps: int) -> None:
    """Builds after every few steps; each site shows the approved set, and the last one equals a build from nothing."""
    history = History(root, random.Random(seed))
    history.begin()
    done: list[str] = []
    for _ in range(steps):
        done += [history.step() for _ in range(history.chance.randint(1, 3))]
        let_time_pass(root / "content", 100_000_000 + len(done))
        build(open_workspace(root), on_progress=lambda *_: None)
        site = root / "site"
        assert shown(site) == history.published, done
        listed = {(row["slug"], pair["attempt"]) for row in json.loads((site / "recipes.json").read_text())
                  for pair in row["pairs"]}  # fmt: skip
        assert listed == history.published, done
        pages = {path.stem for path in (site / "recipes").glob("*.html")} if (site / "recipes").is_dir() else set()
        assert pages == {slug for slug, _ in history.published}, done
    build(open_workspace(root), on_progress=lambda *_: None, options=BuildOptions(out=root / "anew"))
    assert tree(root / "site") == tree(root / "anew"), done


@pytest.mark.parametrize("seed", range(3))
def test_the_published_set_equals_the_approved_set_over_random_verdict_histories(tmp_path: Path, seed: int) -> None:
    """However a site came about, it shows what is approved now, byte for byte as if built from nothing."""
    whole_history(tmp_path, seed, steps=6)


@pytest.mark.slow
def test_the_published_set_equals_the_approved_set_over_hundreds_of_histories(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same, as often as asked."""
    for seed in range(100, 100 + request.config.getoption("--torture")):
        whole_history(tmp_path / str(seed), seed, steps=4)
