"""Facts of picture files: read once for as long as a file stays as it is, judged once for as long as its bytes do."""

from __future__ import annotations

import contextlib
import json
import os
import time
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from studio.core.attempts.facts import PictureFacts
from studio.errors import PathOutside
from studio.files import YOUNG_NS, read_file, reason, remedy
from studio.pictures import digest_of, look_at
from studio.store.inside import standing_inside

_FACTS: dict[tuple[str, int, int, int, int], PictureFacts] = {}
_KEPT = 4096
"""Pictures whose facts are kept, about a megabyte."""
_PLACE = Path(".studio") / "pictures-1.jsonl"
"""Facts of pictures that were decoded before, by digest, in `content/`; may be thrown away at any time."""


def picture_facts(folder: Path, name: str) -> PictureFacts | None:
    """Facts of a picture that a recipe names; None when it is missing or lies outside the folder.

    What stands there and cannot be read, a pipe or a file of somebody else's, has a `fault`.

    A file is read once for as long as its inode, size and times stay, as git decides it.
    """
    try:
        path, stood = standing_inside(str(folder), name)
        mark = (path, stood.st_ino, stood.st_size, stood.st_mtime_ns, stood.st_ctime_ns)
        known = _FACTS.get(mark)
        if known is None:
            known = _judged(read_file(path), name, content=folder.parent)
            if time.time_ns() - max(stood.st_mtime_ns, stood.st_ctime_ns) > YOUNG_NS:
                _FACTS[mark] = known
                while len(_FACTS) > _KEPT:
                    del _FACTS[next(iter(_FACTS))]
    except (PathOutside, FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError as error:
        return PictureFacts("", 0, 0, 0, "", fault=reason(error), fix=remedy(error))
    return known


def near_name(folder: Path, name: str) -> str | None:
    """A picture beside a missing one whose name differs only in case, ending or Unicode form."""
    above, _, last = name.rpartition("/")
    if above.startswith("/") or ".." in above.split("/"):
        return None
    wanted = normalize("NFC", last).casefold()
    try:
        there = sorted(entry.name for entry in os.scandir(folder / above) if entry.is_file())
    except (OSError, ValueError):
        return None
    plain = {other: normalize("NFC", other).casefold() for other in there}
    same = [other for other in there if plain[other] == wanted]
    stem = wanted.rpartition(".")[0]
    same += [other for other in there if stem and plain[other].rpartition(".")[0] == stem]
    same = [other for other in same if not other.endswith((".md", ".json", ".toml", ".txt"))]
    return f"{above}/{same[0]}".lstrip("/") if same else None


def _judged(data: bytes, name: str, *, content: Path) -> PictureFacts:
    """Facts of a picture; a large one takes a tenth of a second and more to decode, so they are kept."""
    known = _remembered(content)
    facts = known.get(digest_of(data))
    if facts is None:
        facts = look_at(data, name=name)
        if facts.fault is None:
            known[facts.digest] = facts
            _remember(content, facts)
    return facts


@lru_cache(maxsize=8)
def _remembered(content: Path) -> dict[str, PictureFacts]:
    """Pictures that were read to their end before, by digest."""
    known = {}
    with contextlib.suppress(OSError):
        for line in (content / _PLACE).read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError, TypeError):  # a line that was cut off
                facts = PictureFacts(*json.loads(line))
                known[facts.digest] = facts
    return known


def _remember(content: Path, facts: PictureFacts) -> None:
    """Add facts to the file; one that cannot be written is no error, the next start is only slower."""
    with contextlib.suppress(OSError):
        path = content / _PLACE
        path.parent.mkdir(exist_ok=True)
        with path.open("ab", buffering=0) as file:
            file.write(json.dumps(facts).encode() + b"\n")
