"""What an extension added around the photograph: flat rectangles, strips that repeat, and the joint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import REUSE
from studio.core.subject import Box
from studio.evidence.pair import Pair, Plane
from studio.vision.arrays import Mask
from studio.vision.colour import to_lab

_WORK_PX = 512
"""Shorter side at which the added part is looked at."""
_LEAST_SHARE = 0.03
"""Share of the picture's width or height from which a side counts as added."""
_BANDS = ((0.0, 1.5, 0.05, 0.5), (1.2, 4.0, 0.08, 1.2))
"""Of fine and of coarser texture: finer and coarser scale in pixels, the L* that counts as none, and the share of the
flattest part of the photograph that does."""
_FLATTEST, _USUALLY_FLAT = 1, 0.2
"""Percentile of the photograph that is its flattest part, and the share of flat photograph at which a flat area beside
it tells nothing."""
_RECTANGLE, _STRAIGHT, _BESIDE_PX = 0.85, 0.8, 7
"""Share of its box that a rectangle fills, share of a side along which texture begins, and how far out it is looked
for."""
_SHORTEST_REPEAT_PX = 10
_STEP, _STEP_OVER_USUAL = 3.0, 1.6
"""A step across the joint is seen from so many delta E above so many times what is usual in the same line."""
_TONE = 0.7
"""Delta E of the mean tone across a joint that nobody sees."""
_UNSEEN = 0.06, 0.8
"""Share of a joint's length, and step of tone over the usual, below which nobody sees it."""
_WHERE = {"left": "at the left", "right": "at the right", "top": "at the top", "bottom": "at the bottom"}

_PixelBox = tuple[int, int, int, int]


@dataclass(frozen=True)
class Added:
    """An extended picture at working size, and where the photograph lies in it."""

    lab: Plane
    """(h, w, 3) CIE L*a*b*."""
    box: _PixelBox
    """Left, top, right and bottom of the photograph in it; the last two exclusive."""

    @property
    def inside(self) -> tuple[slice, slice]:
        """Rows and columns of the photograph."""
        left, top, right, bottom = self.box
        return slice(top, bottom), slice(left, right)

    @property
    def sides(self) -> dict[str, _PixelBox]:
        """The parts that were added, by side."""
        height, width = self.lab.shape[:2]
        left, top, right, bottom = self.box
        return {"left": (0, 0, left, height), "right": (right, 0, width, height),
                "top": (0, 0, width, top), "bottom": (0, bottom, width, height)}  # fmt: skip

    def placed(self, box: _PixelBox) -> Box:
        """A box in pixels as fractions."""
        height, width = self.lab.shape[:2]
        left, top, right, bottom = box
        return left / width, top / height, (right - left) / width, (bottom - top) / height


