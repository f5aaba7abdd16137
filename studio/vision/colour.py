"""Colour spaces. Light adds up in linear light, people see in Lab and OKLab, files hold sRGB."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Image8, Linear, Plane

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32,
)  # fmt: skip
_TO_OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32,
)  # fmt: skip


@cache
def _linear_of_byte() -> Floats:
    value = np.arange(256, dtype=np.float64) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_linear(picture: Image8) -> Linear:
    """Linear light, 0 to 1, of sRGB bytes (IEC 61966-2-1)."""
    return _linear_of_byte()[picture]


def to_srgb(light: Floats) -> Floats:
    """Linear light as sRGB values 0 to 1, clipped (IEC 61966-2-1)."""
    clipped = np.clip(light, 0, 1)
    curve = 1.055 * np.power(np.maximum(clipped, 1e-8), 1 / 2.4) - 0.055
    return np.where(clipped <= 0.0031308, clipped * 12.92, curve).astype(np.float32)


def to_srgb8(light: Linear) -> Image8:
    """Linear light as sRGB bytes, rounded to nearest."""
    return np.round(to_srgb(light) * 255).astype(np.uint8)


def hex_to_linear(colour: str) -> Floats:
    """A colour `#rrggbb` as (3,) linear light."""
    return _linear_of_byte()[[int(colour[place : place + 2], 16) for place in (1, 3, 5)]]


def hex_to_rgb(colour: str) -> tuple[int, int, int]:
    """A colour `#rrggbb` as bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def hex_to_lab(colour: str) -> Floats:
    """A colour `#rrggbb` as (3,) CIE L*a*b*."""
    return to_lab(np.array([[hex_to_rgb(colour)]], np.uint8))[0, 0]


def luminance(light: Linear) -> Plane:
    """Relative luminance (H, W) of linear light (Rec. 709)."""
    return light @ _LUMINANCE


def to_lab(picture: Image8) -> Floats:
    """CIE L*a*b*, D65: L 0 to 100, a and b about -128 to 127."""
    return np.asarray(cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), np.float32)


def to_oklab(light: Linear) -> Floats:
    """OKLab of linear light (Ottosson 2020): L 0 to 1, a and b about -0.4 to 0.4."""
    return np.cbrt(np.maximum(light @ _TO_LMS.T, 0)) @ _TO_OKLAB.T


def from_oklab(lab: Floats) -> Linear:
    """Linear light of OKLab; values outside 0 to 1 are colours sRGB cannot show."""
    roots = lab @ np.linalg.inv(_TO_OKLAB).T.astype(np.float32)
    return np.asarray(roots**3 @ np.linalg.inv(_TO_LMS).T.astype(np.float32), np.float32)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """0 below `low`, 1 above `high`, and a smooth S between."""
    place = np.clip((value - low) / (high - low + 1e-9), 0, 1)
    return np.asarray(place * place * (3 - 2 * place), np.float32)


def colour_distance(first: NDArray[Any], second: NDArray[Any]) -> Plane:
    """How far two arrays of colours lie apart at every place: ΔE*ab where their last axis is L*a*b*."""
    apart = first - second
    return np.asarray(np.sqrt(np.einsum("...c,...c", apart, apart)))


def gradient_magnitude(lab: Floats, *, sigma_px: float = 1.0) -> Plane:
    """Strength of edges (H, W), in units of the input per pixel, over all channels."""
    soft = cv2.GaussianBlur(lab, (0, 0), sigma_px)
    across = cv2.Sobel(soft, -1, 1, 0, ksize=3) / 8
    down = cv2.Sobel(soft, -1, 0, 1, ksize=3) / 8
    return np.asarray(np.sqrt((across**2 + down**2).sum(-1)), np.float32)
