"""The same corpus as a site of Hugo and as an album of sigal."""

from __future__ import annotations

import base64
import json
import os
import shutil
import zlib
from pathlib import Path

from tests.bench.corpus import CRITERIA, PROMPT, Entry, entries

HUGO_CONFIG = """
baseURL = "https://example.org/"
languageCode = "en"
title = "Recipe gallery"
[pagination]
pagerSize = 24
[taxonomies]
tag = "tags"
channel = "channels"
[outputFormats.compare]
mediaType = "text/html"
baseName = "compare"
isHTML = true
[outputs]
home = ["html", "rss", "json"]
page = ["html", "compare"]
[imaging]
quality = 80
resampleFilter = "lanczos"
"""
"""The filter is the studio's: of itself Hugo averages boxes of pixels, which is quicker and coarser."""
_HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>'
    '<meta name="description" content="{{ .Params.summary }}"></head><body>'
)
CARD = (
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a><p>{{ .Params.summary }}</p>'
    "{{ range .Params.tags }}<span>{{ . }}</span>{{ end }}</li>"
)
LIST = (
    f"{_HEAD}<h1>{{{{ .Title }}}}</h1><ul>{{{{ range .Paginator.Pages }}}}{CARD}{{{{ end }}}}</ul>"
    '{{ with .Paginator }}{{ with .Prev }}<a href="{{ .URL }}">Previous</a>{{ end }}'
    '{{ with .Next }}<a href="{{ .URL }}">Next</a>{{ end }}{{ end }}</body></html>'
)
SINGLE = (
    f"{_HEAD}<h1>{{{{ .Title }}}}</h1>@PICTURES@<pre>{{{{ .Params.prompt }}}}</pre>{{{{ .Content }}}}"
    '{{ range .Params.tags }}<a href="/tags/{{ . }}/">{{ . }}</a>{{ end }}</body></html>'
)
COMPARE = (
    f'{_HEAD}<h1>{{{{ .Title }}}}</h1><div class="compare">@PICTURES@<input type="range" min="0" max="100" value="50">'
    '</div><pre>{{ .Params.prompt }}</pre><a href="{{ .RelPermalink }}">{{ .Title }}</a></body></html>'
)
PICTURES = (
    '{{ range .Resources.ByType "image" }}{{ $p := . }}{{ range (slice 320 640 1024) }}'
    '{{ $w := $p.Resize (printf "%dx webp" .) }}{{ $j := $p.Resize (printf "%dx jpg" .) }}'
    '<img src="{{ $w.RelPermalink }}" alt=""><img src="{{ $j.RelPermalink }}" alt="">{{ end }}{{ end }}'
)
"""Three widths in WebP and JPEG of every picture: the same derivatives as the studio is asked for."""
JSON_LIST = (
    "[{{ range $i, $p := .Site.RegularPages }}{{ if $i }},{{ end }}"
    '{{ dict "title" $p.Title "page" $p.RelPermalink "summary" $p.Params.summary "tags" $p.Params.tags | jsonify }}'
    "{{ end }}]"
)

PARTS = [
    {"name": "What must stay", "why": "The locks come first: they protect the product.",
     "text": "Preserve the uploaded bag shape and label."},
    {"name": "The one change", "why": "One job, named plainly.",
     "text": "Change only the background to a bright shop."},
    {"name": "Small additions", "why": "Only what the change needs to look right.",
     "text": "Add a soft contact shadow."},
    {"name": "What must not happen", "why": "The mistakes that would cost the picture its approval.",
     "text": "Do not add text."},
]  # fmt: skip
SPEC_ROWS = [
    {"name": "Picture to edit", "value": "before.jpg"}, {"name": "Must stay", "value": "bag shape, label"},
    {"name": "The one change", "value": "the background to a bright shop"},
    {"name": "Small additions", "value": "a soft contact shadow"}, {"name": "Must not happen", "value": "add text"},
    {"name": "Background", "value": "retail"},
]  # fmt: skip
FACTS = [
    {"name": "Engine", "value": "Built-in engine"}, {"name": "Size", "value": "64 × 64 px"},
    {"name": "Cost", "value": "nothing"}, {"name": "Made", "value": "1 November 2026"},
    {"name": "Approved by", "value": "bench"}, {"name": "Approved", "value": "2 November 2026"},
]  # fmt: skip


