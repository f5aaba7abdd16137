"""An edit spec in the words of a person who never saw its file: a table of what was asked, and what a retry changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from studio.core.attempts.attempt import Change

LABELS = {
    "job": "Kind of edit", "source": "Picture to edit", "from": "Begins with the result of",
    "references": "Further pictures", "preserve": "Must stay", "change": "The one change", "add": "Small additions",
    "text": "Words in the picture", "layout": "Layout", "avoid": "Must not happen", "style": "Finish",
    "replace_text": "Words that change", "keep_rest": "Everything else stays",
    "subject": "The product", "subject.polygon": "Outline of the product", "subject.mask": "Outline of the product",
    "subject.box": "Place of the product", "subject.point": "Place of the product",
    "scope.area": "May change", "scope.box": "May change",
    "scope.mask": "May change", "scope.markup": "May change", "lock": "Photographed product put back",
    "expect_text": "The label must still say", "channel": "Made for", "aspect": "Shape", "size": "Size in pixels",
    "engine.name": "Engine", "engine.model": "Model", "engine.quality": "Quality", "engine.n": "Results asked for",
    "engine.background": "Background of the result", "engine.format": "File format",
    "local.background": "Background", "local.background.kind": "Background", "local.background.season": "Season",
    "local.background.colour": "Background colour", "local.background.floor": "Floor colour",
    "local.background.image": "Background picture", "local.background.blur": "Blur of the background",
    "local.background.horizon": "Edge of the table", "local.shadow": "Shadow", "local.shadow.mode": "Shadow",
    "local.shadow.strength": "Strength of the shadow", "local.shadow.angle_deg": "Light comes from",
    "local.shadow.softness": "Softness of the shadow", "local.canvas": "Place in the frame",
    "local.canvas.anchor": "Place in the frame", "local.canvas.fill": "Size in the frame",
    "local.place.box": "Place of the mark", "local.place.blend": "How the mark sits", "local.seed": "Seed",
    "local.repair": "Places to mend", "local.recolour.to": "New colour", "local.recolour.near": "Colour to change",
    "local.recolour.keep": "Keeps its colour", "local.recolour.strength": "Strength of the colour",
    "wording": "How the prompt is written", "prompt": "Prompt, written by hand",
}  # fmt: skip
"""What a field is called on a page, by its way in the spec."""
_LAYERS = ("local.", "engine.")


@lru_cache(maxsize=4096)
def label(field: str) -> str:
    """What a field is called on a page; an unknown one by its own words."""
    place, bracket, rest = field.partition("[")
    known = LABELS.get(place)
    if known is None:
        bare = next((place.removeprefix(layer) for layer in _LAYERS if place.startswith(layer)), place)
        known = bare.replace(".", " ").replace("_", " ").capitalize()
    number = rest.partition("]")[0] if bracket else ""
    return f"{known}, no. {int(number) + 1}" if number.isdigit() else known


def spec_rows(data: Mapping[str, Any], *, above: str = "") -> Iterator[tuple[str, str]]:
    """A spec as rows of label and value, nested fields by their way."""
    for key, value in data.items():
        field = f"{above}{key}"
        if isinstance(value, dict) and value:
            yield from spec_rows(value, above=f"{field}.")
        elif isinstance(value, dict):
            yield label(field), "found automatically" if key == "subject" else "as it comes"
        else:
            yield label(field), said(field, value)


def change_line(change: Change) -> str:
    """What a retry changed, as one line."""
    name = label(change.field)
    if change.before is None:
        return f"{name}: now {said(change.field, change.after)}"
    if change.after is None:
        return f"{name}: no longer {said(change.field, change.before)}"
    return f"{name}: {said(change.field, change.before)} → {said(change.field, change.after)}"


def variation_title(variation: str) -> str:
    """A variation as a heading: `local.background.season: spring` is `Season: spring`."""
    field, colon, value = variation.partition(": ")
    return f"{label(field)}: {value}" if colon else variation


def said(field: str, value: Any) -> str:  # noqa: ANN401 - a value of any field
    """A value of a field in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return _number(field, value)
    if isinstance(value, list | tuple):
        return _listed(field, list(value))
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {said(f'{field}.{key}', inner)}" for key, inner in value.items())
    return str(value)


def _number(field: str, value: float) -> str:
    if field.endswith("_deg"):
        return f"{value:g}°"
    if isinstance(value, float) and 0 < value < 1 and field.startswith("local."):
        return f"{value * 100:g} %"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _listed(field: str, values: list[Any]) -> str:
    if field.endswith("box") and len(values) == 4 and all(isinstance(value, float | int) for value in values):
        left, top, width, height = (f"{value * 100:g} %" for value in values)
        return f"{width} × {height} of the picture, {left} from the left, {top} from the top"
    if any(isinstance(value, list | tuple) for value in values):
        return f"{len(values)} points, drawn by hand"
    return "; ".join(_items(field, values)) if field == "references" else ", ".join(_items(field, values))


def _items(field: str, values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if field == "references" and isinstance(value, dict):
            note = f" ({value['note']})" if value.get("note") else ""
            yield f"{value.get('image')} as {value.get('role') or 'reference'}{note}"
        else:
            yield said(field, value)
