"""Words that would do nothing: not read by the chosen engine, too long for their place, or against a field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.attempts.differences import WORDS
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import variations
from studio.core.channel import Channel
from studio.core.checks.clauses import clauses
from studio.core.checks.contradictions import matter_of
from studio.core.checks.vocabulary import Deed, plain, words
from studio.core.engine import EngineFacts, ResolvedEngine
from studio.core.problem import Problem
from studio.core.prompt.prompt import compose_prompt
from studio.core.recipe.recipe import Edit, Recipe
from studio.core.recipe.source import names_in
from studio.core.size import Aspect, Size
from studio.errors import ContentError

MOST_PROMPT = 32_000
"""Longest prompt, in characters: the documented limit of the Images API."""
_UNREAD = {*WORDS, "prompt", "expect_text", "engine"}
"""Fields that an engine does not read that reads no words."""
_SMALL_PLACE = words(
    "label, badge, button, sticker, tag, stamp, seal, cap, lid, corner, etikett, knopf, etiqueta, étiquette, coin"
)
_SAID_BY_NO_WORDS = ("engine.", "local.seed", "expect_text")
"""Fields that may be varied under the same words: who makes the picture, and by which chance."""
_MOST_SMALL, _MOST_COPY, _FEW_WORDS = 40, 150, 8


def check_unread(folder: RecipeFolder, edit: Edit, engine: ResolvedEngine) -> Iterator[Problem]:
    """What an edit says and the engine that makes it would not read."""
    if not engine.facts.reads_words:
        yield from _unread_words(edit, engine.facts)
        yield from _unused_references(edit, engine.facts)
    yield from _equal_pictures(edit, engine.facts)
    yield from _unsaid_variation(folder.recipe, edit)
    if engine.model is not None:
        yield from _prompt_too_long(folder.recipe, edit)


def check_copy(edit: Edit, channel: Channel | None) -> Iterator[Problem]:
    """What is wrong with the words that are to be drawn or kept, given where the picture will be used."""
    yield from _copy_too_long(edit, channel)
    yield from _expected_and_changed(edit)


def check_variables(recipe: Recipe) -> Iterator[Problem]:
    """Variables that no edit uses."""
    used = {name for edit in recipe.edits for name in names_in(edit.data)}
    if recipe.unread_edits:
        return
    for name in recipe.front.variables:
        if name not in used:
            yield recipe.lines.warning(
                "unused-variable", "variables", name,
                fault=f"no edit uses the variable '{name}'",
                fix=f"Write '{{{{ {name} }}}}' where it belongs, or take it out.",
            )  # fmt: skip


def check_shape(edit: Edit, channel: Channel) -> Iterator[Problem]:
    """An edit's own shape against the channel of the recipe, unless another shape is what the edit is for."""
    field, shape = ("aspect", edit.spec.aspect) if edit.spec.aspect else ("size", edit.spec.size)
    is_meant = any(clause.deed is Deed.CANVAS for clause in clauses(edit.spec.change or ""))
    if shape is None or is_meant or not channel.aspects or not channel.aspect_required:
        return
    ratio = Aspect.parse(shape).ratio if field == "aspect" else Size.parse(shape).ratio
    if min(abs(ratio / Aspect.parse(aspect).ratio - 1) for aspect in channel.aspects) > channel.tolerance:
        yield edit.lines.warning(
            "channel-rule", field,
            fault=f"{channel.label} takes {' or '.join(channel.aspects)}, and this edit makes {shape}",
            fix=f"Leave '{field}' out, or give the edit a channel of its own.",
        )  # fmt: skip


def _unread_words(edit: Edit, engine: EngineFacts) -> Iterator[Problem]:
    spec, draws = edit.spec, "draws no copy into a picture"
    elsewhere = "Run it with --engine openai, or say it under 'local' as far as that goes."
    faults = (
        ("text", spec.drawn_text, draws, "Have the studio set it ('set: {font: …}'), or run it with --engine openai."),
        ("replace_text", spec.replace_text, draws, elsewhere), ("prompt", spec.prompt, "reads no prompt", elsewhere),
    )  # fmt: skip
    for field, wish, says, fix in faults:
        if wish:
            yield edit.lines.warning(
                "unread-words", field, fault=f"{engine} {says}, so '{field}' would do nothing", fix=fix
            )


def _unused_references(edit: Edit, engine: EngineFacts) -> Iterator[Problem]:
    unused = edit.spec.unused_by_local() if edit.spec.local else ()
    for position, reference in enumerate(edit.spec.references):
        if reference in unused:
            yield edit.lines.warning(
                "unread-reference", "references", position,
                fault=f"{engine} takes nothing from a reference that plays '{reference.role}' here",
                fix="Run it with --engine openai, or name its picture under 'local' as far as that goes.",
            )  # fmt: skip


