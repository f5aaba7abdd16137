"""What a page says is what the record says: every sample page is read and held against its sidecars and evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from studio.core.attempts.attempt import Change
from studio.core.attempts.effective import with_first_defaults
from studio.core.attempts.evidence import Measure
from studio.core.attempts.gate import gallery
from studio.core.site_options import SiteOptions
from studio.engines.catalogue import engine_facts
from studio.publish.pages.renderer import Renderer
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.spec_table import change_line, label, said
from studio.publish.pages.theme import Theme
from studio.publish.pages.verdict import said as said_of
from studio.publish.pages.viewing import card_of, recipe_view
from studio.publish.pages.words import ENGLISH
from studio.publish.pictures.derivatives import SitePicture, Source
from studio.publish.recipe_pages import measured
from studio.store.places import recipe_slugs
from studio.store.recipes import read_folder
from studio.workspace import open_workspace
from tests.conftest import ROOT

CONTENT = ROOT / "content"
SAMPLES = recipe_slugs(CONTENT)
CHANNELS = open_workspace(ROOT).rules.channels.by_name
BIT_FOR_BIT = "100% of it is the photograph, bit for bit"
NO_EFFECT = ("local.shadow.angle_deg", "local.shadow.softness", "local.shadow.strength", "local.background.season")
"""Settings that may be left out of a page, where they had no effect."""
NO_BACKDROP = ("local.shadow", "local.reflection", "local.light")
"""Settings that have an effect only where a background is replaced."""


class Words(HTMLParser):
    """The text of some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += f" {' '.join(data.split())}" if data.strip() else ""


def text_of(html: str) -> str:
    """The words of some HTML, elements apart by a blank."""
    words = Words()
    words.feed(html)
    return words.text


def page_of(slug: str) -> str:
    """A sample's page; its pictures are named and not made."""
    text = SiteText.from_options(SiteOptions(title="Samples"), CHANNELS)
    (entry,) = gallery([read_folder(CONTENT, slug)]).entries
    pictures = {
        (slug, image): SitePicture(4, 3, (Source("image/jpeg", ((image, 4),)),), "", image, 4)
        for image in entry.pictures | entry.small_pictures
    }
    view = recipe_view(entry, pictures, measured(entry, CONTENT), text)
    assert card_of(view, text).after == view.pairs[0].after, "card and page open on the same picture"
    return Renderer(Theme([ROOT / "templates"]), text).recipe(view)


