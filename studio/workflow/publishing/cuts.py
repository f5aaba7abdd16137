"""Cuts of a recipe: made for its channels from what is approved, made anew or taken away when that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from studio.core.attempts.cut import Cut, CutWord, pictures_to_cut
from studio.core.attempts.cut_pixels import Choice
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import BeforeAfter, gallery
from studio.core.attempts.standing import standing
from studio.core.channel import Channel
from studio.errors import RuleBroken
from studio.store.cuts import take_away
from studio.workflow.judging.retry import find_attempt
from studio.workflow.publishing.cut_bench import Bench, CutJob, CutOrder, Outcome
from studio.workflow.publishing.cut_list import CutRow, cuts_of
from studio.workspace import Workspace


def make_cuts(
    workspace: Workspace, name: str, order: CutOrder, on_outcome: Callable[[Outcome], None] = lambda _one: None
) -> tuple[Outcome, ...]:
    """Make cuts, and put stale ones right: made anew where the edit has an approved picture, else taken away.

    A channel that a picture cannot serve does not stop the others.

    Args:
        workspace: Where the recipe is.
        name: The recipe.
        order: What is wanted.
        on_outcome: Hears of each channel as it is done.

    Raises:
        NotFound: No such recipe, attempt or channel.
        RuleBroken: Nothing is approved, so nothing can be cut.
        StoreError: A record of an earlier cut cannot be read, or a file cannot be written.
    """
    folder = workspace.folder(name)
    channels = [workspace.rules.channels.find(channel) for channel in order.channels]
    rows = cuts_of(workspace, folder)
    approved = _approved(folder)
    asked = _asked(folder, approved, order) if channels else ()
    job = CutJob(workspace, folder, order, {row.cut.key: row.cut for row in rows})
    done: list[Outcome] = []
    for one in chain(_new(job, asked, channels), _put_right(job, rows, asked, approved)):
        done.append(one)
        on_outcome(one)
    return tuple(done)


def _approved(folder: RecipeFolder) -> Mapping[str, BeforeAfter]:
    """What the gate lets through, by attempt."""
    return {pair.attempt.id: pair for entry in gallery([folder]).entries for pair in entry.pairs}


def _asked(folder: RecipeFolder, approved: Mapping[str, BeforeAfter], order: CutOrder) -> tuple[BeforeAfter, ...]:
    """The pictures that are cut."""
    slug = folder.recipe.slug
    if order.attempt is not None:
        attempt = find_attempt(folder, order.attempt)
        if attempt.id not in approved:
            raise RuleBroken(f"{slug}: attempt {attempt.id} may not be cut: {standing(folder, attempt).reason}.")
        return (approved[attempt.id],)
    if not approved:
        reasons = [f"{left.attempt or ''} {left.reason}".strip() for left in gallery([folder]).left_out]
        raise RuleBroken(f"{slug}: only what is approved is cut, and nothing is: {'; '.join(reasons)}.")
    return tuple(approved[one.id] for one in pictures_to_cut(pair.attempt for pair in approved.values()))


def _new(job: CutJob, asked: Sequence[BeforeAfter], channels: Sequence[Channel]) -> Iterator[Outcome]:
    """What was asked for."""
    for pair in asked:
        bench = Bench(job, pair)
        for channel in channels:
            yield bench.cut(channel, job.order.choice)


def _put_right(
    job: CutJob, rows: Sequence[CutRow], asked: Sequence[BeforeAfter], approved: Mapping[str, BeforeAfter]
) -> Iterator[Outcome]:
    """What is stale or gone and was not asked for."""
    made = {(p.attempt.edit, p.attempt.variation, channel) for p in asked for channel in job.order.channels}
    newest = {(a.edit, a.variation): a.id for a in pictures_to_cut(pair.attempt for pair in approved.values())}
    for row in rows:
        if row.cut.key in made or row.standing.word not in {CutWord.STALE, CutWord.CHANGED}:
            continue
        number = newest.get((row.cut.edit, row.cut.variation))
        channel = job.workspace.rules.channels.by_name.get(row.cut.channel)
        if number is None or channel is None:
            yield _taken_away(job, row)
        else:
            yield Bench(job, approved[number]).cut(channel, _choice_of(row.cut, channel))


def _choice_of(cut: Cut, channel: Channel) -> Choice:
    """What was allowed when a cut was made."""
    return Choice(enlarge=cut.scale > 1, smaller=cut.width_px < channel.size.width)


def _taken_away(job: CutJob, row: CutRow) -> Outcome:
    """A cut that nothing stands behind any more; what a person had said of it is said once more."""
    said = [f"{one.verdict} by {one.reviewer}, {one.reviewed[:10]}" for one in row.cut.reviews]
    why = f"{row.standing.reason}{f'; the cut was {said[-1]}' if said else ''}"
    if job.order.write:
        take_away(job.workspace.content, row.cut)
    did = "taken away" if job.order.write else "would be taken away"
    return Outcome(row.cut.attempt, row.cut.channel, did, row.cut, why)
