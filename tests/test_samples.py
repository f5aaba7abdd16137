"""The sample content: complete guides whose pictures the engine makes again."""

from __future__ import annotations

import pytest

from studio.core.attempts.gate import gallery
from studio.core.recipe.words import FailureClass, Job, Role
from studio.vision.model_files import MODEL, find_model
from studio.workflow.browsing.overview import check_all
from studio.workflow.making.verify import verify
from studio.workspace import Workspace, open_workspace
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def samples() -> Workspace:
    return open_workspace(ROOT)


def test_the_samples_show_what_the_studio_can_do(samples: Workspace) -> None:
    """Ten recipes or more, all jobs, eight channels, a chain, variations, a lineage, references in three roles."""
    folders = list(samples.folders())
    recipes = [folder.recipe for folder in folders]
    assert len(recipes) >= 10
    assert {recipe.job_of(edit.spec) for recipe in recipes for edit in recipe.edits} == set(Job)
    assert len({recipe.channel_of(edit.spec) for recipe in recipes for edit in recipe.edits}) >= 8
    assert any(edit.spec.from_edit for recipe in recipes for edit in recipe.edits)
    assert any(edit.spec.vary for recipe in recipes for edit in recipe.edits)
    roles = [{ref.role for edit in recipe.edits for ref in edit.spec.inputs()} for recipe in recipes]
    assert any(role >= {Role.EDIT_TARGET, Role.LOGO, Role.BACKGROUND} for role in roles)


def test_a_sample_shows_two_rejections_and_the_change_that_settled_each(samples: Workspace) -> None:
    """Classified, then one change."""
    folder = samples.folder("serum-morning-light")
    failures = [folder.recipe.review_of(attempt.id).failure for attempt in folder.attempts]  # type: ignore[union-attr]
    assert failures == [FailureClass.LIGHTING, FailureClass.LIGHTING, None]
    assert [len(attempt.changed) for attempt in folder.attempts] == [0, 1, 1]


def test_the_samples_pass_every_check(samples: Workspace) -> None:
    """No error and no warning."""
    assert check_all(samples).problems == ()


def test_every_sample_recipe_is_published(samples: Workspace) -> None:
    """Each has an approved pair, and only rejections stay inside."""
    shown = gallery(samples.folders())
    assert len(shown.entries) == len(samples.slugs())
    assert all(left.reason.startswith("rejected") for left in shown.left_out)


def test_a_recorded_attempt_is_made_again(samples: Workspace) -> None:
    """Within one step of 255; on the machine that made them, bit for bit. The demo's own is among them."""
    names = ["handbag-scratch-repair", "serum-story", "spring-handbag"]
    done = verify(samples, names, on_verified=lambda _one: None)
    assert len(done) == 4
    assert all(one.is_same for one in done), [str(one) for one in done]


@pytest.mark.skipif(find_model(MODEL) is None, reason=f"{MODEL} is not there: studio models fetch {MODEL}")
def test_an_attempt_whose_product_the_network_found_is_made_again(samples: Workspace) -> None:
    """The wider picture too, whose added part hangs on how the product is taken out."""
    (done,) = verify(samples, ["handbag-hero-banner"], on_verified=lambda _one: None)
    assert done.is_same, str(done)


@pytest.mark.slow
def test_every_recorded_attempt_is_made_again(samples: Workspace) -> None:
    """All of them."""
    done = verify(samples, samples.slugs(), on_verified=lambda _one: None)
    assert all(one.is_same for one in done), [str(one) for one in done]
