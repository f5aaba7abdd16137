"""A polished brass kettle with a walnut handle on a slab of stone."""

from __future__ import annotations

import math

import bpy
from mathutils import Vector
from products import wood

from studio import (
    Mat,
    backdrop_mat,
    box,
    camera,
    catmull,
    lathe,
    mark,
    obj,
    smooth_profile,
    softbox,
    srgb,
    sweep_tube,
    torus,
    world,
)


def polished_brass() -> bpy.types.Material:
    """Brass from a polishing wheel: bright, with the faint rings that the wheel leaves."""
    made = Mat("brass", srgb("#d8a655"), 0.07, 1.0)
    cloud = made.tex("noise", 3.5, 5)
    made.rough_from(made.ramp(cloud.outputs["Fac"], [(0.35, (0.055,) * 3), (0.75, (0.13,) * 3)]))
    stretched = made.node("ShaderNodeMapping")
    stretched.inputs["Scale"].default_value = (0.6, 0.6, 70)
    made.link(made.coord, stretched.inputs["Vector"])
    rings = made.node("ShaderNodeTexNoise")
    rings.inputs["Scale"].default_value = 2
    made.link(stretched.outputs[0], rings.inputs["Vector"])
    made.bump(rings.outputs["Fac"], 0.035, 0.01)
    return made.m


def slab() -> bpy.types.Material:
    """Honed stone with pale veins and a fine grain."""
    made = Mat("stone", srgb("#8d8a86"), 0.42)
    cloud = made.tex("noise", 0.55, 9, Distortion=0.5)
    made.color_from(
        made.ramp(
            cloud.outputs["Fac"],
            [
                (0.3, srgb("#74716d")),
                (0.5, srgb("#898580")),
                (0.512, srgb("#a09b93")),
                (0.524, srgb("#8b8782")),
                (0.75, srgb("#9c978f")),
            ],
        )
    )
    grain = made.tex("noise", 70, 6)
    made.bump(grain.outputs["Fac"], 0.06, 0.01)
    patches = made.tex("noise", 4, 4)
    made.rough_from(made.ramp(patches.outputs["Fac"], [(0.3, (0.34,) * 3), (0.7, (0.52,) * 3)]))
    return made.m


BODY = (
    (0, 0.02), (0.6, 0.015), (0.655, 0.03), (0.68, 0.075, "c"), (0.675, 0.095), (0.655, 0.22), (0.60, 0.5),
    (0.53, 0.78), (0.475, 0.93), (0.43, 0.985), (0.39, 1.0, "c"), (0.385, 1.02, "c"), (0.37, 1.02),
)  # fmt: skip
LID = (
    (0.372, 1.0), (0.368, 1.035), (0.33, 1.07), (0.2, 1.12), (0.08, 1.14, "c"), (0.05, 1.15), (0.045, 1.2, "c"),
    (0, 1.2),
)  # fmt: skip
KNOB = ((0, 1.19), (0.07, 1.19), (0.12, 1.225), (0.125, 1.28), (0.09, 1.335), (0, 1.35))
FERRULE = ((0, -0.012), (0.075, -0.012, "c"), (0.084, 0.0), (0.082, 0.05, "c"), (0, 0.05))
"""Profiles as radius and height."""
SPOUT = (
    (0.52, 0, 0.24), (0.68, 0, 0.25), (0.92, 0, 0.38), (0.99, 0, 0.62), (0.99, 0, 0.88), (1.07, 0, 1.1), (1.24, 0, 1.2),
    (1.4, 0, 1.175),
)  # fmt: skip
ARM = ((-0.44, 0, 0.9), (-0.58, 0, 0.965), (-0.74, 0, 0.99))
GRIP = ((-0.70, 0, 0.99), (-0.88, 0, 0.98), (-1.02, 0, 0.86), (-1.07, 0, 0.64), (-1.03, 0, 0.40), (-0.98, 0, 0.24))
"""The middle of each bent part."""


