"""The real asset: a visitor who may have the approved picture gets it, byte for byte; and a search knows the words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from studio.core.attempts.cut_pixels import Choice
from studio.publish.live import LiveRecipes
from studio.workflow.publishing.cut_bench import CutOrder
from studio.workflow.publishing.cut_review import Answers, judge_cuts
from studio.workflow.publishing.cuts import make_cuts
from studio.workflow.publishing.hand_off import pack
from studio.workflow.publishing.site import BuildOptions, build, site_request
from studio.workspace import Workspace, open_workspace
from tests.bench.corpus import workspace as corpus
from tests.publish.test_hand_off import unpacked
from tests.workflow.cutting import approve_picture, photograph

FIRST, SECOND = "recipe-00000", "recipe-00001"


@pytest.fixture
def shelf(root: Path) -> Workspace:
    """The same two recipes as the workflow has them."""
    return open_workspace(root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two recipes, each with one approved pair."""
    return corpus(2, tmp_path / "work", side=32)


def built(root: Path, settings: str = "", *, drafts: bool = False) -> Path:
    """Folder of the site, built with settings."""
    (root / "content" / "studio.toml").write_text(settings)
    build(open_workspace(root), on_progress=lambda *_: None, options=BuildOptions(drafts=drafts))
    return root / ("site-drafts" if drafts else "site")


def say(root: Path, slug: str, line: str) -> None:
    """Write a line into a front matter."""
    path = root / "content" / slug / "recipe.md"
    path.write_text(path.read_text().replace("rights: own\n", f"rights: own\n{line}\n", 1))


def offered(site: Path, slug: str) -> list[str]:
    """Places of the approved pictures that a page offers."""
    return re.findall(r'href="\.\./(approved/[^"]+)" download', (site / "recipes" / f"{slug}.html").read_text())


def test_nothing_is_offered_unless_somebody_says_so(root: Path) -> None:
    """An original at full size goes out on purpose only."""
    site = built(root)
    assert offered(site, FIRST) == []
    assert not (site / "approved").exists()


def test_a_site_offers_what_was_approved_byte_for_byte(root: Path) -> None:
    """With its format and size in words; a recipe may keep its own back, and what is kept back leaves the site."""
    site = built(root, '[site]\ndownloads = "approved"\n')
    (place,) = offered(site, FIRST)
    assert (site / place).read_bytes() == (root / "content" / FIRST / "attempts" / "001.png").read_bytes()
    assert "(PNG, 0.0 MB)" in (site / "recipes" / f"{FIRST}.html").read_text()
    say(root, FIRST, "downloads: none")
    site = built(root, '[site]\ndownloads = "approved"\n')
    assert offered(site, FIRST) == []
    assert [path.name for path in (site / "approved").iterdir()] == [f"{SECOND}-001.png"]


def test_one_recipe_of_a_site_that_offers_nothing_may_offer_its_own(root: Path) -> None:
    """The front matter wins; a private preview offers nothing at all."""
    say(root, SECOND, "downloads: approved")
    site = built(root)
    assert (offered(site, FIRST), len(offered(site, SECOND))) == ([], 1)
    assert offered(built(root, drafts=True), SECOND) == []


def test_a_save_that_begins_to_offer_a_picture_is_on_the_page_at_once(root: Path) -> None:
    """While somebody writes, the site had no folder for it yet."""
    site = built(root)
    say(root, FIRST, "downloads: approved")
    live = LiveRecipes(site_request(open_workspace(root), BuildOptions()))
    try:
        assert live.refresh(FIRST)
    finally:
        live.close()
    (place,) = offered(site, FIRST)
    assert (site / place).is_file()


def widest(site: Path, slug: str) -> int:
    """Width in pixels of the widest picture that a site publishes of a recipe."""
    return max(int(path.stem.split("-")[-2]) for path in (site / "pictures").glob(f"{slug}-*.jpg"))


