"""Whose a picture is, how long it may be used, and whether the people in it agreed, as people say it in a recipe."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from studio.core.subject import Strict
from studio.core.validation import WrongValue


def _day(value: Any) -> Any:  # noqa: ANN401 - raw file data
    """A day as text, however YAML read it; a time of day is left out."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return datetime.date.fromisoformat(value).isoformat() if isinstance(value, str) else value
    except ValueError:
        raise WrongValue(f"is no day: '{value}'", "Write it as 2026-11-23.") from None


DateText = Annotated[str, BeforeValidator(_day)]
"""A day as `2026-11-23`."""
_Said = Annotated[str, Field(min_length=1)]


class Consent(StrEnum):
    """Whether the people in a picture agreed to be shown."""

    GIVEN = "given"
    """They did, and it can be proved."""
    PENDING = "pending"
    """Somebody still has to ask; nothing made with the picture is published."""
    NOT_NEEDED = "not needed"
    """Nobody is in it who could be recognised."""


class Terms(Strict):
    """What is known of a picture's rights besides why it may be used. Every part may be unsaid."""

    creator: _Said | None = None
    """Who made it: the photographer, for example."""
    owner: _Said | None = None
    """Who holds the rights in it."""
    licence: _Said | None = None
    """The licence under which it stands: a web address, or its terms in words."""
    expires: DateText | None = None
    """Last day on which it may be used; afterwards nothing made with it is published."""
    consent: Consent | None = None
    """Whether the people in it agreed; must be said of a reference in the role `person`."""

    def have_ended(self, today: str) -> bool:
        """Whether the last day of their use is over."""
        return self.expires is not None and self.expires < today

    def lack_consent(self, *, of_a_person: bool) -> bool:
        """Whether somebody still has to agree, or, in a picture of a person, nobody has said that anybody did."""
        return self.consent is Consent.PENDING or (of_a_person and self.consent is None)

    def why_not(self, image: str, today: str, *, of_a_person: bool = False) -> str | None:
        """Why they forbid to show a picture on a day, as a phrase; None when they do not."""
        if self.have_ended(today):
            return f"'{image}' might be used until {self.expires} ('expires')"
        if not self.lack_consent(of_a_person=of_a_person):
            return None
        if self.consent is Consent.PENDING:
            return f"the people in '{image}' have not agreed yet ('consent')"
        return f"nobody has said whether the people in '{image}' agreed ('consent')"
