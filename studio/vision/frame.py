"""Where a photograph lies in a new frame. Its pixels are moved by whole pixels, never resampled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PLACES = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}


@dataclass(frozen=True)
class Frame:
    """A new frame, and the photograph's place in it; left and top are negative where it is cropped."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    left: int
    """Column of the photograph's left edge."""
    top: int
    """Row of the photograph's top edge."""

    def lay(self, picture: NDArray[np.generic], *, empty: float = 0) -> NDArray[np.generic]:
        """The picture in the frame, `empty` around it."""
        shape = (self.height, self.width, *picture.shape[2:])
        out = np.full(shape, empty, picture.dtype)
        target, source = self._overlap(picture.shape[0], picture.shape[1])
        out[target] = picture[source]
        return out

    def put(self, picture: NDArray[np.generic], into: NDArray[np.generic]) -> None:
        """Copy the picture into a frame-sized array, bit for bit."""
        target, source = self._overlap(picture.shape[0], picture.shape[1])
        into[target] = picture[source]

    def _overlap(self, height: int, width: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        first_row, last_row = max(0, self.top), min(self.height, self.top + height)
        first_column, last_column = max(0, self.left), min(self.width, self.left + width)
        target = slice(first_row, last_row), slice(first_column, last_column)
        source = (
            slice(first_row - self.top, last_row - self.top),
            slice(first_column - self.left, last_column - self.left),
        )
        return target, source


def same_frame(width: int, height: int) -> Frame:
    """The photograph's own frame."""
    return Frame(width, height, 0, 0)


def frame_of_shape(width: int, height: int, *, ratio: float, anchor: str = "center") -> Frame:
    """The smallest frame of a shape that holds the whole photograph.

    Args:
        width: Photograph's width in pixels.
        height: Photograph's height in pixels.
        ratio: Width over height of the new frame.
        anchor: Side or corner that the photograph keeps to, for example `bottom left`.
    """
    if width / height < ratio:
        return _anchored(width, height, round(height * ratio), height, anchor)
    return _anchored(width, height, width, round(width / ratio), anchor)


def frame_of_size(width: int, height: int, *, size: tuple[int, int], anchor: str = "center") -> Frame | None:
    """A frame of exactly that size around the photograph, or None when it would not fit."""
    if size[0] < width or size[1] < height:
        return None
    return _anchored(width, height, size[0], size[1], anchor)


def frame_of_fill(box: tuple[int, int, int, int], *, ratio: float, fill: float) -> Frame:
    """A frame of a shape in which the subject's box takes a share of the tighter side; the box is centred.

    Args:
        box: Left, top, right, bottom of the subject in the photograph.
        ratio: Width over height of the new frame.
        fill: Share from 0 to 1.
    """
    left, top, right, bottom = box
    width = max((right - left) / fill, (bottom - top) / fill * ratio)
    size = max(right - left, round(width)), max(bottom - top, round(width / ratio))
    return Frame(*size, round(size[0] / 2 - (left + right) / 2), round(size[1] / 2 - (top + bottom) / 2))


def _anchored(width: int, height: int, new_width: int, new_height: int, anchor: str) -> Frame:
    across, down = 0.5, 0.5
    for word in anchor.split():
        if word in {"left", "right"}:
            across = _PLACES[word]
        elif word in {"top", "bottom"}:
            down = _PLACES[word]
    return Frame(new_width, new_height, round((new_width - width) * across), round((new_height - height) * down))
