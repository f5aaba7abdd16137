"""What a page needs to know, taken from the gallery: plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from markupsafe import Markup

from studio.core.attempt import Attempt, dump_spec
from studio.core.evidence import Evidence, Measure
from studio.core.gallery import Entry, Pair
from studio.core.lineage import trail
from studio.core.prompt import compose_prompt
from studio.core.review import checklist_for
from studio.publish.bundle import DUMPER
from studio.publish.card import Card
from studio.publish.derivatives import SitePicture
from studio.publish.guide import inline_html, ordered_steps, to_html
from studio.publish.site_text import SiteText
from studio.publish.topics import JOB_NAMES

Pictures = Mapping[tuple[str, str], SitePicture]
"""Published pictures by recipe and file."""
PART_NAMES = {
    "references": "Input pictures", "preserve": "What must stay", "change": "The one change", "add": "Small additions",
    "text": "Copy", "layout": "Layout", "avoid": "What must not happen", "style": "Finish", "prompt": "Written by hand",
}  # fmt: skip
"""What each part of a prompt is called on a page."""
ENGINE_NAMES = {"local": "Built in, on this computer", "openai": "OpenAI Images"}
"""Engines for people."""
_INTERNAL = frozenset({"file", "other channels"})
_OWN_SECTIONS = frozenset(
    {"when to use it", "workflow", "decisions", "edit", "review checklist", "common mistakes", "faq"}
)


@dataclass(frozen=True)
class Tick:
    """One line of the checklist."""

    criterion: str
    """Its name."""
    question: str
    """What was asked."""
    answer: str
    """`pass`, `fail` or `n/a`."""
    note: str
    """The reviewer's note on it."""
    measured: tuple[tuple[str, str], ...] = ()
    """What was measured for it: `fine`, `look` or `unknown`, and the sentence."""


@dataclass(frozen=True)
class Step:
    """One attempt on the way to an approved one."""

    attempt: str
    """Its number."""
    verdict: str
    """`approved`, `rejected` or `not judged`."""
    failure: str
    """Failure class, or empty."""
    note: str
    """The reviewer's note."""
    changed: tuple[str, ...]
    """What it changed about the one before."""


@dataclass(frozen=True)
class PairView:
    """One approved before and after."""

    attempt: str
    """Number of the attempt."""
    heading: str
    """Name of the edit or variation, or empty."""
    after: SitePicture
    """The result."""
    before: SitePicture | None
    """The picture it began with."""
    before_credit: str
    """Who is named beside it."""
    references: tuple[tuple[SitePicture, str, str], ...]
    """Further inputs with role and credit."""
    prompt: str
    """The exact prompt."""
    parts: tuple[tuple[str, str], ...]
    """The prompt's parts with what they are for; empty when it was not composed."""
    checklist: tuple[Tick, ...]
    """The answers."""
    facts: tuple[tuple[str, str], ...]
    """Engine, model, size, cost, date."""
    note: str
    """The reviewer's note on the whole."""
    spec_rows: tuple[tuple[str, str], ...]
    """The edit spec as a table."""
    spec_text: str
    """The edit spec as YAML."""
    steps: tuple[Step, ...]
    """The way to it; empty when the recipe keeps it to itself."""
    day: str
    """Day of its approval, else of the attempt."""
    draft: str = ""
    """Why it may not be published, in a private preview; empty for what is approved."""

    @property
    def is_comparable(self) -> bool:
        """Whether before and after have the same shape, so that one can lie over the other."""
        if self.before is None:
            return False
        return abs(self.before.width / self.before.height / (self.after.width / self.after.height) - 1) < 0.01


