"""A new workspace and a new recipe: made whole, under a name that works everywhere, and never over something else."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from studio.core.checks import check_recipe
from studio.core.recipe.unfinished import why_unfinished
from studio.core.recipe.words import Job
from studio.errors import ContentError, NotFound, StoreError
from studio.store.disk import create_exclusive
from studio.workflow.starting import new as starting
from studio.workflow.starting.begin import PLACES, Beginning, begin_recipe
from studio.workflow.starting.new import Place, init_workspace, new_recipe
from studio.workflow.starting.typed import finished_path, slug_of
from studio.workspace import Workspace, open_workspace
from tests.conftest import PHOTOS


@pytest.fixture
def fresh(tmp_path: Path) -> Workspace:
    """A workspace as `init` makes it."""
    init_workspace(tmp_path / "new")
    return open_workspace(tmp_path / "new")


def test_a_new_workspace_has_settings_that_can_be_read_and_a_site_that_git_passes_over(fresh: Workspace) -> None:
    """It holds nothing else; a second time it is refused and stays as it is."""
    assert sorted(str(path.relative_to(fresh.root)) for path in fresh.root.rglob("*") if path.is_file()) == [
        "content/.gitignore", "content/studio.toml", "site/.gitignore",
    ]  # fmt: skip
    assert fresh.settings.site.title == "Recipe gallery"
    assert fresh.settings.engine.name == "local"
    (fresh.content / "studio.toml").write_text('[site]\ntitle = "Mine"\n')
    with pytest.raises(StoreError, match="exists already"):
        init_workspace(fresh.root)
    assert open_workspace(fresh.root).settings.site.title == "Mine"


def test_a_workspace_that_cannot_be_made_whole_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there before stays, what was begun goes."""

    def full_at_the_second(path: Path, data: bytes) -> None:
        if path.name == ".gitignore":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        create_exclusive(path, data)

    monkeypatch.setattr(starting, "create_exclusive", full_at_the_second)
    (tmp_path / "there").mkdir()
    for name in ("there", "not-there"):
        with pytest.raises(OSError, match="No space"):
            init_workspace(tmp_path / name)
    assert [path.name for path in tmp_path.rglob("*") if path.name != "state"] == ["there"]


@pytest.mark.parametrize("job", list(Job))
def test_a_new_recipe_says_what_it_was_told(fresh: Workspace, job: Job) -> None:
    """Title, asset and channel, on the photograph that was given, whatever the kind of edit."""
    made = new_recipe(
        fresh, "spring-bag", job=job, title='No: "1" bag', asset=" Hero \n of the shop ", channel="ebay",
        picture=PHOTOS / "bag_before.jpg",
    )  # fmt: skip
    assert made.path == fresh.content / "spring-bag" / "recipe.md"
    front = fresh.folder("spring-bag").recipe.front
    assert (front.title, front.asset, front.channel, front.job) == ('No: "1" bag', "Hero of the shop", "ebay", job)
    assert len(front.created or "") == len("2026-11-28")
    assert (made.path.parent / "before.jpg").is_file()
    assert fresh.folder("spring-bag").recipe.edit().spec.target() == "before.jpg"


def test_a_recipe_without_a_title_or_a_photograph_has_its_name_and_waits_for_one(fresh: Workspace) -> None:
    """The placeholder of the template stays, which is never published."""
    made = new_recipe(fresh, "spring-bag", job="detail-repair")
    assert fresh.folder("spring-bag").recipe.front.title == "Spring bag"
    assert [path.name for path in made.path.parent.iterdir()] == ["recipe.md"]
    assert made.converted == ""


@pytest.mark.parametrize("title", ["No", "off", "true", "null", "12", "- a", "# b", "a: b", 'say "x" \\ y', "Täsche 2"])
def test_a_title_that_yaml_would_read_as_something_else_stays_a_title(fresh: Workspace, title: str) -> None:
    """Whatever a person calls it."""
    new_recipe(fresh, "one", job="detail-repair", title=title)
    assert fresh.folder("one").recipe.front.title == title


