"""Products drawn by script as colour, relief and coverage, so that any light can be put on them afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.bench.unseen.art import Box, Label, Plane, draw_label, noise, rgb, surface

HEIGHT = 1200
"""Pixels of a product's drawing; it is made smaller for a picture."""
_LABEL = (820, 900)
"""Width and height of a label's drawing."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Product:
    """What a product is; equal products are drawn alike."""

    kind: str
    """One of `KINDS`."""
    label: Label
    """What stands on it."""
    colour: str
    """Of its body."""
    accent: str
    """Of its cap, handle, wheels or hands."""
    material: str = "plain"
    """Of its body: cloth, leather, wood, metal, stone, plain."""
    gloss: float = 0.2
    """How much it mirrors the light."""
    seed: int = 0
    """Of its folds."""
    grain: int = 0
    """Seed of its material."""
    without: frozenset[str] = frozenset()
    """Parts that are missing."""
    yaw_deg: float = 0.0
    """Turned about its upright axis; for round things and boxes."""
    pitch: float = 0.10
    """How far the camera looks down, as the flatness of a round top; for round things and boxes."""


@dataclass
class Body:
    """A product's drawing."""

    albedo: Plane
    """(h, w, 3) its own colours, linear."""
    normal: Plane
    """(h, w, 3) right, down, towards the viewer."""
    cover: Plane
    """(h, w) 1 where it is."""
    gloss: float
    """How much it mirrors."""
    lines: tuple[Box, ...] = ()
    """Lines of its label as x, y, width, height in fractions of the drawing."""
    mark: Box = (0, 0, 0, 0)
    """The label's small mark."""
    parts: dict[str, Plane] = field(default_factory=dict)
    """(h, w) coverage of parts that have a name."""


def linear(colour: str) -> Plane:
    """A colour in linear light."""
    return np.asarray(np.power(np.array(rgb(colour), np.float32) / 255, 2.2), np.float32)


@lru_cache(maxsize=48)
def draw(product: Product) -> Body:
    """Draw a product."""
    return KINDS[product.kind](product)


def _grid(width: int) -> tuple[Plane, Plane]:
    y, x = np.mgrid[0:HEIGHT, 0:width].astype(np.float32)
    return x, y


def _label_over(product: Product) -> tuple[Plane, tuple[Box, ...], Box]:
    art, lines, mark = draw_label(product.label, *_LABEL)
    return np.asarray(np.power(art, 2.2), np.float32), lines, mark


def _sampled(art: Plane, u: Plane, v: Plane) -> Plane:
    """The drawing at fractions u, v of its width and height."""
    height, width = art.shape[:2]
    return np.asarray(cv2.remap(art, u * (width - 1), v * (height - 1), cv2.INTER_LINEAR), np.float32)


