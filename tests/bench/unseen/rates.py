"""What the evidence says of edits whose truth is known: rates of flags, false alarms, and CPU time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import cv2
import numpy as np

from studio.core.attempts.evidence import Measure
from studio.evidence.case import Case
from studio.evidence.measure import measure
from studio.store.settings import load_limits
from tests.bench.table import Row
from tests.bench.unseen.edits import KINDS, edit_of
from tests.bench.unseen.faults import FAULTS, GOOD
from tests.bench.unseen.rendered import VIEWS
from tests.bench.unseen.truth import Edit, Half

UNRELATED = {"pixels", "file", "shape", "provenance", "rights"}
"""Flags about the file and its channel, which no edit here has to answer for."""
NO_LIMIT = {"light side", "product relit", "light colour", "light hardness", "floating"}
"""Faults whose true rates are told without a limit."""


class Found(NamedTuple):
    """What one edit's evidence said."""

    kind: str
    name: str
    flags: tuple[Measure, ...]
    says: tuple[Measure, ...]
    hit: bool
    """Whether the fault was flagged where it belongs."""
    seconds: float
    contradicted: tuple[str, ...]
    """Sentences that the truth contradicts or the table of sentences does not know."""


def subject_of(edit: Edit) -> Case:
    """The edit as the program measures it."""
    return Case(
        before=edit.before_bytes, after=edit.after_bytes, job=edit.job, matte=edit.matte, channel=edit.channel,
        expected_text=edit.expected, wanted_text=edit.wanted, may_change=edit.scope_mask,
        asked_colour=edit.asked_colour or None,
    )  # fmt: skip


def measured(half: Half, wanted: tuple[str, int], *, read_text: bool = True) -> Found:
    """Make an edit and measure it."""
    from tests.bench.unseen.sentences import contradictions

    kind, number = wanted
    cv2.setNumThreads(1)
    edit = edit_of(half, kind, number)
    subject = subject_of(edit)
    began = time.process_time()
    measures = measure(subject, load_limits(), read_text=read_text).evidence.measures
    seconds = time.process_time() - began
    flags = tuple(m for m in measures if m.flag == "look" and m.name not in UNRELATED)
    return Found(kind, edit.name, flags, measures, any(is_hit(edit, m) for m in flags), seconds,
                 tuple(contradictions(edit, measures)))  # fmt: skip


def is_hit(edit: Edit, flag: Measure) -> bool:
    """Whether a flag stands where the edit's fault belongs."""
    return flag.criterion in edit.criteria and flag.name.startswith(tuple(edit.measures))


def measure_all(half: Half, wanted: list[tuple[str, int]], *, workers: int = 2, read_text: bool = True) -> list[Found]:
    """Measure many, in processes."""
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(partial(measured, half, read_text=read_text), wanted))


@dataclass
class Tally:
    """Counts of one run."""

    faults: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    good: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    alarms: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """False flags by the measure's name."""
    contradicted: list[str] = field(default_factory=list)
    sentences: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, found: Found) -> None:
        """Count one more."""
        if found.kind in GOOD:
            self.good[found.kind].append(not found.flags)
            for name in {flag.name for flag in found.flags}:
                self.alarms[name] += 1
        else:
            self.faults[found.kind].append(found.hit)
        self.contradicted += [f"{found.name}: {text}" for text in found.contradicted]
        self.sentences += len(found.says)
        self.seconds.append(found.seconds)


def tally(half: Half, *, each: int, seed: int = 0, kinds: tuple[str, ...] = KINDS, workers: int = 2) -> Tally:
    """Measure `each` edits of every fault, and three times as many of every good kind."""
    wanted = [
        (kind, seed * 10_000 + n) for kind in dict.fromkeys(kinds) for n in range(each * (3 if kind in GOOD else 1))
    ]
    wanted += [(kind, -number) for kind in VIEWS if kind in kinds for number in range(1, 1 + min(each, 4))]
    found = Tally()
    for one in measure_all(half, wanted, workers=workers):
        found.add(one)
    return found


def eyes(half: Half = "held", each: int = 4) -> Iterator[Row]:
    """Rate of every fault at its criterion, false flags of good edits, contradicted sentences, seconds."""
    found = tally(half, each=each)
    for kind in FAULTS:
        seen = found.faults[kind]
        limit = None if kind in NO_LIMIT else 0.95
        yield Row(f"{kind} ({sum(seen)} of {len(seen)})", sum(seen) / len(seen), limit, at_most=False)
    for kind, clean in found.good.items():
        yield Row(f"good, {kind}: without alarm ({sum(clean)} of {len(clean)})", sum(clean) / len(clean), 0.95,
                  at_most=False)  # fmt: skip
    for name, count in sorted(found.alarms.items(), key=lambda item: -item[1]):
        yield Row(f"false alarms by “{name}”", count, None)
    yield Row(f"contradicted sentences of {found.sentences}", len(found.contradicted), 0)
    yield Row("one attempt at 1 megapixel, with words: CPU, median", float(np.median(found.seconds)), 4.0, "s")
    for text in found.contradicted[:30]:
        print(f"       {text}")
