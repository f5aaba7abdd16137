"""A round sourdough loaf on a linen cloth, with ears of wheat."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Vector
from mathutils import noise as smooth_noise
from products import wood

from studio import Mat, box, camera, catmull, grid, lathe, mark, obj, softbox, srgb, sweep_tube, world

WIDE, HIGH, GIRTH = 1.3, 1.02, 0.34
"""Half the loaf's width, its height, and the height at which it is widest."""


def rough(x: float, y: float, z: float, scale: float) -> float:
    """Smooth noise from -1 to 1."""
    return smooth_noise.noise(Vector((x * scale, y * scale, z * scale)))


def opened(x: float, y: float) -> tuple[float, float]:
    """How far the long cut is open at a place seen from above (0 to 1), and how much of its raised lip stands there."""
    reach = max(1 - (x / 0.92) ** 2, 0)
    half = 0.24 * reach**0.6 * (1 + 0.25 * rough(x, y, 3, 3))
    off = math.hypot(x - 0.05, y + 1.95) - 1.87 + 0.03 * rough(x, y, 9, 4)
    if half < 0.01:
        return 0.0, 0.0
    inside = max(1 - (off / half) ** 2, 0)
    lip = math.exp(-(((off - half - 0.02) / 0.05) ** 2)) * reach**0.5
    return inside, lip


def leaf_cut(x: float, y: float) -> float:
    """How deep the small cuts are that lie like leaves in front of the long one (0 to 1)."""
    deepest = 0.0
    for n in range(7):
        at = -0.66 + n * 0.22
        way = (x - at - 0.3 * (y + 0.62)) / 0.036
        length = 1 - ((y + 0.62 + 0.1 * at * at) / 0.22) ** 2
        if length > 0:
            deepest = max(deepest, math.exp(-way * way) * length**0.5)
    return deepest


def crust_point(turn: float, rise: float) -> tuple[Vector, tuple[float, float, float]]:
    """A place on the crust, and what is there: flour, fresh crust in a cut, singed edge (each 0 to 1)."""
    a, b = math.tau * turn, math.pi * (rise - 0.5)
    spread = math.cos(b) ** (0.74 if b > 0 else 0.36)
    x, y = WIDE * math.cos(a) * spread, WIDE * math.sin(a) * spread
    z = GIRTH + (HIGH - GIRTH if b > 0 else GIRTH) * math.sin(b)
    swell = 1 + 0.035 * rough(x, y, z, 1.1) + 0.012 * rough(x, y, z, 3.5) + 0.004 * rough(x, y, z, 14)
    inside = lip = leaf = 0.0
    if b > 0:
        inside, lip = opened(x, y)
        leaf = leaf_cut(x, y) * (1 - inside)
    lift = -0.13 * inside * (1 + 0.4 * rough(x, y, z, 9)) + 0.1 * lip - 0.028 * leaf
    point = Vector((x * swell, y * swell, z * swell + lift))
    from_middle = math.hypot(x, y)
    ring = 0.5 + 0.5 * math.cos(math.tau * from_middle / 0.155 + 0.5 * rough(x, y, 0, 1.5))
    patch = 0.36 + 0.6 * rough(x, y, z, 2.3) + 0.35 * rough(x, y, z, 12)
    flour = max(0, min(1, (ring**1.8) * patch)) * min(1, max(0, (z - 0.28) / 0.3))
    flour *= (1 - min(1, inside * 3)) * (1 - 0.9 * lip) * (1 - 0.8 * leaf)
    return point, (flour, min(1, max(inside * 1.6, leaf)), min(1, lip))


def crust() -> bpy.types.Material:
    """Baked dough, by the three tones that are kept at its points."""
    made = Mat("crust", (0.3, 0.12, 0.04), 0.62)
    kept = made.node("ShaderNodeVertexColor", layer_name="tones")
    parts = made.node("ShaderNodeSeparateColor")
    made.link(kept.outputs["Color"], parts.inputs[0])
    cloud = made.tex("noise", 3.2, 7)
    baked = made.ramp(cloud.outputs["Fac"], [(0.3, srgb("#5f2c0e")), (0.5, srgb("#8d4c1c")), (0.72, srgb("#b87433"))])
    crumb = made.tex("noise", 16, 8)
    fresh = made.ramp(crumb.outputs["Fac"], [(0.3, srgb("#b5773a")), (0.7, srgb("#e6c08a"))])
    layers = ((1, fresh), (2, srgb("#3a1b0a")), (0, srgb("#efe6d8")))
    tone = baked
    for channel, over in layers:
        mix = made.node("ShaderNodeMix", data_type="RGBA")
        made.link(parts.outputs[channel], mix.inputs["Factor"])
        made.link(tone, mix.inputs[6])
        if isinstance(over, tuple):
            mix.inputs[7].default_value = (*over, 1)
        else:
            made.link(over, mix.inputs[7])
        tone = mix.outputs[2]
    made.color_from(tone)
    blisters = made.tex("voronoi", 17, feature="SMOOTH_F1")
    made.bump(blisters.outputs["Distance"], 0.22, 0.03)
    grain = made.tex("noise", 55, 8)
    made.bump(grain.outputs["Fac"], 0.5, 0.016)
    return made.m


