"""The example theme of the documents as a whole workspace: with a font, a logo, samples, and one recipe in Arabic."""

from __future__ import annotations

import shutil
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, ImageDraw

from studio.workflow.publishing.site import BuildOptions, build
from studio.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "example-theme"
SAMPLES = (
    "spring-handbag",
    "handbag-four-seasons",
    "kettle-cleaned-for-catalogue",
    "serum-story",
    "serum-on-marble-slide",
)
ARABIC = "serum-story"
FAMILY = "Blocks"
"""The family of the font: every letter a block, so that it is told from any other at a glance."""
_HEAD = """---
title: مصل الصباح في قصة عمودية
summary: القارورة كما صُوِّرت، وحولها مساحة للكلمات.
language: ar
"""
_GUIDE = """
تبقى القارورة كما صُوِّرت، وتمتد الخلفية حتى تملأ القصة العمودية.

## متى تُستعمل

حين تكون الصورة أفقية والمكان عموديًا، على الهاتف مثلًا. راجع الملصق بحجمه الكامل.

## Common mistakes

- **حافة ظاهرة.** انظر إلى موضع التقاء الصورة بما أُضيف إليها.
- **كلمات زائدة.** لا ينبغي أن تظهر كلمات جديدة.
"""

ON_SET = """
## On set

![The bag on its table, the lamp left of it](on-set.jpg)

| Light  | Where it stands |   Power |
|:-------|:----------------|--------:|
| Lamp   | left, high      | 1/2[^1] |
| Window | behind          |   daylight |

- [x] Handles stand up by themselves
- [ ] Grey card in the last frame

[^1]: Measured at the clasp.
"""
"""What an author may put into a guide: a picture that is no reference, a table, tasks, a footnote."""


def agency(root: Path) -> Path:
    """The workspace, with its site built; returns the folder of the site."""
    shutil.copytree(EXAMPLE, root, dirs_exist_ok=True)
    for name in SAMPLES:
        shutil.copytree(ROOT / "content" / name, root / "content" / name)
    _write_in_arabic(root / "content" / ARABIC / "recipe.md")
    handbag = root / "content" / "spring-handbag"
    shutil.copyfile(handbag / "before.jpg", handbag / "on-set.jpg")
    (handbag / "recipe.md").write_text((handbag / "recipe.md").read_text() + ON_SET)
    mark = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    ImageDraw.Draw(mark).ellipse((20, 20, 220, 220), fill="#8a3b12")
    mark.save(root / "content" / "logo.png")
    fonts = root / "templates" / "site" / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    block_font(fonts / f"{FAMILY}-Regular.ttf")
    build(open_workspace(root), on_progress=lambda *_: None, options=BuildOptions())
    return root / "site"


def _write_in_arabic(recipe: Path) -> None:
    """Give a sample Arabic words; its edit and its verdicts stay."""
    _, front, body = recipe.read_text().split("---\n", 2)
    kept = [line for line in front.splitlines(keepends=True) if not line.startswith(("title:", "summary:"))]
    edit = body[body.index("## Edit") :]
    following = edit.find("\n## ", 8)
    recipe.write_text(f"{_HEAD}{''.join(kept)}---\n{_GUIDE}\n{edit if following < 0 else edit[:following]}\n")


def block_font(path: Path) -> None:
    """A font of blocks, drawn here so that no licence is asked."""
    letters = [chr(code) for code in range(0x21, 0x180)]
    names = {ord(letter): f"u{ord(letter):04X}" for letter in letters}
    pen = TTGlyphPen(None)
    pen.moveTo((40, 0))
    for corner in ((40, 520), (460, 520), (460, 0)):
        pen.lineTo(corner)
    pen.closePath()
    block, blank = pen.glyph(), TTGlyphPen(None).glyph()
    order = [".notdef", "space", *names.values()]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(order)
    font.setupCharacterMap({0x20: "space", **names})
    font.setupGlyf({name: blank if name in {".notdef", "space"} else block for name in order})
    font.setupHorizontalMetrics(dict.fromkeys(order, (500, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    font.save(path)
