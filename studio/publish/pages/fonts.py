"""Brand fonts: files in `templates/site/fonts/`, each with its family and weight in its name.

`Brand Sans-Regular.woff2`, `Brand Sans-BoldItalic.woff2`, `Brand Sans-Variable.woff2`: the family stands before the
hyphen and its kind behind it, as font makers name their files.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.errors import ContentError
from studio.files import read_file

FOLDER = "fonts"
"""Folder of the fonts, in each `site/` folder of templates."""
FORMATS = {"woff2": "woff2", "woff": "woff", "ttf": "truetype", "otf": "opentype"}
"""Endings of font files, and what style rules call them."""
_WEIGHTS = {
    "thin": "100", "extralight": "200", "ultralight": "200", "light": "300", "regular": "400", "roman": "400",
    "book": "400", "normal": "400", "medium": "500", "semibold": "600", "demibold": "600", "demi": "600", "bold": "700",
    "extrabold": "800", "ultrabold": "800", "black": "900", "heavy": "900", "variable": "100 900",
    "variablefont": "100 900",
    "vf": "100 900",
}  # fmt: skip
"""Weights by the names that font makers use; a variable font has all of them."""


class Font(NamedTuple):
    """One font file."""

    path: Path
    family: str
    """As style rules name it."""
    weight: str
    """100 to 900; of a variable font the range."""
    is_italic: bool

    @property
    def plain_name(self) -> str:
        """A name for an address."""
        stem = re.sub(r"[^a-z0-9]+", "-", self.path.stem.casefold()).strip("-") or "font"
        return f"{stem}{self.path.suffix.casefold()}"

    def rule(self, file: str) -> str:
        """The rule that makes it known, from its place beside the style sheet."""
        ending = self.path.suffix.casefold().removeprefix(".")
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; '
            f"font-style: {'italic' if self.is_italic else 'normal'}; font-display: swap; "
            f'src: url("{file}") format("{FORMATS[ending]}"); }}\n'
        )


def fonts_in(folders: Sequence[Path]) -> tuple[Font, ...]:
    """The fonts of a theme; a file of the workspace hides one of the same name.

    Raises:
        ContentError: The name of a file does not say what kind of font it is.
    """
    found = {path.name: path for folder in reversed(folders) for path in _files(folder / FOLDER)}
    return tuple(_font(found[name]) for name in sorted(found))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.is_file() and path.suffix.casefold().removeprefix(".") in FORMATS:
            yield path


def _font(path: Path) -> Font:
    stem = re.sub(r"\[[^\]]*\]", "-Variable", path.stem).replace("_", "-")  # Inter[opsz,wght].woff2
    parts = [part.strip() for part in stem.split("-") if part.strip()]
    for cut in range(1, max(2, len(parts))):
        kind = "".join(parts[cut:]).replace(" ", "").casefold()
        weight = _weight(kind)
        if weight and not re.search(r'["\\\n;{}]', stem):
            return Font(path, "-".join(parts[:cut]), weight, "italic" in kind or "oblique" in kind)
    raise ContentError(
        f"{path}: the name does not say which weight this font has. "
        "Call it 'Brand Sans-Regular.woff2', 'Brand Sans-BoldItalic.woff2' or 'Brand Sans-Variable.woff2'."
    )


def _weight(kind: str) -> str:
    """A weight from what stands behind the family's name, `semibolditalic` for example; empty for another word."""
    words = re.sub("italic|oblique", "", kind)
    return words if re.fullmatch("[1-9]00", words) else _WEIGHTS.get(words or "regular", "")


def family_rule(fonts: Sequence[Font]) -> str:
    """The rule that sets the whole site in the brand's font, where there is one family and so no choice."""
    families = {font.family for font in fonts}
    if len(families) != 1:
        return ""
    return f':root {{ --sans: "{families.pop()}", ui-sans-serif, system-ui, sans-serif; }}\n'


def held(style: str, files: Mapping[str, bytes]) -> str:
    """Style rules that hold their fonts, for a page that may stand anywhere.

    Args:
        style: The rules.
        files: Bytes of the fonts by the names under which the rules look for them.
    """
    for name, data in files.items():
        address = f"data:font/{name.rpartition('.')[2]};base64,{base64.b64encode(data).decode()}"
        style = style.replace(f'url("{name}")', f'url("{address}")')
    return style


def data_of(font: Font) -> bytes:
    """The bytes of a font.

    Raises:
        ContentError: It cannot be read.
    """
    try:
        return read_file(font.path)
    except OSError as error:
        raise ContentError(f"{font.path}: this font cannot be read ({error.strerror}).") from error
