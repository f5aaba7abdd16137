"""Whose a picture is and how long it may be used, as people say it in a recipe."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from studio.core.subject import Strict

_Said = Annotated[str, Field(min_length=1)]


class Terms(Strict):
    """What is known of a picture's rights besides why it may be used. Every part may be unsaid."""

    creator: _Said | None = None
    """Who made it: the photographer, for example."""
    owner: _Said | None = None
    """Who holds the rights in it."""
    licence: _Said | None = None
    """The licence under which it stands: a web address, or its terms in words."""
