"""Decoded pixels of every kind a file can hold, brought to 8-bit sRGB.

A profile in the file decides; without one the primaries and the transfer curve that the file names (H.273 code points
in HEIC, AVIF and PNG; gAMA and cHRM in PNG); without those the numbers are taken as sRGB, as browsers do.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from studio.errors import PictureUnreadable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

_SRGB = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""White, red, green and blue of sRGB as x and y (IEC 61966-2-1)."""
_PRIMARIES = {
    9: (0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    12: (0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
}
"""White, red, green and blue by code point (H.273, table 2): BT.2020 and Display P3."""
_HDR = {16: "PQ", 18: "HLG"}
"""Transfer curves of high dynamic range (H.273, table 3)."""
_CODED_HEAD = 65536
"""Bytes at the beginning of a file in which its code points are looked for."""
_SRGB_GAMMA, _NEARLY = 1 / 2.2, 0.01
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
"""XYZ to the cone responses in which a white is exchanged for another (ICC.1:2022, annex E)."""


def to_srgb(picture: Image.Image, data: bytes, *, name: str) -> Image.Image:
    """A decoded picture as 8-bit sRGB: mode `RGB`, or `RGBA` when it has transparency.

    Args:
        picture: Its pixels decoded.
        data: The file it came from.
        name: The file's name, for errors.

    Raises:
        PictureUnreadable: Its numbers are no tones of a picture that can be shown.
    """
    alpha, colours = alpha_of(picture), _opaque(picture, name=name)
    shown = _through_profile(colours, picture.info.get("icc_profile"))
    if shown is None:
        shown = _by_named_space(colours, picture, data, name=name)
    if alpha is not None:
        shown.putalpha(alpha)
    return shown


def profile_fault(picture: Image.Image) -> str | None:
    """Why the colour profile of a picture cannot be used; None when it can, or when there is none."""
    from PIL import ImageCms

    embedded = picture.info.get("icc_profile")
    if not embedded:
        return None
    try:
        space = ImageCms.ImageCmsProfile(io.BytesIO(embedded)).profile.xcolor_space.strip()
    except (ImageCms.PyCMSError, OSError, ValueError):
        return "its colour profile is damaged"
    if space not in _spaces(picture.mode):
        return f"its colour profile is for {space} and its pixels are {picture.mode}"
    return None


def name_of_profile(picture: Image.Image, data: bytes) -> str:
    """What the colours of a picture are called; empty when nothing says so, which means sRGB."""
    from PIL import ImageCms

    embedded = picture.info.get("icc_profile")
    if not embedded:
        return {9: "BT.2020", 12: "Display P3"}.get(_code_points(data)[0], "")
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(embedded))).strip()
    except (ImageCms.PyCMSError, OSError, ValueError):
        return "a damaged profile"


def _spaces(mode: str) -> tuple[str, ...]:
    """Colour spaces of the profiles that pixels of a mode can have."""
    if mode == "CMYK":
        return ("CMYK",)
    if mode in {"L", "LA", "La", "1", "I", "F"} or mode.startswith("I;16"):
        return ("GRAY", "RGB")
    return ("Lab",) if mode == "LAB" else ("RGB",)


def alpha_of(picture: Image.Image) -> Image.Image | None:
    """The transparency of a decoded picture as one band, 0 to 255; None when it has none."""
    if picture.mode in {"La", "RGBa"}:
        picture = picture.convert({"La": "LA", "RGBa": "RGBA"}[picture.mode])
    if picture.mode in {"LA", "RGBA"}:
        return picture.getchannel("A")
    clear = picture.info.get("transparency")
    if picture.mode != "PA" and clear is None:
        return None
    if picture.mode.startswith("I;16"):
        return _where_not(_wide(picture), clear)
    if isinstance(clear, tuple) and max(clear) > 255:  # of 16 bits, in a picture whose pixels were cut to 8
        picture = picture.copy()
        picture.info["transparency"] = tuple(value >> 8 for value in clear)
    return picture.convert("RGBA").getchannel("A")


def _where_not(values: NDArray[np.generic], clear: object) -> Image.Image:
    import numpy as np
    from PIL import Image

    return Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8))


def _opaque(picture: Image.Image, *, name: str) -> Image.Image:
    """Its colours without transparency, 8 bits each, as `L`, `RGB`, `CMYK` or `LAB`."""
    mode = picture.mode
    if mode in {"L", "RGB", "CMYK", "LAB"}:
        return picture
    if mode in {"LA", "1"}:
        return picture.convert("L")
    if mode == "La":
        return picture.convert("LA").convert("L")
    if mode == "F" or mode.startswith("I"):
        return _eight_bit(picture, name=name)
    return picture.convert("RGBA").convert("RGB") if mode in {"P", "PA", "RGBa"} else picture.convert("RGB")


def _wide(picture: Image.Image) -> NDArray[np.generic]:
    """Values of a picture with one band of more than 8 bits."""
    import numpy as np

    return np.asarray(picture.convert("I") if picture.mode.startswith("I;16") else picture)


