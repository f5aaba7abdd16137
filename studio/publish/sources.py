"""What a site was built from: time and size of every file, so that an unchanged site is known without opening one.

One `os.stat` a path costs about two millionths of a second; a flat file of arrays loads in a few milliseconds. This
module imports nothing of the studio, because it is all that runs when nothing changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple
from zlib import crc32

YOUNG_NS = 2_000_000_000
"""A file younger than this when it was read could change again without its time changing (git calls this racy)."""
SHARED, OUT, CONTENT = "/shared", "/out", "/content"
"""Owners that are no recipes: what all pages depend on, the site's own folders, the folder of the recipes."""
Stamp = tuple[str, int, int]
"""Path, time of the last change in nanoseconds, and size in bytes; -1 and -1 for a file that is not there."""
_FEW = 50
"""Up to so many owners are replaced where they stand."""
NAME = "sources-3"
"""File of the arrays; its number rises with its form."""


def stamp(path: str) -> Stamp:
    """A path as it is now."""
    return _stamp_of(path, _stat(path))


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116 - quicker than pathlib's, for thousands
    except OSError:
        return None


def _stamp_of(path: str, found: os.stat_result | None) -> Stamp:
    return (path, found.st_mtime_ns, found.st_size) if found else (path, -1, -1)


def stamps_below(folder: str) -> Iterator[Stamp]:
    """A folder and everything in it, hidden names apart; folders count, because they tell of new and removed names."""
    pending = [folder]
    while pending:
        here = pending.pop()
        yield stamp(here)
        try:
            names = sorted(os.listdir(here))  # noqa: PTH208 - quicker for thousands
        except OSError:
            continue
        for name in names:
            if name[0] == ".":
                continue
            path = f"{here}/{name}"
            found = _stat(path)
            if found and S_ISDIR(found.st_mode):
                pending.append(path)
            else:
                yield _stamp_of(path, found)


def settled(stamps: Sequence[Stamp], *, now_ns: int) -> tuple[Stamp, ...]:
    """Stamps of which the young ones are marked as unknown, so that they are looked at again."""
    return tuple((path, -2, size) if now_ns - changed < YOUNG_NS else (path, changed, size)
                 for path, changed, size in stamps)  # fmt: skip