def sections(html: str) -> dict[str, str]:
    """HTML of each result, by the number of its attempt."""
    parts = re.split(r'<section class="result" id="result-(\d+)"', html.partition('<section class="block"')[0])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def leaves(data: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of plain data with its way; a list is a value."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def contradictions(slug: str, html: str) -> list[str]:
    """Everything on a page that its records contradict, read from the files themselves."""
    found, guide = [], (CONTENT / slug / "recipe.md").read_text()
    for number, section in sections(html).items():
        record = json.loads((CONTENT / slug / "attempts" / f"{number}.json").read_text())
        evidence = json.loads((CONTENT / slug / "attempts" / f"{number}.evidence.json").read_text())
        words = text_of(section)
        settings = text_of(section.partition('<div class="settings">')[2].partition("</dl>")[0])
        faults = (*faults_of(record, words, guide), *left_out(record, settings), *invented(evidence, section, guide))
        found += [f"{slug} {number}: {fault}" for fault in faults]
        if "pixel for pixel" in words and BIT_FOR_BIT not in json.dumps(evidence):
            found.append(f"{slug} {number}: says 'pixel for pixel', and the evidence does not")
    return found


def faults_of(record: dict[str, Any], words: str, guide: str) -> Iterator[str]:
    """What a result says of its words, its settings and its channel, against its sidecar."""
    reads = engine_facts(record["engine"]["name"]).reads_words
    if ("The exact prompt" in words) != reads or ("The brief" in words) == reads:
        yield "brief and prompt are confused"
    if " ".join(record["prompt"].split()) not in words:
        yield "the words are not those that were recorded"
    channel = record["spec"].get("channel") or re.findall(r"^channel: (.*)$", guide, re.MULTILINE)[0]
    if f"For {CHANNELS[channel].label}" not in words:
        yield f"it was made for {channel}"
    verdicts = guide.partition("reviews:")[2].partition("\n---\n")[0].split("  - attempt: ")
    own = next(one for one in verdicts if one.startswith(f'"{record["id"]}"'))
    day = ENGLISH.day(re.findall(r"reviewed: '(.*)'", own)[0])
    if f"Approved by {re.findall('reviewer: (.*)', own)[0]} on {day}" not in words:
        yield "who approved it, and when, is not what the recipe says"


def left_out(record: dict[str, Any], settings: str) -> Iterator[str]:
    """Settings that were in force and stand not beside the brief."""
    if engine_facts(record["engine"]["name"]).reads_words:
        return
    spec = record["spec"] if record["schema_version"] > 1 else with_first_defaults(record["spec"])
    local = spec.get("local", {})
    without = (*NO_EFFECT, "engine.seed", *(() if local.get("background") else NO_BACKDROP))
    for way, value in leaves({"local": local, "engine": record["engine"]["settings"]}):
        if (
            value != []
            and not way.startswith(without)
            and f"{label(way, ENGLISH)} {said(way, value, ENGLISH)}" not in settings
        ):
            yield f"the setting {way} is missing"


def invented(evidence: dict[str, Any], section: str, guide: str) -> Iterator[str]:
    """Words that a machine read, and nobody wrote into the recipe, in what is said of the checklist."""
    check = text_of(section.partition('<table class="checklist">')[2].partition("</table>")[0])
    for measure in evidence["measures"]:
        if measure["name"] in {"label", "new text"}:
            for word in set(re.findall("“([^”]*)”", measure["says"])):
                if word not in guide and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", check):
                    yield f"“{word}” was read by a machine"


@pytest.mark.parametrize("slug", SAMPLES)
def test_no_sample_page_says_what_its_records_contradict(slug: str) -> None:
    """Brief or prompt rightly named, settings complete, the channel and the verdict as recorded, no word of OCR."""
    html = page_of(slug)
    assert len(sections(html)) >= 1
    assert contradictions(slug, html) == []


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        (lambda html: html.replace("The brief", "The exact prompt"), "confused"),
        (lambda html: html.replace("Preserve the uploaded", "Keep the uploaded"), "not those that were recorded"),
        (lambda html: re.sub(r"<div><dt>Season</dt>.*?</div>", "", html), "local.background.season"),
        (lambda html: re.sub(r"<div><dt>Shape asked for</dt>.*?</div>", "", html), "engine.size"),
        (lambda html: re.sub(r"<div><dt>Seed</dt>.*?</div>", "", html), "local.seed"),
        (lambda html: html.replace("For Google Ads, landscape", "For Etsy"), "made for google-ads-landscape"),
        (lambda html: html.replace("Approved by studio", "Approved by a person"), "who approved it"),
    ],
)
def test_a_page_that_lies_is_found_out(lie: Callable[[str], str], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading above is no formality: each kind of lie is named."""
    monkeypatch.setattr("tests.publish.test_truth.NO_EFFECT", ("local.shadow.angle_deg", "local.shadow.softness"))
    slug = "handbag-four-seasons"
    found = contradictions(slug, lie(page_of(slug)))
    assert found
    assert all(told in one for one in found)


def test_each_picture_of_a_variation_stands_under_its_own_words() -> None:
    """Four seasons are four prompts, and the heading names the one that differs."""
    parts = sections(page_of("handbag-four-seasons"))
    for section, season in zip(parts.values(), ("spring", "summer", "autumn", "winter"), strict=True):
        words = text_of(section)
        assert f"Season: {season}" in words
        assert f"a retail display in {season}" in words
        assert f"Season {season}" in words


def test_a_chain_opens_on_its_last_picture_and_files_each_under_its_own_channel() -> None:
    """The story's page begins with the story; the square it was made from stands behind it, as what it is."""
    html = page_of("serum-story")
    parts = list(sections(html).values())
    assert "For Facebook and Instagram story" in parts[0]
    assert "For Product page" in parts[1]
    kicker = html.partition('<p class="kicker">')[2].partition("</p>")[0]
    assert kicker.index("channels/meta-story.html") < kicker.index("channels/product-page.html")


def test_what_a_retry_changed_is_said_as_people_say_it() -> None:
    """No way into a file, no word that only a file has."""
    html = page_of("serum-morning-light")
    trail = html.partition('<ol class="trail">')[2].partition("</ol>")[0]
    assert "Shadow from the other side: 40° → 140°" in trail
    assert "Shadow: none → where it stands and thrown by the light" in trail
    assert "local." not in trail


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({"point": [0.49, 0.6]}, "by a click, 49 % from the left, 60 % from the top"),
        ({"box": [0.1, 0.2, 0.5, 0.6]}, "in a box, 50 % × 60 % of the picture, 10 % from the left, 20 % from the top"),
        ({"polygon": [[0, 0], [1, 0], [1, 1]]}, "by an outline of 3 points"),
        ({"mask": "cut-out.png"}, "as cut-out.png shows it"),
    ],
)
def test_how_the_product_is_found_is_said_in_words(after: dict[str, Any], told: str) -> None:
    """A person who showed where it is reads so, and no names of fields."""
    change = Change(field="subject", before={"holes": []}, after={"holes": [], **after})
    assert change_line(change, ENGLISH) == f"The product: found automatically → {told}"


def test_green_sentences_fold_under_one_plain_line(tmp_path: Path) -> None:
    """What is worth a look stands open in plain words; figures for specialists wait behind a line that counts them."""
    html = page_of("mug-at-dusk-card")
    check = html.partition('<table class="checklist">')[2].partition("</table>")[0]
    opened = re.sub(r"<details>.*?</details>", "", check, flags=re.DOTALL)
    assert "Its colour is not quite the photograph's." in opened.replace("&#39;", "'")
    assert not re.search(r"PSNR|ΔE2000|SSIM", opened)
    assert "1 to look at" in check
    assert "PSNR" in check


@pytest.mark.parametrize(
    ("says", "flag", "told"),
    [
        ("Words of the label. Changed: “HAZELMOOR” reads “eet, ZELMOOR”. Found: “HANDMADE”.", "look",
         "Found on the label: HANDMADE. Software could not read: HAZELMOOR."),
        ("Words of the label. No longer read: “HAZELMOOR”, “HANDMADE”.", "look",
         "Software could not read: HAZELMOOR, HANDMADE."),
        ("Words of the label. Found: “HAZELMOOR”, “HANDMADE”, “8Tl”.", "fine",
         "Found on the label: HAZELMOOR, HANDMADE."),
    ],
)  # fmt: skip
def test_a_raw_reading_of_a_machine_never_reaches_a_page(says: str, flag: str, told: str) -> None:
    """Which of the expected words were found and which were not: nothing else that a machine believes to have read."""
    measure = Measure.model_validate(
        {"name": "label", "criterion": "text readability", "flag": flag, "says": says, "value": 0.5}
    )
    assert said_of(measure, ("HAZELMOOR", "HANDMADE"), ENGLISH) == told
    fresh = measure.model_copy(update={"name": "new text", "flag": "look", "says": "New text: “8Tl”."})
    assert said_of(fresh, (), ENGLISH) == "Words may stand where the photograph has none."
