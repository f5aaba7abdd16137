"""Answer files of clients: a text with a block that mail programs may quote and wrap."""

from __future__ import annotations

import base64
import binascii
import re

from pydantic import ValidationError

from studio.core.attempts.client_answers import ClientAnswers
from studio.errors import ContentError

MOST_BYTES = 2_000_000
"""Largest answer file that is read."""
_BLOCK = re.compile(r"-----BEGIN STUDIO ANSWERS-----(.*?)-----END STUDIO ANSWERS-----", re.DOTALL)
_AGAIN = "Ask for the file again, or copy the whole text, from BEGIN to END."


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
