"""Cuts: what each channel takes, from what was approved, and from nothing else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from studio.core.attempts.cut_pixels import Choice
from studio.core.recipe.words import FailureClass
from studio.errors import NotFound, RuleBroken, WriteRefused
from studio.store.cuts import read_cuts
from studio.store.disk import write_atomic
from studio.vision.arrays import Image8
from studio.vision.subject import SubjectFound, find_subject
from studio.workflow.browsing.overview import standing_of
from studio.workflow.publishing.cut_bench import CutOrder, Outcome
from studio.workflow.publishing.cut_list import cuts_of
from studio.workflow.publishing.cut_review import Answers, cut_sheet, judge_cuts
from studio.workflow.publishing.cuts import make_cuts
from studio.workflow.publishing.hand_off import pack
from studio.workspace import Workspace, open_workspace
from tests.workflow.conftest import add_attempt, change_front, change_sidecar
from tests.workflow.cutting import SLUG, approve_picture, photograph

EVERY = tuple(open_workspace(Path(__file__).parent.parent.parent).rules.channels.by_name)
SMALLER = Choice(smaller=True)


def cut(shelf: Workspace, *channels: str, **wish: object) -> Mapping[str, Outcome]:
    """Cut the first recipe; what became of it by channel."""
    return {one.channel: one for one in make_cuts(shelf, SLUG, CutOrder(channels, **wish))}  # type: ignore[arg-type]


def words_of(outcome: Outcome) -> str:
    """All that was found on a cut."""
    assert outcome.cut is not None, outcome.why
    return " ".join(one.says for one in outcome.cut.findings)


def opened(folder: Path, outcome: Outcome) -> Image.Image:
    """A cut as any program sees it."""
    assert outcome.cut is not None, outcome.why
    picture = Image.open(io.BytesIO((folder / "cuts" / outcome.cut.file).read_bytes()))
    picture.load()
    return picture


@pytest.fixture
def on_white(shelf: Workspace) -> tuple[Workspace, Path]:
    """The first recipe with 12 megapixels of a bag on pure white, approved."""
    return shelf, approve_picture(shelf, *photograph("bag", side=3464, white=True))


def test_every_channel_gets_what_its_rules_ask_or_a_reason(on_white: tuple[Workspace, Path]) -> None:
    """From a picture of 12 megapixels: pixels, format, profile, bytes, name; a refusal says what would help."""
    shelf, folder = on_white
    done = cut(shelf, *EVERY)
    assert set(done) == set(EVERY)
    made = [name for name, one in done.items() if one.cut]
    assert {"amazon-main", "google-merchant", "walmart", "product-page", "ebay", "meta-feed"} <= set(made)
    assert done["meta-story"].did == "refused"
    assert "the crop would cut the product" in done["meta-story"].why
    assert "`job: layout-extension` and `channel: meta-story`" in done["meta-story"].why
    for name in made:
        channel, record, picture = shelf.rules.channels.by_name[name], done[name].cut, opened(folder, done[name])
        assert record is not None
        wanted = (record.width_px, record.height_px) if not channel.aspects else channel.recommended
        assert picture.size == wanted
        assert picture.format.lower() in channel.formats  # type: ignore[union-attr]
        assert channel.preferred_format in {None, record.format}
        assert picture.mode == "RGB"
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(profile)
        size = (folder / "cuts" / record.file).stat().st_size
        assert size == record.size_bytes <= (channel.max_bytes or size)
        assert record.file.startswith(f"{SLUG}-{name}-{wanted[0]}x{wanted[1]}.")
        assert record.as_of == channel.as_of
        assert not [one for one in record.findings if one.flag == "look" and one.name in {"shape", "pixels", "file"}]
    assert done["amazon-main"].cut is not None
    assert 0.85 <= next(one.value or 0 for one in done["amazon-main"].cut.findings if one.name == "fill") <= 1


def test_a_white_background_is_looked_at_in_the_pixels_of_the_file(shelf: Workspace) -> None:
    """A grey of one step is none, and no file is left that the channel would refuse."""
    picture, matte = photograph("bag", side=2400, white=True)
    nearly = Image.composite(picture, Image.new("RGB", picture.size, (254, 254, 254)), matte)
    folder = approve_picture(shelf, nearly, matte)
    done = cut(shelf, "amazon-main")["amazon-main"]
    assert done.did == "refused"
    assert "of the border is not pure white" in done.why
    assert "`job: background-replacement`" in done.why
    assert not (folder / "cuts").exists()


def test_the_same_picture_gives_the_same_bytes_and_is_not_written_twice(on_white: tuple[Workspace, Path]) -> None:
    """On any day and in any order; a second command says so."""
    shelf, folder = on_white
    cut(shelf, "ebay", "meta-feed")
    first = {path.name: path.read_bytes() for path in (folder / "cuts").iterdir()}
    assert len(first) == 4
    picture = Image.open(io.BytesIO(first[f"{SLUG}-ebay-1600x1600.jpg"]))
    assert picture.info["icc_profile"][24:36].hex() == "07d000010001000000000000", "a profile says when it was made"
    assert {one.did for one in cut(shelf, "meta-feed", "ebay").values()} == {"as before"}
    for path in (folder / "cuts").iterdir():
        path.unlink()
    cut(shelf, "meta-feed", "ebay")
    assert {path.name: path.read_bytes() for path in (folder / "cuts").iterdir()} == first


def test_an_unscaled_cut_has_the_approved_pixels(shelf: Workspace) -> None:
    """Where the crop has the wanted size already, nothing is computed: a client deck is PNG and loses nothing."""
    picture, matte = photograph("serum", side=2000)
    folder = approve_picture(shelf, picture.crop((40, 300, 1960, 1380)), matte.crop((40, 300, 1960, 1380)))
    done = cut(shelf, "client-deck")["client-deck"]
    assert done.cut is not None
    assert done.cut.scale == 1
    assert opened(folder, done).tobytes() == picture.crop((40, 300, 1960, 1380)).tobytes()


def test_what_is_not_approved_is_not_cut(shelf: Workspace) -> None:
    """Neither by its number nor otherwise, and the reason is the gate's."""
    add_attempt(shelf, SLUG, "002")
    with pytest.raises(RuleBroken, match="attempt 002 may not be cut: nobody has reviewed it"):
        cut(shelf, "ebay", attempt="2")
    change_front(shelf, SLUG, "verdict: approved", "verdict: rejected\n    failure: style")
    with pytest.raises(
        RuleBroken, match="only what is approved is cut, and nothing is: 001 rejected: style; 002 nobody"
    ):
        cut(shelf, "ebay")
    with pytest.raises(NotFound, match="'ebai'"):
        cut(shelf, "ebai")


