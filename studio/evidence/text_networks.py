"""RapidOCR with the networks of its wheel: where text stands in a picture, and what a strip reads.

What was seen last is known again by its pixels: each attempt of a recipe is compared with the same photograph.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from studio.evidence.pair import Plane
from studio.vision.model_files import find_model

_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
_PAGES, _STRIPS = 8, 400
"""How many pictures and strips are known again, the last ones: about 40 MB."""


class _Boxes(Protocol):
    """Where RapidOCR found text."""

    boxes: Plane | None


class _Texts(Protocol):
    """What RapidOCR read."""

    txts: tuple[str, ...]
    scores: tuple[float, ...]


class _Engine(Protocol):
    """RapidOCR, as far as it is used."""

    def __call__(self, picture: Plane, *, use_det: bool, use_cls: bool, use_rec: bool) -> _Boxes: ...

    def crop_text_regions(self, picture: Plane, boxes: Plane) -> list[Plane]: ...

    def recognize_txt(self, strips: list[Plane]) -> _Texts: ...


@dataclass(frozen=True)
class _Picture:
    """A picture that is known again by its pixels."""

    digest: bytes
    pixels: Plane = field(compare=False)

    @classmethod
    def of(cls, pixels: Plane) -> _Picture:
        """(H, W, 3) blue first."""
        whole = np.ascontiguousarray(pixels)
        return cls(hashlib.blake2b(whole.data, key=repr(whole.shape).encode()).digest(), whole)


def find_text(picture: Plane, script: str = "") -> tuple[tuple[Plane, Plane], ...]:
    """The corners (4, 2) of each piece of text, and the strip with it.

    Args:
        picture: (H, W, 3) blue first.
        script: Name of the network that reads; an empty one for that of the wheel.
    """
    return _found(_Picture.of(picture), script)


def read_strip(strip: Plane, script: str = "") -> tuple[str, float]:
    """What one strip of text reads, from the left, and how sure that is, 0 to 1."""
    return _read(_Picture.of(strip), script)


def model_paths() -> dict[str, str] | None:
    """Where the models lie inside the installed package; None when it, or one of them, is not there."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "models"
    paths = {part: folder / name for part, name in _MODELS.items()}
    return {part: str(path) for part, path in paths.items()} if all(map(Path.is_file, paths.values())) else None


@lru_cache(maxsize=_PAGES)
def _found(picture: _Picture, script: str) -> tuple[tuple[Plane, Plane], ...]:
    engine = _engine(script)
    boxes = engine(picture.pixels, use_det=True, use_cls=False, use_rec=False).boxes
    return () if boxes is None else tuple(zip(boxes, engine.crop_text_regions(picture.pixels, boxes), strict=True))


@lru_cache(maxsize=_STRIPS)
def _read(strip: _Picture, script: str) -> tuple[str, float]:
    read = _engine(script).recognize_txt([strip.pixels])
    return read.txts[0], float(read.scores[0])


@lru_cache(maxsize=2)
def _engine(script: str) -> _Engine:
    """RapidOCR with the network of a script, loaded when the first picture is read: that takes half a second."""
    from rapidocr import RapidOCR

    paths = model_paths() or {}
    if script:
        paths["Rec"] = str(find_model(script))
    engine: Any = RapidOCR(params={f"{part}.model_path": path for part, path in paths.items()} | {
        "Global.use_cls": False, "Global.log_level": "error",
        "Det.limit_type": "max", "Det.limit_side_len": 2000,  # at the size it is given
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    })  # fmt: skip
    return cast(_Engine, engine)