@dataclass(frozen=True)
class RecipeView:
    """A recipe's page."""

    slug: str
    """Name of its folder; its page is `recipes/<slug>.html`."""
    title: str
    """Heading."""
    summary: str
    """One sentence."""
    asset: str
    """What the picture is for."""
    job: str
    """Kind of edit."""
    channel: str
    """Where it is used, or empty."""
    tags: tuple[str, ...]
    """Words to find it by."""
    collections: tuple[str, ...]
    """Clients or campaigns."""
    created: str
    """Day it was begun, or empty."""
    engines: tuple[str, ...]
    """Engines of its pairs."""
    pairs: tuple[PairView, ...]
    """Approved pairs."""
    opening: Markup
    """First paragraph."""
    when: Markup
    """When to use it."""
    steps: tuple[Markup, ...]
    """The workflow."""
    decisions: Markup
    """The decisions table."""
    criteria: Markup
    """What each criterion means here."""
    mistakes: Markup
    """Common mistakes."""
    faq: tuple[tuple[Markup, Markup, str], ...]
    """Questions and answers as HTML, and the answer as text."""
    more: tuple[tuple[str, Markup], ...]
    """Sections of the person's own, with their headings."""

    @property
    def cover(self) -> PairView:
        """The pair that stands for the recipe."""
        return self.pairs[-1]

    @property
    def updated(self) -> str:
        """Day of the newest approval, else of the newest attempt."""
        return max(pair.day for pair in self.pairs)


def card_of(view: RecipeView, text: SiteText) -> Card:
    """The recipe as lists show it."""
    cover = view.cover
    return Card(
        slug=view.slug, title=view.title, summary=view.summary, asset=view.asset, job=view.job,
        job_title=JOB_NAMES[view.job], channel=view.channel,
        channel_title=text.channel_title(view.channel) if view.channel else "", tags=view.tags,
        collections=view.collections, engines=view.engines, created=view.created, updated=view.updated,
        pairs=len(view.pairs), after=cover.after, before=cover.before, draft=any(pair.draft for pair in view.pairs),
    )  # fmt: skip


def recipe_view(entry: Entry, pictures: Pictures, measured: Mapping[str, Evidence]) -> RecipeView:
    """A recipe's page from what the gate let through.

    Args:
        entry: The recipe with its approved pairs.
        pictures: What was published of it.
        measured: Evidence by attempt.
    """
    recipe = entry.folder.recipe
    front, guide = recipe.front, recipe.guide

    def section(title: str) -> Markup:
        found = guide.section(title)
        return to_html(found.text) if found else Markup()

    workflow = guide.section("Workflow")
    return RecipeView(
        slug=recipe.slug, title=front.title, summary=front.summary, asset=front.asset, job=front.job.value,
        channel=front.channel or "", tags=front.tags, collections=front.collections, created=front.created or "",
        engines=tuple(dict.fromkeys(pair.attempt.engine.name for pair in entry.pairs)),
        pairs=tuple(_pair_view(entry, pair, pictures, measured.get(pair.attempt.id)) for pair in entry.pairs),
        opening=inline_html(guide.opening), when=section("When to use it"),
        steps=ordered_steps(workflow.text) if workflow else (),
        decisions=section("Decisions"), criteria=section("Review checklist"), mistakes=section("Common mistakes"),
        faq=tuple(_faq(entry)), more=tuple(_more(entry)),
    )  # fmt: skip


def _faq(entry: Entry) -> Iterator[tuple[Markup, Markup, str]]:
    inside = False
    for section in entry.folder.recipe.guide.sections:
        if section.level <= 2:
            inside = section.title.casefold() == "faq"
        elif inside and section.text:
            yield inline_html(section.title), to_html(section.text), section.text


def _more(entry: Entry) -> Iterator[tuple[str, Markup]]:
    for section in entry.folder.recipe.guide.sections:
        if section.level == 2 and section.title.casefold() not in _OWN_SECTIONS and section.text:
            yield section.title, to_html(section.text)


