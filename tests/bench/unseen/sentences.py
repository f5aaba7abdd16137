"""Every sentence that the evidence may say of an edit, and when it is true. One that is not here counts as untrue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from studio.core.evidence import Measure
from studio.core.subject import Box
from studio.core.words import Job
from tests.bench.unseen.truth import Edit

Rule = Callable[[Edit, Measure, "re.Match[str]"], bool]
_QUOTED = r"“([^”]*)”"


def contradictions(edit: Edit, measures: Iterable[Measure]) -> Iterator[str]:
    """Sentences that the truth contradicts, and sentences that nobody has written a rule for."""
    for measure in measures:
        found = [(rule, match) for pattern, rule in RULES if (match := re.fullmatch(pattern, measure.says))]
        if not found:
            yield f"no rule for: {measure.says}"
        elif not found[0][0](edit, measure, found[0][1]):
            yield f"{measure.name} [{measure.flag}] | {measure.says} | {_truth(edit)}"


def _truth(edit: Edit) -> str:
    """The truth in short."""
    facts, shown = edit.facts, []
    for name, value in vars(facts).items():
        if value not in ("", (), [], False, True, "kept", "fits", 0.0, 1.0):
            shown.append(f"{name}={value if not isinstance(value, float) else round(value, 3)}")
    return ", ".join(shown)


def _always(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return True


def _kept_colour(edit: Edit) -> bool:
    return edit.facts.colour == "kept" and (edit.job is not Job.REFERENCE_EDIT or edit.facts.is_resaved)


def _something_changed(edit: Edit) -> bool:
    """Whether any part of the product is not as photographed, beyond an engine's usual hand."""
    facts = edit.facts
    mended = edit.job in (Job.DETAIL_REPAIR, Job.REFERENCE_EDIT) and not facts.is_resaved
    return bool(facts.changed or facts.missing or facts.colour != "kept" or facts.texture in ("anew", "smoothed")
                or mended or facts.second_edge)  # fmt: skip


