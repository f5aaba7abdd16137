"""The outline page, over a real socket and with the real file."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from studio.core.subject import Subject
from studio.workflow.writing.outline import ProductOutline, save_outline, starting_guess
from studio.workflow.writing.outline_page import OutlinePage
from studio.workspace import open_workspace
from tests.conftest import Studio

SLUG = "bag-on-white"


def test_a_clicked_outline_reaches_the_recipe(workspace: Path) -> None:
    """Open the page, look by a click and by a box, save three corners and an opening, find them in the edit spec."""
    home = open_workspace(workspace)
    folder = home.folder(SLUG)
    asked: list[Subject] = []

    def find(hint: Subject) -> ProductOutline:
        asked.append(hint)
        return ProductOutline(((0.2, 0.2), (0.8, 0.2), (0.5, 0.8)), note="a guess", other=((0, 0), (1, 0), (1, 1)))

    page = OutlinePage(
        workspace / "content" / SLUG / "before.jpg",
        ProductOutline(()),
        save=lambda drawn: save_outline(home, folder, **drawn),
        find=find,
    )
    server = threading.Thread(target=page.serve, daemon=True)
    server.start()
    for hint in ({"point": [0.5, 0.6]}, {"box": [0.1, 0.1, 0.8, 0.8]}):
        with urllib.request.urlopen(page.address + "find", json.dumps(hint).encode()) as answer:
            found = json.loads(answer.read())
            assert found["points"][0] == [0.2, 0.2]
            assert len(found["other"]) == 3
    assert [one.point or one.box for one in asked] == [(0.5, 0.6), (0.1, 0.1, 0.8, 0.8)]
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(page.address + "find", json.dumps({"point": [5, 5]}).encode())
    with urllib.request.urlopen(page.address) as answer:
        assert b"<svg" in answer.read()
    with urllib.request.urlopen(page.address + "picture") as answer:
        assert answer.read() == (workspace / "content" / SLUG / "before.jpg").read_bytes()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(page.address.rsplit("/", 2)[0] + "/guess/")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(page.address + "save", json.dumps({"points": [[0, 0]]}).encode())
    drawn = {"points": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]], "holes": [[[0.4, 0.3], [0.6, 0.3], [0.5, 0.5]]]}
    urllib.request.urlopen(page.address + "save", json.dumps(drawn).encode())
    server.join(5)
    assert not server.is_alive()
    subject = home.folder(SLUG).recipe.edit().spec.subject
    assert subject.polygon == ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))
    assert subject.holes == (((0.4, 0.3), (0.6, 0.3), (0.5, 0.5)),)


def test_the_guess_finds_the_bag_with_its_openings(workspace: Path, studio: Studio) -> None:
    """At most sixty corners, and the handles' openings; written, it runs."""
    home = open_workspace(workspace)
    guess = starting_guess(home, home.folder(SLUG))
    assert 8 <= len(guess.points) <= 60
    assert guess.holes
    assert studio("mask", SLUG, "--guess").exit_code == 0
    assert studio("check", SLUG).exit_code == 0
    assert studio("run", SLUG).exit_code == 0
