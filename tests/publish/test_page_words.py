"""Words on pages: what a spec, a retry, a channel and a picture's origin are called for people and machines."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
import yaml

from studio.core.attempts.attempt import Attempt, Change
from studio.core.attempts.effective import effective_spec
from studio.core.channel import Channel
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from studio.publish.pages.guide import GuidePart, GuideText
from studio.publish.pages.provenance import IPTC, ai_label, engines_of, source_type
from studio.publish.pages.spec_table import LABELS, change_line, label, spec_rows, variation_title
from studio.publish.pages.topics import channel_asks
from studio.publish.pages.words import ENGLISH
from studio.store.markdown import parse_guide
from tests.conftest import ROOT


def made(
    number: str, engine: str, *, inputs: tuple[str, ...] = ("before.jpg",), roles: tuple[str, ...] = ()
) -> Attempt:
    """What provenance looks at in an attempt."""
    spec = EditSpec.model_validate(
        {"references": [{"image": f"{place}.jpg", "role": role} for place, role in enumerate(roles)]}
    )
    return cast(Attempt, SimpleNamespace(
        id=number, engine=SimpleNamespace(name=engine), picture=SimpleNamespace(file=f"{number}.png"), spec=spec,
        inputs=tuple(SimpleNamespace(image=image) for image in inputs),
    ))  # fmt: skip


def test_every_field_of_an_edit_spec_has_a_name_for_people() -> None:
    """No page shows a field as it is written in the file, as long as the studio itself knows it."""
    outer = {"engine", "local", "scope", "vary"}  # shown by their inner fields, or applied already
    fields = {field.alias or name for name, field in EditSpec.model_fields.items()}
    assert fields - outer <= LABELS.keys()


def test_a_spec_is_a_table_without_file_syntax() -> None:
    """Labels and values are words: no brackets, no dotted ways, no long list of points."""
    rows = dict(
        spec_rows(
            {
                "preserve": ["shape", "label"],
                "subject": {"polygon": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]},
                "local": {"shadow": {"strength": 0.55, "angle_deg": 140.0}, "place": {"box": [0.4, 0.5, 0.1, 0.1]}},
                "references": [{"image": "m.png", "role": "logo", "note": "the drawing only"}],
                "lock": True,
            },
            ENGLISH,
        )
    )
    assert rows == {
        "Must stay": "shape, label",
        "Outline of the product": "3 points, drawn by hand",
        "Strength of the shadow": "55 %",
        "Light comes from": "140°",
        "Place of the mark": "10 % × 10 % of the picture, 40 % from the left, 50 % from the top",
        "Further pictures": "m.png as logo (the drawing only)",
        "Photographed product put back": "yes",
    }


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (Change(field="local.shadow.angle_deg", before=40.0, after=140.0), "Shadow from the other side: 40° → 140°"),
        (Change(field="add[1]", after="a soft shadow"), "Small additions, no. 2: now a soft shadow"),
        (Change(field="layout", before="centred"), "Layout: no longer centred"),
    ],
)
def test_a_retry_says_its_one_change_in_words(change: Change, line: str) -> None:
    """The trail can be read by somebody who never saw the file."""
    assert change_line(change, ENGLISH) == line


def test_an_unknown_field_is_shown_by_its_own_words() -> None:
    """A field that a newer studio or a package adds still has a label."""
    assert label("engine.extra.moderation_level", ENGLISH) == "Extra moderation level"
    assert variation_title("local.background.season: winter", ENGLISH) == "Season: winter"


def test_a_result_that_was_made_from_an_ai_result_is_labelled_ai() -> None:
    """An edit with software on top of a generated picture does not wash its label off."""
    first = made("001", "openai")
    second = made("002", "local", inputs=("attempts/001.png",))
    engines = engines_of(second, {"001": first, "002": second})
    assert {engine.name for engine in engines} == {"openai", "local"}
    assert ai_label(engines, ENGLISH) == "Edited with AI"
    assert source_type(second, engines, job=Job.DETAIL_REPAIR) == f"{IPTC}compositeWithTrainedAlgorithmicMedia"


@pytest.mark.parametrize(
    ("engine", "job", "roles", "term", "says"),
    [
        ("local", Job.DETAIL_REPAIR, (), "algorithmicallyEnhanced", "Edited with software, without AI"),
        ("local", Job.BACKGROUND_REPLACEMENT, (), "composite", "Edited with software, without AI"),
        ("local", Job.BACKGROUND_REPLACEMENT, ("background",), "compositeCapture", "Edited with software, without AI"),
        ("openai", Job.LAYOUT_EXTENSION, (), "compositeWithTrainedAlgorithmicMedia", "Edited with AI"),
        ("pixelworks", Job.REFERENCE_EDIT, ("palette",), "composite", "Edited with pixelworks"),
    ],
)
def test_a_label_says_what_the_engine_really_is(
    engine: str, job: Job, roles: tuple[str, ...], term: str, says: str
) -> None:
    """The built-in engine is no AI and is not called so; a package's engine is named, since nobody knows."""
    attempt = made("001", engine, roles=roles)
    engines = engines_of(attempt, {"001": attempt})
    assert source_type(attempt, engines, job=job) == f"{IPTC}{term}"
    assert ai_label(engines, ENGLISH) == says


