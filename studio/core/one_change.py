"""The rule of a retry: one change, or a stated reason for more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from studio.core.attempt import Change
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


def plain(text: str) -> str:
    """A phrase without what changes nothing: capitals, doubled blanks, the kind of quotes, a final stop."""
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return " ".join(text.split()).rstrip(" .。").casefold()


def _substance(text: str) -> list[str]:
    """The words of a text that carry its meaning; in scripts without blanks, its signs."""
    words = re.findall(r"[^\W_]+", text.casefold())
    if len(words) <= 1 or max(map(len, words)) > 30:
        words = [sign for word in words for sign in word] if not text.isascii() else words
    return [word for word in words if word not in _SMALL_WORDS]
