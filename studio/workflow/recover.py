"""What a crash left behind: a complete answer becomes its attempt, the rest is shown as unknown."""

from __future__ import annotations

from dataclasses import dataclass

from studio.core.attempt import Attempt, State
from studio.core.facts import RecipeFolder
from studio.engines.base import EditRequest
from studio.engines.catalogue import open_engine
from studio.errors import EngineError, StudioError
from studio.pictures import digest_of
from studio.store import attempts as journal
from studio.store.disk import sweep_temporaries
from studio.workflow.plan import attempt_request
from studio.workflow.receive import receive
from studio.workspace import Workspace


@dataclass(frozen=True)
class Recovered:
    """What became of one interrupted attempt."""

    recipe: str
    """Its recipe."""
    attempt: str
    """Its number."""
    is_complete: bool
    """Whether its answer was on disk."""

    def __str__(self) -> str:
        if self.is_complete:
            return f"{self.recipe} {self.attempt}: recovered; its answer had arrived before the interruption"
        return f"{self.recipe} {self.attempt}: interrupted; it may have been billed. Look at the account's usage."


def recover(workspace: Workspace, slugs: tuple[str, ...] | None = None) -> tuple[Recovered, ...]:
    """Finish what dead processes left: of some recipes, or of all. Never sends anything."""
    done = []
    for slug in slugs if slugs is not None else workspace.slugs():
        folder = workspace.content / slug
        if not (folder / journal.FOLDER).is_dir():
            continue
        sweep_temporaries(folder / journal.FOLDER)
        waiting = [a for a in journal.read_attempts(folder, shown_as=slug)[0] if journal.is_interrupted(a)]
        done += [_recover_one(workspace, workspace.folder(slug), attempt) for attempt in waiting]
    return tuple(done)


def _recover_one(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Recovered:
    slug = folder.recipe.slug
    raw = journal.read_raw(workspace.content / slug, attempt.id)
    if raw is None or attempt.engine.name == "local":
        return Recovered(slug, attempt.id, is_complete=False)
    engine = open_engine(attempt.engine.name, workspace.settings.engine, workspace.rules.models)
    try:
        result = engine.read_answer(raw, attempt.engine)
    except EngineError:
        return Recovered(slug, attempt.id, is_complete=False)
    receive(workspace.content / slug, attempt, result, request=request_again(workspace, folder, attempt))
    return Recovered(slug, attempt.id, is_complete=True)


def request_again(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> EditRequest | None:
    """The edit of an attempt, as long as its inputs are still the ones that were sent; else None."""
    if attempt.state is not State.REQUESTED:
        raise AssertionError(attempt.id)
    try:
        request = attempt_request(workspace, folder, attempt)
    except StudioError:
        return None
    sent = [used.digest for used in attempt.inputs]
    return request if [digest_of(picture.data) for picture in request.inputs] == sent else None
