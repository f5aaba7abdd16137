"""The product in a photograph, found once and kept: finding it takes seconds, measuring with it does not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from studio.core.attempt import Attempt
from studio.core.facts import RecipeFolder
from studio.engines.base import EditRequest
from studio.engines.local import VERSION
from studio.engines.local_base import open_edit
from studio.errors import StudioError
from studio.files import read_file
from studio.pictures import decode, digest_of, encode
from studio.store.disk import write_atomic
from studio.store.lock import FOLDER
from studio.workflow.plan import attempt_request
from studio.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def subject_matte(
    workspace: Workspace, folder: RecipeFolder, attempt: Attempt
) -> tuple[NDArray[np.float32] | None, str]:
    """(H, W) the product in an attempt's edit target, 0 to 1; or None and why it could not be found."""
    import numpy as np

    try:
        request = attempt_request(workspace, folder, attempt)
        path = workspace.content / FOLDER / "subjects" / f"{_key(request)}.png"
        if path.is_file():
            kept = np.asarray(decode(read_file(path), name=path.name).convert("L"), np.float32)
            return (kept / 255).astype(np.float32), ""
        matte = open_edit(request, lambda _fraction, _label: None).subject().matte
    except StudioError as error:
        return None, str(error)
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, encode(Image.fromarray(np.round(matte * 255).astype(np.uint8)), "PNG"))
    return np.asarray(matte, np.float32), ""


def _key(request: EditRequest) -> str:
    """Name of the kept matte: what decides it."""
    wanted = request.spec.subject
    mask = digest_of(request.files[wanted.mask]) if wanted.mask else ""
    seed = request.spec.local.seed if request.spec.local else 0
    text = "|".join((VERSION, digest_of(request.target.data), wanted.model_dump_json(), mask, str(seed)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
