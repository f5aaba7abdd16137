"""The product in a photograph, found once and kept: finding it takes seconds, measuring with it does not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.attempt import Attempt
from studio.core.facts import RecipeFolder
from studio.core.words import Job
from studio.engines.base import EditRequest
from studio.engines.local import VERSION
from studio.engines.local_base import LocalEdit, open_edit
from studio.errors import StudioError
from studio.files import read_file
from studio.pictures import decode, digest_of, encode
from studio.store.disk import write_atomic
from studio.store.lock import FOLDER
from studio.vision.model_files import MODEL, find_model
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
    """Whether an engine found the product and no person drew it."""
    salient: NDArray[np.float32] | None = None
    """(h, w) how surely a second finder takes each place for the product; None without one, or when none is needed."""


def locate(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Located:
    """The product of an attempt's edit target, and where the edit may change it."""
    from studio.engines.changeable import changeable

    try:
        request = attempt_request(workspace, folder, attempt)
        edit = open_edit(request, lambda _fraction, _label: None)
    except StudioError as error:
        return Located(why_no_matte=str(error))
    matte, why = None, ""
    try:
        matte = _matte(workspace, request, edit)
    except StudioError as error:
        why = str(error)
    try:
        may_change = changeable(edit)
    except StudioError:
        may_change = None
    is_found = request.spec.subject.is_auto
    needed = is_found and request.job is Job.BACKGROUND_REPLACEMENT and matte is not None
    return Located(matte, why, may_change, is_found, _salient(workspace, request, edit) if needed else None)


def _matte(workspace: Workspace, request: EditRequest, edit: LocalEdit) -> NDArray[np.float32]:
    """(H, W) the product, kept from an earlier time or found now."""
    import numpy as np
    from PIL import Image

    from studio.vision.subject import SubjectFound

    path = workspace.content / FOLDER / "subjects" / f"{_key(request)}.png"
    if path.is_file():
        kept = np.asarray(decode(read_file(path), name=path.name).convert("L"), np.float32)
        matte = np.asarray(kept / 255, np.float32)
        edit.subject_found = SubjectFound(matte, None, 0)
        return matte
    matte = np.asarray(edit.subject().matte, np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, encode(Image.fromarray(np.round(matte * 255).astype(np.uint8)), "PNG"))
    return matte


def _salient(workspace: Workspace, request: EditRequest, edit: LocalEdit) -> NDArray[np.float32] | None:
    """What a second finder sees, kept from an earlier time or looked at now."""
    import numpy as np
    from PIL import Image

    from studio.vision.saliency import find_salient
    from studio.vision.segment import at_working_size

    path = workspace.content / FOLDER / "subjects" / f"{_key(request)}.seen.png"
    if path.is_file():
        return np.asarray(decode(read_file(path), name=path.name).convert("L"), np.float32) / np.float32(255)
    found = find_salient(at_working_size(edit.source))
    if found is None:
        return None
    seen = np.where(found.unsure, np.where(found.mask, 0.6, 0.4), found.mask).astype(np.float32)
    write_atomic(path, encode(Image.fromarray(np.round(seen * 255).astype(np.uint8)), "PNG"))
    return seen


def _key(request: EditRequest) -> str:
    """Name of the kept matte: what decides it."""
    wanted = request.spec.subject
    mask = digest_of(request.files[wanted.mask]) if wanted.mask else ""
    seed = request.spec.local.seed if request.spec.local else 0
    looks = "with" if find_model(MODEL) else "without"
    text = "|".join((VERSION, looks, digest_of(request.target.data), wanted.model_dump_json(), mask, str(seed)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
