"""Checks of the guide: has it every part that a reader needs, and no claim that no reader could verify?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import held_back_of_guide
from studio.core.checks.vocabulary import plain, words
from studio.core.problem import Lines, Problem, Severity
from studio.core.recipe.recipe import Recipe
from studio.core.recipe.words import SECTIONS

_PURPOSE = {
    "When to use it": "say for which pictures it helps, and for which it does not",
    "Workflow": "give the five steps as an ordered list",
    "Decisions": "give a table of decisions and why each matters",
    "Edit": "hold the edit blocks",
    "Review checklist": "say what each criterion means for this asset",
    "Common mistakes": "name what goes wrong and what to do instead",
    "FAQ": "answer questions, each under a ### heading",
}


def check_guide(recipe: Recipe) -> Iterator[Problem]:
    """What a reader would miss or could not believe."""
    guide, lines = recipe.guide, recipe.lines
    if not recipe.front.asset:
        yield lines.warning(
            "no-asset", "asset",
            fault="nothing says what the picture is for",
            fix="Add 'asset:' with one line, for example 'hero of the spring page'.",
        )  # fmt: skip
    if not guide.opening:
        yield lines.warning(
            "thin-guide", "body",
            fault="the guide has no opening paragraph",
            fix="Say at once what this does, when it helps and what it gives.",
        )  # fmt: skip
    for title in SECTIONS:
        if guide.section(title) is None:
            yield lines.warning(
                "thin-guide", "body", fault=f"the guide has no section '{title}'", fix=f"It should {_PURPOSE[title]}."
            )
    if not (recipe.edits or recipe.unread_edits):
        yield lines.error(
            "no-edit", "body",
            fault="the recipe has no edit spec", fix="Add a fenced block that begins with ```yaml edit.",
        )  # fmt: skip


def check_guide_pictures(folder: RecipeFolder) -> Iterator[Problem]:
    """Pictures among the words of the guide that will not be on its page."""
    for picture, reason in held_back_of_guide(folder):
        near = folder.near_names.get(picture.file)
        yield Problem(
            folder.recipe.lines.path, picture.line, "guide-picture", f"{reason}; the page goes without it",
            f"Did you mean '{near}'?" if near else "Put it into the folder and say its rights, or take it out.",
            Severity.WARNING,
        )  # fmt: skip


_WORD = r"(?:\w+ )?"
_GAIN = (
    rf"{_WORD}(?:sales|clicks?|conversions?|traffic|revenue|turnover|profits?|orders|engagement|umsatz|verkäufe|klicks|"
    r"besucher|ventas|clics|ingresos|conversiones|ventes|chiffre d'affaires)\b"
)
_PRAISED = (
    "(?:model|tool|prompt|recipe|guide|way|product|brand|shop|app|engine|studio|generator|choice|method|workflow)"
)
_ILLNESS = (
    "(?:acne|akne|acné|pain|schmerzen|dolor|cancer|krebs|cáncer|diabetes|eczema|wrinkles|falten|arrugas|rides|cellulite|"
    "celulitis|insomnia|anxiety|disease)"
)
_NUMBER = r"\d[\d.,]* ?"
_PERCENT = r"(?:%|per ?cent|prozent|por ciento|pour cent)"
_RANKS = (
    r"(?:#|no\. ?|nr\. ?|n\.?º ?|n° ?)1\b(?![.,:]?\d)",
    r"number one\b|nummer eins\b|número (?:uno|1)\b|numéro (?:un|1)\b",
    r"best[- ]?sell(?:ing|ers?)\b|meistverkauft\w*|más vendid[oa]s?\b|plus vendue?s?\b|meilleures? ventes?\b",
    r"(?:world|europe|germany|america)'s (?:best|first|leading|most|favou?rite)\b|best (?:\w+ ){1,5}in the world\b",
    r"welt(?:beste\w*|weit (?:beste|führend)\w*)|mejor (?:\w+ ){1,3}del (?:mundo|mercado)\b",
    r"meilleure? (?:\w+ ){1,3}(?:du|au) (?:monde|marché)\b",
    rf"(?:is|are|remains) the best (?:\w+ ){{0,2}}{_PRAISED}\b",
    rf"the best (?:\w+ ){{0,3}}{_PRAISED} (?:\w+ ){{0,3}}(?:ever|on the market|available)\b",
    r"beats (?:midjourney|every|all|any|other|the competition|photoshop|dall-?e)\b|outperforms\b",
    r"un(?:rivall?ed|beatable)\b|unschlagbar\w*",
    r"(?:market|industry)[- ]lead(?:er|ing)\b|marktführe\w*|testsieger\w*|award[- ]winning\b",
    r"líder (?:del|en el) mercado\b|leader (?:du|sur le) marché\b|top[- ](?:ranked|rated)\b",
    r"rank(?:s|ed|ing)? (?:first|#?1\b|top|highest|higher|number)",
)
_VOLUMES = (
    r"search volumes?\b|suchvolumen\b|volumen de búsquedas?\b|volume de recherche\b",
    rf"{_NUMBER}\+?(?:k )?(?:monthly )?(?:searches|suchanfragen|búsquedas|recherches)\b",
    r"(?:trusted|used|loved) by (?:over |more than )?(?:\d[\d.,]*[km]?|thousands|millions)\b",
    r"(?:millions|thousands) of (?:happy |satisfied )?(?:users|customers|buyers|sellers)\b",
    rf"{_NUMBER}(?:zufriedene|begeisterte) kund\w+|miles de clientes\b|milliers de clients\b",
)
_GUARANTEES = (
    r"guarante(?:e[ds]?|eing)\b(?! (?:card|seal|certificate|sticker|badge|period|form|label|slip|terms|stamp))",
    r"risk[- ]free\b|money[- ]back\b|without (?:any )?risk\b|ohne risiko\b|sin riesgo\b|sans risque\b",
    r"garantiert(?:e[nrs]?)?\b|garantizad[oa]s?\b|garantizan?\b|garanti(?:e|es|s|t|ssent)?\b(?=.*\b(?:résultat|clic|vente))",
    r"résultats? garantis?\b|always (?:gives|works|delivers|produces|returns)\b|every (?:single )?time\b|never fails\b",
    r"can't go wrong\b|foolproof\b|funktioniert immer\b|siempre funciona\b|marche à tous les coups\b",
    rf"100 ?{_PERCENT}[- ](?:\w+ )?(?:accura|success|satisf|guarant|natural|natürlich|naturel|organic|safe|reliab|"
    r"effecti|perfect|sicher|erfolg|wirksam|eficaz|efficace|segur|zufried)\w*",
)
_GAINS = (
    rf"{_NUMBER}{_PERCENT} (?:more|higher|better|increase in|uplift in|mehr|höhere|más(?: de)?|de) {_GAIN}",
    rf"{_GAIN.removeprefix(_WORD)} (?:by|um|en un|de) {_NUMBER}{_PERCENT}|{_NUMBER}(?:x|×|times) more {_GAIN}",
    rf"(?:doubl|tripl|boost|skyrocket|multipl)(?:es?|ies|y|s)? (?:your |the )?{_GAIN}",
    rf"(?:verdoppelt?|steigert) (?:ihren |den |ihre )?{_GAIN}|(?:du|multi)plica (?:tus|las|sus) {_GAIN}",
    rf"(?:doublez|double|multipliez) vos {_GAIN}|passive income\b|get rich\b",
    r"earn (?:up to )?[$€£]\d|financial freedom\b|proven to\b|nachweislich\b|probado que\b",
)
_CURES = (
    r"clinically (?:proven|tested)\b|klinisch (?:bewiesen|getestet|erwiesen)\b",
    r"clínicamente (?:probad|comprobad|testad)\w*",
    r"cliniquement (?:prouvé|testé)\w*|efficacité prouvée\b|(?:doctor|dermatologist)s?[- ]recommend(?:ed)?\b",
    r"(?:cures?|heals?|heilt|cura|guérit|removes?|eliminates?|élimine|elimina|beseitigt) "
    rf"(?:(?:the|das|die|la|el|all) |l')?{_ILLNESS}\b",
)
_CLAIM = re.compile(rf"(?<!\w)(?:{'|'.join((*_RANKS, *_VOLUMES, *_GUARANTEES, *_GAINS, *_CURES))})")
_DENIED = words(
    r"""
    not, don't, doesn't, no, never, nor, neither, nothing, nobody, none, cannot, can't, avoid\w*, instead of,
    rather than, forbid\w*, forbidden, banned, refus\w+, unverifiable, (?:claims?|words?) (?:such as|like|about),
    delete, take out, remove, free of, without any, nicht, kein\w*, nie, niemals, vermeid\w*, statt, verbot\w*,
    nunca, ning[úu]n\w*, evit\w+, en lugar de, prohibid\w+, ni, ne, pas, jamais, aucun\w*, évite\w*, sans
    promesse, interdit\w*
    """
)
"""Words that take back, before it, what would be a claim."""
_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|`[^`\n]*`|(?<!\w)'[^'\n]*'(?!\w)")
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bno\.)(?<!\bnr\.)(?<!\bn\.)\s+")
_ADDRESS = re.compile(r"https?://\S+|\]\([^)]*\)")
_FIX = "Say what was seen and measured instead."


def check_claims(recipe: Recipe) -> Iterator[Problem]:
    """Claims in the front matter, in the guide, and in the copy that pictures shall carry."""
    front = recipe.front
    for way, text in ((("title",), front.title), (("summary",), front.summary), (("asset",), front.asset)):
        for claim in claims_in(text):
            yield recipe.lines.warning("unverifiable-claim", *way, fault=_claim(claim), fix=_FIX)
    for number, line in recipe.guide.prose():
        for claim in claims_in(line):
            yield Problem(recipe.lines.path, number, "unverifiable-claim", _claim(claim), _FIX, Severity.WARNING)
    for edit in recipe.edits:
        for position, wanted in enumerate(edit.spec.text):
            yield from _in_copy(edit.lines, position, wanted.say)


def _in_copy(lines: Lines, position: int, say: str) -> Iterator[Problem]:
    for claim in claims_in(say):
        yield lines.warning("unverifiable-claim", "text", position, fault=f"the copy says {_claim(claim)}", fix=_FIX)


def claims_in(text: str) -> Iterator[str]:
    """Claims of a line or paragraph, as written in small letters."""
    if not _CLAIM.search(plain(text)):
        return
    for sentence in _SENTENCE.split(_ADDRESS.sub(" ", _QUOTED.sub(" … ", text.replace("’", "'")))):
        said = plain(sentence.strip("*_>|- "))
        if said.endswith("?"):
            continue
        for claim in _CLAIM.finditer(said):
            if not _DENIED.search(said[: claim.start()]) and not _DENIED.match(said[claim.end() :].lstrip()):
                yield claim[0].strip()


def _claim(said: str) -> str:
    return f"'{said}' is a claim that nobody can verify"
