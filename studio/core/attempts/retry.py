"""The rule of a retry (one change, or a stated reason for more), and the changes that may help, by failure class."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.attempts.attempt import Change
from studio.core.recipe.local_options import LocalOptions
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass, Job
from studio.errors import RuleBroken

REWRITTEN = 4
"""So many new words of substance, with at most half of the old ones kept, are another text and not one change."""
_MOST_KEPT = 0.5
_SIGNS = dict.fromkeys(map(ord, "‘’‚"), "'") | dict.fromkeys(map(ord, "“”„«»"), '"') | {ord("‐"): "-"}
_SMALL_WORDS = frozenset(
    {
        *("a", "an", "the", "to", "of", "in", "on", "at", "by", "for", "from", "with", "without", "and", "or", "as"),
        *("der", "die", "das", "den", "dem", "ein", "eine", "einen", "und", "oder", "mit", "zu", "von", "im", "auf"),
        *("el", "la", "los", "las", "un", "una", "y", "o", "con", "en", "de", "del", "al"),
        *("le", "les", "une", "et", "ou", "avec", "dans", "sur", "du", "des"),
    }
)


def require_one_change(changes: Sequence[Change], *, allow_many: str | None = None) -> tuple[Change, ...]:
    """The changes of a retry, when there is exactly one, or a reason was given for more.

    Raises:
        RuleBroken: Nothing changed; or several things did, or a text was rewritten, and no reason was given.
    """
    if not changes:
        raise RuleBroken(
            "The retry changes nothing that an engine sees. Change one field with --set FIELD=VALUE, "
            "or run the same edit again with --again."
        )
    if allow_many and allow_many.strip():
        return tuple(changes)
    if len(changes) > 1:
        fields = " and ".join(change.field for change in changes)
        raise RuleBroken(
            f"A retry changes one thing, this one changes {len(changes)}: {fields}. "
            'Keep one of them, or say why with --allow-many "reason".'
        )
    if is_rewritten(changes[0]):
        raise RuleBroken(
            f"This writes '{changes[0].field}' anew, which changes several things at once. "
            'Change one part of it, or say why with --allow-many "reason".'
        )
    return tuple(changes)


def is_rewritten(change: Change) -> bool:
    """Whether the words of the change, or a hand-written prompt, became another text: most of them are new."""
    if change.field.partition(" ")[0] not in {"change", "prompt"}:
        return False
    before, after = [side.get("change") if isinstance(side, dict) else side for side in (change.before, change.after)]
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    old, new = _substance(before), _substance(after)
    kept = sum(word in new for word in old)
    return len([word for word in new if word not in old]) >= REWRITTEN and kept <= _MOST_KEPT * len(old)


def normalised(text: str) -> str:
    """A phrase without what changes nothing: capitals, doubled blanks, the kind of quotes, a final stop."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return " ".join(text.split()).rstrip(" .。").casefold()


def _substance(text: str) -> list[str]:
    """The words of a text that carry its meaning; in scripts without blanks, its signs."""
    words = re.findall(r"[^\W_]+", text.casefold())
    if len(words) <= 1 or max(map(len, words)) > 30:
        words = [sign for word in words for sign in word] if not text.isascii() else words
    return [word for word in words if word not in _SMALL_WORDS]


@dataclass(frozen=True)
class Proposal:
    """One change that may help."""

    field: str
    """Way to the value, for example `local.shadow.strength` or `add[1]`; an index one past the end adds an item."""
    value: Any
    """A value to begin with, as plain file data."""


def proposals(failure: FailureClass, spec: EditSpec, *, reads_words: bool, job: Job) -> tuple[Proposal, ...]:
    """What to try, most promising first. Nothing that the spec says already.

    Args:
        failure: Why the attempt was rejected.
        spec: The attempt's spec.
        reads_words: Whether its engine follows sentences; one that does not is only offered fields that it reads.
        job: The kind of edit.
    """
    found = [*_locks(failure, spec)]
    found += _in_words(failure, spec) if reads_words else _in_fields(failure, spec.local or LocalOptions(), job)
    if failure is FailureClass.LAYOUT and spec.size is None:
        found.append(Proposal("size", "1536x1024"))
    return tuple(found)


def _locks(failure: FailureClass, spec: EditSpec) -> Iterator[Proposal]:
    """The photographed product put back, which mends what was redrawn, letters among it."""
    if failure in {FailureClass.SUBJECT, FailureClass.TEXT} and not spec.lock:
        yield Proposal("lock", value=True)
    if failure is FailureClass.SUBJECT and spec.subject.is_auto:
        yield Proposal("subject", {"box": [0.1, 0.1, 0.8, 0.8]})


def _in_words(failure: FailureClass, spec: EditSpec) -> Iterator[Proposal]:
    if failure is FailureClass.TEXT:
        unspelled = (place for place, wanted in enumerate(spec.text) if not wanted.spell and wanted.as_set is None)
        yield from (Proposal(f"text[{place}].spell", value=True) for place in unspelled)
    for field, phrase in failure.phrases:
        said = getattr(spec, field)
        if not isinstance(said, tuple):
            yield Proposal(field, phrase)
        elif phrase not in said:
            yield Proposal(f"{field}[{len(said)}]", phrase)


def _in_fields(failure: FailureClass, local: LocalOptions, job: Job) -> Iterator[Proposal]:
    replaces = job is Job.BACKGROUND_REPLACEMENT
    if failure is FailureClass.LAYOUT:
        fill = local.canvas.fill if local.canvas else None
        if replaces:
            yield Proposal("local.canvas.fill", 0.7 if fill != 0.7 else 0.85)
        if job is Job.LAYOUT_EXTENSION:
            yield Proposal("local.canvas.anchor", "left")
    if failure is FailureClass.LIGHTING and replaces:
        shadow = local.shadow
        yield Proposal("local.shadow.strength", round(shadow.strength + (0.2 if shadow.strength <= 0.6 else -0.2), 2))
        yield Proposal("local.shadow.angle_deg", 180 - shadow.angle_deg)
        yield Proposal("local.light", 0.3 if not local.light else round(local.light / 2, 2))
    if failure in {FailureClass.STYLE, FailureClass.COMMERCIAL_RISK} and replaces:
        kind = local.background.kind if local.background else None
        plain = "white" if failure is FailureClass.COMMERCIAL_RISK else "studio-paper"
        yield Proposal("local.background.kind", plain if kind != plain else "sweep")
