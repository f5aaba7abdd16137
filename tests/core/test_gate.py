"""The gate: nothing unapproved, stale or unclear is published, and everything kept back has its reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.attempts.attempt import InputUsed, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import gallery
from tests.core.makers import SPEC, make_attempt, make_digest, make_facts, make_folder, make_recipe, make_review

PALETTE = {**SPEC, "references": [{"image": "palette.jpg", "role": "palette"}]}


def approved(**changes: Any) -> RecipeFolder:
    return make_folder(make_recipe(reviews=[make_review("001")], **changes), make_attempt("001"))


def reason(folder: RecipeFolder) -> str:
    shown = gallery([folder])
    assert not shown.entries
    return shown.left_out[0].reason


def test_an_approved_fresh_attempt_goes_out_with_its_before() -> None:
    """The pair names exactly the two files that may be shown."""
    entry = gallery([approved()]).entries[0]
    assert entry.pictures == {"before.jpg", "attempts/001.png"}


def test_without_a_review_it_stays_inside() -> None:
    """The default is no."""
    assert reason(make_folder(make_recipe(), make_attempt("001"))) == "nobody has reviewed it"


def test_a_rejected_attempt_stays_inside_with_its_class() -> None:
    """And the reason is the reviewer's."""
    recipe = make_recipe(reviews=[make_review("001", verdict="rejected", failure="layout")])
    assert reason(make_folder(recipe, make_attempt("001"))) == "rejected: layout"


def test_an_approval_written_by_hand_with_a_failed_criterion_does_not_count() -> None:
    """The front matter is a person's file; the gate checks it all the same."""
    recipe = make_recipe(reviews=[make_review("001", brand_safety="fail")])
    assert "does not count" in reason(make_folder(recipe, make_attempt("001")))


def test_a_picture_that_changed_after_its_review_leaves_the_site() -> None:
    """The verdict is bound to the bytes that were judged."""
    folder = approved()
    folder.pictures["attempts/001.png"] = make_facts("001", digest=make_digest("other"))  # type: ignore[index]
    assert reason(folder).startswith("stale")


def test_a_source_that_changed_after_the_run_leaves_the_site() -> None:
    """A pair with another before would mislead."""
    folder = approved()
    folder.pictures["before.jpg"] = make_facts("before.jpg", digest=make_digest("other"))  # type: ignore[index]
    assert reason(folder).startswith("stale: 'before.jpg'")


@pytest.mark.parametrize("picture", ["attempts/001.png", "before.jpg"])
def test_a_missing_picture_stays_inside(picture: str) -> None:
    """Nothing half is published."""
    folder = approved()
    folder.pictures[picture] = None  # type: ignore[index]
    assert "missing" in reason(folder)


def test_unknown_rights_keep_it_inside() -> None:
    """For the source as well as for a reference."""
    assert "'before.jpg' may be shown" in reason(approved(rights=None))
    folder = make_folder(
        make_recipe(reviews=[make_review("001")], specs=[("", PALETTE)]),
        make_attempt("001", spec=PALETTE),
        palette_jpg=make_facts("palette.jpg"),
    )
    assert gallery([folder]).entries


def test_a_hidden_source_is_not_shown_and_does_not_stop_the_after() -> None:
    """`publish: hide` keeps the file back; the result may still go out."""
    spec = {
        "references": [{"image": "before.jpg", "role": "edit target", "publish": "hide", "rights": "client"}],
        "preserve": ["x"],
        "change": "y",
    }
    folder = make_folder(make_recipe(reviews=[make_review("001")], specs=[("", spec)]), make_attempt("001", spec=spec))
    entry = gallery([folder]).entries[0]
    assert entry.pairs[0].before is None
    assert entry.pictures == {"attempts/001.png"}


def test_an_edit_that_builds_on_an_unapproved_one_stays_inside() -> None:
    """Approval of the last step says nothing about the first."""
    second = {"from": "", "preserve": ["x"], "change": "y"}
    recipe = make_recipe(reviews=[make_review("002")], specs=[("", SPEC), ("second", second)])
    folder = make_folder(
        recipe, make_attempt("001"), make_attempt("002", edit="second", spec=second, source="attempts/001.png")
    )
    folder.pictures["attempts/001.png"] = make_facts("x", digest=make_digest("attempts/001.png"))  # type: ignore[index]
    assert any("shows attempt 001" in left.reason for left in gallery([folder]).left_out)


def test_the_before_of_a_retry_from_its_parent_is_the_source_not_the_rejected_parent() -> None:
    """A rejected picture must never reach the site through the back door."""
    recipe = make_recipe(reviews=[make_review("001", verdict="rejected", failure="style"), make_review("002")])
    retry = make_attempt("002", parent="001", source="attempts/001.png", start="parent")
    entry = gallery([make_folder(recipe, make_attempt("001"), retry)]).entries[0]
    assert entry.pictures == {"before.jpg", "attempts/002.png"}


