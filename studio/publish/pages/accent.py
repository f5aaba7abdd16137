"""The accent colour: one from the settings, made darker for light pages and lighter for dark ones until it can be read.

Contrast is that of WCAG 2.2 (1.4.3): relative luminance in linear sRGB, 4.5 to 1 for text.
"""

from __future__ import annotations

import re

from studio.errors import ContentError

GROUNDS = {"light": ("#ffffff", "#efefef"), "dark": ("#131313", "#222222")}
"""What an accent stands on in light and in dark: paper and mat, as in `tokens.css`."""
LEAST = 4.6
"""Contrast to reach; a little above the 4.5 of the rule, since colours are rounded."""
_STEP = 0.02


def accent_rules(accent: str) -> str:
    """Style rules that set the accent in light and in dark.

    Args:
        accent: A colour as `#rrggbb`.

    Raises:
        ContentError: It is not one.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        raise ContentError(
            f"content/studio.toml: accent '{accent}' is not a colour as '#rrggbb'. Write it as accent = '#8a3b12'."
        )
    light, dark = readable(accent, "light"), readable(accent, "dark")
    return (
        f":root {{ --accent: {light}; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --accent: {dark}; }} }}\n"
    )


def readable(accent: str, scheme: str) -> str:
    """The accent itself, or the nearest mix with black or white that can be read.

    Args:
        accent: A colour as `#rrggbb`.
        scheme: `light` or `dark`.
    """
    towards = 0.0 if scheme == "light" else 1.0
    own = [_linear(int(accent[place : place + 2], 16) / 255) for place in (1, 3, 5)]
    share = 0.0
    while share < 1:
        mixed = _hex([value + (towards - value) * share for value in own])
        if all(contrast(mixed, ground) >= LEAST for ground in GROUNDS[scheme]):
            return mixed
        share += _STEP
    return "#000000" if scheme == "light" else "#ffffff"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as `#rrggbb`, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _hex(linear: list[float]) -> str:
    coded = (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055 for value in linear)
    return "#" + "".join(f"{round(value * 255):02x}" for value in coded)