def hugo_site(count: int, folder: Path, *, pictures_of: Path | None = None) -> Path:
    """The corpus as a Hugo project with little on a page: title, prompt, guide and tags, and a page to compare.

    Index in pages of 24, tags, channels, feed, and a search index beside them.

    Args:
        count: Recipes.
        folder: Where to make it.
        pictures_of: Workspace whose pictures it shows; None: text alone.
    """
    layouts = folder / "layouts"
    (layouts / "_default").mkdir(parents=True)
    (folder / "hugo.toml").write_text(HUGO_CONFIG)
    for name, page in (("single.html", SINGLE), ("single.compare.html", COMPARE)):
        (layouts / "_default" / name).write_text(page.replace("@PICTURES@", PICTURES if pictures_of else ""))
    (layouts / "_default" / "list.html").write_text(LIST)
    (layouts / "_default" / "home.json").write_text(JSON_LIST)
    for entry in entries(count):
        front = {
            "title": entry.title, "date": entry.created, "summary": entry.guide[:90].partition(".")[0],
            "tags": list(entry.tags), "channels": [entry.channel], "prompt": PROMPT,
        }  # fmt: skip
        place = _hugo_page(folder, entry, front)
        if pictures_of:
            os.link(pictures_of / "content" / entry.slug / "before.jpg", place / "before.jpg")
            os.link(pictures_of / "content" / entry.slug / "attempts" / "001.png", place / "after.png")
    return folder


SAME = Path(__file__).parent / "hugo"
"""Templates that make what the studio makes of a recipe, as far as Hugo can: all but the bundle to download."""


def hugo_same(count: int, folder: Path) -> Path:
    """The corpus as a Hugo project that is asked for the studio's own pages.

    A page has the parts of the studio's, structured data and three neighbours in the place of the related recipes,
    because finding related ones, by tags alone, takes Hugo as long again as all the rest. Its Markdown stands beside
    it. There are pages for each tag, channel and job, `recipes.json`, a search index, `llms.txt`, feed and sitemap.
    The pictures are named and not made.
    """
    shutil.copytree(SAME, folder / "layouts" / "_default", ignore=shutil.ignore_patterns("hugo.toml", "partials"))
    shutil.copytree(SAME / "partials", folder / "layouts" / "partials")
    shutil.copyfile(SAME / "hugo.toml", folder / "hugo.toml")
    for entry in entries(count):
        mark = f"64-{zlib.crc32(entry.guide.encode()):012x}"
        front = {
            "title": entry.title, "date": entry.created, "summary": entry.guide[:90].partition(".")[0] + ".",
            "slug": entry.slug, "asset": "Hero of a page", "job": "background-replacement", "channel": entry.channel,
            "jobs": ["background-replacement"], "channels": [entry.channel], "tags": list(entry.tags),
            "prompt": PROMPT, "parts": PARTS, "spec": SPEC_ROWS, "facts": FACTS, "reviewer": "bench",
            "reviewed": "2026-11-02", "answers": dict.fromkeys(CRITERIA, "Pass"),
            "before": f"{entry.slug}-before-{mark}", "after": f"{entry.slug}-after-{mark}",
            "tiny": f"data:image/webp;base64,{base64.b64encode(entry.guide[:160].encode()).decode()}",
        }  # fmt: skip
        _hugo_page(folder, entry, front)
    return folder


def _hugo_page(folder: Path, entry: Entry, front: dict[str, object]) -> Path:
    """Write a recipe as a page of Hugo; returns the folder of the page."""
    place = folder / "content" / "recipes" / entry.slug
    place.mkdir(parents=True)
    (place / "index.md").write_text(f"{json.dumps(front)}\n\n{entry.guide.replace('@EDIT@', '')}")
    return place


def sigal_album(count: int, folder: Path, *, pictures_of: Path) -> Path:
    """The corpus as an album of sigal: a folder of pictures a recipe."""
    for entry in entries(count):
        place = folder / "pictures" / entry.slug
        place.mkdir(parents=True)
        own = pictures_of / "content" / entry.slug
        os.link(own / "before.jpg", place / "before.jpg")
        shutil.copyfile(own / "attempts" / "001.png", place / "after.png")
        (place / "index.md").write_text(f"Title: {entry.title}\n\n{entry.guide.replace('@EDIT@', '')}")
    (folder / "sigal.conf.py").write_text(
        "source = 'pictures'\ndestination = 'out'\nimg_size = (1024, 1024)\nthumb_size = (320, 320)\n"
        "img_format = 'JPEG'\njpg_options = {'quality': 80, 'optimize': True}\nplugins = []\n"
    )
    return folder
