"""Which phrases are certainly English, and of which form: the name of a thing, or a command.

The prompt makes sentences only of phrases that pass here; every other phrase stands behind a label, where no grammar
can go wrong.
"""

from __future__ import annotations

import re

from studio.core.vocabulary import DETERMINERS, FINITE, NAMES, NEW_THINGS, QUALITIES, SMALL, VERBS

_NOT_AFTER_TO = frozenset({"be", "remain", "stay", "have", "get", "go", "keep", "stand", "sit"})
_LIMITS = frozenset({"except", "apart", "but", "besides", "than", "unless", "until"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PLAIN = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿ'’#%°×:/&+. -]+")
_NEGATED = re.compile(
    r"\b(no|not|never|without|none|nothing|nobody|neither|nor|cannot|avoid|don['’]t|doesn['’]t|mustn['’]t|can['’]t|"
    r"kein\w*|nicht|nichts|ohne|nie|niemals|keinerlei|vermeide\w*|nein|"
    r"sin|nunca|ning[uú]n\w*|evit\w+|jam[aá]s|"
    r"ne|pas|sans|aucun\w*|[eé]vite[rz]?|"
    r"non|senza|mai|nessun\w*|evita\w*|"
    r"n[aã]o|sem|nenhum\w*|"
    r"geen|niet|zonder|nooit|inte|ingen|inga|utan|ikke|uden|ei|ilman|bez|nie|brak|"
    r"не|без|ни|никогда|нет|нельзя|немає|"
    r"yok|değil|olmasın)\b"
    r"|n['’](?=\w)"
    r"|ない|ません|なし|無し|禁止|ず(?:に)?$|不|无|無|没|沒|别|勿|避免|않|없|말|마세요|금지|안 |"
    r"لا|بدون|ليس|دون|عدم|لم |לא|בלי|ללא|नहीं|बिना|मत|ไม่|không|đừng",
    re.IGNORECASE,
)


def words_of(phrase: str) -> list[str]:
    """The words of a phrase, in small letters."""
    return [word.replace("’", "'") for word in _WORD.findall(phrase.lower())]


def is_negated(phrase: str) -> bool:
    """Whether a phrase says by itself what must not be, in English or one of many other languages."""
    return _NEGATED.search(phrase) is not None


def is_known(word: str) -> bool:
    """Whether a word, in small letters, is in the vocabulary, also as a plural, a possessive or a participle."""
    word = word.removesuffix("'s")
    if word in SMALL or word.isdigit() or _stem_known(word):
        return True
    endings = ("s", "es", "ed", "d", "ing", "ly", "er", "est", "y", "less")
    return any(word.endswith(end) and _stem_known(word.removesuffix(end)) for end in endings) or (
        word.endswith("ies") and _stem_known(f"{word[:-3]}y")
    )


def _stem_known(word: str) -> bool:
    return word in NAMES or word in QUALITIES or word in VERBS or f"{word}e" in VERBS


def is_english(phrase: str) -> bool:
    """Whether every word is known; one in four may be a name in capitals or an unknown word, never the last one.

    Signs beside letters, blanks and hyphens make a phrase uncertain, commas among them.
    """
    if not _PLAIN.fullmatch(phrase):
        return False
    words = words_of(phrase)
    unknown = [word for word in words if not is_known(word)]
    return bool(words) and is_known(words[-1]) and len(unknown) <= len(words) // 4 + _names_in(phrase, unknown)


def _names_in(phrase: str, unknown: list[str]) -> int:
    """How many of the unknown words are written as names: capitals where a word of the language has none."""
    names = {word.lower() for word in re.findall(r"(?<=\s)[A-Z][\w'’]*|\b[A-Z][A-Z0-9]+\b|^[A-Z][\w'’]*(?=\s)", phrase)}
    return min(sum(word in names for word in unknown), len(words_of(phrase)) // 2)


def is_command(phrase: str) -> bool:
    """Whether a phrase certainly begins with a verb: one that is no name as well, or one with its object behind it."""
    words = words_of(phrase)
    if not words or words[0] not in VERBS or not is_english(" ".join(words[1:2])):
        return False
    is_name_too = words[0] in NAMES or words[0] in QUALITIES
    return not is_name_too or (len(words) > 1 and words[1] in DETERMINERS)


def is_gerund(phrase: str) -> bool:
    """Whether a phrase certainly begins with a verb ending in -ing."""
    first = (words_of(phrase) or [""])[0]
    stem = first.removesuffix("ing")
    return first.endswith("ing") and (stem in VERBS or f"{stem}e" in VERBS or stem[:-1] in VERBS) and is_english(phrase)


def is_name(phrase: str) -> bool:
    """Whether a phrase is certainly the bare name of something: `label`, `soft evening light`, `extra text`."""
    words = words_of(phrase)
    first_is_command = bool(words) and words[0] in VERBS and words[0] not in NAMES | QUALITIES
    opens_oddly = not words or words[0] in SMALL or first_is_command or is_gerund(phrase)
    return not opens_oddly and is_english(phrase) and not (FINITE | _LIMITS) & {*words}


def is_new_thing(phrase: str) -> bool:
    """Whether a phrase is certainly the name of something new, with its article: `a soft contact shadow`."""
    words = words_of(phrase)
    return len(words) > 1 and words[0] in NEW_THINGS and is_english(phrase) and not FINITE & {*words}


def is_change_of_thing(phrase: str) -> bool:
    """Whether a phrase certainly names a thing and what becomes of it: `the background to a bright shop`."""
    words = words_of(phrase)
    opens = bool(words) and (words[0] in DETERMINERS or re.match(r"[A-Z]?\w+['’]s \w", phrase) is not None)
    if not opens or re.search(r"[.!?;:。]\s", phrase):
        return False
    becomes = next((at for at, word in enumerate(words) if word in {"to", "into"}), None)
    named = words[1:becomes]
    if not named or len(named) > 12 or FINITE & {*named}:
        return False
    if becomes is None:
        return is_english(phrase) and not VERBS & {*named} - NAMES - QUALITIES
    after = words[becomes + 1 : becomes + 2]
    return bool(after) and after[0] not in _NOT_AFTER_TO and not VERBS & {*named} - NAMES - QUALITIES
