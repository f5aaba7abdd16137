"""Checks of engine, model, size and channel: would the request be legal, and would the model still be there?"""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.attempts.facts import RecipeFolder
from studio.core.channel import Channel, Channels
from studio.core.checks.unread import check_copy, check_shape, check_unread
from studio.core.engine import EngineFacts, Rulebook, fault_of_extra, resolve_engine
from studio.core.model import AUTO, Model
from studio.core.problem import Problem, did_you_mean
from studio.core.recipe.recipe import Edit
from studio.core.recipe.words import Job
from studio.core.size import Aspect, Size
from studio.errors import EngineUnavailable

LOCAL_FIELDS: dict[Job, tuple[str, ...]] = {
    Job.BACKGROUND_REPLACEMENT: ("background",),
    Job.LAYOUT_EXTENSION: ("canvas",),
    Job.DETAIL_REPAIR: ("repair",),
    Job.REFERENCE_EDIT: ("recolour", "palette", "relight", "place"),
}
"""The structured fields that tell an engine what to do that reads no words, by job."""


def check_engine(folder: RecipeFolder, edit: Edit, rules: Rulebook) -> Iterator[Problem]:
    """What is wrong with where and how one edit would run."""
    channels = rules.channels
    name = folder.recipe.channel_of(edit.spec)
    channel = channels.by_name.get(name or "")
    if name and channel is None:
        yield _unknown_channel(folder, edit, name, channels)
    yield from _check_shape(edit)
    yield from _check_extra(edit)
    yield from _check_resolved(folder, edit, rules)
    if channel is not None:
        yield from _check_channel(edit, channel)
    yield from check_copy(edit, channel)
    of_recipe = channels.by_name.get(folder.recipe.front.channel or "")
    if of_recipe is not None and channel is None:
        yield from check_shape(edit, of_recipe)


def _unknown_channel(folder: RecipeFolder, edit: Edit, name: str, channels: Channels) -> Problem:
    lines, way = (edit.lines, "channel") if edit.spec.channel else (folder.recipe.lines, "channel")
    return lines.error(
        "unknown-channel", way, fault=f"no channel is called '{name}'", fix=did_you_mean(name, channels.by_name)
    )


def _check_resolved(folder: RecipeFolder, edit: Edit, rules: Rulebook) -> Iterator[Problem]:
    """What is wrong with asking its engine and model."""
    try:
        engine = resolve_engine(edit.spec, rules)
    except EngineUnavailable as error:
        fault, _, fix = str(error).partition(". ")
        yield edit.lines.error("unknown-engine", "engine", "name", fault=fault, fix=fix)
        return
    if engine.model is not None:
        yield from _check_model(edit, engine.model, rules)
    if edit.spec.only_sets_text:
        if not engine.facts.computes_here:
            yield edit.lines.error(
                "nothing-to-ask", "text",
                fault=f"this edit only sets words, and {engine.facts} would be paid for nothing",
                fix="Add 'engine: {name: local}'.",
            )  # fmt: skip
    elif not engine.facts.reads_words:
        yield from _check_fields(folder, edit, engine.facts)
    yield from check_unread(folder, edit, engine)


def _check_shape(edit: Edit) -> Iterator[Problem]:
    """Shapes that no model could make, whichever engine runs it today."""
    spec = edit.spec
    if spec.aspect is not None and not 1 / 3 <= Aspect.parse(spec.aspect).ratio <= 3:
        yield edit.lines.error(
            "illegal-size", "aspect",
            fault=f"the shape {spec.aspect} is outside 1:3 to 3:1",
            fix="Choose a shape in between and crop afterwards.",
        )  # fmt: skip


def _check_extra(edit: Edit) -> Iterator[Problem]:
    """Parameters that would change what is bought behind the record's back, whichever engine runs it today."""
    for name in edit.spec.engine.extra:
        if wrong := fault_of_extra(name):
            yield edit.lines.error("illegal-setting", "engine", "extra", name, fault=wrong[0], fix=wrong[1])


