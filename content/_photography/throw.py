"""A wool throw in herringbone, folded on an oak bench before a plaster wall."""

from __future__ import annotations

import math
import random

import bpy
from mathutils import Vector
from mathutils import noise as smooth_noise
from products import ART, wood

from studio import (
    Mat,
    backdrop_mat,
    box,
    camera,
    catmull,
    gobo,
    grid,
    image_mat,
    lathe,
    mark,
    obj,
    resample,
    smooth_profile,
    softbox,
    srgb,
    sweep_tube,
    world,
)

WIDE, DEEP, LAYERS = 3.7, 1.25, 8
"""The throw's width, how far each fold reaches to the front, and how often it is laid back."""
PITCH, THICK = 0.125, 0.085
"""From one layer to the next, and the cloth itself."""
TILE = 0.86
"""Side of one repeat of the weave."""


def wool(name: str, along: float) -> bpy.types.Material:
    """Herringbone on a cloth that is WIDE across and `along` long."""
    made = Mat(name, (1, 1, 1), 0.95)
    scaled = made.node("ShaderNodeMapping")
    scaled.inputs["Scale"].default_value = (WIDE / TILE, along / TILE, 1)
    made.link(made.uv, scaled.inputs["Vector"])
    tiles = []
    for kind in ("colour", "height"):
        tile = made.node("ShaderNodeTexImage")
        tile.image = bpy.data.images.load(f"{ART}/weave_{kind}.png", check_existing=True)
        made.link(scaled.outputs[0], tile.inputs["Vector"])
        tiles.append(tile)
    tiles[1].image.colorspace_settings.name = "Non-Color"
    made.color_from(tiles[0].outputs["Color"])
    made.bump(tiles[1].outputs["Color"], 0.85, 0.022)
    made.set("Sheen Weight", 0.12)
    made.set("Sheen Roughness", 0.5)
    made.set("Specular IOR Level", 0.15)
    return made.m


def yarn() -> bpy.types.Material:
    """The yarn of the fringe."""
    made = Mat("yarn", srgb("#a8573f"), 0.95)
    speckle = made.tex("noise", 22, 4)
    made.color_from(made.ramp(speckle.outputs["Fac"], [(0.3, srgb("#8b4030")), (0.7, srgb("#b3634a"))]))
    made.set("Sheen Weight", 0.12)
    return made.m


def fold_line() -> list[Vector]:
    """The cloth seen from the side, from its lowest layer to the edge that hangs down in front."""
    chance = random.Random(11)
    points = []
    for layer in range(LAYERS):
        height = 0.06 + layer * PITCH
        reach = DEEP + chance.uniform(-0.05, 0.06)
        ends = (-reach, DEEP) if layer % 2 == 0 else (DEEP, -reach)
        if layer == LAYERS - 1:
            ends = (DEEP, -DEEP - 0.02)
        points += [
            (0, ends[0] + (ends[1] - ends[0]) * share, height + 0.012 * math.sin(share * math.pi))
            for share in (0, 0.25, 0.5, 0.75, 1)
        ]
        if layer < LAYERS - 1:
            turn = -reach if layer % 2 else DEEP
            points.append((0, turn + math.copysign(0.085, turn), height + PITCH / 2))
    top = 0.06 + (LAYERS - 1) * PITCH
    points += [(0, -DEEP - 0.13, top - 0.06), (0, -DEEP - 0.185, top - 0.19), (0, -DEEP - 0.20, top - 0.46)]
    return resample(catmull(points, 14), 0.02)


def folded_throw() -> None:
    """The throw with its fringe and its sewn-in label."""
    line = fold_line()

    def place(u: float, v: float, off: float = 0.0) -> Vector:
        at = min(int(v * (len(line) - 1)), len(line) - 2)
        here = line[at].lerp(line[at + 1], v * (len(line) - 1) - at)
        along = (line[at + 1] - line[at]).normalized()
        x = (u - 0.5) * WIDE * (1 + 0.006 * smooth_noise.noise(Vector((v * 31, u * 2, 5))))
        lean = 0.04 * smooth_noise.noise(Vector((x * 0.7, here.y * 0.5, 1.7)))
        puff = 0.075 * smooth_noise.noise(Vector((x * 0.9, here.y * 0.9, here.z * 0.4 + 8)))
        own = 0.02 * smooth_noise.noise(Vector((x * 1.6, v * 40, 2.2)))
        lift = (puff + own) * min(here.z / 0.4, 1)
        return Vector((x, here.y + lean * 2.2 - along.z * off, here.z + lift + along.y * off))

    cloth = grid("throw", place, 180, 900, wool("wool", len(line) * 0.02), THICK, bevel=0.02)
    printed = image_mat("woven label", f"{ART}/throw.png", 0.85, bump=0.1)

    def on_cloth(u: float, v: float) -> Vector:
        return place(0.735 + u * 0.2, 0.9972 - v * 0.0125, -THICK / 2 - 0.008)

    label = grid("sewn label", on_cloth, 40, 12, printed)
    mark([cloth, *fringe(place)])
    mark([label], "label")


