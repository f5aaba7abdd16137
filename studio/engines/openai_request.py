"""An edit as the Images API takes it: parameters, files, and everything that is checked before money is spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.core.attempts.facts import PictureFacts
from studio.core.channel import size_of_shape
from studio.core.checks.folder import MOST_MASK_BYTES
from studio.core.checks.unread import MOST_PROMPT
from studio.core.engine import fault_of_extra
from studio.core.model import AUTO, Model
from studio.core.settings import EngineOptions
from studio.core.size import Aspect, NoLegalSize, Size, plan_size
from studio.engines.base import EditRequest
from studio.engines.openai_upload import FilePart, upload_of
from studio.errors import EngineNeeds, EngineRefused
from studio.pictures import decode, encode, look_at

NO_SHAPE = Size(1024, 1024)
"""Size for a source that cannot be read; the check names it."""


@dataclass(frozen=True)
class WireEdit:
    """The request, ready to send in either form."""

    fields: dict[str, Any]
    """Plain parameters, model and prompt among them."""
    extra: dict[str, Any]
    """Fields that the SDK does not know."""
    images: tuple[FilePart, ...]
    mask: FilePart | None = None
    """Where the model shall edit: alpha 0."""
    markup: FilePart | None = None
    """Overlay on the first input."""


def settings_of(request: EditRequest, model: Model, options: EngineOptions) -> dict[str, Any]:
    """Every parameter that decides the picture, beside the prompt and the files.

    Raises:
        EngineRefused: The model does not take one of them.
    """
    chosen = request.spec.engine
    for name in chosen.extra:
        if fault := fault_of_extra(name):
            raise EngineRefused(f"{request.recipe}: engine.extra: {fault[0]}. {fault[1]}")
    try:
        asked = plan_size(wanted(request), limits=model.sizes).ask
    except NoLegalSize as error:
        raise EngineRefused(f"{request.recipe}: {model.name} cannot make it: {error}. Choose another shape.") from error
    settings: dict[str, Any] = {
        "size": f"{asked.width}x{asked.height}",
        "quality": chosen.quality or options.quality or "medium",
        "output_format": chosen.format or "png",
        "background": chosen.background,
        "output_compression": chosen.compression,
        "input_fidelity": chosen.input_fidelity,
        "complexity": chosen.complexity,
        **chosen.extra,
    }
    settings = {name: value for name, value in settings.items() if value is not None}
    _require_supported(settings, model)
    if request.size is not None and request.size != asked:
        settings["finish"] = str(request.size)
    return settings


def wanted(request: EditRequest) -> Size:
    """The size wanted, or the source's shape."""
    if request.size is not None:
        return request.size
    facts = look_at(request.target.data, name=request.target.name)
    if facts.fault or not facts.width_px:
        return NO_SHAPE
    return size_of_shape(Aspect(facts.width_px, facts.height_px))


def _require_supported(settings: dict[str, Any], model: Model) -> None:
    allowed: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("quality", (*model.qualities, AUTO)), ("background", model.backgrounds),
        ("output_format", model.formats), ("input_fidelity", model.input_fidelity),
    )  # fmt: skip
    for name, values in allowed:
        if name in settings and settings[name] not in values:
            takes = f"It takes {', '.join(values)}." if values else "Leave it out."
            raise EngineRefused(f"{model.name} does not take {name} '{settings[name]}'. {takes}")
    if "complexity" in settings and not model.complexity:
        raise EngineRefused(f"{model.name} does not take complexity. Leave it out.")
    if "output_compression" in settings and settings["output_format"] not in ("jpeg", "webp"):
        raise EngineRefused("compression is for jpeg and webp. Leave it out, or choose one of these formats.")
    if settings.get("background") == "transparent" and settings["output_format"] not in ("png", "webp"):
        raise EngineRefused("A transparent background needs the format png or webp.")


def require_legal(request: EditRequest, model: Model) -> None:
    """Pass when the request is within the provider's limits, as far as that is known before pictures are encoded.

    Raises:
        EngineRefused: A limit of the provider is broken.
        EngineNeeds: A mask or overlay cannot be used as it is.
    """
    if not 1 <= len(request.prompt) <= MOST_PROMPT:
        raise EngineRefused(
            f"{request.recipe}: the prompt has {len(request.prompt)} characters; 1 to {MOST_PROMPT} are allowed."
        )
    if len(request.inputs) > model.max_references:
        raise EngineRefused(
            f"{request.recipe}: {len(request.inputs)} inputs; {model.name} takes {model.max_references}."
        )
    _require_mask(request)
    _require_markup(request, model)


