"""The files that visitors may have: approved pictures as they are, and their approved cuts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from studio.core.attempts.cut import cut_standing
from studio.core.attempts.gate import Entry
from studio.files import read_file
from studio.publish.pages.site_text import approved_place, cut_place
from studio.publish.pages.views import Download
from studio.publish.request import SiteRequest
from studio.store.cuts import cut_path, read_cuts
from studio.store.disk import digest
from studio.store.inside import inside

Offered = tuple[str, Download, bytes]
"""An attempt, what its page offers, and the bytes of it."""


def is_offered(entry: Entry, request: SiteRequest) -> bool:
    """Whether visitors may have the approved pictures of a recipe; never those of a private preview."""
    own = entry.folder.recipe.front.downloads
    return not request.text.drafts and (request.is_hand_off or (own or request.options.downloads) == "approved")


def offered_files(entry: Entry, request: SiteRequest) -> Iterator[Offered]:
    """What visitors may have of a recipe: each approved picture, then the approved cuts.

    Raises:
        StoreError: The record of a cut cannot be read.
    """
    if is_offered(entry, request):
        base = request.content / entry.folder.recipe.slug
        yield from _approved(entry, base)
        yield from _cuts(entry, base, request)


def _approved(entry: Entry, base: Path) -> Iterator[Offered]:
    for pair in entry.pairs:
        made, data = pair.attempt.picture, read_file(inside(base, pair.after))
        if made and digest(data) == made.digest:  # as the gate has just seen it
            place = approved_place(entry.folder.recipe.slug, pair.attempt.id, pair.after)
            yield pair.attempt.id, Download(place, about=_kind(made.file, data)), data


def _cuts(entry: Entry, base: Path, request: SiteRequest) -> Iterator[Offered]:
    channels = request.text.channels
    for cut in read_cuts(base):
        path = cut_path(base, cut)
        data = read_file(path) if path.is_file() else b""
        if cut_standing(entry.folder, cut, found=digest(data), channel=channels.get(cut.channel)).goes_out:
            about = f"{cut.width_px} × {cut.height_px}, {_kind(cut.file, data)}"
            yield cut.attempt, Download(cut_place(cut.file), request.text.channel_title(cut.channel), about), data


def _kind(file: str, data: bytes) -> str:
    """A file's format and size for people, as `PNG, 2.6 MB`."""
    return f"{file.rpartition('.')[2].upper()}, {len(data) / 1_000_000:.1f} MB"