def _round(product: Product, profile: list[tuple[float, float]], *, label: tuple[float, float], half_deg: float,
           bands: list[tuple[float, float, str]]) -> Body:  # fmt: skip
    """A turned thing: radius by height, label between two heights, bands of another colour."""
    at, radius = zip(*profile, strict=True)
    width = int(2.1 * max(radius) * HEIGHT)
    x, y = _grid(width)
    depth = product.pitch
    t = y / HEIGHT
    r = np.interp(t, at, radius).astype(np.float32) * HEIGHT
    sine = np.clip((x - width / 2) / np.maximum(r, 1), -1, 1)
    cosine = np.sqrt(1 - sine**2)
    top, bottom = at[0] * HEIGHT, at[-1] * HEIGHT
    unbent = y - depth * r * cosine
    wall = (np.abs(x - width / 2) <= r) & (unbent >= top) & (unbent <= bottom - depth * radius[-1] * HEIGHT)
    lid_r = radius[0] * HEIGHT
    lid = ((x - width / 2) / lid_r) ** 2 + ((y - top) / max(depth * lid_r, 1)) ** 2 <= 1
    height = unbent / HEIGHT
    slope = np.interp(height, at, np.gradient(np.array(radius), np.array(at))).astype(np.float32)
    normal = np.dstack([sine, -slope - depth * 0.3, cosine])
    tone = surface(product.material, HEIGHT, width, product.grain)[..., None]
    albedo = linear(product.colour) * tone
    parts: dict[str, Plane] = {}
    for first, last, name in bands:
        here = (height >= first) & (height < last) & wall
        albedo = np.where(here[..., None], linear(product.accent), albedo)
        parts[name] = here.astype(np.float32)
    art, lines, mark = _label_over(product)
    angle = np.degrees(np.arcsin(sine)) + product.yaw_deg
    u, v = angle / (2 * half_deg) + 0.5, (height - label[0]) / (label[1] - label[0])
    on = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1) & wall
    albedo = np.where(on[..., None], _sampled(art, u.astype(np.float32), v.astype(np.float32)), albedo)
    parts["label"] = on.astype(np.float32)
    lid &= ~wall
    albedo = np.where(lid[..., None], linear(product.accent if bands else product.colour) * 1.1, albedo)
    normal = np.where(lid[..., None], np.array([0, -0.95, 0.3], np.float32), normal)
    middle = label[0] + (label[1] - label[0]) / 2
    wide = float(np.interp(middle, at, radius)) * HEIGHT

    def placed(box: Box) -> Box:
        left, right = (
            width / 2 + wide * np.sin(np.radians(((e - 0.5) * 2 * half_deg) - product.yaw_deg))
            for e in (box[0], box[0] + box[2])
        )
        low, high = (label[0] + e * (label[1] - label[0]) + depth * wide / HEIGHT for e in (box[1], box[1] + box[3]))
        return left / width, low, (right - left) / width, high - low

    return Body(albedo.astype(np.float32), _unit(normal), (wall | lid).astype(np.float32), product.gloss,
                tuple(map(placed, lines)), placed(mark), parts)  # fmt: skip


def _unit(normal: Plane) -> Plane:
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6), np.float32)


def _tin(p: Product) -> Body:
    profile = [(0.12, 0.30), (0.14, 0.31), (0.16, 0.30), (0.93, 0.30), (0.95, 0.31), (0.985, 0.305)]
    return _round(p, profile, label=(0.22, 0.80), half_deg=62, bands=[(0.0, 0.165, "lid")])


def _bottle(p: Product) -> Body:
    profile = [(0.03, 0.075), (0.16, 0.078), (0.161, 0.065), (0.24, 0.068), (0.33, 0.15), (0.40, 0.185), (0.97, 0.185),
               (0.985, 0.17)]  # fmt: skip
    body = _round(p, profile, label=(0.48, 0.86), half_deg=66, bands=[(0.0, 0.16, "cap")])
    return _without(body, p, "cap")


def _jar(p: Product) -> Body:
    profile = [(0.14, 0.27), (0.28, 0.275), (0.281, 0.25), (0.32, 0.33), (0.38, 0.35), (0.93, 0.35), (0.985, 0.31)]
    body = _round(p, profile, label=(0.40, 0.84), half_deg=52, bands=[(0.0, 0.28, "lid")])
    return _without(body, p, "lid")


def _mug(p: Product) -> Body:
    profile = [(0.18, 0.37), (0.20, 0.375), (0.90, 0.36), (0.985, 0.31)]
    body = _round(p, profile, label=(0.30, 0.78), half_deg=44, bands=[])
    extra = int(0.26 * HEIGHT)
    wide = {name: np.pad(part, ((0, 0), (0, extra))) for name, part in body.parts.items()}
    height, width = body.cover.shape
    ring = np.zeros((height, width + extra), np.float32)
    centre = (width - 30, int(0.56 * HEIGHT))
    cv2.ellipse(ring, centre, (int(0.18 * HEIGHT), int(0.22 * HEIGHT)), 0, -100, 100, 1, int(0.065 * HEIGHT))
    cover = np.pad(body.cover, ((0, 0), (0, extra)))
    handle = ring * (cover < 0.5)
    bulge = cv2.GaussianBlur(ring, (0, 0), 14)
    tone = surface(p.material, height, width + extra, p.grain + 1)[..., None] * linear(p.colour)
    normal = np.where(handle[..., None] > 0, _from_relief(bulge * 60),
                      np.pad(body.normal, ((0, 0), (0, extra), (0, 0))))  # fmt: skip
    albedo = np.where(handle[..., None] > 0, tone, np.pad(body.albedo, ((0, 0), (0, extra), (0, 0))))
    shrink = width / (width + extra)
    lines = tuple((x * shrink, y, w * shrink, h) for x, y, w, h in (*body.lines, body.mark))
    made = Body(albedo.astype(np.float32), normal.astype(np.float32), np.maximum(cover, handle), p.gloss, lines[:-1],
                lines[-1], wide | {"handle": handle})  # fmt: skip
    return _without(made, p, "handle")


