"""How a picture came to be, said to people and to machines: edited with AI, or with software that is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.gate import BeforeAfter, Entry
from studio.core.attempts.standing import Shown
from studio.core.engine import EngineFacts
from studio.core.recipe.recipe import Recipe
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job, Role
from studio.core.site_options import SiteOptions
from studio.engines.catalogue import engine_facts
from studio.pictures.signing import Certificate, Edit
from studio.pictures.xmp import Origin
from studio.publish.pages.words import Words

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Vocabulary of digital source types, cv.iptc.org/newscodes/digitalsourcetype (release of October 2024)."""


def engines_of(attempt: Attempt, attempts: Mapping[str, Attempt]) -> frozenset[EngineFacts]:
    """Every engine that had a hand in a picture: its own, and those of the results it was made from."""
    return frozenset(engine_facts(made.engine.name) for made in _makers(attempt, attempts))


def _makers(attempt: Attempt, attempts: Mapping[str, Attempt]) -> Iterator[Attempt]:
    by_file = {f"attempts/{made.picture.file}": made for made in attempts.values() if made.picture}
    waiting, seen = [attempt], set()
    while waiting:
        made = waiting.pop()
        if made.id in seen:
            continue
        seen.add(made.id)
        yield made
        waiting += [by_file[used.image] for used in made.inputs if used.image in by_file]


def _is_generative(engines: frozenset[EngineFacts]) -> bool | None:
    """Whether one of them is; None when that is not known."""
    said = {engine.is_generative for engine in engines}
    return True if True in said else None if None in said else False


def ai_label(engines: frozenset[EngineFacts], words: Words) -> str:
    """What stands below a picture, for people."""
    is_generative = _is_generative(engines)
    if is_generative is None:
        unknown = words.all_of(sorted(words(one.title) for one in engines if one.is_generative is None))
        return words("Edited with %(engines)s", engines=unknown)
    return words("Edited with AI") if is_generative else words("Edited with software, without AI")


def source_type(attempt: Attempt, engines: frozenset[EngineFacts], *, job: Job) -> str:
    """The IPTC digital source type of a result, as an address.

    An engine that is not generative mends, recolours and extends a photograph
    (`algorithmicallyEnhanced`), sets it before another photograph (`compositeCapture`) or before a scene that it
    draws (`composite`). A generative engine changes a part of a photograph (`compositeWithTrainedAlgorithmicMedia`).
    What an engine does that says nothing of it is not known: `composite` leaves that open.
    """
    is_generative = _is_generative(engines)
    if is_generative:
        return f"{IPTC}compositeWithTrainedAlgorithmicMedia"
    if is_generative is None:
        return f"{IPTC}composite"
    if any(reference.role in {Role.BACKGROUND, Role.INSERT} for reference in attempt.spec.references):
        return f"{IPTC}compositeCapture"
    return f"{IPTC}composite" if job is Job.BACKGROUND_REPLACEMENT else f"{IPTC}algorithmicallyEnhanced"


def origin_of(pair: BeforeAfter, recipe: Recipe, attempts: Mapping[str, Attempt], site: SiteOptions) -> Origin:
    """What the file of a result says of where it comes from.

    Args:
        pair: The result as the gate lets it through; a credit of an input that is kept back is not said.
        recipe: Its recipe.
        attempts: All attempts of the recipe by number.
        site: Says the licence where the recipe does not, and whether the prompt is told.
    """
    credits_ = dict.fromkeys(one for one in (recipe.front.credit, *(s.credit for s in _inputs(pair))) if one)
    engines = engines_of(pair.attempt, attempts)
    job = recipe.job_of(pair.attempt.spec)
    front, reads_words = recipe.front, engine_facts(pair.attempt.engine.name).reads_words
    return Origin(
        source_type(pair.attempt, engines, job=job), "; ".join(credits_), front.creator or "", front.owner or "",
        front.licence or site.licence, pair.attempt.prompt if site.prompt_in_pictures and reads_words else "",
    )  # fmt: skip


def origins_of(entry: Entry, site: SiteOptions) -> dict[str, Origin]:
    """What the published files of a recipe say of where they come from, by file of its folder.

    Nobody has said how a photograph was taken, so nothing is said of that: its files carry whose it is only.
    """
    recipe, attempts = entry.folder.recipe, {other.id: other for other in entry.folder.attempts}
    credited = {
        one.image: _origin_of_input(one, recipe, pair.attempt.spec) for pair in entry.pairs for one in _inputs(pair)
    }
    rejected = {
        file: origin_of(replace(pair, attempt=attempts[number]), recipe, attempts, site)
        for pair in entry.pairs
        for number, file in pair.rejected.items()
    }
    return {**credited, **rejected, **{pair.after: origin_of(pair, recipe, attempts, site) for pair in entry.pairs}}


def edits_of(entry: Entry, certificate: Certificate) -> dict[str, Edit]:
    """What the content credentials of a recipe's results say, by file; its other pictures get none."""
    recipe, attempts = entry.folder.recipe, {other.id: other for other in entry.folder.attempts}
    found = {}
    for pair in entry.pairs:
        made, job = pair.attempt, recipe.job_of(pair.attempt.spec)
        kind = source_type(made, engines_of(made, attempts), job=job)
        change = made.spec.change or job.value.replace("-", " ")
        found[pair.after] = Edit(certificate, kind, engine_facts(made.engine.name).title, change)
    return found


def _inputs(pair: BeforeAfter) -> Iterator[Shown]:
    yield from (one for one in (pair.before, *pair.references) if one)


def _origin_of_input(shown: Shown, recipe: Recipe, spec: EditSpec) -> Origin:
    terms = recipe.terms_of(shown.image, spec)
    return Origin("", shown.credit or "", terms.creator or "", terms.owner or "", terms.licence or "")