def _eight_bit(picture: Image.Image, *, name: str) -> Image.Image:
    """One band of more than 8 bits as `L`: 12 or 16 bits from black to white, floating point from 0 to 1."""
    import numpy as np
    from PIL import Image

    values = _wide(picture).astype(np.float64)
    tags = getattr(picture, "tag_v2", {})
    bits = tags.get(258, (16,))[0]
    white = 1.0 if picture.mode == "F" else 4095.0 if bits == 12 else 65535.0
    slack = 0.01 if picture.mode == "F" else 0.0
    if not np.isfinite(values).all() or values.min() < -slack or values.max() > white + slack:
        raise PictureUnreadable(
            name, f"it holds measurements from {values.min():g} to {values.max():g} instead of tones",
            "Save it as a picture of 8 or 16 bits.",
        )  # fmt: skip
    values = np.clip(values / white, 0, 1)
    if tags.get(262) == 0:  # TIFF 6.0: white is zero; Pillow turns it round for 8 bits only
        values = 1 - values
    return Image.fromarray(np.round(values * 255).astype(np.uint8))


def _through_profile(colours: Image.Image, embedded: bytes | None) -> Image.Image | None:
    """Colours by the file's own profile; None when it has none that fits its pixels."""
    from PIL import ImageCms

    if colours.mode == "LAB":
        return _transformed(colours, ImageCms.createProfile("LAB"))
    if not embedded:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(embedded))
        space = profile.profile.xcolor_space.strip()
        if space not in _spaces(colours.mode):
            return None
        return _transformed(colours.convert("RGB") if colours.mode == "L" and space == "RGB" else colours, profile)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _transformed(colours: Image.Image, profile: object) -> Image.Image | None:
    from PIL import ImageCms

    return ImageCms.profileToProfile(colours, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")  # type: ignore[arg-type]  # two kinds of profile


def _by_named_space(colours: Image.Image, picture: Image.Image, data: bytes, *, name: str) -> Image.Image:
    """Colours by the code points or by the gamma and primaries that the file names; as they are when it names none."""
    if colours.mode == "CMYK":
        return colours.convert("RGB")
    primaries, transfer = _code_points(data)
    if transfer in _HDR:
        raise PictureUnreadable(
            name, f"it is a picture of high dynamic range ({_HDR[transfer]})", "Export it as standard range (SDR)."
        )
    space = _PRIMARIES.get(primaries, _SRGB)
    gamma = _SRGB_GAMMA
    if primaries not in _PRIMARIES and "srgb" not in picture.info:
        space = picture.info.get("chromaticity", _SRGB)
        gamma = picture.info.get("gamma", _SRGB_GAMMA)
    is_same = max(abs(one - other) for one, other in zip(space, _SRGB, strict=True)) < _NEARLY / 2
    if abs(gamma - _SRGB_GAMMA) < _NEARLY and is_same:
        return colours.convert("RGB")
    return _converted(colours.convert("RGB"), gamma, space)


def _code_points(data: bytes) -> tuple[int, int]:
    """Primaries and transfer curve that a file names (H.273); 2, which is "unspecified", without them."""
    head = data[:_CODED_HEAD]
    at = head.find(b"colrnclx")  # ISO 14496-12, 12.1.5
    if at >= 0 and head[4:8] == b"ftyp" and at + 12 <= len(head):
        return int.from_bytes(head[at + 8 : at + 10], "big"), int.from_bytes(head[at + 10 : at + 12], "big")
    at = head.find(b"\0\0\0\x04cICP")  # PNG, third edition, 11.3.2.6
    if at >= 0 and head.startswith(b"\x89PNG") and at + 10 <= len(head):
        return head[at + 8], head[at + 9]
    return 2, 2


def _converted(colours: Image.Image, gamma: float, space: tuple[float, ...]) -> Image.Image:
    """RGB of a gamma and primaries as sRGB; taken as it is when they describe no colours."""
    import numpy as np
    from PIL import Image

    steps = np.arange(256) / 255
    is_curve = 0.1 < gamma < 5 and abs(gamma - _SRGB_GAMMA) >= _NEARLY
    light = (
        steps ** (1 / gamma)
        if is_curve
        else np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4)
    )
    try:
        matrix = np.linalg.inv(_to_xyz(_SRGB)) @ _to_xyz(space)
    except (np.linalg.LinAlgError, ZeroDivisionError):
        return colours
    linear = np.clip(light.astype(np.float32)[np.asarray(colours)] @ matrix.T.astype(np.float32), 0, 1)
    coded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return Image.fromarray(np.round(coded * 255).astype(np.uint8))


def _to_xyz(space: tuple[float, ...]) -> NDArray[np.float64]:
    """Matrix from linear RGB of some primaries to XYZ under the white of sRGB (Lindbloom, RGB/XYZ matrices)."""
    import numpy as np

    xyz = [np.array((x / y, 1.0, (1 - x - y) / y)) for x, y in zip(space[::2], space[1::2], strict=True)]
    white, primaries = xyz[0], np.column_stack(xyz[1:])
    own = primaries * np.linalg.solve(primaries, white)
    cones = np.array(_BRADFORD)
    wanted = np.array((_SRGB[0] / _SRGB[1], 1.0, (1 - _SRGB[0] - _SRGB[1]) / _SRGB[1]))
    return np.asarray(np.linalg.inv(cones) @ np.diag((cones @ wanted) / (cones @ white)) @ cones @ own)
