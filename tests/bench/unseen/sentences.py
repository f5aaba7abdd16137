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


def _changed_places(edit: Edit) -> list[Box]:
    """Places of what must stay that are not as photographed, for example words, marks, parts, things in the scene."""
    return [*edit.facts.changed, *edit.facts.outside]


def _anything_else(edit: Edit) -> bool:
    """Whether what must stay changed in a way that has no single place."""
    facts = edit.facts
    written = (facts.new_text or facts.copy) and edit.job is not Job.BACKGROUND_REPLACEMENT
    around = facts.halo != facts.halo_before or facts.banding != facts.banding_before or facts.second_edge
    return bool(facts.missing or facts.colour != "kept" or facts.texture != "kept" or written or around
                or facts.stretch != 1 or facts.tilt_deg)  # fmt: skip


def _no_part(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return not (_changed_places(edit) or edit.facts.missing)


def _some_part(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    place = measure.place
    if _anything_else(edit) or place is None:
        return _anything_else(edit) or bool(_changed_places(edit))
    return any(_near(box, place) for box in _changed_places(edit))


def _near(one: Box, other: Box, margin: float = 0.04) -> bool:
    """Whether two boxes touch, with a margin."""
    return (one[0] - margin < other[0] + other[2] and other[0] - margin < one[0] + one[2]
            and one[1] - margin < other[1] + other[3] and other[1] - margin < one[1] + one[3])  # fmt: skip


def _colour_changed(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    facts, said = edit.facts, match[1]
    if facts.colour == "kept":
        known = _changed_places(edit) or _anything_else(edit)
        return bool(known) and not re.search("hue turned|paler|stronger|lighter|darker", said)
    if facts.colour == "pale":
        return "hue turned" not in said
    return not (facts.colour == "dark" and ("lighter" in said or "hue turned" in said))


def _texture_gone(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return edit.facts.texture in (("anew",) if match[1] == "made anew" else ("smoothed", "blurred"))


def _texture_there(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return edit.facts.texture == "kept" or float(match[1]) < 75


def _asked_colour(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    apart, texture = float(match[1]), match[2]
    right = apart < 25 if edit.facts.asked_colour else apart > 8
    return right and (texture != "did not stay" or edit.facts.texture != "kept")


def _relit(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return edit.facts.light == "product" and (match[1] == "right") == (edit.facts.product_azimuth < 0)


def _crossed(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    return edit.facts.light == "side" and (match[1] == "left") == (edit.facts.product_azimuth < 0)


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
    close = (
        abs(max(w, h) - float(match[1]) / 100) < (0.04 if edit.facts.stretch == 1 else 0.08)
        or edit.facts.visible < 0.97
    )
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
    if facts.visible < 0.97:  # the frame cuts words as well
        return True
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


_NOUN = r"(?:The product|The photograph|The picture|What must stay)"
RULES: tuple[tuple[str, Rule], ...] = (
    (_NOUN + r" against the photograph: PSNR .*", _always),
    (r"Its mean colour moved by .*: nobody sees that\.", _if(lambda e: e.facts.colour == "kept")),
    (_NOUN + r" changed colour: (.*)\.", _colour_changed),
    (r"No changed part was found in [\w ]+\.", _no_part),
    (r"No changed part was found\. Where it may change is not written down\.", _no_part),
    (r"What may change is not located in the recipe .*", _always),
    (r"A part of [\w ]+ changed, ([\w ]+)\.(?: \d+ more changed, the next [\w ]+\.)?", _some_part),
    (r"A part changed (.*)", _some_part),
    (_NOUN + r" is blurred: .*", _if(lambda e: e.facts.texture in ("blurred", "smoothed"))),
    (_NOUN + r" is a little softer than photographed .*", _always),
    (_NOUN + r" is sharper or grainier than photographed .*", _if(lambda e: e.facts.texture != "blurred")),
    (_NOUN + r" has \d+% of the photograph's fine contrast\.", _if(lambda e: e.facts.texture != "blurred")),
    (r"(?:The|\d+% of the) fine texture is (made anew|smoothed away)\.", _texture_gone),
    (r"(\d+)% of the fine texture that could be measured is the photograph's\.", _texture_there),
    (r"The part's colour is ΔE2000 (\d+) from the #\w+ that was asked(?:, and its texture (stayed|did not stay))?\.",
     _asked_colour),
    (r"Nothing measurable was asked of the part that may change: look at it\.", _always),
    (r"Nothing changed where the repair was asked\.", _if(lambda e: e.facts.is_resaved)),
    (r"The repaired part can be seen: .*", _if(_anything_else)),
    (r"The repaired part is smoother than what surrounds it\.", _if(lambda e: e.facts.texture != "kept")),
    (r"The repaired part joins what surrounds it .*", _always),
    (r"(The product was not measured|The product's place in the frame was not measured): .*", _always),
    (r"The picture cannot be aligned with the photograph, so nothing was compared: .*", _if(lambda e: e.fault)),
    (r"Only \d+% of the photograph's edges were found again: compare it by eye\.", _always),
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
    (r"A light halo runs along the product's edge(?: .*)?\.",
     _if(lambda e: e.facts.halo == "light" or e.facts.second_edge)),
    (r"A dark fringe runs along the product's edge(?: .*)?\.",
     _if(lambda e: e.facts.halo == "dark" or e.facts.second_edge)),
    (r"The product's edge is as in the photograph .*", _if(lambda e: e.facts.halo == e.facts.halo_before)),
    (r"The product's edge stands out from its surroundings by no more than .*", _if(lambda e: not e.facts.halo)),
    (r"The product seems to float: (no shadow where it stands|its shadow lies below it)\.",
     _if(lambda e: not e.facts.stands)),
    (r"Cannot tell whether the product stands: .*", _always),
    (r"The product is lit more from the (left|right) than photographed: .*", _relit),
    (r"The ground is darker on the product's (left|right), as if .*", _crossed),
    (r"The ground is darker on the same side as in the photograph\.", _if(lambda e: e.facts.light != "side")),
    (r"The product stands on its ground\.", _if(lambda e: e.facts.stands)),
    (r"The backdrop's gradient breaks into bands .*", _if(lambda e: e.facts.banding)),
    (r"The backdrop has bands, as the photograph has\.", _if(lambda e: e.facts.banding and e.facts.banding_before)),
    (r"No bands were found in the backdrop's gradients\.", _if(lambda e: not e.facts.banding)),
    (r"A flat rectangle without texture was added beside the photograph\.",
     _if(lambda e: e.facts.extension == "rectangle")),
    (r"What was added .* repeats one strip again and again\.", _if(lambda e: e.facts.extension == "repeat")),
    (r"A seam shows where the photograph ended, .*\.", _if(lambda e: e.facts.extension)),
    (r"No seam was found where the photograph ended\.", _always),
    (r"Part of the product seems to be missing, .*", _if(lambda e: e.facts.missing or e.facts.visible < 0.99)),
    (r"Two ways of finding the product agree .* no part seems to be missing\.", _if(lambda e: not e.facts.missing)),
    (r"It cannot be told whether the whole product was kept: .*", _always),
    (r"A repair of a detail was asked, but .*", _if(lambda e: e.fault)),
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
    (r"A flat rectangle without texture was added .*", _if(lambda e: e.facts.extension == "rectangle")),
    (r"What was added .* repeats one strip again and again\.", _if(lambda e: e.facts.extension == "repeat")),
    (r"A seam shows where the photograph ended, .*", _if(lambda e: e.facts.extension)),
    (r"No seam was found where the photograph ended\.", _if(lambda e: e.facts.extension != "seam")),
)  # fmt: skip
"""Patterns of whole sentences, and when each is true; the first that fits counts."""
