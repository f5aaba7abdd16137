"""Subject identity: what changed inside everything that must stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000

from studio.core.attempts.evidence import Flag, Limits, Measure
from studio.core.attempts.review import IDENTITY
from studio.evidence.alignment import aligned, alike_in_tone, gain_of_light
from studio.evidence.changes import Part, changed_part
from studio.evidence.pair import Pair, Plane
from studio.evidence.texture import texture_kept, texture_measure
from studio.vision.arrays import Image8, Mask

_COLOURED = 12.0
"""Chroma from which a hue means something."""
_ALIKE = (0.85, 1.2)
"""Ratios of sharpness that nobody sees."""
_SURE = 2.5
"""Distance in a*b* below which a change of hue or chroma is not named."""
_TILE, _LEAST_TILES = 32, 4
_FINE, _OVER_GRAIN = 0.6, 4.0
"""Laplacian in L*, and over that of the photograph's grain, below which a tile has nothing that could be blurred."""
_LIT_ALIKE = 0.9
"""Share of that which must have the photograph's light and colour before a texture is said to be lost."""
_ALIGNED = 0.7
"""Share of what must stay that must lie on the photograph before anything fine is said of it."""
_LEAST_PX, _LEAST_COLOURED = 400, 50
_THIN_PX = 5
"""Width up to which something coloured is a line, at half the resolution."""
_WHOLE, _MOST_OF_IT = 0.98, 0.25
_SSIM_LIGHT, _SSIM_CONTRAST = (0.01 * 255) ** 2, (0.03 * 255) ** 2
"""Wang's constants for bytes."""


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
    is_other: bool = False
    """Whether it differs from the photograph everywhere."""
    product: Plane | None = None
    """(H, W) the product, cut as the pair: colour, sharpness and texture are those of its part that must stay."""

    @property
    def steady(self) -> tuple[Pair, str]:
        """Where colour, sharpness and texture are measured, and how that is called.

        Without the changed parts, where these may be what was asked.
        """
        matte, noun = self.pair.matte, self.noun
        if self.product is not None:
            inside = np.minimum(matte, self.product)
            if (inside > _WHOLE).sum() > max(_LEAST_PX, _MOST_OF_IT * (self.product > _WHOLE).sum()):
                matte, noun = inside, "The product"
        if not self.is_known and self.parts:
            off = np.logical_or.reduce([part.mask for part in self.parts]).astype(np.uint8)
            matte = np.where(cv2.dilate(off, np.ones((15, 15), np.uint8)) > 0, 0, matte)
        if matte is self.pair.matte:
            return self.pair, noun
        first, second = self.pair.compared
        same = float((first == second).all(-1)[matte > _WHOLE].mean()) if self.pair.copied else 0.0
        rest = replace(self.pair.over(matte), copied=same)
        rest.__dict__.update(laid=self.pair.laid, compared=self.pair.compared, lab=self.pair.lab)
        return rest, noun


def identity_measures(kept: Kept, limits: Limits) -> Iterator[Measure]:
    """Drift of colour, changed parts, sharpness and texture of what must stay, over the registered edit."""
    if kept.pair.seen.sum() < _LEAST_PX:
        return
    steady, noun = kept.steady
    place = aligned(steady)
    is_aligned = bool((place & steady.seen).sum() > max(_LEAST_PX, _ALIGNED * steady.seen.sum()))
    if kept.is_known:
        yield preserved_region(kept)
        yield changed_part(kept.pair, kept.parts, limits, noun=kept.noun, is_aligned=is_aligned, is_other=kept.is_other)
    if steady.seen.sum() < _LEAST_PX:
        return
    yield colour(steady, limits, noun, place if is_aligned else None)
    if is_aligned:
        yield from _fine(steady, place, limits, noun)
    else:
        says = f"{noun} does not lie on the photograph: cannot tell whether it is as sharp and textured."
        yield Measure(name="texture", criterion=IDENTITY, flag="unknown", says=says)