def bake() -> bpy.types.Object:
    """The loaf."""
    around, up = 480, 240
    points, tones = [], []
    for j in range(up + 1):
        for i in range(around):
            point, tone = crust_point(i / around, j / up)
            points.append(point)
            tones.append((*tone, 1))
    faces = [(j * around + i, j * around + (i + 1) % around, (j + 1) * around + (i + 1) % around, (j + 1) * around + i)
             for j in range(up) for i in range(around)]  # fmt: skip
    made = obj("loaf", points, faces, crust())
    layer = made.data.color_attributes.new("tones", "FLOAT_COLOR", "POINT")
    layer.data.foreach_set("color", [value for tone in tones for value in tone])
    made.rotation_euler = (0, 0, math.radians(-9))
    return made


def linen() -> None:
    """A cloth under the loaf with a few soft folds and a fine weave."""
    made = Mat("linen", srgb("#d8d0bf"), 0.9)
    slub = made.tex("noise", 5, 8)
    made.color_from(made.ramp(slub.outputs["Fac"], [(0.3, srgb("#c9bfab")), (0.7, srgb("#e2dbcc"))]))
    for direction in ("X", "Y"):
        thread = made.tex("wave", 22, 2, bands_direction=direction, Distortion=0.7)
        made.bump(thread.outputs["Fac"], 0.6, 0.014)

    def lie(u: float, v: float) -> Vector:
        x, y = (u - 0.5) * 6.2, (v - 0.5) * 4.2
        turned = Vector((x * 0.96 - y * 0.26, x * 0.26 + y * 0.96, 0))
        free = min(max((math.hypot(x, y) - 1.0) / 0.7, 0), 1)
        ridge = 1 - abs(rough(x + 0.4 * y, 0.5 * y, 4, 1.15))
        free *= 1 - math.exp(-(((turned.x + 1.6) / 0.9) ** 2) - ((turned.y + 1.1) / 0.6) ** 2)
        fold = 0.2 * (max(ridge - 0.62, 0) / 0.38) ** 1.6 + 0.03 * (1 + rough(x, y, 1, 1.4))
        return turned + Vector((-0.1, -0.1, 0.012 + fold * free))

    cloth = grid("linen", lie, 200, 160, made.m, 0.018)
    cloth.data.polygons.foreach_set("use_smooth", [True] * len(cloth.data.polygons))


def wheat(foot: Vector, turn: float, chance: random.Random) -> None:
    """One ear of wheat on its stalk, lying."""
    straw = Mat("straw", srgb("#c9a562"), 0.6).m
    toward = Vector((math.cos(turn), math.sin(turn), 0))
    side = Vector((-toward.y, toward.x, 0))
    path = catmull([foot, foot + toward * 0.7 + side * 0.05, foot + toward * 1.5 + Vector((0, 0, 0.02))], 16)
    sweep_tube("stalk", path, 0.018, 0.018, straw, 8)
    for n in range(13):
        at = path[-1] + toward * (n * 0.052 - 0.1)
        for lean in (-1, 1):
            grain = lathe(
                "grain",
                [(0, -0.09), (0.03, -0.045), (0.036, 0.0), (0.022, 0.06), (0.004, 0.1), (0.003, 0.36)],
                straw,
                12,
            )
            grain.location = at + side * lean * 0.035 + Vector((0, 0, 0.02))
            way = toward + side * lean * (0.42 - 0.02 * n) + Vector((0, 0, chance.uniform(0.0, 0.25)))
            grain.rotation_euler = way.to_track_quat("Z", "Y").to_euler()


def loaf_scene() -> tuple[str, ...]:
    """Set up everything; answers which parts have a mask of their own."""
    mark([bake()])
    linen()
    box("table", (24, 14, 0.4), (0, 2, -0.2), wood("table", srgb("#5b3d29"), srgb("#38241a"), 0.5), 0.02)
    chance = random.Random(2)
    for foot, turn in (
        (Vector((-2.65, -0.95, 0.06)), -0.24),
        (Vector((-2.6, -1.3, 0.07)), -0.08),
        (Vector((-2.5, -1.16, 0.12)), -0.17),
    ):
        wheat(foot, turn, chance)
    softbox((-5.5, 3.6, 4.8), (0, 0, 0.4), (2.6, 2.6), 900, (1, 0.95, 0.87))
    softbox((5.5, -4.5, 4.5), (0, 0, 0.4), (5, 5), 170, (0.9, 0.94, 1))
    camera((0.3, -9.0, 6.4), (-0.02, -0.12, 0.36), 98, 6.3, (0, -0.75, 0.6))
    world((0.95, 0.97, 1), 0.16)
    return ()
