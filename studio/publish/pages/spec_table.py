"""An edit spec in the words of a person who never saw its file: a table of what was asked, and what a retry changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from studio.core.attempts.attempt import Attempt, Change
from studio.core.attempts.differences import WORDS
from studio.core.attempts.effective import effective_spec
from studio.core.recipe.local_options import LocalOptions
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.text import Typesetting, WantedText
from studio.publish.pages.words import Words

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
    "engine.background": "Background of the result", "engine.format": "File format", "engine.size": "Shape asked for",
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
_VALUES = {
    ("local.shadow.mode", "contact"): "where it stands", ("local.shadow.mode", "cast"): "thrown by the light",
    ("local.shadow.mode", "both"): "where it stands and thrown by the light",
    ("local.shadow.mode", "keep"): "the photograph's own",
    ("lock", "relight"): "yes, in the light of the scene",
}  # fmt: skip
"""Values whose word in the file says little to people."""
_LAYERS = ("local.", "engine.", "variables.")


@lru_cache(maxsize=4096)
def label(field: str, words: Words) -> str:
    """What a field is called on a page; an unknown one by its own words."""
    place, bracket, rest = field.partition("[")
    known = LABELS.get(place)
    if known is None:
        bare = next((place.removeprefix(layer) for layer in _LAYERS if place.startswith(layer)), place)
        known = bare.replace(".", " ").replace("_", " ").capitalize()
    number = rest.partition("]")[0] if bracket else ""
    named = words(known)
    return words("%(name)s, no. %(number)s", name=named, number=int(number) + 1) if number.isdigit() else named


def spec_rows(data: Mapping[str, Any], words: Words, *, above: str = "") -> Iterator[tuple[str, str]]:
    """A spec as rows of label and value, nested fields by their way."""
    for key, value in data.items():
        field = f"{above}{key}"
        if isinstance(value, dict) and value:
            yield from spec_rows(value, words, above=f"{field}.")
        elif isinstance(value, dict):
            yield label(field, words), words("found automatically") if key == "subject" else words("as it comes")
        else:
            yield label(field, words), said(field, value, words)


_WORDS = frozenset({*WORDS, "prompt", "expect_text", "engine", "job", "channel"})
"""Fields that an engine which reads no words makes nothing of, and the channel, which stands below the picture."""


def acting(asked: Mapping[str, Any]) -> dict[str, Any]:
    """A whole spec without settings that could have no effect on its picture."""
    local = asked.get("local")
    if local is None:
        return dict(asked)
    backdrop, mode = local.get("background"), local["shadow"]["mode"]
    without = set() if backdrop else {"shadow", "reflection", "light"}
    shadow = dict(local["shadow"])
    if mode in {"keep", "none"}:
        shadow.pop("strength")
    if mode not in {"cast", "both"}:
        shadow = {name: value for name, value in shadow.items() if name not in {"angle_deg", "softness"}}
    kept = {**local, "shadow": shadow}
    if backdrop and backdrop["kind"] != "retail":
        kept["background"] = {name: value for name, value in backdrop.items() if name != "season"}
    return {**asked, "local": {name: value for name, value in kept.items() if name not in without}}


def setting_rows(attempt: Attempt, words: Words) -> Iterator[tuple[str, str]]:
    """What made a picture whose engine reads no words: every setting that was in force."""
    asked = effective_spec(attempt.spec)
    whole = {**asked, "local": asked.get("local") or effective_spec(EditSpec(local=LocalOptions()))["local"]}
    yield from spec_rows({name: value for name, value in acting(whole).items() if name not in _WORDS}, words)
    copy = [wanted for wanted in whole.get("text", ()) if isinstance(wanted.get("set"), dict)]
    if copy:
        yield label("text", words), said("text", copy, words)
    sent = attempt.engine.settings
    yield from spec_rows({name: value for name, value in sent.items() if name != "seed"}, words, above="engine.")


def change_line(change: Change, words: Words) -> str:
    """What a retry changed, as one line."""
    name = words(_turned(change)) or label(change.field, words)
    was, is_now = (said(change.field, value, words) for value in _differing(change.before, change.after))
    if change.before is None:
        return words("%(name)s: now %(value)s", name=name, value=is_now)
    if change.after is None:
        return words("%(name)s: no longer %(value)s", name=name, value=was)
    return f"{name}: {was} → {is_now}"


def _differing(was: Any, is_now: Any) -> tuple[Any, Any]:  # noqa: ANN401 - values of any field
    """Of two lists of things with fields, the things that differ; else both as they are."""
    lists = isinstance(was, list | tuple) and isinstance(is_now, list | tuple) and len(was) == len(is_now)
    if not lists or not all(isinstance(item, Mapping) for item in (*was, *is_now)):
        return was, is_now
    pairs = [(one, other) for one, other in zip(was, is_now, strict=True) if one != other]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _turned(change: Change) -> str:
    """What people call a light that was moved to the other side; empty for another change."""
    was, is_now = change.before, change.after
    if (
        change.field != "local.shadow.angle_deg"
        or not isinstance(was, float | int)
        or not isinstance(is_now, float | int)
    ):
        return ""
    return "Shadow from the other side" if (was - 90) * (is_now - 90) < 0 else ""


def variation_title(variation: str, words: Words) -> str:
    """A variation as a heading: `local.background.season: spring` is `Season: spring`."""
    field, colon, value = variation.partition(": ")
    return f"{label(field, words)}: {words(value)}" if colon else variation


def said(field: str, value: Any, words: Words) -> str:  # noqa: ANN401 - a value of any field
    """A value of a field in words."""
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if isinstance(value, float | int):
        return _number(field, value, words)
    if isinstance(value, list | tuple):
        return _listed(field, list(value), words)
    if field == "subject" and isinstance(value, dict):
        return _how_found(value, words)
    if isinstance(value, dict):
        return ", ".join(
            f"{words(key.replace('_', ' '))} {said(f'{field}.{key}', inner, words)}"
            for key, inner in value.items()
            if inner is not None
        )
    return words(_VALUES.get((field, str(value)), str(value)))


def _how_found(subject: Mapping[str, Any], words: Words) -> str:
    """How the product is found, as a person would say it."""
    if point := subject.get("point"):
        across, down = (f"{value * 100:g} %" for value in point)
        return words("by a click, %(across)s from the left, %(down)s from the top", across=across, down=down)
    if box := subject.get("box"):
        return words("in a box, %(box)s", box=_listed("subject.box", list(box), words))
    if outline := subject.get("polygon"):
        return words("by an outline of %(count)s points", count=len(outline))
    if mask := subject.get("mask"):
        return words("as %(file)s shows it", file=mask)
    return words("found automatically")


def _number(field: str, value: float, words: Words) -> str:
    if not value and field in {"local.reflection", "local.light"}:
        return words("none")
    if field.endswith("_deg"):
        return f"{value:g}°"
    if isinstance(value, float) and 0 < value < 1 and field.startswith("local."):
        return f"{value * 100:g} %"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _listed(field: str, values: list[Any], words: Words) -> str:
    if field.endswith("box") and len(values) == 4 and all(isinstance(value, float | int) for value in values):
        left, top, width, height = (f"{value * 100:g} %" for value in values)
        return words(
            "%(width)s × %(height)s of the picture, %(left)s from the left, %(top)s from the top",
            width=width, height=height, left=left, top=top,
        )  # fmt: skip
    if any(isinstance(value, list | tuple) for value in values):
        return words.plural("%(count)s point, drawn by hand", "%(count)s points, drawn by hand", len(values))
    return "; ".join(_items(field, values, words)) if field == "references" else ", ".join(_items(field, values, words))


def _items(field: str, values: Iterable[Any], words: Words) -> Iterator[str]:
    for value in values:
        if field == "references" and isinstance(value, dict):
            note = f" ({value['note']})" if value.get("note") else ""
            role = words(str(value.get("role") or "reference"))
            yield words("%(image)s as %(role)s", image=value.get("image"), role=role) + note
        elif field == "text" and isinstance(value, dict) and isinstance(value.get("set"), dict):
            yield _set_copy(value, words)
        else:
            yield said(field, value, words)


def _set_copy(wanted: Mapping[str, Any], words: Words) -> str:
    """Words that are set with real fonts: what, in which fonts, where, and how where it is not as usual."""
    setting = wanted["set"]
    usual = effective_spec(EditSpec(text=(WantedText(say="-", where="top", typeset=Typesetting(font=("-",))),)))
    places = [said("text.box", setting["box"], words)] if "box" in setting else [wanted.get("where") or ""]
    further = {
        name: value for name, value in setting.items()
        if name not in {"font", "box"} and value not in (None, [], usual["text"][0]["set"].get(name))
    }  # fmt: skip
    details = [*places, *([said("set", further, words)] if further else [])]
    fonts = ", ".join(setting["font"])
    return "; ".join([words("“%(copy)s”, set in %(fonts)s", copy=wanted["say"], fonts=fonts), *filter(None, details)])
