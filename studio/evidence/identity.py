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
from studio.evidence.texture import texture_kept, texture_measure

CRITERION = "subject identity"
_COLOURED = 12.0
"""Chroma from which a hue means something."""
_ALIKE = (0.85, 1.2)
"""Ratios of sharpness that nobody sees."""
_PLAIN = 0.01
"""Fine contrast over contrast below which a surface has nothing that could be blurred."""
_LEAST_PX = 400
_WHOLE, _MOST_OF_IT = 0.98, 0.25


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
        rest = self.pair.over(matte)
        rest.__dict__["compared"] = self.pair.compared
        return rest, noun


def identity_measures(kept: Kept, limits: Limits) -> Iterator[Measure]:
    """Drift of colour, changed parts, sharpness and texture of what must stay, over the registered edit."""
    if kept.pair.seen.sum() < _LEAST_PX:
        return
    if kept.is_known:
        yield preserved_region(kept)
        yield changed_part(kept, limits)
    steady, noun = kept.steady
    if steady.seen.sum() < _LEAST_PX:
        return
    yield colour(steady, limits, noun)
    crisp = sharpness(steady, limits, noun)
    if crisp is not None:
        yield crisp
    found = texture_kept(steady)
    if found is not None:
        yield texture_measure(found, limits)


def preserved_region(kept: Kept) -> Measure:
    """PSNR, SSIM (Wang et al. 2004) and CIEDE2000 (Sharma et al. 2005) over what must stay; said, never flagged.

    They overlap between good and bad edits, so that no limit on them would be honest.
    """
    pair = kept.pair
    first, second = pair.compared
    apart = first.astype(np.float32)[pair.seen] - second[pair.seen]
    error = float((apart**2).mean())
    psnr = 99.0 if error == 0 else min(99.0, float(10 * np.log10(255**2 / error)))
    grey = [cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (first, second)]
    ssim = structural_similarity(*grey, full=True, gaussian_weights=True, use_sample_covariance=False, data_range=255)[
        1
    ]
    drift = delta_e(pair)
    middle, high = np.percentile(drift, (50, 95))
    value = float(ssim[pair.seen].mean())
    same = f" {int(pair.copied * 100)}% of it is the photograph, bit for bit." if pair.copied else ""
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