def _pair_view(entry: Entry, pair: Pair, pictures: Pictures, measured: Evidence | None) -> PairView:
    slug, attempt = entry.folder.recipe.slug, pair.attempt
    heading = " · ".join(part for part in (attempt.edit, attempt.variation) if part)
    return PairView(
        attempt=attempt.id,
        heading=heading,
        after=pictures[slug, pair.after],
        before=pictures[slug, pair.before.image] if pair.before else None,
        before_credit=(pair.before.credit or "") if pair.before else "",
        references=tuple((pictures[slug, r.image], r.role, r.credit or "") for r in pair.references),
        prompt=attempt.prompt,
        parts=_prompt_parts(entry, attempt),
        checklist=tuple(_ticks(entry, pair, measured)),
        facts=tuple(_facts(pair)),
        note=pair.review.note or "" if pair.review else "",
        spec_rows=tuple(spec_rows(dump_spec(attempt.spec))),
        spec_text=yaml.dump(dump_spec(attempt.spec), Dumper=DUMPER, sort_keys=False, allow_unicode=True, width=100),
        steps=tuple(_steps(entry, attempt)) if entry.folder.recipe.front.trail == "show" else (),
        day=((pair.review.reviewed if pair.review else None) or attempt.requested)[:10],
        draft=pair.draft,
    )


def _prompt_parts(entry: Entry, attempt: Attempt) -> tuple[tuple[str, str], ...]:
    """The parts of the prompt, as long as they still compose to the recorded words."""
    front = entry.folder.recipe.front
    prompt = compose_prompt(attempt.spec, job=entry.folder.recipe.job_of(attempt.spec), asset=front.asset)
    if prompt.text != attempt.prompt:
        return ()
    return tuple((PART_NAMES.get(part.field, part.field), part.text) for part in prompt.parts)


def _ticks(entry: Entry, pair: Pair, measured: Evidence | None) -> Iterator[Tick]:
    if pair.review is None:
        return
    answers = pair.review.checklist
    added = (*answers, *entry.folder.recipe.front.criteria)
    for criterion in checklist_for(added):
        if criterion.name in answers:
            note = pair.review.notes.get(criterion.name, "")
            seen = tuple((m.flag, m.says) for m in _told(criterion.name, measured))
            yield Tick(criterion.name, criterion.question, str(answers[criterion.name]), note, seen)


def _told(criterion: str, measured: Evidence | None) -> Iterable[Measure]:
    """What a visitor wants to know; the working file's format is not the published one's."""
    return [m for m in measured.of(criterion) if m.name not in _INTERNAL] if measured else ()


def _facts(pair: Pair) -> Iterator[tuple[str, str]]:
    attempt = pair.attempt
    yield "Engine", ENGINE_NAMES.get(attempt.engine.name, attempt.engine.name)
    if attempt.engine.model:
        yield "Model", attempt.engine.model
    if attempt.picture:
        yield "Size", f"{attempt.picture.width_px} × {attempt.picture.height_px} px"
    if attempt.cost_usd is not None:
        yield "Cost", "none" if float(attempt.cost_usd) == 0 else f"{attempt.cost_usd} USD"
    yield "Made", attempt.requested[:10]
    if pair.review and pair.review.reviewer:
        yield "Reviewed by", pair.review.reviewer
    if pair.review and pair.review.reviewed:
        yield "Reviewed", pair.review.reviewed[:10]


def _steps(entry: Entry, attempt: Attempt) -> Iterator[Step]:
    way = trail(attempt, {other.id: other for other in entry.folder.attempts})
    if len(way) < 2:
        return
    for made in way:
        review = entry.folder.recipe.review_of(made.id)
        yield Step(
            attempt=made.id,
            verdict=str(review.verdict) if review else "not judged",
            failure=str(review.failure or "") if review else "",
            note=(review.note or "") if review else "",
            changed=tuple(str(change) for change in made.changed),
        )


def spec_rows(data: Mapping[str, Any], *, above: str = "") -> Iterator[tuple[str, str]]:
    """A spec as rows of field and value, nested fields by their way."""
    for key, value in data.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and value:
            yield from spec_rows(value, above=f"{name}.")
        elif isinstance(value, dict):
            yield name, "found automatically" if key == "subject" else "as it comes"
        elif isinstance(value, list):
            yield name, _listed(value)
        else:
            yield name, {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _listed(values: Iterable[Any]) -> str:
    values = list(values)
    if any(isinstance(value, list) for value in values):
        return f"{len(values)} points"
    return ", ".join(
        ", ".join(f"{key} {inner}" for key, inner in value.items()) if isinstance(value, dict) else str(value)
        for value in values
    )