class Sources:
    """Stamps by owner: a recipe's slug, or a name that begins with `/` for what all pages depend on."""

    def __init__(self, key: str, content: Path, owned: Mapping[str, Sequence[Stamp]], *, report: str) -> None:
        """Hold stamps.

        Args:
            key: What the site was asked to be; another key means another site.
            content: Folder of the recipes. Paths in it are held, and looked at, from there: the system need not walk
                to it sixty thousand times.
            owned: Stamps by owner, with absolute paths.
            report: What the build that used them said, as text.
        """
        self.key = key
        self.report = report
        self._content = f"{content}/"
        self._owners = list(owned)
        self._counts = [len(owned[owner]) for owner in self._owners]
        self._paths = [path.removeprefix(self._content) for stamps in owned.values() for path, _, _ in stamps]
        self._times = array("q", (changed for stamps in owned.values() for _, changed, _ in stamps))
        self._sizes = array("q", (size for stamps in owned.values() for _, _, size in stamps))

    def changed(self) -> frozenset[str]:
        """Owners of which a path is not as it was."""
        try:
            here = os.open(self._content, os.O_RDONLY)
        except OSError:
            return frozenset(self._owners)
        try:
            new = self._new_from(here)
        finally:
            os.close(here)
        if not new:
            return frozenset()
        ends = list(accumulate(self._counts))
        return frozenset(
            self._owners[bisect_right(ends, place)] for place, path in enumerate(self._paths) if path in new
        )

    def _new_from(self, here: int) -> set[str]:
        """Paths that are not as they were, looked at from an open folder."""
        stat, new = os.stat, set[str]()
        for path, changed, size in zip(self._paths, self._times, self._sizes, strict=True):
            try:
                now = stat(path, dir_fd=here)
                if now.st_mtime_ns == changed and now.st_size == size:
                    continue
            except OSError:
                if changed == size == -1:
                    continue
            new.add(path)
        return new

    @property
    def owners(self) -> Sequence[str]:
        """All owners."""
        return self._owners

    def followed_by(self, fresh: Mapping[str, Sequence[Stamp]], *, gone: Collection[str], report: str) -> Sources:
        """The sources of the next build; this one must not be used any more.

        Args:
            fresh: Stamps that are new, by owner.
            gone: Owners that are no more.
            report: What the next build said.
        """
        if gone or len(fresh) > _FEW or any(owner not in self._owners for owner in fresh):
            owned = {owner: stamps for owner, stamps in self._owned() if owner not in gone} | dict(fresh)
            return Sources(self.key, Path(self._content), dict(sorted(owned.items())), report=report)
        for owner, stamps in fresh.items():
            place = self._owners.index(owner)
            begin = sum(self._counts[:place])
            own = slice(begin, begin + self._counts[place])
            self._paths[own] = [path.removeprefix(self._content) for path, _, _ in stamps]
            self._times[own] = array("q", (changed for _, changed, _ in stamps))
            self._sizes[own] = array("q", (size for _, _, size in stamps))
            self._counts[place] = len(stamps)
        self.report = report
        return self

    def _owned(self) -> Iterator[tuple[str, tuple[Stamp, ...]]]:
        """All stamps by owner."""
        every = list(zip(self._paths, self._times, self._sizes, strict=True))
        begin = 0
        for owner, count in zip(self._owners, self._counts, strict=True):
            yield owner, tuple(every[begin : begin + count])
            begin += count

    def save(self, folder: Path) -> None:
        """Keep it; a folder that cannot be written is no error, the next build is only slower."""
        head = {"key": self.key, "report": self.report, "owners": self._owners, "counts": self._counts}
        paths = "\0".join(self._paths).encode("utf-8", "surrogateescape")
        parts = (
            json.dumps(head).encode(),
            str(len(paths)).encode(),
            paths + self._times.tobytes() + self._sizes.tobytes(),
        )
        fresh = folder / f"{NAME}.next"
        with contextlib.suppress(OSError):
            fresh.write_bytes(b"\n".join(parts))
            fresh.replace(folder / NAME)

    @classmethod
    def load(cls, folder: Path, content: Path) -> Sources | None:
        """What was kept, or None when there is nothing or it cannot be read."""
        try:
            head, length, rest = (folder / NAME).read_bytes().split(b"\n", 2)
            data, cut = json.loads(head), int(length)
            found = cls(data["key"], content, {}, report=data["report"])
            found._owners, found._counts = data["owners"], data["counts"]
            found._paths = rest[:cut].decode("utf-8", "surrogateescape").split("\0") if cut else []
            half = len(found._paths) * 8
            found._times.frombytes(rest[cut : cut + half])
            found._sizes.frombytes(rest[cut + half : cut + 2 * half])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        whole = len(found._paths) == len(found._times) == len(found._sizes) == sum(found._counts)
        return found if whole else None


class Look(NamedTuple):
    """What a look at the sources of the last build found."""

    known: Sources | None
    """What that build was made from; None when nothing is known."""
    changed: frozenset[str]
    """Owners of which a path is not as it was."""

    def trusting_the_site(self) -> Look:
        """The same, taking the site's own folders as they are: for somebody who has just written into them."""
        return Look(self.known, self.changed - {OUT})


def look(content: Path, out: Path, *, key: str) -> Look:
    """Look at everything the last build of a site read and made.

    Args:
        content: Folder of the recipes.
        out: Folder of the site.
        key: What the site is asked to be; what is known of another one does not count.
    """
    known = Sources.load(state_folder(content, out), content)
    if known is None or known.key != key:
        return Look(None, frozenset())
    return Look(known, known.changed())


def drop(folder: Path) -> None:
    """Forget what a site was built from, before its state changes: a build that is cut off must not count."""
    (folder / NAME).unlink(missing_ok=True)


def state_folder(content: Path, out: Path) -> Path:
    """Where the state of a site is kept: in the workspace, one folder for each place it is built in."""
    mark = crc32(str(out.resolve()).encode("utf-8", "surrogateescape"))  # hashlib takes longer to load than a check
    return content / ".studio" / f"site-{mark:08x}"


def now_ns() -> int:
    """The clock that file times are compared with."""
    return time.time_ns()
