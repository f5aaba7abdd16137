"""Checks a request against the SDK's own types and the documented limits, as the provider would."""

from __future__ import annotations

import io
from email import policy
from email.parser import BytesParser
from typing import Any, get_type_hints

from openai.types.image_edit_params import ImageEditParamsNonStreaming, ImageEditParamsStreaming
from PIL import Image
from pydantic import TypeAdapter, ValidationError

INTEGERS = {"n", "partial_images", "output_compression", "frame_count", "frame_duration_ms"}
SIZES = {"multiple": 16, "least": 655_360, "most": 8_294_400, "edge": 3840}
FILES = {"image", "mask", "markup"}
"""Parts whose type is a file: looked at as pictures instead."""


class Rejected(Exception):
    """A 400 with its code and parameter."""

    def __init__(self, code: str, param: str, message: str) -> None:
        super().__init__(message)
        self.code, self.param = code, param


Part = tuple[str, bytes, str]


def multipart(content_type: str, body: bytes) -> tuple[dict[str, Any], list[tuple[str, Part]]]:
    """Fields and files of a form."""
    message = BytesParser(policy=policy.HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    files = []
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        filename = part.get_filename()
        data = part.get_payload(decode=True)
        if filename is not None:
            files.append((name, (filename, data, part.get_content_type())))
        else:
            text = data.decode()
            fields[name] = int(text) if name in INTEGERS else {"true": True, "false": False}.get(text, text)
    return fields, files


def check_edit(fields: dict[str, Any], files: list[tuple[str, Part]], *, known_extra: set[str]) -> None:
    """Raise what the provider would answer."""
    images = [part for name, part in files if name in ("image", "image[]")]
    others = {name: part for name, part in files if name in ("mask", "markup")}
    if len(images) > 1 and any(name == "image" for name, _ in files):
        raise Rejected("invalid_value", "image", "several images go as image[]")
    if not 1 <= len(images) <= 16:
        raise Rejected("invalid_value", "image", f"{len(images)} images")
    for name, data, kind in images:
        if kind not in ("image/png", "image/jpeg", "image/webp"):
            raise Rejected("unsupported_file_mimetype", "image", f"{name} is {kind}")
        if len(data) >= 50_000_000:
            raise Rejected("invalid_image_file", "image", "too large")
        opened(data)
    for field, (_, data, kind) in others.items():
        check_overlay(field, data, kind, first=images[0][1])
    if len(others) > 1:
        raise Rejected("invalid_value", "markup", "markup cannot be combined with mask")
    check_fields(fields, known_extra=known_extra)


def check_overlay(field: str, data: bytes, kind: str, *, first: bytes) -> None:
    picture = opened(data)
    if kind != "image/png" or picture.mode != "RGBA":
        raise Rejected("invalid_image_file", field, f"{field} must be a PNG with alpha")
    if picture.size != opened(first).size:
        raise Rejected("invalid_value", field, f"{field} has another size than the first image")
    low, high = picture.getchannel("A").getextrema()
    if low > 0 or high == 0:
        raise Rejected("invalid_value", field, f"{field} is opaque or empty")


def opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (OSError, SyntaxError) as error:
        raise Rejected("invalid_image_file", "image", str(error)) from error
    return picture


def check_fields(fields: dict[str, Any], *, known_extra: set[str]) -> None:
    hints = get_type_hints(ImageEditParamsStreaming if fields.get("stream") else ImageEditParamsNonStreaming)
    for name, value in fields.items():
        if name in known_extra or name in FILES:
            continue
        if name not in hints:
            raise Rejected("unknown_parameter", name, f"Unknown parameter: {name}")
        try:
            TypeAdapter(hints[name]).validate_python(value)
        except ValidationError as error:
            raise Rejected("invalid_value", name, error.errors()[0]["msg"]) from error
    if not 1 <= len(fields["prompt"]) <= 32_000:
        raise Rejected("invalid_value", "prompt", "length")
    check_size(str(fields.get("size", "auto")))
    if "input_fidelity" in fields and fields["model"] not in ("gpt-image-1.5", "gpt-image-1-mini"):
        raise Rejected("invalid_input_fidelity_model", "input_fidelity", "not for this model")
    if fields.get("background") == "transparent" and fields.get("output_format") == "jpeg":
        raise Rejected("invalid_value", "background", "transparent needs png or webp")
    if "output_compression" in fields and fields.get("output_format", "png") == "png":
        raise Rejected("invalid_value", "output_compression", "only for jpeg and webp")


def check_size(size: str) -> None:
    if size == "auto":
        return
    width, height = (int(side) for side in size.split("x"))
    faults = (
        width % SIZES["multiple"] or height % SIZES["multiple"],
        max(width, height) > SIZES["edge"],
        max(width, height) > 3 * min(width, height),
        not SIZES["least"] <= width * height <= SIZES["most"],
    )
    if any(faults):
        raise Rejected("invalid_value", "size", f"{size} is not allowed")