def test_every_channel_says_what_it_asks_in_short_lines() -> None:
    """The table of a channel page has a shape and a size for each channel the studio knows."""
    table = yaml.safe_load((ROOT / "studio" / "data" / "channels.yaml").read_text(encoding="utf-8"))
    for name, row in table["channels"].items():
        channel = Channel.model_validate({"as_of": str(table["as_of"]), **row, "name": name})
        asks = list(channel_asks(channel, ENGLISH))
        assert [ask for ask, _ in asks[:2]] == ["Shape", "Best size"]
        assert all(rule and "None" not in rule and "{" not in rule for _, rule in asks), name


def below(markdown: str) -> GuidePart:
    """A section of a guide."""
    guide, _ = parse_guide(f"## Workflow\n\n{markdown}", first_line=1)
    return GuideText(guide).part("Workflow")


def test_what_a_criterion_means_stands_beside_it() -> None:
    """A list of criteria in the guide is taken apart by name; its markup stays safe."""
    part = below("- **Subject identity.** Label & *dropper*.\n- **Layout and crop**: <b>whole</b>\n- loose\n")
    assert part.named_items() == {
        "subject identity": "Label &amp; <em>dropper</em>.",
        "layout and crop": "&lt;b&gt;whole&lt;/b&gt;",
    }


def test_a_table_of_a_guide_scrolls_by_itself() -> None:
    """A wide table never makes the page wide, and the keyboard reaches it."""
    html = below("| a | b |\n|---|:-:|\n| 1 | 2 |\n").html
    assert html.startswith('<div class="scroll" tabindex="0" role="group"')
    assert html.rstrip().endswith("</table></div>")
    assert '<td>1</td>\n<td class="is-center">2</td>' in html


def test_a_link_whose_address_stands_at_the_end_of_the_guide_leads_there_from_every_section() -> None:
    """A guide is read as one text, as every Markdown viewer reads it."""
    guide, _ = parse_guide(
        "Look [here][1].\n\n## Workflow\n\n1. [Go][1]\n\n## FAQ\n\n[1]: https://x.org/\n", first_line=1
    )
    link = '<a href="https://x.org/" rel="noopener nofollow">'
    assert GuideText(guide).opening == f"Look {link}here</a>."
    assert list(GuideText(guide).part("Workflow").items("ordered")) == [f"{link}Go</a>"]


def test_a_day_is_written_as_people_write_it() -> None:
    """A date without a meaning stays as it is instead of stopping the page."""
    assert ENGLISH.day("2026-11-23T18:42:54Z") == "23 November 2026"
    assert ENGLISH.day("soon") == "soon"


def test_words_that_are_set_are_told_with_what_decides_them() -> None:
    """The copy, its fonts, its place; what is as usual is left out."""
    setting = {"font": ["Inter.otf", "Noto.ttf"], "box": [0.05, 0.2, 0.32, 0.3], "colour": "#20140c"}
    spec = EditSpec.model_validate({"text": [{"say": "Spring Sale", "set": setting}, {"say": "Now", "where": "top"}]})
    rows = dict(spec_rows(effective_spec(spec), ENGLISH))
    assert rows["Words in the picture"].startswith(
        "“Spring Sale”, set in Inter.otf, Noto.ttf; 32 % × 30 % of the picture, 5 % from the left, 20 % from the top; "
        "colour #20140c, "
    )
