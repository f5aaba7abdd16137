"""Before and after on a screen: what is seen is the part that was asked for, and nothing is stretched or lost."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.workflow.judging.compare import LARGEST_PX, ZOOMS, Arrangement, arrange, load, seen_box

RED, BLUE = (200, 30, 30), (30, 30, 200)
LOOK = Arrangement()


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A red photograph of 40 by 20 pixels and a blue result of 80 by 40."""
    for name, colour, size in (("before.png", RED, (40, 20)), ("after.png", BLUE, (80, 40))):
        Image.new("RGB", size, colour).save(tmp_path / name)
    return tmp_path / "before.png", tmp_path / "after.png"


def test_the_zoom_goes_through_its_steps_and_begins_again() -> None:
    """Whole, twice, four times, pixel by pixel."""
    seen, look = [], LOOK
    for _ in range(len(ZOOMS) + 1):
        seen.append(look.zoom)
        look = look.zoomed()
    assert seen == [1.0, 2.0, 4.0, 0.0, 1.0]


def test_moving_goes_by_a_share_of_what_is_seen_and_stops_at_the_border() -> None:
    """A step right at double size is half of what it is at single size; 1:1 moves like four times."""
    assert Arrangement(zoom=2).panned(0.5, 0).centre == (0.75, 0.5)
    assert Arrangement(zoom=4).panned(0, -0.5).centre == (0.5, 0.375)
    assert Arrangement(zoom=0).panned(1, 0).centre == (0.75, 0.5)
    assert LOOK.panned(9, -9).centre == (1.0, 0.0)


def test_the_edge_of_a_wipe_stays_on_the_picture() -> None:
    """Moved by keys, or put by a mouse."""
    assert LOOK.wiped(-0.1).edge == pytest.approx(0.4)
    assert LOOK.wiped(2).edge == 1.0
    assert LOOK.at_edge(0.25).edge == 0.25
    assert LOOK.at_edge(-3).edge == 0.0


@given(
    st.tuples(st.integers(1, 500), st.integers(1, 500)), st.sampled_from(ZOOMS),
    st.tuples(st.floats(0, 1), st.floats(0, 1)), st.tuples(st.integers(1, 300), st.integers(1, 300)),
)  # fmt: skip
def test_what_is_seen_lies_inside_the_picture_and_has_its_size(
    size: tuple[int, int], zoom: float, centre: tuple[float, float], room: tuple[int, int]
) -> None:
    """Wherever the middle is put: a part of the picture, never more and never nothing."""
    left, top, right, bottom = seen_box(size, Arrangement(zoom=zoom, centre=centre), room)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    for side, seen, place in ((0, right - left, room[0]), (1, bottom - top, room[1])):
        assert seen == (min(size[side], place) if zoom == 0 else max(1, round(size[side] / zoom)))


@pytest.mark.parametrize(
    ("zoom", "centre", "box"),
    [
        (1.0, (0.1, 0.9), (0, 0, 100, 60)),
        (2.0, (0.5, 0.5), (25, 15, 75, 45)),
        (4.0, (0.0, 1.0), (0, 45, 25, 60)),
        (0.0, (0.5, 0.5), (40, 20, 60, 40)),
    ],
)
def test_the_middle_of_what_is_seen_is_where_it_was_put(
    zoom: float, centre: tuple[float, float], box: tuple[int, int, int, int]
) -> None:
    """As far as the border lets."""
    assert seen_box((100, 60), Arrangement(zoom=zoom, centre=centre), (20, 20)) == box


def test_a_pair_stands_side_by_side_and_flicker_exchanges_them(pair: tuple[Path, Path]) -> None:
    """Each in its own size; without a photograph the result stands alone on the right."""
    left, right = arrange(*pair, LOOK, (80, 40))
    assert left is not None
    assert right is not None
    assert (left.size, left.getpixel((0, 0))) == ((40, 20), RED)
    assert (right.size, right.getpixel((0, 0))) == ((80, 40), BLUE)
    flicker = arrange(*pair, Arrangement(is_swapped=True), (80, 40))
    assert [one.getpixel((0, 0)) for one in flicker if one] == [BLUE, RED]
    alone = arrange(None, pair[1], LOOK, (80, 40))
    assert alone[0] is None
    assert alone[1] is not None


@pytest.mark.parametrize("edge", [0.0, 0.25, 0.5, 1.0])
def test_a_wipe_shows_the_photograph_left_of_its_edge_and_the_result_right_of_it(
    pair: tuple[Path, Path], edge: float
) -> None:
    """One picture of the result's size, with a white line of two pixels between."""
    laid, nothing = arrange(*pair, Arrangement(is_wipe=True, edge=edge), (80, 40))
    assert nothing is None
    assert laid is not None
    row = np.asarray(laid.convert("RGB"))[20]
    at = round(edge * 80)
    assert len(row) == 80
    assert {tuple(pixel) for pixel in row[: max(0, at - 1)].tolist()} <= {RED}
    assert {tuple(pixel) for pixel in row[at + 1 :].tolist()} <= {BLUE}
    assert {tuple(pixel) for pixel in row[max(0, at - 1) : at + 1].tolist()} == {(255, 255, 255)}


def test_no_more_is_handed_to_a_terminal_than_it_can_show(tmp_path: Path) -> None:
    """A large picture is made smaller, in its own shape; the whole of it is there."""
    Image.new("RGB", (4000, 1000), BLUE).save(tmp_path / "wide.png")
    _, shown = arrange(None, tmp_path / "wide.png", LOOK, (100, 100))
    assert shown is not None
    assert shown.size == (LARGEST_PX, 400)


def test_a_picture_that_was_exchanged_is_read_again(pair: tuple[Path, Path]) -> None:
    """It is kept only as long as its file stays as it is; what is transparent is seen on white."""
    after = pair[1]
    assert load(after) is load(after)
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(after)
    os.utime(after, ns=(1, 1))
    assert load(after).getpixel((5, 5)) == (255, 255, 255)
