"""Measurements of an attempt, beside its sidecar: what a reviewer sees of before and after."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from studio.core.evidence import METHOD, Evidence
from studio.files import read_file
from studio.store.attempts import FOLDER
from studio.store.disk import write_atomic


def keep_evidence(recipe_folder: Path, number: str, evidence: Evidence) -> None:
    """Write the measurements of an attempt beside its sidecar, which never changes."""
    write_atomic(recipe_folder / FOLDER / f"{number}.evidence.json", _evidence_json(evidence))


def keep_heat_map(recipe_folder: Path, number: str, data: bytes) -> str:
    """Write the picture that shows where the product changed; returns its name."""
    name = f"{number}.heat.png"
    write_atomic(recipe_folder / FOLDER / name, data)
    return name


def read_evidence(recipe_folder: Path, number: str) -> Evidence | None:
    """The measurements of an attempt, or None when there are none or an older method made them."""
    try:
        evidence = Evidence.model_validate_json(read_file(f"{recipe_folder}/{FOLDER}/{number}.evidence.json"))
    except (OSError, ValidationError):
        return None
    return evidence if evidence.method == METHOD else None


def _evidence_json(evidence: Evidence) -> bytes:
    data = evidence.model_dump(mode="json", exclude_none=True)
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()
