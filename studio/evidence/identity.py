"""Subject identity: what changed inside everything that must stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000
from skimage.metrics import structural_similarity

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.evidence.changes import Part, box_in_after, where
from studio.evidence.pair import Pair, Plane

CRITERION = "subject identity"
_COLOURED = 12.0
"""Chroma from which a hue means something."""
_TILE = 32
_TEXTURE = 0.6
"""Least standard deviation of L* in a tile that has a texture to lose."""
_LOST = 0.6
"""Slope below which a tile's texture is no longer the photograph's."""
_ALIKE = (0.85, 1.2)
"""Ratios of sharpness that nobody sees."""
_PLAIN = 0.01
"""Fine contrast over contrast below which a surface has nothing that could be blurred."""
_LEAST_PX = 400


@dataclass(frozen=True)
class Kept:
    """Something that must stay, as it is measured and named."""

    pair: Pair
    """The pair cut to it."""
    noun: str
    """How a sentence begins with it, for example `The product`."""
    parts: tuple[Part, ...]
    """Its changed parts, the strongest first."""
    is_known: bool = True
    """Whether it is known that all of this must stay; else what changed may be what was asked."""

    @property
    def steady(self) -> Pair:
        """The pair without its changed parts, where these may be what was asked."""
        if self.is_known or not self.parts:
            return self.pair
        off = np.logical_or.reduce([part.mask for part in self.parts]).astype(np.uint8)
        there = cv2.dilate(off, np.ones((15, 15), np.uint8)) > 0
        rest = self.pair.over(np.where(there, 0, self.pair.matte))
        rest.__dict__["compared"] = self.pair.compared
        return rest


def identity_measures(kept: Kept, limits: Limits) -> Iterator[Measure]:
    """Drift of colour, changed parts, sharpness and texture of what must stay, over the registered edit."""
    if kept.pair.seen.sum() < _LEAST_PX:
        return
    if kept.is_known:
        yield preserved_region(kept)
        yield changed_part(kept, limits)
    steady = kept.steady
    if steady.seen.sum() < _LEAST_PX:
        return
    yield colour(steady, limits, kept.noun)
    crisp = sharpness(steady, limits, kept.noun)
    if crisp is not None:
        yield crisp
    found = texture_kept(steady)
    if found is not None:
        yield _texture(found, limits)


def preserved_region(kept: Kept) -> Measure:
    """PSNR, SSIM (Wang et al. 2004) and CIEDE2000 (Sharma et al. 2005) over what must stay; said, never flagged.

    They overlap between good and bad edits, so that no limit on them would be honest.
    """
    pair = kept.pair
    first, second = pair.compared
    apart = first.astype(np.float32)[pair.seen] - second[pair.seen]
    error = float((apart**2).mean())
    psnr = 99.0 if error == 0 else float(10 * np.log10(255**2 / error))
    grey = [cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (first, second)]
    ssim = structural_similarity(*grey, full=True, gaussian_weights=True, use_sample_covariance=False, data_range=255)[
        1
    ]
    drift = delta_e(pair)
    middle, high = np.percentile(drift, (50, 95))
    value = float(ssim[pair.seen].mean())
    same = f" {pair.copied:.0%} of it is the photograph, bit for bit." if pair.copied else ""
    return Measure(
        name="preserved region", criterion=CRITERION, flag="fine", value=round(psnr, 1), unit="dB",
        says=f"{kept.noun} against the photograph: PSNR {psnr:.1f} dB, SSIM {value:.3f}, "
             f"ΔE2000 {middle:.1f} in the middle and {high:.1f} at the worst twentieth.{same}",
    )  # fmt: skip


def delta_e(pair: Pair) -> Plane:
    """CIEDE2000 of the product's pixels, softened against grain and at half the resolution."""
    first, second = (cv2.GaussianBlur(lab, (0, 0), 1.5)[::2, ::2] for lab in pair.lab)
    seen = pair.seen[::2, ::2]
    return np.asarray(deltaE_ciede2000(first[seen], second[seen]), np.float32)


def colour(pair: Pair, limits: Limits, noun: str) -> Measure:
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
    if worst:
        says = f"{noun} changed colour: {', '.join(text for _, text in worst)}."
    else:
        says = f"Its mean colour moved by ΔE2000 {drift:.1f}, its lightness by {light:+.1f}: nobody sees that."
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


