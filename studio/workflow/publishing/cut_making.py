"""One cut: an approved picture cropped, scaled, encoded, and held against the rules of its channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.crop import Area, CropPlan, Subject
from studio.core.attempts.cut import Cut, formats_for, rules_digest
from studio.core.attempts.cut_pixels import CannotCut
from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import FIT, LAYOUT
from studio.core.channel import Channel
from studio.evidence.use import channel_measures, file_measures, provenance
from studio.pictures import decode, digest_of, on_white
from studio.pictures.cutting import CLEAR, ENDINGS, Encoded, cut_out, encode_within
from studio.pictures.xmp import Origin

if TYPE_CHECKING:
    from PIL import Image

_AIR = 0.03
"""Room between the product and the edge of the cut below which somebody should look, of its shorter side."""


@dataclass(frozen=True)
class Approved:
    """An approved picture, decoded once for all of its cuts."""

    attempt: Attempt
    digest: str
    """Digest of the approved bytes."""
    picture: Image.Image
    """RGB, or RGBA where something shows through."""
    base: str
    """Beginning of the names of its cuts."""
    origin: Origin
    """What its cuts say of where they come from."""
    is_generative: bool
    """Whether a model had a hand in it."""

    @property
    def is_clear(self) -> bool:
        """Whether something shows through."""
        return self.picture.mode == "RGBA"


def make_cut(
    approved: Approved, channel: Channel, plan: CropPlan, subject: Subject | None, limits: Limits
) -> tuple[Cut, bytes]:
    """A cut and its record.

    Args:
        approved: What it is made of.
        channel: Where it will be used.
        plan: The crop and the pixels.
        subject: Where the product is; None where nobody had to know.
        limits: When a measurement is worth a look.

    Raises:
        CannotCut: The channel would refuse the file, whatever its quality.
    """
    part = cut_out(approved.picture, plan.crop, (plan.target.width, plan.target.height))
    keeps_clear = approved.is_clear and channel.alpha and channel.background != "white"
    form, encoded = _encoded(part, channel, approved.origin, keeps_clear=keeps_clear)
    is_flat = approved.is_clear and form not in (CLEAR if keeps_clear else ())
    shown = np.asarray(on_white(decode(encoded.data, name="the cut")))
    findings = [
        *_placing(approved, channel, plan, subject),
        *_flattened(is_flat=is_flat, is_clear=approved.is_clear, channel=channel),
        *channel_measures(shown, channel, white_share=limits.white_share),
        *file_measures(encoded.data, channel),
        *_origin(approved, channel, encoded.data),
        *_for_your_eye(channel),
    ]
    _require_white(findings, channel)
    width, height = plan.target.width, plan.target.height
    return Cut(
        recipe=approved.attempt.recipe, edit=approved.attempt.edit, variation=approved.attempt.variation,
        attempt=approved.attempt.id, picture=approved.digest, channel=channel.name, as_of=channel.as_of,
        rules=rules_digest(channel), file=f"{approved.base}-{channel.name}-{width}x{height}.{ENDINGS[form]}",
        digest=digest_of(encoded.data), size_bytes=len(encoded.data), width_px=width, height_px=height, format=form,
        quality=encoded.quality, crop=plan.crop, scale=round(plan.scale, 4), findings=tuple(findings),
    ), encoded.data  # fmt: skip


def _encoded(part: Image.Image, channel: Channel, origin: Origin, *, keeps_clear: bool) -> tuple[str, Encoded]:
    """The first of the channel's formats in which the cut keeps within its bytes."""
    clear = formats_for(channel, writable=ENDINGS, holding=CLEAR) if keeps_clear else []
    for form in clear or formats_for(channel, writable=ENDINGS):
        picture = part if clear else on_white(part)
        if encoded := encode_within(picture, form, most_bytes=channel.max_bytes, origin=origin):
            return form, encoded
    if not formats_for(channel, writable=ENDINGS):
        raise CannotCut(
            f"{channel.label} takes {', '.join(channel.formats)}, and the studio writes {', '.join(ENDINGS)}",
            "Take the approved picture and save it in that format by hand.",
        )
    raise CannotCut(
        f"{channel.label} takes at most {(channel.max_bytes or 0) / 1e6:g} MB, and the file is larger at every quality "
        "that still looks right",
        "A calmer background makes a smaller file.",
    )


