"""Subject identity: what changed inside the product that must stay."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000
from skimage.metrics import structural_similarity

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.core.subject import Box
from studio.evidence.pair import Image8, Mask, Pair, Plane

CRITERION = "subject identity"
_COLOURED = 12.0
"""Chroma from which a hue means something."""
_CHANGED = 7.0
"""Delta E*ab from which a patch counts as changed, after the global tone is taken out."""
_SHIFTS = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))
_TILE = 32
_TEXTURE = 0.6
"""Least standard deviation of L* in a tile that has a texture to lose."""


def identity_measures(pair: Pair, limits: Limits) -> Iterator[Measure]:
    """Drift of colour, patches, sharpness and texture inside the product, over the registered edit."""
    product = pair.product
    if product.seen.sum() < 400:
        return
    yield preserved_region(product)
    yield colour(product, limits)
    yield changed_patch(product, limits)
    yield sharpness(product, limits)
    kept = texture_kept(product)
    if kept is not None:
        yield _texture(kept, limits)


def preserved_region(pair: Pair) -> Measure:
    """PSNR, SSIM (Wang et al. 2004) and CIEDE2000 (Sharma et al. 2005) over the product; said, never flagged.

    They overlap between good and bad edits, so that no limit on them would be honest.
    """
    laid, seen = pair.laid[0], pair.seen
    apart = pair.before.astype(np.float32)[seen] - laid[seen]
    error = float((apart**2).mean())
    psnr = 99.0 if error == 0 else float(10 * np.log10(255**2 / error))
    grey = [cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (pair.before, laid)]
    ssim = structural_similarity(*grey, full=True, gaussian_weights=True, use_sample_covariance=False, data_range=255)[
        1
    ]
    drift = delta_e(pair)
    middle, high = np.percentile(drift, (50, 95))
    value = float(ssim[seen].mean())
    return Measure(
        name="preserved region", criterion=CRITERION, flag="fine", value=round(psnr, 1), unit="dB",
        says=f"The product against the photograph: PSNR {psnr:.1f} dB, SSIM {value:.3f}, "
             f"ΔE2000 {middle:.1f} in the middle and {high:.1f} at the worst twentieth.",
    )  # fmt: skip


def delta_e(pair: Pair) -> Plane:
    """CIEDE2000 of the product's pixels, softened against grain and at half the resolution."""
    first, second = (cv2.GaussianBlur(lab, (0, 0), 1.5)[::2, ::2] for lab in pair.lab)
    seen = pair.seen[::2, ::2]
    return np.asarray(deltaE_ciede2000(first[seen], second[seen]), np.float32)


def colour(pair: Pair, limits: Limits) -> Measure:
    """Drift of the mean colour, of lightness, and of hue and chroma over coloured pixels; the worst is said."""
    first, second = (cv2.GaussianBlur(lab, (0, 0), 3) for lab in pair.lab)
    here, there = first[pair.seen], second[pair.seen]
    drift = float(deltaE_ciede2000(here.mean(0), there.mean(0)))
    light = float(np.median(there[:, 0] - here[:, 0]))
    hue, chroma = _chromatic(here, there)
    findings = (
        (abs(hue) / limits.hue_shift, f"its hue turned by {abs(hue):.0f}°"),
        (abs(chroma) / limits.chroma_shift, f"its colour is {abs(chroma):.0%} {'stronger' if chroma > 0 else 'paler'}"),
        (abs(light) / limits.lightness_shift, f"it is {'lighter' if light > 0 else 'darker'} (L* {light:+.1f})"),
        (drift / limits.colour_drift, f"its mean colour moved (ΔE2000 {drift:.1f})"),
    )
    worst = sorted((finding for finding in findings if finding[0] > 1), reverse=True)
    says = f"The product's colour changed: {', '.join(text for _, text in worst)}." if worst else "The colour stayed."
    return Measure(
        name="colour", criterion=CRITERION, flag="look" if worst else "fine", says=says, value=round(drift, 2),
        unit="ΔE2000", limit=limits.colour_drift,
    )  # fmt: skip


