"""Prices before spending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from studio.core.cost import FREE, Estimate, estimate
from studio.core.facts import RecipeFolder
from studio.core.prompt import prompt_of
from studio.core.recipe import Edit
from studio.core.size import Aspect, NoLegalSize, Size, plan_size
from studio.core.spec import EditSpec
from studio.core.target_size import size_of_shape, wanted_size
from studio.core.variation import variations
from studio.errors import StudioError
from studio.workflow.plan import Choices, with_choices
from studio.workspace import Workspace


@dataclass(frozen=True)
class CostRow:
    """The price of one edit of one recipe."""

    recipe: str
    """Its slug."""
    edit: str
    """Name of the edit."""
    engine: str
    """Engine and model."""
    size: str
    """What would be asked for."""
    results: int
    """How many pictures."""
    each: Decimal | None
    """Price of one; None when nobody knows."""
    certainty: str
    """How sure that is."""
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
    results = len(tuple(variations(spec))) * spec.engine.n
    options = workspace.settings.engine
    engine = spec.engine.name or options.name
    if engine != "openai":
        yield CostRow(recipe.slug, edit.name, engine, "as the source", results, Decimal(0), "exact", {})
        return
    model = workspace.rules.models.find(spec.engine.model or options.model)
    ask = asked_size(workspace, folder, spec)
    price = price_before(workspace, folder, spec)
    tokens = {part.kind: part.tokens for part in price.parts}
    label = f"{engine} {model.name}"
    yield CostRow(recipe.slug, edit.name, label, str(ask), results, price.usd, str(price.certainty), tokens)


def asked_size(workspace: Workspace, folder: RecipeFolder, spec: EditSpec) -> Size:
    """What a model would be asked for: the wanted size, else the source's shape."""
    channel_name = folder.recipe.channel_of(spec)
    channel = workspace.rules.channels.by_name.get(channel_name or "")
    model = workspace.rules.models.find(spec.engine.model or workspace.settings.engine.model)
    return plan_size(wanted_size(spec, channel) or _of_source(folder, spec), limits=model.sizes).ask


def _of_source(folder: RecipeFolder, spec: EditSpec) -> Size:
    facts = folder.pictures.get(spec.target() or "")
    if facts is None or not facts.width_px:
        return Size(1024, 1024)
    return size_of_shape(Aspect(facts.width_px, facts.height_px))


def price_before(workspace: Workspace, folder: RecipeFolder, spec: EditSpec) -> Estimate:
    """The price of one result before it is made."""
    recipe = folder.recipe
    options = workspace.settings.engine
    if (spec.engine.name or options.name) != "openai":
        return FREE
    model = workspace.rules.models.find(spec.engine.model or options.model)
    prompt = prompt_of(recipe, spec, workspace.settings.prompt).text
    quality = spec.engine.quality or options.quality or "medium"
    size = asked_size(workspace, folder, spec)
    inputs = len(spec.inputs()) + (spec.from_edit is not None)
    return estimate(model, size=size, quality=quality, prompt=prompt, inputs=inputs)


def _plain(price: Decimal | None) -> str | None:
    return None if price is None else format(price, "f")


def _dollars(price: Decimal | None) -> str:
    return "unknown" if price is None else "free" if price == 0 else f"${price:.3f}"