def _check_model(edit: Edit, model: Model, rules: Rulebook) -> Iterator[Problem]:
    lines, spec = edit.lines, edit.spec
    if not model.is_known:
        near = did_you_mean(model.name, rules.models.by_name)
        yield lines.warning(
            "unknown-model", "engine", "model",
            fault=f"the model '{model.name}' is not in the table, so it is unpriced",
            fix=f"{near} `studio models` lists them; describe another one under [models] in content/studio.toml.",
        )  # fmt: skip
    if model.is_retired(rules.today):
        yield lines.error(
            "retired-model", "engine", "model",
            fault=f"the model '{model.name}' was shut down on {model.retires}",
            fix="Choose one that `studio models` lists.",
        )  # fmt: skip
    elif model.is_retiring(rules.today):
        yield lines.warning(
            "retiring-model", "engine", "model",
            fault=f"the model '{model.name}' shuts down on {model.retires}", fix="Move to a newer one and compare.",
        )  # fmt: skip
    yield from _check_settings(edit, model)
    if spec.size is not None:
        for fault in model.sizes.faults(Size.parse(spec.size)):
            yield lines.error(
                "illegal-size", "size",
                fault=f"{model.name} does not make {spec.size}: {fault}",
                fix="Name a channel or an aspect instead; the studio plans a legal size and the crop.",
            )  # fmt: skip
    if len(spec.inputs()) > model.max_references:
        yield lines.error(
            "too-many-references", "references",
            fault=f"{len(spec.inputs())} inputs; {model.name} takes {model.max_references}",
            fix="Keep the ones that matter.",
        )  # fmt: skip


def _check_settings(edit: Edit, model: Model) -> Iterator[Problem]:
    engine = edit.spec.engine
    wrong = (
        ("quality", engine.quality, (*model.qualities, AUTO)),
        ("background", engine.background, model.backgrounds),
        ("format", engine.format, model.formats),
        ("input_fidelity", engine.input_fidelity, model.input_fidelity),
    )
    for field, value, allowed in wrong:
        if value is not None and value not in allowed:
            takes = f"It takes {', '.join(allowed)}." if allowed else "Leave the field out."
            yield edit.lines.error(
                "illegal-setting", "engine", field, fault=f"{model.name} does not take {field} '{value}'", fix=takes
            )
    if engine.complexity is not None and not model.complexity:
        yield edit.lines.error(
            "illegal-setting", "engine", "complexity",
            fault=f"{model.name} does not take the field complexity",
            fix="Leave it out, or choose a model that takes it.",
        )  # fmt: skip
    if engine.background == "transparent" and engine.format == "jpeg":
        yield edit.lines.error(
            "illegal-setting", "engine", "format", fault="JPEG cannot be transparent", fix="Choose png or webp."
        )
    if edit.spec.scope and edit.spec.scope.markup and not model.markup:
        yield edit.lines.error(
            "illegal-setting", "scope", "markup",
            fault=f"{model.name} does not take a markup overlay", fix="Use a mask, or a model that takes one.",
        )  # fmt: skip


def _check_fields(folder: RecipeFolder, edit: Edit, engine: EngineFacts) -> Iterator[Problem]:
    job, local = folder.recipe.job_of(edit.spec), edit.spec.local
    fields = LOCAL_FIELDS[job]
    if local is None and edit.data.get("local") is not None:  # which is said already
        return
    told = local is not None and any(getattr(local, field) for field in fields)
    shaped = job is Job.LAYOUT_EXTENSION
    masked = job is Job.DETAIL_REPAIR and edit.spec.scope is not None and (edit.spec.scope.mask or edit.spec.scope.box)
    if not (told or shaped or masked):
        yield edit.lines.warning(
            "beyond-local", "local",
            fault=f"{engine} reads no sentences and finds nothing it could do for {job.replace('-', ' ')}",
            fix=f"Add 'local: {{{fields[0]}: …}}', or run it with --engine openai.",
        )  # fmt: skip


def _covered_words(edit: Edit, channel: Channel) -> Iterator[Problem]:
    """Words that are set where the channel covers the picture."""
    width, height = channel.recommended
    free = (channel.safe.left / width, channel.safe.top / height,
            1 - channel.safe.right / width, 1 - channel.safe.bottom / height)  # fmt: skip
    for position, wanted in enumerate(edit.spec.text):
        if wanted.as_set is None:
            continue
        x, y, w, h = wanted.as_set.box
        if x < free[0] or y < free[1] or x + w > free[2] + 1e-6 or y + h > free[3] + 1e-6:
            yield edit.lines.warning(
                "covered-words", "text", position,
                fault=f"{channel.label} covers a part of the box of “{wanted.say}”",
                fix=f"Keep it from {free[0]:.3f} to {free[2]:.3f} across, {free[1]:.3f} to {free[3]:.3f} down.",
            )  # fmt: skip


def _check_channel(edit: Edit, channel: Channel) -> Iterator[Problem]:
    if channel.text == "forbidden" and edit.spec.text:
        yield edit.lines.error(
            "channel-rule", "text",
            fault=f"{channel.label} allows no copy in the picture",
            fix="Take the text out, or make it for another channel.",
        )  # fmt: skip
    yield from _covered_words(edit, channel)
    local = edit.spec.local
    if channel.background == "white" and local and local.background and local.background.kind != "white":
        yield edit.lines.warning(
            "channel-rule", "local", "background",
            fault=f"{channel.label} wants a pure white background", fix="Use kind: white.",
        )  # fmt: skip
