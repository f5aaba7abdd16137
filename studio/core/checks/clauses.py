"""A brief taken into clauses, and what each of them asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from studio.core.checks.vocabulary import (
    BACKGROUND_NOUN,
    CANVAS_NOUN,
    COLOUR_NAME,
    DEED_VERBS,
    DONE,
    IN_ASIAN,
    KEEPING,
    KEPT,
    LIGHT_NOUN,
    Deed,
    plain,
    words,
)

_ASIDE = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<!\w)'[^']*'(?!\w)|\([^)]*\)")
"""Quoted words and brackets: nothing in them is asked for."""
_JOINTS = re.compile(
    r"(?:[.!?](?:\s+|$)|[;,。；！？、，،؛]\s*|\n+|\s(?:and|also|then|plus|while|as well as|und|sowie|dann|"
    r"außerdem|dabei|y|e|además|luego|mientras|et|puis|ensuite)(?=\s))+"
)
_FILLERS = re.compile(
    r"(?:(?:please|also|then|first|finally|and|next|now|only|just|bitte|auch|zuerst|dann|zuletzt|también|después|luego|"
    r"aussi|ensuite|d'abord|enfin)\s+)+"
)
_TURN = re.compile(r"(?:the|its|his|her) [\w' -]+? (?:in)?to (?!the (?:left|right|side|front|back|top|bottom)\b)")
"""A thing and what it turns into."""
_OUTCOME = words(
    """
    to, into, with, for, by, from, than, instead, durch, zu, zum, zur, gegen, mit, por, con, par, en, avec,
    contre, com, a
    """
)
_LOCATIVE = re.compile(
    r"\s(?:in|on|at|behind|under|near|above|around|an|am|im|auf|hinter|unter|sobre|detrás|sur|sous|dans)\s"
)
_PRONOUN = words(
    """
    it, them, es, ihn
    """
)
_ARTICLE = re.compile(
    r"(?:(?:the|an?|its|his|her|my|our|only|den|die|das|der|dem|eine?n?|el|la|los|las|una?|les?|une)\s|l')"
)


@dataclass(frozen=True)
class Clause:
    """One part of a brief that asks for something."""

    text: str
    """Its words, in small letters."""
    deed: Deed | None
    """What it asks for; None where that cannot be told."""
    target: str
    """What it acts on: the words between its verb and what becomes of it, without article and place."""
    outcome: str
    """What becomes of it; may be empty."""
    verb: Deed | None
    """What its verb alone asks for; None without a telling verb."""


def clauses(text: str, *, commands_only: bool = False) -> tuple[Clause, ...]:
    """The clauses of a brief that ask for something; what only describes belongs to the clause before it.

    Args:
        text: A change, an addition, a prompt.
        commands_only: Take only what begins with a command: for fields that mostly hold descriptions.
    """
    hidden = _ASIDE.sub(lambda aside: "…" * len(aside[0]), plain(text))
    found = list(_whole(_pieces(hidden)))
    made = (_clause(piece, is_first=not commands_only and piece is found[0]) for piece in found)
    return tuple(clause for clause in made if clause is not None)


def _pieces(text: str) -> Iterator[str]:
    for piece in _JOINTS.split(text):
        kept = KEEPING.search(piece)
        asked = _FILLERS.sub("", (piece[: kept.start()] if kept else piece).strip(" :"))
        if asked and not KEPT.search(piece):
            yield asked


def _whole(pieces: Iterator[str]) -> Iterator[str]:
    """The same with lists before a German verb in one piece: 'den Hintergrund durch Regale und Pflanzen ersetzen'."""
    waiting = ""
    for piece in pieces:
        _, rest = _verb(piece)
        ends_it = rest is not None and piece.startswith(rest) and not _ARTICLE.match(piece)
        if waiting and not ends_it:
            yield waiting
        waiting = f"{waiting} und {piece}" if waiting and ends_it else piece
    if waiting:
        yield waiting


def _clause(piece: str, *, is_first: bool) -> Clause | None:
    verb, rest = _verb(piece)
    is_command = rest is not None
    if not (is_command or is_first or _TURN.match(piece) or DONE.search(piece) or _asian(piece)):
        return None
    target, outcome = _parts(piece if rest is None else rest)
    deed = _deed(verb, piece, target, outcome)
    tells_little = deed is None or (verb is None and deed is Deed.OBJECT)
    if is_command and not is_first and (tells_little or (deed is not Deed.LIGHT and _PRONOUN.match(target))):
        return None
    return Clause(piece, deed, target, outcome, verb)


def _verb(piece: str) -> tuple[Deed | None, str | None]:
    """The deed of the verb that begins a phrase or, as in German, ends it, and the words without the verb."""
    begun, _, last = piece.rpartition(" ")
    for deed, pattern in DEED_VERBS:
        if begins := pattern.match(piece):
            return deed, piece[begins.end() :]
        if last.endswith("en") and pattern.fullmatch(last):
            return deed, begun
    return None, None


def _parts(phrase: str) -> tuple[str, str]:
    """What is acted on, and what becomes of it."""
    cut = _OUTCOME.search(phrase)
    target = phrase[: cut.start()] if cut else phrase
    return _LOCATIVE.split(without_article(target), maxsplit=1)[0].strip(), phrase[cut.end() :].strip() if cut else ""


def _asian(piece: str) -> Deed | None:
    return next((deed for deed, pattern in IN_ASIAN if pattern.search(piece)), None)


def _deed(verb: Deed | None, piece: str, target: str, outcome: str) -> Deed | None:
    """What a clause asks for, by its verb and by what it acts on."""
    if verb in (Deed.COPY, Deed.MOVE, Deed.LIGHT, Deed.CANVAS):
        return verb
    if DONE.search(piece):
        return Deed.REPAIR
    nouns = ((Deed.CANVAS, CANVAS_NOUN), (Deed.BACKGROUND, BACKGROUND_NOUN))
    named = next((deed for deed, pattern in nouns if pattern.search(target)), None) or _asian(piece)
    if named or verb in (Deed.REPAIR, Deed.COLOUR, Deed.BACKGROUND):
        return named or verb
    if LIGHT_NOUN.search(target):
        return Deed.LIGHT
    if re.search(r"\b(?:colou?r|farbe|couleur)\b", target) or COLOUR_NAME.fullmatch(outcome):
        return Deed.COLOUR
    return verb or (Deed.OBJECT if outcome else None)


def without_article(phrase: str) -> str:
    """A phrase without its article."""
    return _ARTICLE.sub("", phrase.strip(" :"), count=1).strip()
