"""What the last build knew is trusted only where it can be true, and files are put in place in an order that lasts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from studio.files import YOUNG_NS
from studio.publish import place
from studio.publish.known import Stamp, settled
from studio.publish.place import put_in_place
from studio.workflow.publishing.site import BuildOptions

READ_NS = 1_700_000_000_000_000_000


def test_a_file_that_was_young_when_it_was_read_is_looked_at_again_by_the_next_build() -> None:
    """Another change within the same moment would leave its time as it is."""
    young, old = Stamp("a", READ_NS - YOUNG_NS + 1, 3), Stamp("b", READ_NS - YOUNG_NS, 3)
    first, second = settled([young, old], read_ns=READ_NS)
    assert first != young
    assert first.size == young.size
    assert second == old


def test_a_visitor_never_finds_a_list_before_its_pages_or_a_page_before_its_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whatever moment somebody looks at the folder, or the program is killed."""
    fresh, out = tmp_path / "fresh", tmp_path / "site"
    names = ["404.html", "approved/bag.jpg", "assets/site.css", "index.html", "jobs/repair.html", "pictures/a.avif",
             "recipes/bag.html", "topics/linen.html"]  # fmt: skip
    for name in names:
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_text(name)
    came: list[str] = []
    replace = os.replace

    def watched(old: Path, new: Path) -> None:
        came.append(str(new.relative_to(out)))
        replace(old, new)

    monkeypatch.setattr(place.os, "replace", watched)
    put_in_place(fresh, out, set(names))
    shown = {"pictures/a.avif", "approved/bag.jpg", "assets/site.css"}
    assert set(came[:3]) == shown
    assert came[3] == "recipes/bag.html"
    assert sorted(came) == names


def test_what_is_known_of_one_site_is_used_for_no_other() -> None:
    """Another address, drafts, another time that bundles bear: each is a site of its own."""
    ways = [BuildOptions(), BuildOptions(drafts=True), BuildOptions(base_url="https://example.com/")]
    assert len({way.key for way in ways}) == len(ways)
