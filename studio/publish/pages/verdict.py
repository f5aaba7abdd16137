"""A verdict as a page tells it: the answers, what to look at in plain words, and the measurements to open.

What a machine read is never repeated: a page says which of the expected words were found and which were not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from studio.core.attempts.evidence import Evidence, Measure
from studio.core.attempts.gate import BeforeAfter, Entry
from studio.core.attempts.review import checklist_for
from studio.publish.pages.views import Tick

_INTERNAL = frozenset({"file", "other channels"})
"""Measurements of the working file, which is not the published one."""
_PLAIN = {
    "preserved region": "What must stay is not quite the photograph's.",
    "colour": "Its colour is not quite the photograph's.",
    "halo": "A thin line runs along the product's edge.",
    "footing": "Whether the product stands on its ground is worth a look.",
    "asked part": "The part that changed is not quite what was asked.",
}
"""What to look at, of measurements whose sentences are figures for specialists."""
_QUOTED = re.compile("“([^”]*)”")


def ticks(entry: Entry, pair: BeforeAfter, measured: Evidence | None, meanings: Mapping[str, Markup]) -> Iterator[Tick]:
    """The checklist of a pair as it was answered.

    Args:
        entry: The recipe.
        pair: The pair.
        measured: What was measured on it.
        meanings: What a criterion means for this asset, by its name.
    """
    if pair.review is None:
        return
    answers, expected = pair.review.checklist, pair.attempt.spec.expect_text
    for criterion in checklist_for((*answers, *entry.folder.recipe.front.criteria)):
        if criterion.name in answers:
            own = [m for m in measured.of(criterion.name) if m.name not in _INTERNAL] if measured else []
            looks = [_PLAIN.get(m.name) or said(m, expected) for m in own if m.flag == "look"]
            yield Tick(
                criterion.name, criterion.question, str(answers[criterion.name]),
                pair.review.notes.get(criterion.name, ""), tuple(looks), folded_under(own),
                tuple((m.flag, said(m, expected)) for m in own), meanings.get(criterion.name, Markup()),
            )  # fmt: skip


def folded_under(measures: Sequence[Measure]) -> str:
    """The one line under which measurements fold away; empty without any."""
    if not measures:
        return ""
    looks, unknown = (sum(m.flag == flag for m in measures) for flag in ("look", "unknown"))
    count = f"{len(measures)} measurement{'s' * (len(measures) > 1)}"
    found = f"{looks} to look at" if looks else "nothing to look at"
    return f"{count}, {found}" + (f", {unknown} without a result" if unknown else "")


def said(measure: Measure, expected: Sequence[str]) -> str:
    """What a measurement says on a public page.

    Args:
        measure: The measurement.
        expected: What a person says the label reads.
    """
    if measure.name == "label":
        return _label(measure, expected)
    if measure.flag != "fine" and measure.name == "new text" and measure.value:
        return "Words may stand where the photograph has none."
    if measure.name == "copy" and not measure.says.startswith("The copy reads"):
        return "Software could not read every word that was asked for."
    return measure.says


def _label(measure: Measure, expected: Sequence[str]) -> str:
    if measure.value is None:
        return measure.says if measure.flag == "fine" else "Software could not compare the label."
    if measure.flag == "fine":
        return f"Found on the label: {', '.join(expected)}." if expected else "The label reads as on the photograph."
    read = set(_QUOTED.findall(measure.says.partition("Found:")[2]))
    found = [text for text in expected if text in read or read.issuperset(text.split())]
    missing = [text for text in expected if text not in found]
    parts = [f"Found on the label: {', '.join(found)}."] if found else []
    parts += [f"Software could not read: {', '.join(missing)}."] if missing else []
    return " ".join(parts or ["Software could not read every word of the label."])
