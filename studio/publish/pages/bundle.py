"""A recipe to take along: its guide with what was approved, and nothing that was not."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from collections.abc import Iterator, Mapping

from studio.core.attempts.effective import dump_spec
from studio.core.attempts.gate import BeforeAfter, Entry
from studio.store.markdown import file_of, without_edit_blocks
from studio.store.yaml_text import yaml_text

_README = """{title}

recipe.md is a guide with an edit spec that Recipe Studio can run on a picture of your own:

    studio use {slug}.zip --picture your-photo.jpg

Or copy the prompt from recipe.md into the tool you work with. Judge every result against the checklist in it.
"""
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\((?:<([^>\n]*)>|([^)\s]*))[^)\n]*\)")
"""A picture of the guide: its words and its address."""


def markdown_source(entry: Entry, pictures: Mapping[str, str]) -> str:
    """The recipe as Markdown: front matter without verdicts, the guide, and the approved edits with their prompts.

    Edit specs of the guide that led to nothing approved are left out; what was approved stands as it ran.

    Args:
        entry: What the gate let through.
        pictures: Addresses of the guide's pictures that come along, by file; words stand for the others.
    """
    recipe = entry.folder.recipe
    front = {
        "title": recipe.front.title, "summary": recipe.front.summary, "asset": recipe.front.asset,
        "job": recipe.front.job.value, "channel": recipe.front.channel, "tags": list(recipe.front.tags),
        "collections": list(recipe.front.collections), "author": recipe.front.author, "language": recipe.front.language,
        "created": recipe.front.created, "credit": recipe.front.credit,
    }  # fmt: skip
    said = yaml_text({name: value for name, value in front.items() if value})
    return f"---\n{said}---\n{''.join(_parts(entry, pictures))}"


def _parts(entry: Entry, pictures: Mapping[str, str]) -> Iterator[str]:
    guide = entry.folder.recipe.guide
    yield f"{_pictured(guide.opening, pictures)}\n" if guide.opening else ""
    edits_shown = False
    edit_section = guide.section("Edit")
    for section in guide.sections:
        if section is edit_section:
            edits_shown = True
            yield _edits(entry)
        else:
            text = _pictured(without_edit_blocks(section.text), pictures)
            yield f"\n{'#' * section.level} {section.title}\n" + (f"\n{text}\n" if text else "")
    if not edits_shown:
        yield _edits(entry)


def _pictured(text: str, pictures: Mapping[str, str]) -> str:
    def shown(found: re.Match[str]) -> str:
        place = pictures.get(file_of(found[2] or found[3]))
        return f"![{found[1]}]({place})" if place else found[1]

    return _PICTURE.sub(shown, text)


def _edits(entry: Entry) -> str:
    newest = {(pair.attempt.edit, pair.attempt.variation): pair for pair in entry.pairs}
    named: set[str] = set()
    return "\n## Edit\n" + "".join(_edit(pair, named) for pair in newest.values())


def _edit(pair: BeforeAfter, named: set[str]) -> str:
    attempt = pair.attempt
    name = "-".join(part for part in (attempt.edit, attempt.variation) if part).replace(" ", "-")
    while name in named:
        name = f"{name}-{attempt.id}" if name else attempt.id
    named.add(name)
    spec = yaml_text(dump_spec(pair.attempt.spec))
    return f"\n> {attempt.prompt}\n\n```yaml edit{f' {name}' if name else ''}\n{spec}```\n"


def bundle(source: str, pictures: Mapping[str, bytes], *, slug: str, title: str) -> bytes:
    """The Markdown as a ZIP archive with its pictures and a note on how to use it; the same bytes on every run.

    Nothing in it is compressed: it is a few kilobytes, and packing them took a twentieth of a build.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        readme = _README.format(title=title, slug=slug)
        for name, data in {"recipe.md": source.encode(), "README.txt": readme.encode(), **pictures}.items():
            add_file(file, f"{slug}/{name}", data)
    return archive.getvalue()


def add_file(archive: zipfile.ZipFile, name: str, data: bytes, *, compress: bool = False) -> None:
    """Put a file into an archive, with a date and rights that are the same on every run and machine."""
    entry = zipfile.ZipInfo(name, _date())
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    archive.writestr(entry, data)


def _date() -> tuple[int, int, int, int, int, int]:
    """The archive's date: `SOURCE_DATE_EPOCH` where it is set, else the first day that an archive can say."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = time.gmtime(max(int(epoch), 315_532_800)) if epoch.isdigit() else (1980, 1, 1, 0, 0, 0)
    return (moment[0], moment[1], moment[2], moment[3], moment[4], moment[5])
