"""The pictures of the site: fresh encodes in several widths under names that carry their content.

An original never reaches the site: every picture is decoded and encoded anew, so no place, camera or editing history
travels with it, only how it came to be and whom to credit. A name is made of the source's digest and the settings, so
that an unchanged picture is never encoded twice.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from studio.core.attempts.facts import PictureFacts
from studio.pictures import bytes_of, encode, on_white, preview, read
from studio.pictures.signing import Edit, signed
from studio.pictures.xmp import Origin, xmp_packet
from studio.publish.pictures.lettering import marked_as_draft
from studio.publish.pictures.placeholder import WIDTH_PX, data_address, kept_placeholder, placeholder_of

if TYPE_CHECKING:
    from PIL import Image

FOLDER = "pictures"
"""Folder of the site that holds them."""
WIDTHS = (480, 960, 1600)
"""Widths in pixels; none is wider than the source."""
SMALL = 480
"""Width in pixels of a picture that is only shown small."""
_VERSION = 2
"""Rises when the same settings would give other bytes."""
_ENCODERS: dict[str, tuple[str, str, dict[str, object]]] = {
    "avif": ("AVIF", "image/avif", {"quality": 60, "speed": 9, "max_threads": 1}),
    "webp": ("WEBP", "image/webp", {"quality": 82, "method": 4}),
    "jpg": ("JPEG", "image/jpeg", {"quality": 82, "optimize": True}),
}
"""Pillow's format, media type and settings by file name ending."""
_WORTH = 0.8
"""Most of the source's width that a smaller file may have."""


class Source(NamedTuple):
    """One `<source>` of a picture."""

    media_type: str
    """For example `image/avif`."""
    files: tuple[tuple[str, int], ...]
    """File names in `pictures/` with their widths, ascending."""


class SitePicture(NamedTuple):
    """A picture as a page shows it."""

    width: int
    """Width of the largest file in pixels."""
    height: int
    """Height of the largest file in pixels."""
    sources: tuple[Source, ...]
    """Best format first; the last one every browser reads."""
    placeholder: str
    """A tiny blurred version as a data address; empty for a transparent picture, round which it would glow."""
    full: str
    """The largest file that goes out, for looking at it one to one."""
    source_px: int
    """Width of the source in pixels; `full` may have fewer."""

    @classmethod
    def from_data(cls, data: Sequence[Any]) -> SitePicture:
        """A picture from what JSON made of it."""
        width, height, sources, placeholder, full, source_px = data
        made = (Source(media_type, tuple((name, px) for name, px in files)) for media_type, files in sources)
        return cls(width, height, tuple(made), placeholder, full, source_px)

    @property
    def is_clear(self) -> bool:
        """Whether something behind it shows through."""
        return not self.placeholder

    @property
    def is_whole(self) -> bool:
        """Whether `full` has every pixel of the source."""
        return self.full != self.largest or self.width == self.source_px

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of it in `pictures/`."""
        return tuple(dict.fromkeys([*(name for source in self.sources for name, _ in source.files), self.full]))

    @property
    def fallback(self) -> str:
        """File that every browser reads, in the middle width."""
        files = self.sources[-1].files
        return files[min(1, len(files) - 1)][0]

    @property
    def largest(self) -> str:
        """The largest file that every browser reads."""
        return self.sources[-1].files[-1][0]


class PictureOrder(NamedTuple):
    """A picture that the gate lets through and the site needs."""

    path: Path
    """The original."""
    facts: PictureFacts
    """What is known of it."""
    stem: str
    """Beginning of its names: recipe and role."""
    place: str
    """Recipe and file; two pictures with the same bytes have files of their own."""
    is_draft: bool = False
    """Whether it is marked as a draft, across the whole picture."""
    origin: Origin = Origin()
    """What its files say of where it comes from."""
    is_small: bool = False
    """Whether the site shows it small, and in no other way."""
    is_whole: bool = False
    """Whether a copy with every pixel of it goes out as well, however large it is."""
    edit: Edit | None = None
    """What its content credentials say; None: it gets none."""


def planned_files(order: PictureOrder, *, webp: bool) -> dict[str, tuple[str, int]]:
    """Names of all files of a picture, each with its ending and width."""
    source_px = order.facts.width_px
    widths = (min(SMALL, source_px),) if order.is_small else widths_for(source_px)
    made = [(ending, width) for ending in endings_for(webp=webp) for width in widths]
    if order.is_whole and source_px > WIDTHS[-1] and not order.is_small:
        made.append(("jpg", source_px))
    return {_name(order, ending, width): (ending, width) for ending, width in made}


def endings_for(*, webp: bool) -> tuple[str, ...]:
    """File name endings of the formats that are made, best first."""
    return ("avif", "webp", "jpg") if webp else ("avif", "jpg")


def widths_for(source_px: int) -> tuple[int, ...]:
    """Widths in pixels that are made of a source, ascending; one that is nearly the source's is not worth its bytes."""
    if source_px > WIDTHS[-1]:
        return WIDTHS
    return (*(width for width in WIDTHS if width <= source_px * _WORTH), source_px)


