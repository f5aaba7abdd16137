"""Makes recorded attempts once more, in memory, and compares them with the archive."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.engines.catalogue import engine_facts
from studio.engines.finishing import finish_picture
from studio.errors import StudioError
from studio.files import read_file
from studio.pictures import digest_of, read_rgb_bytes
from studio.store.attempts import ATTEMPTS
from studio.vision.model_files import MODEL, find_model
from studio.workflow.making.plan import plan_attempt
from studio.workspace import Workspace

TOLERANCE = 1
"""Largest difference of a pixel, of 255, that another build of a library may cause."""


@dataclass(frozen=True)
class Verified:
    """What became of one attempt."""

    recipe: str
    attempt: str
    difference: int | None
    """Largest difference of a pixel, of 255; 0 means bit for bit; None when it could not be made or compared."""
    fault: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the archive holds what the spec makes."""
        return self.difference is not None and self.difference <= TOLERANCE

    def __str__(self) -> str:
        if self.difference is None:
            return f"{self.recipe} {self.attempt}: {self.fault}"
        same = "the same, bit for bit" if self.difference == 0 else f"differs by at most {self.difference}/255"
        return f"{self.recipe} {self.attempt}: {same}"


def verify(
    workspace: Workspace, names: Sequence[str], *, on_verified: Callable[[Verified], None]
) -> tuple[Verified, ...]:
    """Make every recorded attempt again whose engine repeats itself, and compare it. Nothing is written.

    Args:
        workspace: Where the recipes are.
        names: Recipes.
        on_verified: Hears of each attempt as it is done.
    """
    done = []
    for folder in (workspace.folder(name) for name in names):
        for attempt in _reproducible(folder):
            verified = _verify_one(workspace, folder, attempt)
            on_verified(verified)
            done.append(verified)
    return tuple(done)


def _reproducible(folder: RecipeFolder) -> Iterator[Attempt]:
    made = (a for a in folder.attempts if a.state is State.RECEIVED and a.picture)
    return (attempt for attempt in made if engine_facts(attempt.engine.name).is_repeatable)


def _verify_one(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Verified:
    slug = folder.recipe.slug
    if attempt.subject and MODEL in attempt.subject and find_model(MODEL) is None:
        return Verified(
            slug, attempt.id, None, f"{MODEL} found the product and is not here: studio models fetch {MODEL}"
        )
    try:
        maker = attempt.spec.engine.model_copy(update={"name": attempt.engine.name})  # whatever the default is today
        spec = attempt.spec.model_copy(update={"engine": maker})
        plan = plan_attempt(workspace, folder, edit=attempt.edit, spec=spec, again=True)
        edit = plan.engine.edit(plan.request, used=plan.used, on_event=lambda _event: None, raw=io.BytesIO())
        made = finish_picture(plan.request, plan.used, asyncio.run(edit)).data
    except StudioError as error:
        return Verified(slug, attempt.id, None, str(error))
    if attempt.picture is None:  # `_reproducible` has looked
        raise AssertionError(attempt.id)
    path = workspace.content / slug / ATTEMPTS / attempt.picture.file
    if not path.is_file():
        return Verified(slug, attempt.id, None, f"{path.name} is missing")
    kept = read_file(path)
    if digest_of(kept) == digest_of(made):
        return Verified(slug, attempt.id, 0)
    return _compared(slug, attempt.id, kept, made)


def _compared(slug: str, number: str, kept: bytes, made: bytes) -> Verified:
    first, second = read_rgb_bytes(kept, name="the archive"), read_rgb_bytes(made, name="the new picture")
    if first.shape != second.shape:
        return Verified(slug, number, None, f"the archive is {first.shape[1]}×{first.shape[0]} px, the new picture not")
    return Verified(slug, number, int(np.abs(first.astype(np.int16) - second).max()))
