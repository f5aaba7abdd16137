"""Checks of the brief itself: something is asked for and something is locked, in words that can be read one way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.checks.contradictions import check_contradictions
from studio.core.checks.jobs import check_one_job
from studio.core.checks.vocabulary import CONSTRAINT, LOCK, STYLE, VERBS, plain
from studio.core.checks.wanted_text import check_wanted_text
from studio.core.problem import Path, Problem
from studio.core.recipe import Edit
from studio.core.words import Job

_NUMBERED = re.compile(
    r"\b(?:images?|bild(?:er)?|imagen|画像)\s*#?(\d{1,2})(?:\s*(?:and|und|y|et|&)\s*(\d{1,2}))?\b", re.I
)
_CREATES = re.compile(r"(?:create|generate|produce|design|make|render|erstelle|crea|genera|crée|génère)\b")


def check_brief(edit: Edit, job: Job, *, keeps_rest: bool) -> Iterator[Problem]:
    """The common mistakes of a brief.

    Args:
        edit: The edit.
        job: Its kind.
        keeps_rest: Whether the workspace says in every prompt that everything else stays.
    """
    spec = edit.spec
    if spec.prompt is None:
        yield from _check_change(edit)
        yield from _check_locks(edit, keeps_rest=keeps_rest)
        yield from _check_empty(edit)
    else:
        yield from _check_hand_written(edit, plain(spec.prompt))
    yield from check_one_job(edit, job)
    yield from check_contradictions(edit)
    yield from check_wanted_text(edit)
    yield from _check_numbers(edit)


def _check_change(edit: Edit) -> Iterator[Problem]:
    is_of_another_kind = edit.spec.change is None and edit.data.get("change") is not None  # which is said already
    if not (is_of_another_kind or edit.spec.replace_text) and _is_empty(edit.spec.change or ""):
        yield edit.lines.error(
            "no-change", "change",
            fault="nothing says what may change", fix="Add 'change:' with the one thing that may change.",
        )  # fmt: skip


def _is_empty(phrase: str) -> bool:
    return not re.search(r"\w", phrase)


def _check_locks(edit: Edit, *, keeps_rest: bool) -> Iterator[Problem]:
    spec = edit.spec
    says_rest = keeps_rest if spec.keep_rest is None else spec.keep_rest
    says_so = any(LOCK.search(plain(words)) for words in (spec.change or "", spec.layout or "", *spec.avoid))
    if not (spec.preserve or edit.data.get("preserve") or spec.lock or says_rest or says_so):
        yield edit.lines.error(
            "no-preserve", "preserve",
            fault="nothing is locked: there is no preserve rule",
            fix="Add 'preserve:' with what must stay, for example [product shape, label, color], or 'keep_rest: true'.",
        )  # fmt: skip


def _check_empty(edit: Edit) -> Iterator[Problem]:
    for field in ("preserve", "add", "avoid", "style"):
        for position, item in enumerate(getattr(edit.spec, field)):
            if _is_empty(item):
                yield edit.lines.error(
                    "empty-item", field, position,
                    fault=f"an item of '{field}' holds no word", fix="Write something there, or take the item out.",
                )  # fmt: skip


def _check_numbers(edit: Edit) -> Iterator[Problem]:
    spec = edit.spec
    inputs = len(spec.inputs()) + bool(spec.from_edit)
    said: list[tuple[Path, str]] = [((field,), getattr(spec, field) or "") for field in ("change", "layout", "prompt")]
    said += [
        ((field, i), item)
        for field in ("preserve", "add", "avoid", "style")
        for i, item in enumerate(getattr(spec, field))
    ]
    for way, words in said:
        for number in (int(one) for found in _NUMBERED.findall(words) for one in found if one):
            if inputs and not 1 <= number <= inputs:
                yield edit.lines.error(
                    "picture-number", *way,
                    fault=f"'image {number}' is named, and this edit has {inputs} input{'s' if inputs > 1 else ''}",
                    fix="Correct the number, or add the picture under 'references'. The source is image 1.",
                )  # fmt: skip


def _check_hand_written(edit: Edit, prompt: str) -> Iterator[Problem]:
    if not LOCK.search(prompt):
        yield edit.lines.warning(
            "prompt-without-preserve", "prompt",
            fault="this prompt says nothing about what must stay",
            fix="Begin it with 'Preserve the uploaded …', or use 'preserve:' instead of 'prompt:'.",
        )  # fmt: skip
    opening = re.split(r"[.;:!\n]", prompt, maxsplit=1)[0]
    style, lock = STYLE.search(opening), CONSTRAINT.search(prompt)
    is_asked = any(pattern.match(opening) for _, pattern in VERBS) and not _CREATES.match(opening)
    is_change = is_asked or re.match(r"make (?:it|this|the \w+) ", opening)
    if style and lock and style.start() < lock.start() and not is_change:
        yield edit.lines.warning(
            "style-before-constraints", "prompt",
            fault=f"style ('{style[0]}') comes before the constraints",
            fix="Say what must stay and what may change first; style comes last.",
        )  # fmt: skip
