"""From two shots to an edit: the photograph, the job, and how an engine returns it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.core.recipe.words import Job
from studio.core.subject import Box, Scope
from tests.bench.unseen.products import ACCENT
from tests.bench.unseen.scenes import Picture, Shot, render
from tests.bench.unseen.stock import STOCK, Stock, a_scene, a_shot, one
from tests.bench.unseen.truth import Edit, Facts, Half, Image8, Plane
from tests.vision.spoil import generated

JOBS = {"b": Job.BACKGROUND_REPLACEMENT, "r": Job.REFERENCE_EDIT, "d": Job.DETAIL_REPAIR, "x": Job.LAYOUT_EXTENSION}
WIDE = (1536, 1024)
"""Size of an extended picture; the photograph is its middle square."""
_MARGIN = (WIDE[0] - WIDE[1]) // 2
Paint = Callable[[Image8, Picture], Image8]


@dataclass
class Draft:
    """An edit that is being made."""

    half: Half
    rng: np.random.Generator
    code: str
    """Letter of the job."""
    shot: Shot
    """The photograph."""
    made: Shot
    """The result, before an engine's hand."""
    facts: Facts = field(default_factory=Facts)
    paint: list[Paint] = field(default_factory=list)
    """Applied to the result."""
    paint_before: list[Paint] = field(default_factory=list)
    """Applied to the photograph."""
    grain: float = 1.0
    """Noise of the photograph in bytes."""
    wanted: tuple[str, ...] = ()
    got_accent: str = ""
    """Colour that the part in the scope has, where it is not the one asked for."""
    pasted: Shot | None = None
    """The product as it was pasted over the result, where it was."""
    clean: bool = False
    """Whether grain would hide the fault."""
    accent_part: str = ""

    @property
    def stock(self) -> Stock:
        """The half's material."""
        return STOCK[self.half]

    def relabelled(self, words: tuple[str, ...]) -> None:
        """Let the result's label say something else."""
        label = replace(self.made.product.label, words=words)
        self.made = replace(self.made, product=replace(self.made.product, label=label))
        self.facts.label_after = words


def a_draft(half: Half, code: str, rng: np.random.Generator, *, kinds: tuple[str, ...] = (),
            plain: bool | None = None) -> Draft:  # fmt: skip
    """A photograph and a perfect edit of it.

    Args:
        half: Which material.
        code: Letter of the job.
        rng: Chance.
        kinds: Products it must be one of; empty: any.
        plain: Whether walls are plain, photographs, or either.
    """
    able = kinds or STOCK[half].kinds
    if code == "r":
        able = tuple(kind for kind in able if kind in ACCENT)
    shot = a_shot(half, rng, kind=one(able, rng), plain=plain)
    if code == "x":
        shot = replace(shot, stand=replace(shot.stand, size=WIDE))
    draft = Draft(half, rng, code, shot, shot, grain=float(rng.uniform(0.5, 1.8)))
    words = shot.product.label.words
    light = shot.scene.light
    draft.facts = Facts(label_before=words, label_after=words, product_azimuth=light.azimuth_deg,
                        scene_azimuth=light.azimuth_deg)  # fmt: skip
    if code == "b":
        near = replace(light, azimuth_deg=light.azimuth_deg + float(rng.uniform(-8, 8)))
        draft.made = replace(shot, scene=a_scene(draft.stock, rng, near, plain=plain), light=light)
    if code == "r":
        draft.accent_part = ACCENT[shot.product.kind]
        asked = one(draft.stock.accents, rng, other=shot.product.accent)
        draft.made = replace(shot, product=replace(shot.product, accent=asked))
    return draft


def finished(draft: Draft, *, style: str, name: str) -> Edit:
    """Make both pictures."""
    rng = draft.rng
    asked = draft.made.product.accent
    if draft.got_accent:
        draft.made = replace(draft.made, product=replace(draft.made.product, accent=draft.got_accent))
    first, second = render(draft.shot), render(draft.made)
    grain = rng.normal(0, draft.grain, first.pixels.shape[:2]).astype(np.float32)
    before = _painted(draft.paint_before, _developed(first, grain, grain), first)
    damage = _damage(draft, first) if draft.code == "d" else None
    exact = style == "exact" and draft.shot.stand == draft.made.stand
    fresh = rng.normal(0, 0 if draft.clean else 0.5, second.pixels.shape[:2]).astype(np.float32)
    around = fresh if draft.code == "b" else grain
    after = _painted(draft.paint, _developed(second, grain if exact else fresh, around), second)
    if draft.code == "d":
        assert damage is not None
        before = _scratched(before, damage, rng)
    matte, mask = first.matte, _scope_mask(draft, first, damage)
    facts = draft.facts
    facts.is_exact = exact
    facts.scale = draft.made.stand.tall / draft.shot.stand.tall
    facts.visible = min(1.0, float(second.matte.sum() / (first.matte.sum() * facts.scale**2 * facts.stretch)))
    if facts.missing or draft.pasted:
        facts.visible = 1.0
    facts.box = box_of(render(draft.pasted).matte if draft.pasted else second.matte, margin=0)
    facts.letters_px = min(line[3] for line in first.lines) * draft.shot.stand.size[1]
    if draft.code == "x":
        crop = slice(_MARGIN, WIDE[0] - _MARGIN)
        before, matte, mask = before[:, crop].copy(), matte[:, crop], None if mask is None else mask[:, crop]
    if style == "model-like":
        after = _as_generated(after, facts, rng, draft.clean)
    box = None if mask is None else box_of(mask)
    return Edit(
        f"{draft.shot.product.kind}/{JOBS[draft.code]}/{name}", draft.half, before, after, matte, JOBS[draft.code],
        facts, scope=None if box is None else Scope(box=box), scope_mask=mask,
        asked_colour=asked if draft.code == "r" else "", wanted=draft.wanted,
    )  # fmt: skip


