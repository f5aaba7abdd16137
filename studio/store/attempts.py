"""Attempts on disk: the sidecar is the journal.

The order is the promise. The sidecar is created exclusively and synced before a request leaves; the result's
untouched bytes are synced before the sidecar says `received`. A sidecar that still says `requested` and whose
process is gone means: interrupted, may have been billed.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from studio.core.attempt import Attempt, Failure, PictureMade, State, next_id
from studio.core.problem import Problem, Severity
from studio.errors import NotFound, StoreError, TextFault
from studio.pictures import SUFFIXES, look_at
from studio.store.conflict import refuse_conflict
from studio.store.disk import create_exclusive, create_stream, read_plainly, write_atomic
from studio.store.owner import is_gone

FOLDER = "attempts"
"""Folder of a recipe that holds its attempts."""
RAW = ".raw"
"""Suffix of a provider's answer as it came."""
REVIEW = ".review.json"
"""Suffix of a review that could not be written into the recipe."""


def attempt_ids(recipe_folder: Path) -> tuple[str, ...]:
    """Numbers of all attempts that have a sidecar, lowest first."""
    return _ids(_names(recipe_folder))


def _ids(names: Sequence[str]) -> tuple[str, ...]:
    stems = (name.removesuffix(".json") for name in names if name.endswith(".json"))
    return tuple(sorted((stem for stem in stems if stem.isdigit()), key=int))


def _names(recipe_folder: Path) -> list[str]:
    try:
        return os.listdir(recipe_folder / FOLDER)  # noqa: PTH208 - names are all that is needed
    except OSError:
        return []


def read_attempts(recipe_folder: Path, *, shown_as: str) -> tuple[tuple[Attempt, ...], tuple[Problem, ...]]:
    """All attempts of a recipe by number; a problem for each sidecar that cannot be read, and each review aside."""
    attempts, problems, names = list[Attempt](), list[Problem](), _names(recipe_folder)
    for number in _ids(names):
        try:
            source = read_plainly(f"{recipe_folder}/{FOLDER}/{number}.json")
            refuse_conflict(source)
            attempts.append(Attempt.model_validate_json(source))
        except TextFault as error:
            problems.append(
                Problem(f"{shown_as}/{FOLDER}/{number}.json", error.line, error.rule, error.fault, error.fix)
            )
        except (ValidationError, OSError) as error:
            problems.append(
                Problem(
                    f"{shown_as}/{FOLDER}/{number}.json",
                    1,
                    "unreadable-attempt",
                    f"this sidecar cannot be read ({_first_line(error)})",
                    "Bring it back from a backup, or move it and its picture out of the folder.",
                )
            )
    problems += [_waiting(f"{shown_as}/{FOLDER}", name) for name in sorted(names) if name.endswith(REVIEW)]
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
    path = recipe_folder / FOLDER / f"{number}.json"
    try:
        return Attempt.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        known = ", ".join(attempt_ids(recipe_folder)) or "none yet"
        raise NotFound(f"{recipe_folder.name}: no attempt {number}. There are: {known}.") from error
    except (ValidationError, OSError) as error:
        raise StoreError(f"{path}: this sidecar cannot be read ({_first_line(error)}).") from error


def begin_attempt(recipe_folder: Path, draft: Callable[[str], Attempt]) -> Attempt:
    """The attempt under the next free number, on disk and synced, in the state `requested`.

    Args:
        recipe_folder: Folder of the recipe.
        draft: Makes the attempt for a number.
    """
    folder = recipe_folder / FOLDER
    folder.mkdir(exist_ok=True)
    while True:
        attempt = draft(next_id(_taken(folder)))
        try:
            create_exclusive(folder / f"{attempt.id}.json", _serialise(attempt))
        except FileExistsError:
            continue  # somebody else took the number between the look and the create
        return attempt


def _taken(folder: Path) -> list[str]:
    """Numbers in use, by a sidecar or by any other file of an attempt that was left without one."""
    return [stem for path in folder.iterdir() if (stem := path.name.partition(".")[0]).isdigit()]


@contextlib.contextmanager
def open_raw(recipe_folder: Path, attempt: Attempt) -> Iterator[BinaryIO]:
    """The file that takes a provider's answer while it arrives; synced at the end, gone when nothing came."""
    path = recipe_folder / FOLDER / f"{attempt.id}{RAW}"
    try:
        with create_stream(path) as sink:
            yield sink
    finally:
        if path.exists() and path.stat().st_size == 0:
            path.unlink()


