"""What is wrong with a recipe, where, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    near = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(words)}."


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems stops a run."""
    return any(problem.severity is Severity.ERROR for problem in problems)
