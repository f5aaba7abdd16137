"""Templates, the theme's own files and the logo; a workspace may override each file by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from studio.errors import ContentError, PictureUnreadable
from studio.files import read_file
from studio.pictures import encode, read
from studio.publish.pages.accent import accent_rules
from studio.publish.pages.card import compact_json
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.structured import index_json_ld, recipe_json_ld
from studio.publish.pages.views import RecipeView
from studio.publish.pages.words import ENGLISH, Words, capital
from studio.publish.pictures.derivatives import FOLDER, SitePicture, Source

HEIGHT = 32
"""Its height on a page in CSS pixels."""
_DENSITY = 2
_WIDEST = 320


@dataclass(frozen=True)
class Logo:
    """A logo as a page shows it."""

    width: int
    """Width on the page in CSS pixels."""
    height: int
    """Height on the page in CSS pixels."""
    data: bytes
    """PNG file."""


def make_logo(path: Path) -> Logo:
    """The logo from its file; one very long name becomes lower rather than wider than the page.

    Raises:
        ContentError: The file is missing or is no picture.
    """
    from PIL import Image

    if not path.is_file():
        raise ContentError(f"content/studio.toml: the logo '{path.name}' is not there. Its way begins in content/.")
    try:
        picture = read(path)
    except PictureUnreadable as error:
        raise ContentError(f"content/studio.toml: the logo cannot be used: {error}") from error
    scale = min(HEIGHT / picture.height, _WIDEST / picture.width)
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    dense = (min(picture.width, width * _DENSITY), min(picture.height, height * _DENSITY))
    return Logo(width, height, encode(picture.resize(dense, Image.Resampling.LANCZOS), "PNG", optimize=True))


ASSETS = {
    "style.css": ("tokens.css", "base.css", "cards.css", "recipe.css", "print.css"),
    "site.js": ("compare.js", "copy.js", "gallery.js"),
}
"""What pages refer to, each one request, and the files it is put together from."""
LOGO = "logo.png"
"""Name of the logo among the assets."""
_RATIOS = (*range(12, 251), *range(255, 801, 5))
"""Shapes a frame can have, in hundredths of width over height: 1:8 to 8:1."""

_CSS_REST = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/|\s{2,}""", re.DOTALL)


@dataclass(frozen=True)
class Asset:
    """A file of the theme under a name that carries its content."""

    name: str
    """Name in the site's `assets/`."""
    data: bytes
    """Its bytes."""


class Theme:
    """Renders pages from templates."""

    def __init__(
        self, folders: Sequence[Path], *, words: Words = ENGLISH, accent: str | None = None, logo: Path | None = None
    ) -> None:
        """Load the theme.

        Args:
            folders: Folders with a `site/` folder of templates, the workspace's before the bundled one.
            words: The words of the pages.
            accent: Accent colour that replaces the theme's, `#rrggbb`.
            logo: Picture beside the site's name.

        Raises:
            ContentError: The accent is no colour, or the logo is no picture.
        """
        self._folders = [folder / "site" for folder in folders]
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in self._folders]),
            autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
            auto_reload=False,  # a theme lives as long as one build
        )  # fmt: skip
        rules = f"{ratio_rules()}{accent_rules(accent) if accent else ''}{word_rules(words)}"
        script = self._joined("site.js").decode()
        self.assets = {
            "style.css": _asset("style.css", _small_css(self._joined("style.css").decode()).encode() + rules.encode()),
            "site.js": _asset("site.js", f"{_say(words.of_script(script))}{script}".encode()),
        }
        """Files of the theme by their plain names."""
        self.logo: Logo | None = make_logo(logo) if logo else None
        """The logo, where there is one."""
        if self.logo:
            self.assets[LOGO] = _asset(LOGO, self.logo.data)
        self._environment.filters.update(ratio=ratio, day=words.day, srcset=srcset, capital=capital)
        self._environment.globals.update(
            _=words, plural=words.plural, words=words,
            logo=self.logo, pair_ratio=pair_ratio, recipe_json_ld=_recipe_ld, index_json_ld=_index_ld,
        )  # fmt: skip

    def _joined(self, name: str) -> bytes:
        return b"\n".join(self._file(part) for part in ASSETS[name]) + b"\n"

    def _file(self, name: str) -> bytes:
        return read_file(next(folder / name for folder in self._folders if (folder / name).is_file()))

    def render(self, template: str, **values: object) -> str:
        """A page from a template.

        Raises:
            ContentError: The template is wrong; names file and line.
        """
        try:
            return self._environment.get_template(template).render(values)
        except TemplateSyntaxError as error:
            raise ContentError(f"{error.filename or template}:{error.lineno}: {error.message}.") from error
        except TemplateError as error:
            raise ContentError(f"templates/site/{template}: {error}.") from error


def word_rules(words: Words) -> str:
    """The words that style rules write on cards."""
    before, after = (compact_json(words(word)) for word in ("Before", "After"))
    return f":root {{ --before: {before}; --after: {after}; }}\n"


def _say(translated: Mapping[str, str]) -> str:
    """The function by which the scripts say their words."""
    return (
        f'"use strict";\nconst translated = {compact_json(translated)};\n'
        "const say = (text, values = {}) =>\n"
        "  (translated[text] ?? text).replace(/\\{(\\w+)\\}/g, (found, name) => values[name] ?? found);\n"
    )


def _asset(name: str, data: bytes) -> Asset:
    stem, _, ending = name.rpartition(".")
    return Asset(f"{stem}-{hashlib.sha256(data).hexdigest()[:10]}.{ending}", data)


def _small_css(text: str) -> str:
    """Style rules without comments and without space that only people need; what stands in quotation marks stays."""
    return _CSS_REST.sub(lambda found: found[1] or ("" if found[0].startswith("/*") else found[0][0]), text)


def ratio(picture: SitePicture) -> str:
    """The class that gives a frame its picture's shape: the policy of the pages allows no style attribute."""
    shape = min(_RATIOS[-1], max(_RATIOS[0], int(100 * picture.width / picture.height + 0.5)))
    return f"r{shape if shape <= 250 else round(shape / 5) * 5}"


def srcset(source: Source, root: str) -> str:
    """The files of a picture in one format with their widths, as `srcset` wants them; `root` leads to the site's."""
    return ", ".join([f"{root}{FOLDER}/{name} {width}w" for name, width in source.files])


def ratio_rules() -> str:
    """The rules of those classes, and of the classes for pairs that stand side by side."""
    shapes = "".join(f".r{hundredths}{{--r:{hundredths / 100:g}}}" for hundredths in _RATIOS)
    return shapes + "".join(f".s{tenths}{{--s:{tenths / 10:g}}}" for tenths in range(4, 51)) + "\n"


def pair_ratio(*pictures: SitePicture | None) -> str:
    """The class of pictures that stand side by side at equal height: their shapes added up."""
    shown = [picture.width / picture.height for picture in pictures if picture]
    return f"s{min(50, max(4, int(10 * sum(shown) + 0.5)))}"


def script_json(text: str) -> Markup:
    """JSON text made safe inside a `<script>` element."""
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704 - what could end the element is escaped


def _recipe_ld(recipe: RecipeView, site: SiteText) -> Markup:
    return script_json(recipe_json_ld(recipe, site))


def _index_ld(site: SiteText) -> Markup:
    return script_json(index_json_ld(site))
