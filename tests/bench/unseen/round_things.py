"""Things turned on a lathe: tin, bottle, jar, mug."""

from __future__ import annotations

import cv2
import numpy as np

from tests.bench.unseen.art import Box, Plane, surface
from tests.bench.unseen.body import HEIGHT, Body, Product, from_relief, grid, label_over, linear, unit, without


def sampled(art: Plane, u: Plane, v: Plane) -> Plane:
    """The drawing at fractions u, v of its width and height."""
    height, width = art.shape[:2]
    return np.asarray(cv2.remap(art, u * (width - 1), v * (height - 1), cv2.INTER_LINEAR), np.float32)


def _round(product: Product, profile: list[tuple[float, float]], *, label: tuple[float, float], half_deg: float,
           bands: list[tuple[float, float, str]]) -> Body:  # fmt: skip
    """A turned thing: radius by height, label between two heights, bands of another colour."""
    at, radius = zip(*profile, strict=True)
    width = int(2.1 * max(radius) * HEIGHT)
    x, y = grid(width)
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
    art, lines, mark = label_over(product)
    angle = np.degrees(np.arcsin(sine)) + product.yaw_deg
    u, v = angle / (2 * half_deg) + 0.5, (height - label[0]) / (label[1] - label[0])
    on = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1) & wall
    albedo = np.where(on[..., None], sampled(art, u.astype(np.float32), v.astype(np.float32)), albedo)
    parts["label"] = on.astype(np.float32)
    lid &= ~wall
    for name in list(parts)[: len(bands)]:
        parts[name] = np.maximum(parts[name], lid).astype(np.float32)
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

    return Body(albedo.astype(np.float32), unit(normal), (wall | lid).astype(np.float32), product.gloss,
                tuple(map(placed, lines)), placed(mark), parts)  # fmt: skip


def tin(p: Product) -> Body:
    """A tin with a lid."""
    profile = [(0.12, 0.30), (0.14, 0.31), (0.16, 0.30), (0.93, 0.30), (0.95, 0.31), (0.985, 0.305)]
    return _round(p, profile, label=(0.22, 0.80), half_deg=62, bands=[(0.0, 0.165, "lid")])


def bottle(p: Product) -> Body:
    """A bottle with a cap."""
    profile = [(0.03, 0.075), (0.16, 0.078), (0.161, 0.065), (0.24, 0.068), (0.33, 0.15), (0.40, 0.185), (0.97, 0.185),
               (0.985, 0.17)]  # fmt: skip
    body = _round(p, profile, label=(0.48, 0.86), half_deg=66, bands=[(0.0, 0.16, "cap")])
    return without(body, p, "cap")


def jar(p: Product) -> Body:
    """A jar with a lid."""
    profile = [(0.14, 0.27), (0.28, 0.275), (0.281, 0.25), (0.32, 0.33), (0.38, 0.35), (0.93, 0.35), (0.985, 0.31)]
    body = _round(p, profile, label=(0.40, 0.84), half_deg=52, bands=[(0.0, 0.28, "lid")])
    return without(body, p, "lid")


def mug(p: Product) -> Body:
    """A mug with a handle."""
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
    normal = np.where(handle[..., None] > 0, from_relief(bulge * 60),
                      np.pad(body.normal, ((0, 0), (0, extra), (0, 0))))  # fmt: skip
    albedo = np.where(handle[..., None] > 0, tone, np.pad(body.albedo, ((0, 0), (0, extra), (0, 0))))
    shrink = width / (width + extra)
    lines = tuple((x * shrink, y, w * shrink, h) for x, y, w, h in (*body.lines, body.mark))
    made = Body(albedo.astype(np.float32), normal.astype(np.float32), np.maximum(cover, handle), p.gloss, lines[:-1],
                lines[-1], wide | {"handle": handle})  # fmt: skip
    return without(made, p, "handle")
