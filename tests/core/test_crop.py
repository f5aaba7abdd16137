"""The geometry of a cut: in the picture, in the channel's shape, the product whole, never enlarged unasked."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from studio.core.attempts.crop import ROOM, Area, CropPlan, Subject, largest_crop, needs_subject, plan_crop
from studio.core.attempts.cut_pixels import CannotCut, Choice
from studio.core.channel import Channel
from studio.core.size import Size
from studio.store.settings import load_channels

CHANNELS = load_channels({}).by_name
SQUARE, STORY, AMAZON = CHANNELS["ebay"], CHANNELS["meta-story"], CHANNELS["amazon-main"]
sides = st.integers(40, 6000)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Size, Subject, Channel, Choice]:
    """A picture, a product in it, a channel of the table, and what a person allows."""
    frame = Size(draw(sides), draw(sides))
    wide, high = frame.width // 10, frame.height // 10  # of a product of one pixel no share of a frame can be held
    left, top = draw(st.integers(0, frame.width - wide)), draw(st.integers(0, frame.height - high))
    area = Area(left, top, draw(st.integers(left + wide, frame.width)), draw(st.integers(top + high, frame.height)))
    choice = Choice(enlarge=draw(st.booleans()), smaller=draw(st.booleans()))
    is_sure = draw(st.booleans())
    return frame, Subject(area, "It is there.", is_sure), CHANNELS[draw(st.sampled_from(sorted(CHANNELS)))], choice


def planned(case: tuple[Size, Subject, Channel, Choice]) -> CropPlan:
    """The plan of a case; cases that are refused are passed over."""
    frame, subject, channel, choice = case
    plan, mend = None, "."
    try:
        plan = plan_crop(frame, channel, subject=subject, choice=choice)
    except CannotCut as refused:
        mend = refused.mend
    assert mend.endswith(".")
    assume(plan is not None)
    return cast("CropPlan", plan)


@given(cases())
def test_a_crop_lies_in_the_picture_and_holds_the_product_whole(case: tuple[Size, Subject, Channel, Choice]) -> None:
    """With its room, as far as the picture goes; a product that is only guessed at is in the crop, too."""
    frame, subject, _, _ = case
    crop = planned(case).crop
    room = round(ROOM * max(frame.width, frame.height)) if subject.is_sure else 0
    assert Area(0, 0, frame.width, frame.height).holds(crop)
    assert crop.holds(subject.area.grown(room, frame))


@given(cases())
def test_a_crop_has_its_channels_shape_to_the_pixel(case: tuple[Size, Subject, Channel, Choice]) -> None:
    """Half a pixel is rounding; a channel without a shape keeps the picture's own."""
    frame, _, channel, choice = case
    plan = planned(case)
    ratio = channel.size.ratio if channel.aspects else frame.ratio
    assert min(abs(plan.crop.size.width - plan.crop.size.height * ratio) / max(1, ratio),
               abs(plan.crop.size.height - plan.crop.size.width / ratio) * min(1, ratio)) <= 1  # fmt: skip
    if channel.aspects and not choice.smaller:
        assert plan.target == channel.size


@given(cases())
def test_nothing_is_enlarged_unless_a_person_allows_it(case: tuple[Size, Subject, Channel, Choice]) -> None:
    """And what is smaller than recommended has been allowed, and is one that the channel takes."""
    frame, _, channel, choice = case
    plan = planned(case)
    assert choice.enlarge or plan.scale <= 1
    if plan.target.width < channel.size.width and channel.aspects:
        assert choice.smaller
        assert all(has >= least for _, least, has in channel.least.measures(plan.target))
    del frame


@given(cases())
def test_the_product_is_clear_of_strips_and_large_enough(case: tuple[Size, Subject, Channel, Choice]) -> None:
    """What the channel lays over the picture, and the share of the frame that it wants."""
    _, subject, channel, _ = case
    plan = planned(case)
    down = plan.crop.size.height / channel.size.height
    assert subject.area.top - plan.crop.top >= channel.safe.top * down - 1e-6 or not channel.safe.top
    assert plan.crop.bottom - subject.area.bottom >= channel.safe.bottom * down - 1e-6 or not channel.safe.bottom
    if channel.fill is not None:
        assert plan.fill is not None
        assert channel.fill[0] <= plan.fill <= channel.fill[1]


@given(cases())
@example((Size(1000, 1000), Subject(Area(400, 400, 600, 600), "It is there."), SQUARE, Choice(smaller=True)))
def test_a_crop_is_as_large_as_it_can_be(case: tuple[Size, Subject, Channel, Choice]) -> None:
    """Only a rule of the channel makes it smaller than the largest part of its shape."""
    frame, _, channel, _ = case
    plan = planned(case)
    if channel.fill is None and not any(channel.safe.model_dump().values()):
        assert plan.crop.size == largest_crop(frame, channel.size.ratio if channel.aspects else frame.ratio)


