"""Makes the views of pages from what the gate let through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from markupsafe import Markup

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.evidence import Evidence
from studio.core.attempts.gate import BeforeAfter, Entry
from studio.core.attempts.lineage import trail
from studio.core.attempts.review import checklist_for
from studio.core.prompt.prompt import PromptPart, prompt_of
from studio.core.recipe.recipe import Guide
from studio.core.recipe.words import SECTIONS
from studio.core.settings import PromptOptions
from studio.engines.catalogue import engine_facts
from studio.publish.pages.card import Card
from studio.publish.pages.guide import GuidePart, GuideText
from studio.publish.pages.provenance import ai_label, engines_of, source_type
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.spec_table import acting, change_line, setting_rows, spec_rows, variation_title
from studio.publish.pages.topics import JOB_NAMES
from studio.publish.pages.verdict import ticks
from studio.publish.pages.views import PairView, Part, RecipeView, Step, Tick
from studio.publish.pages.words import Words, capital, tongue_of
from studio.publish.pictures.derivatives import SitePicture

Pictures = Mapping[tuple[str, str], SitePicture]
"""Published pictures by recipe and file."""
PART_NAMES = {
    "references": ("Input pictures", "Each picture gets a number and one role, so that nothing is mixed."),
    "job": ("Use case", "The kind of edit."),
    "asset": ("What it is for", "The picture's job, in one line."),
    "preserve": ("What must stay", "The locks come first: they protect the product."),
    "change": ("The one change", "One job, named plainly."),
    "add": ("Small additions", "Only what the change needs to look right."),
    "text": ("Words in the picture", "Copy is quoted letter by letter."),
    "replace_text": ("Words that change", "The old words and the new ones, letter by letter."),
    "layout": ("Layout", "Where the product stands and where room is left."),
    "keep_rest": ("Everything else", "Said every time, since a model forgets it otherwise."),
    "avoid": ("What must not happen", "The mistakes that would cost the picture its approval."),
    "style": ("Finish", "Mood comes last, so that it never outweighs the product."),
    "prompt": ("Written by hand", ""),
}
"""What each part of a prompt is called on a page, and why it is there."""


def card_of(view: RecipeView, text: SiteText) -> Card:
    """The recipe as lists show it."""
    cover = view.cover
    return Card(
        slug=view.slug, title=view.title, summary=view.summary, asset=view.asset, job=view.job,
        job_title=text.words(JOB_NAMES[view.job]),
        channel_title=text.channel_title(view.channel) if view.channel else "", tags=view.tags,
        channels=view.channels, collections=view.collections, engines=view.engines,
        created=view.created, updated=view.updated,
        pairs=len(view.pairs), after=cover.after, before=cover.before, share=view.share,
        tongue=view.tongue, draft=any(pair.draft for pair in view.pairs),
    )  # fmt: skip


def recipe_view(entry: Entry, pictures: Pictures, measured: Mapping[str, Evidence], text: SiteText) -> RecipeView:
    """A recipe's page from what the gate let through.

    Args:
        entry: The recipe with its approved pairs.
        pictures: What was published of it.
        measured: Evidence by attempt.
        text: What the site says about itself.
    """
    recipe = entry.folder.recipe
    front, of_guide = recipe.front, {image: pictures[recipe.slug, image] for image in entry.of_guide}
    guide = GuideText(recipe.guide, of_guide, root="" if text.is_one_page else "../")
    meanings = guide.part("Review checklist").named_items()

    def checklist_of(pair: BeforeAfter) -> Iterator[Tick]:
        return ticks(entry, pair, measured.get(pair.attempt.id), meanings, text.words)

    return RecipeView(
        slug=recipe.slug, title=front.title, summary=front.summary, asset=front.asset, job=front.job.value,
        tags=front.tags, collections=front.collections, created=front.created or "",
        author=front.author or "",
        creator=front.creator or "",
        licence=front.licence or "",
        engines=tuple(dict.fromkeys(pair.attempt.engine.name for pair in entry.pairs)),
        pairs=tuple(
            _pair_view(entry, pair, pictures, checklist_of(pair), text) for pair in _last_edit_first(entry)
        ),
        opening=guide.opening, when=guide.part("When to use it").html,
        steps=tuple(guide.part("Workflow").items("ordered")), decisions=guide.part("Decisions").html,
        criteria=_loose_criteria(entry, guide.part("Review checklist"), meanings),
        mistakes=guide.part("Common mistakes").html,
        tongue=tongue_of(f"{front.title} {front.summary}", front.language),
        faq=tuple(_faq(recipe.guide, guide)), more=tuple(_more(recipe.guide, guide)), notes=guide.notes,
    )  # fmt: skip


def _last_edit_first(entry: Entry) -> list[BeforeAfter]:
    """Pairs as a page shows them: what a chain of edits ends in comes first, then the steps that led there."""
    place = {edit.name: position for position, edit in enumerate(entry.folder.recipe.edits)}
    return sorted(entry.pairs, key=lambda pair: -place.get(pair.attempt.edit, -1))


def _faq(guide: Guide, text: GuideText) -> Iterator[tuple[Markup, Markup]]:
    above = guide.section("FAQ")
    inside = False
    for section in guide.sections:
        if above and section.level <= above.level:
            inside = section is above
        elif inside and section.text:
            yield text.heading(section), text.below(section).html


def _more(guide: Guide, text: GuideText) -> Iterator[tuple[str, Markup]]:
    shown = [guide.section(title) for title in SECTIONS]
    for section in guide.sections:
        if section.level == 2 and section not in shown and section.text:
            yield section.title, text.below(section).html


def _pair_view(
    entry: Entry, pair: BeforeAfter, pictures: Pictures, checklist: Iterable[Tick], text: SiteText
) -> PairView:
    slug, attempt, words = entry.folder.recipe.slug, pair.attempt, text.words
    variation = variation_title(attempt.variation, words) if attempt.variation else ""
    heading = " · ".join(capital(part) for part in (attempt.edit, variation) if part)
    others = {other.id: other for other in entry.folder.attempts}
    engines, engine = engines_of(attempt, others), engine_facts(attempt.engine.name)
    asked, alt = acting(pair.asked), entry.folder.recipe.front.alt
    if "channel" in asked:
        asked["channel"] = text.channel_title(asked["channel"])
    return PairView(
        attempt=attempt.id,
        heading=heading,
        after=pictures[slug, pair.after],
        before=pictures[slug, pair.before.image] if pair.before else None,
        before_credit=(pair.before.credit or "") if pair.before else "",
        references=tuple((pictures[slug, r.image], r.role, r.credit or "") for r in pair.references),
        prompt=attempt.prompt,
        change=attempt.spec.change or "",
        reader=words(engine.title) if engine.reads_words else "",
        engine=capital(words(str(engine))),
        settings=() if engine.reads_words else tuple(setting_rows(attempt, words)),
        channel=entry.folder.recipe.channel_of(attempt.spec) or "",
        parts=_prompt_parts(entry, attempt, words),
        checklist=tuple(checklist),
        facts=tuple(_facts(pair, words)),
        note=pair.review.note or "" if pair.review else "",
        spec_rows=tuple(spec_rows(asked, words)),
        steps=tuple(_steps(entry, pair, pictures, words)) if entry.folder.recipe.front.trail != "hide" else (),
        day=((pair.review.reviewed if pair.review else None) or attempt.requested)[:10],
        label=ai_label(engines, words),
        source_type=source_type(attempt, engines, job=entry.folder.recipe.job_of(attempt.spec)),
        reviewer=(pair.review.reviewer or "") if pair.review else "",
        label_words=attempt.spec.expect_text,
        alt=alt.get(pair.after, ""),
        before_alt=alt.get(pair.before.image, "") if pair.before else "",
        draft=pair.draft,
    )


def _prompt_parts(entry: Entry, attempt: Attempt, words: Words) -> tuple[Part, ...]:
    """The parts of the prompt, as long as they still compose to the recorded words, whatever the workspace added."""
    ways = (dict(zip(PromptOptions.model_fields, way, strict=True)) for way in product((False, True), repeat=3))
    prompts = (prompt_of(entry.folder.recipe, attempt.spec, PromptOptions(**way)) for way in ways)
    prompt = next((prompt for prompt in prompts if prompt.text == attempt.prompt), None)
    return tuple(_part(part, words) for part in prompt.parts) if prompt else ()


def _part(part: PromptPart, words: Words) -> Part:
    name, purpose = PART_NAMES.get(part.field, (part.field.capitalize(), ""))
    return Part(words(name), part.text, words(purpose))


def _loose_criteria(entry: Entry, said: GuidePart, named: Mapping[str, Markup]) -> Markup:
    """The guide's words on the checklist, unless every one of them stands beside its criterion already."""
    known = {criterion.name for criterion in checklist_for(entry.folder.recipe.front.criteria)}
    is_told = said.is_one_list and named.keys() <= known and len(named) == len(tuple(said.items("bullet")))
    is_shown = any(pair.review is not None for pair in entry.pairs)
    return Markup() if is_told and is_shown else said.html


