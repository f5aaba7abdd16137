"""What a run would do: every attempt with its prompt, inputs, engine and price, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from studio.core.attempts.attempt import Attempt, Change, EngineUsed, InputUsed, fingerprint
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import variations
from studio.core.attempts.status import earlier_attempt, made_from_older_wording, stops_run, why_held_back
from studio.core.checks import check_recipe
from studio.core.engine import ResolvedEngine, resolve_engine
from studio.core.recipe.recipe import Edit
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass
from studio.engines.base import EditRequest, Engine, InputPicture
from studio.engines.catalogue import open_engine
from studio.engines.typesetting import require_settable
from studio.errors import ContentError
from studio.pictures import digest_of
from studio.workflow.making.edit_request import approved_of, edit_request
from studio.workspace import Workspace


@dataclass(frozen=True)
class Choices:
    """What the person chose for this run; None means: as the recipe and the workspace say."""

    engine: str | None = None
    model: str | None = None
    quality: str | None = None
    n: int | None = None
    seed: int | None = None
    again: bool = False
    """Make it once more although it was made before."""
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ancestry:
    """Where a retry comes from."""

    parent: str | None = None
    changed: tuple[Change, ...] = ()
    because: FailureClass | None = None
    allow_many: str | None = None
    """Reason for more than one change."""
    start_picture: InputPicture | None = None
    """The parent's picture, when the retry starts from it."""


@dataclass(frozen=True)
class PlannedAttempt:
    """One attempt as it would run."""

    slug: str
    edit: str
    variation: str | None
    request: EditRequest
    resolved: ResolvedEngine
    """Who would make it."""
    engine: Engine
    """The same, ready to work."""
    used: EngineUsed
    inputs: tuple[InputUsed, ...]
    files: Mapping[str, str]
    """Digests of the further files that the spec names, by name."""
    fingerprint: str
    """Digest of everything that decides the result."""
    fingerprint_without_files: str
    """The fingerprint as older sidecars have it, computed without `files`."""
    made_before: Attempt | None
    """The attempt that has this fingerprint already, unless it shall be made again."""
    ancestry: Ancestry = Ancestry()
    again: bool = False
    """Whether the person asked for it once more, whatever there is."""
    held_back: str = ""
    """Why it is not sent: an earlier request for the same thing whose end nobody knows, or an unfinished picture."""

    @property
    def is_free(self) -> bool:
        """Whether making it costs nothing for sure."""
        return self.resolved.facts.is_free

    @property
    def is_fresh(self) -> bool:
        """Whether running it would make something new."""
        return self.made_before is None and not self.held_back

    @property
    def says_it_anew(self) -> bool:
        """Whether the same spec was made before, with the words that an earlier version composed from it."""
        return self.made_before is not None and self.made_before.prompt != self.request.prompt


def plan_recipe(
    workspace: Workspace, folder: RecipeFolder, *, choices: Choices, edit_name: str | None = None
) -> tuple[PlannedAttempt, ...]:
    """All attempts of a recipe, or of one of its edits: each variation, each of the `n` results.

    Raises:
        ContentError: Checks stop the run; names every error.
        EngineError: The engine cannot do one of them.
    """
    require_runnable(workspace, folder)
    edits = [folder.recipe.edit(edit_name)] if edit_name is not None else list(_ready_edits(folder))
    return tuple(planned for edit in edits for planned in _plan_edit(workspace, folder, edit, choices))


def require_runnable(workspace: Workspace, folder: RecipeFolder) -> None:
    """Pass when no check stops a run.

    Raises:
        ContentError: Names every error, one a line.
    """
    stopping = [problem for problem in check_recipe(folder, workspace.rules) if stops_run(problem)]
    if stopping:
        raise ContentError("\n".join(str(problem) for problem in stopping))
    folder.recipe.edit()


def _ready_edits(folder: RecipeFolder) -> Iterator[Edit]:
    """Edits that can run now: the first of a chain, and those whose source is approved."""
    for position, edit in enumerate(folder.recipe.edits):
        if position == 0 or edit.spec.from_edit is None or approved_of(folder, edit.spec.from_edit):
            yield edit


def _plan_edit(workspace: Workspace, folder: RecipeFolder, edit: Edit, choices: Choices) -> Iterator[PlannedAttempt]:
    for label, spec in variations(edit, choose=lambda spec: with_choices(spec, choices)):
        for sample in range(1, spec.engine.n + 1):
            yield plan_attempt(
                workspace, folder, edit=edit.name, spec=spec, variation=label, sample=sample, again=choices.again
            )


def with_choices(spec: EditSpec, choices: Choices) -> EditSpec:
    """The spec with what the person chose for this run."""
    wanted = {"name": choices.engine, "model": choices.model, "quality": choices.quality, "n": choices.n}
    engine = spec.engine.model_copy(update={key: value for key, value in wanted.items() if value is not None})
    changes: dict[str, object] = {"engine": engine}
    if choices.seed is not None and spec.local is not None:
        changes["local"] = spec.local.model_copy(update={"seed": choices.seed})
    return spec.model_copy(update=changes)


def plan_attempt(
    workspace: Workspace,
    folder: RecipeFolder,
    *,
    edit: str,
    spec: EditSpec,
    variation: str | None = None,
    sample: int = 1,
    again: bool = False,
    ancestry: Ancestry | None = None,
) -> PlannedAttempt:
    """One attempt of one spec.

    Raises:
        RuleBroken: Its source is an edit without an approved result.
        ContentError: Words cannot be set as it says.
        EngineError: The engine cannot do it.
    """
    ancestry = ancestry or Ancestry()
    request = edit_request(workspace, folder, spec, ancestry.start_picture)
    require_settable(request)
    resolved = resolve_engine(spec, workspace.rules)
    engine = open_engine(resolved.facts.name, workspace.settings.engine, workspace.rules.models)
    used = engine.prepare(request)
    inputs = tuple(InputUsed(image=p.name, role=p.role, digest=digest_of(p.data)) for p in request.inputs)
    files = {name: digest_of(data) for name, data in {**request.files, **request.fonts}.items()}
    decisive = partial(fingerprint, spec=spec, prompt=request.prompt, engine=used, inputs=inputs, sample=sample)
    prints = decisive(files=files), decisive()
    before = (
        None
        if again
        else earlier_attempt(folder.attempts, prints)
        or made_from_older_wording(
            folder.attempts, lambda prompt: (decisive(prompt=prompt, files=files), decisive(prompt=prompt))
        )
    )
    is_made = before is not None and before.picture is not None
    return PlannedAttempt(
        slug=folder.recipe.slug, edit=edit, variation=variation, request=request, resolved=resolved,
        engine=engine, used=used,
        inputs=inputs, files=files, fingerprint=prints[0], fingerprint_without_files=prints[1],
        made_before=before if is_made else None, ancestry=ancestry, again=again,
        held_back=why_held_back(folder, before) if before is not None and not is_made else "",
    )  # fmt: skip
