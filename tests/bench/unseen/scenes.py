"""A product in a scene: light, shadow, floor and wall, and where it stands; rendered with its true matte."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from skimage import data

from tests.bench.unseen.art import Box, Plane, font, noise, surface
from tests.bench.unseen.body import Body, Product, linear
from tests.bench.unseen.products import draw

Image8 = NDArray[np.uint8]
FLOOR = 0.66
"""Height of the edge between wall and floor, as a fraction of the picture."""
PHOTOS = {"coffee": data.coffee, "brick": data.brick, "grass": data.grass, "rocket": data.rocket,
          "gravel": data.gravel, "chelsea": data.chelsea, "motorcycle": lambda: data.stereo_motorcycle()[0],
          "astronaut": data.astronaut}  # fmt: skip
"""Photographs that come with scikit-image; the first four are for tuning, the others are held back."""


@dataclass(frozen=True)
class Light:
    """One large lamp and what the room adds."""

    azimuth_deg: float = -40.0
    """From the left is negative."""
    elevation_deg: float = 40.0
    """Above the table."""
    hard: float = 0.2
    """0 for a large soft lamp, 1 for the sun."""
    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Of the lamp."""

    @property
    def towards(self) -> Plane:
        """Unit vector to the lamp: right, down, towards the viewer."""
        a, e = np.radians(self.azimuth_deg), np.radians(self.elevation_deg)
        return np.array([np.sin(a) * np.cos(e), -np.sin(e), np.cos(a) * np.cos(e)], np.float32)


@dataclass(frozen=True)
class Scene:
    """What stands around the product."""

    wall: str
    """Colour, or the name of one of `PHOTOS`."""
    floor: str
    """Colour of the floor."""
    material: str = "plain"
    """Of the floor."""
    light: Light = Light()
    """On the scene; the product may be lit by another one."""
    seed: int = 0
    """Of the floor's texture."""
    sign: str = ""
    """Words on the wall."""
    sign_font: str = "DejaVuSans-Bold.ttf"
    """Their font."""
    sign_ink: str = "#b3202a"
    """Their colour."""
    cast: bool = True
    """Whether the product throws a shadow."""
    contact: bool = True
    """Whether the ground darkens where it stands."""


@dataclass(frozen=True)
class Stand:
    """Where the product stands in its picture."""

    size: tuple[int, int] = (1024, 1024)
    """Width and height of the picture."""
    tall: float = 0.62
    """Height of the product as a fraction of the picture's."""
    x: float = 0.5
    """Its middle, as a fraction of the width."""
    foot: float = 0.86
    """Its foot, as a fraction of the height."""
    stretch: float = 1.0
    """How much too wide it is."""
    tilt_deg: float = 0.0
    """Turned clockwise in the picture."""
    lift: float = 0.0
    """How far above its shadow it hangs, as a fraction of the picture's height."""


@dataclass(frozen=True)
class Shot:
    """Everything a picture is made of."""

    product: Product
    """What."""
    scene: Scene
    """Where."""
    stand: Stand = Stand()
    """How it stands there."""
    light: Light | None = None
    """On the product, where it is another one than the scene's."""


@dataclass
class Picture:
    """A rendered shot."""

    pixels: Image8
    """(H, W, 3)."""
    matte: Plane
    """(H, W) true coverage of the product."""
    plate: Plane
    """(H, W, 3) the scene with the shadow and without the product, 0 to 1."""
    product: Plane
    """(H, W, 3) the product's own colours where the matte is above 0."""
    lines: tuple[Box, ...]
    """Lines of the label as fractions of the picture."""
    mark: Box
    """The label's small mark."""
    parts: dict[str, Plane]
    """(H, W) coverage of named parts."""


@lru_cache(maxsize=4)
def render(shot: Shot) -> Picture:
    """Render a shot. Pictures are shared: copy before painting."""
    width, height = shot.stand.size
    body, light = draw(shot.product), shot.light or shot.scene.light
    move, scale = _placing(body, shot.stand)
    shrink = min(1.0, scale)

    def placed(plane: Plane) -> Plane:
        small = cv2.resize(plane, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        corrected = move.copy()
        corrected[:, :2] /= shrink
        return np.asarray(cv2.warpAffine(small, corrected, (width, height), flags=cv2.INTER_LINEAR), np.float32)

    matte = np.clip(placed(body.cover), 0, 1)
    colours = placed(_lit(body, light) * body.cover[..., None]) / np.maximum(matte, 1e-3)[..., None]
    upright = matte
    if shot.stand.lift:
        upright = cv2.warpAffine(matte, np.float32([[1, 0, 0], [0, 1, shot.stand.lift * height]]), (width, height))
    plate = _plate(shot.scene, width, height) * _shadow(shot, upright)[..., None]
    shown, behind = _encode(colours), _encode(plate)
    mixed = shown * matte[..., None] + behind * (1 - matte[..., None])
    pixels = np.clip(np.round(mixed * 255), 0, 255).astype(np.uint8)
    boxes = [_moved(box, body, move, width, height) for box in (*body.lines, body.mark)]
    parts = {name: np.clip(placed(part), 0, 1) for name, part in body.parts.items()}
    return Picture(pixels, matte, behind, shown, tuple(boxes[:-1]), boxes[-1], parts)


def _placing(body: Body, stand: Stand) -> tuple[NDArray[np.float64], float]:
    """From the product's drawing to the picture, and the scale."""
    rows, columns = np.nonzero(body.cover.any(1))[0], np.nonzero(body.cover.any(0))[0]
    width, height = stand.size
    scale = stand.tall * height / (rows[-1] - rows[0] + 1)
    a = np.radians(stand.tilt_deg)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) @ np.diag([scale * stand.stretch, scale])
    foot = np.array([(columns[0] + columns[-1]) / 2, rows[-1]])
    to = np.array([stand.x * width, (stand.foot - stand.lift) * height])
    return np.column_stack([turn, to - turn @ foot]), scale