def added_part(pair: Pair) -> Added | None:
    """What lies outside the registered photograph; None when hardly anything does."""
    height, width = pair.before.shape[:2]
    scale = min(1.0, _WORK_PX / min(pair.after.shape[:2]))
    small = np.asarray(cv2.resize(pair.after, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    high, wide = small.shape[:2]
    corners = np.array([[0, 0, 1], [width, height, 1]], float) @ np.asarray(pair.registration.to_after).T * scale
    (left, top), (right, bottom) = np.round(np.clip(corners, 0, (wide, high))).astype(int).tolist()
    least = _LEAST_SHARE * wide, _LEAST_SHARE * high
    if right <= left or bottom <= top or (left + wide - right < least[0] and top + high - bottom < least[1]):
        return None
    return Added(to_lab(small), (left, top, right, bottom))


def extension_measures(pair: Pair, limits: Limits) -> Iterator[Measure]:
    """Flat rectangles, strips that repeat and steps at the joint, in what an extension of any engine added.

    On 31 of other people's wide pictures that no limit was set on, cut to a square and completed by their own truth:
    2 raise a false flag (a step along a real line, a rectangle of a screenshot). Of filled rectangles 87 % are seen, of
    strips laid side by side 90 %, of content that is moved along the joint 23 %, of a tone 9 bytes off 10 %.
    """
    added = added_part(pair)
    if added is None:
        return
    clean = True
    rectangle = max((box for band in _BANDS for box in _rectangles(added, limits, band)), key=_area, default=None)
    if rectangle is not None:
        clean = False
        yield Measure(name="rectangle", criterion=REUSE, flag="look", place=added.placed(rectangle),
                      says="A flat rectangle without texture was added beside the photograph.")  # fmt: skip
    value, side = max((_repeat(added, side), side) for side in added.sides)
    if value > limits.repeat:
        clean = False
        yield Measure(name="repeat", criterion=REUSE, flag="look", value=round(value, 2), limit=limits.repeat,
                      says=f"What was added {_WHERE[side]} repeats one strip again and again.",
                      place=added.placed(added.sides[side]))  # fmt: skip
    joints = [(*_joint(added, side), side) for side in added.sides]
    worst = max(joints, key=lambda joint: max(joint[0] / limits.joint, joint[1] / limits.tone))
    yield from _seam(added, limits, worst, clean=clean)


def _seam(added: Added, limits: Limits, worst: tuple[float, float, str], *, clean: bool) -> Iterator[Measure]:
    """The worst joint; nothing is said of one that is neither plain to see nor surely unseen."""
    share, tone, side = worst
    if share > limits.joint or tone > limits.tone:
        yield Measure(name="seam", criterion=REUSE, flag="look", value=round(share, 2), limit=limits.joint,
                      says=f"A seam shows where the photograph ended, {_WHERE[side]}.",
                      place=added.placed(_joint_box(added, side)))  # fmt: skip
    elif clean and share < _UNSEEN[0] and tone < _UNSEEN[1]:
        yield Measure(name="seam", criterion=REUSE, flag="fine", value=round(share, 2), limit=limits.joint,
                      says="No seam was found where the photograph ended.")  # fmt: skip


def _area(box: _PixelBox) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _rectangles(added: Added, limits: Limits, band: tuple[float, float, float, float]) -> Iterator[_PixelBox]:
    """Upright rectangles with hardly any texture of a band, with texture beginning along all sides but one."""
    finer, coarser, none, of_flattest = band
    light = added.lab[..., 0]
    fine = cv2.GaussianBlur(light, (0, 0), finer) if finer else light
    texture = cv2.blur(np.abs(fine - cv2.GaussianBlur(light, (0, 0), coarser)), (9, 9))
    flattest = float(np.percentile(texture[added.inside], _FLATTEST))
    highest = max(none, of_flattest * flattest)
    if float((texture[added.inside] < highest).mean()) > _USUALLY_FLAT:
        return
    flat = (texture < highest).astype(np.uint8)
    flat[added.inside] = 0
    flat = np.asarray(cv2.morphologyEx(flat, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)))
    near = np.asarray(cv2.dilate(texture, np.ones((11, 11), np.uint8)))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(flat)
    for number in range(1, count):
        x, y, w, h, area = (int(value) for value in boxes[number])
        if area < limits.rectangle * flat.size or area < _RECTANGLE * w * h:
            continue
        level = float(texture[labels == number].mean())
        if level > 0.7 * highest:
            continue
        straight = _straight_sides(near > 3 * level + 0.12, (x, y, x + w, y + h))
        if sum(straight) >= max(2, len(straight) - 1):
            yield x, y, x + w, y + h


def _straight_sides(textured: Mask, box: _PixelBox) -> list[bool]:
    """For each side of a box that is not the picture's own: whether texture begins along it."""
    (left, top, right, bottom), (height, width) = box, textured.shape
    out = _BESIDE_PX
    lines = []
    if top > out:
        lines.append(textured[top - out, left:right])
    if bottom < height - out:
        lines.append(textured[bottom + out - 1, left:right])
    if left > out:
        lines.append(textured[top:bottom, left - out])
    if right < width - out:
        lines.append(textured[top:bottom, right + out - 1])
    return [float(line.mean()) >= _STRAIGHT for line in lines]


def _repeat(added: Added, side: str) -> float:
    """How well an added side matches itself some way further out, above any other way and above the photograph."""
    light = added.lab[..., 0]
    detail = cv2.GaussianBlur(light, (0, 0), 1) - cv2.GaussianBlur(light, (0, 0), 3)
    detail = detail / (cv2.blur(np.abs(detail), (31, 31)) + 0.4)
    left, top, right, bottom = added.sides[side]
    part, own = detail[top:bottom, left:right], detail[added.inside]
    if side in {"top", "bottom"}:
        part, own = part.T, own.T
    last = int(0.6 * part.shape[1])
    if min(part.shape) < 4 * _SHORTEST_REPEAT_PX:
        return 0.0
    here, usual = _likeness_by_lag(part), np.zeros(part.shape[1])
    there = _likeness_by_lag(own)[: len(usual)]
    usual[: len(there)] = there
    usual = np.maximum.reduce([np.roll(usual, -1), usual, np.roll(usual, 1)])
    lags = slice(_SHORTEST_REPEAT_PX, last)
    anywhere = max(0.0, float(np.median(here[lags])))
    return float((here[lags] - np.maximum(usual[lags], anywhere)).max())


def _likeness_by_lag(detail: Plane) -> Plane:
    """Correlation of a plane with itself moved by 0, 1, … columns, each over the columns that both have."""
    width = detail.shape[1]
    spectrum = np.fft.rfft(detail - detail.mean(), 2 * width, axis=1)
    products = np.fft.irfft((np.abs(spectrum) ** 2).sum(0))[:width]
    energy = np.concatenate([[0], np.cumsum(((detail - detail.mean()) ** 2).sum(0))])
    lags = np.arange(width)
    both = energy[width - lags] * (energy[width] - energy[lags])
    return np.asarray(products / np.sqrt(np.maximum(both, 1e-9)))


def _joint(added: Added, side: str) -> tuple[float, float]:
    """Longest unbroken share of a joint along which a step shows, and how far the whole tone steps, over the usual."""
    left, top, right, bottom = added.box
    across = side in {"left", "right"}
    lines = added.lab[top:bottom] if across else added.lab.transpose(1, 0, 2)[left:right]
    place = {"left": left, "right": right, "top": top, "bottom": bottom}[side]
    beside = [at for at in range(place - 36, place + 37, 3) if abs(at - place) >= 9 and 8 < at < lines.shape[1] - 8]
    if not beside or not 12 < place < lines.shape[1] - 12:
        return 0.0, 0.0
    soft = cv2.blur(np.ascontiguousarray(lines), (1, 9))

    def step(at: int, reach: int) -> Plane:
        return np.asarray(soft[:, at - 1 - reach : at - 1].mean(1) - soft[:, at + 1 : at + 1 + reach].mean(1))

    here = np.maximum.reduce([np.linalg.norm(step(place + by, 2), axis=-1) for by in (-1, 0, 1)])
    usual = np.quantile([np.linalg.norm(step(at, 2), axis=-1) for at in beside], 0.85, axis=0)
    seen = (here > _STEP + _STEP_OVER_USUAL * usual).astype(np.uint8)
    closed = cv2.morphologyEx(seen[None], cv2.MORPH_CLOSE, np.ones((1, 7), np.uint8))[0]
    ends = np.flatnonzero(np.diff(np.concatenate([[0], closed, [0]]).astype(int)))
    share = max((ends[1::2] - ends[::2]).tolist(), default=0) / len(closed)
    whole, others = (np.linalg.norm([step(at, 6).mean(0) for at in places], axis=-1) for places in ([place], beside))
    return share, float(whole[0] / max(float(others.max()), _TONE))


def _joint_box(added: Added, side: str) -> _PixelBox:
    """A narrow box along one joint."""
    left, top, right, bottom = added.box
    reach = 4
    return {"left": (left - reach, top, left + reach, bottom), "right": (right - reach, top, right + reach, bottom),
            "top": (left, top - reach, right, top + reach),
            "bottom": (left, bottom - reach, right, bottom + reach)}[side]  # fmt: skip