def kettle() -> list[bpy.types.Object]:
    """Body, lid, spout, handle."""
    brass, walnut = polished_brass(), wood("walnut", srgb("#4f2f1c"), srgb("#2a180e"), 0.36)
    turned = [
        lathe("body", smooth_profile(BODY, 12), brass, 256),
        lathe("lid", smooth_profile(LID, 10), brass, 192),
        lathe("knob", smooth_profile(KNOB, 10), walnut, 96),
    ]
    return [*turned, *spout(brass), *handle(brass, walnut)]


def spout(brass: bpy.types.Material) -> list[bpy.types.Object]:
    """The swan neck with its collar and its dark mouth."""
    bend = catmull(SPOUT, 18)

    def bore(t: float) -> float:
        return 0.115 - 0.062 * min(t * 1.6, 1) ** 0.8

    neck = sweep_tube("spout", bend, bore, bore, brass, 40)
    collar = torus("collar", 0.118, 0.022, brass, (0.645, 0, 0.252), (0, math.pi / 2 - 0.22, 0))
    mouth = lathe("mouth", [(0, 0.001), (0.042, 0.001)], Mat("dark", (0.01, 0.01, 0.01), 0.6).m, 32)
    tip = bend[-1] - bend[-2]
    mouth.location, mouth.rotation_euler = bend[-1], tip.to_track_quat("Z", "Y").to_euler()
    return [neck, collar, mouth]


def handle(brass: bpy.types.Material, walnut: bpy.types.Material) -> list[bpy.types.Object]:
    """A walnut grip between two brass ferrules, held by an arm."""
    arm = sweep_tube("arm", catmull(ARM, 10), 0.032, 0.05, brass, 24)
    bend = catmull(GRIP, 14)

    def thick(t: float) -> float:
        return 0.058 + 0.012 * math.sin(math.pi * t)

    def wide(t: float) -> float:
        return 0.075 + 0.018 * math.sin(math.pi * t)

    parts = [arm, sweep_tube("grip", bend, thick, wide, walnut, 32)]
    for at, toward in ((bend[0], bend[1]), (bend[-1], bend[-2])):
        cap = lathe("ferrule", smooth_profile(FERRULE, 6), brass, 64)
        cap.location, cap.rotation_euler = at, (toward - at).to_track_quat("Z", "Y").to_euler()
        parts.append(cap)
    return parts


def kettle_scene() -> tuple[str, ...]:
    """Set up everything; answers which parts have a mask of their own."""
    parts = mark(kettle())
    turn = bpy.data.objects.new("turn", None)
    bpy.context.scene.collection.objects.link(turn)
    for one in parts:
        one.parent = turn
    turn.rotation_euler = (0, 0, math.radians(16))
    turn.scale = (1.25,) * 3
    box("slab", (24, 6.5, 0.4), (0, 1.0, -0.2), slab(), 0.03)
    wall = backdrop_mat("wall", srgb("#59645f"), var=0.08)
    obj("wall", [(-40, 5.5, -9), (40, 5.5, -9), (40, 5.5, 30), (-40, 5.5, 30)], [(0, 1, 2, 3)], wall)
    softbox((-5.5, -3.0, 4.2), (0, 0, 0.9), (2.6, 4.6), 620, (1, 0.96, 0.9))
    softbox((5.2, -1.2, 2.6), (0, 0, 0.9), (1.1, 4.2), 240, (0.9, 0.95, 1))
    softbox((0.5, 1.5, 7), (0, 0, 0.5), (5, 2.2), 260, (1, 0.97, 0.93))
    softbox((-1.5, -15, 6.5), (0, 0, 0.6), (9, 4), 420, (1, 0.95, 0.88))
    camera((-0.4, -12.5, 3.1), (0.18, 0, 0.86), 112, 8, Vector((0, -0.8, 0.8)))
    world((0.9, 0.95, 1), 0.13)
    return ()
