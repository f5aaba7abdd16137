"""What is measured over an edit laid on its photograph, by the job and what its scope says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import IDENTITY
from studio.core.recipe.words import Job
from studio.evidence.alignment import aligned
from studio.evidence.asked import asked_measures
from studio.evidence.case import Case
from studio.evidence.changes import change_map, changed_parts, heat_map, is_other_everywhere
from studio.evidence.extension import extension_measures
from studio.evidence.identity import Kept, identity_measures
from studio.evidence.layout import layout_measures
from studio.evidence.pair import Pair, as_large, open_pair
from studio.evidence.staying import Staying, staying, unplaced_changes
from studio.evidence.surroundings import surroundings_measures
from studio.evidence.use import enlargement
from studio.evidence.whole import whole_product
from studio.vision.arrays import Mask


@dataclass(frozen=True)
class Compared:
    """What was measured over the registered pictures."""

    measures: tuple[Measure, ...]
    """In no order."""
    pair: Pair | None = None
    """The pair over the product; None when it was not found or the pictures cannot be registered."""
    heat: NDArray[np.uint8] | None = None
    """(h, w, 3) the photograph in grey with what changed in colour; None when nothing did."""


def compare(case: Case, source: NDArray[np.uint8], made: NDArray[np.uint8], limits: Limits) -> Compared:
    """Register an edit to its photograph and measure everything over both.

    Args:
        case: What was asked of the edit.
        source: (H, W, 3) the photograph.
        made: (h, w, 3) the edit.
        limits: When a measurement is worth a look.
    """
    stays = staying(case.job, case.matte, case.may_change, source.shape[:2], only_sets_copy=case.only_sets_copy)
    if stays is None:
        return Compared((_unknown(f"The product was not measured: {case.why_no_matte}"),))
    pair = open_pair(source, made, stays.region)
    edges = pair.registration.found
    if edges < limits.edges_least:
        return Compared((_unknown("The picture cannot be aligned with the photograph, so nothing was compared: "
                               "compare them by eye.", flag="look"),))  # fmt: skip
    found: list[Measure] = []
    if edges < limits.edges_found:
        found.append(_unknown(f"Only {edges:.0%} of the photograph's edges were found again: compare it by eye.",
                              flag="look"))  # fmt: skip
    kept = _kept(case, pair, stays, limits)
    found += kept.measures
    heat = kept.heat
    if case.matte is None:
        found.append(_unknown(f"The product's place in the frame was not measured: {case.why_no_matte}"))
        return Compared(tuple(found), heat=heat)
    product = pair.over(as_large(case.matte, pair.before))
    if case.job is not Job.BACKGROUND_REPLACEMENT and any(one.flag == "look" for one in kept.measures):
        # within a picture that stayed, the product may have moved by itself
        alone = open_pair(source, made, case.matte)
        if _is_found(alone, limits):
            product = alone
        else:
            found.append(_unknown("The product's place in the frame was not measured: it was not found again."))
            if case.job is Job.LAYOUT_EXTENSION:
                found += extension_measures(product, limits)
            return Compared(tuple(found), product, heat=heat)
    found += _product(case, product, limits)
    grown = pair.registration.scale * (made.shape[0] / pair.after.shape[0]) * (pair.before.shape[0] / source.shape[0])
    found.append(enlargement(grown, limits))
    return Compared(tuple(found), product, heat=heat)


def _is_found(alone: Pair, limits: Limits) -> bool:
    """Whether a product's own edges were found again: their usual share of what the frame still shows of it."""
    shown = float(alone.laid[1][alone.matte > 0.5].mean())
    return alone.registration.found > max(limits.edges_least, limits.edges_found * shown)


def _kept(case: Case, pair: Pair, stays: Staying, limits: Limits) -> Compared:
    """What must stay, and inside the rest what was asked; with the picture that shows the changes."""
    changes = change_map(pair.product)
    product = None
    if case.matte is not None:
        x, y = pair.product.origin
        height, width = pair.product.matte.shape
        product = as_large(case.matte, pair.before)[y : y + height, x : x + width]
    parts = changed_parts(pair.product, limits, changes)
    kept = Kept(
        pair.product, stays.noun, parts, is_known=stays.is_known, product=product,
        is_other=is_other_everywhere(pair.product, changes),
    )  # fmt: skip
    found = list(identity_measures(kept, limits))
    if not stays.is_known:
        found.append(unplaced_changes(kept, limits, case.job, case.asked_colour))
    elif case.may_change is not None and not case.only_sets_copy:
        inside = pair.over(as_large(case.may_change, pair.before))
        found += asked_measures(
            inside, limits, job=case.job, colour=case.asked_colour, strength=case.asked_strength,
            place=_aligned_in_whole(pair),
        )  # fmt: skip
    if case.is_put_back:
        found.append(_unknown("The product is the photograph's own, put back into the picture: "
                              "what is said of it says nothing about the engine.", name="put back"))  # fmt: skip
    return Compared(tuple(found), heat=heat_map(pair, changes))


def _aligned_in_whole(pair: Pair) -> Mask:
    """(H, W) where the edit lies on the photograph; beyond the region's box nothing says that it does not."""
    (left, top), (height, width) = pair.product.origin, pair.product.matte.shape
    whole = np.ones(pair.matte.shape, bool)
    whole[top : top + height, left : left + width] = aligned(pair.product)
    return whole


def _product(case: Case, pair: Pair, limits: Limits) -> Iterator[Measure]:
    """The product in its frame and on its ground."""
    if case.job is Job.BACKGROUND_REPLACEMENT and case.is_found:
        yield whole_product(pair, case.second, limits)
    yield from layout_measures(pair, limits, case.channel, may_shrink=case.job is Job.LAYOUT_EXTENSION)
    if case.job is not Job.DETAIL_REPAIR:
        yield from surroundings_measures(pair, limits)
    if case.job is Job.LAYOUT_EXTENSION:
        yield from extension_measures(pair, limits)


def _unknown(says: str, *, flag: str = "unknown", name: str = "registration") -> Measure:
    return Measure.model_validate({"name": name, "criterion": IDENTITY, "flag": flag, "says": says})
