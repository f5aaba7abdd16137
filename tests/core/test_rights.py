"""Rights that end, and people who have not agreed: nothing made with such a picture goes out, and the day is said."""

from __future__ import annotations

import dataclasses
import datetime
import os
from pathlib import Path
from typing import Any

import pytest

from studio.core.attempts.attempt import Attempt, InputUsed
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import gallery
from studio.core.attempts.standing import rights_end, standing
from studio.core.attempts.status import next_step, recipe_status
from studio.core.checks.folder import check_pictures
from studio.core.recipe.words import Status
from studio.workflow.publishing.site import BuildOptions, build
from studio.workspace import open_workspace
from tests.bench.corpus import workspace as corpus
from tests.core.makers import SPEC, make_attempt, make_digest, make_facts, make_folder, make_recipe, make_review
from tests.workflow.conftest import change_front

TODAY = "2026-11-28"


def lent(*, publish: str = "show", role: str = "style", **said: Any) -> RecipeFolder:
    """A recipe with an approved result that was made with a lent picture, about which the recipe now says more."""
    reference = {"image": "lent.jpg", "role": role, "rights": "licensed", "publish": publish}
    now = {**SPEC, "references": [{**reference, **said}]}
    made = make_attempt("001", spec={**SPEC, "references": [reference]})
    used = InputUsed(image="lent.jpg", role=role, digest=make_digest("lent.jpg"))
    made = made.model_copy(update={"inputs": (*made.inputs, used)})
    recipe = make_recipe(reviews=[make_review("001")], specs=[("", now)])
    folder = make_folder(recipe, made, lent_jpg=make_facts("lent.jpg"))
    return dataclasses.replace(folder, today=TODAY)


@pytest.mark.parametrize("publish", ["show", "hide"])
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, ""),
        ({"expires": TODAY}, ""),
        ({"expires": "2026-11-27"}, "'lent.jpg' might be used until 2026-11-27 ('expires')"),
        ({"consent": "pending"}, "the people in 'lent.jpg' have not agreed yet ('consent')"),
        ({"consent": "given"}, ""),
        ({"role": "person"}, "nobody has said whether the people in 'lent.jpg' agreed ('consent')"),
        ({"role": "person", "consent": "given"}, ""),
        ({"role": "person", "consent": "not needed"}, ""),
    ],
)
def test_nothing_goes_out_without_rights_shown_or_hidden(publish: str, said: dict[str, Any], reason: str) -> None:
    """What the recipe says today counts, whatever it said when the picture was made."""
    folder = lent(publish=publish, **said)
    assert standing(folder, folder.attempts[0]).reason == reason
    assert bool(gallery([folder]).entries) == (not reason)
    status = recipe_status(folder, ())
    assert status is (Status.HELD_BACK if reason else Status.APPROVED)
    assert reason in next_step(folder, status)


def test_the_day_on_which_rights_end_is_said_before_it_comes() -> None:
    """The first of several; one of a rejected attempt is nobody's business."""
    folder = lent(expires="2026-12-31")
    assert "rights in it end on 2026-12-31" in next_step(folder, Status.APPROVED)
    assert "rights in it end" not in next_step(lent(), Status.APPROVED)
    assert rights_end(lent(expires="2020-01-01"), folder.attempts) is None


def test_a_retry_is_held_back_by_what_its_parent_was_made_with() -> None:
    """The way to a picture counts, not only its last step."""
    folder = lent(expires="2026-11-27")
    retry: Attempt = make_attempt("002", parent="001", start="parent", source="attempts/001.png")
    both = dataclasses.replace(folder, attempts=(*folder.attempts, retry))
    assert "until 2026-11-27" in standing(
        dataclasses.replace(both, recipe=make_recipe(reviews=[make_review("002")], specs=[
            (one.name, dict(one.data)) for one in folder.recipe.edits]),
            pictures={**both.pictures, "attempts/002.png": make_facts("002")}), retry,
    ).reason  # fmt: skip


def test_the_checks_name_the_line_before_anything_is_spent() -> None:
    """Of a reference, and of the picture that is edited, whose rights stand in the front matter."""
    folder = lent(expires="2020-01-01", role="person")
    found = {problem.rule: str(problem) for problem in check_pictures(folder, folder.recipe.edits[0])}
    assert "'lent.jpg' might be used until 2020-01-01" in found["expired-rights"]
    assert "Add 'consent: given'" in found["no-consent"]
    old = dataclasses.replace(make_folder(make_recipe(expires="2020-01-01")), today=TODAY)
    rules = {problem.rule for problem in check_pictures(old, old.recipe.edits[0])}
    assert "expired-rights" in rules


def test_a_site_drops_a_picture_on_the_day_after_its_rights_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although no file of the recipe has changed since the last build."""
    shelf = open_workspace(corpus(2, tmp_path / "shelf", side=200))
    change_front(shelf, "recipe-00000", "rights: own", "rights: own\nexpires: 2026-12-01")
    options = BuildOptions(out=tmp_path / "site", base_url="")
    for path in (*shelf.root.rglob("*"), shelf.content):  # what was changed a moment ago is looked at in any case
        os.utime(path, (1_700_000_000, 1_700_000_000))

    class Clock(datetime.datetime):
        day = datetime.date(2026, 12, 1)

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
            return cls(cls.day.year, cls.day.month, cls.day.day, tzinfo=tz)

    monkeypatch.setattr("studio.store.recipes.datetime.datetime", Clock)
    assert build(shelf, on_progress=lambda *_: None, options=options).recipes == 2
    Clock.day = datetime.date(2026, 12, 2)
    report = build(shelf, on_progress=lambda *_: None, options=options)
    assert report.recipes == 1
    assert [left.reason for left in report.left_out] == ["'before.jpg' might be used until 2026-12-01 ('expires')"]
    assert not (tmp_path / "site/recipes/recipe-00000.html").exists()