def test_the_product_stands_in_the_middle_where_there_is_room() -> None:
    """And at the side of the picture where there is none: the crop never leaves it."""
    middle = plan_crop(Size(4000, 2000), SQUARE, subject=Subject(Area(1500, 500, 2100, 1500), ""))
    assert middle.crop == Area(800, 0, 2800, 2000)
    edge = plan_crop(Size(4000, 2000), SQUARE, subject=Subject(Area(3500, 500, 4000, 1500), ""))
    assert edge.crop == Area(2000, 0, 4000, 2000)


def test_a_product_under_a_strip_is_moved_clear_of_it_by_a_smaller_crop() -> None:
    """A story from a tall picture whose product stands high: the whole height would lay the buttons over it."""
    plan = plan_crop(Size(3000, 5000), STORY, subject=Subject(Area(1200, 400, 1800, 1400), ""))
    assert plan.crop.size.height < 5000
    assert plan.crop.top + 250 * plan.crop.size.height / 1920 <= 400


def test_a_fill_rule_brings_the_product_nearer() -> None:
    """A main picture wants 85 % of the frame: the crop is as large as that allows, and no larger."""
    plan = plan_crop(Size(4000, 4000), AMAZON, subject=Subject(Area(1000, 1000, 3000, 2600), ""))
    assert plan.fill is not None
    assert 0.85 <= plan.fill <= 0.88
    assert plan.crop.size == Size(2298, 2298)


def test_words_that_were_set_stay_whole_as_the_product_does() -> None:
    """A headline beside the product is no background."""
    frame, product = Size(4000, 2000), Subject(Area(1800, 500, 2400, 1500), "")
    beside = product._replace(words=(Area(900, 200, 1500, 400),))
    assert plan_crop(frame, SQUARE, subject=beside).crop.holds(Area(900, 200, 2400, 1500))
    with pytest.raises(CannotCut, match="would cut the product and its words"):
        plan_crop(frame, SQUARE, subject=product._replace(words=(Area(100, 200, 700, 400),)))


@pytest.mark.parametrize(
    ("frame", "channel", "area", "choice", "why"),
    [
        (Size(1200, 1200), STORY, Area(200, 100, 1000, 1100), Choice(), "the crop would cut the product: 824 px"),
        (Size(3000, 5333), STORY, Area(1000, 100, 2000, 5200), Choice(), "lays its own buttons and names (250 px at"),
        (Size(1200, 1200), SQUARE, Area(200, 100, 1000, 1100), Choice(), "enlarged 1.33 times, from 1200×1200 to 1600"),
        (Size(900, 900), SQUARE, Area(200, 100, 700, 800), Choice(smaller=True), "refuse it (longest 900 of at least"),
        (Size(4000, 4000), CHANNELS["google-merchant"], Area(0, 0, 4000, 3900), Choice(), "would take 100% of the"),
    ],
)
def test_a_refusal_says_why(frame: Size, channel: Channel, area: Area, choice: Choice, why: str) -> None:
    """In numbers of this picture and this channel."""
    with pytest.raises(CannotCut) as refused:
        plan_crop(frame, channel, subject=Subject(area, ""), choice=choice)
    assert why in str(refused.value)


def test_an_unsure_product_is_cut_only_where_all_that_it_may_be_fits() -> None:
    """The crop is then in the middle; a rule about its share of the frame cannot be kept at all."""
    unsure = Subject(Area(1100, 300, 2900, 1700), "The studio is not sure what the product is: it is dark.", False)
    assert plan_crop(Size(4000, 2000), SQUARE, subject=unsure).crop == Area(1000, 0, 3000, 2000)
    with pytest.raises(CannotCut, match="--subject X,Y,WIDTH,HEIGHT"):
        plan_crop(Size(4000, 2000), SQUARE, subject=unsure._replace(area=Area(900, 300, 2900, 1700)))
    with pytest.raises(CannotCut, match="not sure what the product is"):
        plan_crop(Size(4000, 4000), AMAZON, subject=unsure)


def test_nobody_has_to_know_the_product_where_nothing_is_cut_off() -> None:
    """A picture in the channel's own shape goes whole, unless the channel says where the product may stand."""
    assert not needs_subject(Size(1600, 1600), SQUARE)
    assert needs_subject(Size(1601, 1600), SQUARE)
    assert needs_subject(Size(1080, 1920), STORY)
    assert needs_subject(Size(1600, 1600), AMAZON)
    assert plan_crop(Size(3200, 3200), SQUARE).crop == Area(0, 0, 3200, 3200)
    with pytest.raises(CannotCut, match="nobody knows where the product is"):
        plan_crop(Size(1601, 1600), SQUARE)