def test_a_tiny_picture_is_enlarged_only_when_somebody_says_so(shelf: Workspace) -> None:
    """And then the record says so for ever."""
    folder = approve_picture(shelf, *photograph("mug", side=120))
    refused = cut(shelf, "ebay", choice=SMALLER)["ebay"]
    assert "enlarged 13.33 times" in refused.why
    assert "(longest 120 of at least 1000 px)" in refused.why
    assert not (folder / "cuts").exists()
    done = cut(shelf, "ebay", choice=Choice(enlarge=True))["ebay"]
    assert opened(folder, done).size == (1600, 1600)
    assert done.cut is not None
    assert done.cut.scale == pytest.approx(13.3333)
    assert "enlarged 13.33 times, as you allowed" in words_of(done)
    assert next(one for one in done.cut.findings if one.name == "enlargement").flag == "look"


def test_a_transparent_picture_keeps_what_its_channel_lets_it_keep(shelf: Workspace) -> None:
    """A format that holds it where transparency is allowed, white where white is asked, and it is said."""
    folder = approve_picture(shelf, *photograph("bag", side=2400, clear=True))
    done = cut(shelf, "google-merchant", "amazon-main", "ebay", "landing-hero", "meta-feed")
    kept = opened(folder, done["google-merchant"])
    assert (kept.mode, kept.getchannel("A").getextrema()[0]) == ("RGBA", 0)
    flat = opened(folder, done["amazon-main"])
    assert (flat.mode, flat.format, flat.getpixel((2, 2))) == ("RGB", "JPEG", (255, 255, 255))
    assert "What was transparent is white now" in words_of(done["amazon-main"])
    assert "What was transparent is white now" in words_of(done["ebay"])
    assert opened(folder, done["meta-feed"]).format == "PNG"
    assert "decides what stands behind the product" in words_of(done["meta-feed"])
    (shelf.content / "studio.toml").write_text('[channels.meta-feed]\nbackground = "white"\n')
    white = cut(open_workspace(shelf.content), "meta-feed")["meta-feed"]
    assert opened(folder, white).mode == "RGB"


