"""Copy that is wanted in the picture and whose exact words are not given under `text`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.checks.vocabulary import KEEPING, TAKING_AWAY, plain, words
from studio.core.problem import Path, Problem
from studio.core.recipe import Edit

_NAMED = words(
    r"""
    texts?, headline, slogan, tagline, caption, lettering, inscription, wording, saying, (?:that|which)
    (?:says|reads), reading(?=\s[\"'“A-Z0-9]), (?:brand|shop|store|company|product)(?:'s)? name, schriftzug,
    überschrift, aufschrift, beschriftung, markenname, texto, titular, eslogan, rótulo, que (?:diga|dice), nombre
    de la (?:marca|tienda), texte, accroche, nom de la marque, qui dit, 標語|見出し|文字を入れ
    """
)
_CODED = re.compile(
    r"[$€£¥]\s?\d|(?<![\d.,])\d{1,4}[.,]\d\d(?![\d%°.,:])(?!\s?(?:mm|cm|m|x|×))|"
    r"\b\d{1,2}\s?%\s?(?:off|rabatt|de descuento|de réduction)\b",
    re.I,
)
"""Prices and discounts: they can only be meant as copy."""
_CAPITALS = re.compile(r"\b(?!RGB|CMYK|SRGB|HDR)[A-ZÄÖÜ]{3,}\s+[A-ZÄÖÜ]{3,}\b")
_ROOM = re.compile(
    r"\b(?:room|space|area|place|clear|free|empty|platz|raum|espacio|sitio|place|espace)\b[^,.;]*?\b(?:for|für|para|pour)\b[^,.;]*"
)
_OTHERWISE = re.compile(
    r"\b(?:translat|extract|cut out|move|mov|resiz|enlarg|sharpen|übersetz|traduc|tradui|straighten)\w*"
)
_PART = re.compile(r"[,;]|(?<=[^\d])\.(?=\s|$)|\.$")
_QUOTED = re.compile(r"[\"“„«][^\"”»]+[\"”“»]|(?<!\w)'[^']+'(?!\w)")


def check_wanted_text(edit: Edit) -> Iterator[Problem]:
    """Copy in words only."""
    spec = edit.spec
    if spec.text or spec.replace_text:
        return
    wishes: list[tuple[Path, str]] = [(("change",), spec.change or ""), (("layout",), spec.layout or "")]
    wishes += [((field, i), item) for field in ("add", "style") for i, item in enumerate(getattr(spec, field))]
    if spec.prompt is not None:
        wishes = [] if _QUOTED.search(spec.prompt) else [(("prompt",), spec.prompt)]
    for way, wish in wishes:
        if wanted := next(filter(None, map(_wanted, _PART.split(wish))), None):
            quoted = " The quotation marks here are not enough." if _QUOTED.search(wish) else ""
            yield edit.lines.warning(
                "unquoted-text", *way,
                fault=f"copy seems to be wanted ('{wanted}') and its exact words are not under 'text'",
                fix=f'Write text: [{{say: "the exact words", where: top left}}].{quoted}',
            )  # fmt: skip


def _wanted(part: str) -> str | None:
    """The words that ask for copy in one part of a wish."""
    if coded := _CODED.search(part) or _CAPITALS.search(part):
        return coded[0]
    asked = _ROOM.sub(" ", plain(part))
    reads = re.search(r"\breading\s[\"'“A-Z0-9]", part)
    named = _NAMED.search(asked)
    found = named[0] if named else ("reading" if reads else None)
    if found is None or TAKING_AWAY.match(asked.strip()) or KEEPING.search(asked) or _OTHERWISE.search(asked):
        return None
    return found
