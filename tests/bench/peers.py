"""The same corpus as a site of Hugo and as an album of sigal."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from tests.bench.corpus import PROMPT, entries

HUGO_CONFIG = """
baseURL = "https://example.org/"
languageCode = "en"
title = "Recipe gallery"
[pagination]
pagerSize = 48
[taxonomies]
tag = "tags"
channel = "channels"
[outputs]
home = ["html", "rss", "json"]
[imaging]
quality = 80
"""
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
PICTURES = (
    '{{ range .Resources.ByType "image" }}{{ $p := . }}{{ range (slice 320 640 1024) }}'
    '{{ $w := $p.Resize (printf "%dx webp" .) }}{{ $j := $p.Resize (printf "%dx jpg" .) }}'
    '<img src="{{ $w.RelPermalink }}" alt=""><img src="{{ $j.RelPermalink }}" alt="">{{ end }}{{ end }}'
)
"""Three widths in WebP and JPEG of every picture: the same derivatives as the studio is asked for."""
JSON_LIST = (
    "[{{ range $i, $p := .Site.RegularPages }}{{ if $i }},{{ end }}"
    '{{ dict "title" $p.Title "page" $p.RelPermalink | jsonify }}{{ end }}]'
)


def hugo_site(count: int, folder: Path, *, pictures_of: Path | None = None) -> Path:
    """The corpus as a Hugo project.

    Args:
        count: Recipes.
        folder: Where to make it.
        pictures_of: Workspace whose pictures it shows; None: text alone.
    """
    layouts = folder / "layouts"
    (layouts / "_default").mkdir(parents=True)
    (folder / "hugo.toml").write_text(HUGO_CONFIG)
    single = SINGLE.replace("@PICTURES@", PICTURES if pictures_of else "")
    (layouts / "_default" / "single.html").write_text(single)
    (layouts / "_default" / "list.html").write_text(LIST)
    (layouts / "_default" / "home.json").write_text(JSON_LIST)
    for entry in entries(count):
        place = folder / "content" / "recipes" / entry.slug
        place.mkdir(parents=True)
        front = {
            "title": entry.title, "date": entry.created, "summary": entry.guide[:90].partition(".")[0],
            "tags": list(entry.tags), "channels": [entry.channel], "prompt": PROMPT,
        }  # fmt: skip
        (place / "index.md").write_text(f"{json.dumps(front)}\n\n{entry.guide.replace('@EDIT@', '')}")
        if pictures_of:
            os.link(pictures_of / "content" / entry.slug / "before.jpg", place / "before.jpg")
            os.link(pictures_of / "content" / entry.slug / "attempts" / "001.png", place / "after.png")
    return folder


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
