"""An outline to begin with: the recipe's own, or what the studio finds, with the second finder's answer in doubt."""

from __future__ import annotations

import numpy as np
import pytest

from studio.core.subject import Subject
from studio.errors import ContentError
from studio.vision.subject import Confidence, SubjectFound
from studio.workflow.writing import outline
from studio.workflow.writing.outline import Box, found_in_box, starting_box, starting_guess
from studio.workspace import Workspace
from tests.workflow.conftest import change_front

SLUG = "recipe-00001"
SURE = Confidence(0.1, agreement=0.97, finders="colours and network", is_independent=True, doubt="")


def area(left: int, right: int) -> np.ndarray:
    """(40, 40) 1 in a rectangle of 20 rows."""
    made = np.zeros((40, 40), np.float32)
    made[10:30, left:right] = 1
    return made


def found(monkeypatch: pytest.MonkeyPatch, answer: SubjectFound) -> None:
    monkeypatch.setattr(outline, "find_subject", lambda _picture: answer)


@pytest.mark.parametrize("is_doubted", [True, False])
def test_what_the_second_finder_took_is_offered_only_where_the_finders_are_in_doubt(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch, is_doubted: bool
) -> None:
    """The outline itself is the first one's, as corners in fractions of the picture."""
    answer = SubjectFound(area(8, 24), SURE, 0, area(20, 36) > 0.5)
    found(monkeypatch, answer.doubted("They differ.") if is_doubted else answer)
    guess = starting_guess(shelf, shelf.folder(SLUG))
    assert min(x for x, _ in guess.points) == pytest.approx(0.2, abs=0.03)
    assert "colours and network agree on 97% of it" in guess.note
    assert bool(guess.other) is is_doubted
    if guess.other:
        assert min(x for x, _ in guess.other) == pytest.approx(0.5, abs=0.03)


def test_where_one_finder_found_nothing_else_nothing_else_is_offered(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In doubt or not."""
    found(monkeypatch, SubjectFound(area(8, 24), SURE, 0, None).doubted("They differ."))
    assert starting_guess(shelf, shelf.folder(SLUG)).other == ()
    found(monkeypatch, SubjectFound(area(8, 24), None, 0, None))
    assert starting_guess(shelf, shelf.folder(SLUG)).note == "a guess"


def test_where_nothing_is_found_a_person_is_asked_to_draw(shelf: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """And there is no box to begin with."""
    found(monkeypatch, SubjectFound(area(0, 0), SURE, 0))
    guess = starting_guess(shelf, shelf.folder(SLUG))
    assert (guess.points, guess.holes) == ((), ())
    assert "draw it" in guess.note
    assert starting_box(shelf, shelf.folder(SLUG)) is None


def test_a_box_goes_around_what_was_found_and_what_lies_in_it_is_looked_for(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A box in the recipe stays as it is."""
    found(monkeypatch, SubjectFound(area(8, 24), SURE, 0))
    box = starting_box(shelf, shelf.folder(SLUG))
    assert box is not None
    assert (box.x, box.y, box.width, box.height) == pytest.approx((0.2, 0.25, 0.4, 0.5), abs=0.06)
    asked: list[object] = []

    def in_box(_picture: object, *, box: object) -> SubjectFound:
        asked.append(box)
        return SubjectFound(area(8, 24), None, 0)

    monkeypatch.setattr(outline, "subject_from_box", in_box)
    assert found_in_box(shelf, shelf.folder(SLUG), Box(0.1, 0.2, 0.3, 0.4)).points
    assert asked == [(0.1, 0.2, 0.3, 0.4)]
    change_front(shelf, SLUG, "change: ", "subject: {box: [0.5, 0.1, 0.2, 0.3]}\nchange: ")
    assert starting_box(shelf, shelf.folder(SLUG)) == Box(0.5, 0.1, 0.2, 0.3)


def test_an_outline_in_the_recipe_is_where_a_person_goes_on(shelf: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless they click somewhere; and an edit without a source of its own has none."""
    change_front(shelf, SLUG, "change: ", "subject: {polygon: [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}\nchange: ")
    assert starting_guess(shelf, shelf.folder(SLUG)).points == ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))
    monkeypatch.setattr(outline, "subject_from_box", lambda _picture, *, box: SubjectFound(area(8, 24), None, 0))
    hinted = starting_guess(shelf, shelf.folder(SLUG), hint=Subject(box=(0.1, 0.1, 0.5, 0.5)))
    assert hinted.note == "a guess"
    change_front(shelf, SLUG, "source: before.jpg", "from: nothing")
    with pytest.raises(ContentError):
        outline.source_of(shelf, shelf.folder(SLUG), None)
