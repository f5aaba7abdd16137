"""Templates, the theme's own files and the logo; a workspace may override each file by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from studio.errors import ContentError
from studio.files import read_file
from studio.publish.pages.accent import GROUNDS, accent_rules, readable
from studio.publish.pages.card import compact_json
from studio.publish.pages.fonts import Font, data_of, family_rule, fonts_in, held
from studio.publish.pages.logo import Logo, make_icon, make_logo
from studio.publish.pages.policy import content_policy
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.structured import index_json_ld, recipe_json_ld
from studio.publish.pages.views import RecipeView
from studio.publish.pages.words import ENGLISH, Words, capital
from studio.publish.pictures.derivatives import FOLDER, SitePicture, Source

ASSETS = {
    "style.css": ("tokens.css", "base.css", "cards.css", "recipe.css", "print.css"),
    "site.js": ("compare.js", "real.js", "copy.js", "gallery.js"),
}
"""What pages refer to, each one request, and the files it is put together from."""
LOGO, ICON_FILE = "logo.png", "icon.png"
"""Names of the logo and of the picture in the browser's tab among the assets."""
OWN_PARTS = ("head.html", "foot.html")
"""Parts of every page that a workspace writes; empty in the theme."""
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


@dataclass(frozen=True)
class Brand:
    """What a workspace sets to make the site its own."""

    accent: str | None = None
    """Accent colour that replaces the theme's, `#rrggbb`."""
    theme_colour: str | None = None
    """Colour of the browser's own bar; else the accent."""
    logo: Path | None = None
    """Picture beside the site's name."""
    icon: Path | None = None
    """Picture in the browser's tab; else the logo."""
    style: Path | None = None
    """Style rules that come after the theme's own."""
    origins: tuple[str, ...] = ()
    """Further servers that pages may ask."""


PLAIN = Brand()
"""The theme as it ships."""


class Theme:
    """Renders pages from templates."""

    def __init__(self, folders: Sequence[Path], *, words: Words = ENGLISH, brand: Brand = PLAIN) -> None:
        """Load the theme.

        Args:
            folders: Folders with a `site/` folder of templates, the workspace's before the bundled one.
            words: The words of the pages.
            brand: What makes the site its own.

        Raises:
            ContentError: A colour, a picture, a font or a style file of the brand cannot be used.
        """
        self._folders = [folder / "site" for folder in folders]
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in self._folders]),
            autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
            auto_reload=False,  # a theme lives as long as one build
        )  # fmt: skip
        self.assets: dict[str, Asset] = {}
        """Files of the theme by their plain names."""
        fonts = fonts_in(self._folders)
        script = self._joined("site.js").decode()
        self._take("site.js", f"{_say(words.of_script(script))}{script}".encode())
        self._take("style.css", self._style(fonts, words, brand).encode())
        self.logo: Logo | None = make_logo(brand.logo) if brand.logo else None
        """The logo, where there is one."""
        if self.logo:
            self._take(LOGO, self.logo.data)
        if icon := brand.icon or brand.logo:
            self._take(ICON_FILE, make_icon(icon))
        parts = [self._file(name).decode() for name in OWN_PARTS]
        files = {self.assets[font.plain_name].name: self.assets[font.plain_name].data for font in fonts}
        style = Markup(held(self.assets["style.css"].data.decode(), files))  # noqa: S704 - rules, which hold no element
        self._environment.globals.update(
            policy=content_policy(origins=brand.origins, has_fonts=bool(fonts), parts=parts),
            own_style=style,
            own_policy=content_policy(
                origins=brand.origins,
                has_fonts=bool(fonts),
                parts=[*parts, f"<style>{style}</style>"],
                holds_fonts=True,
            ),
        )
        self._environment.filters.update(ratio=ratio, day=words.day, srcset=srcset, capital=capital)
        self._environment.globals.update(
            _=words, plural=words.plural, words=words, theme_colours=_theme_colours(brand),
            logo=self.logo, pair_ratio=pair_ratio, recipe_json_ld=_recipe_ld, index_json_ld=_index_ld,
        )  # fmt: skip

    def _take(self, name: str, data: bytes) -> Asset:
        self.assets[name] = _asset(name, data)
        return self.assets[name]

    def _style(self, fonts: Sequence[Font], words: Words, brand: Brand) -> str:
        """The style sheet: fonts, the theme's rules, what is made for this site, and last what the workspace adds."""
        known = "".join(font.rule(self._take(font.plain_name, data_of(font)).name) for font in fonts)
        own = _own_style(brand.style) if brand.style and brand.style.is_file() else ""
        accent = accent_rules(brand.accent) if brand.accent else ""
        made = f"{ratio_rules()}{accent}{word_rules(words)}{family_rule(fonts)}"
        return f"{known}{_small_css(self._joined('style.css').decode())}{made}{own}"

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


def _own_style(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: these style rules cannot be read. Save the file as UTF-8.") from error


def _theme_colours(brand: Brand) -> tuple[str, str]:
    """Colour of the browser's own bar on light pages and on dark ones."""
    paper = tuple(GROUNDS[scheme][0] for scheme in ("light", "dark"))
    if brand.theme_colour:
        return brand.theme_colour, brand.theme_colour
    return readable(brand.accent, "light") if brand.accent else paper[0], paper[1]


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
