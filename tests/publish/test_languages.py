"""The pages speak the site's language, and no other."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from studio.errors import ContentError
from studio.publish.pages.words import ENGLISH, Tongue, Words, tongue_of, words_in
from studio.workflow.publishing.site import BuildOptions, build
from studio.workspace import open_workspace
from tests.catalogue import SITE, WORDS, messages, written
from tests.conftest import ROOT

_SHOWN = ("alt", "aria-label", "aria-valuetext", "placeholder", "title", "data-narrowed")
"""Attributes whose words people read or hear."""
_HELD = re.compile(r"%\(\w+\)s|\{\w+\}")
_GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβχδεφγηιξκλμνοπψρστυωωχυζΑΒΧΔΕΦΓΗΙΞΚΛΜΝΟΠΨΡΣΤΥΩΩΧΥΖ"
)
_SAMPLES = ("spring-handbag", "handbag-four-seasons", "handbag-brand-mark", "kettle-cleaned-for-catalogue",
            "loaf-in-campaign-colours", "serum-story", "handbag-scratch-repair")  # fmt: skip
"""Samples that between them show everything a page can show."""
_SIGNS = re.compile(
    r"https?:\S+|\{\w+\}|\b(px|MB|USD|PNG|JPE?G|WEBP|GIF|HEIC|AVIF|TIFF|BMP|MP4|studio use \S+ --picture)\b"
)
"""Units, formats and commands, which are the same in every language."""


class Nodes(HTMLParser):
    """Every text of a page, and every attribute that is read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skipped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped = tag in {"script", "style"}
        values = dict(attrs)
        names = (*_SHOWN, "content") if (values.get("name") or values.get("property") or "").endswith(
            ("description", "title", "alt")
        ) else _SHOWN  # fmt: skip
        self.found += [value for name in names if (value := values.get(name))]

    def handle_endtag(self, tag: str) -> None:
        self._skipped = False

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.found.append(data)


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """Every text of every page with its page."""
    for page in sorted(site.rglob("*.html")):
        nodes = Nodes()
        nodes.feed(page.read_text())
        yield from ((page.name, " ".join(text.split())) for text in nodes.found if text.strip())


def site_in(language: str, root: Path, *, words: bytes = b"") -> Path:
    """The site of a few samples in a language, with a catalogue of the workspace's own."""
    for name in _SAMPLES:
        shutil.copytree(ROOT / "content" / name, root / "content" / name)
    (root / "content" / "studio.toml").write_text(
        f'[site]\ntitle = "8"\nlanguage = "{language}"\nbase_url = "https://example.org"\ndownloads = "approved"\n'
    )
    if words:
        (root / "templates" / "site" / "words").mkdir(parents=True)
        (root / "templates" / "site" / "words" / f"{language}.po").write_bytes(words)
    build(open_workspace(root), on_progress=lambda *_: None, options=BuildOptions())
    return root / "site"


def marked() -> bytes:
    """A catalogue in which every letter of every word of the pages is Greek."""
    catalogue = Catalog(locale="el", fuzzy=False)
    for message in messages():
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            greek = tuple(_in_greek(form) for form in forms)
            catalogue.add(message.id, greek if isinstance(message.id, tuple) else greek[0])
    return written(catalogue)


def _in_greek(text: str) -> str:
    held = _HELD.findall(text)
    return "".join(part.translate(_GREEK) + (held.pop(0) if held else "") for part in _HELD.split(text))


def said_by_people() -> str:
    """Everything that stands in the samples' own files, without the marks of Markdown."""
    found = []
    for name in _SAMPLES:
        folder = ROOT / "content" / name
        found.append((folder / "recipe.md").read_text().replace("`", "").replace("*", ""))
        found += [_strings(json.loads(path.read_text())) for path in folder.glob("attempts/???.json")]
    return " ".join(" ".join(found).split()).casefold()


def _strings(data: object) -> str:
    if isinstance(data, dict):
        return " ".join(f"{key} {_strings(value)}" for key, value in data.items())
    return " ".join(_strings(value) for value in data) if isinstance(data, list) else str(data)


