"""A file of rows that is changed where it must be is the file that all rows make."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.publish.machine_files import Earlier, MachineFiles
from studio.publish.pages.rows_file import RowsFile

FORMS = (
    RowsFile("a.json", 0, b"[\n", b",\n", b"\n]\n"),
    RowsFile("a.txt", 1, b"# title\n\n", b"\n", b"\n", root=b"https://x/"),
)
SLUGS = [chr(number) for number in range(ord("a"), ord("k"))]
SITES = st.lists(st.sampled_from(SLUGS), unique=True)
Rows = tuple[bytes, bytes, bytes]


class Kept:
    """Rows by slug, as the state keeps them."""

    def __init__(self, rows: dict[str, Rows]) -> None:
        self.rows = rows
        self.asked: list[str] = []

    def machine_rows(self, slugs: list[str]) -> list[Rows]:
        self.asked += slugs
        return [self.rows[slug] for slug in slugs]


def rows_of(order: list[str], version: dict[str, int]) -> dict[str, Rows]:
    return {slug: (b'{"slug":"%s","v":%d}' % (slug.encode(), version.get(slug, 0)),
                   b"- (\0%s.md): %d" % (slug.encode(), version.get(slug, 0)), b"") for slug in order}  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(was=SITES, now=SITES, touched=st.sets(st.sampled_from(SLUGS)))
def test_a_changed_file_is_the_file_that_all_rows_make(
    tmp_path: Path, was: list[str], now: list[str], touched: set[str]
) -> None:
    """Whatever came, went, changed or took another place; the others kept their order."""
    stays = [slug for slug in was if slug in now and slug not in touched]
    if stays != [slug for slug in now if slug in stays]:
        stays = []
    changed = {*was, *now} - set(stays)
    before, after = rows_of(was, {}), rows_of(now, dict.fromkeys(changed, 1))
    for form in FORMS:
        (tmp_path / form.path).write_bytes(form.whole(before[slug][form.column] for slug in was))
        earlier = Earlier(tmp_path, {slug: before.get(slug, (b"", b"", b"")) for slug in changed})
        MachineFiles(Kept(after), now, earlier).write(form, str(tmp_path / "made"))  # type: ignore[arg-type]
        assert (tmp_path / "made").read_bytes() == form.whole(after[slug][form.column] for slug in now)


def test_one_row_of_many_is_changed_without_asking_for_the_others(tmp_path: Path) -> None:
    """That is what it is for."""
    before, after = rows_of(SLUGS, {}), rows_of(SLUGS, {"e": 1})
    form = FORMS[0]
    (tmp_path / form.path).write_bytes(form.whole(before[slug][0] for slug in SLUGS))
    kept = Kept(after)
    MachineFiles(kept, SLUGS, Earlier(tmp_path, {"e": before["e"]})).write(form, str(tmp_path / "made"))  # type: ignore[arg-type]
    assert kept.asked == ["d", "e"]
    assert (tmp_path / "made").read_bytes() == form.whole(after[slug][0] for slug in SLUGS)


@pytest.mark.parametrize("spoiled", [b"", b"[\n\n]\n", b"words", b'[\n{"slug":"a","v":0}\n]\n'])
def test_a_file_that_is_not_what_it_should_be_is_made_anew(tmp_path: Path, spoiled: bytes) -> None:
    """Emptied, cut off, or somebody else's."""
    before, after, form = rows_of(SLUGS, {}), rows_of(SLUGS, {"e": 1}), FORMS[0]
    (tmp_path / form.path).write_bytes(spoiled)
    files = MachineFiles(Kept(after), SLUGS, Earlier(tmp_path, {"e": before["e"]}))  # type: ignore[arg-type]
    files.write(form, str(tmp_path / "made"))
    assert (tmp_path / "made").read_bytes() == form.whole(after[slug][0] for slug in SLUGS)


def test_a_row_that_stands_twice_is_not_guessed_at(tmp_path: Path) -> None:
    """Which of the two is meant nobody knows."""
    (tmp_path / "a").write_bytes(b"[\nx,\nx,\ny\n]\n")
    with (tmp_path / "a").open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as old:
        assert FORMS[0].changed(old, gone=[b"x"], come=[]) is None
