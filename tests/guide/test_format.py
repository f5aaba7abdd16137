"""The page of fields is made from the schemas."""

from __future__ import annotations

from tests.guide.recipe_format import PAGE, written


def test_the_page_lists_every_field_as_the_studio_takes_it() -> None:
    """`python -m tests.guide.recipe_format` writes it anew."""
    assert PAGE.read_text() == written()
