"""How a picture came to be, said to people and to machines: edited with AI, or with software that is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from studio.core.attempt import Attempt
from studio.core.words import Job, Role

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Vocabulary of digital source types, cv.iptc.org/newscodes/digitalsourcetype (release of October 2024)."""
GENERATIVE = frozenset({"openai"})
"""Engines that edit with generative AI."""
_BUILT_IN = "local"


def engines_of(attempt: Attempt, attempts: Mapping[str, Attempt]) -> frozenset[str]:
    """Every engine that had a hand in a picture: its own, and those of the results it was made from."""
    return frozenset(made.engine.name for made in _makers(attempt, attempts))


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


def ai_label(engines: frozenset[str]) -> str:
    """What stands below a picture, for people."""
    if engines & GENERATIVE:
        return "Edited with AI"
    if engines <= {_BUILT_IN}:
        return "Edited with software, without AI"
    return f"Edited with {' and '.join(sorted(engines - {_BUILT_IN}))}"


def source_type(attempt: Attempt, engines: frozenset[str], *, job: Job) -> str:
    """The IPTC digital source type of a result, as an address.

    The built-in engine is classical computer vision. It mends, recolours and extends a photograph
    (`algorithmicallyEnhanced`), sets it before another photograph (`compositeCapture`) or before a scene that it
    draws (`composite`). A generative engine changes a part of a photograph (`compositeWithTrainedAlgorithmicMedia`).
    What an engine of a third party does is not known: `composite` leaves that open.
    """
    if engines & GENERATIVE:
        return f"{IPTC}compositeWithTrainedAlgorithmicMedia"
    if not engines <= {_BUILT_IN}:
        return f"{IPTC}composite"
    if any(reference.role in {Role.BACKGROUND, Role.INSERT} for reference in attempt.spec.references):
        return f"{IPTC}compositeCapture"
    return f"{IPTC}composite" if job is Job.BACKGROUND_REPLACEMENT else f"{IPTC}algorithmicallyEnhanced"
