"""Every sentence that the evidence may say of an edit, and when it is true. One that is not here counts as untrue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from studio.core.attempts.evidence import Measure
from tests.bench.unseen import true_when
from tests.bench.unseen.true_when import when
from tests.bench.unseen.truth import Edit


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


_NOUN = r"(?:The product|The photograph|The picture|What must stay|The old frame)"
RULES: tuple[tuple[str, true_when.Rule], ...] = (
    (_NOUN + r" against the photograph: PSNR .*", true_when.always),
    (r"Its mean colour moved by .*: nobody sees that\.", when(lambda e: e.facts.colour == "kept")),
    (r"Its mean colour moved by ΔE2000 [\d.]+\.", true_when.always),
    (_NOUN + r" does not lie on the photograph: cannot tell .*", true_when.always),
    (_NOUN + r" has far fewer pixels than in the photograph: .*", when(lambda e: true_when.pixel_scale(e) < 0.75)),
    (_NOUN + r" differs a little from the photograph everywhere: cannot tell .*", true_when.always),
    (r"The edit does not lie on the photograph there: cannot tell .*", true_when.always),
    (_NOUN + r" changed colour: (.*)\.", true_when.colour_changed),
    (r"No changed part was found in [\w ]+ but for the label\.",
     when(lambda e: e.facts.label_before != e.facts.label_after or e.facts.new_text)),
    (r"No changed part was found in [\w ]+\.", true_when.no_part),
    (r"No changed part was found\. Where it may change is not written down\.", true_when.no_part),
    (r"What may change is not located in the recipe .*", true_when.always),
    (r"A part of [\w ]+ changed, ([\w ]+)\.(?: \d+ more changed, the next [\w ]+\.)?", true_when.some_part),
    (r"A part changed (.*)", true_when.some_part),
    (_NOUN + r" is blurred: .*", when(lambda e: e.facts.texture in ("blurred", "smoothed"))),
    (_NOUN + r" is a little softer than photographed .*", true_when.always),
    (_NOUN + r" is sharper or grainier than photographed .*", when(lambda e: e.facts.texture != "blurred")),
    (_NOUN + r" has \d+% of the photograph's fine contrast\.", when(lambda e: e.facts.texture != "blurred")),
    (r"(?:The|\d+% of the) fine texture is (made anew|smoothed away)\.", true_when.texture_gone),
    (r"Its light, colour or angle changed: cannot tell .*", true_when.always),
    (r"Cannot tell whether the fine texture stayed: .*", true_when.always),
    (r"(\d+)% of the fine texture that could be measured is the photograph's\.", true_when.texture_there),
    (r"The part's colour is ΔE2000 (\d+) from the #\w+ that was asked, "
     r"(?:its light and shade allowed for|and is what it was)(?:, and its texture (stayed|did not stay))?\.",
     true_when.asked_colour),
    (r"Nothing measurable was asked of the part that may change: look at it\.", true_when.always),
    (r"Nothing changed where the repair was asked\.", when(lambda e: e.facts.is_resaved)),
    (r"The repaired part can be seen: .*", when(true_when.anything_else)),
    (r"The repaired part is smoother than what surrounds it\.", when(lambda e: e.facts.texture != "kept")),
    (r"The repaired part joins what surrounds it .*", true_when.always),
    (r"(The product was not measured|The product's place in the frame was not measured): .*", true_when.always),
    (r"The picture cannot be aligned with the photograph, so nothing was compared: .*", when(lambda e: e.fault)),
    (r"Only \d+% of the photograph's edges were found again: compare it by eye\.", true_when.always),
    (r"(\d+)% of the picture is the photograph, bit for bit\.", true_when.identical),
    (r"The product is stretched by (\d+)%\.", lambda e, _, m: abs(e.facts.stretch - 1 - float(m[1]) / 100) < 0.03),
    (r"The product keeps its proportions\.", when(lambda e: abs(e.facts.stretch - 1) < 0.04)),
    (r"The product is tilted (\d+)° to the (right|left)\.", true_when.tilted),
    (r"The product stands as photographed\.", when(lambda e: abs(e.facts.tilt_deg) < 3.5)),
    (r"(\d+)% of the product is cut off by the frame\.",
     lambda e, _, m: abs(1 - e.facts.visible - float(m[1]) / 100) < 0.05),
    (r"The whole product is in the frame\.", when(lambda e: e.facts.visible > 0.97)),
    (r"The product is (?:too small: |too tight: )?(\d+)% of the frame, (centred|(\d+)% (right|left) of the centre)\."
     r"(?: This channel .*)?", true_when.fill),
    (r"A light halo runs along the product's edge(?: .*)?\.",
     when(lambda e: e.facts.halo == "light" or e.facts.second_edge)),
    (r"A dark fringe runs along the product's edge(?: .*)?\.",
     when(lambda e: e.facts.halo == "dark" or e.facts.second_edge)),
    (r"The product's edge is as in the photograph .*", when(lambda e: e.facts.halo == e.facts.halo_before)),
    (r"No halo runs along the product's edge .*", when(lambda e: not e.facts.halo)),
    (r"A second edge runs beside the product, .*", when(lambda e: e.facts.second_edge)),
    (r"The product seems to float: (no shadow where it stands|its shadow lies below it)\.",
     when(lambda e: not e.facts.stands)),
    (r"Cannot tell whether the product stands: .*", true_when.always),
    (r"The product is lit more from the (left|right) than photographed: .*", true_when.relit),
    (r"The ground is darker on the product's (left|right), as if .*", true_when.crossed),
    (r"The ground is darker on the same side as in the photograph\.", when(lambda e: e.facts.light != "side")),
    (r"The product stands on its ground\.", when(lambda e: e.facts.stands)),
    (r"The backdrop's gradient breaks into bands .*", when(lambda e: e.facts.banding)),
    (r"The backdrop has bands, as the photograph has\.", when(lambda e: e.facts.banding and e.facts.banding_before)),
    (r"No bands were found in the backdrop's gradients\.", when(lambda e: not e.facts.banding)),
    (r"A flat rectangle without texture was added beside the photograph\.",
     when(lambda e: e.facts.extension == "rectangle")),
    (r"What was added .* repeats one strip again and again\.", when(lambda e: e.facts.extension == "repeat")),
    (r"A seam shows where the photograph ended, .*\.", when(lambda e: e.facts.extension)),
    (r"No seam was found where the photograph ended\.", true_when.always),
    (r"Part of the product seems to be missing, .*", when(lambda e: e.facts.missing or e.facts.visible < 0.99)),
    (r"Two independent ways of finding .* no part seems to be missing\.", when(lambda e: not e.facts.missing)),
    (r"It cannot be told whether the whole product was kept: .*", true_when.always),
    (r"A repair of a detail was asked, but .*", when(lambda e: e.fault)),
    (r"It is not enlarged\.", when(lambda e: true_when.pixel_scale(e) < 1.3)),
    (r"The product is enlarged ([\d.]+) times; details may look soft\.", true_when.enlarged),
    (r"(Large enough|Too small or too narrow) .*", true_when.always),
    (r"Words of the label\. (.*)", true_when.label),
    (r"No text was found on the product(?: for certain\. .*)?\.", true_when.always),
    (r"The label was not compared\.", true_when.always),
    (r"New text: (.*?)\.(?: \d+ further .*\.)?", true_when.new_text),
    (r"No new text was found\. \d+ further .*\.", true_when.always),
    (r"No new text was found\.", when(lambda e: not e.facts.new_text)),
    (r"The copy reads as asked, contrast .*", when(lambda e: e.facts.copy == e.wanted)),
    (r"The copy is not as asked: (.*)\.", true_when.copy_wrong),
)  # fmt: skip
"""Patterns of whole sentences, and when each is true; the first that fits counts."""
