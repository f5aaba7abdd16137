"""What the small network sees, where it is asked more than once."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.vision import saliency


@pytest.mark.parametrize("sees_both", [True, False])
def test_two_things_taken_as_one_are_told_by_looking_at_parts(sees_both: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tin before a dog is one thing to the network, until it looks at the tin alone."""
    picture = np.full((240, 240, 3), 225, np.uint8)
    picture[30:150, 60:180] = (120, 90, 60)
    picture[120:210, 75:165] = (180, 30, 40)
    taken = (picture != 225).any(-1)

    def network(part: NDArray[np.uint8], _model: Path) -> NDArray[np.float32]:
        seen = part[..., 0] == 180
        return (seen | (part[..., 0] == 120) if sees_both or not seen.any() else seen).astype(np.float32)

    monkeypatch.setattr(saliency, "find_model", Path)
    monkeypatch.setattr(saliency, "_map", network)
    assert saliency.is_more_than_one(picture, taken) != sees_both


@pytest.mark.parametrize("has_pot", [True, False])
def test_a_pot_on_its_plate_is_told_by_looking_at_the_middle(has_pot: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plate goes round the pot, so that no side shows the pot alone; a plate by itself is one thing."""
    picture = np.full((240, 240, 3), 225, np.uint8)
    cv2.circle(picture, (120, 120), 100, (120, 90, 60), -1)
    if has_pot:
        cv2.circle(picture, (120, 120), 60, (180, 30, 40), -1)
    taken = (picture != 225).any(-1)

    def network(part: NDArray[np.uint8], _model: Path) -> NDArray[np.float32]:
        pot, whole = part[..., 0] == 180, part[..., 0] != 225
        is_middle = max(part.shape) < 180
        return (pot if is_middle and pot.any() else whole).astype(np.float32)

    monkeypatch.setattr(saliency, "find_model", Path)
    monkeypatch.setattr(saliency, "_map", network)
    assert saliency.is_more_than_one(picture, taken) == has_pot


@pytest.mark.parametrize("sees_all", [True, False])
def test_a_head_taken_for_the_toy_is_told_by_looking_from_further_away(
    sees_all: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the toy is seen smaller, its dark body belongs to it; a toy that was taken whole stays as it is."""
    picture = np.full((240, 240, 3), 225, np.uint8)
    picture[30:110, 80:160] = (180, 30, 40)
    picture[110:240, 60:180] = (40, 30, 30)
    head, whole = picture[..., 0] == 180, picture[..., 0] != 225

    def network(part: NDArray[np.uint8], _model: Path) -> NDArray[np.float32]:
        is_afar = max(part.shape) > 240
        return (part[..., 0] != 225 if is_afar else part[..., 0] == 180).astype(np.float32)

    monkeypatch.setattr(saliency, "find_model", Path)
    monkeypatch.setattr(saliency, "_map", network)
    assert saliency.is_other_from_afar(picture, whole if sees_all else head) != sees_all