def _developed(picture: Picture, on_product: Plane, around: Plane) -> Image8:
    """Bytes with grain on the product and around it."""
    matte = picture.matte[..., None]
    mixed = picture.product * matte + picture.plate * (1 - matte)
    grain = on_product * picture.matte + around * (1 - picture.matte)
    return np.clip(np.round(mixed * 255 + grain[..., None]), 0, 255).astype(np.uint8)


def _painted(steps: list[Paint], picture: Image8, truth: Picture) -> Image8:
    for step in steps:
        picture = step(picture, truth)
    return picture


def _as_generated(after: Image8, facts: Facts, rng: np.random.Generator, clean: bool) -> Image8:
    scale, shift = float(rng.uniform(0.97, 1.03)), tuple(float(v) for v in rng.uniform(-6, 6, 2))
    height, width = after.shape[:2]
    made = generated(
        after, seed=int(rng.integers(1 << 30)), wobble=float(rng.uniform(0.2, 0.8)), scale=scale, shift=shift,
        stops=float(rng.uniform(-0.06, 0.06)), tint=float(rng.uniform(-0.008, 0.008)),
        smooth=int(rng.choice([0, 0, 8])),
        grain=0.0 if clean else float(rng.uniform(0.5, 1.4)), quality=int(rng.integers(75, 96)),
        side=int(rng.choice([768, 1024, 1024, 1280])),
    )  # fmt: skip
    facts.scale *= scale
    facts.box = _moved(facts.box, scale, shift, width, height)
    facts.changed = [_moved(box, scale, shift, width, height) for box in facts.changed]
    facts.outside = [_moved(box, scale, shift, width, height) for box in facts.outside]
    return made


def _moved(box: Box, scale: float, shift: tuple[float, ...], width: int, height: int) -> Box:
    x, y = 0.5 + (box[0] - 0.5) * scale + shift[0] / width, 0.5 + (box[1] - 0.5) * scale + shift[1] / height
    return x, y, box[2] * scale, box[3] * scale


def box_of(mask: NDArray[np.float32], *, margin: int = 6) -> Box:
    """The box around a mask with a margin in pixels, as fractions."""
    height, width = mask.shape
    rows, columns = np.nonzero((mask > 0.3).any(1))[0], np.nonzero((mask > 0.3).any(0))[0]
    if not len(rows):
        return 0.0, 0.0, 1.0, 1.0
    left, top = max(0, columns[0] - margin) / width, max(0, rows[0] - margin) / height
    right, bottom = min(width, columns[-1] + 1 + margin) / width, min(height, rows[-1] + 1 + margin) / height
    return float(left), float(top), float(right - left), float(bottom - top)


def _scope_mask(draft: Draft, first: Picture, damage: Plane | None) -> Plane | None:
    """(H, W) where the job may change something; None for the background and for an extension."""
    if draft.code == "r":
        return np.asarray(cv2.dilate(first.parts[draft.accent_part], np.ones((9, 9), np.uint8)), np.float32)
    return None if damage is None else np.asarray(cv2.dilate(damage, np.ones((13, 13), np.uint8)), np.float32)


def _damage(draft: Draft, first: Picture) -> Plane:
    """(H, W) a scratch on the product, away from its label and edge."""
    free = (first.matte > 0.99) & (first.parts["label"] < 0.01)
    inner = cv2.erode(free.astype(np.uint8), np.ones((31, 31), np.uint8))
    places = np.argwhere(inner if inner.any() else free)
    y, x = places[int(draft.rng.integers(len(places)))]
    line = np.zeros(first.matte.shape, np.float32)
    slope = draft.rng.uniform(-12, 12, 2)
    cv2.line(line, (int(x - 14), int(y - slope[0])), (int(x + 14), int(y + slope[1])), 1, 3, cv2.LINE_AA)
    return line


def _scratched(before: Image8, damage: Plane, rng: np.random.Generator) -> Image8:
    tone = np.float32(235 if rng.random() < 0.6 else 25)
    mixed = before * (1 - 0.85 * damage[..., None]) + tone * 0.85 * damage[..., None]
    return np.clip(np.round(mixed), 0, 255).astype(np.uint8)
