"""What a run would do: every attempt with its prompt, inputs, engine and price, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from studio.core.attempt import Attempt, Change, EngineUsed, InputUsed, fingerprint
from studio.core.checks import check_recipe
from studio.core.facts import RecipeFolder
from studio.core.prompt import prompt_of
from studio.core.recipe import Edit
from studio.core.rulebook import ResolvedEngine, resolve_engine
from studio.core.spec import EditSpec
from studio.core.standing import Word, standing
from studio.core.status import earlier_attempt, in_other_words, stops_run, why_held_back
from studio.core.target_size import wanted_size
from studio.core.variation import variations
from studio.core.words import FailureClass, Role
from studio.engines.base import EditRequest, Engine, InputPicture
from studio.engines.catalogue import open_engine
from studio.errors import ContentError, RuleBroken
from studio.files import read_file
from studio.pictures import digest_of
from studio.store.inside import inside
from studio.workspace import Workspace


@dataclass(frozen=True)
class Choices:
    """What the person chose for this run; None means: as the recipe and the workspace say."""

    engine: str | None = None
    model: str | None = None
    quality: str | None = None
    n: int | None = None
    seed: int | None = None
    """Seed of the built-in engine."""
    again: bool = False
    """Make it once more although it was made before."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Values for the recipe's variables."""


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
    old_fingerprint: str
    """The same as records have it that do not know the further files."""
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
    chosen = with_choices(edit.spec, choices)
    for label, spec in variations(chosen):
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
        EngineError: The engine cannot do it.
    """
    ancestry = ancestry or Ancestry()
    request = _request(workspace, folder, spec, ancestry.start_picture)
    resolved = resolve_engine(spec, workspace.rules)
    engine = open_engine(resolved.facts.name, workspace.settings.engine, workspace.rules.models)
    used = engine.prepare(request)
    inputs = tuple(InputUsed(image=p.name, role=p.role, digest=digest_of(p.data)) for p in request.inputs)
    files = {name: digest_of(data) for name, data in request.files.items()}
    decisive = partial(fingerprint, spec=spec, prompt=request.prompt, engine=used, inputs=inputs, sample=sample)
    prints = decisive(files=files), decisive()
    before = (
        None
        if again
        else earlier_attempt(folder.attempts, prints)
        or in_other_words(
            folder.attempts, lambda prompt: (decisive(prompt=prompt, files=files), decisive(prompt=prompt))
        )
    )
    is_made = before is not None and before.picture is not None
    return PlannedAttempt(
        slug=folder.recipe.slug, edit=edit, variation=variation, request=request, resolved=resolved,
        engine=engine, used=used,
        inputs=inputs, files=files, fingerprint=prints[0], old_fingerprint=prints[1],
        made_before=before if is_made else None, ancestry=ancestry, again=again,
        held_back=why_held_back(folder, before) if before is not None and not is_made else "",
    )  # fmt: skip


def _request(workspace: Workspace, folder: RecipeFolder, spec: EditSpec, start: InputPicture | None) -> EditRequest:
    recipe = folder.recipe
    channel_name = recipe.channel_of(spec)
    channel = workspace.rules.channels.find(channel_name) if channel_name else None
    inputs = _inputs(workspace, folder, spec, start)
    named = dict.fromkeys(name for _, name in spec.named_pictures())
    return EditRequest(
        recipe=recipe.slug,
        job=recipe.job_of(spec),
        spec=spec,
        prompt=prompt_of(recipe, spec, workspace.settings.prompt).text,
        inputs=inputs,
        files={name: _bytes(workspace, folder, name) for name in named},
        channel=channel,
        size=wanted_size(spec, channel),
    )


def attempt_request(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> EditRequest:
    """The edit of a recorded attempt, with the pictures as they are now.

    Raises:
        StudioError: One of them is gone.
    """
    spec, used = attempt.spec, attempt.inputs
    start = None
    if used and (attempt.start == "parent" or spec.from_edit):
        start = InputPicture(used[0].image, Role.EDIT_TARGET, _bytes(workspace, folder, used[0].image))
    return _request(workspace, folder, spec, start)


def _inputs(
    workspace: Workspace, folder: RecipeFolder, spec: EditSpec, start: InputPicture | None
) -> tuple[InputPicture, ...]:
    references = sorted(spec.inputs(), key=lambda reference: reference.role is not Role.EDIT_TARGET)
    pictures = [
        InputPicture(r.image, r.role or Role.EDIT_TARGET, _bytes(workspace, folder, r.image)) for r in references
    ]
    if start is not None:
        return (start, *(picture for picture in pictures if picture.role != Role.EDIT_TARGET))
    if spec.from_edit is None:
        return tuple(pictures)
    earlier = approved_of(folder, spec.from_edit)
    if earlier is None or earlier.picture is None:
        raise RuleBroken(
            f"{folder.recipe.slug}: this edit builds on '{spec.from_edit}', which has no approved result yet. "
            f"Run it and review it first: `studio run {folder.recipe.slug}`, then `studio review`."
        )
    name = f"attempts/{earlier.picture.file}"
    return (InputPicture(name, Role.EDIT_TARGET, _bytes(workspace, folder, name)), *pictures)


def approved_of(folder: RecipeFolder, edit_name: str) -> Attempt | None:
    """The last approved and fresh attempt of an edit, or None."""
    for attempt in reversed(folder.attempts):
        found = standing(folder, attempt)
        if attempt.edit == edit_name and found.word in {Word.APPROVED, Word.STALE, Word.UNREADABLE}:
            return attempt if found.is_approved else None
    return None


def _bytes(workspace: Workspace, folder: RecipeFolder, name: str) -> bytes:
    path = inside(workspace.content / folder.recipe.slug, name)
    try:
        return read_file(path)
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror}). Put the picture there.") from error
