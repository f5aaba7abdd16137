"""Measurements of an attempt, beside its sidecar: what a reviewer sees of before and after."""

from __future__ import annotations

from pathlib import Path

from studio.core.evidence import METHOD, Evidence
from studio.errors import TextFault
from studio.store.attempts import FOLDER
from studio.store.disk import write_atomic
from studio.store.model_file import as_json, read_model


def keep_evidence(recipe_folder: Path, number: str, evidence: Evidence) -> None:
    """Write the measurements of an attempt beside its sidecar, which never changes."""
    write_atomic(recipe_folder / FOLDER / f"{number}.evidence.json", as_json(evidence))


def keep_heat_map(recipe_folder: Path, number: str, data: bytes) -> str:
    """Write the picture that shows where the product changed; returns its name."""
    name = f"{number}.heat.png"
    write_atomic(recipe_folder / FOLDER / name, data)
    return name


def read_evidence(recipe_folder: Path, number: str) -> Evidence | None:
    """The measurements of an attempt, or None when there are none or an older method made them."""
    try:
        evidence = read_model(Evidence, f"{recipe_folder}/{FOLDER}/{number}.evidence.json")
    except TextFault:
        return None
    return evidence if evidence.method == METHOD else None
