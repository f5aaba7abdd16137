"""What is checked about the pictures and the engine of an edit: each fault by its rule and in its words."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studio.core.attempts.facts import PictureFacts
from studio.core.channel import SafeArea
from studio.core.checks import check_recipe
from studio.core.problem import Severity
from studio.workspace import open_workspace
from tests.core.makers import SPEC, make_facts, make_folder, make_recipe

PLACE = Path(__file__).parent.parent / "fixtures" / "mistakes"
ENDS = datetime.date(2099, 1, 1)
TODAY = datetime.date(2026, 11, 23)


def told(
    spec: dict[str, Any], *, front: dict[str, Any] | None = None, today: datetime.date = TODAY,
    **pictures: PictureFacts | None,
) -> dict[str, str]:  # fmt: skip
    """Every problem of an edit by its rule, as a person reads it; errors in capitals."""
    rules = open_workspace(PLACE, today=today).rules
    folder = make_folder(make_recipe(specs=[("", {**SPEC, **spec})], **(front or {})), **pictures)
    found = check_recipe(folder, rules)
    return {one.rule.upper() if one.severity is Severity.ERROR else one.rule: str(one) for one in found}


def openai(**engine: Any) -> dict[str, Any]:
    return {"engine": {"name": "openai", **engine}}


def masked(**scope: str) -> dict[str, Any]:
    return {**openai(), "scope": scope}


def many(references: int) -> dict[str, Any]:
    named = [{"image": f"r{number}.jpg", "role": "palette", "rights": "own"} for number in range(references)]
    return {**openai(model="gpt-image-2"), "references": named}


def thumbnail(words: int) -> dict[str, Any]:
    return {**openai(), "channel": "youtube-thumbnail", "text": [{"say": " word" * words, "where": "top"}]}


BIG = {"width_px": 10_000, "height_px": 5_001}
CASES: list[tuple[str, dict[str, Any], dict[str, PictureFacts | None], str, str | None]] = [
    ("no picture", {"source": None}, {}, "NO-SOURCE", "Add 'source: before.jpg'"),
    ("gone", {}, {"before_jpg": None}, "MISSING-PICTURE", "Put it there, or correct the name"),
    ("backslash", {"source": "in\\before.jpg"}, {}, "MISSING-PICTURE", "Write the path with /: 'in/before.jpg'."),
    ("unreadable", {}, {"before_jpg": make_facts("b", fault="it is a film", fix="Save one.")}, "UNREADABLE-PICTURE",
     "cannot be read: it is a film"),
    ("no remedy", {}, {"before_jpg": make_facts("b", fault="it is odd")}, "UNREADABLE-PICTURE",
     "Put the picture itself"),
    ("pixels", {}, {"before_jpg": make_facts("b", **BIG)}, "OVERSIZED-PICTURE", "10000×5001 px"),
    ("fifty megapixels", {}, {"before_jpg": make_facts("b", width_px=10_000, height_px=5_000, format="jpeg")},
     "OVERSIZED-PICTURE", None),
    ("megabytes", {}, {"before_jpg": make_facts("b", size_bytes=51 * 1024 * 1024)}, "OVERSIZED-PICTURE", "MB"),
    ("ending", {}, {"before_jpg": make_facts("b", format="webp")}, "picture-ending", "Name it with .webp at the end"),
    ("right ending", {}, {"before_jpg": make_facts("b", format="jpeg")}, "picture-ending", None),
    ("note", {}, {"before_jpg": make_facts("b", note="it has 16 bits")}, "picture-reservation", "but it has 16 bits"),
    ("reference without a role", {"references": [{"image": "r.jpg", "rights": "own"}]}, {"r_jpg": make_facts("r")},
     "NO-ROLE", "the reference 'r.jpg' has no role"),
    ("plain mask", masked(mask="m.png"), {"m_png": make_facts("m")}, "BAD-MASK", "has no alpha channel"),
    ("full mask", masked(mask="m.png"), {"m_png": make_facts("m", has_alpha=True, alpha_min=255, alpha_max=255)},
     "BAD-MASK", "fully opaque, so nothing would be edited"),
    ("empty mask", masked(mask="m.png"), {"m_png": make_facts("m", has_alpha=True, alpha_min=0, alpha_max=0)},
     "BAD-MASK", "fully transparent, so everything would be edited"),
    ("good mask", masked(mask="m.png"), {"m_png": make_facts("m", has_alpha=True, alpha_min=0, alpha_max=255)},
     "BAD-MASK", None),
    ("smaller mask", masked(mask="m.png"),
     {"m_png": make_facts("m", has_alpha=True, alpha_min=0, alpha_max=255, width_px=7)}, "BAD-MASK",
     "is 7×8 px and its source 8×8 px"),
    ("heavy mask", masked(mask="m.png"),
     {"m_png": make_facts("m", has_alpha=True, alpha_min=0, alpha_max=255, size_bytes=5 * 1024 * 1024)}, "BAD-MASK",
     "Masks may have up to 4 MB"),
    ("unread mask", masked(mask="m.png"), {"m_png": make_facts("m", fault="cut")}, "BAD-MASK", None),
    ("shape", {"aspect": "4:1"}, {}, "ILLEGAL-SIZE", "the shape 4:1 is outside 1:3 to 3:1"),
    ("widest shape", {"aspect": "3:1"}, {}, "ILLEGAL-SIZE", None),
    ("tallest shape", {"aspect": "1:3"}, {}, "ILLEGAL-SIZE", None),
    ("taller", {"aspect": "1:4"}, {}, "ILLEGAL-SIZE", "outside 1:3"),
    ("model", openai(model="gpt-imago-9"), {}, "unknown-model", "'gpt-imago-9' is not in the table, so it is unpriced"),
    ("transparent JPEG", openai(background="transparent", format="jpeg"), {}, "ILLEGAL-SETTING",
     "JPEG cannot be transparent"),
    ("opaque JPEG", openai(background="opaque", format="jpeg"), {}, "ILLEGAL-SETTING", None),
    ("size", {**openai(), "size": "800x801"}, {}, "ILLEGAL-SIZE", "Name a channel or an aspect instead"),
    ("as many pictures as the model takes", many(15), {}, "TOO-MANY-REFERENCES", None),
    ("a picture more", many(16), {}, "TOO-MANY-REFERENCES", "17 inputs; gpt-image-2 takes 16"),
    ("complexity", openai(model="gpt-image-2", complexity="low"), {}, "ILLEGAL-SETTING",
     "gpt-image-2 does not take the field complexity"),
    ("complexity of a model that takes it", openai(model="gpt-image-2.6-flare", complexity="low"), {},
     "ILLEGAL-SETTING", None),
    ("markup", {**openai(model="gpt-image-2"), "scope": {"markup": "m.png"}}, {"m_png": make_facts("m")},
     "ILLEGAL-SETTING", "gpt-image-2 does not take a markup overlay"),
    ("empty markup", {**openai(model="gpt-image-2.6-flare"), "scope": {"markup": "m.png"}},
     {"m_png": make_facts("m", has_alpha=True, alpha_min=0, alpha_max=0)}, "BAD-MASK", "Draw at least one mark."),
    ("a claim in the copy", {"text": [{"say": "30% more sales", "where": "top"}]}, {}, "unverifiable-claim",
     "the copy says"),
    ("eight words", thumbnail(8), {}, "channel-rule", None),
    ("nine words", thumbnail(9), {}, "channel-rule", "YouTube thumbnail wants few words, and these are 9"),
    ("nothing to do", {}, {}, "beyond-local", "reads no sentences and finds nothing it could do"),
    ("something to do", {"local": {"background": {"kind": "white"}}}, {}, "beyond-local", None),
    ("earlier edit", {"source": None, "from": "shadow"}, {}, "UNKNOWN-EDIT", "Earlier edits here: none with a name."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "pictures", "rule", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_would_go_wrong_is_said_before_anything_is_spent(
    spec: dict[str, Any], pictures: dict[str, PictureFacts | None], rule: str, words: str | None
) -> None:
    """In words that say how to mend it; and what is good is left alone."""
    found = told(spec, **pictures)
    if words is None:
        assert rule not in found, found
    else:
        assert words in found.get(rule, ""), found


def test_an_edit_begins_with_an_earlier_one_and_never_with_a_later_one() -> None:
    """The names that would do are said."""
    specs = [("first", SPEC), ("second", {**SPEC, "source": None, "from": "third"}), ("third", SPEC)]
    rules = open_workspace(PLACE).rules
    said = [
        str(one) for one in check_recipe(make_folder(make_recipe(specs=specs)), rules) if one.rule == "unknown-edit"
    ]
    assert len(said) == 1
    assert "'from: third' names no earlier edit" in said[0]
    assert "Earlier edits here: 'first'." in said[0]


def test_a_picture_without_rights_stays_off_the_site_and_that_is_said() -> None:
    """Only where neither the recipe nor the picture says why it may be used."""
    assert "nobody has said why 'before.jpg' may be used" in told({}, front={"rights": None})["no-rights"]
    assert "no-rights" not in told({})


@pytest.mark.parametrize(("publish", "words"), [("show", "stays off the site"), ("hide", "is used on doubtful ground")])
def test_a_reference_without_rights_is_said_whether_it_is_shown_or_hidden(publish: str, words: str) -> None:
    """With the picture's name, and what becomes of it."""
    reference = {"image": "r.jpg", "role": "palette", "publish": publish}
    spec = {"references": [reference]}
    unsaid = told({**spec, "source": "r.jpg"}, front={"rights": None}, r_jpg=make_facts("r", format="jpeg"))
    assert words in unsaid["no-rights"]
    assert "'r.jpg'" in unsaid["no-rights"]
    said = {"references": [{**reference, "rights": "licensed"}]}
    assert "no-rights" not in told(said, front={"rights": "own"}, r_jpg=make_facts("r", format="jpeg"))


