"""Building again: only what changed, never a half site, never somebody else's files."""

from __future__ import annotations

import errno
import io
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from studio.core.attempts.gate import Entry
from studio.errors import BuildRefused, ContentError, StoreError
from studio.publish import place as placing
from studio.publish import recipe_pages, workers
from studio.workflow.publishing.site import BuildOptions, build, look_before
from studio.workspace import open_workspace
from tests.bench.corpus import workspace as corpus
from tests.publish.test_histories import let_time_pass, tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Six recipes, each with one approved pair; their files are old."""
    corpus(6, tmp_path, side=32)
    let_time_pass(tmp_path / "content", 100_000_000)
    return tmp_path


def built(root: Path, **options: object) -> int:
    """Build; how many files changed."""
    made = build(open_workspace(root), on_progress=lambda *_: None, options=BuildOptions(**options))  # type: ignore[arg-type]
    return made.changed


def touch_title(root: Path, slug: str, title: str) -> None:
    path = root / "content" / slug / "recipe.md"
    head, _, rest = path.read_text().partition("title: ")
    path.write_text(f"{head}title: {title}\n{rest.partition(chr(10))[2]}")


def test_when_nothing_changed_nothing_is_written_and_nothing_heavy_is_imported(root: Path) -> None:
    """The second build reads file times, says what the first one said, and needs no parser, pictures or templates."""
    built(root)
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    code = (
        "import sys\nfrom studio.cli.main import cli\n"
        f"cli.main(['build', '--at', {str(root)!r}], standalone_mode=False)\n"
        "heavy = {'jinja2', 'PIL', 'pydantic', 'markdown_it', 'yaml', 'rich', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "nothing changed" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == before


SLUG = b"recipe-00003"


def test_one_new_title_changes_only_the_files_that_show_it(root: Path) -> None:
    """The recipe's own files, the lists it stands in, the pages it is related to; not the others', and no picture."""
    built(root)
    before = tree(root / "site")
    touch_title(root, "recipe-00003", "A new name")
    assert built(root) > 0
    after = tree(root / "site")
    changed = {path for path in after if before.get(path) != after[path]}
    assert {"recipes/recipe-00003.html", "recipes/recipe-00003.md", "index.html", "search.js"} <= changed
    assert changed >= {path for path in before if re.match("(tags|jobs|channels)/", path) and SLUG in before[path]}
    assert all(b"A new name" in after[path] or path.endswith(".zip") for path in changed)
    assert not any(path.startswith("pictures/") for path in changed)


@pytest.mark.parametrize("more", ["", "{{ cards|length }}"])
def test_every_recipe_shows_the_ones_nearest_to_it_as_cards(root: Path, more: str) -> None:
    """Whether a template only shows the cards, or looks at them as well."""
    if more:
        own = root / "templates" / "site"
        own.mkdir(parents=True)
        (own / "related.html").write_text(f'<section class="related">{more}<ul>{{{{ cards }}}}</ul></section>')
    built(root)
    for page in (root / "site" / "recipes").glob("*.html"):
        _, section, behind = page.read_text().partition('<section class="related"')
        assert section
        cards = re.findall(r'<li class="card [^>]*data-slug="([^"]+)"', behind)
        assert len(set(cards)) == 3
        assert page.stem not in cards
        assert all(f'href="../recipes/{slug}.html"' in behind for slug in cards)
        assert not re.search(r"[\x00-\x08]", behind)
        assert not more or int(re.findall(r"[0-9]+", behind)[0]) > 1000, "the template sees the cards themselves"


def test_only_the_first_card_of_a_list_is_fetched_at_once(root: Path) -> None:
    """Every other card waits until it is scrolled to, and so does the pattern that the search draws cards from."""
    built(root)
    for name in ("index.html", "jobs/background-replacement.html"):
        page = (root / "site" / name).read_text()
        cards = re.findall(r'<li class="card.*?</li>', page.partition("<template")[0], re.DOTALL)
        assert ['fetchpriority="high"' in card for card in cards] == [True, *[False] * (len(cards) - 1)]
        assert all(card.count('loading="lazy"') == card.count('class="shown"') for card in cards[1:])
    pattern = (
        (root / "site" / "index.html").read_text().partition("<template data-card>")[2].partition("</template>")[0]
    )
    assert pattern.count('<li class="card') == 1
    assert 'fetchpriority="high"' not in pattern


def test_an_edit_that_leaves_size_and_time_as_they_were_is_seen_when_it_came_right_after_a_build(root: Path) -> None:
    """File times are not fine enough for what happens at once; young files are looked at again."""
    path = root / "content" / "recipe-00002" / "recipe.md"
    soon = time.time() + 60  # as young as can be, however slow this machine is
    os.utime(path, (soon, soon))
    built(root)
    found = path.stat()
    path.write_text(path.read_text().replace("reviewer: bench", "reviewer: other"))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    built(root)
    assert "other" in (root / "site" / "recipes" / "recipe-00002.html").read_text()


def test_a_picture_that_somebody_deleted_from_the_site_comes_back(root: Path) -> None:
    """The site is whole after every build."""
    built(root)
    before = tree(root / "site")
    next((root / "site" / "pictures").glob("*.avif")).unlink()
    built(root)
    assert tree(root / "site") == before


def test_every_page_of_a_long_list_counts_the_recipes_that_are_left(tmp_path: Path) -> None:
    """A recipe on the last page goes: the pages before it, whose cards stay, say the new number too."""
    corpus(100, tmp_path, side=8)
    let_time_pass(tmp_path / "content", 100_000_000)
    built(tmp_path)
    lists = [tmp_path / "site" / "jobs" / f"background-replacement{page}.html" for page in ("", ".page-2", ".page-3")]
    assert all("100 recipes" in page.read_text() for page in lists)
    last = re.findall(r'data-slug="([^"]+)"', lists[-1].read_text())[-1]
    shutil.rmtree(tmp_path / "content" / last)
    built(tmp_path)
    assert all("99 recipes" in page.read_text() for page in lists)
    grown = tree(tmp_path / "site")
    shutil.rmtree(tmp_path / "content" / ".studio")
    built(tmp_path)
    assert grown == tree(tmp_path / "site"), "step by step and at once give the same site"


def test_a_lost_memory_of_the_site_costs_time_and_never_a_page(root: Path) -> None:
    """Somebody deletes the database that the builder keeps: one change later every other recipe is still there."""
    built(root)
    before = tree(root / "site")
    for kept in (root / "content" / ".studio").rglob("site-*.db"):
        kept.unlink()
    touch_title(root, "recipe-00003", "Another name")
    built(root)
    after = tree(root / "site")
    assert after.keys() == before.keys()
    assert b"Another name" in after["recipes/recipe-00003.html"]
    assert all(f"recipes/recipe-{number:05d}.html".encode() in after["index.html"] for number in range(6))


def test_a_file_of_the_site_that_somebody_edited_is_made_again(root: Path) -> None:
    """The large files are changed where they stand in the site, so nothing may have been written into them."""
    built(root)
    for name in ("recipes.json", "search.js", "llms.txt"):
        path = root / "site" / name
        whole = path.read_bytes()
        path.write_bytes(whole + b"more")
        built(root)
        assert path.read_bytes() == whole


def test_a_folder_that_becomes_a_recipe_later_is_noticed(root: Path) -> None:
    """A folder without recipe.md is no recipe yet, and is watched."""
    source = root / "content" / "recipe-00001"
    (root / "content" / "later" / "attempts").mkdir(parents=True)
    let_time_pass(root / "content", 100_000_001)
    built(root)
    for path in source.rglob("*"):
        if path.is_file():
            data = path.read_bytes().replace(b'"recipe": "recipe-00001"', b'"recipe": "later"')
            (root / "content" / "later" / path.relative_to(source)).write_bytes(data)
    built(root)
    assert (root / "site" / "recipes" / "later.html").is_file()


def test_files_that_come_back_into_a_folder_are_noticed(root: Path) -> None:
    """A recipe's own folder is looked at only where something is missing; what is missing may come back at any time."""
    picture, attempts = root / "content/recipe-00001/before.jpg", root / "content/recipe-00002/attempts"
    built(root)
    whole = tree(root / "site")
    for gone in (picture, attempts):
        gone.rename(gone.with_name(f".{gone.name}"))
    let_time_pass(root / "content", 100_000_001)
    built(root, leave_out=True)
    assert not {"recipes/recipe-00001.html", "recipes/recipe-00002.html"} & tree(root / "site").keys()
    for gone in (picture, attempts):
        gone.with_name(f".{gone.name}").rename(gone)
    built(root)
    assert tree(root / "site") == whole