def fringe(place) -> list[bpy.types.Object]:
    """Knotted strands along the lower edge."""
    chance, strands, made = random.Random(4), 74, yarn()
    tufts = []
    for n in range(strands):
        top = place((n + 0.5) / strands, 1.0)
        length = chance.uniform(0.27, 0.33)
        sway = Vector((chance.uniform(-0.03, 0.03), chance.uniform(-0.035, 0.01), 0))
        path = catmull(
            [
                top + Vector((0, 0, 0.03)),
                top - Vector((0, 0.012, 0.05)),
                top + sway * 0.5 - Vector((0, 0.01, length * 0.55)),
                top + sway - Vector((0, 0, length)),
            ],
            10,
        )

        def girth(t: float, turn: float = chance.uniform(0, 6)) -> float:
            knot = 0.012 * math.exp(-(((t - 0.13) / 0.05) ** 2))
            return 0.0165 + knot + 0.0035 * math.sin(40 * t + turn) + 0.008 * max(t - 0.85, 0)

        tufts.append(sweep_tube("strand", path, girth, girth, made, 10))
    return tufts


def vase_with_twigs() -> None:
    """A dark vase with dry twigs at the bench's far end, out of focus."""
    glaze = Mat("vase", srgb("#3d4744"), 0.45)
    mottled = glaze.tex("noise", 5, 5)
    glaze.color_from(glaze.ramp(mottled.outputs["Fac"], [(0.3, srgb("#2f3836")), (0.75, srgb("#56625d"))]))
    profile = smooth_profile(
        [
            (0, 0),
            (0.3, 0, "c"),
            (0.46, 0.25),
            (0.5, 0.6),
            (0.4, 1.0),
            (0.19, 1.25),
            (0.17, 1.5),
            (0.21, 1.56, "c"),
            (0.18, 1.54),
            (0.14, 1.4),
            (0.14, 1.2),
        ],
        8,
    )
    lathe("vase", profile, glaze.m, 96).location = (2.55, 1.35, 0)
    bark = Mat("bark", srgb("#5a4634"), 0.9).m
    bud = Mat("bud", srgb("#cdbd9c"), 0.8).m
    chance = random.Random(21)
    for _ in range(9):
        lean = Vector((chance.uniform(-0.75, 0.55), chance.uniform(-0.3, 0.3), chance.uniform(1.7, 2.6)))
        foot = Vector((2.55, 1.35, 1.2))
        path = catmull([foot, foot + lean * 0.4 + Vector((0, 0, 0.2)), foot + lean], 14)
        sweep_tube("twig", path, lambda t: 0.022 * (1 - 0.7 * t), lambda t: 0.022 * (1 - 0.7 * t), bark, 8)
        for at in path[9:]:
            seed = lathe("bud", [(0, -0.06), (0.035, 0), (0, 0.075)], bud, 10)
            seed.location = at + Vector((chance.uniform(-0.06, 0.06), chance.uniform(-0.05, 0.05), 0.02))
            seed.rotation_euler = (chance.uniform(-0.7, 0.7), chance.uniform(-0.7, 0.7), 0)


def throw_scene() -> tuple[str, ...]:
    """Set up everything; answers which parts have a mask of their own."""
    folded_throw()
    turn = bpy.data.objects.new("turn", None)
    bpy.context.scene.collection.objects.link(turn)
    for one in [o for o in bpy.data.objects if o.get("product")]:
        one.parent = turn
    turn.rotation_euler = (0, 0, math.radians(-17))
    turn.location = (-0.12, 0, 0)
    oak = wood("bench", srgb("#c59b68"), srgb("#a07646"), 0.5)
    box("bench", (22, 4.6, 0.35), (0, 0.5, -0.175), oak, 0.05)
    plaster = backdrop_mat("plaster", srgb("#d9d2c6"), var=0.05)
    obj("wall", [(-40, 3.4, -9), (40, 3.4, -9), (40, 3.4, 30), (-40, 3.4, 30)], [(0, 1, 2, 3)], plaster)
    vase_with_twigs()
    softbox((-7.5, -4.5, 7.5), (0, 0, 0.5), (1.1, 1.1), 2600, (1, 0.93, 0.82))
    softbox((6, -7, 4.5), (0, 0, 0.6), (6, 6), 190, (0.86, 0.92, 1))
    gobo((-4.6, -1.2, 6.3), (0.6, 3.2, 2.2), (9, 7), 5, 0.62)
    camera((0.2, -12.5, 4.1), (0.12, 0, 0.82), 79, 6.3, (0, -1.2, 0.6))
    world((0.93, 0.96, 1), 0.2)
    return ("label",)
