"""The checklist as text: questions, answers, what was measured, what a machine thinks."""

from __future__ import annotations

from rich.text import Text

from studio.core.evidence import Evidence
from studio.core.opinion import Opinion
from studio.core.review import Answer
from studio.workflow.reviewing import Draft

SIGNS = {Answer.PASS: ("pass", "green"), Answer.FAIL: ("FAIL", "red"), Answer.NOT_APPLICABLE: ("n/a", "bright_black")}


def checklist_text(draft: Draft, evidence: Evidence | None, opinion: Opinion | None) -> Text:
    """The questions with their answers; under each what was measured, all of it at the cursor."""
    text = Text()
    for place, criterion in enumerate(draft.criteria):
        here = place == draft.at
        answer = draft.answers.get(criterion.name)
        word, colour = SIGNS[answer] if answer else ("    ", "")
        text.append("▸ " if here else "  ", style="bold")
        text.append(f"{word:<5}", style=colour)
        text.append(f"{criterion.name}  ", style="bold" if here else "")
        text.append(f"{criterion.question}\n", style="dim")
        for measure in evidence.of(criterion.name) if evidence else ():
            look = measure.flag == "look"
            if look or here:
                text.append(f"         {'!' if look else '·'} {measure.says}\n", style="yellow" if look else "dim")
        said = opinion.of(criterion.name) if opinion else None
        if said and (here or said.answer == "fail"):
            text.append(f"         machine: {said.answer}. {said.reason}\n", style="cyan")
        if note := draft.notes.get(criterion.name):
            text.append(f"         “{note}”\n", style="italic")
    if evidence is None:
        text.append("measuring…\n", style="dim")
    return text