@pytest.mark.parametrize(
    "place", ["recipe.md", "before.jpg", "attempts/001.png", "attempts/001.json", "attempts/002.json"]
)
def test_whatever_changes_in_a_recipe_is_seen(root: Path, place: str) -> None:
    """A file changed, and a file that comes into the attempts."""
    built(root)
    let_time_pass(root / "content", 100_000_001)
    built(root)
    assert look_before(root, BuildOptions())[1] is not None
    path = root / "content" / "recipe-00003" / place
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b" ")
    assert look_before(root, BuildOptions())[0].changed == {"recipe-00003"}


def test_a_broken_recipe_stops_no_other_and_a_strict_build_publishes_nothing(root: Path) -> None:
    """Faults are named; strict keeps the old site."""
    built(root)
    before = tree(root / "site")
    path = root / "content" / "recipe-00004" / "recipe.md"
    path.write_text(path.read_text().replace("job: background", "jobb: background"))
    with pytest.raises(BuildRefused, match="recipe-00004"):
        built(root, strict=True)
    assert tree(root / "site") == before
    built(root)
    names = {path.stem for path in (root / "site" / "recipes").glob("*.html")}
    assert names == {f"recipe-{number:05d}" for number in range(6)} - {"recipe-00004"}
    with pytest.raises(BuildRefused):
        built(root, strict=True)
    found, report = look_before(root, BuildOptions(strict=True))
    assert report is None
    assert found.report is not None


