"""The prompt, composed from the edit spec: locks first, style last, byte-identical for equal specs.

A field becomes a sentence when the form of every phrase in it is certain; else it stands behind a label, where no
grammar can go wrong, in whatever language it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.core.prompt import english
from studio.core.prompt.english import forbids, may_forbid
from studio.core.prompt.phrases import (
    KEEPS,
    NEGATION,
    clean,
    copy_line,
    english_list,
    form_of,
    input_lines,
    joined_phrases,
    lower_first,
    reads_as_list,
    room_lines,
    said_in,
    split_names,
    swap_lines,
    with_full_stop,
    without_opener,
    without_the,
)
from studio.core.recipe.recipe import Recipe
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job, Wording
from studio.core.settings import PromptOptions


@dataclass(frozen=True)
class PromptPart:
    """One stretch of the prompt and the field it comes from."""

    field: str
    text: str
    is_line: bool = False
    """Whether it stands on a line of its own, behind a label."""


@dataclass(frozen=True)
class Prompt:
    """A composed prompt, kept in parts so that a screen can show where each comes from."""

    parts: tuple[PromptPart, ...]
    joint: str = " "
    """What stands between two parts."""

    @property
    def text(self) -> str:
        """The exact words that an engine receives."""
        return self.joint.join(part.text for part in self.parts)

    def __str__(self) -> str:
        return self.text


KEEP_REST = "Keep everything else the same"
"""The first rule for edits, where the recipe or the workspace asks for it."""
_LABELS = {
    "asset": "Asset", "preserve": "Keep unchanged", "change": "Change", "add": "Additions", "layout": "Layout",
    "avoid": "Avoid", "style": "Style",
}  # fmt: skip
_RULES = "Rules"
"""Before what forbids by itself."""
_EITHER = "Exclusions"
"""Before what is to be avoided and may say "no" itself: right either way."""
_LABELLED = {
    "preserve": "Keep unchanged", "change": "Primary request", "add": "Additions", "text": "Text (verbatim)",
    "replace_text": "Text to replace (verbatim)", "layout": "Composition", "keep_rest": "Constraints", "avoid": "Avoid",
    "style": "Style",
}  # fmt: skip


def prompt_of(recipe: Recipe, spec: EditSpec, options: PromptOptions) -> Prompt:
    """The prompt of one edit of a recipe, as the workspace wants it."""
    channel = recipe.channel_of(spec) or ""
    return compose_prompt(
        spec, job=recipe.job_of(spec), asset=recipe.front.asset, channel=channel.replace("-", " "), options=options
    )


def compose_prompt(
    spec: EditSpec, *, job: Job, asset: str = "", channel: str = "", options: PromptOptions | None = None
) -> Prompt:
    """The prompt of an edit.

    Args:
        spec: The edit, with its variables already filled in.
        job: The recipe's job; named only in the labelled wording.
        asset: What the picture is for; named in the labelled wording, and where the options ask for it.
        channel: Where it will be used, in words; named where the options ask for it.
        options: What the workspace adds; default: nothing.
    """
    options = options or PromptOptions()
    if spec.prompt is not None:
        return Prompt((PromptPart("prompt", spec.prompt.strip()),))
    keeps_rest = spec.keep_rest if spec.keep_rest is not None else options.keep_rest
    if spec.wording is Wording.LABELLED:
        named = channel if options.channel else ""
        return Prompt(tuple(_labelled(spec, job, asset, channel=named, keeps_rest=keeps_rest)), joint="\n")
    parts = tuple(_sentences(spec, asset if options.asset else "", channel if options.channel else "", keeps_rest))
    return Prompt(parts, joint="\n" if any(part.is_line for part in parts) else " ")


def _sentences(spec: EditSpec, asset: str, channel: str, keeps_rest: bool) -> Iterator[PromptPart]:  # noqa: FBT001
    uses = [f"{name}: {with_full_stop(clean(text))}" for name, text in (("Asset", asset), ("Channel", channel)) if text]
    if uses:
        yield PromptPart("asset", " ".join(uses), is_line=True)
    inputs = input_lines(spec)
    if len(inputs) > 1:
        yield PromptPart("references", " ".join(with_full_stop(line) for line in inputs))
    yield from _preserve(spec)
    yield from _change(spec)
    yield from _add(spec)
    yield from (PromptPart("text", with_full_stop(copy_line(wanted))) for wanted in spec.drawn_text)
    yield from (PromptPart("text", line) for line in room_lines(spec))
    yield from (PromptPart("replace_text", with_full_stop(line)) for line in swap_lines(spec))
    if layout := without_opener("layout", spec.layout or ""):
        yield PromptPart("layout", f"Layout: {with_full_stop(layout)}")
    if keeps_rest:
        yield PromptPart("keep_rest", f"{KEEP_REST}.")
    yield from _avoid(spec)
    if style := said_in("style", spec.style):
        yield PromptPart("style", f"Style: {with_full_stop(joined_phrases(style))}")


def _preserve(spec: EditSpec) -> Iterator[PromptPart]:
    items = said_in("preserve", spec.preserve)
    rules = [item for item in items if forbids(item) or KEEPS.match(item)]
    locks = [item for item in items if item not in rules]
    bare = [without_the(item) for item in locks]
    if locks and _is_english(spec) and reads_as_list(bare) and all(english.is_name(item) for item in bare):
        yield PromptPart("preserve", f"Preserve the uploaded {english_list([lower_first(item) for item in bare])}.")
    elif locks:
        yield _line("preserve", locks)
    if rules:
        yield _line("preserve", rules, label=_RULES)


def _change(spec: EditSpec) -> Iterator[PromptPart]:
    words = without_opener("change", spec.change or "")
    if not words:
        return
    if english.is_change_of_thing(words):
        yield PromptPart("change", f"Change only {with_full_stop(lower_first(words))}")
    elif english.is_command(words) and not (KEEPS.match(words) or re.search(r"[.!?。]\s", words)):
        yield PromptPart("change", f"Make only this change: {with_full_stop(lower_first(words))}")
    else:
        yield _line("change", [words])


def _add(spec: EditSpec) -> Iterator[PromptPart]:
    said = said_in("add", spec.add)
    rules = [item for item in said if forbids(item)]
    items = [item for item in said if item not in rules]
    if items and _is_english(spec) and all(english.is_new_thing(item) or english.is_name(item) for item in items):
        yield PromptPart("add", f"Add {with_full_stop(english_list([lower_first(item) for item in items]))}")
    elif items:
        yield _line("add", items)
    if rules:
        yield _line("add", rules, label=_RULES)


def _avoid(spec: EditSpec) -> Iterator[PromptPart]:
    """Commands after "Do not", names after "No", gerunds after "Avoid", when every phrase is certainly one of them.

    Else every phrase stands behind the label that is right for it, with the "no" that it may hold.
    """
    given = [part for item in said_in("avoid", spec.avoid) for part in split_names(item)]
    items = [NEGATION.sub("", item, count=1) for item in given]
    forms = [form_of(item) for item in items]
    names = [item for item, form in zip(items, forms, strict=True) if form == "name"]
    if all(forms) and _is_english(spec) and reads_as_list(names):
        for form, opener in (("command", "Do not"), ("name", "No"), ("gerund", "Avoid")):
            chosen = [lower_first(item) for item, found in zip(items, forms, strict=True) if found == form]
            if chosen:
                yield PromptPart("avoid", f"{opener} {with_full_stop(english_list(chosen, word='or'))}")
        return
    rules = [item for item in given if forbids(item)]
    others = [item for item in given if item not in rules]
    if others:
        yield _line("avoid", others, label=_EITHER if any(map(may_forbid, others)) else "")
    if rules:
        yield _line("avoid", rules, label=_RULES)


def _is_english(spec: EditSpec) -> bool:
    """Whether a recipe is written in English: single words such as `Rock` and `Boot` mean other things elsewhere."""
    words = english.words_in(
        without_opener("change", spec.change or "") or " ".join([*spec.preserve, *spec.add, *spec.avoid])
    )
    return 2 * sum(map(english.is_known, words)) >= len(words)


def _labelled(spec: EditSpec, job: Job, asset: str, *, channel: str, keeps_rest: bool) -> Iterator[PromptPart]:
    yield PromptPart("job", f"Use case: {job.value.replace('-', ' ')}")
    if asset:
        yield PromptPart("asset", f"Asset type: {clean(asset)}")
    if channel:
        yield PromptPart("asset", f"Channel: {clean(channel)}")
    inputs = input_lines(spec)
    if len(inputs) > 1:
        yield PromptPart("references", f"Input images: {'; '.join(inputs)}")
    for part in _sentences(spec, "", "", keeps_rest):
        if part.field == "references":
            continue
        label, words = _labelled_words(part)
        yield PromptPart(part.field, f"{label}: {words}")


def _labelled_words(part: PromptPart) -> tuple[str, str]:
    """The label of a part and its words without the opener that the label says already."""
    words = part.text.removesuffix(".") if not part.text.endswith("..") else part.text
    for label in (_RULES, _EITHER):
        if words.startswith(f"{label}: "):
            return label, words.removeprefix(f"{label}: ")
    label = f"{_LABELS.get(part.field, '')}: "
    if part.field == "change" and not english.is_command(words.removeprefix(label)):
        return _LABELLED["change"], words
    openers = (
        label,
        "Preserve the uploaded ",
        "Add ",
        "Make only this change: ",
        "Avoid ",
    )
    for opener in openers:
        words = words.removeprefix(opener)
    if part.field == "avoid" and words.startswith(("Do not ", "No ")):
        words = words.removeprefix("Do not ").removeprefix("No ")
    return _LABELLED[part.field], words


def _line(field: str, items: Sequence[str], *, label: str = "") -> PromptPart:
    return PromptPart(field, f"{label or _LABELS[field]}: {with_full_stop('; '.join(items))}", is_line=True)