def _chromatic(here: Plane, there: Plane) -> tuple[float, float]:
    """Median turn of hue in degrees and median relative change of chroma, over coloured pixels; 0 without any."""
    chroma = np.hypot(here[:, 1], here[:, 2])
    coloured = chroma > _COLOURED
    if coloured.sum() < 200:
        return 0.0, 0.0
    first, second = here[coloured], there[coloured]
    turn = np.degrees(np.arctan2(second[:, 2], second[:, 1]) - np.arctan2(first[:, 2], first[:, 1]))
    change = (np.hypot(second[:, 1], second[:, 2]) - chroma[coloured]) / chroma[coloured]
    return float(np.median((turn + 180) % 360 - 180)), float(np.median(change))


def change_map(pair: Pair) -> Plane:
    """(H/2, W/2) ΔE*ab of the product once the global tone is taken out, the best of nine one-pixel shifts."""
    first, second = (cv2.GaussianBlur(lab, (0, 0), 1.5)[::2, ::2] for lab in pair.lab)
    seen = pair.seen[::2, ::2]
    planes = [(first[..., k], _toned(first[..., k], second[..., k], seen)) for k in range(3)]
    least = np.full(seen.shape, np.inf, np.float32)
    for shift in _SHIFTS:
        apart = sum((here - np.roll(there, shift, (0, 1))) ** 2 for here, there in planes)
        least = np.minimum(least, apart)
    found = cv2.GaussianBlur(np.sqrt(least), (0, 0), 2)
    found[~seen] = 0
    return np.asarray(found, np.float32)


def _toned(first: Plane, second: Plane, seen: Mask) -> Plane:
    """The second plane under the straight line that fits it to the first."""
    slope, offset = np.polyfit(second[seen], first[seen], 1)
    if not 0.6 <= slope <= 1.6:
        slope, offset = 1.0, float(np.median(first[seen] - second[seen]))
    return np.asarray(second * slope + offset, np.float32)


def changed_patch(pair: Pair, limits: Limits) -> Measure:
    """The largest patch of the product that differs."""
    changes = change_map(pair)
    count, _, stats, _ = cv2.connectedComponentsWithStats((changes > _CHANGED).astype(np.uint8))
    if count < 2:
        return Measure(name="changed part", criterion=CRITERION, flag="fine", value=0.0, limit=limits.changed_blob,
                       says="No part of the product changed.")  # fmt: skip
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    share = float(stats[largest, cv2.CC_STAT_AREA] / max(1, pair.seen[::2, ::2].sum()))
    left, top, width, height = (int(v) * 2 for v in stats[largest, :4])
    changed = share > limits.changed_blob
    left, top = left + pair.origin[0], top + pair.origin[1]
    place = box_in_after(pair, (left, top, left + width, top + height))
    says = f"A part of the product changed, {where(place)}." if changed else "No part of the product changed."
    return Measure(
        name="changed part", criterion=CRITERION, flag="look" if changed else "fine", says=says,
        value=round(share, 4), limit=limits.changed_blob, place=place if changed else None,
    )  # fmt: skip


def sharpness(pair: Pair, limits: Limits) -> Measure:
    """Laplacian energy over the photograph's, each over its contrast (Pech-Pacheco et al. 2000, normalised)."""
    energies = []
    for lab in pair.lab:
        light = lab[..., 0]
        fine = cv2.Laplacian(cv2.GaussianBlur(light, (0, 0), 1.0), cv2.CV_32F)
        energies.append(float(fine[pair.seen].std() / max(1.0, float(light[pair.seen].std()))))
    ratio = energies[1] / max(energies[0], 1e-6)
    soft = ratio < limits.sharpness
    return Measure(
        name="sharpness", criterion=CRITERION, flag="look" if soft else "fine", value=round(ratio, 2),
        limit=limits.sharpness, says="The product is blurred." if soft else "The product is as sharp as photographed.",
    )  # fmt: skip


