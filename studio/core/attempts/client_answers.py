"""What a client answers about pictures, away from the studio, in a text that mail programs may quote and wrap."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from studio.core.attempts.review import Answer
from studio.core.recipe.words import FailureClass
from studio.core.subject import Point, Strict
from studio.errors import ContentError

MOST_BYTES = 2_000_000
"""Largest answer file that is read."""
_BLOCK = re.compile(r"-----BEGIN STUDIO ANSWERS-----(.*?)-----END STUDIO ANSWERS-----", re.DOTALL)
_AGAIN = "Ask for the file again, or copy the whole text, from BEGIN to END."
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


def read_answer_file(data: bytes, *, name: str) -> ClientAnswers:
    """The answers in a file, or in a mail that holds the text.

    Args:
        data: Its bytes.
        name: What it is called, for messages.

    Raises:
        ContentError: It holds no answers, or they were damaged on the way.
    """
    if len(data) > MOST_BYTES:
        raise ContentError(f"{name}: is too large to be answers. {_AGAIN}")
    found = _BLOCK.search(data.decode("utf-8", errors="replace"))
    if found is None:
        raise ContentError(f"{name}: holds no answers. {_AGAIN}")
    packed = re.sub(r"[^A-Za-z0-9+/=]", "", re.sub(r"(?m)^[>\s|]+", "", found[1]))
    try:
        return ClientAnswers.model_validate_json(base64.b64decode(packed, validate=True))
    except (binascii.Error, ValidationError) as error:
        raise ContentError(f"{name}: the answers were damaged on the way. {_AGAIN}") from error