def _no_part(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return not _something_changed(edit)


def _some_part(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    facts = edit.facts
    if not _something_changed(edit):
        return False
    everywhere = facts.colour != "kept" or facts.texture != "kept" or facts.second_edge
    if everywhere or measure.place is None or edit.scope_mask is not None:
        return True
    return any(_near(box, measure.place) for box in facts.changed)


def _near(one: Box, other: Box, margin: float = 0.04) -> bool:
    """Whether two boxes touch, with a margin."""
    return (one[0] - margin < other[0] + other[2] and other[0] - margin < one[0] + one[2]
            and one[1] - margin < other[1] + other[3] and other[1] - margin < one[1] + one[3])  # fmt: skip


def _colour_changed(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    facts, said = edit.facts, match[1]
    if facts.colour == "kept":
        return _something_changed(edit) and not re.search("hue turned|paler|stronger|lighter|darker", said)
    if facts.colour == "pale":
        return "hue turned" not in said
    return not (facts.colour == "dark" and ("lighter" in said or "hue turned" in said))


def _identical(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    if edit.before.shape != edit.after.shape:
        return False
    share = float((edit.before == edit.after).all(-1).mean())
    return abs(share - float(match[1]) / 100) < 0.006


def _tilted(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    wanted = edit.facts.tilt_deg
    said = float(match[1]) * (1 if match[2] == "right" else -1)
    return abs(said - wanted) < 2


def _fill(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    x, _, w, h = edit.facts.box
    side = x + w / 2 - 0.5
    said = 0.0 if match[2] == "centred" else float(match[3]) / 100 * (1 if match[4] == "right" else -1)
    close = abs(max(w, h) - float(match[1]) / 100) < 0.04 or edit.facts.visible < 0.97
    if edit.facts.missing:
        return True
    return close and (abs(said - side) < 0.035 if match[2] != "centred" else abs(side) < 0.095)


def _enlarged(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return abs(_pixel_scale(edit) - float(match[1])) < 0.06


def _pixel_scale(edit: Edit) -> float:
    return edit.facts.scale * edit.after.shape[0] / edit.before.shape[0]


def _shape(word: str) -> str:
    """A word's letters and figures; those that look the same in most fonts (l, I, 1; O, 0) are one."""
    return "".join(c for c in word.casefold() if c.isalnum()).translate(str.maketrans("il|o", "1110"))


def _words(lines: Iterable[str]) -> set[str]:
    """Words of lines as letters and figures, alone and run together with their neighbours."""
    found: set[str] = set()
    for line in lines:
        parts = [_shape(part) for part in line.split()]
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                found.add("".join(parts[start:end]))
    return found - {""}


def _label(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    facts = edit.facts
    if "?" in facts.label_after:
        return "Found: " not in measure.says or facts.label_after != ("?",) * len(facts.label_after)
    there = _words((*facts.label_after, *facts.text_before, *facts.copy, *facts.new_text))
    said = {part.partition(": ")[0]: part for part in re.split(r"(?<=”)[.] ?| and \d+ more[.] ?", match[1]) if part}
    for what, part in said.items():
        quoted = re.findall(_QUOTED, part)
        if what == "Found" and not all(_shape(word) in there for word in quoted):
            return False
        if what == "No longer read" and any(_shape(word) in there for word in quoted):
            return False
        if what == "Changed":
            pairs = zip(quoted[::2], quoted[1::2], strict=True)
            if any(_shape(was) in there or _shape(now) not in there for was, now in pairs):
                return False
    return True


def _new_text(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    facts = edit.facts
    if "?" in facts.label_after:
        return True
    fresh = _words((*facts.new_text, *facts.copy, *facts.label_after)) - _words((*facts.label_before, *edit.wanted))
    return all(_shape(word) in fresh for word in re.findall(_QUOTED, match[1]))


def _copy_wrong(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    there = _words(edit.facts.copy)
    for part in match[1].split(", "):
        quoted = re.findall(_QUOTED, part)
        if (quoted and _shape(quoted[0]) in there) or (len(quoted) > 1 and _shape(quoted[1]) not in there):
            return False
    return True


def _if(test: Callable[[Edit], object]) -> Rule:
    return lambda edit, measure, match: bool(test(edit))


RULES: tuple[tuple[str, Rule], ...] = (
    (r"The product against the photograph: PSNR .*", _always),
    (r"The colour stayed\.", _if(_kept_colour)),
    (r"The product's colour changed: (.*)\.", _colour_changed),
    (r"No part of the product changed\.", _no_part),
    (r"A part of the product changed, (.*)\.", _some_part),
    (r"The product is blurred\.", _if(lambda e: e.facts.texture in ("blurred", "smoothed"))),
    (r"The product is as sharp as photographed\.", _if(lambda e: e.facts.texture != "blurred")),
    (r"The fine texture is smoothed away or made anew\.", _if(lambda e: e.facts.texture != "kept")),
    (r"The fine texture is still there\.", _if(lambda e: e.facts.texture == "kept")),
    (r"The product was not measured: .*", _always),
    (r"The picture cannot be aligned with the photograph, so nothing was measured over it\. ?.*",
     _if(lambda e: e.fault)),
    (r"Only \d+% of the product's edges were found again: compare it by eye\.", _always),
    (r"(\d+)% of the picture is the photograph, bit for bit\.", _identical),
    (r"The product is stretched by (\d+)%\.", lambda e, _, m: abs(e.facts.stretch - 1 - float(m[1]) / 100) < 0.03),
    (r"The product keeps its proportions\.", _if(lambda e: abs(e.facts.stretch - 1) < 0.04)),
    (r"The product is tilted (\d+)° to the (right|left)\.", _tilted),
    (r"The product stands as photographed\.", _if(lambda e: abs(e.facts.tilt_deg) < 3.5)),
    (r"(\d+)% of the product is cut off by the frame\.",
     lambda e, _, m: abs(1 - e.facts.visible - float(m[1]) / 100) < 0.05),
    (r"The whole product is in the frame\.", _if(lambda e: e.facts.visible > 0.97)),
    (r"The product is (?:too small: |too tight: )?(\d+)% of the frame, (centred|(\d+)% (right|left) of the centre)\."
     r"(?: This channel .*)?", _fill),
    (r"A light halo runs along the product's edge\.", _if(lambda e: e.facts.halo == "light" or e.facts.second_edge)),
    (r"A dark fringe runs along the product's edge\.", _if(lambda e: e.facts.halo == "dark" or e.facts.second_edge)),
    (r"The product's edge is clean, also for a cut-out\.", _if(lambda e: not e.facts.halo and not e.facts.second_edge)),
    (r"The product seems to float: no shadow where it stands\.", _if(lambda e: not e.facts.stands)),
    (r"The product stands on its ground\.", _if(lambda e: e.facts.stands)),
    (r"The backdrop's gradient breaks into bands\.", _if(lambda e: e.facts.banding)),
    (r"No banding in the backdrop\.", _if(lambda e: not e.facts.banding)),
    (r"It is not enlarged\.", _if(lambda e: _pixel_scale(e) < 1.3)),
    (r"The product is enlarged ([\d.]+) times; details may look soft\.", _enlarged),
    (r"(Large enough|Too small or too narrow) .*", _always),
    (r"Words of the label\. (.*)", _label),
    (r"No text was found on the product\.", _always),
    (r"The label was not compared\.", _always),
    (r"New text: (.*)\.", _new_text),
    (r"No new text was found\.", _if(lambda e: not e.facts.new_text)),
    (r"The copy reads as asked, contrast .*", _if(lambda e: e.facts.copy == e.wanted)),
    (r"The copy is not as asked: (.*)\.", _copy_wrong),
)  # fmt: skip
"""Patterns of whole sentences, and when each is true; the first that fits counts."""
