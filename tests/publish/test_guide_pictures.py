"""What an author puts into a guide is on its page: pictures past the gate, tables, task lists and footnotes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from studio.workflow.browsing.overview import check_all
from studio.workflow.publishing.site import BuildOptions, build
from studio.workflow.starting.use import use_recipe
from studio.workspace import open_workspace
from tests.bench.corpus import workspace as corpus
from tests.publish.test_downloads import FIRST, built

PARTS = """
## On set

![The lamp, left of the table](lamp.jpg)

| Light | Where |
|:------|------:|
| Lamp  | left  |

- [x] Lamp warmed up
- [ ] Window covered

The lamp is old.[^lamp]

[^lamp]: Made in **1970**.
"""
OWN_BEFORE = "references: [{image: before.jpg, role: edit target, rights: own, expires: 2190-01-01}]"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One recipe whose guide has a picture that is no reference, a table, a task list and a footnote."""
    root = corpus(1, tmp_path / "work", side=32)
    folder = root / "content" / FIRST
    shutil.copyfile(folder / "before.jpg", folder / "lamp.jpg")
    (folder / "recipe.md").write_text((folder / "recipe.md").read_text() + PARTS)
    return root


def guide_of(site: Path) -> str:
    """The section of the guide on its page."""
    page = (site / "recipes" / f"{FIRST}.html").read_text()
    return re.split("<section", page.split("<h2>On set</h2>", 1)[1], maxsplit=1)[0]


def said(root: Path) -> list[str]:
    """Problems of the guide's pictures."""
    return [str(one) for one in check_all(open_workspace(root)).problems if one.rule == "guide-picture"]


def test_a_guide_is_published_with_its_picture_table_tasks_and_footnotes(root: Path) -> None:
    """Nothing that its author wrote is missing on the page, and its picture lies in the site."""
    site = built(root)
    guide = guide_of(site)
    (file,) = re.findall(r'<img src="\.\./(pictures/[^"]+)"', guide)
    assert (site / file).is_file()
    assert 'alt="The lamp, left of the table"' in guide
    assert '<td class="is-right">left</td>' in guide
    assert [box in guide for box in ("☑</span> Lamp warmed up", "☐</span> Window covered")] == [True, True]
    assert '<a href="#note-1">1</a>' in guide
    assert "Made in" not in guide
    page = (site / "recipes" / f"{FIRST}.html").read_text()
    assert re.search(r'<li id="note-1"><p>Made in <strong>1970</strong>', page)
    assert said(root) == []


def test_the_picture_of_a_guide_goes_along_with_its_recipe(root: Path) -> None:
    """As it is published: beside the Markdown, in the bundle, and into a recipe that somebody makes of either."""
    recipe = root / "content" / FIRST / "recipe.md"
    recipe.write_text(recipe.read_text() + "\n![A secret](gone.jpg) and ![the result](attempts/001.png)\n")
    site = built(root, "", drafts=False)
    shown, result = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", (site / "recipes" / f"{FIRST}.md").read_text())
    picture = (site / "recipes" / shown[1]).resolve()
    assert (shown[0], result[0], picture.is_file()) == ("The lamp, left of the table", "the result", True)
    workspace = open_workspace(root)
    bundle = str(site / "recipes" / f"{FIRST}.zip")
    photo = root / "content" / FIRST / "before.jpg"
    made = use_recipe(workspace, bundle, photo, slug="of-the-bundle").path.parent
    assert (made / "pictures" / picture.name).read_bytes() == picture.read_bytes()
    assert sorted(path.name for path in made.iterdir()) == ["before.jpg", "pictures", "recipe.md"]
    again = use_recipe(workspace, FIRST, photo, slug="of-the-recipe").path.parent
    assert (again / "lamp.jpg").is_file()
    assert sorted(path.name for path in again.iterdir()) == ["before.jpg", "lamp.jpg", "recipe.md"], "no record"


@pytest.mark.parametrize(
    ("address", "change", "reason"),
    [
        ("lamp.jpg", ("rights: own\n", ""), "nobody has said why 'lamp.jpg' may be shown"),
        ("lamp.jpg", ("rights: own\n", "rights: own\nexpires: 2020-01-01\n"), "might be used until 2020-01-01"),
        ("lam.jpg", None, "'lam.jpg' is missing"),
        ("../other.jpg", None, "'../other.jpg' is missing"),
        ("https://example.org/a.jpg", None, "not in the recipe's folder"),
        ("attempts/002.png", None, "is missing"),
    ],
)
def test_a_picture_that_may_not_be_shown_stays_inside_and_is_said(
    root: Path, address: str, change: tuple[str, str] | None, reason: str
) -> None:
    """The check says so at its line and the build by name; the page has its words instead."""
    path = root / "content" / FIRST / "recipe.md"
    text = path.read_text().replace("lamp.jpg", address)
    path.write_text(text.replace(*change) if change else text)
    if change:  # what the pair was made from says its own rights, so that only the guide's picture is left
        path.write_text(path.read_text().replace("source: before.jpg", OWN_BEFORE))
    (problem,) = said(root)
    line = path.read_text().splitlines().index(f"![The lamp, left of the table]({address})") + 1
    assert f"recipe.md:{line}:" in problem
    assert reason in problem
    report = build(open_workspace(root), on_progress=lambda *_: None, options=BuildOptions())
    assert [reason in left.reason for left in report.left_out] == [True]
    assert "<p>The lamp, left of the table</p>" in guide_of(root / "site")
    assert not list((root / "site" / "pictures").glob(f"{FIRST}-lamp*"))
