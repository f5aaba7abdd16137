"""The built-in engine: classical computer vision, no key, no network, the same picture for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, BinaryIO

import numpy as np

from studio.background import compute_pixels
from studio.core.attempts.attempt import EngineUsed
from studio.core.recipe.words import Job
from studio.engines.base import EditRequest, EditResult, OnEvent, Progress
from studio.engines.local_background import replace_background, require_background
from studio.engines.local_base import Family, LocalEdit, open_edit
from studio.engines.local_layout import damaged_part, extend_layout, repair_details, require_extension, require_repair
from studio.engines.local_reference import edit_by_reference, recoloured_part, require_reference
from studio.engines.scope import boxes_matte, scope_matte
from studio.errors import AnswerUnreadable
from studio.pictures import encode_png
from studio.vision.arrays import Image8, Matte
from studio.vision.composite import inside


def changeable(edit: LocalEdit) -> Matte | None:
    """(H, W) 1 where the edit may change the photograph; None when its recipe does not locate that.

    A recipe locates it by its scope, its repairs, the region of a recolouring, or the box of an insert. Any engine is
    held to that, also one that reads only the prompt.

    Raises:
        EngineNeeds: It names the subject, and the subject cannot be found with confidence.
    """
    spec, shape = edit.request.spec, edit.source.shape[:2]
    words = boxes_matte((text.box for text in spec.set_text), shape)
    if spec.only_sets_text:
        return words
    part = _changeable_part(edit)
    return None if part is None else np.asarray(np.maximum(part, words))


def _changeable_part(edit: LocalEdit) -> Matte | None:
    """The same without the boxes of words that are set."""
    request, options = edit.request, edit.options
    spec, shape = request.spec, edit.source.shape[:2]
    if request.job is Job.DETAIL_REPAIR:
        damage = damaged_part(edit)
        return damage.astype(np.float32) if damage.any() else None
    if request.job is Job.REFERENCE_EDIT and spec.scope is None:
        if options.recolour is not None:
            return recoloured_part(edit)
        if options.place is not None:
            return boxes_matte([options.place.box], shape)
        taken = options.palette or options.relight
        if taken is not None:
            return 1 - edit.subject().matte if taken.protect else np.ones(shape, np.float32)
    if spec.scope is not None and spec.scope.area == "whole":
        return np.ones(shape, np.float32)
    return scope_matte(edit)


VERSION = "1"
"""Rises when the same edit would give another picture."""
_FAMILIES: dict[Job, tuple[Callable[[EditRequest], None], Family]] = {
    Job.BACKGROUND_REPLACEMENT: (require_background, replace_background),
    Job.LAYOUT_EXTENSION: (require_extension, extend_layout),
    Job.DETAIL_REPAIR: (require_repair, repair_details),
    Job.REFERENCE_EDIT: (require_reference, edit_by_reference),
}


class LocalEngine:
    """Does the structured part of an edit spec with classical computer vision; never guesses at a sentence."""

    name = "local"
    concurrency = 1

    def prepare(self, request: EditRequest) -> EngineUsed:
        """The engine as it would run.

        Raises:
            EngineRefused: The edit is only described in a sentence; names the field that would make it possible.
            EngineNeeds: One more thing from the person is missing.
        """
        if not request.spec.only_sets_text:
            require, _ = _FAMILIES[request.job]
            require(request)
        return EngineUsed(name=self.name, version=VERSION, settings=_settings(request))

    def ready(self) -> None:
        """Pass: it needs nothing."""

    async def edit(self, request: EditRequest, *, used: EngineUsed, on_event: OnEvent, raw: BinaryIO) -> EditResult:
        """Make the picture beside the event loop; `on_event` may raise to stop it between two steps."""
        return await compute_pixels(make_picture, request, tell=on_event, needs_disk=False)

    def read_answer(self, raw: bytes, used: EngineUsed) -> EditResult:
        """Never: this engine answers nobody over a wire."""
        raise AnswerUnreadable("The built-in engine keeps no answers; run the edit again.")


def _settings(request: EditRequest) -> dict[str, Any]:
    """What decides the picture beside the spec: the channel's shape."""
    settings: dict[str, Any] = {"seed": request.spec.local.seed if request.spec.local else 0}
    if request.size is not None and not request.spec.only_sets_text:
        settings["size"] = str(request.size)
    return settings


def make_picture(request: EditRequest, on_event: OnEvent) -> EditResult:
    """One edit, step by step; `on_event` hears of each, and may raise to stop it."""
    edit = open_edit(request, lambda fraction, label: on_event(Progress(fraction, label)))
    pixels = edit.source
    if not request.spec.only_sets_text:
        _, family = _FAMILIES[request.job]
        pixels = _inside_scope(edit, family(edit))
    edit.on_step(0.97, "writes the picture")
    return EditResult(
        data=encode_png(pixels), media_type="image/png", warnings=(*edit.warnings, *_unread(request)),
        cost_usd=Decimal(0), subject=edit.found_by,
    )  # fmt: skip


def _inside_scope(edit: LocalEdit, made: Image8) -> Image8:
    """The picture with the source's own pixels outside the scope."""
    if made.shape != edit.source.shape:
        return made  # a new frame: its family has kept the source's pixels itself
    matte = scope_matte(edit)
    return made if matte is None else inside(edit.source, made, matte)


def _unread(request: EditRequest) -> tuple[str, ...]:
    """The sentences that were not followed, said plainly."""
    spec = request.spec
    said = {name: getattr(spec, name) for name in ("add", "replace_text", "layout", "style")} | {
        "text": spec.drawn_text
    }
    unread = [name for name in ("add", "text", "replace_text", "layout", "style") if said[name]]
    unused = [one.image for one in spec.unused_by_local()]
    notes = [f"Worked from the fields under `local`; the words under {', '.join(unread)} were not read."]
    notes = notes if unread else []
    return (*notes, *(f"Nothing was taken from {image}." for image in unused))
