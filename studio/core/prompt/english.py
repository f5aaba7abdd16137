"""Which phrases are certainly English, and of which form; and whether a phrase forbids something by itself.

The prompt makes sentences only of phrases that are certainly the English name of a thing, or a command; every other
phrase stands behind a label, where no grammar can go wrong. Whether a phrase forbids decides the label before a phrase
of `avoid`. One that certainly forbids (`kein Text`, `text must not appear`) is a rule as it stands; behind "Avoid" it
would ask for what it forbids. One that holds a "no" that may only tell which thing is meant (`colores no naturales`)
stands behind "Exclusions", which is right for both. So the words that may say "no" are many, and the shapes that
certainly do are few.
"""

from __future__ import annotations

import re
from itertools import pairwise

from studio.core.prompt.vocabulary import DETERMINERS, DOINGS, FINITE, NAMES, NEW_THINGS, QUALITIES, SMALL, VERBS

_NO_NAMES = frozenset(
    {
        *(
            "except",
            "apart",
            "but",
            "besides",
            "than",
            "unless",
            "until",
            "how",
            "what",
            "when",
            "where",
            "which",
            "who",
        ),
        *("why", "all", "anything", "else", "everyone", "everything", "nothing", "same"),
    }
)
"""Words that make more of a phrase than the name of a thing."""
_PARTICLES = frozenset({"away", "back", "down", "it", "off", "out", "over", "them", "up"})
"""Words that make a command of a verb that is a name as well: `cut off the handle`."""
_SECOND_JOB = re.compile(rf"(?:[,;]|\b(?:and|then|but))\s+(?:then\s+)?(?:{'|'.join(sorted(VERBS | DOINGS))})\b", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PLAIN = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿ'’#%°×:/&+. -]+")


def words_in(phrase: str) -> list[str]:
    """The words of a phrase, in small letters."""
    return [word.replace("’", "'") for word in _WORD.findall(phrase.lower())]


def is_known(word: str) -> bool:
    """Whether a word, in small letters, is in the vocabulary, also as a plural, a possessive or a participle."""
    word = word.removesuffix("'s")
    if word in SMALL or word.isdigit() or _stem_known(word):
        return True
    endings = ("s", "es", "ed", "d", "ing", "ly", "er", "est", "y", "less")
    stems = [word.removesuffix(end) for end in endings if word.endswith(end)]
    stems += [stem[:-1] for stem in stems if stem[-1:] == stem[-2:-1]]
    return any(map(_stem_known, stems)) or (word.endswith("ies") and _stem_known(f"{word[:-3]}y"))


def _stem_known(word: str) -> bool:
    return word in NAMES or word in QUALITIES or word in VERBS or f"{word}e" in VERBS


def is_english(phrase: str) -> bool:
    """Whether every word is known; one in four may be a name in capitals or an unknown word, never the last one.

    Signs beside letters, blanks and hyphens make a phrase uncertain, commas among them.
    """
    if not _PLAIN.fullmatch(phrase):
        return False
    words = words_in(phrase)
    unknown = [word for word in words if not is_known(word)]
    return bool(words) and is_known(words[-1]) and len(unknown) <= len(words) // 4 + _names_in(phrase, unknown)


def _names_in(phrase: str, unknown: list[str]) -> int:
    """How many of the unknown words are written as names: capitals where a word of the language has none."""
    names = {word.lower() for word in re.findall(r"(?<=\s)[A-Z][\w'’]*|\b[A-Z][A-Z0-9]+\b|^[A-Z][\w'’]*(?=\s)", phrase)}
    return min(sum(word in names for word in unknown), len(words_in(phrase)) // 2)


def is_command(phrase: str) -> bool:
    """Whether a phrase certainly begins with a verb: one that is no name as well, or one with its object behind it."""
    words = words_in(phrase)
    if not words or words[0] not in VERBS or words[1:2] == ["of"] or not (len(words) == 1 or is_english(words[1])):
        return False
    return not _is_name_too(words[0]) or (len(words) > 1 and words[1] in DETERMINERS)


def may_command(phrase: str) -> bool:
    """Whether a phrase begins with a word that is a verb and a name, before another name: `cover label`."""
    words = words_in(phrase)
    return len(words) > 1 and words[0] in VERBS and words[1] not in SMALL


def _is_name_too(word: str) -> bool:
    return word in NAMES or word in QUALITIES


def is_gerund(phrase: str) -> bool:
    """Whether a phrase certainly begins with a verb ending in -ing."""
    first, second = [*words_in(phrase), "", ""][:2]
    if first in NAMES and second not in DETERMINERS:
        return False
    stems = {first.removesuffix("ing"), f"{first.removesuffix('ing')}e", first.removesuffix("ing")[:-1]}
    is_verb = stems & VERBS or (stems & DOINGS and second not in NAMES)
    return first.endswith("ing") and bool(is_verb) and is_english(phrase)


def is_name(phrase: str) -> bool:
    """Whether a phrase is certainly the bare name of something: `label`, `soft evening light`, `extra text`."""
    words = words_in(phrase)
    is_numbered = words[:1] in (["image"], ["figure"]) and words[1:2] != [] and words[1][0].isdigit()
    if not words or words[0] in SMALL or words[0][0].isdigit() or is_numbered or is_gerund(phrase):
        return False
    is_verb = words[0] in VERBS and (words[0] not in NAMES | QUALITIES or (words[1:2] and words[1] in _PARTICLES))
    head = next((before for before, word in pairwise([*words, "of"]) if word in SMALL), "")
    return not is_verb and is_english(phrase) and _is_noun(head) and not (FINITE | _NO_NAMES) & {*words}


def is_new_thing(phrase: str) -> bool:
    """Whether a phrase is certainly the name of something new, with its article: `a soft contact shadow`."""
    words = words_in(phrase)
    opens = len(words) > 1 and (words[0] in NEW_THINGS or words[0].isdigit())
    return opens and is_english(phrase) and not FINITE & {*words}


def is_change_of_thing(phrase: str) -> bool:
    """Whether a phrase certainly names a thing and what becomes of it: `the background to a bright shop`."""
    words = words_in(phrase)
    opens = bool(words) and (words[0] in DETERMINERS or re.match(r"[A-Z]?\w+['’]s \w", phrase) is not None)
    if not opens or re.search(r"[.!?;:。]\s", phrase):
        return False
    becomes = next((at for at, word in enumerate(words) if word in {"to", "into"}), None)
    named = words[1:becomes]
    if not named or len(named) > 12 or (FINITE | VERBS - NAMES - QUALITIES) & {*named}:
        return False
    if becomes is None:
        names_it = words[0] not in NEW_THINGS and _is_noun(named[-1])
        return names_it and is_english(phrase) and not {"as", "by", "for", "with"} & {*named}
    return _is_state(words[becomes + 1 :]) and not _SECOND_JOB.search(phrase)


def _is_noun(word: str) -> bool:
    return not {word, word.removesuffix("s"), word.removesuffix("es")}.isdisjoint(NAMES)


def _is_state(words: list[str]) -> bool:
    """Whether words certainly say what becomes of a thing, and not what it shall do."""
    first, second = [*words, "", ""][:2]
    if first in VERBS | DOINGS:
        return first in QUALITIES and second in QUALITIES | NAMES
    return first in DETERMINERS or first.isdigit() or (first not in SMALL and is_known(first))


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
    may_be_turkish = words[-1].endswith(("ma", "me")) and not any(map(is_known, words_in(phrase)))
    return may_be_turkish or any(map(_NO_WORD.fullmatch, words)) or _NO_SIGN.search(phrase) is not None


def holds_no(phrase: str) -> bool:
    """Whether an English phrase holds a "no" of any kind, beside which a second one reads badly."""
    return not {"no", "not", "never", "without", "none", "nothing"}.isdisjoint(words_in(phrase))
