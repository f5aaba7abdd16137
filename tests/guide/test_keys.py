"""The keys that the guide names are the keys of the terminal studio."""

from __future__ import annotations

import re

from textual.binding import Binding

from studio.tui.screens.library import LibraryScreen
from studio.tui.screens.recipe import RecipeScreen
from tests.guide.pages import GUIDE


def test_the_keys_of_the_first_page_do_what_it_says() -> None:
    """By the words that stand at the foot of the two screens."""
    rows = re.findall(r"\| `(\w)` \| (\w+) \| `(\w)` \| (\w+) \|", (GUIDE / "first-page.md").read_text())
    assert len(rows) == 5
    of_list, of_recipe = (
        {one.key: one.description for one in screen.BINDINGS if isinstance(one, Binding)}
        for screen in (LibraryScreen, RecipeScreen)
    )
    for key, word, other_key, other_word in rows:
        assert (of_list[key], of_recipe[other_key]) == (word, other_word)
