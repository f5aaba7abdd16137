"""A guide taken apart: what is a heading, what is an edit block, and what neither is."""

from __future__ import annotations

import pytest

from studio.store.markdown import parse_guide, without_edit_blocks


def test_a_heading_inside_a_fence_is_none() -> None:
    """A comment of YAML looks like one."""
    guide, (fence,) = parse_guide(
        "# One\n\n```yaml edit hero\n# a comment\nkey: value\n```\n\n## Two ##\n", first_line=9
    )
    assert [(section.title, section.level, section.line) for section in guide.sections] == [
        ("One", 1, 9),
        ("Two", 2, 16),
    ]
    assert (fence.name, fence.text, fence.line) == ("hero", "# a comment\nkey: value\n", 11)
    assert [number for number, _ in guide.prose()] == [9, 10, 15, 16]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_section_is_the_very_text_below_its_heading(end: str) -> None:
    """Whatever the lines end with, and with headings that are underlined or stand in a list or a quotation."""
    body = end.join(["Opening", "lines.", "", "Title", "=====", "", "> # quoted", "", "- # listed", "", "## Last", "x"])
    guide, _ = parse_guide(body, first_line=1)
    assert guide.opening == "Opening\nlines."
    assert [(section.title, section.text) for section in guide.sections] == [
        ("Title", f"> # quoted{end}{end}- # listed"), ("Last", "x"),
    ]  # fmt: skip


def test_what_stands_in_a_comment_is_no_part_of_the_guide() -> None:
    """An edit that somebody commented out is not run."""
    guide, fences = parse_guide("<!--\n## Old\n```yaml edit\nchange: x\n```\n-->\n\n## New\n", first_line=1)
    assert ([section.title for section in guide.sections], fences) == (["New"], ())


def test_edit_blocks_are_taken_out_and_nothing_else() -> None:
    """Other code stays, and so does a block that is only quoted by a longer fence."""
    assert without_edit_blocks("a\n\n```yaml edit\nx: 1\n```\n\n```yaml\ny: 2\n```\n") == "a\n\n\n```yaml\ny: 2\n```"
    quoted = "````\n```yaml edit\nx: 1\n```\n````"
    assert without_edit_blocks(quoted) == quoted


@pytest.mark.parametrize(
    ("address", "file"),
    [("cup.jpg", "cup.jpg"), ("a%20cup.jpg", "a cup.jpg"), ("https://example.org/cup.jpg", ""), ("http://[", "")],
)
def test_a_picture_of_the_guide_is_a_file_beside_it_or_none(address: str, file: str) -> None:
    """What lies elsewhere, or is no address at all, is no file of the recipe."""
    guide, _ = parse_guide(f"![A cup]({address})\n", first_line=1)
    assert [one.file for one in guide.pictures] == [file]