def _fine(pair: Pair, place: Mask, limits: Limits, noun: str) -> Iterator[Measure]:
    """Sharpness and texture where the two lie on each other in the same light; what is blurred kept no texture."""
    if pair.is_far_smaller:
        says = f"{noun} has far fewer pixels than in the photograph: cannot tell whether it is as sharp and textured."
        yield Measure(name="texture", criterion=IDENTITY, flag="unknown", says=says)
        return
    alike = place & alike_in_tone(pair)
    is_lit_alike = bool((alike & pair.seen).sum() > _LIT_ALIKE * (place & pair.seen).sum())
    crisp = sharpness(pair, alike, limits, noun, is_lit_alike=is_lit_alike)
    if crisp is not None:
        yield crisp
    found = texture_kept(pair, alike)
    if found is not None:
        is_turned = abs(pair.registration.turn_deg) > limits.turn_deg
        texture = texture_measure(found, limits, is_as_it_was=is_lit_alike and not is_turned)
        if crisp is None or crisp.flag == "fine" or texture.flag != "fine":
            yield texture


def preserved_region(kept: Kept) -> Measure:
    """PSNR, SSIM (Wang et al. 2004) and CIEDE2000 (Sharma et al. 2005) over what must stay; said, never flagged.

    They overlap between good and bad edits, so that no limit on them would be honest.
    """
    pair = kept.pair
    first, second = pair.compared
    apart = first.astype(np.float32)[pair.seen] - second[pair.seen]
    error = float((apart**2).mean())
    psnr = 99.0 if error == 0 else min(99.0, float(10 * np.log10(255**2 / error)))
    drift = delta_e(pair)
    middle, high = np.percentile(drift, (50, 95))
    value = float(ssim(first, second)[pair.seen].mean())
    same = f" {int(pair.copied * 100)}% of it is the photograph, bit for bit." if pair.copied else ""
    return Measure(
        name="preserved region", criterion=IDENTITY, flag="fine", value=round(psnr, 1), unit="dB",
        says=f"{kept.noun} against the photograph: PSNR {psnr:.1f} dB, SSIM {value:.3f}, "
             f"ΔE2000 {middle:.1f} in the middle and {high:.1f} at the worst twentieth.{same}",
    )  # fmt: skip


def ssim(first: Image8, second: Image8) -> Plane:
    """(H, W) structural similarity of two pictures' grey (Wang et al. 2004); scikit-image takes six times as long."""
    one, other = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) for picture in (first, second))
    mean, mean_other, square, square_other, product = (
        cv2.GaussianBlur(plane, (11, 11), 1.5, borderType=cv2.BORDER_REFLECT)
        for plane in (one, other, one * one, other * other, one * other)
    )
    means, spreads = mean * mean + mean_other * mean_other, square + square_other
    together = mean * mean_other
    alike = (2 * together + _SSIM_LIGHT) * (2 * (product - together) + _SSIM_CONTRAST)
    return np.asarray(alike / ((means + _SSIM_LIGHT) * (spreads - means + _SSIM_CONTRAST)))


def delta_e(pair: Pair) -> Plane:
    """CIEDE2000 of the product's pixels, softened against grain and at half the resolution."""
    first, second = (cv2.GaussianBlur(lab, (0, 0), 1.5)[::2, ::2] for lab in pair.lab)
    seen = pair.seen[::2, ::2]
    return np.asarray(deltaE_ciede2000(first[seen], second[seen]), np.float32)


def colour(pair: Pair, limits: Limits, noun: str, place: Mask | None) -> Measure:
    """Drift of the mean colour, of lightness, and of hue and chroma over coloured pixels; the worst is said.

    At half the resolution, softened.

    Args:
        pair: The pair cut to its region.
        limits: When it is worth a look.
        noun: How a sentence about it begins.
        place: (H, W) where the two lie on each other; None when they do not, and only the mean can be compared.
    """
    seen = (pair.seen if place is None else pair.seen & place)[::2, ::2]
    here, there = (cv2.GaussianBlur(lab, (0, 0), 3)[::2, ::2] for lab in pair.lab)
    drift = float(deltaE_ciede2000(*(lab[seen].mean(0, dtype=np.float64) for lab in (here, there))))
    light = float(np.median((there - here)[..., 0][seen]))
    findings = [(drift / limits.colour_drift, f"its mean colour moved (ΔE2000 {drift:.1f})")]
    if place is not None:
        findings.append(
            (abs(light) / limits.lightness_shift, f"it is {'lighter' if light > 0 else 'darker'} (L* {light:+.1f})")
        )
        findings += _chromatic(here, there, seen, limits)
    worst = sorted((finding for finding in findings if finding[0] > 1), reverse=True)
    if worst:
        says = f"{noun} changed colour: {', '.join(text for _, text in worst)}."
    elif place is None:
        says = f"Its mean colour moved by ΔE2000 {drift:.1f}."
    else:
        says = f"Its mean colour moved by ΔE2000 {drift:.1f}, its lightness by {light:+.1f}: nobody sees that."
    return Measure(
        name="colour", criterion=IDENTITY, flag="look" if worst else "fine", says=says, value=round(drift, 2),
        unit="ΔE2000", limit=limits.colour_drift,
    )  # fmt: skip


