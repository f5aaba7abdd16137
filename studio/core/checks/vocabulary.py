"""Words by which a brief is understood, in English, German, Spanish and French, the commonest also in other languages.

Patterns on text as `plain` gives it. What they find is never certain: a check that rests on them only warns.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Deed(StrEnum):
    """What one part of a brief asks for, in words for a message."""

    BACKGROUND = "another background"
    CANVAS = "another shape of the picture"
    REPAIR = "a removal or repair"
    COLOUR = "another colour"
    COPY = "other words in the picture"
    OBJECT = "another thing in the picture"
    MOVE = "another position"
    LIGHT = "another light"


def plain(text: str) -> str:
    """Small letters, straight apostrophes, one blank between words."""
    return " ".join(text.replace("’", "'").casefold().split())


def words(listed: str) -> re.Pattern[str]:
    """A pattern of whole words and phrases, listed with commas between them; each may be a pattern itself."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(one.strip() for one in listed.split(','))})(?!\w)")


_IT = r"(?=\s(?:the|an?|any|all|th(?:is|at|ese|ose)|its|h(?:is|er)|my|our|every|up|off|away|out|it|them|only|just)\b)"
"""What follows an English word that is meant as a verb and could be a noun or an adjective."""
_COLOUR_NAMES = (
    "red|blue|green|yellow|orange|purple|violet|pink|brown|black|white|gr[ae]y|gold|golden|silver|navy|beige|cream|teal|"
    "turquoise|olive|burgundy|maroon|copper|rot|blau|grün|gelb|schwarz|weiß|grau|braun|rosa|rojo|roja|azul|verde|"
    "amarill[oa]|negr[oa]|blanc[oa]|gris|rouge|bleue?|verte?|jaune|noire?|blanche?"
)
COLOUR_NAME = words(_COLOUR_NAMES)
"""Names of colours."""
_FRAME = r"(?:image|picture|photo(?:graph)?|canvas|frame|shot|bild|foto|leinwand|lienzo|imagen|cadre|toile)"
_VERBS: dict[Deed | None, tuple[str, ...]] = {
    Deed.COPY: (
        "translat(?:e|ing)", "re-?word(?:ing)?", "übersetz(?:e|en)", "traduc(?:e|ir)", "tradui(?:s|re)",
        r"(?:add|print|write|put|render)(?:ing)? (?:the|an?|our|my|your) (?:[\w'-]+ ){0,2}"
        "(?:text|headline|slogan|caption|logo|tagline|watermark|brand name)",
    ),
    Deed.COLOUR: (
        f"re-?colou?r(?:ing)?|re-?paint(?:ing)?|(?:paint|dye|tint|colou?r)(?:ing)?{_IT}",
        rf"(?:turn|mak)(?:e|ing)?(?=\s(?:the|its|his|her) [\w' -]*?(?:{_COLOUR_NAMES})\b)",
        "(?:um|ein)?färb(?:e|en)|(?:um)?streich(?:e|en)|(?:um)?lackier(?:e|en)",
        "pint(?:a|ar|e)|tiñe|teñir|(?:re)?pein(?:s|dre)|teindre",
    ),
    Deed.CANVAS: (
        r"outpaint(?:ing)?|uncrop(?:ping)?|re-?fram(?:e|ing)|crop(?:ping)?(?=\s(?:the|it|to|in|this|tighter)\b)",
        rf"(?:extend|expand|widen|enlarg)(?:e|ing)? (?:(?:the|this|it|whole) )*(?:{_FRAME}|background|scene|left|right|"
        "top|bottom|to|up|down|upwards|out|outwards)",
        rf"mak(?:e|ing) (?:the|this) {_FRAME} (?:\w+ )?(?:wider|taller|square|portrait|landscape|larger|longer)",
        rf"(?:erweiter|verbreiter|vergrößer)(?:e|n) (?:das|die|den) {_FRAME}",
        rf"(?:das|die|den) {_FRAME} .*(?:erweitern|verbreitern|vergrößern|zuschneiden|beschneiden)|beschneide",
        rf"(?:ampl[ií]a|ampliar|extiende|extender|ensanchar?) (?:el|la) {_FRAME}|recort(?:a|ar)",
        rf"(?:élargi\w*|agrandi\w*|étend\w*) (?:le |la |l'){_FRAME}|recadr(?:e|er)",
    ),
    Deed.REPAIR: (
        "remov(?:e|ing)|eras(?:e|ing)|delet(?:e|ing)|get(?:ting)? rid of|tak(?:e|ing) (?:out|off|away)|retouch(?:ing)?",
        f"wip(?:e|ing)|tidy(?:ing)?|(?:iron|smooth)(?:ing)? out|(?:clean|clear|fix|repair|heal|mend)(?:ing)?{_IT}",
        "entfern(?:e|en|t)|(?:weg)?retuschier(?:e|en)|lösch(?:e|en)|beseitig(?:e|en)|reparier(?:e|en)|säuber(?:e|n)",
        "elimin(?:a|ar)|quit(?:a|ar)|borr(?:a|ar)|limpi(?:a|ar)|rimuov(?:i|ere)|remov(?:a|er)|supprim(?:e|er|ez)",
        "retir(?:a|ar|e|er|ez)|effac(?:e|er|ez)|enl[eè]v(?:e|er|ez)|nettoi(?:e|es)|nettoyer|gomm(?:e|er)",
    ),
    Deed.MOVE: (
        f"(?:mov|rotat|resiz)(?:e|ing){_IT}|(?:flip|mirror|tilt|straighten|shift)(?:ing)?{_IT}",
        "verschieb(?:e|en)|(?:um)?dreh(?:e|en)|muev[ea]|mover|gir(?:a|ar)|déplac(?:e|er)|tourn(?:e|er)",
    ),
    Deed.LIGHT: (f"re-?light(?:ing)?|light(?:ing)?{_IT}|beleucht(?:e|en)|ilumin(?:a|ar)|éclair(?:e|er)",),
    Deed.BACKGROUND: (
        f"(?:put|plac|set|stag|stand)(?:e|ing|ting)?{_IT}|cut(?:ting)? out|isolat(?:e|ing)|extract(?:ing)?",
        "freistell(?:e|en)|(?:stell|leg|platzier|setz)(?:e|en)|pon|poner|coloc(?:a|ar)|met(?:s|tre|tez)|détour(?:e|er)",
    ),
    Deed.OBJECT: (
        f"replac(?:e|ing)|swap(?:ping)?|exchang(?:e|ing)|substitut(?:e|ing)|chang(?:e|ing){_IT}",
        "ersetz(?:e|en)|(?:aus|ver)?tausch(?:e|en)|änder(?:e|n)|verwandl(?:e|n)",
        "reemplaz(?:a|ar)|sustitu(?:ye|ir)|cambi(?:a|ar|e)|remplac(?:e|er|ez)|chang(?:e|er|ez)",
    ),
    None: (
        "add(?:ing)?|mak(?:e|ing)|giv(?:e|ing)|us(?:e|ing)|turn(?:ing)?|fill(?:ing)?|show|blur|adjust|open|print|hang|dress",
        "mach(?:e|en)|füg(?:e|en)|haz|da|añad(?:e|ir)|agreg(?:a|ar)|fais|donne|ajout(?:e|er)",
    ),
}  # fmt: skip
DEED_VERBS = tuple((deed, re.compile(rf"(?:{'|'.join(verbs)})(?!\w)")) for deed, verbs in _VERBS.items())
"""Verbs by the deed they ask for; None for those that alone say too little. The first that fits counts."""
DONE = re.compile(r"(?<!\w)(?:gone|removed|erased|deleted|weg|entfernt|eliminad[oa]s?|supprimée?s?)$")
"""The end of a phrase that names what shall be no more."""
IN_ASIAN = (
    (Deed.REPAIR, re.compile("消す|消し|消去|除去|取り除|去掉|去除|删除|移除")),
    (Deed.BACKGROUND, re.compile("背景")),
    (Deed.CANVAS, re.compile("キャンバス|画面を広|扩展|扩大画")),
)
"""Deeds in languages that put no blanks between words."""
BACKGROUND_NOUN = words(
    r"""
    backgrounds?, backdrop, scene, setting, surroundings, environment, sky, studio, \w*hintergrund\w*, umgebung,
    kulisse, szene, himmel, fondo, entorno, escena, cielo, arrière-plan, fond, décor, ciel, sfondo, cenário
    """
)
"""What stands behind the product."""
LIGHT_NOUN = words(
    """
    light(?:ing)?, daylight, shadows?, reflections?, mood, atmosphere, season, weather, time of day, exposure,
    tones?, licht, beleuchtung, stimmung, schatten, jahreszeit, luz, iluminación, sombras?, ambiente, lumière,
    éclairage, ombres?, ambiance
    """
)
"""Light and what comes with it: it belongs to whatever else is changed."""
CANVAS_NOUN = words(
    """
    canvas, aspect ratio, crop, leinwand, seitenverhältnis, lienzo, toile, cadrage
    """
)
"""The shape of the picture."""
KEEPING = words(
    """
    keep(?:ing)?, preserv(?:e|ing), do not, don't, without, leav(?:e|ing), match(?:ing)?, ensur(?:e|ing),
    mak(?:e|ing) sure, so that, maintain(?:ing)?, never, no, behalt(?:e|en), kein(?:e|en)?, ohne, lass(?:e)?,
    conserv(?:a|ar|e|er), mant(?:én|ener), sin, gard(?:e|er|ez), sans, ne
    """
)
"""Words after which a phrase says what stays or what must not be."""
KEPT = words(
    """
    unchanged, untouched, intact, identical, stays?, remains?, must not, nothing, nicht, nichts, unverändert,
    beibehalten, bleib(?:t|en), lassen, identique, intacte?, そのまま, 変えない
    """
)
"""Words of a phrase that as a whole says what stays."""
TAKING_AWAY = dict(DEED_VERBS)[Deed.REPAIR]
"""Verbs that take something away or mend it."""
CONSTRAINT = words(
    """
    preserv(?:e|es|ing), keep(?:s|ing)?, do not, don't, only, must, without changing, unchanged, exactly, stays?,
    same, behalt(?:e|en), beibehalten, bleib(?:t|en), unverändert, nur, nicht, nichts, conserv(?:a|ar|e|er),
    mant(?:én|ener), solo, sólo, no, sin, gard(?:e|er|ez), seulement, ne, identique, そのまま, 変えない, 保持
    """
)
"""Words that lock something."""
LOCK = words(
    """
    preserv(?:e|es|ing), keep(?:s|ing)?, unchanged, (?:do not|don't) (?:change|redesign|touch|alter|modify),
    untouched, stays?, nothing else, the same, identical, change only, replace only, only change, only the,
    behalt(?:e|en), beibehalten, bleib(?:t|en), unverändert, nichts, nur, conserv(?:a|ar|e|er), mant(?:én|ener),
    no cambi(?:es|ar), solo, gard(?:e|er|ez), identique, ne change(?:z)? (?:rien|pas), seulement,
    .*(?:そのまま|変えない|保持|不变).*
    """
)
"""Words that say what must stay."""
STYLE = words(
    """
    style[ds]?, stylish, look, mood, moody, cinematic, aesthetic, photo-?realistic, hyper-?realistic, editorial,
    dreamy, vibrant, elegant, minimal(?:ist)?, luxur(?:y|ious), beautiful, stunning, soft light, dreamy light,
    golden hour, 8k, 4k, ultra-detailed, high[- ]quality, premium, stil, stimmungsvoll, luxuriös, edel,
    ästhetisch, filmisch, estilo, minimalista, elegante, lujoso, cinematográfic[oa], ambiance, feutrée, élégante?,
    luxueu(?:x|se), cinématographique
    """
)
"""Words of mood and finish."""
