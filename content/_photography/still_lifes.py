"""The scenes that stand in files of their own, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from carafe import carafe_scene
from kettle import kettle_scene
from loaf import loaf_scene
from throw import throw_scene


@dataclass(frozen=True)
class Scene:
    """How a scene is set up, and the picture's height as a share of its width."""

    set_up: Callable[[], tuple[str, ...]]
    height: float = 1.0


SCENES = {
    "carafe": Scene(carafe_scene, 1.25),
    "kettle": Scene(kettle_scene),
    "loaf": Scene(loaf_scene),
    "throw": Scene(throw_scene, 0.75),
}
