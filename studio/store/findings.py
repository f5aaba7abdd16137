"""What was found out about an attempt, beside its sidecar: measurements, and second opinions."""

from __future__ import annotations

from pathlib import Path

from studio.core.attempts.evidence import METHOD, Evidence
from studio.core.attempts.opinion import Opinion
from studio.errors import StoreError, TextFault
from studio.store.attempts import ATTEMPTS
from studio.store.disk import create_exclusive, write_atomic
from studio.store.model_file import as_json, read_model


def keep_evidence(recipe_folder: Path, number: str, evidence: Evidence) -> None:
    """Write the measurements of an attempt beside its sidecar, which never changes."""
    write_atomic(recipe_folder / ATTEMPTS / f"{number}.evidence.json", as_json(evidence))


def keep_heat_map(recipe_folder: Path, number: str, data: bytes) -> str:
    """Write the picture that shows where the product changed; returns its name."""
    name = f"{number}.heat.png"
    write_atomic(recipe_folder / ATTEMPTS / name, data)
    return name


def read_evidence(recipe_folder: Path, number: str) -> Evidence | None:
    """The measurements of an attempt, or None when there are none or an older method made them."""
    try:
        evidence = read_model(Evidence, f"{recipe_folder}/{ATTEMPTS}/{number}.evidence.json")
    except TextFault:
        return None
    return evidence if evidence.method == METHOD else None


SUFFIX = ".opinion.json"
"""Ending of the file beside an attempt's sidecar."""


def read_opinion(recipe_folder: Path, number: str) -> Opinion | None:
    """The opinion on an attempt, or None.

    Raises:
        StoreError: Its file cannot be read.
    """
    path = recipe_folder / ATTEMPTS / f"{number}{SUFFIX}"
    if not path.exists():
        return None
    try:
        return read_model(Opinion, path)
    except TextFault as error:
        raise StoreError(f"{path}: {error}") from error


def read_opinions(recipe_folder: Path) -> tuple[Opinion, ...]:
    """All opinions of a recipe."""
    paths = sorted((recipe_folder / ATTEMPTS).glob(f"*{SUFFIX}"))
    found = (read_opinion(recipe_folder, path.name.removesuffix(SUFFIX)) for path in paths)
    return tuple(opinion for opinion in found if opinion is not None)


def begin_opinion(recipe_folder: Path, number: str, opinion: Opinion, *, over: bool) -> None:
    """Write a question down, synced, before it leaves.

    Args:
        recipe_folder: Folder of the recipe.
        number: The attempt.
        opinion: The question.
        over: Whether an earlier one is replaced; without it, a second program that asks at the same time is refused.

    Raises:
        StoreError: Somebody else asks at this moment.
    """
    path = recipe_folder / ATTEMPTS / f"{number}{SUFFIX}"
    if over:
        write_atomic(path, as_json(opinion))
        return
    try:
        create_exclusive(path, as_json(opinion))
    except FileExistsError as error:
        raise StoreError(f"{path}: somebody asks for this opinion at this moment.") from error


def end_opinion(recipe_folder: Path, number: str, opinion: Opinion) -> None:
    """Write the answer, or why there is none."""
    write_atomic(recipe_folder / ATTEMPTS / f"{number}{SUFFIX}", as_json(opinion))
