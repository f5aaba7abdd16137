"""Models and their JSON files: one way to read them, one way to write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from studio.core.value_words import in_words
from studio.errors import TextFault
from studio.files import MOST_TEXT_BYTES, read_file, reason
from studio.store.conflict import conflict_in

_Form = TypeVar("_Form", bound=BaseModel)


def read_model(form: type[_Form], path: Path | str) -> _Form:
    """A model from its file.

    Raises:
        TextFault: It cannot be read; says why.
    """
    source = b""
    try:
        source = read_file(path, at_most=MOST_TEXT_BYTES)
        return form.model_validate_json(source)
    except (OSError, ValidationError) as error:
        why = reason(error) if isinstance(error, OSError) else in_words(error)
        fix = "Bring it back from a backup, or move it out of the folder."
        rule = f"unreadable-{form.__name__.lower()}"
        raise conflict_in(source) or TextFault(1, f"this file cannot be read ({why})", fix, rule=rule) from error


def as_json(data: BaseModel | Mapping[str, Any]) -> bytes:
    """A model, or plain data, as the studio's files hold it: what is not said is left out."""
    if isinstance(data, BaseModel):
        data = data.model_dump(mode="json", by_alias=True, exclude_none=True)
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
