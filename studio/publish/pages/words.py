"""The words of the pages in the site's language, from gettext catalogues: one file for each language.

A catalogue is `templates/site/words/LANGUAGE.po`. The English of the templates and of the code is its key, so a word
without a translation stands in English. A file of the workspace wins over the one that ships, entry by entry.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from markupsafe import Markup

from studio.errors import ContentError
from studio.store.places import bundled

if TYPE_CHECKING:
    from babel.messages.catalog import Message

FOLDER = "words"
"""Folder of the catalogues, in each `site/` folder of templates."""
_SOURCE = bundled("templates") / "site" / FOLDER / "en.po"
"""Every text of the pages in the English it has anyway, for who translates it: nothing to read."""
_FILLED_IN = re.compile(r"%\(\w+\)s|\{\w+\}")
_JS_WORD = re.compile(r'\bsay\("((?:[^"\\]|\\.)*)"')


class Words:
    """Translates the words of the pages."""

    def __init__(self, language: str, files: Sequence[Path] = ()) -> None:
        """Read the catalogues of a language.

        Args:
            language: As in the settings, `de` or `pt-BR`.
            files: Catalogues; a later one wins.

        Raises:
            ContentError: There is no such language, or a catalogue cannot be read.
        """
        self.language = language
        self._locale = locale_of("en-GB" if language == "en" else language)  # 23 November 2026
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        for path in files:
            below, self._catalogue = self._catalogue, _read(path)
            self._catalogue.add_fallback(below)
        self.is_translated = bool(files) or self.is_english
        """Whether somebody wrote the words of the pages in this language."""

    def __call__(self, text: str, **values: object) -> str:
        """A text in the site's language, with `%(name)s` filled in; in English where nobody translated it."""
        said = self._catalogue.gettext(text) if text else ""
        return said % values if values else said

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """A text in the form that the language has for a number, which stands in it as `%(count)s`."""
        return self._catalogue.ngettext(one, many, count) % {"count": count, **values}

    @property
    def is_english(self) -> bool:
        """Whether the site speaks the language in which records are written."""
        return self._locale.language == "en"

    @cached_property
    def direction(self) -> str:
        """The way the site's language runs: `ltr` or `rtl`."""
        return self._locale.text_direction

    def of_another(self, own: Tongue) -> Markup:
        """Attributes for an element whose text is in a language of its own; nothing where it is the site's."""
        runs = own.direction or self.direction
        if (not own.language or own.language == self.language) and runs == self.direction:
            return Markup("")
        named = Markup(' lang="{}"').format(own.language) if own.language else Markup("")
        return named + Markup(' dir="{}"').format(runs)

    @cached_property
    def again(self) -> Markup:
        """Attributes for words of the site inside a text of another language."""
        return Markup(' lang="{}" dir="{}"').format(self.language, self.direction)

    def day(self, when: str) -> str:
        """A day as people write it, from a time that begins with `2026-11-23`; what is no day stays as it is."""
        return _long_day(when[:10], self._locale) or when

    def any_of(self, items: Iterable[str]) -> str:
        """Words of the pages as a list that ends in 'or'."""
        return format_list([self(item) for item in items], style="or", locale=self._locale)

    def all_of(self, items: Iterable[str]) -> str:
        """Texts as a list that ends in 'and'; they stay as they are."""
        return format_list(list(items), style="standard", locale=self._locale)

    def of_script(self, script: str) -> dict[str, str]:
        """The words that a script says with `say("…")`, each with its translation where it has another."""
        said = {text: self(text) for text in dict.fromkeys(_JS_WORD.findall(script))}
        return {text: own for text, own in said.items() if own != text}


def locale_of(language: str) -> Locale:
    """What Babel knows of a language.

    Raises:
        ContentError: There is none of that name.
    """
    try:
        return Locale.parse(language, sep="_" if "_" in language else "-")
    except (ValueError, UnknownLocaleError) as error:
        raise ContentError(
            f"content/studio.toml: language = '{language}' is no language. "
            "Write its code, language = 'de' or language = 'pt-BR'."
        ) from error


ENGLISH = Words("en")
"""The words as they stand in templates and code."""


@lru_cache(maxsize=32)
def words_in(language: str, folders: tuple[Path, ...] = ()) -> Words:
    """The words of a language, from folders of templates, the one that wins first."""
    names = dict.fromkeys((language.replace("_", "-"), language.replace("-", "_"), re.split("[-_]", language)[0]))
    found = [folder / FOLDER / f"{name}.po" for folder in folders for name in names]
    return Words(language, [path for path in reversed(found) if path.is_file() and path != _SOURCE])


class Tongue(NamedTuple):
    """The language of a text that people wrote."""

    language: str = ""
    """Its code, where it is known."""
    direction: str = ""
    """`ltr` or `rtl`; empty where neither the language nor a letter says it."""


UNTOLD = Tongue()
"""The language of a text of which nothing is known."""


def tongue_of(text: str, language: str | None = None) -> Tongue:
    """The language of a text: as it is named, else the way that its first letter with a direction runs (UAX 9, P2).

    Args:
        text: What was written.
        language: Its code, where somebody named it.
    """
    if language:
        try:
            return Tongue(language.replace("_", "-"), Locale.parse(language.replace("-", "_")).text_direction)
        except (ValueError, UnknownLocaleError):
            pass
    strong = next((kind for sign in text if (kind := bidirectional(sign)) in {"L", "R", "AL"}), "")
    return Tongue(language or "", {"L": "ltr", "R": "rtl", "AL": "rtl"}.get(strong, ""))


def _read(path: Path) -> gettext.GNUTranslations:
    """A catalogue as the standard library uses it. What reads it is imported here: an English site needs none."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        for message in catalogue:
            _require_values(message, path)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)
    except (PoFileError, ValueError, OSError) as error:
        raise ContentError(f"{path}: these words cannot be read ({error}). Mend that line.") from error


def _require_values(message: Message, path: Path) -> None:
    """See that a translation fills in what the text fills in.

    Raises:
        ContentError: It does not.
    """
    texts, forms = ([said] if isinstance(said, str) else list(said) for said in (message.id, message.string or ""))
    held = sorted(_FILLED_IN.findall(texts[-1]))
    for form in forms:
        if message.id and form and sorted(_FILLED_IN.findall(form)) != held:
            kept = ", ".join(map(repr, held)) or "nothing to fill in"
            raise ContentError(
                f"{path}:{message.lineno or 1}: the words must hold {kept}, and are '{form}'. Mend them."
            )


@lru_cache(maxsize=4096)
def _long_day(day: str, locale: Locale) -> str:
    try:
        return format_date(date.fromisoformat(day), "long", locale=locale)
    except ValueError:
        return ""


def capital(text: str) -> str:
    """A text with a capital at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]
