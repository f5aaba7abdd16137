"""A recipe on its way to the site, and what keeps it inside when something fails on the way."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from studio.core.entry import Entry
from studio.errors import PictureUnreadable, StudioError
from studio.files import in_one_line
from studio.publish.pages.card import Card
from studio.publish.pages.views import RecipeView
from studio.publish.pictures.derivatives import SitePicture


@dataclass
class Work:
    """A recipe on its way to the site; each step adds to it."""

    slug: str
    inside: tuple[tuple[str | None, str, bool, str], ...] = ()
    entry: Entry | None = None
    """What the gate let through; None: nothing goes out."""
    is_whole: bool = False
    """Whether every picture it names is there."""
    is_settled: bool = True
    """Whether only a changed file can change what becomes of it."""
    pictures: dict[tuple[str, str], SitePicture] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """Files in `pictures/`."""
    view: RecipeView = field(init=False)
    card: Card = field(init=False)
    html: str = field(init=False)
    """The card's."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Its own files by their places."""


_OF_ALL = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM])
"""What the system says when it is not about one recipe: the site stays as it is rather than losing recipes."""


@contextmanager
def kept_inside(work: Work) -> Iterator[None]:
    """Keep a recipe inside, with the reason, when it cannot be published; the others know nothing of it.

    Raises:
        OSError: The disk is full, or something else stops every recipe.
        ContentError: A template is wrong.
    """
    try:
        yield
    except PictureUnreadable as error:  # it changed since the gate looked
        _leave(work, f"a picture cannot be read: {error}", unreadable=error.fault)
    except OSError as error:
        if error.errno in _OF_ALL:
            raise
        _leave(work, in_one_line(error))
    except (StudioError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one recipe, the others are published
        _leave(work, f"it could not be made into a page ({type(error).__name__}: {error}). Please report this")


def _leave(work: Work, reason: str, *, unreadable: str = "") -> None:
    work.inside = (*work.inside, (None, reason, True, unreadable))
    work.entry, work.is_settled = None, False
