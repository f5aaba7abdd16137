"""A hand-off holds what may go out and nothing else; a contact sheet holds what there is to choose from."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from studio.errors import NotFound, RuleBroken, WriteRefused
from studio.workflow.publishing.hand_off import contact_sheet, pack
from studio.workspace import Workspace
from tests.workflow.conftest import add_attempt, change_front

FIRST, SECOND = "recipe-00000", "recipe-00001"


@pytest.fixture(autouse=True)
def _stands_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is named after its recipe is written where one stands."""
    monkeypatch.chdir(tmp_path)


def test_an_archive_is_named_after_what_is_in_it(shelf: Workspace, tmp_path: Path) -> None:
    """One recipe, several, a collection; it holds the others of the workspace not."""
    change_front(shelf, SECOND, "rights: own", "rights: own\ncollections: [Spring 2026]")
    one = pack(shelf, [FIRST])
    assert (one.path, one.recipes, one.pictures) == (Path(f"{FIRST}-hand-off.zip"), (FIRST,), 1)
    assert one.size_bytes == (tmp_path / one.path).stat().st_size
    assert pack(shelf, [FIRST, SECOND]).path == Path("recipes-hand-off.zip")
    gathered = pack(shelf, [], collection="Spring 2026")
    assert (gathered.path, gathered.recipes) == (Path("spring-2026-hand-off.zip"), (SECOND,))
    assert set(pack(shelf, [FIRST], collection="Spring 2026", out=tmp_path / "all.zip").recipes) == {FIRST, SECOND}
    with zipfile.ZipFile(tmp_path / one.path) as archive:
        assert not [name for name in archive.namelist() if SECOND in name]


@pytest.mark.parametrize(
    ("names", "collection", "error", "words"),
    [
        (["nothing"], None, NotFound, "nothing"),
        ([], "Sprnig 2026", NotFound, "No recipe is in the collection 'Sprnig 2026'. Did you mean 'Spring 2026'"),
        ([FIRST], None, RuleBroken, f"{FIRST}: nothing of it may go out yet: 001 rejected: style."),
        ([], "Spring 2026", RuleBroken, "Nothing in the collection 'Spring 2026' is approved yet"),
    ],
)  # fmt: skip
def test_nothing_is_packed_where_something_may_not_go_out(
    shelf: Workspace, tmp_path: Path, names: list[str], collection: str | None, error: type[Exception], words: str
) -> None:
    """The reason is the gate's, and no archive is left behind."""
    change_front(shelf, FIRST, "rights: own", "rights: own\ncollections: [Spring 2026]")
    change_front(shelf, FIRST, "verdict: approved", "verdict: rejected\n    failure: style")
    with pytest.raises(error) as refused:
        pack(shelf, names, collection=collection)
    assert words in str(refused.value)
    assert not [*tmp_path.glob("*.zip")]


def test_a_sheet_shows_the_attempts_that_were_chosen(shelf: Workspace, tmp_path: Path) -> None:
    """With or without their zeros; those without a picture are named with what became of them."""
    add_attempt(shelf, FIRST, "002", parent="001")
    failure = {"kind": "EngineRefused", "message": "no"}
    add_attempt(shelf, FIRST, "003", state="failed", picture=None, failure=failure)
    everything = contact_sheet(shelf, FIRST)
    assert (everything.path, everything.attempts) == (Path(f"{FIRST}-attempts.jpg"), ("001", "002"))
    assert everything.left_out == (("003", "failed"),)
    some = contact_sheet(shelf, FIRST, numbers=["2"], out=tmp_path / "some.png")
    assert (some.attempts, some.left_out) == (("002",), ())
    assert (tmp_path / "some.png").is_file()


def test_what_cannot_be_compared_is_said(shelf: Workspace, tmp_path: Path) -> None:
    """A number or an edit that is not there, no picture yet, another file under the name."""
    with pytest.raises(NotFound, match=r"recipe-00000 has no attempt '9'"):
        contact_sheet(shelf, FIRST, numbers=["9", "1"])
    with pytest.raises(NotFound):
        contact_sheet(shelf, FIRST, edit="third")
    (tmp_path / "mine.jpg").write_text("a letter")
    with pytest.raises(WriteRefused):
        contact_sheet(shelf, FIRST, out=tmp_path / "mine.jpg")
    failure = {"kind": "EngineRefused", "message": "no"}
    add_attempt(shelf, FIRST, "002", state="failed", picture=None, failure=failure)
    with pytest.raises(RuleBroken, match=r"there is no picture to compare yet"):
        contact_sheet(shelf, FIRST, numbers=["2"])
