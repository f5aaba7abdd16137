"""One edit, one job: several are looked for in every field that reaches the prompt, and across its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from studio.core.checks.clauses import Clause, clauses
from studio.core.checks.vocabulary import Deed
from studio.core.problem import Path, Problem
from studio.core.recipe import Edit
from studio.core.words import Job

_OF_A_JOB: Mapping[Job, Deed] = {
    Job.BACKGROUND_REPLACEMENT: Deed.BACKGROUND,
    Job.LAYOUT_EXTENSION: Deed.CANVAS,
    Job.DETAIL_REPAIR: Deed.REPAIR,
    Job.REFERENCE_EDIT: Deed.OBJECT,
}
_FIX = "Keep one here and put the other into an edit block of its own that begins with 'from:'."


def check_one_job(edit: Edit, job: Job) -> Iterator[Problem]:
    """Several jobs asked for at once.

    Args:
        edit: The edit.
        job: What a change is about that only names what shall be seen.
    """
    asked: dict[Deed, tuple[Path, Clause]] = {}
    for way, clause in _asked(edit):
        deed = clause.deed or _OF_A_JOB[job]
        if deed is not Deed.LIGHT:  # light belongs to whatever else is changed
            asked.setdefault(deed, (way, clause))
    if edit.spec.replace_text and edit.spec.prompt is None:
        words = f"{edit.spec.replace_text[0].was} → {edit.spec.replace_text[0].becomes}"
        asked.setdefault(Deed.COPY, (("replace_text",), Clause(words, Deed.COPY, "", "", None)))
    if len(asked) > 1:
        way = next((way for way, _ in asked.values() if way[0] not in {"change", "prompt"}), ("change",))
        named = "; ".join(f"{deed}: '{clause.text}'" for deed, (_, clause) in asked.items())
        yield edit.lines.warning(
            "two-jobs", *(way if edit.spec.prompt is None else ("prompt",)),
            fault=f"one edit seems to be asked for {len(asked)} jobs ({named})", fix=_FIX,
        )  # fmt: skip


def _asked(edit: Edit) -> Iterator[tuple[Path, Clause]]:
    spec = edit.spec
    if spec.prompt is not None:
        yield from ((("prompt",), clause) for clause in clauses(spec.prompt, commands_only=True))
        return
    yield from ((("change",), clause) for clause in clauses(spec.change or ""))
    described = (("add", spec.add), ("style", spec.style), ("layout", (spec.layout,) if spec.layout else ()))
    for field, phrases in described:
        for position, phrase in enumerate(phrases):
            way: Path = (field,) if field == "layout" else (field, position)
            for clause in clauses(phrase, commands_only=True):
                if field != "layout" or clause.deed is not Deed.MOVE:  # where things stand is what a layout says
                    yield way, clause
