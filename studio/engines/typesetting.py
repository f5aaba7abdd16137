"""Copy set after an edit, whatever engine made it: the font that has every letter, the letters, their contrast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from studio.core.recipe.text import SetWords
from studio.core.size import Size
from studio.engines.base import EditRequest
from studio.errors import ContentError
from studio.pictures import look_at
from studio.vision.arrays import Image8, Matte
from studio.vision.typeset import (
    CannotSet,
    Setting,
    contrast_around,
    is_right_to_left,
    lay_over,
    letters_of,
    missing_letters,
)

LEAST_CONTRAST = 3.0
"""Of large letters on their ground, as the Web Content Accessibility Guidelines measure it."""


def settings_of(texts: Sequence[SetWords], fonts: Mapping[str, bytes]) -> tuple[Setting, ...]:
    """Copy with its fonts, ready to be set.

    Args:
        texts: The words and how they are set.
        fonts: Font files by name.

    Raises:
        ContentError: No font has all letters, or one is none.
    """
    return tuple(_setting(text, fonts) for text in texts)


def require_settable(request: EditRequest) -> None:
    """Pass when the copy of an edit can be set, before anything is made or paid.

    Raises:
        ContentError: No font has all letters, one is none, or words do not fit into their box.
    """
    if not request.spec.set_text:
        return
    settings = settings_of(request.spec.set_text, request.fonts)
    size = request.size
    if request.spec.only_sets_text or size is None:
        facts = look_at(request.target.data, name=request.target.name)
        size = Size(facts.width_px, facts.height_px)
    for setting in settings:
        _letters(setting, (size.width, size.height))


def set_copy(picture: Image8, settings: Sequence[Setting]) -> tuple[Image8, tuple[str, ...]]:
    """(H, W, 3 or 4) the picture with all words set, and what the reviewer should look at.

    Raises:
        ContentError: Words do not fit, or this machine cannot shape them.
    """
    size = (picture.shape[1], picture.shape[0])
    warnings: list[str] = []
    for setting in settings:
        letters = _letters(setting, size)
        warnings += _doubts(picture, letters, setting)
        picture = lay_over(picture, letters, setting.colour)
    return picture, tuple(warnings)


def _letters(setting: Setting, size: tuple[int, int]) -> Matte:
    try:
        return letters_of(setting, size)
    except CannotSet as error:
        raise ContentError(f"text: {error}") from error


def _setting(text: SetWords, fonts: Mapping[str, bytes]) -> Setting:
    given, side = text.setting, "right" if is_right_to_left(text.words) else "left"
    other = {"left": "right", "right": "left"}[side]
    align = text.side or {"start": side, "center": "center", "end": other}[text.align]
    code = int(given.colour[1:], 16)
    return Setting(
        words=text.words, font=_font_for(text, fonts), box=text.box, size=given.size,
        colour=(code >> 16, code >> 8 & 255, code & 255), align=align, at=text.at,  # type: ignore[arg-type]  # by the tables
        leading=given.leading, language=given.language, features=given.features,
    )  # fmt: skip


def _font_for(text: SetWords, fonts: Mapping[str, bytes]) -> bytes:
    """The first font that has every letter."""
    lacks = {}
    for name in text.setting.font:
        try:
            lacks[name] = missing_letters(fonts[name], text.words)
        except CannotSet as error:
            raise ContentError(f"{name}: {error}") from error
        if not lacks[name]:
            return fonts[name]
    said = "; ".join(f"{name} has no {' '.join(letters)}" for name, letters in lacks.items())
    raise ContentError(f"“{text.words}” cannot be set: {said}. Name a further font in 'set: {{font: [...]}}'.")


def _doubts(picture: Image8, letters: Matte, setting: Setting) -> Iterator[str]:
    contrast = contrast_around(picture, letters, setting.colour)
    if contrast < LEAST_CONTRAST:
        yield (
            f"“{setting.words}” stands on a ground of little contrast ({contrast:.1f}:1 at its weakest; "
            f"{LEAST_CONTRAST:.0f}:1 is the least for large letters)."
        )