def changed_part(kept: Kept, limits: Limits) -> Measure:
    """The strongest changed part, and how many more there are."""
    noun = kept.noun[0].lower() + kept.noun[1:]
    if not kept.parts:
        return Measure(name="changed part", criterion=CRITERION, flag="fine", value=0.0, limit=limits.changed_part,
                       says=f"No changed part was found in {noun}.")  # fmt: skip
    worst = kept.parts[0]
    places = [box_in_after(kept.pair, part.box) for part in kept.parts]
    more = f" {len(places) - 1} more changed, the next {where(places[1])}." if len(places) > 1 else ""
    return Measure(
        name="changed part", criterion=CRITERION, flag="look", value=round(worst.strength, 1),
        limit=limits.changed_part, place=places[0],
        says=f"A part of {noun} changed, {where(places[0])}.{more}",
    )  # fmt: skip


def sharpness(pair: Pair, limits: Limits, noun: str) -> Measure | None:
    """Laplacian energy over the photograph's, each over its contrast (Pech-Pacheco et al. 2000, normalised).

    None where the photograph shows nothing fine.
    """
    energies = []
    for lab in pair.lab:
        light = lab[..., 0]
        fine = cv2.Laplacian(cv2.GaussianBlur(light, (0, 0), 1.0), cv2.CV_32F)
        energies.append(float(fine[pair.seen].std() / max(1.0, float(light[pair.seen].std()))))
    if energies[0] < _PLAIN:
        return None
    ratio = energies[1] / energies[0]
    soft = ratio < limits.sharpness
    if soft:
        says = f"{noun} is blurred: {ratio:.0%} of the photograph's fine contrast is left."
    elif ratio < _ALIKE[0]:
        says = f"{noun} is a little softer than photographed ({ratio:.0%} of its fine contrast)."
    elif ratio > _ALIKE[1]:
        says = f"{noun} is sharper or grainier than photographed ({ratio:.0%} of its fine contrast)."
    else:
        says = f"{noun} has {ratio:.0%} of the photograph's fine contrast."
    return Measure(name="sharpness", criterion=CRITERION, flag="look" if soft else "fine", value=round(ratio, 2),
                   limit=limits.sharpness, says=says)  # fmt: skip


@dataclass(frozen=True)
class Texture:
    """What became of the fine texture."""

    kept: float
    """How much of the photograph's own is still there, median over tiles; 1 is all of it."""
    lost: float
    """Share of the textured tiles in which it is not."""
    energy: float
    """Strength of what stands where it is lost, over the photograph's; about 1 where it was made anew."""
    alike: float
    """Correlation with the photograph's, whatever its strength, median over tiles."""


def texture_kept(pair: Pair, *, least: int = 8) -> Texture | None:
    """How much of the photograph's own fine texture is still there; None where it has none.

    The slope of the edit's band-passed lightness on the photograph's, tile by tile away from edges, the best of nine
    shifts. Grain that an engine adds is not correlated and counts for nothing.

    Args:
        pair: The pair cut to its region.
        least: Fewest textured tiles of 32 pixels that say anything.
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
    textured = (weight > 0.4) & (power > _TEXTURE**2 * weight)
    if textured.sum() < least:
        return None
    best = np.full(power.shape, -1.0, np.float32)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            moved = np.roll(second, (down, right), (0, 1))
            best = np.maximum(best, mean(first * moved * usable) / np.maximum(power, 1e-6))
    slopes = best[textured]
    energies = np.sqrt(mean(second * second * usable) / np.maximum(power, 1e-6))[textured]
    gone = slopes <= max(_LOST, float(np.median(slopes)))
    return Texture(
        float(np.median(slopes)), float((slopes < _LOST).mean()), float(np.median(energies[gone])),
        float(np.median(slopes / np.maximum(energies, 1e-3))),
    )  # fmt: skip


def _texture(found: Texture, limits: Limits) -> Measure:
    gone = found.kept < limits.texture_kept or found.lost > limits.texture_lost
    what = "made anew" if found.energy > limits.texture_kept else "smoothed away"
    if gone:
        part = "The fine texture" if found.kept < limits.texture_kept else f"{found.lost:.0%} of the fine texture"
        says = f"{part} is {what}."
    else:
        says = f"{min(1.0, found.kept):.0%} of the fine texture that could be measured is the photograph's."
    return Measure(name="texture", criterion=CRITERION, flag="look" if gone else "fine", value=round(found.kept, 2),
                   limit=limits.texture_kept, says=says)  # fmt: skip
