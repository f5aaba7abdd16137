"""Attempts on disk: the sidecar is the journal.

The order is the promise. The sidecar is created exclusively and synced before a request leaves; the result's
untouched bytes are synced before the sidecar says `received` or `unfinished`. A sidecar that still says `requested` and
whose process is gone means: interrupted, may have been billed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from studio.core.attempts.attempt import Attempt, Failure, State
from studio.core.attempts.effective import VERSION, effective_spec
from studio.core.attempts.numbers import LENGTH, SIGNS, is_number, place_of
from studio.core.problem import Problem, Severity
from studio.errors import NotFound, StoreError, TextFault
from studio.files import reason
from studio.store.disk import create_exclusive, write_atomic
from studio.store.lock import is_elsewhere, is_gone, writer_lock
from studio.store.model_file import as_json, read_model
from studio.store.places import merges_branches

ATTEMPTS = "attempts"
"""Folder of a recipe that holds its attempts."""
_LOCK_WAIT_S = 30.0
REVIEW_SUFFIX = ".review.json"
"""Suffix of a review that could not be written into the recipe."""


def attempt_ids(recipe_folder: Path) -> tuple[str, ...]:
    """Numbers of all attempts that have a sidecar, lowest first."""
    try:
        return _ids(_names(recipe_folder))
    except StoreError:  # said where the attempts are read
        return ()


def _ids(names: Sequence[str]) -> tuple[str, ...]:
    stems = (name.removesuffix(".json") for name in names if name.endswith(".json"))
    return tuple(sorted((stem for stem in stems if is_number(stem)), key=place_of))


def _names(recipe_folder: Path) -> list[str]:
    """Names in the folder of attempts; none where there is no such folder.

    Raises:
        StoreError: Something else stands there, or it leads out of the recipe.
    """
    place = f"{recipe_folder}/{ATTEMPTS}"
    try:
        if os.path.islink(place) and not _is_inside(place, recipe_folder):  # noqa: PTH114 - quicker for thousands
            raise StoreError("leads out of the recipe's folder. Put the folder itself there.")
        return os.listdir(place)  # noqa: PTH208 - names are all that is needed
    except FileNotFoundError as error:
        if os.path.lexists(place):
            raise StoreError("is a link that leads nowhere. Bring back what it led to, or remove it.") from error
        return []
    except NotADirectoryError as error:
        raise StoreError("is no folder. Move it away; attempts are kept in a folder of that name.") from error
    except OSError as error:
        raise StoreError(f"cannot be read: {reason(error)}. Mend that first.") from error


def _is_inside(place: str, folder: Path) -> bool:
    return os.path.realpath(place).startswith(f"{os.path.realpath(folder)}{os.sep}")


def read_attempts(recipe_folder: Path, *, shown_as: str) -> tuple[tuple[Attempt, ...], tuple[Problem, ...]]:
    """All attempts of a recipe by number; a problem for each sidecar that cannot be read, and each review aside."""
    attempts, problems = list[Attempt](), list[Problem]()
    try:
        names = _names(recipe_folder)
    except StoreError as error:
        fault, _, fix = str(error).partition(". ")
        return (), (Problem(f"{shown_as}/{ATTEMPTS}", 1, "unreadable-attempts", fault, fix),)
    for number in _ids(names):
        try:
            attempts.append(read_model(Attempt, f"{recipe_folder}/{ATTEMPTS}/{number}.json"))
        except TextFault as error:
            place = f"{shown_as}/{ATTEMPTS}/{number}.json"
            problems.append(Problem(place, error.line, error.rule, error.fault, error.fix))
    problems += [_waiting(f"{shown_as}/{ATTEMPTS}", name) for name in sorted(names) if name.endswith(REVIEW_SUFFIX)]
    return tuple(attempts), tuple(problems)


def _waiting(folder: str, name: str) -> Problem:
    """A warning of a review that waits beside its attempt."""
    return Problem(
        f"{folder}/{name}",
        1,
        "review-aside",
        "this review could not be written into recipe.md and does not count yet",
        f"Mend the front matter and judge attempt {name.partition('.')[0]} again.",
        Severity.WARNING,
    )


def read_attempt(recipe_folder: Path, number: str) -> Attempt:
    """One attempt.

    Raises:
        NotFound: No such attempt.
        StoreError: Its sidecar cannot be read.
    """
    path = recipe_folder / ATTEMPTS / f"{number}.json"
    if not path.exists():
        known = ", ".join(attempt_ids(recipe_folder)) or "none yet"
        raise NotFound(f"{recipe_folder.name}: no attempt {number}. There are: {known}.")
    try:
        return read_model(Attempt, path)
    except TextFault as error:
        raise StoreError(f"{path}: {error}") from error


def begin_attempt(
    recipe_folder: Path,
    draft: Callable[[str], Attempt],
    *,
    look: Callable[[Sequence[Attempt]], None] | None = None,
) -> Attempt:
    """The attempt under the next free number, on disk and synced, in the state `requested`.

    Where git merges branches of this workspace, signs behind the number keep two of them from taking the same name.

    Args:
        recipe_folder: Folder of the recipe.
        draft: Makes the attempt for a number.
        look: Sees every attempt there is, and may raise: whatever another program begins after this look takes the
            number, so that the look is repeated.

    Raises:
        StoreError: A sidecar that `look` would see cannot be read.
        WorkspaceLocked: Another studio writes all the while.
    """
    folder, content = recipe_folder / ATTEMPTS, recipe_folder.parent
    folder.mkdir(exist_ok=True)
    is_shared = merges_branches(content.parent)
    # names that differ at each call keep no two programs apart, so that a lock must
    with writer_lock(content, wait_s=_LOCK_WAIT_S) if is_shared else nullcontext():
        while True:
            counted = f"{max((place_of(number)[0] for number in _taken(folder)), default=0) + 1:03d}"
            number = f"{counted}-{''.join(map(secrets.choice, [SIGNS] * LENGTH))}" if is_shared else counted
            if look is not None:
                look(_all_attempts(recipe_folder))
            attempt = draft(number)
            try:
                create_exclusive(folder / f"{attempt.id}.json", _serialise(attempt))
            except FileExistsError:
                continue  # somebody else took the number between the look and the create
            return attempt


def _all_attempts(recipe_folder: Path) -> tuple[Attempt, ...]:
    attempts, problems = read_attempts(recipe_folder, shown_as=recipe_folder.name)
    unreadable = next((problem for problem in problems if problem.severity is Severity.ERROR), None)
    if unreadable is not None:
        raise StoreError(f"{unreadable} Nothing was sent: it may be about the same edit.")
    return attempts


def _taken(folder: Path) -> list[str]:
    """Numbers in use, by a sidecar or by any other file of an attempt that was left without one."""
    return [stem for path in folder.iterdir() if is_number(stem := path.name.partition(".")[0])]


def note_on_request(recipe_folder: Path, attempt: Attempt, **changes: str | None) -> Attempt:
    """The attempt with its request id or batch id, as soon as the provider has said it.

    Raises:
        StoreError: The attempt has ended.
    """
    if read_attempt(recipe_folder, attempt.id).state is not State.REQUESTED:
        raise StoreError(f"{recipe_folder.name}: attempt {attempt.id} has ended already and never changes.")
    noted = attempt.model_copy(update=changes)
    write_atomic(recipe_folder / ATTEMPTS / f"{attempt.id}.json", _serialise(noted))
    return noted


def finish_attempt(recipe_folder: Path, attempt: Attempt) -> Attempt:
    """Write the sidecar of an attempt that has ended over the one that stands there.

    Raises:
        StoreError: It had been received already, after which attempts never change; or a paid picture would be lost.
    """
    if attempt.state is State.REQUESTED:
        raise ValueError("an attempt that ends is received, unfinished or failed")
    before = read_attempt(recipe_folder, attempt.id)
    loses_picture = before.state is State.UNFINISHED and attempt.state is State.FAILED
    if before.state is State.RECEIVED or loses_picture:
        raise StoreError(f"{recipe_folder.name}: attempt {attempt.id} has ended already and never changes.")
    write_atomic(recipe_folder / ATTEMPTS / f"{attempt.id}.json", _serialise(attempt))
    return attempt


def failed(attempt: Attempt, failure: Failure, *, finished: str, seconds: float | None = None) -> Attempt:
    """The attempt as failed."""
    changes = {"state": State.FAILED, "failure": failure, "finished": finished, "seconds": seconds, "owner": None}
    return attempt.model_copy(update=changes)


def is_interrupted(attempt: Attempt) -> bool:
    """Whether a request was written and its process is gone, so that nobody knows what became of it."""
    return _is_held(attempt) and is_gone(attempt.owner or "")


def is_out_of_sight(attempt: Attempt) -> bool:
    """Whether a request is under way in a process that this machine cannot see."""
    return _is_held(attempt) and is_elsewhere(attempt.owner or "")


def _is_held(attempt: Attempt) -> bool:
    return attempt.state is State.REQUESTED and attempt.batch_id is None


def _serialise(attempt: Attempt) -> bytes:
    data = attempt.model_dump(mode="json", by_alias=True, exclude_none=True)
    return as_json({**data, "schema_version": VERSION, "spec": effective_spec(attempt.spec)})
