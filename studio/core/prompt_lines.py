"""Lines of a prompt that are the same in every wording: what each input is for, and copy letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core import english
from studio.core.phrases import clean, quoted, small
from studio.core.spec import EditSpec, Reference, WantedText
from studio.core.words import Role

LENDS = {
    Role.SUBJECT: "it shows the same product; keep that product's identity in Image 1",
    Role.STYLE: "apply its style to Image 1",
    Role.PALETTE: "apply its colors to Image 1",
    Role.BACKGROUND: "use it as the background of Image 1",
    Role.LOGO: "put this mark into Image 1 exactly as it is",
    Role.INSERT: "put this object into Image 1",
    Role.LAYOUT: "arrange Image 1 in the same way",
    Role.GARMENT: "dress the person in Image 1 in this garment",
    Role.POSE: "give the person in Image 1 this pose",
    Role.PERSON: "show this person in Image 1",
    Role.MATERIAL: "apply its material to the part of Image 1 that changes",
    Role.LIGHT: "apply its light to Image 1",
}
"""What a reference lends to the edit target, which is always the first image."""


def input_lines(spec: EditSpec) -> list[str]:
    """A sentence for every input, in the order in which they are sent: the edit target first."""
    inputs = sorted(spec.inputs(), key=lambda reference: reference.role is not Role.EDIT_TARGET)
    if spec.from_edit:
        inputs.insert(0, Reference(image=spec.from_edit, role=Role.EDIT_TARGET))
    return [_input(number, reference) for number, reference in enumerate(inputs, start=1)]


def _input(number: int, reference: Reference) -> str:
    role = reference.role or Role.EDIT_TARGET
    note = clean(reference.note or "")
    if role is Role.EDIT_TARGET:
        return f"Image {number} is the edit target{f': {note}' if note else ''}"
    certain = english.is_english(_without_commas(note))
    noted = f"; {small(note)}" if certain else f" (note: {note})" if note else ""
    return f"Image {number} is the {role} reference: {LENDS[role]}{noted}"


def copy_line(wanted: WantedText) -> str:
    """Copy that must appear; place and setting follow as English only where they certainly are."""
    spelled = f" (spelled {' '.join('-'.join(word) for word in wanted.say.split())})" if wanted.spell else ""
    place = clean(wanted.where or "")
    setting = re.sub(r"^(?:set\s+)?(?:in\s+)?", "", clean(wanted.typeset or ""), flags=re.I)
    said = f"{quoted(wanted.say)}{spelled}"
    if all(english.is_english(_without_commas(words)) for words in (place, setting) if words):
        behind = f"{f', {small(place)}' if place else ''}{f', set in {small(setting)}' if setting else ''}"
        return f"Render the text {said} exactly once{behind}"
    labelled = ". ".join(f"{name}: {words}" for name, words in (("Place", place), ("Type", setting)) if words)
    return f"Render the text {said} exactly once. {labelled}"


def _without_commas(words: str) -> str:
    return re.sub(r"[,;]\s*", " and ", words)


def swap_lines(spec: EditSpec) -> Iterator[str]:
    """A line for every pair of words that change."""
    for swap in spec.replace_text:
        yield (
            f"Replace the text {quoted(swap.was)} with {quoted(swap.becomes)}, letter for letter, "
            "in the same place, font, size, and color"
        )
