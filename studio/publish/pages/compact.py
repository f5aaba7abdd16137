"""JSON as pages, their machine-readable files and the state hold it."""

from __future__ import annotations

import json

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact_json(data: object) -> str:
    """Data as JSON on one line, without a blank; not yet safe inside a script."""
    return _ENCODER.encode(data)
