"""Phrases of an edit spec made ready for a prompt, and the lines that are the same in every wording.

Phrases are cleaned, freed of openers, joined, and told apart by their form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from studio.core.prompt import english
from studio.core.prompt.english import holds_no, may_forbid
from studio.core.prompt.vocabulary import SMALL
from studio.core.recipe.spec import EditSpec, Reference
from studio.core.recipe.text import WantedText
from studio.core.recipe.words import Role

_OPENERS = {
    field: re.compile(rf"{field}\s*:\s*|{opener}", re.IGNORECASE)
    for field, opener in {
        "preserve": r"(?:please\s+)?(?:preserve|keep|retain|maintain|leave)\s*[:\s]\s*(?:the\s+uploaded\s+)?|"
        r"(?:keep\s+)?unchanged\s*:\s*|(?:mant[eé]n|mantieni|mantenha|garde[rz]?|conserve[rz]?|conserva)\s+",
        "change": r"(?:please\s+)?(?:change\s+only|(?:only|just)\s+change|only|just)\s*[:\s]\s*|"
        r"(?:please\s+)?change\s+(?!(?:of|in|to|from)\b)|please\s+",
        "add": r"additions?\s*:\s*|(?:please\s+)?add(?:ing)?\s+",
        "layout": r"composition\s*:\s*",
        "avoid": r"avoid\s+",
        "style": r"(?!)",
    }.items()
}
"""What a person may write that the sentence or the label says already."""
NEGATION = re.compile(
    r"^(?:please\s+)?(?:do not|don['’]?t|never|must not|no(?!\s+one\b)|without(?: any)?|not)\s+", re.I
)
"""A "no" that the sentence of `avoid` says already."""
KEEPS = re.compile(r"(?:please\s+)?(?:preserve|keep|retain|maintain|leave)\s", re.I)
"""How a whole instruction to keep something begins."""
_TURNS = re.compile(r"[.!?;:。]\s|\b(?:but|instead|rather|then|unless|except)\b", re.I)
"""What makes more of a phrase than one sentence can forbid."""
_SAYS = re.compile(r"\w|[\u2190-\u2bff\U0001f000-\U0001ffff]")
"""A letter, a digit, or a picture sign."""
_ENDS = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")


def split_names(item: str) -> list[str]:
    """The names in a phrase such as `watermarks, logos`, or the deeds in one; any other phrase alone."""
    names = _bare_parts(r"\s*[,;]\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+", item)
    if all(map(english.is_name, names)):
        return names
    deeds = _bare_parts(r"\s*[,;]\s*(?:(?:and|or)\s+)?", item)
    if len(deeds) < 2 or re.search(r"\s(?:and|or)\s", deeds[-1]):
        return [item]
    return deeds if all(map(english.is_command, deeds)) or all(map(english.is_gerund, deeds)) else [item]


def _bare_parts(joint: str, item: str) -> list[str]:
    return [NEGATION.sub("", part, count=1) for part in re.split(joint, item) if part]


def form_of(item: str) -> str:
    """Which sentence a phrase of `avoid` certainly fits; empty when none.

    A word that is a verb as well as a name fits none before another name: `cover label` may mean either.
    """
    if may_forbid(item) or holds_no(item) or _TURNS.search(item):
        return ""
    if english.is_command(item):
        return "command"
    if english.is_gerund(item):
        return "gerund"
    return "name" if english.is_name(item) and not english.may_command(item) else ""


def quoted_copy(copy: str) -> str:
    """Copy in quotes, on one line: quotes and line breaks in it are escaped."""
    escaped = copy.strip().replace("\\", "\\\\").replace('"', '\\"')
    lines = "\\n".join(line.strip() for line in escaped.splitlines())
    return f'"{lines}"'


def english_list(items: Sequence[str], *, word: str = "and") -> str:
    """Items as English reads them: `a`; `a and b`; `a, b, and c`; by semicolons where an item has commas of its own."""
    if any("," in item or ";" in item for item in items) and len(items) > 1:
        return f"{'; '.join(items[:-1])}; {word} {items[-1]}"
    if len(items) <= 2:
        return f" {word} ".join(items)
    return f"{', '.join(items[:-1])}, {word} {items[-1]}"


def reads_as_list(items: Sequence[str]) -> bool:
    """Whether names can stand in one list: behind `logo on the chest`, a further name would seem to stand there too."""
    return not any(word in SMALL for item in items[:-1] for word in english.words_in(item))


def joined_phrases(items: Sequence[str]) -> str:
    """A list that nothing governs: as English where it certainly is, else by semicolons."""
    return english_list(items) if all(english.is_english(item) for item in items) else "; ".join(items)


def said_in(field: str, phrases: Sequence[str]) -> list[str]:
    """The phrases of a field that say something, cleaned, without openers that the sentence supplies, each once."""
    bare = (without_opener(field, phrase) for phrase in phrases)
    return list(dict.fromkeys(phrase for phrase in bare if _SAYS.search(phrase)))


def without_opener(field: str, phrase: str) -> str:
    """A phrase cleaned, without the opener that its field's sentence supplies.

    `keep the label` names the label; `keep the label readable` is an instruction of its own and stays whole.
    """
    words = clean(phrase)
    rest = _OPENERS[field].sub("", words, count=1) if _OPENERS[field].match(words) else words
    is_whole = field == "preserve" and KEEPS.match(words) and not english.is_name(without_the(rest))
    return words if is_whole or not rest else rest


def without_the(phrase: str) -> str:
    """A phrase without the "the" at its beginning."""
    return phrase[4:] if phrase[:4].lower() == "the " else phrase


def clean(phrase: str) -> str:
    """One line without a bullet, a final full stop or comma, so that phrases join into sentences."""
    words = re.sub(r"^[-–—•*]\s+", "", " ".join(phrase.split())).rstrip(",;: ")
    return words if words.endswith("..") else words.removesuffix(".").removesuffix("。")


def with_full_stop(words: str) -> str:
    """Words with a full stop, unless they end with a sign that ends a sentence."""
    return words if _ENDS.search(words) else f"{words}."


def lower_first(phrase: str) -> str:
    """A phrase within a sentence: its first word in small letters when the vocabulary has it so."""
    first = phrase.split(maxsplit=1)[0]
    is_plain = first[1:].islower() or len(first) == 1
    return phrase[0].lower() + phrase[1:] if is_plain and english.is_known(first.lower()) else phrase


LENDS = {
    Role.SUBJECT: "it shows the same product; keep that product's identity in Image 1",
    Role.STYLE: "apply its style to Image 1",
    Role.PALETTE: "apply its colors to Image 1",
    Role.BACKGROUND: "use it as the background of Image 1",
    Role.LOGO: "put this mark into Image 1 exactly as it is",
    Role.INSERT: "put this object into Image 1",
    Role.LAYOUT: "arrange Image 1 in the same way",
    Role.GARMENT: "dress the person in Image 1 in this garment",
    Role.POSE: "give the person in Image 1 this pose",
    Role.PERSON: "show this person in Image 1",
    Role.MATERIAL: "apply its material to the part of Image 1 that changes",
    Role.LIGHT: "apply its light to Image 1",
}
"""What a reference lends to the edit target, which is always the first image."""


def input_lines(spec: EditSpec) -> list[str]:
    """A sentence for every input, in the order in which they are sent: the edit target first."""
    inputs = sorted(spec.inputs(), key=lambda reference: reference.role is not Role.EDIT_TARGET)
    if spec.from_edit:
        inputs.insert(0, Reference(image=spec.from_edit, role=Role.EDIT_TARGET))
    return [_input(number, reference) for number, reference in enumerate(inputs, start=1)]


def _input(number: int, reference: Reference) -> str:
    role = reference.role or Role.EDIT_TARGET
    note = clean(reference.note or "")
    if role is Role.EDIT_TARGET:
        return f"Image {number} is the edit target{f': {note}' if note else ''}"
    certain = english.is_english(_without_commas(note))
    noted = f"; {lower_first(note)}" if certain else f" (note: {note})" if note else ""
    return f"Image {number} is the {role} reference: {LENDS[role]}{noted}"


def copy_line(wanted: WantedText) -> str:
    """Copy that must appear; place and setting follow as English only where they certainly are."""
    spelled = f" (spelled {' '.join('-'.join(word) for word in wanted.say.split())})" if wanted.spell else ""
    place = clean(wanted.where or "")
    setting = re.sub(
        r"^(?:set\s+)?(?:in\s+)?", "", clean(wanted.typeset if isinstance(wanted.typeset, str) else ""), flags=re.I
    )
    said = f"{quoted_copy(wanted.say)}{spelled}"
    if all(english.is_english(_without_commas(words)) for words in (place, setting) if words):
        behind = f"{f', {lower_first(place)}' if place else ''}{f', set in {lower_first(setting)}' if setting else ''}"
        return f"Render the text {said} exactly once{behind}"
    labelled = ". ".join(f"{name}: {words}" for name, words in (("Place", place), ("Type", setting)) if words)
    return f"Render the text {said} exactly once. {labelled}"


def room_lines(spec: EditSpec) -> Iterator[str]:
    """What is said of words that are set: their places must stay free; where nothing else is done, themselves."""
    if spec.only_sets_text:
        for wanted in spec.text:
            place = f", {lower_first(clean(wanted.where))}" if wanted.where else ""
            yield f"Set the text {quoted_copy(wanted.say)}{place}."
        return
    places = [wanted.where or "the box that is kept for it" for wanted in spec.text if wanted.as_set is not None]
    if places:
        named = " and ".join(dict.fromkeys(clean(place) for place in places))
        yield f"Draw no letters: text is set afterwards. Keep this area calm and free of objects: {named}."


def _without_commas(words: str) -> str:
    return re.sub(r"[,;]\s*", " and ", words)


def swap_lines(spec: EditSpec) -> Iterator[str]:
    """A line for every pair of words that change."""
    for swap in spec.replace_text:
        yield (
            f"Replace the text {quoted_copy(swap.was)} with {quoted_copy(swap.becomes)}, letter for letter, "
            "in the same place, font, size, and color"
        )
