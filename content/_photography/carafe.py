"""A fluted carafe and its tumbler in hard sun on blue paper."""

from __future__ import annotations

import math

import bpy

from studio import Mat, backdrop_mat, camera, lathe, mark, smooth_profile, softbox, srgb, sweep_backdrop, world

FLUTES, DEPTH = 28, 0.024
"""Ribs around the glass, and how far each stands out."""


def clear_glass(name: str, tint: str) -> bpy.types.Material:
    """Glass with a breath of colour where it is thick."""
    made = Mat(name, (1, 1, 1), 0.0, IOR=1.47)
    made.set("Transmission Weight", 1.0)
    depth = made.node("ShaderNodeVolumeAbsorption")
    depth.inputs["Color"].default_value = (*srgb(tint), 1)
    depth.inputs["Density"].default_value = 1.6
    end = next(node for node in made.nt.nodes if node.type == "OUTPUT_MATERIAL")
    made.link(depth.outputs[0], end.inputs["Volume"])
    let_light_through(made, end)
    return made.m


def let_light_through(made: Mat, end: bpy.types.ShaderNode) -> None:
    """Cast a shadow as thin glass does: pale, darker where light meets the wall at a slant.

    Tracing the light that glass bends takes many times the samples and still leaves speckles.
    """
    slant = made.node("ShaderNodeLayerWeight")
    slant.inputs["Blend"].default_value = 0.35
    shade = made.ramp(
        slant.outputs["Facing"], [(0.0, (0.9, 0.92, 0.91)), (0.5, (0.74, 0.78, 0.76)), (0.95, (0.1, 0.14, 0.12))]
    )
    clear, path, mix = (
        made.node("ShaderNodeBsdfTransparent"),
        made.node("ShaderNodeLightPath"),
        made.node("ShaderNodeMixShader"),
    )
    made.link(shade, clear.inputs["Color"])
    made.link(path.outputs["Is Shadow Ray"], mix.inputs[0])
    made.link(made.p.outputs[0], mix.inputs[1])
    made.link(clear.outputs[0], mix.inputs[2])
    made.link(mix.outputs[0], end.inputs["Surface"])


def flute(vessel: bpy.types.Object, low: float, high: float) -> None:
    """Press ribs into the outer wall between two heights; the inner wall stays round."""
    for vertex in vessel.data.vertices:
        x, y, z = vertex.co
        radius = math.hypot(x, y)
        if vertex.groups or not low < z < high or radius < 0.2:
            continue
        if radius < vessel["outer"] - 0.04 and z > low + 0.2:
            continue
        fade = min(1, (z - low) / 0.12, (high - z) / 0.12)
        rib = 1 - DEPTH / radius * fade * (1 - abs(math.cos(FLUTES / 2 * math.atan2(y, x))))
        vertex.co.x, vertex.co.y = x * rib, y * rib


CARAFE = (
    (0, 0.01), (0.5, 0, "c"), (0.56, 0.05), (0.575, 0.2), (0.575, 1.1), (0.55, 1.35), (0.38, 1.68), (0.27, 1.92),
    (0.26, 2.15), (0.34, 2.42), (0.352, 2.44, "c"),
)  # fmt: skip
CARAFE_INSIDE = (
    (0.345, 2.452), (0.325, 2.44), (0.235, 2.15), (0.245, 1.92), (0.35, 1.68), (0.515, 1.35), (0.54, 1.1), (0.54, 0.24),
    (0.5, 0.16), (0.3, 0.13), (0, 0.125),
)  # fmt: skip
WATER = (
    (0, 0.124), (0.3, 0.129), (0.501, 0.159), (0.5405, 0.24), (0.5405, 1.1), (0.5155, 1.35), (0.42, 1.535, "c"),
    (0.4, 1.52), (0, 1.515),
)  # fmt: skip
TUMBLER = (
    (0, 0.01), (0.34, 0, "c"), (0.385, 0.05), (0.40, 0.2), (0.43, 0.98, "c"), (0.422, 0.992), (0.41, 0.98),
    (0.372, 0.24), (0.33, 0.17), (0.2, 0.15), (0, 0.145),
)  # fmt: skip
"""Profiles as radius and height; the water reaches a hair into the glass, so that no air is seen between."""


def carafe_and_tumbler() -> None:
    """The carafe, two thirds full of water, and the tumbler beside it."""
    glass = clear_glass("glass", "#d6ece2")
    carafe = lathe("carafe", smooth_profile(CARAFE, 10) + smooth_profile(CARAFE_INSIDE, 10), glass, 448)
    carafe["outer"] = 0.575
    flute(carafe, 0.12, 1.2)
    water = Mat("water", (1, 1, 1), 0.0, IOR=1.333)
    water.set("Transmission Weight", 1.0)
    let_light_through(water, next(node for node in water.nt.nodes if node.type == "OUTPUT_MATERIAL"))
    inside = lathe("water", smooth_profile(WATER, 8), water.m, 192)
    tumbler = lathe("tumbler", smooth_profile(TUMBLER, 10), glass, 448)
    tumbler["outer"] = 0.39
    flute(tumbler, 0.1, 0.78)
    tumbler.location = (1.06, -0.5, 0)
    mark([carafe, inside, tumbler])


def carafe_scene() -> tuple[str, ...]:
    """Set up everything; answers which parts have a mask of their own."""
    carafe_and_tumbler()
    sweep_backdrop(backdrop_mat("blue paper", srgb("#4d8796")), back=7, radius=4)
    softbox((-4.0, 1.4, 8.4), (0.2, 0, 0.7), (0.3, 0.3), 2100, (1, 0.94, 0.84))
    softbox((5, -3, 5), (0.3, 0, 1), (4, 4), 45, (0.9, 0.95, 1))
    softbox((-4.6, -2.2, 2.2), (0.3, 0, 1.2), (0.8, 4), 60)
    camera((0.6, -13, 3.6), (0.6, 0, 1.14), 118, 9, (0, -0.5, 1.1))
    world((0.95, 0.98, 1), 0.2)
    return ()
