"""Endless edits with their truth: every fault in turn, and as many good ones."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from zlib import crc32

import numpy as np
from PIL import Image

from tests.bench.unseen import label_faults, scene_faults, spoiling
from tests.bench.unseen.draft import Draft, a_draft, finished
from tests.bench.unseen.faults import FAULTS, GOOD
from tests.bench.unseen.rendered import rendered_edit
from tests.bench.unseen.truth import Edit, Half

KINDS = tuple(name for pair in zip(FAULTS, (GOOD * 9)[: len(FAULTS)], strict=True) for name in pair)
"""Faults and good kinds in turn."""


def edits(half: Half, count: int, seed: int = 0, *, kinds: tuple[str, ...] = KINDS) -> Iterator[Edit]:
    """Edits of photographs, each with its truth; the same for the same half, count and seed.

    Args:
        half: `tuning`, on which limits may be set, or `held`, on which they may not.
        count: How many.
        seed: Others of the same kinds.
        kinds: Names of faults and of good kinds to take in turn.
    """
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield edit_of(half, kind, seed * 10_000 + number)


def edit_of(half: Half, kind: str, number: int) -> Edit:
    """One edit of a kind.

    Args:
        half: Which material.
        kind: Name of a fault or of a good kind.
        number: Which one; a negative number is a rendered one, of the kinds of `rendered.VIEWS`.
    """
    if number < 0:
        return rendered_edit(half, kind, -number - 1)
    rng = np.random.default_rng([crc32(half.encode()), crc32(kind.encode()), number])
    return _good(half, kind, number, rng) if kind in GOOD else _bad(half, kind, number, rng)


def _bad(half: Half, kind: str, number: int, rng: np.random.Generator) -> Edit:
    fault = FAULTS[kind]
    change = spoiling.CHANGES[kind]
    draft = a_draft(half, fault.jobs[number % len(fault.jobs)], rng, kinds=change.kinds(half), plain=change.plain)
    change.apply(draft)
    style = "exact" if draft.clean or rng.random() < 0.3 else "model-like"
    edit = finished(draft, style=style, name=f"{kind} #{number}, {style}")
    edit.fault, edit.criteria, edit.measures = kind, fault.criteria, fault.measures
    return _told(edit, draft, rng)


def _good(half: Half, kind: str, number: int, rng: np.random.Generator) -> Edit:
    jobs = {"flawed source": "rdx", "re-saved": "br"}.get(kind, "brdx")
    job = jobs[int(rng.integers(len(jobs)))]
    draft = a_draft(half, job, rng, plain={"flawed source": True, "noisy phone": False}.get(kind))
    if kind == "flawed source":
        scene_faults.flaw(draft)
    if kind == "noisy phone":
        draft.grain = float(rng.uniform(2.5, 5))
    if kind in ("exact", "model-like") and job == "b" and rng.random() < 0.3:
        label_faults.copy_as_asked(draft)
    if kind == "re-saved":
        draft.made = draft.shot
    style = "exact" if kind in ("exact", "re-saved") or draft.clean else "model-like"
    edit = finished(draft, style=style, name=f"{kind} #{number}")
    if kind == "re-saved":
        edit = _resaved(edit, rng)
    return _told(edit, draft, rng)


def _resaved(edit: Edit, rng: np.random.Generator) -> Edit:
    """The photograph itself, saved again as JPEG or WebP, perhaps at another size."""
    image = Image.fromarray(edit.before)
    if rng.random() < 0.4:
        grow = float(rng.choice([0.75, 1.25]))
        image = image.resize((round(image.width * grow), round(image.height * grow)), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "WEBP" if rng.random() < 0.3 else "JPEG", quality=int(rng.integers(75, 96)))
    after = np.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))
    facts = replace(edit.facts, is_exact=False, is_resaved=True)
    return replace(edit, after=after, after_file=file.getvalue(), facts=facts, scope=None, scope_mask=None,
                   asked_colour="")  # fmt: skip


def _told(edit: Edit, draft: Draft, rng: np.random.Generator) -> Edit:
    """What the person wrote down: usually the label's words."""
    words = edit.facts.label_before
    edit.expected = words if rng.random() < 0.4 else words[:1] if rng.random() < 0.4 else ()
    edit.change = {"b": "another background", "r": f"the {draft.accent_part} to {edit.asked_colour}",
                   "d": "the scratch away", "x": "a wider picture"}[draft.code]  # fmt: skip
    return edit
