"""What is wrong with a recipe, where, and how to mend it.

A person answers a warning where it stands: `# studio: ok, because …`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

Path = tuple[str | int, ...]
"""Way to a value in a YAML document: keys and list positions."""


class Severity(StrEnum):
    """Whether a problem stops a run."""

    ERROR = "error"
    """Stops a run and keeps the recipe off the site."""
    WARNING = "warning"
    """Worth reading; stops nothing."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one line of one file. `str()` is place, fault, fix."""

    path: str
    """File, relative to the workspace."""
    line: int
    """Line in that file, from 1."""
    rule: str
    """Short name of the rule, stable for scripts, for example `unknown-field`."""
    fault: str
    """What is wrong, without a full stop."""
    fix: str
    """What to do about it, as a sentence."""
    severity: Severity = Severity.ERROR
    """Whether it stops a run."""
    field: str = ""
    """The field it is about, as `add[1]`; empty where it is about no field."""
    silenced: str = ""
    """The reason with which a person has answered it; empty for one that stands."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.fault}. {self.fix}"


@dataclass(frozen=True)
class Lines:
    """Where each value of a YAML document stands in its file."""

    path: str
    """File, relative to the workspace."""
    first: int
    """Line of the document's opening fence, used when a value has no line of its own."""
    by_path: Mapping[Path, int]
    """Line of every key and list item, from 1."""

    def of(self, *way: str | int) -> int:
        """Line of a value, or of the nearest value around it that the file has."""
        for length in range(len(way), 0, -1):
            if way[:length] in self.by_path:
                return self.by_path[way[:length]]
        return self.first

    def error(self, rule: str, *way: str | int, fault: str, fix: str) -> Problem:
        """A problem at a value that stops a run."""
        return Problem(self.path, self.of(*way), rule, fault, fix, field=dotted(way))

    def warning(self, rule: str, *way: str | int, fault: str, fix: str) -> Problem:
        """A problem at a value that stops nothing."""
        return Problem(self.path, self.of(*way), rule, fault, fix, Severity.WARNING, dotted(way))


def dotted(way: Path) -> str:
    """A way as people write it: `references[1].image`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way).lstrip(".")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word, or lists them when none is near."""
    words = sorted(known)
    if not words:
        return "There are none yet."
    near = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(words)}."


_ANSWER = re.compile(r"(?P<before>.*?)(?:(?<=\s)|^)(?:#|<!--)\s*studio:\s*ok\b(?P<rest>.*?)(?:-->.*)?$", re.IGNORECASE)
_REASON = re.compile(r"(?:\s*[\w-]+)*?\s*,?\s*because\s+(?P<reason>\S.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Silence:
    """One answer."""

    line: int
    """Line of the file on which it stands, from 1."""
    covers: tuple[int, ...]
    """Lines whose warnings it answers: its own, or the next one that holds anything when it stands alone."""
    reason: str
    """Why the warning is answered; empty where none is stated, and then it answers nothing."""
    rules: frozenset[str] = frozenset()
    """Rules it is about, as `# studio: ok two-jobs, because …`; empty: all."""

    def answers(self, problem: Problem) -> bool:
        """Whether it answers a problem."""
        fits = not self.rules or problem.rule in self.rules
        return fits and problem.line in self.covers and problem.severity is Severity.WARNING


def silences_in(text: str) -> tuple[Silence, ...]:
    """The answers of a recipe file."""
    if "studio:" not in text.casefold():
        return ()
    lines = text.splitlines()
    found = ((number, _ANSWER.match(line)) for number, line in enumerate(lines, start=1))
    return tuple(_silence(lines, number, answer) for number, answer in found if answer)


def _silence(lines: Sequence[str], number: int, answer: re.Match[str]) -> Silence:
    rest = answer["rest"].strip()
    named = _REASON.fullmatch(rest)
    rules = frozenset(re.findall(r"[a-z][a-z-]+", re.split(r",|\bbecause\b", rest)[0]))
    covers = (number,) if answer["before"].strip() else (number, _next_written(lines, number))
    return Silence(number, covers, named["reason"].strip() if named else "", rules)


def _next_written(lines: Sequence[str], number: int) -> int:
    """The next line that holds anything but such an answer."""
    following = (
        at for at, line in enumerate(lines[number:], start=number + 1) if line.strip() and not _ANSWER.match(line)
    )
    return next(following, number)


def with_answers(problems: Iterable[Problem], silences: Iterable[Silence], path: str) -> tuple[Problem, ...]:
    """The problems, those that are answered with their reason, and what is wrong with the answers themselves.

    Args:
        problems: What the checks found.
        silences: The answers of the file.
        path: The file.
    """
    given = tuple(silences)
    found = [_answered(problem, given) if problem.path == path else problem for problem in problems]
    for silence in given:
        if not silence.reason:
            found.append(_of(silence, path, "this answer gives no reason", "Write '# studio: ok, because …'."))
        elif not any(silence.answers(problem) for problem in problems):
            found.append(
                _of(silence, path, "this answer silences nothing", "Take it out. An error cannot be silenced.")
            )
    return tuple(sorted(set(found)))


def _answered(problem: Problem, silences: tuple[Silence, ...]) -> Problem:
    by = next((silence for silence in silences if silence.answers(problem)), None)
    return replace(problem, silenced=by.reason) if by else problem


def _of(silence: Silence, path: str, fault: str, fix: str) -> Problem:
    return Problem(path, silence.line, "idle-silence", fault, fix, Severity.WARNING)
