"""A hand-off for a client: what was approved, whole, and nothing else."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from studio.errors import StoreError
from studio.publish import hand_off, hand_off_records
from studio.workflow.publishing.hand_off import pack
from studio.workspace import open_workspace
from tests.bench.corpus import workspace as corpus
from tests.conftest import ALL_PASS, Studio
from tests.publish.test_site import Links

SLUG = "bag-on-white"


@pytest.fixture
def approved(workspace: Path, studio: Studio) -> Path:
    """A workspace with one approved attempt, one that nobody judged, and recipes beside it."""
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "=tests")
    retried = studio("retry", SLUG, "001", "--set", "local.shadow.strength=0.7", "--because", "lighting")
    assert retried.exit_code == 0, retried.output
    corpus(2, workspace, side=32)
    return workspace


def unpacked(archive: Path, into: Path) -> Path:
    """The one folder of an archive."""
    with zipfile.ZipFile(archive) as file:
        file.extractall(into)
    (folder,) = into.iterdir()
    return folder


def test_a_client_gets_the_approved_pictures_as_they_were_approved(
    approved: Path, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, with a table that says what each is; nothing of what is not approved, and no other recipe."""
    monkeypatch.chdir(tmp_path)
    said = studio("pack", SLUG).output
    assert "give away bag-on-white-hand-off.zip" in said
    folder = unpacked(tmp_path / "bag-on-white-hand-off.zip", tmp_path / "client")
    assert folder.name == "bag-on-white-hand-off"
    (picture,) = (folder / "approved").iterdir()
    data = (approved / "content" / SLUG / "attempts" / "001.png").read_bytes()
    assert picture.read_bytes() == data
    with (folder / "approved.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["file"] == f"approved/{picture.name}"
    assert row["sha256"] == hashlib.sha256(data).hexdigest()
    assert (row["recipe"], row["title"], row["channel"]) == (SLUG, "A bag on white", "amazon-main")
    assert row["reviewer"] == "'=tests", "a spreadsheet would run it"
    assert [page.relative_to(folder).as_posix() for page in folder.rglob("*.html")] == ["index.html"]
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert (approved / "content" / SLUG / "attempts" / "002.png").read_bytes() not in everything
    assert b"recipe-0000" not in everything
    readme = (folder / "README.txt").read_text()
    assert "the picture as approved" in readme
    assert "For paper or a PDF, print a page" in readme


def test_one_recipe_is_handed_over_as_one_page(approved: Path, tmp_path: Path) -> None:
    """Nobody needs a search for one thing: the page opens at once, and leads to the approved file beside it."""
    folder = unpacked(pack(open_workspace(approved), [SLUG], out=tmp_path / "a.zip").path, tmp_path / "client")
    assert sorted(path.name for path in folder.iterdir()) == [
        "PROVENANCE.txt", "README.txt", "approved", "approved.csv", "assets", "contact-sheet.pdf", "contact-sheet.png",
        "index.html", "pictures", "recipes", "records.json", "rights.csv",
    ]  # fmt: skip
    page = (folder / "index.html").read_text()
    assert "<h1>A bag on white</h1>" in page
    assert 'href="approved/bag-on-white-001.png" download' in page
    assert not any(part in page for part in ("<search", "data-gallery", "about.html", "jobs/", "BreadcrumbList"))


@pytest.mark.parametrize("names", [[SLUG], [SLUG, "recipe-00000"]])
def test_a_hand_off_opens_from_a_folder(approved: Path, tmp_path: Path, names: list[str]) -> None:
    """Every link of its pages is relative and leads to a file of the archive."""
    folder = unpacked(pack(open_workspace(approved), names, out=tmp_path / "a.zip").path, tmp_path / "client")
    pages = list(folder.rglob("*.html"))
    assert len(names) == 1 or {"index.html", "about.html", "bag-on-white.html"} <= {page.name for page in pages}
    for page in pages:
        links = Links()
        links.feed(page.read_text())
        for link in links.found:
            if not link.startswith(("#", "data:")):
                assert (page.parent / link).resolve().is_file(), f"{page}: {link}"


def test_the_same_recipes_make_the_same_archive_and_nothing_stays_behind(approved: Path, tmp_path: Path) -> None:
    """Two archives are equal to the last byte; the workspace holds nothing that it did not hold before."""
    before = {path for path in approved.rglob("*") if "lock" not in path.name}
    once = pack(open_workspace(approved), [SLUG], out=tmp_path / "a.zip").path.read_bytes()
    again = pack(open_workspace(approved), [SLUG], out=tmp_path / "a.zip").path.read_bytes()
    assert once == again
    assert {path for path in approved.rglob("*") if "lock" not in path.name} == before
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_a_collection_is_packed_whole_and_named_after_itself(
    approved: Path, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of its recipes that have something approved; a name that is no collection is answered with the nearest."""
    monkeypatch.chdir(tmp_path)
    for slug in ("recipe-00000", SLUG):
        path = approved / "content" / slug / "recipe.md"
        path.write_text(path.read_text().replace("\njob:", "\ncollections: [Spring Launch]\njob:", 1))
    assert studio("pack", "--collection", "Spring Launch").exit_code == 0
    folder = unpacked(tmp_path / "spring-launch-hand-off.zip", tmp_path / "client")
    assert {path.stem for path in (folder / "recipes").glob("*.html")} == {SLUG, "recipe-00000"}
    refused = studio("pack", "--collection", "Spring Lunch")
    assert refused.exit_code == 2
    assert "Did you mean 'Spring Launch'?" in refused.output
    assert studio("pack").exit_code == 2


def test_nothing_is_packed_when_a_recipe_has_nothing_approved(approved: Path, studio: Studio, tmp_path: Path) -> None:
    """The reason is said, by attempt, and no file is left."""
    studio("review", SLUG, "001", "--reject", "--because", "lighting")
    refused = studio("pack", "recipe-00001", SLUG, "--out", str(tmp_path / "a.zip"))
    assert refused.exit_code == 1
    assert (
        "bag-on-white: nothing of it may go out yet: 001 rejected: lighting; 002 nobody has reviewed it"
        in refused.output
    )
    assert not (tmp_path / "a.zip").exists()


def test_a_file_that_is_no_hand_off_is_never_replaced(approved: Path, studio: Studio, tmp_path: Path) -> None:
    """Only an archive that the studio made for this may be made anew."""
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("a.txt", "a")
    for path, data in ((tmp_path / "a.zip", b"mine"), (other, other.read_bytes())):
        path.write_bytes(data)
        refused = studio("pack", SLUG, "--out", str(path))
        assert refused.exit_code == 1
        assert "is no hand-off" in refused.output
        assert path.read_bytes() == data


def test_a_picture_that_changes_while_it_is_packed_stops_the_hand_off(
    approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is given away is what was approved, or nothing is; an earlier archive stays."""
    picture = approved / "content" / SLUG / "attempts" / "001.png"
    earlier = pack(open_workspace(approved), [SLUG], out=tmp_path / "a.zip").path.read_bytes()
    wrapped = hand_off._approved_bytes

    def late(one: hand_off.Deliverable) -> bytes:
        shutil.copyfile(approved / "content" / SLUG / "attempts" / "002.png", picture)
        return wrapped(one)

    monkeypatch.setattr(hand_off, "_approved_bytes", late)
    with pytest.raises(StoreError, match="changed while it was packed"):
        pack(open_workspace(approved), [SLUG], out=tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == earlier


def test_a_client_gets_verdict_prompt_and_rights_for_people_spreadsheets_and_programs(
    approved: Path, tmp_path: Path
) -> None:
    """The same in the tables, as JSON and in words; a cell is never a formula."""
    path = approved / "content" / SLUG / "recipe.md"
    whose = 'credit: "=HYPERLINK(1)"\ncreator: Zoë\nlicence: https://example.com/l\nexpires: 2199-01-01\nrights: own'
    path.write_text(path.read_text().replace("rights: own", whose, 1))
    shelf = open_workspace(approved)
    folder = unpacked(pack(shelf, [SLUG], out=tmp_path / "a.zip").path, tmp_path / "client")
    attempt = shelf.folder(SLUG).attempts[0]
    with (folder / "approved.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["prompt"] == attempt.prompt
    assert "subject identity: pass; layout and crop: pass" in row["checklist"]
    assert (row["credit"], row["creator"], row["licence"]) == ("'=HYPERLINK(1)", "Zoë", "https://example.com/l")
    assert row["source_type"].endswith("/composite")
    with (folder / "rights.csv").open(encoding="utf-8-sig", newline="") as file:
        (used,) = csv.DictReader(file)
    assert (used["made_with"], used["rights"], used["expires"]) == ("before.jpg", "own", "2199-01-01")
    said = json.loads((folder / "records.json").read_text())
    (one,) = said["pictures"]
    assert (one["prompt"], one["credit"]) == (attempt.prompt, "=HYPERLINK(1)")
    assert one["checklist"]["brand safety"] == "pass"
    assert one["made_with"][0]["creator"] == "Zoë"
    words = (folder / "PROVENANCE.txt").read_text()
    assert "Edited with software, without AI: " in words
    assert "made with         before.jpg (edit target); rights: own; by Zoë" in words
    assert row["sha256"] in words


@pytest.mark.parametrize("text", ["=1", " =1", "+1", "-1", "@A", "\tA", "\n=1", "＝1"])
def test_no_cell_is_run_by_a_spreadsheet(text: str) -> None:
    """Whatever a person wrote: an apostrophe stands before what begins like a formula."""
    assert hand_off_records._cell(text) == f"'{text}"
    assert hand_off_records._cell("a=1") == "a=1"


def test_a_sheet_with_every_picture_lies_beside_them(approved: Path, tmp_path: Path) -> None:
    """As a picture and as a PDF that a program opens."""
    folder = unpacked(pack(open_workspace(approved), [SLUG], out=tmp_path / "a.zip").path, tmp_path / "client")
    with Image.open(folder / "contact-sheet.png") as sheet:
        assert sheet.width > 400
    assert (folder / "contact-sheet.pdf").read_bytes().startswith(b"%PDF-")
    if shutil.which("pdfinfo"):
        done = subprocess.run(
            ["pdfinfo", str(folder / "contact-sheet.pdf")], capture_output=True, text=True, check=True
        )
        assert "Pages:           1" in done.stdout


def test_a_hidden_picture_is_nowhere_not_even_by_its_name(approved: Path, studio: Studio, tmp_path: Path) -> None:
    """Neither in the page, the Markdown, the bundle, the tables nor the statement; hiding it afterwards is enough."""
    folder = approved / "content" / SLUG
    shutil.copy(folder / "before.jpg", folder / "secret-client.jpg")
    path, lent = (
        folder / "recipe.md",
        "  - {image: secret-client.jpg, role: style, credit: Secret Person, rights: licensed}",
    )
    path.write_text(path.read_text().replace("\npreserve:", f"\nreferences:\n{lent}\npreserve:", 1))
    assert studio("run", SLUG, "--again").exit_code == 0
    number = shelf_numbers(approved)[-1]
    studio("review", SLUG, number, "--approve", *ALL_PASS)

    def everything(name: str) -> bytes:
        into = tmp_path / name
        unpacked(pack(open_workspace(approved), [SLUG], out=tmp_path / f"{name}.zip").path, into)
        return b"".join(one.read_bytes() + one.name.encode() for one in into.rglob("*") if one.is_file())

    shown = everything("shown")
    assert b"secret-client" in shown
    assert b"Secret Person" in shown
    path.write_text(path.read_text().replace("rights: licensed}", "rights: licensed, publish: hide}"))
    hidden = everything("hidden")
    assert b"secret-client" not in hidden
    assert b"Secret Person" not in hidden
    assert b"hidden-1.jpg" in hidden


def shelf_numbers(root: Path) -> list[str]:
    return [attempt.id for attempt in open_workspace(root).folder(SLUG).attempts]
