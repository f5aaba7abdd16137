"""Fetching a network on a person's word: once, whole, checked; broken off, it goes on from there."""

from __future__ import annotations

import hashlib
import http.client
import io
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.errors import ContentError, EngineUnavailable
from studio.files import read_file
from studio.store.disk import write_atomic
from studio.vision.model_files import FOLDER_VARIABLE, MODELS, ModelFile, find_model, models_folder

OnBytes = Callable[[int], None]
"""Hears how many bytes are there."""
_STEP_BYTES, _STEP_S = 1 << 16, 30.0
_MOST_BYTES = 1 << 26
"""Length above which a file of unknown length is none of ours."""
_BROKEN = (OSError, ValueError, http.client.HTTPException)


def fetch_model(model: ModelFile, *, source: str | None = None, on_bytes: OnBytes = lambda _count: None) -> Path:
    """The file of a network, downloaded unless it is there already.

    Args:
        model: Which.
        source: Another address of the same archive, or a file here: the archive, or the network itself.
        on_bytes: Hears of progress.

    Raises:
        EngineUnavailable: It could not be downloaded; what came is kept, and the next call goes on from there.
        ContentError: What came is something else; it is thrown away.
        OSError: The folder of models cannot be written.
    """
    if found := find_model(model.name):
        return found
    path = models_folder() / model.file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    if source and not source.startswith(("http://", "https://")):
        data = read_file(source)
    else:
        data = _downloaded(replace(model, url=source or model.url), path.with_suffix(".part"), on_bytes)
    if hashlib.sha256(data).hexdigest() != model.digest:
        data = _taken_out(model, data, source or model.url)
    write_atomic(path, data)
    path.with_suffix(".part").unlink(missing_ok=True)
    return path


def fetched_rows() -> list[dict[str, Any]]:
    """What can be fetched, under which terms, and whether it is there."""
    return [
        {
            "model": model.name,
            "purpose": model.purpose,
            "bytes": model.size,
            "download_bytes": model.archive_size,
            "code": model.code_licence,
            "weights": model.weights_licence,
            "trained_on": model.trained_on,
            "from": model.url,
            "sha256": model.digest,
            "at": str(find_model(model.name) or ""),
        }
        for model in MODELS
    ]


def _taken_out(model: ModelFile, archive: bytes, source: str) -> bytes:
    """The network inside an archive whose digest is known."""
    if not model.archive_digest or hashlib.sha256(archive).hexdigest() != model.archive_digest:
        raise ContentError(
            f"{model.name}: what stands at {source} is another file than the studio knows by its SHA-256; nothing of "
            "it was kept. Try again, or name another source with --from."
        )
    return zipfile.ZipFile(io.BytesIO(archive)).read(model.member)


def _downloaded(model: ModelFile, part: Path, on_bytes: OnBytes) -> bytes:
    """The archive, from what an earlier call left; whole or wrong, nothing is left."""
    if part.exists() and model.archive_size and part.stat().st_size >= model.archive_size:
        part.unlink()  # never left by a call that ended well
    try:
        _continue(model, part, on_bytes)
    except _BROKEN as error:
        reason = getattr(error, "reason", None) or error
        had = part.stat().st_size if part.exists() else 0
        if getattr(error, "code", 0) == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)  # whole already, and never looked at
        raise EngineUnavailable(
            f"{model.name}: not fetched from {model.url} ({reason}); {had / 1e6:.1f} of "
            f"{model.weight} are kept. Run the command again to go on, name a copy with --from, or "
            f"put {model.file_name} into {part.parent} ({FOLDER_VARIABLE} names another folder)."
        ) from error
    data = read_file(part)
    part.unlink()
    return data


def _continue(model: ModelFile, part: Path, on_bytes: OnBytes) -> None:
    """Write what is missing of the archive.

    Raises:
        OSError, ValueError, HTTPException: It broke off, or the address is none; what came stands in the file.
    """
    had = part.stat().st_size if part.exists() else 0
    headers = {"user-agent": "recipe-studio", "range": f"bytes={had}-"}
    request = urllib.request.Request(model.url, headers=headers)  # noqa: S310 - digest-checked
    with urllib.request.urlopen(request, timeout=_STEP_S) as answer:  # noqa: S310 - as above
        if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
            had = 0  # this server sends the whole again
        with part.open("ab" if had else "wb") as file:
            whole = model.archive_size or had + min(_MOST_BYTES, int(answer.headers["content-length"] or 0))
            for piece in _pieces(answer, whole - had):
                had += len(piece)
                file.write(piece)
                on_bytes(had)
    if had < whole:
        raise http.client.IncompleteRead(b"", whole - had)


def _pieces(answer: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """What comes, as it comes, and never more than is wanted."""
    while most > 0 and (piece := answer.read1(min(_STEP_BYTES, most))):
        most -= len(piece)
        yield piece