def wire_edit(request: EditRequest, *, model: Model, settings: dict[str, Any]) -> WireEdit:
    """The whole request. Encodes every picture anew, which takes a second for a large one.

    Raises:
        EngineRefused: A limit of the provider is broken.
        EngineNeeds: A mask or overlay cannot be used as it is.
    """
    require_legal(request, model)
    known = {"size", "quality", "output_format", "background", "output_compression", "input_fidelity", "complexity"}
    scope = request.spec.scope
    return WireEdit(
        fields={"model": model.name, "prompt": request.prompt, "n": 1, **_only(settings, known)},
        extra={name: value for name, value in settings.items() if name not in known and name != "finish"},
        images=tuple(upload_of(picture) for picture in request.inputs),
        mask=_mask(request),
        markup=None if scope is None or scope.markup is None else _overlay_part(request, scope.markup, "markup.png"),
    )


def _only(settings: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name in names}


def _mask(request: EditRequest) -> FilePart | None:
    scope = request.spec.scope
    if scope is None or (scope.mask is None and scope.box is None):
        return None
    if scope.box is not None:
        return ("mask.png", _box_mask(request, scope.box), "image/png")
    part = _overlay_part(request, str(scope.mask), "mask.png")
    if len(part[1]) >= MOST_MASK_BYTES:
        raise EngineNeeds(f"{scope.mask}: {len(part[1]) / 1e6:.1f} MB; a mask is under 4 MB.")
    return part


def _overlay_part(request: EditRequest, name: str, wire_name: str) -> FilePart:
    """A mask or overlay with nothing but its pixels."""
    return (wire_name, encode(decode(request.files[name], name=name), "PNG"), "image/png")


def _require_mask(request: EditRequest) -> None:
    scope = request.spec.scope
    if scope is None or scope.mask is None or scope.box is not None:
        return
    name, data = scope.mask, request.files[scope.mask]
    facts = _overlay(request, name, data)
    if facts.alpha_min > 0:
        raise EngineNeeds(
            f"{name}: nothing in this mask is fully transparent, so nothing may change. "
            "Make the part to edit transparent."
        )
    if facts.alpha_max == 0:
        raise EngineNeeds(f"{name}: this mask is transparent everywhere. Keep the part that must stay opaque.")


def _require_markup(request: EditRequest, model: Model) -> None:
    scope = request.spec.scope
    if scope is None or scope.markup is None:
        return
    if not model.markup:
        raise EngineRefused(f"{model.name} takes no markup overlay. Use a mask, or a newer model.")
    facts = _overlay(request, scope.markup, request.files[scope.markup])
    if facts.alpha_min > 0:
        raise EngineNeeds(f"{scope.markup}: the overlay hides the whole picture. Keep what is not marked transparent.")
    if facts.alpha_max == 0:
        raise EngineNeeds(f"{scope.markup}: the overlay is empty.")


def _overlay(request: EditRequest, name: str, data: bytes) -> PictureFacts:
    facts, target = look_at(data, name=name), look_at(request.target.data, name=request.target.name)
    if facts.format != "png":
        raise EngineNeeds(f"{name}: the provider takes masks and overlays as PNG.")
    if not facts.has_alpha:
        raise EngineNeeds(f"{name}: has no alpha channel. Save it as PNG with transparency.")
    if (facts.width_px, facts.height_px) != (target.width_px, target.height_px):
        raise EngineNeeds(
            f"{name}: {facts.width_px}×{facts.height_px}, but {request.target.name} is "
            f"{target.width_px}×{target.height_px}. "
            "Make them the same size."
        )
    return facts


def _box_mask(request: EditRequest, box: tuple[float, float, float, float]) -> bytes:
    """A mask whose box is transparent, at the target's size."""
    from PIL import Image

    facts = look_at(request.target.data, name=request.target.name)
    mask = Image.new("RGBA", (facts.width_px, facts.height_px), (0, 0, 0, 255))
    x, y, w, h = box
    wide, high = facts.width_px, facts.height_px
    mask.paste((0, 0, 0, 0), (round(x * wide), round(y * high), round((x + w) * wide), round((y + h) * high)))
    return encode(mask, "PNG")