def _facts(pair: BeforeAfter, words: Words) -> Iterator[tuple[str, str]]:
    attempt = pair.attempt
    yield words("Engine"), words(engine_facts(attempt.engine.name).title)
    if attempt.engine.model:
        yield words("Model"), attempt.engine.model
    if attempt.picture:
        yield words("Size"), f"{attempt.picture.width_px} × {attempt.picture.height_px} px"
    if attempt.cost_usd is not None:
        yield words("Cost"), words("nothing") if float(attempt.cost_usd) == 0 else f"{attempt.cost_usd} USD"
    yield words("Made"), words.day(attempt.requested)
    if pair.review and pair.review.reviewer:
        yield words("Approved by"), pair.review.reviewer
    if pair.review and pair.review.reviewed:
        yield words("Approved"), words.day(pair.review.reviewed)


def _steps(entry: Entry, pair: BeforeAfter, pictures: Pictures, words: Words) -> Iterator[Step]:
    way = trail(pair.attempt, {other.id: other for other in entry.folder.attempts})
    if len(way) < 2:
        return
    for made in way:
        review = entry.folder.recipe.review_of(made.id)
        yield Step(
            attempt=made.id,
            verdict=str(review.verdict) if review else "not judged",
            failure=str(review.failure or "") if review else "",
            note=(review.note or "") if review else "",
            changed=tuple(change_line(change, words) for change in made.changed),
            picture=pictures.get((entry.folder.recipe.slug, pair.rejected.get(made.id, ""))),
        )