def test_every_word_of_the_pages_goes_through_the_catalogue(tmp_path: Path) -> None:
    """Where every translation is in Greek letters, Latin ones stand only in what people wrote into the recipes."""
    said = said_by_people()
    left = {
        f"{page}: {run}: {text}"
        for page, text in texts(site_in("el", tmp_path, words=marked()))
        for run in re.findall(r"[A-Za-z][A-Za-z'’ -]*[A-Za-z]", _SIGNS.sub("·", text))
        if run.casefold() not in said
    }
    assert not left, "\n".join(sorted(left))


def test_a_german_site_keeps_no_english_word_of_the_theme(tmp_path: Path) -> None:
    """No text of a page is a text of the theme in English, and what search engines read is German too."""
    with (WORDS / "de.po").open("rb") as file:
        both = [(str(message.id).casefold(), str(message.string).casefold()) for message in read_po(file)]
    other = {english for english, german in both if english and english != german}
    site = site_in("de", tmp_path)
    shown = {f"{page}: {text}" for page, text in texts(site) if text.casefold().strip(" .:") in other}
    people = said_by_people()
    assert not {text for text in shown if text.partition(": ")[2].casefold() not in people}
    index = (site / "index.html").read_text()
    assert '<html lang="de" dir="ltr">' in index
    assert "7 Rezepte" in index
    assert "Freigegeben von studio am 23. November 2026" in (site / "recipes" / "spring-handbag.html").read_text()
    script = next((site / "assets").glob("site-*.js")).read_text()
    assert '"Copied":"Kopiert"' in script
    style = next((site / "assets").glob("style-*.css")).read_text()
    assert '--before: "Vorher"' in style


@pytest.mark.parametrize("name", ["de", "en"])
def test_each_language_that_ships_is_complete(name: str) -> None:
    """Every text has a translation that fills in the same values, none is a guess, and none is left from before."""
    with (WORDS / f"{name}.po").open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    wanted = {message.id for message in messages() if message.id}
    own = {message.id: message for message in catalogue if message.id}
    assert own.keys() == wanted, "Run `make words`, and translate what came in."
    assert not catalogue.obsolete
    for text, message in own.items():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(forms), f"{text}: not translated"
        assert not message.fuzzy, f"{text}: a guess"
        originals = text if isinstance(text, tuple) else (text,)
        for form in forms:
            assert sorted(_HELD.findall(form)) == sorted(_HELD.findall(originals[-1])), f"{text}: {form}"


def test_a_workspace_adds_a_language_or_says_single_words_its_own_way(tmp_path: Path) -> None:
    """A file of the workspace wins entry by entry; what it leaves out comes from the one that ships, then English."""
    own = tmp_path / "words"
    own.mkdir()
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (own / "de.po").write_text(f'{head}msgid "Recipes"\nmsgstr "Looks"\n')
    (own / "nl.po").write_text(f'{head}msgid "Recipes"\nmsgstr "Recepten"\n')
    german, dutch = words_in("de", (tmp_path, SITE)), words_in("nl", (tmp_path, SITE))
    assert (german("Recipes"), german("Method")) == ("Looks", "Methode")
    assert (dutch("Recipes"), dutch("Method")) == ("Recepten", "Method")
    assert dutch.is_translated
    assert words_in("de-AT", (SITE,))("Recipes") == "Rezepte"
    assert not words_in("fr", (SITE,)).is_translated


def test_words_days_and_numbers_follow_the_language() -> None:
    """Babel's days and lists, the catalogue's plurals."""
    german = words_in("de", (SITE,))
    assert german.day("2026-11-23T18:42:54Z") == "23. November 2026"
    assert [german.plural("%(count)s recipe", "%(count)s recipes", count) for count in (0, 1, 2)] == [
        "0 Rezepte", "1 Rezept", "2 Rezepte",
    ]  # fmt: skip
    assert german.any_of(["layout", "text"]) == "Anordnung oder Text"
    assert ENGLISH.any_of(["subject", "layout", "text"]) == "subject, layout or text"
    assert Words("ar").direction == "rtl"