def _placing(approved: Approved, channel: Channel, plan: CropPlan, subject: Subject | None) -> Iterator[Measure]:
    """How the crop was laid, and what that does to the product."""
    if plan.scale > 1:
        yield Measure(name="enlargement", criterion=FIT, flag="look", value=round(plan.scale, 2), limit=1.0,
                      says=f"It is enlarged {plan.scale:.2f} times, as you allowed: details look softer.")  # fmt: skip
    if subject is None:
        yield Measure(name="crop", criterion=LAYOUT, flag="fine", says="The whole approved picture is in the cut.")
        return
    if not subject.is_sure:
        says = f"{subject.says} The crop is in the middle and should hold all of it; look whether it does."
        yield Measure(name="crop", criterion=LAYOUT, flag="look", says=says)
        return
    yield _whole(approved, plan, subject)
    if channel.fill is not None and plan.fill is not None:
        least, most = channel.fill
        says = f"The product takes {plan.fill:.0%} of the frame; {channel.label} wants {least:.0%} to {most:.0%}."
        yield Measure(name="fill", criterion=LAYOUT, flag="fine", says=says, value=round(plan.fill, 3), limit=least)
    if any((channel.safe.top, channel.safe.bottom, channel.safe.left, channel.safe.right)):
        says = f"The product is clear of what {channel.label} lays over the picture."
        yield Measure(name="safe area", criterion=LAYOUT, flag="fine", says=says)


def _whole(approved: Approved, plan: CropPlan, subject: Subject) -> Measure:
    """Whether the product is whole, and has air around it."""
    area, frame = subject.kept, Area(0, 0, *approved.picture.size)
    touched = [name for name, px in _gaps(area, frame) if px <= 0]
    if touched:
        says = f"The product runs out of the approved picture ({', '.join(touched)}), so it does in the cut."
        return Measure(name="crop", criterion=LAYOUT, flag="look", says=says)
    air = _AIR * min(plan.crop.size.width, plan.crop.size.height)
    close = [name for name, px in _gaps(area, plan.crop) if px < air]
    if close:
        says = f"The product is whole and stands close to the edge ({', '.join(close)})."
        return Measure(name="crop", criterion=LAYOUT, flag="look", says=says)
    kept = "the product and its words" if subject.words else "the product"
    return Measure(name="crop", criterion=LAYOUT, flag="fine", says=f"The crop keeps {kept} whole. {subject.says}")


def _gaps(area: Area, frame: Area) -> tuple[tuple[str, int], ...]:
    """Pixels between a box and the sides of a frame."""
    return (("left", area.left - frame.left), ("top", area.top - frame.top), ("right", frame.right - area.right),
            ("bottom", frame.bottom - area.bottom))  # fmt: skip


def _flattened(*, is_flat: bool, is_clear: bool, channel: Channel) -> Iterator[Measure]:
    if is_flat:
        yield Measure(name="transparency", criterion=FIT, flag="look",
                      says=f"What was transparent is white now: {channel.label} gets no transparency.")  # fmt: skip
    elif is_clear and channel.background == "free":
        yield Measure(name="transparency", criterion=FIT, flag="look",
                      says=f"It is transparent: {channel.label} decides what stands behind the product.")  # fmt: skip


def _origin(approved: Approved, channel: Channel, data: bytes) -> Iterator[Measure]:
    found = provenance(None, data, is_generative=approved.is_generative) if channel.provenance else None
    if found is not None:
        yield found


def _for_your_eye(channel: Channel) -> Iterator[Measure]:
    """Rules that no machine checks."""
    words = {"forbidden": "no words in the picture", "few words": "few words only"}
    for rule in (*channel.rules, *([words[channel.text]] if channel.text in words else [])):
        yield Measure(name="rule", criterion=FIT, flag="unknown", says=f"For your eye: {rule}.")


def _require_white(findings: list[Measure], channel: Channel) -> None:
    """Refuse what a channel with a rule for the background would refuse."""
    wrong = next((one for one in findings if one.name == "white border" and one.flag == "look"), None)
    if wrong is not None:
        raise CannotCut(
            f"{channel.label} wants {channel.background} behind the product. {wrong.says.rstrip('.')}",
            "An edit with `job: background-replacement` and `local: {background: {kind: white}}` makes one; cut that.",
        )