def _without(body: Body, product: Product, part: str) -> Body:
    if part in product.without:
        body.cover = np.asarray(body.cover * (1 - body.parts[part]), np.float32)
        if part in ("cap", "lid"):  # the ellipse of its top as well
            rows = np.nonzero(body.parts[part].any(1))[0]
            body.cover[: int(rows[-1])] = 0
    return body


def _from_relief(relief: Plane) -> Plane:
    across, down = cv2.Sobel(relief, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(relief, cv2.CV_32F, 0, 1) / 8
    return _unit(np.dstack([-across, -down, np.ones_like(across)]))


def _carton(p: Product) -> Body:
    """A box seen with perspective: front, one side, top."""
    yaw = np.radians(24 + p.yaw_deg)
    wide, tall, deep, distance, rise = 0.62, 0.80, 0.30, 4.2, p.pitch * 4.2 + 0.45
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float) / 2 * [wide, tall, deep]
    spun = corners @ np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    look = np.arctan2(rise, distance)
    seen = spun @ np.array([[1, 0, 0], [0, np.cos(look), np.sin(look)], [0, -np.sin(look), np.cos(look)]])
    flat = seen[:, :2] * (np.hypot(distance, rise) / (np.hypot(distance, rise) - seen[:, 2:]))
    flat[:, 1] *= -1
    flat -= flat.min(0)
    scale = 0.97 * HEIGHT / flat[:, 1].max()
    flat = flat * scale + 0.015 * HEIGHT
    width = int(flat[:, 0].max() + 0.015 * HEIGHT)
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    art, lines, mark = _label_over(p)
    body = Body(np.zeros((HEIGHT, width, 3), np.float32), np.zeros((HEIGHT, width, 3), np.float32),
                np.zeros((HEIGHT, width), np.float32), p.gloss)  # fmt: skip
    tone = surface(p.material, 900, 620, p.grain)[..., None]
    paper = linear(p.colour) * tone
    front = paper.copy()
    front[60:760, 40:580] = cv2.resize(art, (540, 700), interpolation=cv2.INTER_AREA)
    side = paper.copy()
    side[600:660] = linear(p.accent)
    index = {"front": (3, 7, 5, 1), "side": (7, 6, 4, 5), "top": (2, 6, 7, 3)}
    facing = {"front": (0, 0, 1), "side": (1, 0, 0), "top": (0, 1, 0)}
    for name, picture in (("top", paper * 1.02), ("side", side), ("front", front)):
        normal = np.array(facing[name]) @ turn
        quad = flat[list(index[name])].astype(np.float32)
        rows, columns = picture.shape[:2]
        move = cv2.getPerspectiveTransform(np.float32([[0, 0], [columns, 0], [columns, rows], [0, rows]]), quad)
        mask = cv2.fillConvexPoly(np.zeros((HEIGHT, width), np.uint8), np.round(quad).astype(np.int32), 1) > 0
        drawn = cv2.warpPerspective(picture.astype(np.float32), move, (width, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        body.albedo[mask], body.normal[mask] = drawn[mask], (normal[0], -normal[1], max(0.0, normal[2]))
        body.cover[mask] = 1
        if name == "front":
            body.lines = tuple(_warped(box, move, width) for box in lines)
            body.mark = _warped(mark, move, width)
            body.parts["label"] = mask.astype(np.float32)
        if name == "side":
            body.parts["side"] = mask.astype(np.float32)
    return body


def _warped(box: Box, move: NDArray[np.float64], width: int) -> Box:
    """A box of the label as the box around it in the drawing."""
    x, y, w, h = 40 + box[0] * 540, 60 + box[1] * 700, box[2] * 540, box[3] * 700
    points = cv2.perspectiveTransform(np.float32([[[x, y], [x + w, y], [x + w, y + h], [x, y + h]]]), move)[0]
    low, high = points.min(0) / [width, HEIGHT], points.max(0) / [width, HEIGHT]
    return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


def _flat(p: Product, cover: Plane, relief: Plane, label: Box) -> Body:
    """A soft thing seen from the front: its outline, its relief, and a label sewn or printed on it."""
    height, width = cover.shape
    tone = surface(p.material, height, width, p.grain)[..., None]
    albedo = linear(p.colour) * tone
    art, lines, mark = _label_over(p)
    left, top = int(label[0] * width), int(label[1] * height)
    wide, tall = int(label[2] * width), int(label[3] * height)
    albedo[top : top + tall, left : left + wide] = cv2.resize(art, (wide, tall), interpolation=cv2.INTER_AREA)
    on = np.zeros_like(cover)
    on[top : top + tall, left : left + wide] = 1

    def placed(box: Box) -> Box:
        return label[0] + box[0] * label[2], label[1] + box[1] * label[3], box[2] * label[2], box[3] * label[3]

    return Body(albedo.astype(np.float32), _from_relief(relief), cover, p.gloss, tuple(map(placed, lines)),
                placed(mark), {"label": on})  # fmt: skip


def _pouch(p: Product) -> Body:
    x, y = _grid(860)
    across, down = (x - 430) / 400, (y - 600) / 580
    cover = ((np.abs(across) ** 5 + np.abs(down) ** 9) <= 1).astype(np.float32)
    rng = np.random.default_rng(p.seed)
    folds = noise(HEIGHT, 860, 90, rng) * 7
    relief = 330 * np.sqrt(np.clip(1 - across**2, 0, 1)) * np.sqrt(np.clip(1 - down**4, 0, 1)) + folds
    body = _flat(p, cover, relief.astype(np.float32), (0.16, 0.30, 0.68, 0.56))
    strip = ((down < -0.84) & (cover > 0)).astype(np.float32)
    body.albedo = np.where(strip[..., None] > 0, linear(p.accent), body.albedo).astype(np.float32)
    body.parts["strip"] = strip
    return body


def _bag(p: Product) -> Body:
    x, y = _grid(1000)
    half = 380 + 60 * (y - 420) / 780
    cover = ((np.abs(x - 500) < half) & (y > 420) & (y < 1185)).astype(np.float32)
    handle = np.zeros_like(cover)
    cv2.ellipse(handle, (500, 460), (230, 380), 0, 180, 360, 1, 44)
    handle *= cover < 0.5
    across = (x - 500) / half
    rng = np.random.default_rng(p.seed)
    relief = 260 * np.sqrt(np.clip(1 - across**4, 0, 1)) + 8 * noise(HEIGHT, 1000, 120, rng)
    relief = np.where(handle > 0, 50 * cv2.GaussianBlur(handle, (0, 0), 9), relief)
    body = _flat(p, np.maximum(cover, handle), relief.astype(np.float32), (0.24, 0.46, 0.52, 0.46))
    body.albedo = np.where(handle[..., None] > 0, linear(p.accent), body.albedo).astype(np.float32)
    body.parts["handle"] = handle
    return _without(body, p, "handle")


def _clock(p: Product) -> Body:
    x, y = _grid(1100)
    distance = np.hypot(x - 550, y - 545)
    rim, dial = (distance < 535).astype(np.float32), (distance < 440).astype(np.float32)
    feet = np.zeros_like(rim)
    for middle in (300, 800):
        cv2.fillConvexPoly(feet, np.array([[middle - 60, 950], [middle + 60, 950], [middle + 35, 1185],
                                           [middle - 35, 1185]], np.int32), 1)  # fmt: skip
    relief = np.where(distance < 440, 30, 30 + 90 * np.sqrt(np.clip(1 - ((distance - 487) / 48) ** 2, 0, 1)))
    body = _flat(p, np.maximum(rim, feet), relief.astype(np.float32), (0.27, 0.53, 0.46, 0.33))
    ground, ink = linear(p.label.ground), linear(p.label.ink)
    on = body.parts["label"] > 0
    body.albedo = np.where(((dial > 0) & ~on)[..., None], ground, body.albedo).astype(np.float32)
    ticks, hands = np.zeros_like(rim), np.zeros_like(rim)
    for hour in (0, 1, 2, 3, 4, 8, 9, 10, 11):
        a = hour * np.pi / 6
        ends = [(int(550 + r * np.sin(a)), int(545 - r * np.cos(a))) for r in (380, 425)]
        cv2.line(ticks, ends[0], ends[1], 1, 16)
    for a, length, thick in ((-0.9, 220, 22), (1.05, 330, 14)):
        cv2.line(hands, (550, 545), (int(550 + length * np.sin(a)), int(545 - length * np.cos(a))), 1, thick)
    body.albedo = np.where(ticks[..., None] > 0, ink, body.albedo).astype(np.float32)
    if "hands" not in p.without:
        body.albedo = np.where(hands[..., None] > 0, linear(p.accent), body.albedo).astype(np.float32)
    body.parts |= {"hands": hands, "feet": feet * (rim < 0.5)}
    return _without(body, p, "feet")


def _car(p: Product) -> Body:
    x, _ = _grid(1900)
    hull = np.zeros_like(x)
    outline = [(60, 960), (70, 640), (330, 590), (560, 250), (1330, 250), (1560, 590), (1830, 650), (1850, 960)]
    cv2.fillPoly(hull, [np.array(outline, np.int32)], 1)
    hull = (cv2.GaussianBlur(hull, (0, 0), 24) > 0.5).astype(np.float32)
    relief = 5 * cv2.distanceTransform((hull > 0).astype(np.uint8), cv2.DIST_L2, 5) ** 0.75
    wheels, hubs = np.zeros_like(x), np.zeros_like(x)
    for middle in (430, 1480):
        cv2.circle(wheels, (middle, 970), 205, 1, -1)
        cv2.circle(hubs, (middle, 970), 95, 1, -1)
    body = _flat(p, np.maximum(hull, wheels), relief.astype(np.float32), (0.345, 0.49, 0.31, 0.31))
    panes = np.zeros_like(x)
    cv2.fillPoly(panes, [np.array([(610, 310), (920, 310), (920, 570), (450, 570)], np.int32)], 1)
    cv2.fillPoly(panes, [np.array([(970, 310), (1290, 310), (1450, 570), (970, 570)], np.int32)], 1)
    for mask, colour in ((panes, "#26313a"), (wheels, "#1c1c1e"), (hubs, p.accent)):
        body.albedo = np.where(mask[..., None] > 0, linear(colour), body.albedo).astype(np.float32)
    body.normal = np.where(wheels[..., None] > 0, _from_relief(70 * cv2.GaussianBlur(wheels, (0, 0), 12)), body.normal)
    body.parts |= {"wheels": wheels, "hubs": hubs, "panes": panes}
    if "wheels" in p.without:
        body.cover = hull * (1 - wheels)
    return body


KINDS: dict[str, Callable[[Product], Body]] = {
    "tin": _tin, "bottle": _bottle, "pouch": _pouch, "clock": _clock,
    "jar": _jar, "mug": _mug, "carton": _carton, "bag": _bag, "car": _car,
}  # fmt: skip
"""The first four are for tuning, the others are held back."""
LOSABLE = {"bottle": "cap", "clock": "hands", "jar": "lid", "mug": "handle", "bag": "handle", "car": "wheels"}
"""A part that may be missing."""
ACCENT = {"tin": "lid", "bottle": "cap", "pouch": "strip", "clock": "hands", "jar": "lid", "bag": "handle",
          "car": "hubs", "carton": "side"}  # fmt: skip
"""The part that has the accent's colour; a mug has none."""
