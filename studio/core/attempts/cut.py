"""A cut: an approved picture as one channel takes it, its record, and whether it still counts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Literal, NamedTuple

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.cut_pixels import CannotCut
from studio.core.attempts.evidence import Measure
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.numbers import place_of
from studio.core.attempts.review import Verdict
from studio.core.attempts.standing import standing
from studio.core.channel import Channel
from studio.core.recipe.words import FailureClass
from studio.core.subject import Strict

CutKey = tuple[str, str | None, str]
"""What there is one cut of: edit, variation and channel."""


class CutReview(Strict):
    """A person's answer to one cut. It counts for the bytes that were seen, and for no others."""

    digest: str
    """Digest of the file that was judged."""
    rules: str
    """Digest of the channel's rules on that day."""
    verdict: Verdict
    because: FailureClass | None = None
    """Why it was rejected."""
    note: str | None = None
    reviewer: str
    reviewed: str
    """When, as UTC."""


class Cut(Strict):
    """The record beside a cut: what it was made of, how, and what was found."""

    schema_version: Literal[1] = 1
    recipe: str
    edit: str = ""
    variation: str | None = None
    attempt: str
    """The approved attempt."""
    picture: str
    """Digest of the approved picture."""
    channel: str
    as_of: str
    """Day on which the channel's rules were read."""
    rules: str
    """Digest of those rules, with what the workspace overrides."""
    file: str
    """File beside the record."""
    digest: str
    size_bytes: int
    width_px: int
    height_px: int
    format: str
    """`jpeg`, `png`, `webp` or `avif`."""
    quality: int | None = None
    """Quality of the encoder, 1 to 100; None where nothing is lost."""
    crop: tuple[int, int, int, int]
    """Left, top, right and bottom of the part that was taken, in pixels of the approved picture."""
    scale: float
    """Factor from there to the cut; above 1 it was enlarged."""
    findings: tuple[Measure, ...] = ()
    """The cut against its channel's rules, in words."""
    reviews: tuple[CutReview, ...] = ()
    """Answers in the order they were given."""
    replaces: str | None = None
    """File of the cut that it takes the place of, while that one is still there."""

    @property
    def key(self) -> CutKey:
        """What there is one cut of: edit, variation and channel."""
        return self.edit, self.variation, self.channel

    @property
    def review(self) -> CutReview | None:
        """The answer that counts: the last one on these bytes, under these rules."""
        seen = (self.digest, self.rules)
        return next((one for one in reversed(self.reviews) if (one.digest, one.rules) == seen), None)


class CutWord(StrEnum):
    """What has become of a cut."""

    TO_REVIEW = "to review"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"
    """Made of something that no longer counts: it is neither published nor packed."""
    CHANGED = "changed"
    """The file is gone, or is not the one that was made."""


class CutStanding(NamedTuple):
    """Where a cut stands."""

    word: CutWord
    reason: str = ""
    """Why it stays inside, as a phrase; empty for one that waits or was approved."""

    @property
    def goes_out(self) -> bool:
        """Whether it may be given away."""
        return self.word is CutWord.APPROVED


def cut_standing(folder: RecipeFolder, cut: Cut, *, found: str | None, channel: Channel | None) -> CutStanding:
    """Where a cut stands.

    Args:
        folder: Its recipe.
        cut: Its record.
        found: Digest of its file now; None when there is none.
        channel: Its channel as the table has it now; None when it is no longer there.
    """
    if why := _why_stale(folder, cut, channel):
        return CutStanding(CutWord.STALE, why)
    if found is None:
        return CutStanding(CutWord.CHANGED, f"its file '{cut.file}' is missing")
    if found != cut.digest:
        return CutStanding(CutWord.CHANGED, f"somebody changed '{cut.file}' after it was made")
    review = cut.review
    if review is None:
        return CutStanding(CutWord.TO_REVIEW)
    if review.verdict is Verdict.APPROVED:
        return CutStanding(CutWord.APPROVED)
    return CutStanding(CutWord.REJECTED, f"rejected: {review.because or 'without a failure class'}")


def _why_stale(folder: RecipeFolder, cut: Cut, channel: Channel | None) -> str:
    attempt = folder.attempt(cut.attempt)
    if attempt is None or attempt.picture is None:
        return f"attempt {cut.attempt} is gone"
    if reason := standing(folder, attempt).reason:
        return f"attempt {cut.attempt} is not approved any more ({reason})"
    if attempt.picture.digest != cut.picture:
        return f"it was made of another picture than the approved one of attempt {cut.attempt}"
    if channel is None:
        return f"there is no channel '{cut.channel}' any more"
    if rules_digest(channel) != cut.rules:
        return f"the rules of {channel.label} have changed; they are of {channel.as_of} now"
    return ""


def rules_digest(channel: Channel) -> str:
    """Short digest of a channel's row: equal rows give equal ones."""
    return hashlib.sha256(channel.model_dump_json().encode()).hexdigest()[:16]


def formats_for(channel: Channel, *, writable: Collection[str], holding: Collection[str] | None = None) -> list[str]:
    """Formats of a cut, the one that the channel likes best first; a channel that names none takes JPEG.

    Args:
        channel: Where it will be used.
        writable: Formats that the studio writes.
        holding: Only these, for what they hold; None: any.
    """
    liked = [channel.preferred_format] if channel.preferred_format else []
    listed = dict.fromkeys([*liked, *(channel.formats or ("jpeg",))])
    return [one for one in listed if one in writable and (holding is None or one in holding)]


def pictures_to_cut(approved: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The one picture of each edit and variation: the newest of those that are approved."""
    return tuple({(one.edit, one.variation): one for one in sorted(approved, key=lambda a: place_of(a.id))}.values())


def require_wordless(attempt: Attempt, attempts: Iterable[Attempt], channel: Channel) -> None:
    """Pass when a picture was asked to show no words, or its channel takes them.

    Args:
        attempt: The picture.
        attempts: All attempts of its recipe: one it was made from may have got the words.
        channel: Where it will be used.

    Raises:
        CannotCut: The channel forbids words; names them.
    """
    if channel.text != "forbidden":
        return
    by_file = {f"attempts/{made.picture.file}": made for made in attempts if made.picture}
    step: Attempt | None = attempt
    while step is not None:
        if step.spec.text:
            raise CannotCut(
                f"{channel.label} wants no words in the picture, and this one was made with “{step.spec.text[0].say}”",
                "Cut the picture that the words were put on, by its number.",
            )
        step = by_file.pop(step.inputs[0].image, None) if step.inputs else None
