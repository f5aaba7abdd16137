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
from studio.publish.pages.words import Words, capital

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
_FOUND = {"fine": "nothing noticed", "look": "worth a look", "unknown": "without a result"}
"""What a measurement found, by its flag."""
_QUOTED = re.compile("“([^”]*)”")


def ticks(
    entry: Entry, pair: BeforeAfter, measured: Evidence | None, meanings: Mapping[str, Markup], words: Words
) -> Iterator[Tick]:
    """The checklist of a pair as it was answered.

    Args:
        entry: The recipe.
        pair: The pair.
        measured: What was measured on it.
        meanings: What a criterion means for this asset, by its name.
        words: The words of the page.
    """
    if pair.review is None:
        return
    answers, expected = pair.review.checklist, pair.attempt.spec.expect_text
    for criterion in checklist_for((*answers, *entry.folder.recipe.front.criteria)):
        if criterion.name in answers:
            own = [m for m in measured.of(criterion.name) if m.name not in _INTERNAL] if measured else []
            looks = [
                words(_PLAIN[m.name]) if m.name in _PLAIN else said(m, expected, words) for m in own if m.flag == "look"
            ]
            yield Tick(
                criterion.name, criterion.question, str(answers[criterion.name]),
                pair.review.notes.get(criterion.name, ""), tuple(looks), folded_under(own, words),
                tuple((m.flag, said(m, expected, words)) for m in own), meanings.get(criterion.name, Markup()),
            )  # fmt: skip


def folded_under(measures: Sequence[Measure], words: Words) -> str:
    """The one line under which measurements fold away; empty without any."""
    if not measures:
        return ""
    looks, unknown = (sum(m.flag == flag for m in measures) for flag in ("look", "unknown"))
    count = words.plural("%(count)s measurement", "%(count)s measurements", len(measures))
    found = words("%(count)s to look at", count=looks) if looks else words("nothing to look at")
    missing = [words("%(count)s without a result", count=unknown)] if unknown else []
    return ", ".join([count, found, *missing])


def said(measure: Measure, expected: Sequence[str], words: Words) -> str:
    """What a measurement says on a public page.

    Args:
        measure: The measurement.
        expected: What a person says the label reads.
        words: The words of the page. A record's own sentences are English; in another language a page says what was
            measured and what was found.
    """
    if measure.name == "label" and (measure.value is not None or measure.flag != "fine"):
        return _label(measure, expected, words)
    if measure.flag != "fine" and measure.name == "new text" and measure.value:
        return words("Words may stand where the photograph has none.")
    if measure.name == "copy" and not measure.says.startswith("The copy reads"):
        return words("Software could not read every word that was asked for.")
    if words.is_english:
        return measure.says
    return f"{capital(words(measure.name))}: {words(_FOUND[measure.flag])}"


def _label(measure: Measure, expected: Sequence[str], words: Words) -> str:
    if measure.value is None:
        return words("Software could not compare the label.")
    if measure.flag == "fine":
        if expected:
            return words("Found on the label: %(words)s.", words=", ".join(expected))
        return words("The label reads as on the photograph.")
    read = set(_QUOTED.findall(measure.says.partition("Found:")[2]))
    found = [text for text in expected if text in read or read.issuperset(text.split())]
    missing = [text for text in expected if text not in found]
    parts = [words("Found on the label: %(words)s.", words=", ".join(found))] if found else []
    parts += [words("Software could not read: %(words)s.", words=", ".join(missing))] if missing else []
    return " ".join(parts or [words("Software could not read every word of the label.")])
