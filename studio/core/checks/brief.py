"""Checks of the brief itself: one job, something asked for, something locked, and copy whose exact words are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from studio.core.checks.clauses import Clause, clauses
from studio.core.checks.contradictions import check_contradictions
from studio.core.checks.vocabulary import CONSTRAINT, DEED_VERBS, KEEPING, LOCK, STYLE, TAKING_AWAY, Deed, plain, words
from studio.core.problem import Path, Problem
from studio.core.recipe.recipe import Edit
from studio.core.recipe.words import Job

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
        if not spec.only_sets_text:
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
    says_so = any(LOCK.search(plain(text)) for text in (spec.change or "", spec.layout or "", *spec.avoid))
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
    for way, text in said:
        for number in (int(one) for found in _NUMBERED.findall(text) for one in found if one):
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
    is_asked = any(pattern.match(opening) for _, pattern in DEED_VERBS) and not _CREATES.match(opening)
    is_change = is_asked or re.match(r"make (?:it|this|the \w+) ", opening)
    if style and lock and style.start() < lock.start() and not is_change:
        yield edit.lines.warning(
            "style-before-constraints", "prompt",
            fault=f"style ('{style[0]}') comes before the constraints",
            fix="Say what must stay and what may change first; style comes last.",
        )  # fmt: skip


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
        swap = f"{edit.spec.replace_text[0].was} → {edit.spec.replace_text[0].becomes}"
        asked.setdefault(Deed.COPY, (("replace_text",), Clause(swap, Deed.COPY, "", "", None)))
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


_NAMED = words(
    r"""
    texts?, headline, slogan, tagline, caption, lettering, inscription, wording, saying, (?:that|which)
    (?:says|reads), reading(?=\s[\"'“A-Z0-9]), (?:brand|shop|store|company|product)(?:'s)? name, schriftzug,
    überschrift, aufschrift, beschriftung, markenname, texto, titular, eslogan, rótulo, que (?:diga|dice), nombre
    de la (?:marca|tienda), texte, accroche, nom de la marque, qui dit, 標語|見出し|文字を入れ
    """
)
_CODED = re.compile(
    r"[$€£¥]\s?\d|(?<![\d.,])\d{1,4}[.,]\d\d(?![\d%°.,:])(?!\s?(?:mm|cm|m|x|×))|"
    r"\b\d{1,2}\s?%\s?(?:off|rabatt|de descuento|de réduction)\b",
    re.I,
)
"""Prices and discounts: they can only be meant as copy."""
_CAPITALS = re.compile(r"\b(?!RGB|CMYK|SRGB|HDR)[A-ZÄÖÜ]{3,}\s+[A-ZÄÖÜ]{3,}\b")
_READS = re.compile(r"\b(reading|words?|Wort(?:en?)?|palabras?|mots?)\s[\"'“„«A-Z0-9]")
"""What stands before exact words: `the words Summer Sale`."""
_ROOM = re.compile(
    r"\b(?:room|space|area|place|clear|free|empty|platz|raum|espacio|sitio|place|espace)\b[^,.;]*?\b(?:for|für|para|pour)\b[^,.;]*"
)
_OTHERWISE = re.compile(
    r"\b(?:translat|extract|cut out|move|mov|resiz|enlarg|sharpen|übersetz|traduc|tradui|straighten)\w*"
)
_PART = re.compile(r"[,;]|(?<=[^\d])\.(?=\s|$)|\.$")
_QUOTED = re.compile(r"[\"“„«][^\"”»]+[\"”“»]|(?<!\w)'[^']+'(?!\w)")


def check_wanted_text(edit: Edit) -> Iterator[Problem]:
    """Copy in words only."""
    spec = edit.spec
    if spec.text or spec.replace_text:
        return
    wishes: list[tuple[Path, str]] = [(("change",), spec.change or ""), (("layout",), spec.layout or "")]
    wishes += [((field, i), item) for field in ("add", "style") for i, item in enumerate(getattr(spec, field))]
    if spec.prompt is not None:
        wishes = [] if _QUOTED.search(spec.prompt) else [(("prompt",), spec.prompt)]
    for way, wish in wishes:
        if wanted := next(filter(None, map(_wanted, _PART.split(wish))), None):
            quoted = " The quotation marks here are not enough." if _QUOTED.search(wish) else ""
            yield edit.lines.warning(
                "unquoted-text", *way,
                fault=f"copy seems to be wanted ('{wanted}') and its exact words are not under 'text'",
                fix=f'Write text: [{{say: "the exact words", where: top left}}].{quoted}',
            )  # fmt: skip


def _wanted(part: str) -> str | None:
    """The words that ask for copy in one part of a wish."""
    if coded := _CODED.search(part) or _CAPITALS.search(part):
        return coded[0]
    asked = _ROOM.sub(" ", plain(part))
    reads = _READS.search(part)
    named = _NAMED.search(asked)
    found = named[0] if named else (reads[1] if reads else None)
    if found is None or TAKING_AWAY.match(asked.strip()) or KEEPING.search(asked) or _OTHERWISE.search(asked):
        return None
    return found
