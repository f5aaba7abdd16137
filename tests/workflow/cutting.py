"""Approved pictures for tests of cuts: any picture put where the shelf has one, judged, with its product drawn."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

from PIL import Image

from studio.workspace import Workspace, open_workspace
from tests.conftest import PHOTOS
from tests.workflow.conftest import change_front, change_sidecar

SLUG = "recipe-00000"


def photograph(
    name: str, *, side: int = 1200, white: bool = False, clear: bool = False
) -> tuple[Image.Image, Image.Image]:
    """A real photograph and its product's matte, square; the product alone on white, or on nothing, where asked."""
    with Image.open(PHOTOS / f"{name}_before.jpg") as photo, Image.open(PHOTOS / f"{name}_alpha.png") as mask:
        picture = photo.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
        matte = mask.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    if clear:
        picture.putalpha(matte)
    elif white:
        picture = Image.composite(picture, Image.new("RGB", picture.size, "white"), matte)
    return picture, matte


def approve_picture(shelf: Workspace, picture: Image.Image, matte: Image.Image | None, **sidecar: object) -> Path:
    """Make a picture the approved one of the first recipe; its product is known where there is a matte.

    Returns the recipe's folder.
    """
    folder = shelf.content / SLUG
    data, before = io.BytesIO(), io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    picture.convert("RGB").save(before, "PNG", compress_level=1)
    (folder / "attempts" / "001.png").write_bytes(data.getvalue())
    (folder / "before.jpg").write_bytes(before.getvalue())
    record = json.loads((folder / "attempts" / "001.json").read_text())
    spec = dict(record["spec"])
    if matte is not None:
        matte.save(folder / "subject.png")
        spec["subject"] = {"mask": "subject.png"}
    old, new = record["picture"]["digest"], _digest(data.getvalue())
    made = {**record["picture"], "digest": new, "width_px": picture.width, "height_px": picture.height}
    inputs = [{**record["inputs"][0], "digest": _digest(before.getvalue())}]
    change_sidecar(shelf, SLUG, picture=made, spec=spec, inputs=inputs, **sidecar)
    if old != new:
        change_front(shelf, SLUG, old, new)
    return folder


def judged_anew(shelf: Workspace) -> Workspace:
    """The same workspace as another program would open it."""
    return open_workspace(shelf.content.parent)


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
