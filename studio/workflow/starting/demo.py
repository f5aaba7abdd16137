"""The sample content: copied into a workspace, or run through the whole job: edit, measure, review, build."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.review import Review
from studio.core.problem import did_you_mean
from studio.errors import NotFound, StoreError
from studio.files import read_file
from studio.pictures import read_rgb
from studio.store.places import bundled, recipe_slugs
from studio.store.recipes import read_folder, without_reviews
from studio.workflow.judging.verdict import judge
from studio.workflow.making.plan import Ancestry, plan_attempt
from studio.workflow.making.run import Outcome, run_now
from studio.workflow.publishing.site import build
from studio.workspace import Workspace, open_workspace

Say = Callable[[str], None]
"""Prints one line."""
MOST_DIFFERENCE = 1
"""Largest difference of a pixel, of 255, between the judged picture and the one made here."""


def run_demo(folder: Path, *, recipes: Sequence[str] = (), say: Say) -> Path:
    """Run the demo in a folder and return the page to open.

    Raises:
        StoreError: The folder exists and is not an earlier demo.
        NotFound: No sample recipe has one of the names.
    """
    samples = bundled("content")
    slugs = _chosen(samples, recipes)
    _lay_out(samples, slugs, folder)
    workspace = open_workspace(folder)
    for slug in slugs:
        _remake(workspace, read_folder(samples, slug), samples=samples, say=say)
    report = build(workspace, on_progress=lambda *_: None)
    for left in report.left_out:
        say(f"stays inside: {left.slug} {left.attempt or ''}: {left.reason}")
    say(f"published: {report.pages} pages, {report.pictures} pictures")
    say(f"open {report.first_page.resolve().as_uri()}")
    return report.first_page


def _chosen(samples: Path, names: Sequence[str]) -> tuple[str, ...]:
    known = recipe_slugs(samples)
    for name in names:
        if name not in known:
            raise NotFound(f"No sample recipe is called '{name}'. {did_you_mean(name, known)}")
    return tuple(names) or known


def _lay_out(samples: Path, slugs: Sequence[str], folder: Path) -> None:
    """Copy the sample recipes without their attempts and verdicts; an earlier demo here is moved away first."""
    mark = folder / ".recipe-studio-demo"
    if folder.exists() and any(folder.iterdir()):
        if not mark.exists():
            raise StoreError(f"{folder}: is not empty and no earlier demo. Name another folder: studio demo DIR")
        shutil.rmtree(folder)
    (folder / "content").mkdir(parents=True)
    mark.touch()
    for slug in slugs:
        target = folder / "content" / slug
        shutil.copytree(samples / slug, target, ignore=shutil.ignore_patterns("attempts"))
        recipe = target / "recipe.md"
        recipe.write_bytes(without_reviews(read_file(recipe)))


def _remake(workspace: Workspace, sample: RecipeFolder, *, samples: Path, say: Say) -> None:
    """Make a sample's attempts again, in their order, each with its recorded spec, and give it its verdict."""
    say(f"\n{sample.recipe.front.title}")
    for attempt in sample.attempts:
        outcome = _run_again(workspace, attempt)
        if outcome.attempt is None or outcome.attempt.picture is None:
            say(f"  {attempt.id}  no picture: {outcome.error}")
            continue
        made = outcome.attempt.picture
        say(f"  {attempt.id}  made {made.width_px}×{made.height_px} in {outcome.attempt.seconds} s")
        for measure in outcome.evidence.measures if outcome.evidence else ():
            say(f"       measured: {measure.says}")
        _verdict(workspace, sample, attempt, samples=samples, say=say)


def _run_again(workspace: Workspace, attempt: Attempt) -> Outcome:
    folder = workspace.folder(attempt.recipe)
    ancestry = Ancestry(attempt.parent, attempt.changed, attempt.because, attempt.allow_many)
    plan = plan_attempt(
        workspace,
        folder,
        edit=attempt.edit,
        spec=attempt.spec,
        variation=attempt.variation,
        again=True,
        ancestry=ancestry,
    )
    return run_now(workspace, [plan], on_event=lambda _plan, _event: None, on_outcome=lambda _outcome: None)[0]


def _verdict(workspace: Workspace, sample: RecipeFolder, attempt: Attempt, *, samples: Path, say: Say) -> None:
    review = sample.recipe.review_of(attempt.id)
    if review is None or attempt.picture is None:
        say("       nobody has judged this one; it waits for you")
        return
    name = f"{attempt.recipe}/attempts/{attempt.picture.file}"
    difference = _difference(samples / name, workspace.content / name)
    if difference is None or difference > MOST_DIFFERENCE:
        say("       differs from the picture that was judged; it waits for you")
        return
    _record_again(workspace, review, attempt, exact=difference == 0)
    failure = f" ({review.failure})" if review.failure else ""
    say(f"       {review.verdict}{failure}: the picture is the one that was judged, pixel for pixel" if difference == 0
        else f"       {review.verdict}{failure}: within {difference}/255 of the picture that was judged")  # fmt: skip


def _record_again(workspace: Workspace, review: Review, attempt: Attempt, *, exact: bool) -> None:
    note = review.note if exact else f"{review.note or ''} (judged on a picture within 1/255 of this one)".strip()
    judge(
        workspace, workspace.folder(attempt.recipe), attempt.id,
        verdict=review.verdict, answers=review.checklist, failure=review.failure, notes=review.notes,
        note=note, reviewer=review.reviewer, reviewed=review.reviewed,
    )  # fmt: skip


def _difference(judged: Path, made: Path) -> int | None:
    """Largest difference of two pictures, of 255; None when their sizes differ or one is missing."""
    if not (judged.exists() and made.exists()):
        return None
    first, second = read_rgb(judged), read_rgb(made)
    if first.shape != second.shape:
        return None
    return int(np.abs(first.astype(np.int16) - second.astype(np.int16)).max())


def copy_samples(root: Path) -> int:
    """Copy every sample recipe that is not there yet; returns how many were copied.

    Args:
        root: A workspace.
    """
    samples, content = bundled("content"), root / "content"
    copied = 0
    for slug in recipe_slugs(samples):
        if not (content / slug).exists():
            shutil.copytree(samples / slug, content / slug)
            copied += 1
    return copied