def _moved(box: Box, body: Body, move: NDArray[np.float64], width: int, height: int) -> Box:
    rows, columns = body.cover.shape
    x, y, w, h = box[0] * columns, box[1] * rows, box[2] * columns, box[3] * rows
    points = np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]]) @ move[:, :2].T + move[:, 2]
    low, high = points.min(0) / [width, height], points.max(0) / [width, height]
    return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


def _lit(body: Body, light: Light) -> Plane:
    """Diffuse light with a terminator as soft as the lamp is large, and a highlight as sharp as it is small."""
    facing = body.normal @ light.towards
    wrap = 0.6 * (1 - light.hard)
    diffuse = np.clip((facing + wrap) / (1 + wrap), 0, None)
    half = light.towards + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    sharp = 8 + 60 * light.hard
    shine = body.gloss * np.clip(body.normal @ half, 0, None) ** sharp
    room = 0.34 - 0.16 * light.hard
    lamp = np.array(light.colour, np.float32)
    return np.asarray((body.albedo * (room + 0.95 * diffuse[..., None]) + shine[..., None]) * lamp, np.float32)


@lru_cache(maxsize=4)
def _plate(scene: Scene, width: int, height: int) -> Plane:
    """(height, width, 3) linear wall and floor, brighter towards the lamp."""
    edge = int(FLOOR * height)
    rng = np.random.default_rng(scene.seed)
    if scene.wall in PHOTOS:
        photo = PHOTOS[scene.wall]()
        photo = np.repeat(photo[..., None], 3, -1) if photo.ndim == 2 else photo[..., :3]
        grow = max(width / photo.shape[1], height / photo.shape[0]) * 1.02
        large = cv2.resize(photo, None, fx=grow, fy=grow, interpolation=cv2.INTER_CUBIC)
        soft = cv2.GaussianBlur(large, (0, 0), rng.uniform(1.5, 5)) if scene.seed % 2 else large
        wall = np.power(soft[:height, :width].astype(np.float32) / 255, 2.2)
    else:
        wall = np.broadcast_to(linear(scene.wall), (height, width, 3)).astype(np.float32)
    tone = surface(scene.material, height, width, scene.seed)[..., None]
    floor = linear(scene.floor) * tone
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    softness = 6.0 if scene.wall in PHOTOS else 70.0
    share = 1 / (1 + np.exp(-np.clip((y - edge) / softness * 3, -30, 30)))
    plate = wall * (1 - share[..., None]) + floor * share[..., None]
    lamp = scene.light.towards
    near = np.exp(-(((x / width - 0.5) - 0.8 * lamp[0]) ** 2 + (y / height - 0.5) ** 2 * 0.4) / 1.1)
    plate = plate * (0.62 + 0.55 * near[..., None]) * np.array(scene.light.colour, np.float32)
    grain = 1 + 0.004 * noise(height, width, 1.2, rng)
    plate = np.asarray(plate * grain[..., None], np.float32)
    return _signed(plate, scene) if scene.sign else plate


def _signed(plate: Plane, scene: Scene) -> Plane:
    height, width = plate.shape[:2]
    image = Image.fromarray(np.round(_encode(plate) * 255).astype(np.uint8))
    face = font(scene.sign_font, 0.06 * height)
    ImageDraw.Draw(image).text((width / 2, 0.08 * height), scene.sign, font=face, fill=scene.sign_ink, anchor="mm")
    return np.asarray(np.power(np.asarray(image, np.float32) / 255, 2.2), np.float32)


def _shadow(shot: Shot, matte: Plane) -> Plane:
    """(H, W) what is left of the light on the ground."""
    scene, stand = shot.scene, shot.stand
    height, width = matte.shape
    lamp = scene.light.towards
    foot = stand.foot * height
    left = np.ones_like(matte)
    if scene.cast:
        run = -float(lamp[0]) / max(0.25, -float(lamp[1])) * 0.9
        flat = 0.16 + 0.10 * max(0.0, float(lamp[2]))
        # a point h above the foot falls `run * h` to the side and `flat * h` up the floor
        fall = np.float32([[1, -run, run * foot], [0, flat, (1 - flat) * foot]])
        cast = cv2.warpAffine(matte, fall, (width, height), flags=cv2.INTER_LINEAR)
        blur = (26 - 23 * scene.light.hard) * height / 1024
        left *= 1 - (0.30 + 0.35 * scene.light.hard) * cv2.GaussianBlur(cast, (0, 0), blur)
    if scene.contact:
        rows = np.arange(height)[:, None]
        low = matte * (np.abs(rows - foot) < 0.035 * height)
        squashed = cv2.warpAffine(low, np.float32([[1, 0, 0], [0, 0.55, 0.46 * foot]]), (width, height))
        for blur, dark in ((0.004, 0.55), (0.014, 0.45)):
            left *= 1 - dark * np.clip(cv2.GaussianBlur(squashed, (0, 0), blur * height), 0, 1)
    return np.asarray(left, np.float32)


def _encode(plane: Plane) -> Plane:
    return np.asarray(np.power(np.clip(plane, 0, 1), 1 / 2.2), np.float32)
