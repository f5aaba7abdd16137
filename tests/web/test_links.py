"""Every link of every page leads to a file of the site, and every fragment to an anchor."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from tests.web.pages import Link, Page, Site

OUTSIDE = {"http", "https", "mailto"}
"""Schemes that may leave the site, by a link alone."""
LOADS = {"src", "srcset", "imagesrcset", "poster", "data"}


def test_every_link_leads_somewhere(sample_site: Site) -> None:
    """Pages, pictures, style sheets, feeds and anchors that a page names are all there."""
    found = [
        f"{path}:{link.element.line}: {link.element.tag} {link.attribute}={link.target}: {wrong}"
        for path, page in sample_site.pages.items()
        for link in page.links
        if (wrong := fault(sample_site, path, link))
    ]
    assert not found, "\n".join(found[:80])


def fault(site: Site, path: str, link: Link) -> str:
    """What is wrong with a link; empty when nothing is."""
    parts = urlsplit(link.target)
    if parts.scheme == "data":
        return "" if link.target.startswith("data:,") or parts.path.startswith("image/") else "data that is no picture"
    if parts.scheme and not link.target.startswith(f"{site.base_url}/"):
        loads = link.attribute in LOADS or link.element.tag in {"link", "use"}
        return "loads from outside" if loads or parts.scheme not in OUTSIDE else ""
    if path == "404.html" and not link.target.startswith(
        "#"
    ):  # it is shown at any address, so it names places from the root of the host
        place = link.target.removeprefix(f"{urlsplit(site.base_url).path.rstrip('/')}/")
        return "" if place != link.target and site.file_of(place, "index.html") else "leads nowhere from every address"
    if link.target.startswith("/"):
        return "is no relative link, so the site would not work from a folder"
    target = site.file_of(link.target, path)
    if target is None:
        return "leads nowhere"
    if parts.fragment and target.suffix == ".html":
        page: Page = site.pages[target.relative_to(site.folder).as_posix()]
        return "" if unquote(parts.fragment) in page.anchors else "has no such anchor"
    return ""


def test_every_page_can_be_reached(sample_site: Site) -> None:
    """From the index, by links alone; only the 404 page stands alone."""
    reached, ahead = set(), ["index.html"]
    while ahead:
        path = ahead.pop()
        if path in reached:
            continue
        reached.add(path)
        for link in sample_site.pages[path].links:
            target = sample_site.file_of(link.target, path) if link.element.tag == "a" else None
            if target is not None and target.suffix == ".html":
                ahead.append(target.relative_to(sample_site.folder).as_posix())
    assert set(sample_site.pages) - reached <= {"404.html"}


def test_no_anchor_is_there_twice(sample_site: Site) -> None:
    """An id names one element, or a fragment would lead to the wrong place."""
    for path, page in sample_site.pages.items():
        ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
        assert len(ids) == len(set(ids)), path


def test_every_picture_says_its_size_and_its_words(sample_site: Site) -> None:
    """Width, height and alt on every `img`: nothing jumps, and nobody is left out."""
    found = [
        f"{path}:{one.line}"
        for path, page in sample_site.pages.items()
        for one in page.of("img")
        if not {"width", "height", "alt"} <= set(one.attributes)
    ]
    assert not found


def test_every_published_picture_is_shown(sample_site: Site) -> None:
    """No page, feed or card leaves a picture behind that nothing leads to."""
    named = "".join(
        path.read_text()
        for path in sample_site.folder.rglob("*")
        if path.suffix in {".html", ".xml", ".json", ".md", ".txt"}
    )
    pictures = [path.name for folder in ("pictures", "cards") for path in (sample_site.folder / folder).glob("*")]
    assert [name for name in pictures if name not in named] == []