def test_a_language_that_does_not_exist_and_a_broken_file_of_words_are_said_plainly(tmp_path: Path) -> None:
    """The error says what stands where, and how to write it."""
    with pytest.raises(ContentError, match="language = 'German' is no language"):
        Words("German")
    path = tmp_path / "de.po"
    path.write_text("msgid Recipes\n")
    with pytest.raises(ContentError, match=r"de\.po: these words cannot be read"):
        Words("de", [path])
    path.write_text('msgid "Attempt %(number)s"\nmsgstr "Versuch %(nummer)s"\n')
    with pytest.raises(ContentError, match=r"de\.po:1: .*'%\(number\)s'.* 'Versuch %\(nummer\)s'"):
        Words("de", [path])


def arabic(root: Path, *, language: str, says: str = "") -> Path:
    """A site of two samples, one of them with Arabic words."""
    for name in ("spring-handbag", "serum-story"):
        shutil.copytree(ROOT / "content" / name, root / "content" / name)
    recipe = root / "content" / "serum-story" / "recipe.md"
    head, _, rest = recipe.read_text().partition("title: ")
    recipe.write_text(f"{head}{says}title: مصل الصباح\n{rest.partition(chr(10))[2]}")
    (root / "content" / "studio.toml").write_text(f'[site]\nlanguage = "{language}"\n')
    build(open_workspace(root), on_progress=lambda *_: None, options=BuildOptions())
    return root / "site"


@pytest.mark.parametrize(("says", "tongue"), [("", ' dir="rtl"'), ("language: ar\n", ' lang="ar" dir="rtl"')])
def test_an_arabic_recipe_runs_from_right_to_left_in_an_english_site(tmp_path: Path, says: str, tongue: str) -> None:
    """Its own words do, on its page, on its card and in the search; the words of the site and prompts do not."""
    site = arabic(tmp_path, language="en", says=says)
    page = (site / "recipes" / "serum-story.html").read_text()
    assert '<html lang="en" dir="ltr">' in page
    assert f"<h1{tongue}>مصل الصباح</h1>" in page
    assert f'<p class="lead"{tongue}>' in page
    assert "<h2>What can go wrong</h2>" in page
    assert '<pre class="prompt" dir="auto"' in page
    assert '<div class="stage" dir="ltr">' in page
    index = (site / "index.html").read_text()
    assert re.search(rf'data-from="title"{tongue} href="recipes/serum-story.html">مصل', index)
    assert 'data-from="title" href="recipes/spring-handbag.html"' in index
    rows = (site / "search.js").read_text()
    assert rows.count('"dir":"rtl"') == 1


def test_a_site_in_arabic_runs_from_right_to_left(tmp_path: Path) -> None:
    """Every page does; an English recipe in it runs from left to right, and before stays left of after."""
    site = arabic(tmp_path, language="ar")
    for page in site.rglob("*.html"):
        assert '<html lang="ar" dir="rtl">' in page.read_text()
    english = (site / "recipes" / "spring-handbag.html").read_text()
    assert '<h1 dir="ltr">' in english
    assert '<div class="stage" dir="ltr">' in english
    assert re.search(r"٢٣|23 نوفمبر 2026", english)
    assert "<h1>مصل الصباح</h1>" in (site / "recipes" / "serum-story.html").read_text()


@pytest.mark.parametrize(
    ("text", "language", "tongue"),
    [
        ("«مصل» 2026", None, Tongue("", "rtl")), ("12 × שמן", None, Tongue("", "rtl")), ("2026", None, Tongue()),
        ("Ein Kleid", "de", Tongue("de", "ltr")), ("2026", "he", Tongue("he", "rtl")),
        ("Sa", "xx", Tongue("xx", "ltr")),
    ],
)  # fmt: skip
def test_a_text_runs_as_its_language_or_its_first_letter_says(text: str, language: str | None, tongue: Tongue) -> None:
    """Digits and marks say nothing; a language that Babel does not know keeps its code."""
    assert tongue_of(text, language) == tongue
