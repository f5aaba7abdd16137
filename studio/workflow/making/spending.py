"""Prices before spending, and the hard limit on it, looked at before every single request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import partial

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import variations
from studio.core.attempts.opinion import charge_of_opinion
from studio.core.channel import size_of_shape, wanted_size
from studio.core.engine import resolve_engine
from studio.core.model import Model
from studio.core.money.ledger import ledger_of, spent
from studio.core.money.prices import Certainty, Estimate, estimate, price_in_words
from studio.core.prompt.prompt import prompt_of
from studio.core.recipe.recipe import Edit
from studio.core.recipe.spec import EditSpec
from studio.core.settings import Budget
from studio.core.size import Aspect, NoLegalSize, Size, plan_size
from studio.errors import BudgetExceeded, StudioError
from studio.store.findings import read_opinions
from studio.workflow.making.plan import Choices, PlannedAttempt, with_choices
from studio.workspace import Workspace


def price_of(workspace: Workspace, plan: PlannedAttempt, *, batch: bool = False) -> Decimal | None:
    """The price of one planned attempt before it is made; None when nobody knows."""
    settings, (engine, model) = plan.used.settings, plan.resolved
    if model is None:
        return engine.price_usd
    return estimate(
        model, size=Size.parse(settings["size"]), quality=settings["quality"], prompt=plan.request.prompt,
        inputs=len(plan.request.inputs), partials=0 if batch else workspace.settings.engine.previews, batch=batch,
    ).usd  # fmt: skip


class BudgetGuard:
    """What may still be spent, with the price of everything under way reserved."""

    def __init__(self, budget: Budget, *, spent_before: Decimal) -> None:
        self.budget = budget
        self.spent_run = Decimal(0)
        """Counted in this run so far, what is under way included."""
        self._before = spent_before

    def reserve(self, price: Decimal | None, *, what: str) -> Decimal:
        """Reserve a price before its request leaves; returns what is reserved.

        Raises:
            BudgetExceeded: It would pass a limit, or nobody knows the price while a limit stands.
        """
        limits = (
            ("run", self.budget.run_usd, self.spent_run),
            ("workspace", self.budget.workspace_usd, self._before + self.spent_run),
        )
        for name, limit, used in limits:
            if limit is None:
                continue
            if price is None:
                raise BudgetExceeded(
                    f"{what}: nobody knows the price of this model, so the {name}'s limit of ${limit:.2f} cannot be "
                    "kept. "
                    "Choose a priced model, or give its prices under [models] in content/studio.toml."
                )
            if price and used + price > limit:
                raise BudgetExceeded(
                    f"{what}: about ${price:.3f} more would pass the {name}'s limit of ${limit:.2f} "
                    f"(${used:.3f} are spent). Raise it with --budget, or under [budget] in content/studio.toml."
                )
        reserved = price or Decimal(0)
        self.spent_run += reserved
        return reserved

    def settle(self, reserved: Decimal, charge_of_opinion: Decimal) -> None:
        """Replace what was reserved by what it really cost."""
        self.spent_run += charge_of_opinion - reserved


def open_budget(workspace: Workspace, *, run_usd: Decimal | None = None) -> BudgetGuard:
    """The budget of one run.

    Args:
        workspace: With its limits and everything that was spent before.
        run_usd: The person's limit for this run.
    """
    budget = workspace.settings.budget
    if run_usd is not None:
        budget = budget.model_copy(update={"run_usd": run_usd})
    before = Decimal(0)
    if budget.workspace_usd is not None:
        before = spent(attempt for folder in workspace.folders() for attempt in folder.attempts)
        opinions = (one for slug in workspace.slugs() for one in read_opinions(workspace.content / slug))
        before += sum(map(charge_of_opinion, opinions), Decimal(0))
    return BudgetGuard(budget, spent_before=before)


def ledger_rows(workspace: Workspace, names: Sequence[str] = ()) -> tuple[tuple[str, ...], ...]:
    """Rows of the ledger of some recipes, or of all."""
    folders = (workspace.folder(name) for name in names) if names else workspace.folders()
    return tuple(entry.as_row() for entry in ledger_of(folders))


@dataclass(frozen=True)
class CostRow:
    """The price of one edit of one recipe."""

    recipe: str
    edit: str
    engine: str
    size: str
    """What would be asked for."""
    results: int
    each: Decimal | None
    """Price of one; None when nobody knows."""
    certainty: str
    tokens: dict[str, int | None]
    """Tokens of one, by kind."""

    @property
    def total(self) -> Decimal | None:
        """Price of all."""
        return None if self.each is None else self.each * self.results

    def as_data(self) -> dict[str, object]:
        """Plain data; prices as decimal text."""
        data = asdict(self)
        return {**data, "each": _plain(self.each), "total": _plain(self.total)}

    def as_cells(self) -> tuple[str, ...]:
        """Cells of a table row."""
        return (
            self.recipe, self.edit, self.engine, self.size, str(self.results),
            _dollars(self.each), _dollars(self.total), self.certainty,
        )  # fmt: skip


@dataclass(frozen=True)
class Costs:
    """Prices of several recipes."""

    rows: tuple[CostRow, ...]
    """Those that can be priced."""
    faults: tuple[str, ...]
    """Why others cannot: place, fault, fix."""


def costs_of(workspace: Workspace, names: Sequence[str], choices: Choices) -> Costs:
    """Prices of recipes by name, or of all of them. An edit that cannot be priced keeps no other from it.

    Raises:
        NotFound: No recipe has one of the names.
    """
    rows: list[CostRow] = []
    faults: list[str] = []
    folders = [workspace.folder(name) for name in names] if names else workspace.folders()
    for folder, edit in ((one, edit) for one in folders for edit in one.recipe.edits):
        try:
            rows += _rows(workspace, folder, edit, choices)
        except NoLegalSize as error:
            fix = "Choose another shape and crop afterwards."
            faults.append(str(edit.lines.error("illegal-size", _shape_field(edit), fault=str(error), fix=fix)))
        except StudioError as error:
            faults.append(str(error))
    return Costs(tuple(rows), tuple(faults))


def _shape_field(edit: Edit) -> str:
    """The field that says the shape."""
    spec = edit.spec
    return "aspect" if spec.aspect else "size" if spec.size else "channel" if spec.channel else "source"


def _rows(workspace: Workspace, folder: RecipeFolder, edit: Edit, choices: Choices) -> Iterator[CostRow]:
    recipe = folder.recipe
    spec = with_choices(edit.spec, choices)
    results = len(tuple(variations(edit))) * spec.engine.n
    engine = resolve_engine(spec, workspace.rules)
    row = partial(CostRow, recipe.slug, edit.name, str(engine), results=results)
    if engine.model is None:
        each = engine.facts.price_usd
        certainty = Certainty.UNKNOWN if each is None else Certainty.EXACT
        yield row(size="as the source", each=each, certainty=certainty, tokens={})
        return
    ask = _asked_size(workspace, folder, spec, engine.model)
    price = _price_before(workspace, folder, spec, engine.model, ask)
    tokens = {part.kind: part.tokens for part in price.parts}
    yield row(size=str(ask), each=price.usd, certainty=price.certainty, tokens=tokens)


def _asked_size(workspace: Workspace, folder: RecipeFolder, spec: EditSpec, model: Model) -> Size:
    """What a model would be asked for: the wanted size, else the source's shape."""
    channel_name = folder.recipe.channel_of(spec)
    channel = workspace.rules.channels.by_name.get(channel_name or "")
    return plan_size(wanted_size(spec, channel) or _of_source(folder, spec), limits=model.sizes).ask


def _of_source(folder: RecipeFolder, spec: EditSpec) -> Size:
    facts = folder.pictures.get(spec.target() or "")
    if facts is None or not facts.width_px:
        return Size(1024, 1024)
    return size_of_shape(Aspect(facts.width_px, facts.height_px))


def _price_before(workspace: Workspace, folder: RecipeFolder, spec: EditSpec, model: Model, size: Size) -> Estimate:
    """The price of one result before it is made."""
    prompt = prompt_of(folder.recipe, spec, workspace.settings.prompt).text
    quality = spec.engine.quality or workspace.settings.engine.quality or "medium"
    inputs = len(spec.inputs()) + (spec.from_edit is not None)
    return estimate(model, size=size, quality=quality, prompt=prompt, inputs=inputs)


def _plain(price: Decimal | None) -> str | None:
    return None if price is None else format(price, "f")


def _dollars(price: Decimal | None) -> str:
    return price_in_words(price).removeprefix("about ")
