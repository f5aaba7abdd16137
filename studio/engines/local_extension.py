"""Layout extension by the built-in engine."""

from __future__ import annotations

from studio.engines.base import EditRequest
from studio.engines.local_base import LocalEdit, beyond, how_to_draw, wanted_frame
from studio.errors import EngineNeeds
from studio.vision.arrays import Image8, Matte
from studio.vision.extend import extend
from studio.vision.subject import SubjectFound


def require_extension(request: EditRequest) -> None:
    """Pass when the spec or the channel says the new shape.

    Raises:
        EngineRefused: Neither does.
    """
    if request.size is None:
        raise beyond(
            request.recipe,
            lacks="nothing says how wide or tall the picture becomes",
            field="`channel: …`, `aspect: 16:9` or `size: 1920x1080`",
            change=request.spec.change or request.prompt,
        )


def extend_layout(edit: LocalEdit) -> Image8:
    """The photograph in a larger frame, its own pixels untouched."""
    frame = wanted_frame(edit)
    height, width = edit.source.shape[:2]
    if (frame.width, frame.height) == (width, height):
        edit.warnings.append("The photograph has the wanted shape already: nothing was added.")
        return edit.source
    matte = _what_must_not_repeat(edit)
    edit.on_step(0.60, "continues the surroundings")
    return extend(edit.source, frame, matte=matte)


def _what_must_not_repeat(edit: LocalEdit) -> Matte | None:
    """The product's matte. A picture without a sure product may continue whole, and the reviewer is told."""
    try:
        found = edit.subject(share=0.55)
    except EngineNeeds:
        if not edit.request.spec.subject.is_auto:
            raise
        raise EngineNeeds(
            f"{edit.slug}: needs: polygon. The product cannot be told from its surroundings, so it might be repeated "
            f"beyond the edge. {how_to_draw(edit)}"
        ) from None
    _warn_of_touching(edit, found)
    return found.matte


def _warn_of_touching(edit: LocalEdit, found: SubjectFound) -> None:
    height, width = edit.source.shape[:2]
    left, top, right, bottom = found.box
    touched = [
        side
        for side, touches in (
            ("left", left == 0), ("top", top == 0), ("right", right == width), ("bottom", bottom == height),
        )
        if touches
    ]  # fmt: skip
    if touched:
        edit.warnings.append(
            f"The product touches the photograph's edge ({', '.join(touched)}): it ends there in the wider picture too."
        )
