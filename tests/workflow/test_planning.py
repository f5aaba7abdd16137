"""What a run would do: every picture that was asked for, from the pictures that are there, and nothing twice."""

from __future__ import annotations

import pytest
from PIL import Image

from studio.core.attempts.attempt import Attempt
from studio.core.recipe.words import FailureClass, Role
from studio.errors import ContentError, NotFound, RuleBroken
from studio.workflow.judging.retry import RetryWish, plan_retry
from studio.workflow.making.edit_request import approved_of, attempt_request
from studio.workflow.making.plan import Choices, plan_recipe
from studio.workflow.making.recover import request_again
from studio.workspace import Workspace
from tests.workflow.conftest import add_attempt, change_front, change_sidecar

SLUG = "recipe-00001"
PALETTE = "references: [{image: palette.png, role: palette, rights: own}]\nchange: "


def add_palette(shelf: Workspace) -> None:
    """Give the recipe a further picture."""
    Image.new("RGB", (32, 32), "teal").save(shelf.content / SLUG / "palette.png")
    change_front(shelf, SLUG, "change: ", PALETTE)


def add_step(shelf: Workspace) -> None:
    """Give the recipe a second edit, which builds on the first."""
    path = shelf.content / SLUG / "recipe.md"
    change_front(shelf, SLUG, "```yaml edit\n", "```yaml edit first\n")
    change_sidecar(shelf, SLUG, edit="first")
    step = "from: first\npreserve: [bag]\nchange: the light\nlocal: {background: {kind: white}}"
    path.write_text(f"{path.read_text()}\n\n```yaml edit second\n{step}\n```\n")


def test_every_variation_is_planned_as_often_as_it_is_wanted(shelf: Workspace) -> None:
    """Each is another picture to pay for, with its own label and its own fingerprint."""
    change_front(shelf, SLUG, "change: ", "vary: {style: [[daylight], [candle light]]}\nchange: ")
    plans = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(n=2))
    assert [plan.variation for plan in plans] == ["style: daylight"] * 2 + ["style: candle light"] * 2
    assert len({plan.fingerprint for plan in plans}) == 4
    assert all(plan.is_fresh and plan.is_free and not plan.again for plan in plans)


def test_what_the_person_chose_goes_before_what_the_recipe_says(shelf: Workspace) -> None:
    """Engine, model, quality and seed of this run; what was not chosen stays."""
    plain = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0]
    assert (plain.used.name, plain.used.settings["seed"]) == ("local", 0)
    seeded = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(seed=7))[0]
    assert seeded.used.settings["seed"] == 7
    assert seeded.fingerprint != plain.fingerprint
    paid = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(engine="openai", quality="low"))[0]
    assert (paid.used.name, paid.used.settings["quality"], paid.is_free) == ("openai", "low", False)


def test_what_was_made_before_is_not_made_again_unless_it_is_asked_for(shelf: Workspace) -> None:
    """The same spec in the words of an earlier version is the same; that it says it otherwise now is said."""
    plan = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0]
    change_sidecar(shelf, SLUG, fingerprint=plan.fingerprint, prompt=plan.request.prompt)
    found = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0]
    assert found.made_before is not None
    assert (found.made_before.id, found.is_fresh, found.says_it_anew) == ("001", False, False)
    again = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(again=True))[0]
    assert (again.made_before, again.is_fresh, again.again) == (None, True, True)
    change_sidecar(shelf, SLUG, fingerprint=plan.fingerprint_without_files)
    assert not plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0].is_fresh


def test_the_same_edit_is_held_back_while_nobody_knows_what_became_of_it(shelf: Workspace) -> None:
    """With the words that settle it; a request that costs nothing holds nothing back."""
    plan = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0]
    lost = {"kind": "EngineInterrupted", "message": "The line went dead.", "may_be_billed": True}
    change_sidecar(shelf, SLUG, fingerprint=plan.fingerprint, state="failed", picture=None, failure=lost,
                   cost_usd=None, estimate_usd="0.05")  # fmt: skip
    held = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0]
    assert (held.made_before, held.is_fresh) == (None, False)
    assert f"`studio settle {SLUG} 001 --billed`" in held.held_back
    change_sidecar(shelf, SLUG, estimate_usd="0")
    assert plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0].is_fresh