def _equal_pictures(edit: Edit, engine: EngineFacts) -> Iterator[Problem]:
    for way, values in edit.spec.vary.items():
        field = re.split(r"[.\[]", way)[0]
        is_unused = field == "variables" and way.removeprefix("variables.") not in names_in(edit.data)
        is_unread = is_unused or field == "expect_text" or (not engine.reads_words and field in _UNREAD)
        if is_unread and len(values) > 1:
            reader = "no engine reads" if engine.reads_words else f"{engine} does not read"
            yield edit.lines.warning(
                "equal-pictures", "vary",
                fault=f"{len(values)} equal pictures would be made, because {reader} '{field}'",
                fix="Vary a field under 'local', or run it with --engine openai.",
            )  # fmt: skip


def _unsaid_variation(recipe: Recipe, edit: Edit) -> Iterator[Problem]:
    """A variation under one and the same prompt: nobody who reads it knows which picture it is of."""
    way = next(iter(edit.spec.vary), "")
    if not way or way.startswith(_SAID_BY_NO_WORDS):
        return
    try:
        prompts = [compose_prompt(spec, job=recipe.job_of(spec), asset=recipe.front.asset).text
                   for _, spec in variations(edit)]  # fmt: skip
    except ContentError:  # a value that does not fit is told when it is run
        return
    if len(set(prompts)) < len(prompts):
        yield edit.lines.warning(
            "unsaid-variation", "vary",
            fault=f"the words are the same for several values of '{way}'",
            fix="Vary a variable, `vary: {variables.NAME: [...]}`, and write '{{ NAME }}' in words and field.",
        )  # fmt: skip


def _prompt_too_long(recipe: Recipe, edit: Edit) -> Iterator[Problem]:
    length = len(compose_prompt(edit.spec, job=recipe.job_of(edit.spec), asset=recipe.front.asset).text)
    if length > MOST_PROMPT:
        yield edit.lines.error(
            "long-prompt", "prompt" if edit.spec.prompt else "change",
            fault=f"the prompt has {length:,} characters, and the API takes {MOST_PROMPT:,}", fix="Say less.",
        )  # fmt: skip


def _copy_too_long(edit: Edit, channel: Channel | None) -> Iterator[Problem]:
    for position, wanted in enumerate(edit.spec.text):
        if wanted.as_set is not None:  # it is not drawn
            continue
        place = _SMALL_PLACE.search(plain(wanted.where or ""))
        most = _MOST_SMALL if place else _MOST_COPY
        if len(wanted.say) > most:
            where = f"for a {place[0]}" if place else "to be drawn letter by letter"
            yield edit.lines.warning(
                "long-copy", "text", position,
                fault=f"{len(wanted.say)} characters of copy are many {where}",
                fix=f"Shorten it to about {most}, or set it beside the picture.",
            )  # fmt: skip
    count = sum(len(wanted.say.split()) for wanted in edit.spec.text)
    if channel is not None and channel.text == "few words" and count > _FEW_WORDS:
        yield edit.lines.warning(
            "channel-rule", "text", fault=f"{channel.label} wants few words, and these are {count}", fix="Shorten them."
        )


def _expected_and_changed(edit: Edit) -> Iterator[Problem]:
    spec = edit.spec
    new = {plain(wanted.say) for wanted in spec.text}
    gone = next((clause for clause in clauses(spec.change or "") if _takes_text_away(clause.deed, clause.target)), None)
    replaced = {plain(swap.was) for swap in spec.replace_text}
    for position, item in enumerate(spec.expect_text):
        if plain(item) in replaced:
            yield edit.lines.error(
                "contradiction", "expect_text", position,
                fault=f"'{item}' must still be read, and 'replace_text' replaces it",
                fix="Expect the new words instead.",
            )  # fmt: skip
        if plain(item) in new:
            yield edit.lines.warning(
                "contradiction", "expect_text", position,
                fault=f"'{item}' is expected on the product, and 'text' asks for it exactly once more",
                fix="Keep one of them.",
            )  # fmt: skip
        elif gone and spec.prompt is None:
            yield edit.lines.warning(
                "contradiction", "expect_text", position,
                fault=f"'{item}' must still be read, and 'change' seems to take it away ('{gone.text}')",
                fix="Take it out of 'expect_text', or change something else.",
            )  # fmt: skip


def _takes_text_away(deed: Deed | None, target: str) -> bool:
    return deed in (Deed.REPAIR, Deed.COPY) and matter_of(target).trait == "text"