def _name(order: PictureOrder, ending: str, width: int) -> str:
    settings = f"{_settings(ending)} {width} {order.facts.digest} {order.place} {order.is_draft} {tuple(order.origin)}"
    settings += order.edit.mark if order.edit else ""
    mark = hashlib.sha256(settings.encode()).hexdigest()[:12]
    return f"{order.stem}-{width}-{mark}.{ending}"


@cache
def _settings(ending: str) -> str:
    return f"{_VERSION} {ending} {_ENCODERS[ending][2]}"


def publish_picture(order: PictureOrder, fresh: Path, *, earlier: Path, webp: bool) -> SitePicture:
    """Make those files of a picture in `fresh` that the earlier site does not have.

    Args:
        order: The picture.
        fresh: Folder in which new files are gathered.
        earlier: The site that stands now.
        webp: Make WebP files as well.

    Raises:
        PictureUnreadable: The original cannot be decoded.
    """
    files = planned_files(order, webp=webp)
    known = {name: existing(name, earlier, fresh) for name in files}
    missing = {name: what for name, what in files.items() if not known[name]}
    smallest = min((wide, name) for name, (kind, wide) in files.items() if kind == "jpg")[1]
    if missing:
        _encode(order, missing, fresh / FOLDER, carrier=smallest)
    shown = {name: what for name, what in files.items() if what[1] <= WIDTHS[-1]}
    width = max(width for _, width in shown.values())
    return SitePicture(
        width=width,
        height=max(1, round(order.facts.height_px * width / order.facts.width_px)),
        sources=tuple(_sources(shown)),
        placeholder=""
        if order.facts.alpha_min < 255
        else _placeholder(known[smallest] or f"{fresh}/{FOLDER}/{smallest}"),
        full=max((wide, name) for name, (kind, wide) in files.items() if kind == "jpg")[1],
        source_px=order.facts.width_px,
    )


def existing(name: str, *sites: Path) -> str:
    """Where a file of `pictures/` stands: in the first of some sites that has it; empty when none has."""
    for folder in sites:
        place = f"{folder}/{FOLDER}/{name}"
        if os.access(place, os.F_OK):
            return place
    return ""


def _sources(files: dict[str, tuple[str, int]]) -> Iterator[Source]:
    for ending in dict.fromkeys(ending for ending, _ in files.values()):
        own = sorted((width, name) for name, (kind, width) in files.items() if kind == ending)
        yield Source(_ENCODERS[ending][1], tuple((name, width) for width, name in own))


def _encode(order: PictureOrder, missing: dict[str, tuple[str, int]], folder: Path, *, carrier: str) -> None:
    """Make missing files; the one called `carrier` takes the placeholder along."""
    packet = xmp_packet(order.origin)
    said = {"xmp": packet} if packet else {}
    picture = marked_as_draft(read(order.path)) if order.is_draft else read(order.path)
    for width in sorted({width for _, width in missing.values()}, reverse=True):
        # from the next larger one: quicker, and as good as from the original
        picture = _at_width(picture, width)
        for name, (ending, wanted) in missing.items():
            if wanted == width:
                form, media_type, options = _ENCODERS[ending]
                flat = on_white(picture) if ending == "jpg" else picture
                own = {"comment": placeholder_of(flat)} if name == carrier else {}
                data = encode(flat, form, **options, **own, **said)
                if order.edit:
                    data = signed(data, media_type, order.edit, title=name)
                (folder / name).write_bytes(data)


def _placeholder(smallest: str) -> str:
    """The placeholder of a picture as an address, from its smallest published JPEG."""
    kept = kept_placeholder(smallest)
    if kept is None:  # a file that somebody else made smaller, without its comment
        kept = placeholder_of(preview(bytes_of(Path(smallest)), name=smallest, longest_px=WIDTH_PX * 8))
    return data_address(kept)


def _at_width(picture: Image.Image, width: int) -> Image.Image:
    from PIL import Image

    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)
