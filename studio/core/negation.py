"""Whether a phrase forbids something by itself: certainly, perhaps, or not at all.

It decides the label before a phrase of `avoid`. One that certainly forbids (`kein Text`, `text must not appear`) is a
rule as it stands; behind "Avoid" it would ask for what it forbids. One that holds a "no" that may only tell which thing
is meant (`colores no naturales`, `sombra no rosto`) stands behind "Exclusions", which is right for both. So the words
that may say "no" are many, and the shapes that certainly do are few.
"""

from __future__ import annotations

import re

from studio.core.english import is_english, is_known, words_of

_WHICH = re.compile(r"(?<!ensure)(?<!sure)(?<!\bso)(?<!see)\s(?:that|which|who|whose|with)\s.*|\(.*?\)", re.I)
"""What follows the name of a thing in English and tells which one is meant."""
_ENGLISH_NO = re.compile(
    r"\bno\W?one\b|\b(?:no|not)(?![-.\w])|n['’]t\b|\b(?:never|none|nothing|nobody|neither|nor|cannot|avoid|zero"
    r"|forbidden|prohibited|banned)\b",
    re.I,
)
_MODAL_NO = re.compile(
    r"\b(?:must|should|shall|may|can|will|do|does|is to|are to)(?:\s+not\b|n['’]?t\b)|\bcannot\b", re.I
)
_OPENING_NO = re.compile(r"\W*(?:please\s+)?(?:no|not|never|none|nothing|nobody|neither|avoid|without)(?![-.\w])", re.I)
_RULE_OPENS = re.compile(
    r"[\W_]*(?:bitte\s+|por favor,?\s+|пожалуйста,?\s+)?(?:"
    r"never|without"
    r"|kein(?:e|en|er|em|es|erlei)?|ohne|niemals|vermeiden?"
    r"|sin(?!\s+city)|ning[uú]n[oa]?|nunca|jam[aá]s|evit[aeo]r?|sans(?!\W+serif)|aucune?|jamais|ne|pas\s+d(?:e|es|u)"
    r"|[eé]vite[rz]?|senza|nessun[oa]?|niente|sem|nenhuma?"
    r"|geen|zonder|nooit|vermijd|ingen|inga|utan|aldrig|undvik|uden|undg[åa]|uten|unng[åa]|ilman"
    r"|bez|żadn\w+|nigdy|unikaj|žádn\w+|без|никак\w+|никогда|избегай\w*|жодн\w+|ніколи|χωρίς|κανένα\w?|fără|nici(?:un|o)"
    r"|tanpa|jangan|hindari|đừng|بدون|من دون|دون|ممنوع|ללא|בלי|אין"
    r")(?=[\s,;.!?'’]|$)|[\W_]*n['’]\w",
    re.I,
)
"""Openings of a rule, each in a language where the word at the beginning can mean nothing else."""
_RULE_SHAPE = re.compile(
    r"を.*(?:ない|ません)$|(?:ないで|ないこと|いけない|ください|なし|無し|禁止)$"
    r"|^(?:请|請|切|绝|絕|对|對)*(?:不要(?![的な])|勿|别(?![人的处處])|禁止(?![的ぁ-ヿ])|[严嚴]禁(?!的)|不得|避免)"
    r"|(?:마세요|마십시오|말 ?것|않기|금지|없음)$|말아 ?\S+$|^(?:ห้าม|อย่า|ปราศจาก)"
    r"|(?i:\b(?:yok|olmasın|\w+m[ae]y[iı]n(?:[iı]z)?)$|\bnicht$)|\bnicht (?:\w+ )?[a-zäöüß]+n$",
)
_NO_WORD = re.compile(
    r"no(?:\W?one)?|non|not|never|none|nothing|zero|forbidden|prohibited|banned|cannot|without|\w+n['’]t|do(?:es)?nt|avoid"
    r"|kein\w*|nicht\w*|nie\w{0,3}|ohne|vermeide\w*|nein"
    r"|sin|sans|senza|sem|ne|[nj]['’]\w+|pas|mai|n[aã]o|nem|nada|nunca|jam[aá]\w+|ning\w+|ness\w+|nient\w*|nenhum\w*"
    r"|nu|nici\w*|[eé]vit\w+|point|mica|geen|niet\w*|nooit|zonder|inte|ingen|inga|intet|ikke|ej|ekki|engin\w*|aldrig|utan"
    r"|undvik\w*|uden|undg[åa]\w*|uten|unng[åa]\w*|ei|[äa]l[äa]\w*|ära|ilma\w*|nincs\w*|nélkül|soha|tilos|bez|brak"
    r"|żad\w+|unika\w+|žád\w+|[nň]e\w{3,}|yok|değil|hayır|asla|\w+s[ıiuü]z|\w+m[ea](?:y[ıi]n\w*|s[ıi]n)|olmasın"
    r"|не\w*|н[иі]\w*|без|избег\w+|жодн\w+|уник\w+|нема\w*|μη\w?|δεν|όχι|χωρίς|καν[έε]\w+|ποτέ|fără"
    r"|mos|nuk|ez|sense|cap|dim|gan|nemoj\w*|huwag|wala\w*|sonder|usi\w+|jangan|tanpa|tidak|tak|bukan|hindari|đừng|không|chớ"
    r"|tránh|لا|ألا|ليس|عدم|لم|لن|بلا|بدون|دون|ممنوع|نباید|نکن\w*|نده\w*|نشو\w*|نباش\w*|هیچ|بی|לא|אל|אין|ללא|בלי|אסור"
    r"|niemand\w*|nadie|personne|nessuno|ninguém|никто|никого|verbot\w*|verbod\w*|prohib\w+|proib\w+|interdi\w+"
    r"|viet\w+|zakaz\w*|zabron\w+|förbj\w+|forbudt|yasak|запре[тщ]\w*|заборон\w*"
    r"|न|ना|नहीं|मत|बिना|वर्जित",
    re.I,
)
"""Words that say "no" in a language, or may."""
_NO_SIGN = re.compile(
    r"[不没沒无無勿别別禁未免]|な[いし]|ません|ずに$|[ずぬな]$|않|없|못|마|말|금지|안\s|ไม่|ห้าม|อย่า|ปราศจาก|ไร้"
    r"|[\u0530-\u058f\u0980-\u0dff\u0e80-\u1cff]"
)
"""Signs that do, and letters of languages whose "no" is not listed here."""


def forbids(phrase: str) -> bool:
    """Whether a phrase certainly says by itself what must not be."""
    said = _WHICH.sub("", phrase)
    if is_english(phrase):
        return _MODAL_NO.search(said) is not None or _OPENING_NO.match(said) is not None
    rules = (_MODAL_NO.search(said), _RULE_OPENS.match(phrase), _RULE_SHAPE.search(phrase.rstrip("!！。. ")))
    return any(rules)


def may_forbid(phrase: str) -> bool:
    """Whether a phrase holds anything that may be a "no"."""
    if is_english(phrase):
        return _ENGLISH_NO.search(_WHICH.sub("", phrase)) is not None
    words = re.split(r"[\s,;:.!?¡¿()\"“”„«»/、。]+", phrase.strip(" .!"))
    may_be_turkish = words[-1].endswith(("ma", "me")) and not any(map(is_known, words_of(phrase)))
    return may_be_turkish or any(map(_NO_WORD.fullmatch, words)) or _NO_SIGN.search(phrase) is not None


def holds_no(phrase: str) -> bool:
    """Whether an English phrase holds a "no" of any kind, beside which a second one reads badly."""
    return not {"no", "not", "never", "without", "none", "nothing"}.isdisjoint(words_of(phrase))