def test_a_step_waits_until_the_one_before_it_is_approved(shelf: Workspace) -> None:
    """Then it begins with that picture; asked for by its name before that, it says what to do first."""
    add_step(shelf)
    plans = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())
    assert [plan.edit for plan in plans] == ["first", "second"]
    assert [used.image for used in plans[1].inputs] == ["attempts/001.png"]
    change_front(shelf, SLUG, "verdict: approved", "verdict: rejected\n    failure: style")
    assert [plan.edit for plan in plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())] == ["first"]
    with pytest.raises(RuleBroken, match="has no approved result yet"):
        plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(), edit_name="second")
    with pytest.raises(NotFound):
        plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(), edit_name="third")


def test_only_the_newest_approval_of_an_edit_can_be_built_upon(shelf: Workspace) -> None:
    """When its picture is gone, an older one does not silently take its place; one of another edit never does."""
    add_attempt(shelf, SLUG, "002")
    folder = shelf.folder(SLUG)
    assert [found.id for found in (approved_of(folder, ""),) if found] == ["001"]
    assert approved_of(folder, "second") is None
    text = (shelf.content / SLUG / "recipe.md").read_text()
    begin = text.index("  - attempt:")
    review = text[begin : text.index("\n---", begin)]
    digest = next(a.picture.digest for a in folder.attempts if a.id == "002" and a.picture)
    second = review.replace('"001"', '"002"').replace(review.split("picture: ")[1].split("\n")[0], digest)
    change_front(shelf, SLUG, review, f"{review}\n{second}")
    found = approved_of(shelf.folder(SLUG), "")
    assert isinstance(found, Attempt)
    assert found.id == "002"
    (shelf.content / SLUG / "attempts" / "002.png").unlink()
    assert approved_of(shelf.folder(SLUG), "") is None


def test_a_retry_from_the_parents_picture_keeps_the_references_and_leaves_the_source_out(shelf: Workspace) -> None:
    """What is edited is the parent's picture, first; what it is held against comes along."""
    add_palette(shelf)
    palette = {"image": "palette.png", "role": "palette", "rights": "own"}
    spec = {"source": "before.jpg", "preserve": ["bag shape"], "change": "the wall", "references": [palette],
            "local": {"background": {"kind": "white"}}}  # fmt: skip
    change_sidecar(shelf, SLUG, spec=spec)
    for start, expected in (("source", ["before.jpg", "palette.png"]), ("parent", ["attempts/001.png", "palette.png"])):
        wish = RetryWish((("style", ["daylight"]),), because=FailureClass.STYLE, start=start)  # type: ignore[arg-type]
        plan = plan_retry(shelf, shelf.folder(SLUG), "1", wish)
        assert [used.image for used in plan.inputs] == expected
        assert [used.role for used in plan.inputs] == [Role.EDIT_TARGET, Role.PALETTE]


@pytest.mark.parametrize("image", ["before.jpg", "attempts/001.png"])
def test_a_recorded_edit_is_made_from_the_pictures_it_was_made_from(shelf: Workspace, image: str) -> None:
    """The parent's picture where it began with that; once one of them has changed, it is another edit."""
    folder = shelf.folder(SLUG)
    data = (shelf.content / SLUG / image).read_bytes()
    digest = folder.attempts[0].inputs[0].digest if image == "before.jpg" else folder.attempts[0].picture.digest  # type: ignore[union-attr]
    inputs = [{"image": image, "role": "edit target", "digest": digest}]
    add_attempt(shelf, SLUG, "002", inputs=inputs, start="source" if image == "before.jpg" else "parent", parent="001")
    folder = shelf.folder(SLUG)
    request = attempt_request(shelf, folder, folder.attempts[1])
    assert [(picture.name, picture.data) for picture in request.inputs] == [(image, data)]
    assert request_again(shelf, folder, folder.attempts[1]) is not None
    (shelf.content / SLUG / image).write_bytes(data + b"x")
    assert request_again(shelf, folder, folder.attempts[1]) is None
    (shelf.content / SLUG / image).unlink()
    assert request_again(shelf, folder, folder.attempts[1]) is None


def test_nothing_is_planned_while_a_check_stops_the_recipe(shelf: Workspace) -> None:
    """Every reason is named, one a line."""
    change_front(shelf, SLUG, "job: background-replacement", "job: repairing")
    change_front(shelf, SLUG, "rights: own", "rights: mine")
    with pytest.raises(ContentError) as refused:
        plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())
    lines = str(refused.value).splitlines()
    assert len(lines) >= 2
    assert all(line.startswith(f"content/{SLUG}/recipe.md:") for line in lines)
