"""Answers to warnings, written where the warning stands: `# studio: ok, because …`.

A comment, not a field: it stands beside the line it answers in a diff, needs no place in the form or its schema,
enters neither prompt nor fingerprint, and works in the guide's prose (`<!-- studio: ok, because … -->`) as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from studio.core.problem import Problem, Severity

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