def texture_kept(pair: Pair) -> float | None:
    """How much of the photograph's own fine texture is still there, 1 all of it; None where it has none.

    The slope of the edit's band-passed lightness on the photograph's, tile by tile away from edges, the best of 25
    shifts, the median of the textured tiles. Grain that an engine adds is not correlated and counts for nothing.
    """
    first, second = (
        cv2.GaussianBlur(lab[..., 0], (0, 0), 0.8) - cv2.GaussianBlur(lab[..., 0], (0, 0), 3.0) for lab in pair.lab
    )
    strong = cv2.dilate((np.abs(first) > 6).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    usable = (pair.seen & ~strong).astype(np.float32)
    tiles = (max(1, first.shape[1] // _TILE), max(1, first.shape[0] // _TILE))

    def mean(plane: Plane) -> Plane:
        return np.asarray(cv2.resize(plane, tiles, interpolation=cv2.INTER_AREA), np.float32)

    weight = mean(usable)
    power = mean(first * first * usable)
    textured = (weight > 0.5) & (power > _TEXTURE**2 * weight)
    if textured.sum() < 8:
        return None
    best = np.full(power.shape, -1.0, np.float32)
    for down in range(-2, 3):
        for right in range(-2, 3):
            moved = np.roll(second, (down, right), (0, 1))
            best = np.maximum(best, mean(first * moved * usable) / np.maximum(power, 1e-6))
    return float(np.median(best[textured]))


def _texture(kept: float, limits: Limits) -> Measure:
    gone = kept < limits.texture_kept
    return Measure(
        name="texture", criterion=CRITERION, flag="look" if gone else "fine", value=round(kept, 2),
        limit=limits.texture_kept,
        says="The fine texture is smoothed away or made anew." if gone else "The fine texture is still there.",
    )  # fmt: skip


def heat_map(pair: Pair) -> Image8 | None:
    """(H/2, W/2, 3) the photograph in grey, the changed parts of the product in yellow to red; None without any."""
    part = pair.product
    inner = change_map(part)
    if inner.max() < _CHANGED / 2:
        return None
    changes = np.zeros(pair.core[::2, ::2].shape, np.float32)
    left, top = part.origin[0] // 2, part.origin[1] // 2
    changes[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    grey = cv2.cvtColor(pair.before[::2, ::2], cv2.COLOR_RGB2GRAY)
    base = np.repeat((grey // 2 + 96)[..., None], 3, -1).astype(np.float32)
    heat = np.clip(changes / 20, 0, 1)[..., None]
    hot = np.concatenate([np.full_like(heat, 220.0), 190 * (1 - heat), np.full_like(heat, 30.0)], -1)
    cover = np.clip(heat * 2.5, 0, 0.92)
    return np.asarray(np.round(base * (1 - cover) + hot * cover), np.uint8)


def box_in_after(pair: Pair, corners: tuple[int, int, int, int]) -> Box:
    """A box of the photograph, in pixels, as fractions of the edit."""
    left, top, right, bottom = corners
    points = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)
    move = pair.registration.to_after
    placed = points @ move[:, :2].T + move[:, 2]
    height, width = pair.after.shape[:2]
    low = np.clip(placed.min(0) / [width, height], 0, 1)
    high = np.clip(placed.max(0) / [width, height], 0, 1)
    x, y = (round(float(v), 4) for v in low)
    w, h = (max(0.001, round(float(v), 4)) for v in high - low)
    return (x, y, min(w, 1 - x) or 0.001, min(h, 1 - y) or 0.001)


def where(box: Box) -> str:
    """A place in words."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    rows, columns = ("at the top", "in the middle", "at the bottom"), ("left", "centre", "right")
    return f"{rows[min(2, int(y * 3))]} {columns[min(2, int(x * 3))]}"