def test_a_site_that_offers_nothing_publishes_no_copy_at_full_size(tmp_path: Path) -> None:
    """Not for its 1:1 view either: that shows the largest size of the page, and is not called 1:1."""
    root = corpus(2, tmp_path / "large", side=2000)
    say(root, SECOND, "downloads: approved")
    site = built(root)
    assert (widest(site, FIRST), widest(site, SECOND)) == (1600, 2000)
    befores = sorted(path.stem.split("-")[-2] for path in (site / "pictures").glob(f"{SECOND}-before-*.jpg"))
    assert befores == ["1600", "480", "960"], "only what was approved is given away whole"
    kept, offered_page = ((site / "recipes" / f"{slug}.html").read_text() for slug in (FIRST, SECOND))
    assert ">1:1</a>" not in kept
    assert ">Enlarge</a>" in kept
    assert ">1:1</a>" in offered_page


def test_a_page_offers_the_approved_cuts_of_its_pictures_and_no_others(shelf: Workspace, tmp_path: Path) -> None:
    """By the names of their channels, on the site as in a hand-off; neither those that wait nor those that changed."""
    folder = approve_picture(shelf, *photograph("bag", white=True))
    make_cuts(shelf, FIRST, CutOrder(("ebay", "meta-feed", "product-page"), choice=Choice(smaller=True)))
    judge_cuts(shelf, FIRST, Answers(("ebay", "meta-feed"), reviewer="tests", reviewed="2026-11-20T10:00:00Z"))
    changed = next((folder / "cuts").glob("*-meta-feed-*.jpg"))
    changed.write_bytes(changed.read_bytes() + b"retouched")
    (mine,) = (folder / "cuts").glob("*-ebay-*.jpg")
    site = built(shelf.root, '[site]\ndownloads = "approved"\n')
    page = (site / "recipes" / f"{FIRST}.html").read_text()
    assert re.findall(r'href="\.\./cuts/([^"]+)" download>([^<]+)</a> <span>([^<]+)<', page) == [
        (mine.name, "eBay listing", f"1200 × 1200, JPG, {mine.stat().st_size / 1e6:.1f} MB")
    ]
    assert (site / "cuts" / mine.name).read_bytes() == mine.read_bytes()
    client = unpacked(pack(shelf, [FIRST], out=tmp_path / "a.zip").path, tmp_path / "client")
    assert f'href="cuts/{mine.name}" download' in (client / "index.html").read_text()
    assert [path.name for path in (client / "cuts").iterdir()] == [mine.name]
    assert not list((built(shelf.root) / "cuts").glob("*")), "a site that offers nothing has none"
    mine.with_suffix(".json").write_text("{")
    site = built(shelf.root, '[site]\ndownloads = "approved"\n')
    assert offered(site, FIRST), "a record that cannot be read keeps the cuts inside, not the recipe"
    assert not (site / "cuts").exists()


def test_the_pages_of_a_hand_off_lead_to_the_pictures_that_come_with_it(root: Path, tmp_path: Path) -> None:
    """Whatever the site does: who gets the archive has the pictures already."""
    say(root, FIRST, "downloads: none")
    folder = unpacked(pack(open_workspace(root), [FIRST, SECOND], out=tmp_path / "a.zip").path, tmp_path / "client")
    (place,) = offered(folder, FIRST)
    assert (folder / place).read_bytes() == (root / "content" / FIRST / "attempts" / "001.png").read_bytes()


def test_a_search_knows_prompt_label_and_notes_and_says_no_word_twice(root: Path) -> None:
    """What a visitor remembers of a recipe may stand in its prompt or in what the reviewer noted."""
    path = root / "content" / FIRST / "attempts" / "001.json"
    record = json.loads(path.read_text())
    record["spec"]["expect_text"] = ["HAZELMOOR"]
    path.write_text(json.dumps(record))
    recipe = root / "content" / FIRST / "recipe.md"
    recipe.write_text(
        recipe.read_text().replace("    reviewer: bench", "    note: the clasp stays sharp\n    reviewer: bench")
    )
    row = next(line for line in (built(root) / "search.js").read_text().splitlines() if FIRST in line)
    words = json.loads(row.rstrip(","))["words"].casefold().split()
    assert {"contact", "shadow", "hazelmoor", "clasp"} <= set(words)
    assert words.count("shadow") == 1
    assert "preserve" not in words
