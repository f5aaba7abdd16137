"""A retry while it is thought about: what may help, what one change does, and what it costs, before anything runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.attempts.attempt import EngineUsed
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass
from studio.errors import ContentError, NotFound, RuleBroken
from studio.workflow.judging.retry import (
    RetryWish,
    changed_spec,
    find_attempt,
    parse_set,
    plan_retry,
    proposed_changes,
)
from studio.workflow.judging.retry_session import RetryField, failure_of, retry_fields, try_change, typed, word_diff
from studio.workspace import Workspace
from tests.workflow.conftest import change_front, change_sidecar

SLUG = "recipe-00001"
WORDS = st.lists(st.sampled_from(["a", "b", "soft", "hard", "light"]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("style=[daylight]", ("style", ["daylight"])), ("local.shadow.strength = 0.7", ("local.shadow.strength", 0.7)),
        ("local.background.colour=#446688", ("local.background.colour", "#446688")),
        ("change=the wall = red", ("change", "the wall = red")), ("lock=true", ("lock", True)), ("add=", ("add", None)),
        ("add=  ", ("add", None)),
    ],
)  # fmt: skip
def test_a_field_is_set_as_it_is_typed(text: str, found: tuple[str, object]) -> None:
    """A number is one, a colour is no comment, nothing takes the field out."""
    assert parse_set(text) == found


@pytest.mark.parametrize("text", ["style", "=red", " = red", "change=a: b: c", "style=[a"])
def test_what_sets_no_field_is_refused_with_the_words_that_would(text: str) -> None:
    """Rather than taken for something else."""
    with pytest.raises(ContentError, match=r"FIELD=VALUE|Put text with a colon in quotes"):
        parse_set(text)


def test_an_attempt_is_found_with_or_without_its_zeros(shelf: Workspace) -> None:
    """And a number that is not there is refused with those that are."""
    folder = shelf.folder(SLUG)
    assert find_attempt(folder, "1") is find_attempt(folder, "01") is find_attempt(folder, "001")
    with pytest.raises(NotFound, match=r"no attempt '2'. There are: 001."):
        find_attempt(folder, "2")
    (shelf.content / SLUG / "attempts" / "001.json").unlink()
    with pytest.raises(NotFound, match=r"There are: none yet."):
        find_attempt(shelf.folder(SLUG), "001")


def test_several_fields_are_set_one_after_the_other() -> None:
    """Each change is named, with the value before and after."""
    spec = EditSpec.model_validate({"source": "a.jpg", "preserve": ["bag"], "change": "the wall", "style": ["warm"]})
    after, changes = changed_spec(spec, [("style", None), ("add", ["a rose"])])
    assert (after.style, after.add) == ((), ("a rose",))
    assert {str(change) for change in changes} == {'style[0]: "warm" → nothing', 'add[0]: nothing → "a rose"'}
    with pytest.raises(ContentError, match="lock"):
        changed_spec(spec, [("lock", "maybe")])


def test_a_retry_needs_a_reason_and_one_change(shelf: Workspace) -> None:
    """The reason is what was said, else what the review says; both are kept with the plan."""
    folder = shelf.folder(SLUG)
    one = (("style", ["daylight"]),)
    with pytest.raises(
        RuleBroken, match=r"classify first\. Why did attempt 001 fail.* one of: subject, layout, lighting, "
    ):
        plan_retry(shelf, folder, "1", RetryWish(one))
    with pytest.raises(RuleBroken, match="changes nothing"):
        plan_retry(shelf, folder, "1", RetryWish((), because=FailureClass.STYLE))
    with pytest.raises(RuleBroken, match="changes 2"):
        plan_retry(shelf, folder, "1", RetryWish((*one, ("add", [])), because=FailureClass.STYLE))
    made = plan_retry(shelf, folder, "1", RetryWish(one, because=FailureClass.TEXT)).ancestry
    assert (made.parent, made.because, made.allow_many, made.start_picture) == ("001", FailureClass.TEXT, None, None)
    assert [change.field for change in made.changed] == ["style[0]"]
    several = RetryWish((*one, ("add", [])), because=FailureClass.STYLE, allow_many="the client asked")
    assert plan_retry(shelf, folder, "1", several).ancestry.allow_many == "the client asked"
    change_front(shelf, SLUG, "verdict: approved", "verdict: rejected\n    failure: lighting")
    assert plan_retry(shelf, shelf.folder(SLUG), "1", RetryWish(one)).ancestry.because is FailureClass.LIGHTING
    assert failure_of(shelf, SLUG, "001") is FailureClass.LIGHTING
    assert failure_of(shelf, SLUG, "002") is None


def test_a_reason_for_many_changes_is_kept_only_where_it_was_needed(shelf: Workspace) -> None:
    """One change needs no excuse; a text that is written anew does."""
    folder = shelf.folder(SLUG)
    wish = RetryWish((("style", ["daylight"]),), because=FailureClass.STYLE, allow_many="why not")
    assert plan_retry(shelf, folder, "1", wish).ancestry.allow_many is None
    anew = "a snowy street at night with lanterns and dancing people"
    wish = RetryWish((("change", anew),), because=FailureClass.STYLE, allow_many="another scene")
    assert plan_retry(shelf, folder, "1", wish).ancestry.allow_many == "another scene"


def test_a_retry_may_begin_with_the_parents_picture(shelf: Workspace) -> None:
    """Then that is what is edited; without a picture there is nothing to begin with."""
    wish = RetryWish((("style", ["daylight"]),), because=FailureClass.STYLE, start="parent")
    plan = plan_retry(shelf, shelf.folder(SLUG), "1", wish)
    assert [used.image for used in plan.inputs] == ["attempts/001.png"]
    assert plan.ancestry.start_picture is not None
    assert plan.ancestry.start_picture.data == (shelf.content / SLUG / "attempts/001.png").read_bytes()
    failure = {"kind": "EngineRefused", "message": "no"}
    change_sidecar(shelf, SLUG, state="failed", picture=None, failure=failure)
    with pytest.raises(RuleBroken, match="attempt 001 has no picture to start from"):
        plan_retry(shelf, shelf.folder(SLUG), "1", wish)


def test_a_picture_that_was_exchanged_under_its_name_is_a_change(shelf: Workspace) -> None:
    """Nobody would learn from the other change what helped."""
    path = shelf.content / SLUG / "before.jpg"
    path.write_bytes((shelf.content / "recipe-00002" / "before.jpg").read_bytes())
    wish = RetryWish((("style", ["daylight"]),), because=FailureClass.STYLE)
    with pytest.raises(RuleBroken, match=r"changes 2: style\[0\] and before.jpg"):
        plan_retry(shelf, shelf.folder(SLUG), "1", wish)
    alone = plan_retry(shelf, shelf.folder(SLUG), "1", RetryWish((), because=FailureClass.STYLE))
    change = alone.ancestry.changed[0]
    was = shelf.folder(SLUG).attempts[0].inputs[0].digest.removeprefix("sha256:")
    assert (change.field, change.before) == ("before.jpg", f"the picture {was[:8]}")
    assert change.after == f"the picture {alone.inputs[0].digest.removeprefix('sha256:')[:8]}"


def test_what_may_help_comes_first_with_a_value_to_try(shelf: Workspace) -> None:
    """Then every other field of the spec, a table by its single values; what no retry changes is left out."""
    folder = shelf.folder(SLUG)
    fields = retry_fields(folder, folder.attempts[0], FailureClass.LIGHTING)
    names = [field.name for field in fields]
    assert fields[0].is_proposed
    assert [field.is_proposed for field in fields] == sorted((field.is_proposed for field in fields), reverse=True)
    assert {"preserve", "change", "add", "avoid", "local.background.kind"} <= {*names}
    assert not {"source", "vary", "engine", "local"} & {*names}
    assert len(names) == len({*names})
    by_name = {field.name: field for field in fields}
    assert by_name["preserve"].value == '["bag shape", "label"]'
    assert by_name["local.background.kind"].value == "retail"
    silent = retry_fields(folder, folder.attempts[0], None)
    assert not [field for field in silent if field.is_proposed]


def test_proposals_fit_the_engine_that_made_the_picture(shelf: Workspace) -> None:
    """One that follows words is offered words; without a class there is nothing to propose."""
    folder = shelf.folder(SLUG)
    made = folder.attempts[0]
    assert proposed_changes(folder, made) == ()
    own = proposed_changes(folder, made, FailureClass.LIGHTING)
    assert own[0].field == "local.shadow.strength"
    assert all(one.field.startswith("local.") for one in own)
    paid = made.model_copy(update={"engine": EngineUsed(name="openai", version="1", model="gpt-image-2")})
    words = proposed_changes(folder, paid, FailureClass.LIGHTING)
    assert words
    assert not [one for one in words if one.field.startswith("local.")]


def test_a_field_says_what_it_is_now_and_what_may_help() -> None:
    """Its value, or what it means that there is none."""
    heading, meaning, *unset = RetryField("style", "", "daylight").says.splitlines()
    assert heading == "Finish (style)"
    assert meaning.startswith("means  ")
    assert unset[0] == "now    not set"
    said = RetryField("style", "warm", "daylight").says.splitlines()
    assert said[2] == "now    warm"
    assert said[-1] == "try    daylight"
    assert "0.55, the usual value" in RetryField("local.shadow.strength", "").says
    assert not [one for one in RetryField("local.shadow.strength", "0.5").says.splitlines() if one.startswith("try")]
    assert [typed(value) for value in (None, "a", ["ä"], 0.5, True)] == ["", "a", '["ä"]', "0.5", "true"]


def test_one_change_is_shown_with_its_price_and_refused_in_words(shelf: Workspace) -> None:
    """Nothing that a person types raises; nothing runs."""
    trial = try_change(shelf, SLUG, "1", "style", "[daylight]", because=FailureClass.STYLE)
    assert trial.plan is not None
    assert trial.says == "One change, free. Enter runs it."
    assert trial.change == (("new", '["daylight"]'),)
    assert {kind for kind, _ in trial.prompt} == {"same", "new"} or ("gone" in {kind for kind, _ in trial.prompt})
    assert "daylight" in "".join(text for kind, text in trial.prompt if kind == "new")
    for field, value in (("style", "["), ("chanel", "x"), ("lock", "maybe")):
        refused = try_change(shelf, SLUG, "1", field, value, because=FailureClass.STYLE)
        assert (refused.plan, refused.change) == (None, ())
        assert refused.says
    change_sidecar(shelf, SLUG, fingerprint=trial.plan.fingerprint)
    there = try_change(shelf, SLUG, "1", "style", "[daylight]", because=FailureClass.STYLE)
    assert there.says == "One change, free. It was made before as attempt 001. Enter runs it."
    assert "classify first" in try_change(shelf, SLUG, "1", "style", "[x]", because=None).says
    assert len([*(shelf.content / SLUG / "attempts").glob("*.json")]) == 1


@given(WORDS, WORDS)
def test_a_difference_in_words_gives_both_texts_back(before: str, after: str) -> None:
    """Kept and taken out make the old one, kept and put in the new one."""
    found = word_diff(before, after)
    assert "".join(text for kind, text in found if kind != "gone") == after
    old = "".join(text for kind, text in found if kind != "new")
    assert old.split() == before.split()
    assert not [kind for kind, text in found if not text]
    if before == after:
        assert {kind for kind, _ in found} <= {"same"}
