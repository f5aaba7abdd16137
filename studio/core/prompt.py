"""The prompt, composed from the edit spec: locks first, style last, byte-identical for equal specs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.core.spec import EditSpec, Reference, WantedText
from studio.core.words import Job, Role, Wording

ACTIONS = frozenset(
    """add blend brighten change clean clear continue correct crop darken emboss erase extend fill fix grade
    grow heal lighten make match mend move paint place print put recolor recolour relight remove repair
    replace restore retouch set shift smooth straighten swap take tint tone turn widen""".split()  # noqa: SIM905
)
"""First words that make a change a command of its own rather than the name of a thing."""


@dataclass(frozen=True)
class PromptPart:
    """One stretch of the prompt and the field it comes from."""

    field: str
    """Field of the edit spec."""
    text: str
    """The words."""


@dataclass(frozen=True)
class Prompt:
    """A composed prompt, kept in parts so that a screen can show where each comes from."""

    parts: tuple[PromptPart, ...]
    """In order."""
    joint: str = " "
    """What stands between two parts."""

    @property
    def text(self) -> str:
        """The exact words that an engine receives."""
        return self.joint.join(part.text for part in self.parts)

    def __str__(self) -> str:
        return self.text


def english_list(items: Sequence[str], *, word: str = "and") -> str:
    """Items as English reads them: `a`; `a and b`; `a, b, and c`."""
    if len(items) <= 2:
        return f" {word} ".join(items)
    return f"{', '.join(items[:-1])}, {word} {items[-1]}"


def compose_prompt(spec: EditSpec, *, job: Job, asset: str = "") -> Prompt:
    """The prompt of an edit.

    Args:
        spec: The edit, with its variables already filled in.
        job: The recipe's job; named only in the labelled wording.
        asset: What the picture is for; named only in the labelled wording.
    """
    if spec.prompt is not None:
        return Prompt((PromptPart("prompt", spec.prompt.strip()),))
    if spec.wording is Wording.LABELLED:
        return Prompt(tuple(_labelled(spec, job, asset)), joint="\n")
    return Prompt(tuple(_sentences(spec)))


def _sentences(spec: EditSpec) -> Iterator[PromptPart]:
    inputs = _inputs(spec)
    if len(inputs) > 1:
        yield PromptPart("references", " ".join(f"{line}." for line in inputs))
    for field, phrase in _phrases(spec):
        yield PromptPart(field, f"{phrase}.")


def _phrases(spec: EditSpec) -> Iterator[tuple[str, str]]:
    if spec.preserve:
        yield "preserve", f"Preserve the uploaded {english_list([_bare(item) for item in spec.preserve])}"
    if words := _clean(spec.change or ""):
        yield "change", _change(words)
    if spec.add:
        yield "add", f"Add {english_list([_clean(item) for item in spec.add])}"
    for wanted in spec.text:
        yield "text", f"Render the text {_copy(wanted)}"
    if spec.layout:
        yield "layout", f"Layout: {_clean(spec.layout)}"
    if spec.avoid:
        yield "avoid", _avoid(spec)
    if spec.style:
        yield "style", f"Style: {english_list([_clean(item) for item in spec.style])}"


def _labelled(spec: EditSpec, job: Job, asset: str) -> Iterator[PromptPart]:
    yield PromptPart("job", f"Use case: {job.value.replace('-', ' ')}")
    if asset:
        yield PromptPart("asset", f"Asset type: {_clean(asset)}")
    inputs = _inputs(spec)
    if len(inputs) > 1:
        yield PromptPart("references", f"Input images: {'; '.join(inputs)}")
    for field, phrase in _phrases(spec):
        yield PromptPart(field, f"{_LABELS[field]}: {phrase.removeprefix('Layout: ').removeprefix('Style: ')}")


_LABELS = {
    "preserve": "Constraints",
    "change": "Primary request",
    "add": "Additions",
    "text": "Text (verbatim)",
    "layout": "Composition",
    "avoid": "Avoid",
    "style": "Style",
}


def _inputs(spec: EditSpec) -> list[str]:
    inputs = list(spec.inputs())
    if spec.from_edit:
        inputs.insert(0, Reference(image=spec.from_edit, role=Role.EDIT_TARGET))
    return [_input(number, reference) for number, reference in enumerate(inputs, start=1)]


def _input(number: int, reference: Reference) -> str:
    role = reference.role or Role.EDIT_TARGET
    name = f"the {role}" if role is Role.EDIT_TARGET else f"the {role} reference"
    note = f": {_clean(reference.note)}" if reference.note else ""
    return f"Image {number} is {name}{note}"


def _change(words: str) -> str:
    if words.split(maxsplit=1)[0].lower() in ACTIONS:
        return f"Make only this change: {words}"
    return f"Change only {words}"


def _copy(wanted: WantedText) -> str:
    place = f", {_clean(wanted.where)}" if wanted.where else ""
    setting = f", set in {_clean(wanted.typeset)}" if wanted.typeset else ""
    return f'"{wanted.say}" exactly once{place}{setting}'


def _avoid(spec: EditSpec) -> str:
    return f"Do not {english_list([_clean(item) for item in spec.avoid], word='or')}"


def _clean(phrase: str) -> str:
    """One line without a final full stop, so that phrases join into sentences."""
    return " ".join(phrase.split()).removesuffix(".")


def _bare(phrase: str) -> str:
    """A preserve item without its article, which the sentence supplies."""
    return _clean(phrase).removeprefix("the ").removeprefix("The ")
