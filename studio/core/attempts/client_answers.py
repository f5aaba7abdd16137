"""What a client answers about pictures, away from the studio, and what it becomes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studio.core.attempts.review import Answer
from studio.core.recipe.words import FailureClass
from studio.core.subject import Point, Strict

_Short = Annotated[str, Field(max_length=200)]


class ClientAnswer(Strict):
    """The answer about one picture."""

    recipe: _Short
    attempt: _Short
    picture: _Short
    """Digest of the bytes that were shown."""
    verdict: Literal["yes", "no"] | None = None
    """Whether it can be used; None when only a remark was made."""
    failure: FailureClass | None = None
    """What is wrong."""
    checklist: dict[_Short, Answer] = Field(default_factory=dict, max_length=100)
    """Answer by criterion, as far as it was given."""
    remark: Annotated[str, Field(max_length=2000)] = ""
    pin: Point | None = None
    """The place that is meant, as fractions of the picture."""

    @property
    def note(self) -> str:
        """Remark and place as one note."""
        place = f"(at {self.pin[0]:.0%} from the left, {self.pin[1]:.0%} from the top)" if self.pin else ""
        return " ".join(part for part in (" ".join(self.remark.split()), place) if part)


class ClientAnswers(Strict):
    """An answer file."""

    form: Literal[1]
    """Its form; a later one is another number."""
    name: Annotated[str, Field(min_length=1, max_length=80)]
    """Who answers, as they wrote it."""
    when: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    """When, as UTC time."""
    answers: Annotated[tuple[ClientAnswer, ...], Field(max_length=1000)]
