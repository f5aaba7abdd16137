"""When a sentence about an edit is true: one function for each kind of sentence, asked with what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from studio.core.attempts.evidence import Measure
from studio.core.recipe.words import Job
from studio.core.subject import Box
from tests.bench.unseen.truth import Edit

Rule = Callable[[Edit, Measure, "re.Match[str]"], bool]
_QUOTED = r"“([^”]*)”"


def always(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """A figure, or an honest "cannot tell"."""
    return True


def changed_places(edit: Edit) -> list[Box]:
    """Places of what must stay that are not as photographed, for example words, marks, parts, things in the scene."""
    return [*edit.facts.changed, *edit.facts.outside]


def anything_else(edit: Edit) -> bool:
    """Whether what must stay changed in a way that has no single place."""
    facts = edit.facts
    written = (facts.new_text or facts.copy) and edit.job is not Job.BACKGROUND_REPLACEMENT
    moved = facts.visible < 0.99 and edit.job is not Job.BACKGROUND_REPLACEMENT
    around = facts.halo != facts.halo_before or facts.banding != facts.banding_before or facts.second_edge
    return bool(facts.missing or facts.colour != "kept" or facts.texture != "kept" or written or around
                or facts.stretch != 1 or facts.tilt_deg or facts.light == "product" or moved)  # fmt: skip


def no_part(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """Nothing that must stay changed at any place."""
    return not (changed_places(edit) or edit.facts.missing)


def some_part(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """Something changed, and at the place that is said."""
    place = measure.place
    if anything_else(edit) or place is None:
        return anything_else(edit) or bool(changed_places(edit))
    return any(near(box, place) for box in changed_places(edit))


def near(one: Box, other: Box, margin: float = 0.04) -> bool:
    """Whether two boxes touch, with a margin."""
    return (one[0] - margin < other[0] + other[2] and other[0] - margin < one[0] + one[2]
            and one[1] - margin < other[1] + other[3] and other[1] - margin < one[1] + one[3])  # fmt: skip


def colour_changed(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """The colour changed, in the direction that is said."""
    facts, said = edit.facts, match[1]
    if facts.shines_on and "hue turned" not in said:
        return True
    if facts.colour == "kept":
        known = changed_places(edit) or anything_else(edit)
        return bool(known) and not re.search("hue turned|paler|stronger|lighter|darker", said)
    if facts.colour == "pale":
        return "hue turned" not in said
    return not (facts.colour == "dark" and ("lighter" in said or "hue turned" in said))


def texture_gone(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """The texture is gone in the way that is said."""
    return edit.facts.texture in (("anew",) if match[1] == "made anew" else ("smoothed", "blurred"))


def texture_there(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """As much of the texture is there as is said."""
    return edit.facts.texture == "kept" or float(match[1]) < 75


def asked_colour(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """The part has the colour asked for, or is said to be far from it."""
    apart, texture = float(match[1]), match[2]
    right = apart < 25 if edit.facts.asked_colour else apart > 8
    is_gone = edit.facts.texture != "kept" or bool(edit.facts.missing)
    return right and (texture != "did not stay" or is_gone)


def relit(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """The product is lit from the other side, the one that is said."""
    return edit.facts.light == "product" and (match[1] == "right") == (edit.facts.product_azimuth < 0)


def crossed(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """The scene is lit from the other side, the one that is said."""
    return edit.facts.light == "side" and (match[1] == "left") == (edit.facts.product_azimuth < 0)


def identical(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """So many pixels are the photograph's."""
    if edit.before.shape != edit.after.shape:
        return False
    share = float((edit.before == edit.after).all(-1).mean())
    return -0.01 < 100 * share - float(match[1]) < 1.01


def tilted(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """It is tilted so far, to that side."""
    wanted = edit.facts.tilt_deg
    said = float(match[1]) * (1 if match[2] == "right" else -1)
    return abs(said - wanted) < 2


def fill(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """It takes so much of the frame, at that place."""
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


def enlarged(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """It has so many more pixels than photographed; what is left of a product without a part fills the same place."""
    return bool(edit.facts.missing) or abs(pixel_scale(edit) - float(match[1])) < 0.06


def pixel_scale(edit: Edit) -> float:
    """Pixels of the product in the result over those in the photograph."""
    return edit.facts.scale * edit.after.shape[0] / edit.before.shape[0]


def shape(word: str) -> str:
    """A word's letters and figures; those that look the same in most fonts (l, I, 1; O, 0) are one."""
    return "".join(c for c in word.casefold() if c.isalnum()).translate(str.maketrans("il|o", "1110"))


def words(lines: Iterable[str]) -> set[str]:
    """Words of lines as letters and figures, alone and run together with their neighbours."""
    found: set[str] = set()
    for line in lines:
        parts = [shape(part) for part in line.split()]
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                found.add("".join(parts[start:end]))
    return found - {""}


def is_there(word: str, there: set[str]) -> bool:
    """Whether a word stands there; a ? in it is any one sign."""
    seen = shape(word)
    return seen in there or ("?" in word and any(other[:-1] == seen for other in there))


def label(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """Every word that is said to be found, lost or changed is so."""
    facts = edit.facts
    if facts.visible < 0.97:  # the frame cuts words as well
        return True
    if "?" in facts.label_after:
        return "Found: " not in measure.says or facts.label_after != ("?",) * len(facts.label_after)
    there = words((*facts.label_after, *facts.text_before, *facts.copy, *facts.new_text))
    said = {part.partition(": ")[0]: part for part in re.split(r"(?<=”)[.] ?| and \d+ more[.] ?", match[1]) if part}
    for what, part in said.items():
        quoted = re.findall(_QUOTED, part)
        if what == "Found" and not all(is_there(word, there) for word in quoted):
            return False
        if what == "No longer read" and any(shape(word) in there for word in quoted):
            return False
        if what == "Changed":
            pairs = zip(quoted[::2], quoted[1::2], strict=True)
            if any((shape(was) in there and shape(was) != shape(now)) or not is_there(now, there)
                   for was, now in pairs):  # fmt: skip
                return False
    return True


def new_text(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """Every word that is said to be new is."""
    facts = edit.facts
    if "?" in facts.label_after:
        return True
    fresh = words((*facts.new_text, *facts.copy, *facts.label_after)) - words((*facts.label_before, *edit.wanted))
    return all(shape(word) in fresh for word in re.findall(_QUOTED, match[1]))


def copy_wrong(edit: Edit, measure: Measure, match: re.Match[str]) -> bool:
    """Every word of the copy that is said to be wrong is."""
    there = words(edit.facts.copy)
    for part in match[1].split(", "):
        if part.endswith("cannot be read"):  # what the reader could not read says nothing of the picture
            continue
        quoted = re.findall(_QUOTED, part)
        if (quoted and shape(quoted[0]) in there) or (len(quoted) > 1 and shape(quoted[1]) not in there):
            return False
    return True


def when(test: Callable[[Edit], object]) -> Rule:
    """A rule that asks the edit alone."""
    return lambda edit, measure, match: bool(test(edit))
