"""The checklist as text: questions, answers, what was measured, what a machine thinks."""

from __future__ import annotations

import textwrap

from rich.text import Text

from studio.core.attempts.evidence import Evidence
from studio.core.attempts.review import Answer
from studio.workflow.judging.review_session import Draft

SIGNS = {Answer.PASS: ("pass", "green"), Answer.FAIL: ("FAIL", "red"), Answer.NOT_APPLICABLE: ("n/a", "bright_black")}


def checklist_text(draft: Draft, evidence: Evidence | None, *, width: int) -> Text:
    """The questions with their answers; the one under the cursor is asked in full, with all that was measured."""
    text = Text()
    room = max(len(criterion.name) for criterion in draft.criteria) + 2
    for place, criterion in enumerate(draft.criteria):
        here = place == draft.at
        answer = draft.answers.get(criterion.name)
        word, colour = SIGNS[answer] if answer else ("·", "bright_black")
        looks = [m for m in (evidence.of(criterion.name) if evidence else ()) if m.flag == "look"]
        text.append("▸ " if here else "  ", style="bold")
        text.append(f"{criterion.name:<{room}}", style="bold" if here else "").append(
            f"{word:<5}", style=f"bold {colour}"
        )
        text.append(_aside(draft, criterion.name, looks=len(looks)) + "\n", style="dim")
        if here:
            text.append(_laid(criterion.question, "", width), style="italic")
            text.append_text(_seen(draft, evidence, width))
    return text


def cursor_lines(shown: Text) -> tuple[int, int]:
    """First line of the question under the cursor, and how many lines belong to it."""
    lines = shown.plain.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("▸"))
    end = next((place for place in range(first + 1, len(lines)) if not lines[place].startswith("    ")), len(lines))
    return first, end - first


def _aside(draft: Draft, name: str, *, looks: int) -> str:
    """What is said in the line of a question."""
    note = f"“{draft.notes[name]}”" if draft.notes.get(name) else ""
    return "  ".join(part for part in (f"! {looks} to look at" if looks else "", note) if part)


def _laid(says: str, sign: str, width: int) -> str:
    """A sentence under its question, its further lines under its first word."""
    first = f"    {sign} " if sign else "    "
    return textwrap.fill(says, max(20, width), initial_indent=first, subsequent_indent=" " * len(first)) + "\n"


def _seen(draft: Draft, evidence: Evidence | None, width: int) -> Text:
    """What was measured for the question under the cursor, and what a machine thinks of it."""
    name, text = draft.question.name, Text()
    if evidence is None:
        text.append("    measuring…\n", style="dim")
    for measure in sorted(evidence.of(name) if evidence else (), key=lambda measure: measure.flag != "look"):
        look = measure.flag == "look"
        text.append(_laid(measure.says, "!" if look else "·", width), style="yellow" if look else "dim")
    said = draft.opinion.of(name) if draft.opinion else None
    if said:
        text.append(_laid(f"machine: {said.answer}. {said.reason}", "", width), style="cyan")
    return text


def standing_text(draft: Draft) -> Text:
    """How far the review is, and what comes next."""
    missing = [criterion.name for criterion in draft.criteria if criterion.name not in draft.answers]
    failed = [name for name, answer in draft.answers.items() if answer is Answer.FAIL]
    if draft.verdict is not None:
        because = f" ({draft.verdict.failure})" if draft.verdict.failure else ""
        return Text(f"{draft.verdict.verdict}{because}. n goes to the next result.", style="bold")
    if failed:
        return Text(f"{len(failed)} failed: d rejects it.", style="bold red")
    if missing:
        return Text(
            f"{len(missing)} of {len(draft.criteria)} to answer: p pass, f fail, x not applicable.", style="dim"
        )
    return Text("All answered: a approves it.", style="bold green")