@pytest.mark.parametrize(
    ("slug", "job", "channel", "error", "words"),
    [
        ("Spring Bag", "detail-repair", None, ContentError, "small letters, digits and hyphens"),
        ("spring-", "detail-repair", None, ContentError, "small letters"),
        ("one", "detail-repairs", None, ContentError, "Did you mean 'detail-repair'"),
        ("one", "detail-repair", "ebai", NotFound, "ebay"),
        ("there", "detail-repair", None, StoreError, "exists already"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused_before_anything_is_made(
    fresh: Workspace, slug: str, job: str, channel: str | None, error: type[Exception], words: str
) -> None:
    """With what would do."""
    (fresh.content / "there").mkdir()
    with pytest.raises(error, match=words):
        new_recipe(fresh, slug, job=job, channel=channel)
    assert sorted(path.name for path in fresh.content.iterdir()) == [".gitignore", "studio.toml", "there"]


def test_a_recipe_is_begun_from_what_a_person_types(fresh: Workspace, tmp_path: Path) -> None:
    """A name as people write names, a path as it is dropped; what is wrong is said, and nothing is made."""
    (tmp_path / "my bag.jpg").write_bytes((PHOTOS / "bag_before.jpg").read_bytes())
    made = begin_recipe(fresh, Beginning("Für  Öl & Maß!", "'my bag.jpg'", Job.DETAIL_REPAIR, tmp_path, asset="Hero"))
    assert made.path.parent.name == "fur-ol-mass"
    assert fresh.folder("fur-ol-mass").recipe.front.title == "Für Öl & Maß!"
    same = begin_recipe(fresh, Beginning("spring-bag", "", Job.DETAIL_REPAIR, tmp_path))
    assert fresh.folder(same.path.parent.name).recipe.front.title == "Spring bag"
    for title, path, words in (("!!", "", "Give it a name"), ("Cup", "no.jpg", "there is no such file")):
        wish = Beginning(title, path, Job.DETAIL_REPAIR, tmp_path)
        with pytest.raises(ContentError, match=words):
            begin_recipe(fresh, wish)
    assert slug_of("東京") == ""


def test_a_title_in_other_letters_is_kept_and_its_folder_gets_a_plain_name(tmp_path: Path) -> None:
    """Who writes Japanese begins recipes in Japanese."""
    init_workspace(tmp_path)
    shelf = open_workspace(tmp_path)
    made = [begin_recipe(shelf, Beginning(title, "", Job.DETAIL_REPAIR, tmp_path)) for title in ("春の鞄", "冬の鞄")]
    assert [one.path.parent.name for one in made] == ["recipe-1", "recipe-2"]
    assert shelf.folder("recipe-1").recipe.front.title == "春の鞄"


def test_a_path_is_finished_with_what_is_there_and_nothing_else(tmp_path: Path) -> None:
    """Folders with their slash, pictures by their ending; hidden names and other files are passed over."""
    for name in ("bag.jpg", "bag.txt", ".bag.png", "basket.HEIC"):
        (tmp_path / name).touch()
    (tmp_path / "pictures" / "deep").mkdir(parents=True)
    (tmp_path / "pictures" / "cup.webp").touch()
    finish = lambda text: finished_path(text, tmp_path)  # noqa: E731
    assert finish("ba") == "bag.jpg"
    assert finish("bas") == "basket.HEIC"
    assert finish("pi") == "pictures/"
    assert finish("pictures/") == "pictures/cup.webp"
    assert finish("pictures/d") == "pictures/deep/"
    assert finish(f"{tmp_path}/bag") == f"{tmp_path}/bag.jpg"
    assert [finish(text) for text in ("", "'ba", '"ba', "bag.t", ".b", "nowhere/x", "zebra")] == [None] * 7


CHOICES = {f"{job}, {place.says if place else 'the usual place'}": (job, place)
           for job in Job for place in (None, *PLACES.get(job, ()))}  # fmt: skip


@pytest.mark.parametrize(("job", "place"), CHOICES.values(), ids=CHOICES)
def test_a_begun_recipe_says_nothing_that_nobody_wrote(fresh: Workspace, job: Job, place: Place | None) -> None:
    """Wherever the product should stand, words and fields agree; nothing is left to fill in, a guide is missed."""
    (fresh.root / "bag.jpg").write_bytes((PHOTOS / "bag_before.jpg").read_bytes())
    begin_recipe(fresh, Beginning("One", "bag.jpg", job, fresh.root, asset="Hero", place=place))
    folder = fresh.folder("one")
    assert {problem.rule for problem in check_recipe(folder, fresh.rules)} == {"thin-guide"}
    assert why_unfinished(folder.recipe) is None
    if place is not None:
        assert folder.recipe.edit().spec.change == place.change
        assert f"  {place.local}\n" in (fresh.content / "one" / "recipe.md").read_text()
