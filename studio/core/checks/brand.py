"""Checks against the brand kit of a recipe: its colours, its logos, and words that must or must never appear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.attempts.facts import RecipeFolder
from studio.core.problem import Path, Problem
from studio.core.recipe.brand import Brand
from studio.core.recipe.recipe import Edit, Recipe
from studio.core.recipe.words import Role

_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese letters."""


def check_brand(folder: RecipeFolder, edit: Edit) -> Iterator[Problem]:
    """What one edit does against the brand; nothing for a recipe without one."""
    brand = folder.recipe.brand
    if brand is not None:
        yield from _check_colours(edit, brand)
        yield from _check_logos(folder, edit, brand)
        yield from _check_copy(edit, brand)


def check_brand_words(recipe: Recipe) -> Iterator[Problem]:
    """Words that the brand never uses, in what the site says about the pictures."""
    front, never = recipe.front, recipe.brand.kit.never if recipe.brand else ()
    said: list[tuple[Path, str]] = [(("title",), front.title), (("summary",), front.summary)]
    said += [(("alt", name), words) for name, words in front.alt.items()]
    for way, text in said:
        for word in _found(never, text):
            yield recipe.lines.warning(
                "brand-words", *way, fault=f"the brand never says '{word}'", fix="Say it in other words.",
            )  # fmt: skip


def _check_colours(edit: Edit, brand: Brand) -> Iterator[Problem]:
    palette = {one.colour.lower(): name for name, one in brand.kit.palette.items()}
    for way, colour in _colours(edit) if palette else ():
        if colour.lower() not in palette:
            known = ", ".join(f"{value} ({name})" for value, name in palette.items())
            yield edit.lines.warning(
                "brand-colour", *way,
                fault=f"{colour} is no colour of the brand '{brand.name}'", fix=f"Its colours are {known}.",
            )  # fmt: skip


def _colours(edit: Edit) -> Iterator[tuple[Path, str]]:
    for place, wanted in enumerate(edit.spec.text):
        if wanted.as_set:
            yield ("text", place, "set", "colour"), wanted.as_set.setting.colour
    local = edit.spec.local
    backdrop, recolour = (local.background, local.recolour) if local else (None, None)
    for name in ("colour", "floor"):
        if backdrop and (colour := getattr(backdrop, name)):
            yield ("local", "background", name), colour
    if recolour:
        yield ("local", "recolour", "to"), recolour.to


def _check_logos(folder: RecipeFolder, edit: Edit, brand: Brand) -> Iterator[Problem]:
    used: list[tuple[Path, str]] = [
        (("references", place), one.image) for place, one in enumerate(edit.spec.references) if one.role is Role.LOGO
    ]
    if edit.spec.local and edit.spec.local.place and edit.spec.local.place.image:
        used.append((("local", "place", "image"), edit.spec.local.place.image))
    for way, image in used if brand.logos else ():
        facts = folder.pictures.get(image)
        if facts and not facts.fault and facts.digest not in brand.logos:
            yield edit.lines.warning(
                "brand-logo", *way,
                fault=f"'{image}' is no logo of the brand '{brand.name}' as its kit has it",
                fix=f"Copy one of {', '.join(brand.logos.values())} from content/_brands, untouched.",
            )  # fmt: skip


def _check_copy(edit: Edit, brand: Brand) -> Iterator[Problem]:
    copy = [(("text", place, "say"), one.say) for place, one in enumerate(edit.spec.text)]
    copy += [(("replace_text", place, "to"), one.becomes) for place, one in enumerate(edit.spec.replace_text)]
    for way, text in copy:
        for word in _found(brand.kit.never, text):
            yield edit.lines.error(
                "brand-words", *way,
                fault=f"the brand '{brand.name}' never says '{word}'", fix="Say it in other words.",
            )  # fmt: skip
    everything = "\n".join(text for _, text in copy)
    for word in brand.kit.must if edit.spec.text else ():
        if not _found((word,), everything):
            yield edit.lines.warning(
                "brand-words", "text",
                fault=f"the brand '{brand.name}' wants '{word}' beside its copy", fix="Add it as one more text.",
            )  # fmt: skip


def _found(words: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Which of some words stand in a text, in whatever case, not as a part of a longer word."""
    return tuple(word for word in words if re.search(_as_a_whole(word.casefold()), text.casefold()))


def _as_a_whole(word: str) -> str:
    """A pattern that finds a word; scripts that write no spaces between words have no longer word around it."""
    pattern = re.escape(word)
    return pattern if _WITHOUT_SPACES.search(word) else rf"(?<!\w){pattern}(?!\w)"
