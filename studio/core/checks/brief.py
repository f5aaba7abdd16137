"""Checks of the brief itself: one job, locks before style, no contradiction, copy that is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.problem import Problem
from studio.core.prompt import ACTIONS
from studio.core.recipe import Edit
from studio.core.words import Job

_JOB_WORDS: dict[Job, str] = {
    Job.BACKGROUND_REPLACEMENT: r"background|backdrop|scene|setting|surroundings|environment",
    Job.LAYOUT_EXTENSION: r"extend|widen|outpaint|canvas|aspect|reframe|crop",
    Job.DETAIL_REPAIR: r"scratch(?:es)?|dust|blemish(?:es)?|stains?|sticker|smudges?|retouch|repair|heal|wrinkles?|"
    r"creases?",
    Job.REFERENCE_EDIT: r"palette|recolou?r|logo|(?:colou?r|shade) of",
}
_CONSTRAINT = re.compile(r"\b(preserve|keep|do not|don['’]t|only|must|without changing|unchanged|exactly)\b", re.I)
_STYLE = re.compile(
    r"\b(style[ds]?|mood|cinematic|aesthetic|photo-?realistic|hyper-?realistic|editorial|dreamy|moody|vibrant|elegant|"
    r"minimal(?:ist)?|luxur(?:y|ious)|beautiful|stunning|soft light|golden hour|8k|4k|high[- ]quality)\b",
    re.I,
)
_COPY = re.compile(
    r"\b(text|words?|headline|slogan|tagline|caption|lettering|inscription|saying|that (?:says|reads)|reading)\b", re.I
)
_TAKING_AWAY = re.compile(r"^\s*(remove|erase|clean|clear|repair|heal|retouch|take out|mend|fix)\b", re.I)
_QUOTED = re.compile(r"[\"“”„«»].+?[\"“”„«»]")
_SMALL_WORDS = frozenset("a an the of in on at to its it this that uploaded original product s and or with".split())  # noqa: SIM905


def check_brief(edit: Edit) -> Iterator[Problem]:
    """The common mistakes of a brief."""
    spec = edit.spec
    if spec.prompt is not None:
        yield from _check_hand_written(edit, spec.prompt)
        return
    is_of_another_kind = spec.change is None and edit.data.get("change") is not None  # which is said already
    if not is_of_another_kind and not (spec.change or "").strip(" .\n\t"):
        yield edit.lines.error(
            "no-change",
            "change",
            fault="nothing says what may change",
            fix="Add 'change:' with the one thing that may change.",
        )
    yield from _check_locks(edit)
    yield from _check_one_job(edit)
    yield from _check_contradictions(edit)
    yield from _check_copy(edit)


def _check_locks(edit: Edit) -> Iterator[Problem]:
    if not edit.spec.preserve and not edit.data.get("preserve"):
        yield edit.lines.error(
            "no-preserve",
            "preserve",
            fault="nothing is locked: there is no preserve rule",
            fix="Add 'preserve:' with what must stay, for example [product shape, label, color, camera angle].",
        )


def _clauses(change: str) -> list[str]:
    """The separate commands inside a change: each begins with a verb, or names a thing and what it turns into."""
    pieces = re.split(r"(?:,|;|\band\b|\bthen\b|\balso\b|\bplus\b|\. )+", change)
    clauses: list[str] = []
    for piece in (piece.strip() for piece in pieces):
        first = piece.split(maxsplit=1)[0].lower() if piece else ""
        starts = first in ACTIONS or (re.match(r"(?i)the\b.+\b(?:in)?to\b", piece) is not None)
        if piece and (starts or not clauses):
            clauses.append(piece)
        elif piece:
            clauses[-1] = f"{clauses[-1]} and {piece}"
    return clauses


def _target(clause: str) -> str:
    """What a clause acts on: the words before 'to', 'into', 'with', 'from'."""
    return re.split(r"(?i)\b(?:to|into|with|from|by)\b", clause, maxsplit=1)[0]


def _jobs_of(clause: str) -> frozenset[Job]:
    return frozenset(job for job, words in _JOB_WORDS.items() if re.search(rf"\b(?:{words})\b", _target(clause), re.I))


def _check_one_job(edit: Edit) -> Iterator[Problem]:
    clauses = _clauses(edit.spec.change or "")
    if len(clauses) > 1:
        jobs = list(dict.fromkeys(str(job).replace("-", " ") for clause in clauses for job in sorted(_jobs_of(clause))))
        named = f": {' and '.join(jobs)}" if len(jobs) > 1 else ""
        quoted = " / ".join(f"'{clause}'" for clause in clauses)
        yield edit.lines.error(
            "two-jobs",
            "change",
            fault=f"one edit is asked to do {len(clauses)} jobs{named} ({quoted})",
            fix="Keep one here and put the other into an edit block of its own that begins with 'from:'.",
        )


def _content_words(phrase: str) -> frozenset[str]:
    words = re.findall(r"[a-z]+", phrase.lower().replace("colour", "color"))
    return frozenset(word.removesuffix("s") for word in words if word not in _SMALL_WORDS and word not in ACTIONS)


def _check_contradictions(edit: Edit) -> Iterator[Problem]:
    spec = edit.spec
    for position, item in enumerate(spec.preserve):
        locked = _content_words(item)
        for clause in _clauses(spec.change or ""):
            target = _content_words(_target(clause))
            if locked and target and (locked <= target or target <= locked):
                yield edit.lines.error(
                    "contradiction",
                    *("preserve", position),
                    fault=f"'{item}' must stay, and 'change' asks to change it ('{clause}')",
                    fix="Take it out of 'preserve', or change something else.",
                )
    if spec.text:
        yield from _text_against_avoid(edit)


def _text_against_avoid(edit: Edit) -> Iterator[Problem]:
    for position, item in enumerate(edit.spec.avoid):
        if re.fullmatch(
            r"(?i)(?:add|include|render|invent|put in)(?: any)? (?:text|words|lettering|letters)", item.strip()
        ):
            yield edit.lines.error(
                "contradiction",
                *("avoid", position),
                fault=f"'text' asks for copy, and 'avoid' forbids it ('{item}')",
                fix="Write 'add any other text' instead.",
            )


def _check_copy(edit: Edit) -> Iterator[Problem]:
    spec = edit.spec
    wishes = [(("change",), spec.change or ""), *((("add", i), item) for i, item in enumerate(spec.add))]
    for way, wish in wishes:
        wanted = _COPY.search(wish)
        if wanted and not spec.text and not _TAKING_AWAY.match(wish):
            quoted = " The quotation marks here are not enough." if _QUOTED.search(wish) else ""
            yield edit.lines.error(
                "unquoted-text",
                *way,
                fault=f"copy is wanted ('{wanted[0]}') and its exact words are not under 'text'",
                fix=f'Write text: [{{say: "the exact words", where: top left}}].{quoted}',
            )


def _check_hand_written(edit: Edit, prompt: str) -> Iterator[Problem]:
    lock, style = _CONSTRAINT.search(prompt), _STYLE.search(prompt)
    if not re.search(r"(?i)\b(preserve|keep|unchanged|do not change|don['’]t change)\b", prompt):
        yield edit.lines.warning(
            "prompt-without-preserve",
            "prompt",
            fault="this prompt says nothing about what must stay",
            fix="Begin it with 'Preserve the uploaded …', or use 'preserve:' instead of 'prompt:'.",
        )
    if style and (lock is None or style.start() < lock.start()):
        yield edit.lines.warning(
            "style-before-constraints",
            "prompt",
            fault=f"style ('{style[0]}') comes before the constraints",
            fix="Say what must stay and what may change first; style comes last.",
        )
    if len(_clauses(prompt.partition(".")[0])) > 1 and len({job for c in _clauses(prompt) for job in _jobs_of(c)}) > 1:
        yield edit.lines.warning(
            "two-jobs",
            "prompt",
            fault="this prompt asks for several jobs at once",
            fix="Split it into edits that follow one another with 'from:'.",
        )
