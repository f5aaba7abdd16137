"""What the studio knows: schemas, dated tables, and the machine it runs on."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from studio.core.attempts.attempt import Attempt
from studio.core.channel import Channels
from studio.core.model import Models
from studio.core.money.prices import PriceComparison, compare_prices, read_price_table
from studio.core.recipe.recipe import FrontMatter
from studio.core.recipe.schema import schema_of_form
from studio.core.recipe.spec import EditSpec
from studio.core.settings import Settings
from studio.errors import ContentError
from studio.store.settings import load_channels, load_models
from studio.vision.model_files import MODELS, ModelFile, find_model, models_folder
from studio.workspace import open_workspace

_FORMS: dict[str, type[BaseModel]] = {
    "edit": EditSpec, "recipe": FrontMatter, "settings": Settings, "attempt": Attempt,
}  # fmt: skip


def schema_of(what: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a form that people or programs write, with the fields' own descriptions."""
    return schema_of_form(_FORMS[what])


def tables_at(start: Path) -> tuple[Channels, Models]:
    """The tables with the workspace's overrides; the bundled ones where there is no workspace."""
    try:
        workspace = open_workspace(start)
    except ContentError:
        return load_channels({}), load_models({})
    return workspace.rules.channels, workspace.rules.models


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for on this machine."""

    what: str
    ok: bool
    """Whether it is there."""
    needed: bool
    """Whether the studio cannot work without it."""
    detail: str
    """What was found, or how to get it."""


def examine_machine() -> tuple[Finding, ...]:
    """What works and what is missing here."""
    return tuple(_findings())


def _findings() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("Python", sys.version_info >= (3, 11), needed=True, detail=f"{version} (3.11 or newer is needed)")
    for module, purpose in (("cv2", "pixels"), ("numpy", "pixels"), ("scipy", "cut-outs"), ("PIL", "pictures")):
        found = importlib.util.find_spec(module) is not None
        yield Finding(module, found, needed=True, detail=purpose if found else "install recipe-studio again")
    yield Finding("AVIF", _writes_avif(), needed=False, detail="small pictures on the site, through Pillow")
    reads = all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))
    fix = "text is not checked without it: pip install rapidocr onnxruntime"
    detail = "reads Latin, Chinese and Japanese letters" if reads else fix
    yield Finding("RapidOCR", reads, needed=False, detail=detail)
    yield from (
        _network(model) for model in MODELS if not model.scripts or (models_folder() / model.file_name).exists()
    )
    yield from _other_scripts()
    key = bool(os.environ.get("OPENAI_API_KEY"))
    yield Finding(
        "OpenAI key",
        key,
        needed=False,
        detail="from OPENAI_API_KEY"
        if key
        else "not in OPENAI_API_KEY; only the engine openai needs one: `studio key set`",
    )
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    yield Finding(
        "editor",
        editor is not None,
        needed=False,
        detail=editor or "the terminal studio opens its own; set EDITOR for another",
    )


def _other_scripts() -> Iterator[Finding]:
    """Scripts whose labels cannot be read here, in one line: few people need more than one of them."""
    missing = [model.name for model in MODELS if model.scripts and find_model(model.name) is None]
    if missing:
        detail = f"labels in these letters are not read until you fetch them: studio models fetch {missing[0]}"
        yield Finding(", ".join(missing), ok=False, needed=False, detail=detail)


def _network(model: ModelFile) -> Finding:
    found, own = find_model(model.name), models_folder() / model.file_name
    if found is None and own.exists():
        detail = f"{own} is damaged or another file. Delete it, then: studio models fetch {model.name}"
    else:
        detail = str(found) if found else f"{model.purpose}: studio models fetch {model.name}"
    return Finding(model.name, found is not None, needed=False, detail=detail)


def _writes_avif() -> bool:
    from PIL import features

    return bool(features.check("avif"))


def channel_rows(table: Channels) -> list[dict[str, str]]:
    """One row a channel, for a list."""
    return [
        {
            "channel": channel.name,
            "shape": ", ".join(channel.aspects) or "any",
            "recommended": str(channel.size),
            "background": channel.background,
            "formats": " ".join(channel.formats),
            "most MB": f"{channel.max_bytes / 1e6:g}" if channel.max_bytes else "",
            "confidence": channel.confidence,
            "as of": channel.as_of,
        }
        for channel in table.by_name.values()
    ]


def channel_sheet(table: Channels, name: str) -> dict[str, Any]:
    """Everything about one channel.

    Raises:
        NotFound: There is none of that name.
    """
    return table.find(name).model_dump(mode="json", exclude_none=True)


def model_rows(table: Models) -> list[dict[str, str]]:
    """One row a model, for a list. Prices are dollars for a million tokens."""
    return [
        {
            "model": model.name,
            "released": str(model.released or ""),
            "retires": str(model.retires or ""),
            "qualities": " ".join(model.qualities),
            "image in": str(model.prices.image_input or "unknown"),
            "text in": str(model.prices.text_input or "unknown"),
            "image out": str(model.prices.image_output or "unknown"),
            "cached image in": str(model.prices.cached_image_input or "unknown"),
            "cached text in": str(model.prices.cached_text_input or "unknown"),
            "prices read": str(model.prices.read or ""),
            "tokens": model.token_source,
        }
        for model in table.by_name.values()
    ]


def check_prices(table: Models, path: Path) -> tuple[PriceComparison, ...]:
    """The studio's prices against a file of them.

    Raises:
        ContentError: The file cannot be read, or is no price table.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: cannot be read ({error}). Name a file with prices.") from error
    return compare_prices(table, read_price_table(text, name=str(path)))
