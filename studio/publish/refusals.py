"""What stays inside a build as a whole, and when that stops it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from studio.errors import BuildRefused
from studio.publish.pages.site_text import page_name
from studio.publish.report import Inside
from studio.store.places import unreadable_names

_NAMED = 8
"""Up to so many results are named one by one in a refusal."""


def nameless(content: Path, *, only: Collection[str] | None) -> Iterator[Inside]:
    """What stays inside because no page can have its name."""
    for name in unreadable_names(content) if only is None else ():
        yield Inside(name, None, "its name cannot be shown; rename it", is_fault=True)


def refuse_faults(inside: Iterable[Inside]) -> None:
    """See that nothing is at fault.

    Raises:
        BuildRefused: Something is; names all of it.
    """
    faults = [f"{left.name}: {left.reason}" for left in inside if left.is_fault]
    if faults:
        listed = "\n".join(faults)
        raise BuildRefused(
            f"{listed}\nNothing was published, because the build is strict. Mend these, or build without --strict."
        )


def refuse_unreadable(inside: Iterable[Inside], *, out: Path, published: int) -> None:
    """Keep the site that stands: most of it does not go only because a disk or a checkout is incomplete.

    Where some recipes can be published and most of the site stays, those that cannot be read stop none of them.

    Raises:
        BuildRefused: Nothing could be published, or more recipes would leave the site than stay.
    """
    missing = [left for left in inside if left.unreadable]
    groups: dict[str, list[str]] = {}
    for left in missing:
        groups.setdefault(left.unreadable, []).append(left.name)
    lost = {left.slug for left in missing if (out / "recipes" / f"{page_name(left.slug)}.html").exists()}
    if groups and (not published or len(lost) > published):
        listed = "; ".join(f"{_few(names)}: a picture {why}" for why, names in groups.items())
        raise BuildRefused(
            f"Approved results would be missing from the site. {listed}. Nothing was published, and the site stands as "
            "it was. To publish without them: `studio build --leave-out`."
        )


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
