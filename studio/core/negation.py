"""Whether a phrase says "no" by itself, in English and in many other languages.

Such a phrase is a rule as it stands: behind "Avoid" or "Do not" it would ask for what it forbids. A "no" that only
tells which thing is meant (`bottles with no label`, `不自然な影`) makes no rule: there "Avoid" must stay.
"""

from __future__ import annotations

import re

from studio.core.english import is_english, words_of

_ENGLISH = re.compile(
    r"\b(?:no|not)(?![-.\w])|\b(?:never|none|nothing|nobody|neither|nor|cannot|avoid|(?:don|doesn|mustn|can)['’]t)\b",
    re.I,
)
_WHICH = re.compile(r"(?<!ensure)(?<!sure)(?<!\bso)(?<!see)\s(?:that|which|who|whose|with)\s.*|\(.*?\)", re.I)
"""What follows the name of a thing in English and tells which one is meant."""
_WORDS = (
    r"kein\w*|nichts|nie|niemals|keinerlei|vermeide\w*|nein|nicht(?!\s+(?!eine?\b)\w{3,}(?:e|er|es|en)\s+[A-ZÄÖÜ])",
    r"no|nunca|ning[uú]n\w*|evit\w+|jam[aá]s",
    r"ne|n['’]\w+|pas|aucun\w*|[eé]vite[rz]?",
    r"non|mai|nessun\w*",
    r"n[aã]o|nenhum\w*",
    r"geen|niet|nooit|inte|ingen|inga|undvik|ikke|undg[åa]|unng[åa]|ei|[äa]l[äa]|nem|nincs|nu",
    r"nie|brak|žádn\w*|ne\w+[ei]t|не|ни|никак\w*|никто|никого|никогда|ничего|нет|нельзя|немає|жодн\w*",
    r"μη|μην|δεν|όχι|yok|değil|olmasın|\w+m[ea]y[iı]n\w*|jangan|tidak|đừng|không(?! gian| khí)",
    r"لا|ليس|عدم|لم|نباید|نکن|نکنید|نده|نشود|לא|אל|न|ना|नहीं|मत|না",
)
_SIGNS = (
    r"ない(?:で|こと|よう|$)|ません|(?:なし|無し)$|禁止|ず(?:に)?$",
    r"不(?:要|可|得|能|准|许|允许|应|應|该|該|变|變|改|加|动|動|用|添加|带|帶|含|出现|显示)|勿|避免",
    r"^[无無](?!关|關|缝|縫)|^[没沒]有?|(?<![特类類個个性级級区區])别(?!的)",
    r"않(?![은는])|없(?![는이])|지\s?마|지\s?말|말고|금지|ไม่|อย่า",
)
_OTHER = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})(?![\w-]|\.\w)|{'|'.join(_SIGNS)}", re.I)
_WITHOUT = re.compile(
    r"(?:without|ohne|sin|sans|senza|sem|zonder|utan|uden|uten|ilman|bez|без|χωρίς|fără|tanpa|بدون|دون|בלי|ללא|बिना)\b"
    r"|ปราศจาก",
    re.I,
)
"""These forbid only at the beginning; further on they tell which thing is meant."""


def is_negated(phrase: str) -> bool:
    """Whether a phrase says by itself what must not be."""
    if _WITHOUT.match(phrase) or _ENGLISH.search(_WHICH.sub("", phrase)):
        return True
    return not is_english(phrase) and _OTHER.search(_WHICH.sub("", phrase)) is not None


def holds_no(phrase: str) -> bool:
    """Whether an English phrase holds a "no" of any kind, beside which a second one reads badly."""
    return not {"no", "not", "never", "without", "none", "nothing"}.isdisjoint(words_of(phrase))