def read_raw(recipe_folder: Path, number: str) -> bytes | None:
    """The kept answer of an attempt, or None."""
    try:
        return (recipe_folder / FOLDER / f"{number}{RAW}").read_bytes()
    except FileNotFoundError:
        return None


def keep_raw(recipe_folder: Path, number: str, data: bytes) -> None:
    """Keep an answer that came whole, synced. Keeping it again changes nothing."""
    with contextlib.suppress(FileExistsError):
        create_exclusive(recipe_folder / FOLDER / f"{number}{RAW}", data)


def drop_raw(recipe_folder: Path, number: str) -> None:
    """Forget a kept answer whose picture is on disk and in the sidecar."""
    (recipe_folder / FOLDER / f"{number}{RAW}").unlink(missing_ok=True)


def note_on_request(recipe_folder: Path, attempt: Attempt, **changes: str | None) -> Attempt:
    """The attempt with its request id or batch id, as soon as the provider has said it.

    Raises:
        StoreError: The attempt has ended.
    """
    if attempt.state is not State.REQUESTED:
        raise StoreError(f"{recipe_folder.name}: attempt {attempt.id} has ended already and never changes.")
    noted = attempt.model_copy(update=changes)
    write_atomic(recipe_folder / FOLDER / f"{attempt.id}.json", _serialise(noted))
    return noted


def keep_picture(
    recipe_folder: Path, attempt: Attempt, data: bytes, *, media_type: str, original: tuple[bytes, str] | None = None
) -> PictureMade:
    """Write the result's untouched bytes beside the sidecar, synced. Writing the same bytes again changes nothing.

    Args:
        recipe_folder: Folder of the recipe.
        attempt: Whose picture it is.
        data: The picture that will be judged.
        media_type: Its type.
        original: The provider's untouched bytes and their type, when the picture was finished from them.

    Raises:
        StoreError: Other bytes stand there already.
    """
    if original is None:
        return _kept(recipe_folder, f"{attempt.id}{SUFFIXES.get(media_type, '.bin')}", data, media_type)
    first = _kept(recipe_folder, f"{attempt.id}.original{SUFFIXES.get(original[1], '.bin')}", *original)
    made = _kept(recipe_folder, f"{attempt.id}{SUFFIXES.get(media_type, '.bin')}", data, media_type)
    return made.model_copy(update={"original": first.file, "original_digest": first.digest})


def _kept(recipe_folder: Path, name: str, data: bytes, media_type: str) -> PictureMade:
    path = recipe_folder / FOLDER / name
    facts = look_at(data, name=path.name)
    try:
        create_exclusive(path, data)
    except FileExistsError as error:
        if path.read_bytes() != data:
            raise StoreError(f"{path}: another picture stands here already. Move it away.") from error
    return PictureMade(
        file=path.name, digest=facts.digest, width_px=facts.width_px, height_px=facts.height_px,
        size_bytes=facts.size_bytes, media_type=media_type,
    )  # fmt: skip


def finish_attempt(recipe_folder: Path, attempt: Attempt) -> Attempt:
    """Write the sidecar of a received or failed attempt over its `requested` one.

    Raises:
        StoreError: The attempt had ended already; attempts never change afterwards.
    """
    if attempt.state is State.REQUESTED:
        raise ValueError("an attempt that ends is received or failed")
    before = read_attempt(recipe_folder, attempt.id)
    if before.state is not State.REQUESTED:
        raise StoreError(f"{recipe_folder.name}: attempt {attempt.id} has ended already and never changes.")
    write_atomic(recipe_folder / FOLDER / f"{attempt.id}.json", _serialise(attempt))
    return attempt


def failed(attempt: Attempt, failure: Failure, *, finished: str, seconds: float | None = None) -> Attempt:
    """The attempt as failed."""
    changes = {"state": State.FAILED, "failure": failure, "finished": finished, "seconds": seconds, "owner": None}
    return attempt.model_copy(update=changes)


def is_interrupted(attempt: Attempt) -> bool:
    """Whether a request was written and its process is gone, so that nobody knows what became of it."""
    if attempt.state is not State.REQUESTED or attempt.batch_id is not None:
        return False
    return is_gone(attempt.owner or "")


def _serialise(attempt: Attempt) -> bytes:
    data = attempt.model_dump(mode="json", by_alias=True, exclude_none=True)
    data["spec"] = attempt.spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
