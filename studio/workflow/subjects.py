"""The product in a photograph, found once and kept: finding it takes seconds, measuring with it does not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.attempt import Attempt
from studio.core.facts import RecipeFolder
from studio.engines.base import EditRequest
from studio.engines.changeable import changeable
from studio.engines.local import VERSION
from studio.engines.local_base import LocalEdit, open_edit
from studio.errors import StudioError
from studio.files import read_file
from studio.pictures import decode, digest_of, encode
from studio.store.disk import write_atomic
from studio.store.lock import FOLDER
from studio.vision.arrays import Plane
from studio.vision.model_files import MODEL, find_model
from studio.vision.subject import SubjectFound
from studio.workflow.plan import attempt_request
from studio.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Located:
    """What an attempt's recipe locates in its edit target."""

    matte: NDArray[np.float32] | None = None
    """(H, W) the product, 0 to 1."""
    why_no_matte: str = ""
    """Why it could not be found."""
    may_change: NDArray[np.float32] | None = None
    """(H, W) 1 where the edit may change it; None when nothing says so."""
    is_found: bool = False
    """Whether the studio found the product and no person drew it."""
    second: NDArray[np.float32] | None = None
    """(h, w) what an independent finder took for the product, 0 or 1; None without one."""


def locate(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Located:
    """The product of an attempt's edit target, and where the edit may change it."""
    try:
        request = attempt_request(workspace, folder, attempt)
        edit = open_edit(request, lambda _fraction, _label: None)
    except StudioError as error:
        return Located(why_no_matte=str(error))
    matte, second, why = None, None, ""
    try:
        matte, second = _found(workspace, request, edit)
    except StudioError as error:
        why = str(error)
    try:
        may_change = changeable(edit)
    except StudioError:
        may_change = None
    return Located(matte, why, may_change, request.spec.subject.is_auto, second)


def _found(workspace: Workspace, request: EditRequest, edit: LocalEdit) -> tuple[Plane, Plane | None]:
    """(H, W) the product, and what an independent finder took for it; kept from an earlier time or found now."""
    folder = workspace.content / FOLDER / "subjects"
    path, other = folder / f"{_key(request)}.png", folder / f"{_key(request)}.second.png"
    if path.is_file():
        matte = _read(path)
        edit.subject_found = SubjectFound(matte, None, 0)
        return matte, _read(other) if other.is_file() else None
    found = edit.subject()
    folder.mkdir(parents=True, exist_ok=True)
    second = found.second
    if second is not None:
        _keep(other, second)
    _keep(path, found.matte)
    return found.matte, second


def _read(path: Path) -> Plane:
    """(H, W) a kept plane, 0 to 1."""
    import numpy as np

    kept = np.asarray(decode(read_file(path), name=path.name).convert("L"), np.float32)
    return np.asarray(kept / 255, np.float32)


def _keep(path: Path, plane: Plane) -> None:
    import numpy as np
    from PIL import Image

    write_atomic(path, encode(Image.fromarray(np.round(plane * 255).astype(np.uint8)), "PNG"))


def _key(request: EditRequest) -> str:
    """Name of the kept matte: what decides it."""
    wanted = request.spec.subject
    mask = digest_of(request.files[wanted.mask]) if wanted.mask else ""
    seed = request.spec.local.seed if request.spec.local else 0
    looks = "with" if find_model(MODEL) else "without"
    text = "|".join(
        (VERSION, looks, "second", digest_of(request.target.data), wanted.model_dump_json(), mask, str(seed))
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]
