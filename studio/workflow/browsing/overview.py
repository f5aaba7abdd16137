"""What the commands that only look have to say: problems, prompts, prices, standing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import variations
from studio.core.attempts.review import as_sentence
from studio.core.attempts.status import next_step, recipe_status
from studio.core.checks import check_fully, check_recipe
from studio.core.money.ledger import cost_per_approved, spent, spent_in_words
from studio.core.problem import Problem, Severity
from studio.core.prompt.prompt import Prompt, prompt_of
from studio.core.recipe.brand import added_by
from studio.store.git import export_staged, recipes_changed_since, staged_recipes
from studio.store.places import unreadable_names
from studio.workflow.publishing.cut_list import cuts_in_words
from studio.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class CheckReport:
    """What the checks found."""

    recipes: int
    problems: tuple[Problem, ...]
    """By file and line, with those that a person has answered."""

    @property
    def errors(self) -> int:
        """How many stop a run or keep a picture off the site."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many are only worth reading."""
        return len(self.problems) - self.errors - self.silenced

    @property
    def silenced(self) -> int:
        """How many warnings a person has answered."""
        return sum(bool(problem.silenced) for problem in self.problems)


def _chosen(workspace: Workspace, names: Sequence[str]) -> Iterator[RecipeFolder]:
    return (workspace.folder(name) for name in names) if names else workspace.folders()


def check_all(workspace: Workspace, names: Sequence[str] = ()) -> CheckReport:
    """Check recipes by name, or all of them.

    Raises:
        NotFound: No recipe has one of the names.
    """
    found: list[Problem] = []
    count = 0
    for folder in _chosen(workspace, names):
        found += check_fully(folder, workspace.rules)
        count += 1
    found += [_nameless(name) for name in unreadable_names(workspace.content) if not names]
    return CheckReport(count, tuple(sorted(found)))


def check_staged(workspace: Workspace) -> CheckReport:
    """Check the recipes that the next commit changes, as it will hold them, whatever lies in the folder.

    Raises:
        ContentError: The workspace lies in no git repository, or its staged settings cannot be read.
    """
    names = staged_recipes(workspace.root)
    if not names:
        return CheckReport(0, ())
    with tempfile.TemporaryDirectory() as folder:
        root = export_staged(workspace.root, names, Path(folder))
        staged = open_workspace(root, today=workspace.rules.today)
        return check_all(staged, [name for name in names if name in staged.slugs()])


def _nameless(name: str) -> Problem:
    return Problem(
        f"content/{name}",
        1,
        "name-no-text",
        "this name is no UTF-8 or has control characters, so it is passed over",
        "Rename it.",
    )


def prompts_of(
    workspace: Workspace, name: str, *, edit_name: str | None = None, variables: Mapping[str, str] | None = None
) -> tuple[tuple[str, Prompt], ...]:
    """Every prompt of a recipe: one per edit and variation, each with its label.

    Raises:
        NotFound: No such recipe or edit.
    """
    recipe = workspace.folder(name, variables=variables).recipe
    edits = [recipe.edit(edit_name)] if edit_name is not None else list(recipe.edits) or [recipe.edit()]
    return tuple(
        (
            " · ".join(part for part in (edit.name, label) if part),
            prompt_of(recipe, spec, workspace.settings.prompt),
        )
        for edit in edits
        for label, spec in variations(edit)
    )  # fmt: skip


def brand_adds(workspace: Workspace, name: str) -> tuple[str, ...]:
    """What the brand of a recipe adds to the prompt of each edit, in a line each; none without a brand."""
    recipe = workspace.folder(name).recipe
    if recipe.brand is None:
        return ()
    found = [(edit.name, added_by(recipe.brand, edit.data)) for edit in recipe.edits]
    return tuple(
        f"the brand '{recipe.brand.name}' adds{f' to {edit}' if edit else ''}: "
        + "; ".join(f"{field}: {', '.join(phrases)}" for field, phrases in added.items())
        for edit, added in found
        if added
    )


@dataclass(frozen=True)
class StatusRow:
    """Where one recipe stands."""

    recipe: str
    status: str
    attempts: int
    approved: int
    spent: str
    """What all attempts cost or may have cost, in dollars."""
    each_approved: str
    """That, by approved picture; empty without one."""
    next_step: str
    verdicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was said about every judged attempt, in a line each, the verdict that counts first."""
    spent_usd: str = "0"
    """`spent` as a number for scripts."""

    def as_cells(self) -> tuple[str, ...]:
        """Cells of a table row."""
        return tuple(str(value) for value in asdict(self).values())[:-2]


def standing_of(workspace: Workspace, names: Sequence[str] = ()) -> tuple[StatusRow, ...]:
    """Where recipes stand, by name or all of them."""
    return tuple(_standing(workspace, folder) for folder in _chosen(workspace, names))


def changed_since(workspace: Workspace, revision: str) -> tuple[str, ...]:
    """Recipes that differ from a revision of git, committed or not.

    Raises:
        ContentError: The workspace lies in no git repository, or there is no such revision.
    """
    known = {*workspace.slugs()}
    return tuple(name for name in recipes_changed_since(workspace.root, revision) if name in known)


def uses_of(workspace: Workspace, name: str) -> tuple[str, ...]:
    """Recipes that use a recipe on other pictures, and those that use these.

    Raises:
        NotFound: There is no such recipe.
    """
    based_on = {folder.recipe.slug: folder.recipe.front.based_on for folder in workspace.folders()}
    found = [workspace.slug_of(name)]
    for origin in found:  # grows while it is gone through
        found += [slug for slug, of in based_on.items() if of == origin and slug not in found]
    return tuple(sorted(found[1:]))


def _standing(workspace: Workspace, folder: RecipeFolder) -> StatusRow:
    recipe, status = folder.recipe, recipe_status(folder, check_recipe(folder, workspace.rules))
    approved = sum(review.verdict == "approved" for review in recipe.verdicts.values())
    each = cost_per_approved(folder)
    usual = next_step(folder, status, criteria=workspace.settings.criteria)
    return StatusRow(
        folder.recipe.slug, str(status), len(folder.attempts), approved,
        spent_in_words(folder.attempts), f"${each:.3f}" if each else "",
        "; ".join(step for step in (cuts_in_words(workspace, folder), usual) if step),
        {id_: tuple(map(as_sentence, (one, *recipe.earlier_reviews(id_)))) for id_, one in recipe.verdicts.items()},
        str(spent(folder.attempts)),
    )  # fmt: skip