def test_a_private_preview_is_watermarked_and_kept_apart_from_the_site(root: Path) -> None:
    """What nobody judged is shown only there, marked across the picture, and no machine may read it."""
    path = root / "content" / "recipe-00000" / "recipe.md"
    head, _, rest = path.read_text().partition("reviews:")
    path.write_text(f"{head}---{rest.partition('---')[2]}")
    built(root)
    built(root, drafts=True)
    assert not (root / "site" / "recipes" / "recipe-00000.html").exists()
    preview = root / "site-drafts"
    assert (preview / "recipes" / "recipe-00000.html").is_file()
    assert "Disallow: /" in (preview / "robots.txt").read_text()

    def pixels(place: Path, name: str) -> bytes:
        with Image.open(io.BytesIO(next((place / "pictures").glob(f"{name}-*.jpg")).read_bytes())) as picture:
            return picture.tobytes()

    assert pixels(preview, "recipe-00001-001") != pixels(root / "site", "recipe-00001-001")


def test_a_build_that_is_cut_off_while_files_are_put_in_place_is_finished_by_the_next(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is whole at any moment, and the next build goes on where this one was stopped."""
    built(root)
    touch_title(root, "recipe-00003", "Half way")
    real, count = os.replace, 0

    def stop_soon(source: object, target: object) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(placing.os, "replace", stop_soon)
    with pytest.raises(KeyboardInterrupt):
        built(root)
    monkeypatch.undo()
    assert not list(root.glob(".site*"))
    built(root)
    built(root, out=root / "anew")
    assert tree(root / "site") == tree(root / "anew")


def test_a_helper_that_is_stopped_from_outside_is_named_and_the_site_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system ends a program when memory runs out; the next build makes everything."""
    built(root)
    before = tree(root / "site")
    for number in range(6):
        touch_title(root, f"recipe-{number:05d}", f"Anew {number}")
    monkeypatch.setattr(workers, "MANY", 1)
    monkeypatch.setattr(workers, "_CHUNK", 1)

    def stop_helpers(*_: object) -> None:
        for helper in multiprocessing.active_children():
            helper.kill()

    with pytest.raises(StoreError, match="stopped from outside"):
        build(open_workspace(root), on_progress=stop_helpers)
    assert tree(root / "site") == before
    built(root)
    assert b"Anew 5" in tree(root / "site")["recipes/recipe-00005.html"]


def test_a_wrong_template_leaves_the_old_site_and_names_its_line(root: Path) -> None:
    """Nothing is published from a theme that cannot be rendered."""
    built(root)
    before = tree(root / "site")
    folder = root / "templates" / "site"
    folder.mkdir(parents=True)
    (folder / "topic.html").write_text("{% extends 'base.html' %}\n{% block main %}\n{{ nothing.here }}{% endblock %}")
    with pytest.raises(ContentError, match=r"topic\.html"):
        built(root)
    assert tree(root / "site") == before


def test_time_stamps_in_the_bundles_follow_the_variable_for_reproducible_builds(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`SOURCE_DATE_EPOCH` is honoured; without it no file knows the day it was built."""
    built(root)
    before = tree(root / "site")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    built(root)
    changed = {path for path, data in tree(root / "site").items() if before[path] != data}
    assert changed
    assert all(path.endswith(".zip") for path in changed)


def test_a_saved_recipe_is_served_at_once_and_the_lists_follow(root: Path) -> None:
    """The preview shows a saved title without a command, and the index a moment later."""
    import threading
    import urllib.request

    from studio.workflow.publishing.serve import keep_fresh, serve_folder

    built(root)
    preview, stop = serve_folder(root / "site"), threading.Event()
    heard: list[object] = []
    ready = threading.Thread(
        target=keep_fresh, args=(root, preview, BuildOptions()), kwargs={"stop": stop, "on_change": heard.append}
    )
    ready.start()
    try:
        for place in ("recipes/recipe-00001.html", "index.html"):
            for attempt in range(200):  # the watcher needs a moment until it listens
                if attempt % 40 == 0:
                    touch_title(root, "recipe-00001", f"Seen {place[:5]} {attempt}")
                page = urllib.request.urlopen(f"{preview.address}{place}").read().decode()
                if f"Seen {place[:5]}" in page:
                    break
                time.sleep(0.05)
            assert f"Seen {place[:5]}" in page
    finally:
        stop.set()
        ready.join()
        preview.stop()
    assert not list(root.glob(".site*"))


@pytest.mark.parametrize(
    ("fault", "stops"),
    [
        (KeyError("mpo"), False), (OSError(errno.ENAMETOOLONG, "File name too long"), False), (RecursionError(), False),
        (OSError(errno.EIO, "Input/output error"), False), (OSError(errno.ENOSPC, "No space left on device"), True),
        (ContentError("a template is wrong"), True),
    ],
)  # fmt: skip
def test_one_recipe_never_stops_the_site(
    root: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, *, stops: bool
) -> None:
    """It stays inside with its reason; only what concerns every recipe stops a build, and then the site stands."""
    real = recipe_pages.recipe_view

    def view(entry: Entry, *arguments: object) -> object:
        if entry.folder.recipe.slug == "recipe-00003":
            raise fault
        return real(entry, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(recipe_pages, "recipe_view", view)
    if stops:
        with pytest.raises(type(fault)):
            built(root)
        assert not (root / "site").exists()
        return
    made = build(open_workspace(root), on_progress=lambda *_: None)
    assert made.recipes == 5
    assert [left.slug for left in made.left_out] == ["recipe-00003"]
    monkeypatch.undo()
    assert build(open_workspace(root), on_progress=lambda *_: None).recipes == 6
