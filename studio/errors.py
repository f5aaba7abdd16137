"""Everything the studio can refuse, and how it says so.

    StudioError                    something the person can act on; never shown with a traceback
    ├── ContentError               a recipe, its settings or its pictures are wrong (exit code 1)
    │   ├── TextFault              a text file cannot be read at one of its lines; carries line, fault and fix
    │   ├── PathOutside            a path leads out of its recipe folder
    │   └── PictureUnreadable      a picture is missing, too large, or no picture
    ├── NotFound                   no recipe, attempt, edit, channel or model of that name (exit code 2)
    ├── RuleBroken                 a rule says no: one change per retry, the checklist, the gate (exit code 1)
    │   └── BuildRefused           a strict build found a broken recipe or an approval that does not count
    ├── StoreError                 the disk or another program got in the way (exit code 1)
    │   ├── PaidUnfinished         a paid picture arrived and a step on this machine failed; it can be finished
    │   ├── WriteRefused           writing would have cost somebody else's bytes
    │   └── WorkspaceLocked        another studio is writing to this workspace
    ├── EngineError                the engine did not make a picture (exit code 3)
    │   ├── EngineRefused          it will not: beyond it, or against its rules
    │   ├── EngineNeeds            it could, with one more thing from the person (a polygon, a structured field)
    │   ├── EngineUnavailable      no key, no money, no network, no such engine: stops everything that waits for it
    │   ├── EngineBusy             nothing was done; it may be asked again after a while
    │   ├── AnswerUnreadable       an answer came and holds no picture; its bytes are kept
    │   └── EngineInterrupted      nobody knows whether the work was done; it may have been billed
    ├── BudgetExceeded             the next request would cost more than the person allowed (exit code 3)
    └── Cancelled                  the person stopped it

`str(error)` is one line: place, fault, fix.
"""

from __future__ import annotations


class StudioError(Exception):
    """Something a person can act on. `str()` is one line that says where, what, and how to mend it."""

    exit_code = 1


class ContentError(StudioError):
    """A recipe, its settings or its pictures are wrong."""


class TextFault(ContentError):
    """A text file that cannot be read at one of its lines.

    Args:
        line: Line of the file, from 1.
        fault: What is wrong, without a full stop.
        fix: What to do about it, as a sentence.
        rule: Short name of the rule, stable for scripts.
    """

    def __init__(self, line: int, fault: str, fix: str, *, rule: str = "invalid-yaml") -> None:
        super().__init__(f"line {line}: {fault}. {fix}")
        self.line = line
        self.fault = fault
        self.fix = fix
        self.rule = rule


class PathOutside(ContentError):
    """A path in a recipe leads out of its folder."""


class PictureUnreadable(ContentError):
    """A picture is missing, too large, damaged, or not a picture.

    Args:
        name: The file.
        fault: What is wrong, as a phrase that completes "it is …" or stands alone, without a full stop.
        fix: What to do about it, as a sentence.
    """

    def __init__(self, name: str, fault: str, fix: str) -> None:
        super().__init__(f"{name}: {fault}. {fix}")
        self.name = name
        self.fault = fault
        self.fix = fix


class NotFound(StudioError):
    """Nothing of that name exists here."""

    exit_code = 2


class RuleBroken(StudioError):
    """A rule of the workflow says no."""


class BuildRefused(RuleBroken):
    """A strict build found something at fault; nothing was published."""


class StoreError(StudioError):
    """The disk, or another program, got in the way."""


class PaidUnfinished(StoreError):
    """A paid picture arrived, and a step on this machine failed. It is finished without paying again."""


class WriteRefused(StoreError):
    """Writing would have changed or lost bytes that belong to somebody else."""


class WorkspaceLocked(StoreError):
    """Another studio is writing to this workspace."""


class EngineError(StudioError):
    """The engine did not make a picture.

    Args:
        message: One line.
        code: The provider's own code.
        may_be_billed: Whether money may have been spent all the same.
    """

    exit_code = 3

    def __init__(self, message: str, *, code: str | None = None, may_be_billed: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.may_be_billed = may_be_billed


class EngineRefused(EngineError):
    """The engine will not do this: it is beyond it, or against its provider's rules."""


class EngineNeeds(EngineError):
    """The engine could do this with one more thing from the person, which the message names."""


class EngineUnavailable(EngineError):
    """The engine cannot be reached or set up: no key, no money, no network, no such engine."""


class EngineBusy(EngineError):
    """Nothing was done and nothing is billed; the same request may be sent again after `wait_s` seconds."""

    def __init__(self, message: str, *, wait_s: float | None = None, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.wait_s = wait_s


class AnswerUnreadable(EngineError):
    """An answer came and holds no picture that can be read. Its bytes are kept; it may have been billed."""


class EngineInterrupted(EngineError):
    """Nobody knows whether the work was done; it may have been billed."""


class BudgetExceeded(EngineError):
    """The next request would cost more than the person allowed."""


class Cancelled(StudioError):
    """The person stopped it."""
