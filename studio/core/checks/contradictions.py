"""What is locked against what is changed, what is wanted against what is forbidden, and the same thing said twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from studio.core.checks.clauses import Clause, clauses, without_article
from studio.core.checks.vocabulary import COLOUR_NAME, Deed, plain, words
from studio.core.problem import Problem
from studio.core.recipe.recipe import Edit

_SMALL = frozenset(
    """a an the of s and or with any some its his her this that uploaded original extra other more der die das den dem
    des von vom ein eine und la el los las un una de del y le les du d l et une""".split()  # noqa: SIM905
)
"""Words that change nothing about what a phrase is about."""
_TRAIT_WORDS: Mapping[str, str] = {
    "colour": "colou?rs?|shades?|hues?|farben?|colores|couleurs?",
    "shape": "shapes?|silhouette|outline|form|forma|forme|cut|schnitt",
    "material": "materials?|finish|textures?|fabric|stoff|tela|tissu",
    "text": "texts?|lettering|wording|inscription|schriftzug|texto|texte",
    "design": "designs?|pattern|muster",
    "size": "sizes?|proportions?|scale|größe|tamaño|taille",
    "view": "(?:camera )?(?:angle|perspective|position|viewpoint)|camera|kameraperspektive|"
    "blickwinkel|perspektive|perspectiva",
    "frame": "crop|framing|composition|cropping|bildausschnitt|encuadre|composición|cadrage",
    "light": r"light(?:ing)?|daylight|beleuchtung|licht|luz|iluminación|lumière|éclairage",
    "place": "placement|position|location|platzierung|posición|emplacement",
    "pose": "pose|posture|haltung",
    "background": "backgrounds?|backdrop|hintergrund|fondo|arrière-plan|fond",
}
"""Sides of a thing that can be locked or changed by themselves."""
_TRAITS = {trait: words(pattern) for trait, pattern in _TRAIT_WORDS.items()}
_BESIDE = re.compile(r"\s(?:behind|around|beside|under|near|hinter|unter|neben|detrás|derrière)\s")
_OF_A_THING = frozenset({"colour", "shape", "material", "text", "design", "size"})
_OF_THE_PICTURE = frozenset({"view", "frame", "light", "background", "pose"})
_IMPLIED: Mapping[str, re.Pattern[str]] = {
    "view": words(
        """
        from (?:above|below|behind|the (?:side|front|back|top)), bird's[- ]eye(?: view)?, top[- ]down, low[-
        ]angle, flat ?lay, three-quarter view, (?:front|side|rear|top|aerial) view, close-up, von oben, aus
        der vogelperspektive, desde arriba, vue de dessus, vu d'en haut
        """
    ),
    "light": words(
        """
        night(?:time)?, candle-?lit, neon(?:-lit)?, moonlight, moonlit, at (?:dusk|dawn), sunset, nachts?,
        kerzenlicht, noche, nuit, coucher de soleil, atardecer
        """
    ),
    "pose": words(
        """
        (?:new|another|different) pose, sit(?:ting)? down, kneel(?:ing)?, lie down, jump(?:ing)?
        """
    ),
}  # fmt: skip
"""What a change says without naming it."""
_BUT = words(
    """
    except, but, apart from, other than, else, rest, außer, excepto, salvo, menos, sauf, hormis
    """
)
_NO = re.compile(r"(?:no|never|not|don't|do not|without|kein(?:e|en)?|sin|sans|pas de)\s")
_FORBIDS = re.compile(
    r"(?:(?:no|not|never|don't|do not|without)\s+)?(?:(?:us(?:e|ing)|add(?:ing)?|include|show|have|put in|place)\s+)?"
    r"(?:(?:an?|any|the|extra|more)\s+)*"
)
"""How an item of `avoid` begins before it says what is to be avoided."""
_KINDS: Mapping[str, frozenset[str]] = {
    kind: frozenset(members.split())
    for kind, members in (
        (
            "prop",
            "vase flower book plant cup glass candle fruit lemon napkin spoon croissant tray cushion leaf bowl plate",
        ),
        ("people", "person people woman man girl boy child model hand face crowd"),
        ("animal", "dog cat horse bird"),
    )
}
"""What belongs to a forbidden kind."""


@dataclass(frozen=True)
class Matter:
    """What a phrase is about: a side of a thing, or a whole thing."""

    trait: str | None
    """The side, from `_TRAIT_WORDS`; None for the whole."""
    things: frozenset[str]
    """Words for the thing; empty where only a side is named."""


def check_contradictions(edit: Edit) -> Iterator[Problem]:
    """Wishes of one edit that exclude each other, and items that stand twice."""
    if edit.spec.prompt is None:
        yield from _locked_and_changed(edit)
        yield from _forbidden_and_wanted(edit)
        yield from _negative_locks(edit)
    yield from _twice(edit)


@lru_cache(maxsize=1024)
def matter_of(phrase: str) -> Matter:
    """What a phrase is about: 'bottle shape' and 'the shape of the bottle' are the same matter."""
    phrase = _BESIDE.split(plain(phrase), maxsplit=1)[0]
    for trait, pattern in _TRAITS.items():
        if found := pattern.search(phrase):
            return Matter(trait, _tokens(phrase.replace(found[0], " ")))
    return Matter(None, _tokens(phrase))


@lru_cache(maxsize=1024)
def _tokens(phrase: str) -> frozenset[str]:
    bare = unicodedata.normalize("NFKD", plain(phrase).replace("colour", "color").replace("grey", "gray"))
    found = re.findall(r"[^\W_]+", "".join(sign for sign in bare if not unicodedata.combining(sign)))
    return frozenset(_singular(word) for word in found if word not in _SMALL)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _locked_and_changed(edit: Edit) -> Iterator[Problem]:
    spec = edit.spec
    product = frozenset(
        thing for item in spec.preserve if (matter := matter_of(item)).trait in _OF_A_THING for thing in matter.things
    )
    asked = clauses(spec.change or "")
    for position, item in enumerate(spec.preserve):
        if _BUT.search(plain(item)) or _NO.match(plain(item)):
            continue
        touched = next((clause for clause in asked if _touches(clause, matter_of(item), product)), None)
        if touched:
            yield edit.lines.warning(
                "contradiction", "preserve", position,
                fault=f"'{item}' must stay, and 'change' seems to change it ('{touched.text}')",
                fix="Take it out of 'preserve', or change something else.",
            )  # fmt: skip


def _touches(clause: Clause, lock: Matter, product: frozenset[str]) -> bool:
    """Whether a clause changes what is locked.

    Args:
        clause: What is asked for.
        lock: What must stay.
        product: Words for the product, of which a bare 'colour' speaks.
    """
    implied = _IMPLIED.get(lock.trait or "")
    if implied and clause.deed is not Deed.LIGHT and implied.search(clause.text):
        return True
    if lock.trait == "frame" and clause.deed is Deed.CANVAS:
        return True
    goal = matter_of(clause.target)
    if lock.trait == "place":
        return bool(lock.things & goal.things) and (clause.deed is Deed.MOVE or goal.trait in {"place", "view"})
    if lock.trait is not None and lock.trait == goal.trait:
        if lock.trait in _OF_THE_PICTURE:
            return True
        return bool(lock.things & goal.things or (not lock.things and (not goal.things or goal.things & product)))
    if not lock.things or clause.verb in (Deed.BACKGROUND, Deed.MOVE, Deed.LIGHT) or lock.things != goal.things:
        return False
    if lock.trait is None:
        return goal.trait in _OF_A_THING or (goal.trait is None and clause.deed is not None)
    is_gone = clause.verb in (Deed.REPAIR, Deed.OBJECT) and goal.trait is None and lock.trait in _OF_A_THING
    return is_gone or (lock.trait == "colour" and goal.trait is None and bool(COLOUR_NAME.search(clause.outcome)))


def _forbidden_and_wanted(edit: Edit) -> Iterator[Problem]:
    spec = edit.spec
    wanted = [(f"'add' asks for it ('{item}')", _tokens(item)) for item in spec.add]
    wanted += [
        (f"'change' asks for it ('{c.outcome}')", _tokens(f"{c.target} {c.outcome}"))
        for c in clauses(spec.change or "")
        if c.outcome
    ]
    for position, item in enumerate(spec.avoid):
        for part in re.split(r",|\bor\b|\band\b|\boder\b", plain(item)):
            ban = _tokens(without_article(_FORBIDS.sub("", part.strip(), count=1)))
            says = next((says for says, tokens in wanted if ban and _falls_under(tokens, ban)), None)
            if (
                says is None
                and spec.drawn_text
                and ban <= {"text", "word", "lettering", "letter"}
                and ban
                and _FORBIDS.match(part.strip())
            ):
                says = "'text' asks for copy"
            if says:
                yield edit.lines.warning(
                    "contradiction", "avoid", position,
                    fault=f"'{item}' is to be avoided, and {says}",
                    fix="Take one of them out, or say which kind is meant, for example 'add any other text'.",
                )  # fmt: skip
                break
        if any(_tokens(item) == _tokens(lock) for lock in spec.preserve):
            yield edit.lines.warning(
                "contradiction", "avoid", position,
                fault=f"'{item}' stands under 'avoid' and under 'preserve'", fix="Take it out of one of them.",
            )  # fmt: skip


def _falls_under(wanted: frozenset[str], ban: frozenset[str]) -> bool:
    """Whether what is wanted is of the forbidden kind."""
    members = next((kind for name, kind in _KINDS.items() if ban <= {name, f"{name}s", *kind} and name in ban), None)
    return ban <= wanted or bool(members and members & wanted)


def _negative_locks(edit: Edit) -> Iterator[Problem]:
    for position, item in enumerate(edit.spec.preserve):
        if _NO.match(plain(item)):
            yield edit.lines.warning(
                "contradiction", "preserve", position,
                fault=f"'{item}' says what must not be, and 'preserve' says what must stay",
                fix="Move it to 'avoid'.",
            )  # fmt: skip


def _twice(edit: Edit) -> Iterator[Problem]:
    spec = edit.spec
    lists = (
        ("preserve", spec.preserve),
        ("add", spec.add),
        ("avoid", spec.avoid),
        ("style", spec.style),
        ("expect_text", spec.expect_text),
    )
    for field, items in lists:
        seen: dict[object, str] = {}
        for position, item in enumerate(items):
            said = " ".join(item.split()) if field == "expect_text" else _same(item)
            if said in seen:
                yield edit.lines.warning(
                    "same-twice", field, position,
                    fault=f"'{item}' says the same as '{seen[said]}' above it", fix="Keep one of them.",
                )  # fmt: skip
            seen.setdefault(said, item)


def _same(item: str) -> object:
    """What two phrases have in common when they say the same."""
    return _tokens(item) or plain(item)