def _chromatic(here: Plane, there: Plane, seen: Mask, limits: Limits) -> Iterator[tuple[float, str]]:
    """Turn of hue and change of chroma over their limits, medians over coloured areas; nothing that is hardly seen.

    Thin letters are no area: fewer pixels and a JPEG take the colour out of them.
    """
    strong = np.hypot(here[..., 1], here[..., 2]) > _COLOURED
    coloured = cv2.erode((strong & seen).astype(np.uint8), np.ones((_THIN_PX, _THIN_PX), np.uint8)) > 0
    if coloured.sum() < _LEAST_COLOURED:
        return
    first, second = here[coloured], there[coloured]
    chroma = np.hypot(first[:, 1], first[:, 2])
    after = np.hypot(second[:, 1], second[:, 2])
    turn = np.degrees(np.arctan2(second[:, 2], second[:, 1]) - np.arctan2(first[:, 2], first[:, 1]))
    hue = abs(float(np.median((turn + 180) % 360 - 180)))
    if np.radians(hue) * float(np.median(np.sqrt(after * chroma))) > _SURE:
        yield hue / limits.hue_shift, f"its hue turned by {hue:.0f}°"
    change = float(np.median((after - chroma) / chroma))
    if abs(float(np.median(after - chroma))) > _SURE:
        yield (
            abs(change) / limits.chroma_shift,
            f"its colour is {abs(change):.0%} {'stronger' if change > 0 else 'paler'}",
        )


def sharpness(pair: Pair, place: Mask, limits: Limits, noun: str, *, is_lit_alike: bool) -> Measure | None:
    """Laplacian energy over the photograph's (Pech-Pacheco et al. 2000), median over the tiles that have most of it.

    None where the photograph shows nothing fine. Less contrast is blur only in the photograph's light: glare veils it.
    """
    fine = [cv2.Laplacian(cv2.GaussianBlur(lab[..., 0], (0, 0), 1.0), cv2.CV_32F) for lab in pair.lab]
    usable = (pair.seen & place).astype(np.float32)
    tiles = tuple(max(1, side // _TILE) for side in usable.shape[::-1])
    weight, before, after = (
        cv2.resize(plane * usable, tiles, interpolation=cv2.INTER_AREA)
        for plane in (np.ones_like(usable), fine[0] ** 2, (fine[1] * gain_of_light(pair)) ** 2)
    )
    lively = (weight > 0.4) & (before > max(_FINE, _OVER_GRAIN * pair.grain) ** 2 * weight)
    if lively.sum() < _LEAST_TILES:
        return None
    most = lively & (before >= np.median(before[lively]))
    ratio = float(np.median(np.sqrt(after[most] / before[most])))
    flag: Flag = "fine" if ratio >= limits.sharpness else "look" if is_lit_alike else "unknown"
    if flag == "unknown":
        says = "Its light, colour or angle changed: cannot tell whether it is as sharp as photographed."
    elif flag == "look":
        says = f"{noun} is blurred: {ratio:.0%} of the photograph's fine contrast is left."
    elif ratio < _ALIKE[0]:
        says = f"{noun} is a little softer than photographed ({ratio:.0%} of its fine contrast)."
    elif ratio > _ALIKE[1]:
        says = f"{noun} is sharper or grainier than photographed ({ratio:.0%} of its fine contrast)."
    else:
        says = f"{noun} has {ratio:.0%} of the photograph's fine contrast."
    return Measure(name="sharpness", criterion=IDENTITY, flag=flag, value=round(ratio, 2),
                   limit=limits.sharpness, says=says)  # fmt: skip