@pytest.mark.parametrize("side", range(4))
def test_set_words_may_fill_what_a_channel_leaves_free_and_no_more(side: int) -> None:
    """To the very edge on all four sides; a hundredth beyond one of them is said, with the room that there is."""
    rules = open_workspace(PLACE).rules
    story = rules.channels.find("meta-story")
    free = SafeArea(left=54, top=192, right=216, bottom=384)  # of 1080 x 1920
    own = story.model_copy(update={"safe": free})
    rules = replace(rules, channels=replace(rules.channels, by_name={"meta-story": own}))
    box = [0.05, 0.1, 0.75, 0.7]

    def warned() -> list[str]:
        words = {"say": "Sale", "where": "top", "set": {"font": ["Latin.ttf"], "colour": "#20140c", "box": box}}
        folder = make_folder(make_recipe(specs=[("", {**SPEC, "channel": "meta-story", "text": [words]})]))
        return [one.fix for one in check_recipe(folder, rules) if one.rule == "covered-words"]

    assert warned() == []
    box[side] += -0.01 if side < 2 else 0.01
    assert warned() == ["Keep it from 0.050 to 0.800 across, 0.100 to 0.800 down."]


@pytest.mark.parametrize(
    ("day", "rule"),
    [("2026-10-01", ""), ("2026-10-02", "retiring-model"), ("2026-11-30", "retiring-model"),
     ("2026-12-01", "RETIRED-MODEL")],
)  # fmt: skip
def test_a_model_that_shuts_down_is_said_sixty_days_before_and_stops_a_run_on_its_day(day: str, rule: str) -> None:
    """With the date, so that there is time to compare another one."""
    found = told(openai(model="gpt-image-1.5"), today=datetime.date.fromisoformat(day))
    assert [one for one in found if one.lower().startswith("retir")] == ([rule] if rule else [])
    assert not rule or "2026-12-01" in found[rule]


def test_a_description_of_a_picture_that_is_not_there_is_said_with_the_nearest_name() -> None:
    """It would describe nothing on the page."""
    found = told({}, front={"alt": {"befor.jpg": "A bag"}})
    assert "before.jpg" in found["alt-of-nothing"]
    assert "alt-of-nothing" not in told({}, front={"alt": {"before.jpg": "A bag"}})