def test_a_broken_recipe_stays_inside_and_does_not_stop_the_others() -> None:
    """Its first error is the reason."""
    broken = make_folder(make_recipe(reviews=[make_review("001")], slug="broken", chanel="x"), make_attempt("001"))
    shown = gallery([broken, approved()])
    assert [entry.folder.recipe.slug for entry in shown.entries] == ["a-bag"]
    assert "unknown field 'chanel'" in shown.left_out[0].reason


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(["approve", "reject", "half", "spoil", "restore"])), max_size=25
    )
)
def test_what_is_shown_is_exactly_what_is_approved_and_fresh(history: list[tuple[int, str]]) -> None:
    """Over random histories of verdicts and of files that change."""
    verdicts: dict[str, str] = {}
    spoiled: set[str] = set()
    for number, act in history:
        name = f"{number:03d}"
        if act in {"spoil", "restore"}:
            (spoiled.add if act == "spoil" else spoiled.discard)(name)
        else:
            verdicts[name] = act
    forms = {"approve": {}, "reject": {"verdict": "rejected", "failure": "style"}, "half": {"subject_identity": "fail"}}
    reviews = [make_review(name, **forms[act]) for name, act in verdicts.items()]
    attempts = [make_attempt(f"{n:03d}", state=State.FAILED if n == 6 else State.RECEIVED) for n in range(1, 7)]
    folder = make_folder(make_recipe(reviews=reviews), *attempts)
    for name in spoiled - {"006"}:
        folder.pictures[f"attempts/{name}.png"] = make_facts(name, digest=make_digest("spoiled"))  # type: ignore[index]
    expected = {name for name, act in verdicts.items() if act == "approve"} - spoiled - {"006"}
    shown = gallery([folder])
    assert {pair.attempt.id for entry in shown.entries for pair in entry.pairs} == expected
    assert {left.attempt for left in shown.left_out} == {f"{n:03d}" for n in range(1, 7)} - expected


def test_an_attempt_that_was_made_for_another_recipe_stays_inside() -> None:
    """A folder that was copied takes its verdicts along, and they are about another recipe."""
    folder = make_folder(make_recipe(reviews=[make_review("001")], slug="a-copy"), make_attempt("001"))
    assert reason(folder) == "it was made for the recipe 'a-bag'"


def test_what_was_edited_is_never_listed_among_the_references() -> None:
    """A step that builds on an earlier result is given the photograph too; neither is a reference of the person's."""
    roles = [("before.jpg", "edit target"), ("mask.jpg", "edit target"), ("palette.jpg", "palette")]
    inputs = tuple(InputUsed(image=name, role=role, digest=make_digest(name)) for name, role in roles)
    attempt = make_attempt("001", spec=PALETTE).model_copy(update={"inputs": inputs})
    recipe = make_recipe(reviews=[make_review("001")], specs=[("", PALETTE)])
    pair = gallery([make_folder(recipe, attempt, palette_jpg=make_facts("palette.jpg"))]).entries[0].pairs[0]
    assert pair.before is not None
    assert pair.before.image == "before.jpg"
    assert [shown.image for shown in pair.references] == ["palette.jpg"]


@pytest.mark.parametrize("spoiled", ["attempts/001.png", "before.jpg", None])
def test_a_draft_shows_only_pictures_that_are_what_they_were(spoiled: str | None) -> None:
    """A private preview passes the verdict, and nothing else: another picture, or another before, would mislead."""
    folder = make_folder(make_recipe(), make_attempt("001"))
    if spoiled:
        folder.pictures[spoiled] = make_facts(spoiled, digest=make_digest("other"))  # type: ignore[index]
    shown = gallery([folder], drafts=True)
    assert bool(shown.entries) is (spoiled is None)
    assert [entry.pairs[0].draft for entry in shown.entries] == ["nobody has reviewed it"] * (spoiled is None)
    assert not gallery([folder]).entries


def retried(
    trail: str, *, failure: str = "lighting", spec: dict[str, Any] | None = None, **changes: Any
) -> RecipeFolder:
    """A rejected attempt, and the approved one that came of it."""
    reviews = [make_review("001", verdict="rejected", failure=failure), make_review("002")]
    recipe = make_recipe(reviews=reviews, trail=trail, **changes)
    return make_folder(recipe, make_attempt("001", spec=spec), make_attempt("002", parent="001"))


@pytest.mark.parametrize(("trail", "seen"), [("show", set()), ("hide", set()), ("pictures", {"attempts/001.png"})])
def test_a_rejected_picture_is_seen_only_where_the_recipe_says_so(trail: str, seen: set[str]) -> None:
    """And then small, on the way to what was approved, never as a pair of its own."""
    (entry,) = gallery([retried(trail)]).entries
    assert entry.small_pictures == seen
    assert "attempts/001.png" not in entry.pictures
    assert [pair.attempt.id for pair in entry.pairs] == ["002"]


def test_a_picture_that_broke_a_rule_or_a_right_is_never_seen() -> None:
    """Whatever the recipe says: its words tell enough."""
    (entry,) = gallery([retried("pictures", failure="commercial risk")]).entries
    assert not entry.small_pictures


def test_a_rejected_picture_that_changed_since_it_was_judged_is_not_seen() -> None:
    """Nobody has looked at those bytes."""
    folder = retried("pictures")
    folder.pictures["attempts/001.png"] = make_facts("001", digest=make_digest("other"))  # type: ignore[index]
    (entry,) = gallery([folder]).entries
    assert not entry.small_pictures


def test_a_rejected_picture_made_from_what_is_kept_back_is_not_seen() -> None:
    """What must not be shown may be recognised in it."""
    hidden = {**SPEC, "references": [{"image": "before.jpg", "role": "edit target", "publish": "hide"}]}
    (entry,) = gallery([retried("pictures", spec=hidden)]).entries
    assert not entry.small_pictures
