"""What a workspace puts into `templates/` and `custom.css` that no page will show: a misspelt name changes nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta

from studio.files import is_passing, read_file
from studio.publish.pages import fonts, words

_ELSEWHERE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])(https?://[^/"')\s]+|//[^/"')\s]+)""", re.IGNORECASE)
_NICKNAMES = {
    "footer.html": "foot.html", "header.html": "head.html", "layout.html": "base.html", "home.html": "index.html",
    "style.css": "custom.css", "styles.css": "custom.css", "main.css": "custom.css",
}  # fmt: skip
"""Names that other programs give to what has another name here."""


def notes_on(folders: Sequence[Path], style: Path, origins: Sequence[str]) -> tuple[str, ...]:
    """What nothing uses, and what pages will not load, each as a sentence.

    Args:
        folders: Folders with templates, the workspace's before the bundled one.
        style: The workspace's own style rules.
        origins: Servers that the settings name.
    """
    own, bundled = folders[0], folders[-1]
    unused = _unused(own, bundled) if own != bundled else ()
    return (*unused, *_asked_elsewhere(style, origins))


def _unused(own: Path, bundled: Path) -> Iterator[str]:
    known = {path.relative_to(bundled).as_posix() for path in bundled.rglob("*") if path.is_file()}
    used = known | {f"site/{name}" for name in _included(own / "site")}
    for path in sorted(own.rglob("*")):
        name = path.relative_to(own).as_posix()
        if path.is_file() and name not in used and not is_passing(path.name) and not _has_a_use(name):
            yield f"templates/{name}: nothing uses a file of this name. {_meant(path.name, known)}"


def _has_a_use(name: str) -> bool:
    """Whether a file's place and ending give it a use, whatever it is called."""
    folder, _, file = name.rpartition("/")
    ending = file.rpartition(".")[2].casefold()
    return (
        (folder == f"site/{words.FOLDER}" and ending == "po")
        or (folder == f"site/{fonts.FOLDER}" and (ending in fonts.FORMATS or ending in {"txt", "md"}))
        or (folder == "recipe" and ending == "md")
    )


def _included(site: Path) -> Iterator[str]:
    """Files that the workspace's own templates name."""
    environment = Environment(autoescape=True)
    for path in site.glob("*.html"):
        try:
            named = meta.find_referenced_templates(environment.parse(read_file(path).decode("utf-8", "replace")))
        except (TemplateSyntaxError, OSError):  # the build says it
            continue
        yield from (name for name in named if name)


def _meant(name: str, known: set[str]) -> str:
    places = {place.rpartition("/")[2]: f"templates/{place}" for place in known}
    places["custom.css"] = "content/custom.css"
    wanted = _NICKNAMES.get(name.casefold(), name)
    near = [wanted] if wanted in places else difflib.get_close_matches(wanted.casefold(), places, n=1, cutoff=0.6)
    return f"Did you mean {places[near[0]]}?" if near else "The names that count are those in templates/ of the studio."


def _asked_elsewhere(style: Path, origins: Sequence[str]) -> Iterator[str]:
    if style.is_file():
        asked = dict.fromkeys(_ELSEWHERE.findall(style.read_text(encoding="utf-8", errors="replace")))
        for server in asked:
            if server.casefold() not in origins:
                yield (
                    f"content/{style.name}: asks {server}, which the pages forbid. Put fonts into "
                    f"templates/site/{fonts.FOLDER}/, or name the server under origins in [site]."
                )