def test_a_product_that_runs_out_of_the_picture_is_said_to(shelf: Workspace) -> None:
    """The crop stays at that edge; it is no fault of the cut, and somebody should look."""
    picture, matte = photograph("bag", side=4000)
    moved, drawn = Image.new("RGB", picture.size, "white"), Image.new("L", matte.size)
    moved.paste(picture, (-1500, 0))
    drawn.paste(matte, (-1500, 0))
    folder = approve_picture(shelf, moved, drawn)
    done = cut(shelf, "etsy-listing", "pinterest-pin")
    assert done["pinterest-pin"].cut is not None
    assert done["pinterest-pin"].cut.crop == (0, 0, 2667, 4000)
    assert "runs out of the approved picture (left)" in words_of(done["pinterest-pin"])
    assert done["etsy-listing"].did == "refused"
    assert len(list((folder / "cuts").glob("*.jpg"))) == 1


@pytest.mark.parametrize("specks", [0, 3])
def test_a_product_nobody_is_sure_of_is_asked_for(
    shelf: Workspace, specks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of plain noise has none: it is cut nowhere, until a person says where it is.

    Nor when a few points of it are taken for something.
    """

    def found(small: Image8) -> SubjectFound:
        one = find_subject(small)
        one.matte[500 : 500 + specks, 600 : 600 + specks] = 1
        return one

    monkeypatch.setattr("studio.workflow.publishing.cut_subject.find_subject", found)
    grey = np.random.default_rng(0).normal(128, 90, (2000, 2400)).clip(0, 255).astype(np.uint8)
    noise = Image.fromarray(grey).convert("RGB")
    approve_picture(shelf, noise, None)
    refused = cut(shelf, "ebay")["ebay"]
    assert "not sure what the product is" in refused.why
    assert "--subject X,Y,WIDTH,HEIGHT" in refused.why
    done = cut(shelf, "ebay", subject=(0.6, 0.2, 0.35, 0.6))["ebay"]
    assert done.cut is not None
    assert done.cut.crop == (400, 0, 2400, 2000)
    assert "where you said" in words_of(done)


def test_a_channel_that_forbids_words_gets_none(shelf: Workspace) -> None:
    """Words that the edit put on the picture are known without reading it."""
    approve_picture(shelf, *photograph("bag", side=2400, white=True))
    record = {"source": "before.jpg", "change": "the sky", "subject": {"mask": "subject.png"},
              "text": [{"say": "Spring Sale"}]}  # fmt: skip
    change_sidecar(shelf, SLUG, spec=record)
    done = cut(shelf, "amazon-main", "ebay")
    assert "wants no words in the picture, and this one was made with “Spring Sale”" in done["amazon-main"].why
    assert done["ebay"].did == "made"


def test_a_cut_goes_with_its_approval(on_white: tuple[Workspace, Path]) -> None:
    """It is stale at once: said in the status, not approved any more, taken away by the next command."""
    shelf, folder = on_white
    cut(shelf, "ebay", "meta-feed")
    judge_cuts(shelf, SLUG, Answers(approve=("all",), reviewer="Ada", reviewed="2026-11-20T10:00:00Z"))
    assert [row.standing.goes_out for row in cuts_of(shelf, shelf.folder(SLUG))] == [True, True]
    change_front(shelf, SLUG, "verdict: approved", "verdict: rejected\n    failure: style")
    (row, _) = cuts_of(shelf, shelf.folder(SLUG))
    assert (row.standing.word, row.standing.goes_out) == ("stale", False)
    assert "attempt 001 is not approved any more (rejected: style)" in row.standing.reason
    (status,) = standing_of(shelf, [SLUG])
    assert "2 cuts are stale: `studio cut recipe-00000` makes them anew or takes them away" in status.next_step
    said = make_cuts(shelf, SLUG, CutOrder())
    assert [one.did for one in said] == ["taken away", "taken away"]
    assert "the cut was approved by Ada, 2026-11-20" in said[0].why
    assert not (folder / "cuts").exists()


def test_another_approved_picture_makes_stale_cuts_anew(on_white: tuple[Workspace, Path]) -> None:
    """Under the same names, to be looked at again: a verdict belongs to the bytes that were seen."""
    shelf, folder = on_white
    cut(shelf, "ebay")
    judge_cuts(shelf, SLUG, Answers(approve=("ebay",)))
    approve_picture(shelf, *photograph("mug", side=2400, white=True))
    assert [row.standing.word for row in cuts_of(shelf, shelf.folder(SLUG))] == ["stale"]
    assert [one.did for one in make_cuts(shelf, SLUG, CutOrder())] == ["made"]
    (row,) = cuts_of(shelf, shelf.folder(SLUG))
    assert row.standing.word == "to review"
    assert len(row.cut.reviews) == 1
    assert len(list((folder / "cuts").iterdir())) == 2


def test_rules_that_changed_make_a_cut_stale(on_white: tuple[Workspace, Path]) -> None:
    """An override in the workspace is a change as well; the cut is made by the new rules."""
    shelf, _ = on_white
    cut(shelf, "ebay")
    (shelf.content / "studio.toml").write_text("[channels.ebay]\nrecommended = [2000, 2000]\n")
    shelf = open_workspace(shelf.content)
    (row,) = cuts_of(shelf, shelf.folder(SLUG))
    assert "the rules of eBay listing have changed" in row.standing.reason
    make_cuts(shelf, SLUG, CutOrder())
    assert [one.file for one in read_cuts(shelf.content / SLUG)] == [f"{SLUG}-ebay-2000x2000.jpg"]


def test_a_cut_for_a_channel_that_is_gone_is_stale(on_white: tuple[Workspace, Path]) -> None:
    """A workspace's own channel may be taken out of its settings; the cut says which one it was."""
    shelf, _ = on_white
    settings = shelf.content / "studio.toml"
    before = settings.read_text() if settings.exists() else ""
    settings.write_text(f'{before}\n[channels.poster]\nlabel = "Poster"\nrecommended = [900, 900]\n')
    cut(open_workspace(shelf.content), "poster")
    settings.write_text(before)
    shelf = open_workspace(shelf.content)
    (row,) = cuts_of(shelf, shelf.folder(SLUG))
    assert row.standing.reason == "there is no channel 'poster' any more"


@pytest.mark.parametrize("stop", range(4))
def test_a_stop_at_any_step_of_a_renaming_leaves_one_cut(
    on_white: tuple[Workspace, Path], monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    """The old one or the new one, with its answers; the next command takes away what was left."""
    shelf, _ = on_white
    cut(shelf, "ebay")
    judge_cuts(shelf, SLUG, Answers(approve=("all",), reviewer="Ann"))
    settings = shelf.content / "studio.toml"
    settings.write_text(
        (settings.read_text() if settings.exists() else "") + "\n[channels.ebay]\nrecommended = [2000, 2000]\n"
    )
    renamed = open_workspace(shelf.root)
    steps = iter(range(100))

    def until(path: Path, data: bytes) -> None:
        if next(steps) == stop:
            raise KeyboardInterrupt
        write_atomic(path, data)

    with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
        patched.setattr("studio.store.cuts.write_atomic", until)
        if stop == 2:
            patched.setattr("studio.store.cuts._take_away", interrupted)
        cut(renamed, "ebay")
    (one,) = read_cuts(shelf.content / SLUG)
    assert len(one.reviews) == 1
    cut(renamed, "ebay")
    judge_cuts(renamed, SLUG, Answers(approve=("all",), reviewer="Ann"))
    assert sorted(path.name for path in (shelf.content / SLUG / "cuts").iterdir()) == [
        f"{SLUG}-ebay-2000x2000.jpg", f"{SLUG}-ebay-2000x2000.json",
    ]  # fmt: skip


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_file_that_a_person_changed_or_put_there_is_never_lost(on_white: tuple[Workspace, Path]) -> None:
    """It is not overwritten, not taken away, and does not count as the cut that was approved."""
    shelf, folder = on_white
    mine = folder / "cuts" / f"{SLUG}-ebay-1600x1600.jpg"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    with pytest.raises(WriteRefused, match="not the file that the studio made"):
        cut(shelf, "ebay")
    assert mine.read_bytes() == b"mine"
    mine.unlink()
    cut(shelf, "ebay")
    judge_cuts(shelf, SLUG, Answers(approve=("all",)))
    mine.write_bytes(mine.read_bytes() + b"retouched")
    (row,) = cuts_of(shelf, shelf.folder(SLUG))
    assert (row.standing.word, row.standing.goes_out) == ("changed", False)
    with pytest.raises(RuleBroken, match="somebody changed"):
        judge_cuts(shelf, SLUG, Answers(approve=("all",)))
    change_front(shelf, SLUG, "verdict: approved", "verdict: rejected\n    failure: style")
    with pytest.raises(WriteRefused):
        make_cuts(shelf, SLUG, CutOrder())
    assert mine.read_bytes().endswith(b"retouched")


def test_cuts_are_judged_as_a_set_or_one_by_one(on_white: tuple[Workspace, Path], tmp_path: Path) -> None:
    """By file or channel; what is rejected by name is not approved by `all`; nothing is half recorded."""
    shelf, _ = on_white
    cut(shelf, "ebay", "meta-feed", "product-page")
    with pytest.raises(RuleBroken, match="A rejection needs its reason"):
        judge_cuts(shelf, SLUG, Answers(reject=("ebay",)))
    with pytest.raises(NotFound, match="No cut is called 'ebya'"):
        judge_cuts(shelf, SLUG, Answers(approve=("meta-feed", "ebya")))
    assert {row.standing.word for row in cuts_of(shelf, shelf.folder(SLUG))} == {"to review"}
    wish = Answers(("all",), (f"{SLUG}-meta-feed-1440x1800.jpg",), FailureClass.LAYOUT, note="too tight")
    assert len(judge_cuts(shelf, SLUG, wish)) == 3
    found = {row.cut.channel: row for row in cuts_of(shelf, shelf.folder(SLUG))}
    assert {name: str(row.standing.word) for name, row in found.items()} == {
        "ebay": "approved", "product-page": "approved", "meta-feed": "rejected",
    }  # fmt: skip
    assert found["meta-feed"].standing.reason == "rejected: layout"
    assert cut_sheet(shelf, SLUG, tmp_path / "sheet.png") == 3
    judge_cuts(shelf, SLUG, Answers(("all",)))
    words = {row.cut.channel: str(row.standing.word) for row in cuts_of(shelf, shelf.folder(SLUG))}
    assert words["meta-feed"] == "rejected", "what was rejected earlier is approved by its name alone"
    judge_cuts(shelf, SLUG, Answers(("all", "meta-feed")))
    assert {row.standing.word for row in cuts_of(shelf, shelf.folder(SLUG))} == {"approved"}


def test_a_dry_run_writes_nothing(on_white: tuple[Workspace, Path]) -> None:
    """It says what would be made, and leaves stale cuts where they are."""
    shelf, folder = on_white
    assert cut(shelf, "ebay", write=False)["ebay"].did == "would be made"
    assert not (folder / "cuts").exists()
    cut(shelf, "ebay")
    change_front(shelf, SLUG, "verdict: approved", "verdict: rejected\n    failure: style")
    assert [one.did for one in make_cuts(shelf, SLUG, CutOrder(write=False))] == ["would be taken away"]
    assert len(list((folder / "cuts").iterdir())) == 2


def test_a_pack_takes_approved_cuts_along_and_no_others(on_white: tuple[Workspace, Path], tmp_path: Path) -> None:
    """Byte for byte, with a table of what each is for; neither those that wait nor those that went stale."""
    shelf, folder = on_white
    cut(shelf, "ebay", "meta-feed", "product-page")
    judge_cuts(shelf, SLUG, Answers(("ebay", "meta-feed"), reviewer="=Ada", reviewed="2026-11-20T10:00:00Z"))
    retouched = folder / "cuts" / f"{SLUG}-meta-feed-1440x1800.jpg"
    retouched.write_bytes(retouched.read_bytes() + b"retouched")
    packed = pack(shelf, [SLUG], out=tmp_path / "a.zip")
    assert (packed.pictures, packed.cuts) == (1, 1)
    with zipfile.ZipFile(packed.path) as archive:
        name = f"{SLUG}-ebay-1600x1600.jpg"
        assert [entry for entry in archive.namelist() if "/cuts/" in entry] == [f"a/cuts/{name}"]
        assert archive.read(f"a/cuts/{name}") == (folder / "cuts" / name).read_bytes()
        (row,) = csv.DictReader(archive.read("a/cuts.csv").decode("utf-8-sig").splitlines())
        readme = archive.read("a/README.txt").decode()
    assert (row["file"], row["channel"], row["width_px"]) == (f"cuts/{name}", "ebay", "1600")
    assert (row["reviewer"], row["approved"]) == ("'=Ada", "2026-11-20")
    assert "cuts/           the picture as their channels take them" in readme
    change_front(shelf, SLUG, "rights: own", "rights: own\ncollections: [Spring]")
    (folder / "cuts" / name).unlink()
    with zipfile.ZipFile(pack(shelf, [SLUG], out=tmp_path / "b.zip").path) as archive:
        assert not [entry for entry in archive.namelist() if "cuts" in entry]
