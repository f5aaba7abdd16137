"""Things seen from the front: carton, pouch, bag, clock, toy car."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.bench.unseen.art import Box, Plane, noise, surface
from tests.bench.unseen.body import HEIGHT, Body, Product, from_relief, grid, label_over, linear, without


def carton(p: Product) -> Body:
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
    art, lines, mark = label_over(p)
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
            stripe = np.zeros((rows, columns), np.float32)
            stripe[600:660] = 1
            body.parts["side"] = np.asarray(cv2.warpPerspective(stripe, move, (width, HEIGHT)) * mask, np.float32)
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
    art, lines, mark = label_over(p)
    left, top = int(label[0] * width), int(label[1] * height)
    wide, tall = int(label[2] * width), int(label[3] * height)
    albedo[top : top + tall, left : left + wide] = cv2.resize(art, (wide, tall), interpolation=cv2.INTER_AREA)
    on = np.zeros_like(cover)
    on[top : top + tall, left : left + wide] = 1

    def placed(box: Box) -> Box:
        return label[0] + box[0] * label[2], label[1] + box[1] * label[3], box[2] * label[2], box[3] * label[3]

    return Body(albedo.astype(np.float32), from_relief(relief), cover, p.gloss, tuple(map(placed, lines)),
                placed(mark), {"label": on})  # fmt: skip


def pouch(p: Product) -> Body:
    """A standing pouch with a seal."""
    x, y = grid(860)
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


def bag(p: Product) -> Body:
    """A bag with a handle and a sewn-on label."""
    x, y = grid(1000)
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
    return without(body, p, "handle")


def clock(p: Product) -> Body:
    """A table clock on two feet."""
    x, y = grid(1100)
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
    return without(body, p, "feet")


def car(p: Product) -> Body:
    """A toy car, from the side."""
    x, _ = grid(1900)
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
    body.normal = np.where(wheels[..., None] > 0, from_relief(70 * cv2.GaussianBlur(wheels, (0, 0), 12)), body.normal)
    body.parts |= {"wheels": wheels, "hubs": hubs, "panes": panes}
    if "wheels" in p.without:
        body.cover = hull * (1 - wheels)
    return body
