"""An approved picture on the bench: decoded once, its product found once, and cut for one channel after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.crop import Subject, needs_subject, plan_crop
from studio.core.attempts.cut import Cut, CutKey, require_wordless
from studio.core.attempts.cut_pixels import AS_RECOMMENDED, CannotCut, Choice
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import BeforeAfter
from studio.core.channel import Channel
from studio.core.size import Size
from studio.errors import StoreError
from studio.files import read_file
from studio.pictures import decode, digest_of
from studio.publish.pages.provenance import engines_of, origin_of
from studio.publish.pages.site_text import place_name
from studio.store.cuts import cut_digest, keep_cut
from studio.store.inside import inside
from studio.workflow.publishing.cut_making import Approved, make_cut
from studio.workflow.publishing.cut_subject import drawn_subject, subject_in, words_in
from studio.workspace import Workspace


class Outcome(NamedTuple):
    """What became of one channel of one picture."""

    attempt: str
    channel: str
    did: str
    """`made`, `as before`, `would be made`, `taken away` or `refused`."""
    cut: Cut | None = None
    why: str = ""
    """Why it was refused or taken away, and what would help."""


@dataclass(frozen=True)
class CutOrder:
    """What a person asks for."""

    channels: tuple[str, ...] = ()
    """Channels by name; none: only what is stale is made anew."""
    attempt: str | None = None
    """Only this attempt; default: the newest approved one of each edit and variation."""
    choice: Choice = AS_RECOMMENDED
    subject: tuple[float, ...] | None = None
    """Where the product is: x, y, width, height as fractions of the approved picture."""
    write: bool = True
    """Whether files are written."""


@dataclass(frozen=True)
class CutJob:
    """What all pictures of one command share."""

    workspace: Workspace
    folder: RecipeFolder
    order: CutOrder
    earlier: Mapping[CutKey, Cut]
    """The cuts that were there before, by what there is one of."""

    @property
    def base(self) -> Path:
        """Folder of the recipe."""
        return self.workspace.content / self.folder.recipe.slug


class Bench:
    """One approved picture while its cuts are made: decoded once, its product found once."""

    def __init__(self, job: CutJob, pair: BeforeAfter) -> None:
        """Hold what is cut; nothing is opened before the first cut."""
        self._job, self._pair = job, pair
        self._opened: Approved | None = None
        self._found: Subject | None = None

    def cut(self, channel: Channel, choice: Choice) -> Outcome:
        """The cut for a channel, or why there is none."""
        attempt = self._pair.attempt
        try:
            require_wordless(attempt, self._job.folder.attempts, channel)
            approved = self._open()
            frame = Size(*approved.picture.size)
            subject = self._subject(approved) if needs_subject(frame, channel) or self._job.order.subject else None
            plan = plan_crop(frame, channel, subject=subject, choice=choice)
            cut, data = make_cut(approved, channel, plan, subject, self._job.workspace.limits)
        except CannotCut as error:
            return Outcome(attempt.id, channel.name, "refused", None, f"{error.why}. {error.mend}")
        return self._kept(cut, data)

    def _kept(self, cut: Cut, data: bytes) -> Outcome:
        before = self._job.earlier.get(cut.key)
        cut = cut.model_copy(update={"file": self._own_name(cut), "reviews": before.reviews if before else ()})
        if before == cut and cut_digest(self._job.base, cut) == cut.digest:
            return Outcome(cut.attempt, cut.channel, "as before", cut)
        if not self._job.order.write:
            return Outcome(cut.attempt, cut.channel, "would be made", cut)
        keep_cut(self._job.workspace.content, cut, data, replaces=before)
        return Outcome(cut.attempt, cut.channel, "made", cut)

    def _own_name(self, cut: Cut) -> str:
        """Its file name; with the attempt's number where a cut of another edit has the name."""
        stem, _, ending = cut.file.rpartition(".")
        others = {other.file.rpartition(".")[0] for other in self._job.earlier.values() if other.key != cut.key}
        return f"{stem}-{cut.attempt}.{ending}" if stem in others else cut.file

    def _open(self) -> Approved:
        if self._opened is None:
            self._opened = _opened(self._job.workspace, self._job.folder, self._pair)
        return self._opened

    def _subject(self, approved: Approved) -> Subject:
        if self._found is None:
            job, attempt = self._job, self._pair.attempt
            box, frame = job.order.subject, Size(*approved.picture.size)
            found = (
                drawn_subject(box, frame) if box else subject_in(job.workspace, job.folder, attempt, approved.picture)
            )
            self._found = found._replace(words=words_in(job.workspace, job.folder, attempt, frame))
        return self._found


def _opened(workspace: Workspace, folder: RecipeFolder, pair: BeforeAfter) -> Approved:
    recipe, attempt = folder.recipe, pair.attempt
    path = inside(workspace.content / recipe.slug, pair.after)
    data = read_file(path)
    if attempt.picture is None or digest_of(data) != attempt.picture.digest:
        raise StoreError(f"{path}: changed while it was cut. Look at it again.")
    picture = decode(data, name=str(path))
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:
        picture = picture.convert("RGB")
    attempts = {other.id: other for other in folder.attempts}
    engines = engines_of(attempt, attempts)
    return Approved(
        attempt, attempt.picture.digest, picture, _base(folder, attempt),
        origin_of(pair, recipe, attempts, workspace.settings.site),
        is_generative=any(one.is_generative is not False for one in engines),
    )  # fmt: skip


def _base(folder: RecipeFolder, attempt: Attempt) -> str:
    """Beginning of a cut's name: the recipe, and what tells its pictures apart."""
    edit = attempt.edit if len(folder.recipe.edits) > 1 else ""
    variation = (attempt.variation or "").partition(": ")[2] or attempt.variation or ""
    return place_name("-".join(part for part in (folder.recipe.slug, edit, variation) if part))
