"""Scenes that the studio draws by itself, each in its own file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from studio.vision.arrays import Linear
from studio.vision.scenes.dusk_bokeh import dusk_bokeh
from studio.vision.scenes.marble import marble
from studio.vision.scenes.retail import retail
from studio.vision.scenes.studio_paper import studio_paper
from studio.vision.scenes.window_light import window_light
from studio.vision.scenes.wood_table import wood_table
from studio.vision.stage import Stage

Scene = Callable[[Stage], Linear]
SCENES: Mapping[str, Scene] = {
    "window-light": window_light,
    "wood-table": wood_table,
    "marble": marble,
    "studio-paper": studio_paper,
    "dusk-bokeh": dusk_bokeh,
}
"""Scenes that need nothing but a frame."""

__all__ = ["SCENES", "retail", "studio_paper"]
