"""Published pictures say how they came to be and whom to credit, in fields that other programs read."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from studio.core.attempts.gate import gallery
from studio.core.recipe.rights import Terms
from studio.core.recipe.spec import EditSpec
from studio.core.site_options import SiteOptions
from studio.pictures.xmp import Origin, xmp_packet
from studio.publish.pages.provenance import origins_of
from studio.workflow.publishing.site import BuildOptions, build
from studio.workspace import Workspace, open_workspace
from tests.bench.corpus import workspace as corpus
from tests.conftest import ROOT
from tests.core.makers import make_recipe
from tests.workflow.conftest import change_front

SLUG = "recipe-00000"
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/composite"


@pytest.fixture
def credited(tmp_path: Path) -> Workspace:
    """One recipe with an approved pair, whose photographer is named."""
    shelf = open_workspace(corpus(1, tmp_path / "shelf", side=600))
    change_front(shelf, SLUG, "rights: own", "rights: own\ncredit: Ada & Söhne")
    return open_workspace(shelf.root)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not on this machine")
def test_every_published_picture_carries_its_origin(credited: Workspace, tmp_path: Path) -> None:
    """The result is a composite and says so in each format; of the photograph only the credit is known."""
    build(credited, on_progress=lambda *_: None, options=BuildOptions(out=tmp_path / "site", base_url=""))
    pictures = sorted(str(path) for path in (tmp_path / "site" / "pictures").iterdir())
    assert {path.rpartition(".")[2] for path in pictures} >= {"avif", "jpg"}
    for tags in read_tags(*pictures):
        is_result = "-001-" in tags["SourceFile"]
        assert tags.get("DigitalSourceType") == (COMPOSITE if is_result else None), tags
        assert tags["Credit"] == "Ada & Söhne"


WHOSE = """\
rights: own
credit: Ada & Söhne
creator: Zoë <Öl>
owner: Bag & Co
licence: https://example.com/terms?a=1&b=2
"""


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not on this machine")
def test_every_published_picture_says_whose_it_is(credited: Workspace, tmp_path: Path) -> None:
    """Creator, owner and licence reach every format; the prompt only where it is wanted and was read."""
    front = "rights: own\ncredit: Ada & Söhne"
    change_front(credited, SLUG, front, WHOSE.rstrip())
    settings = credited.content / "studio.toml"
    settings.write_text(f"{settings.read_text() if settings.exists() else ''}\n[site]\nwebp = true\n")
    for wanted in (False, True):
        if wanted:
            settings.write_text(f"{settings.read_text()}prompt_in_pictures = true\n")
            sidecar = credited.content / SLUG / "attempts/001.json"
            sidecar.write_text(sidecar.read_text().replace('"name": "local"', '"name": "openai"', 1))
        shelf = open_workspace(credited.root)
        site = tmp_path / f"site-{wanted}"
        build(shelf, on_progress=lambda *_: None, options=BuildOptions(out=site, base_url=""))
        prompt = shelf.folder(SLUG).attempts[0].prompt
        pictures = sorted(str(path) for path in (site / "pictures").iterdir())
        assert {path.rpartition(".")[2] for path in pictures} == {"avif", "jpg", "webp"}
        for tags in read_tags(*pictures):
            assert (tags["Creator"], tags["Owner"]) == ("Zoë <Öl>", "Bag & Co")
            assert tags["WebStatement"] == "https://example.com/terms?a=1&b=2"
            is_told = wanted and "-001-" in tags["SourceFile"]
            assert tags.get("AIPromptInformation") == (prompt if is_told else None)


def test_a_licence_in_words_and_what_only_one_picture_says() -> None:
    """A reference's own words win over the recipe's, and the site's licence is said of nobody else's photograph."""
    packet = xmp_packet(Origin(licence="Only <here> & now", creator="A\u0000 B"))
    assert b'<rdf:li xml:lang="x-default">Only &lt;here&gt; &amp; now</rdf:li>' in packet
    assert b"<rdf:li>A B</rdf:li>" in packet
    assert b"WebStatement" not in packet
    lent = {"image": "lent.jpg", "role": "style", "creator": "Lent", "rights": "licensed"}
    data = {"source": "before.jpg", "references": [lent]}
    spec = EditSpec.model_validate({**data, "references": [{**lent, "creator": "as it ran", "owner": "as it ran"}]})
    recipe = make_recipe(specs=[("", data)], creator="House", licence="L")
    assert recipe.terms_of("lent.jpg", spec) == Terms(creator="Lent", owner="as it ran", licence="L")
    assert recipe.terms_of("before.jpg", spec) == Terms(creator="House", licence="L")


def read_tags(*paths: str) -> list[dict[str, str]]:
    done = subprocess.run(["exiftool", "-j", "-XMP:all", *paths], capture_output=True, check=True)
    found: list[dict[str, str]] = json.loads(done.stdout)
    assert len(found) == len(paths)
    return found


def test_each_sample_claims_what_is_true_of_it() -> None:
    """The built-in engine trains on nothing: a repair is enhanced, a new background a composite, nothing is AI."""
    shown = gallery(open_workspace(ROOT).folders()).entries
    found = {
        origins_of(entry, SiteOptions())[pair.after].source_type.rpartition("/")[2]
        for entry in shown
        for pair in entry.pairs
    }
    assert found == {"composite", "compositeCapture", "algorithmicallyEnhanced"}
    for entry in shown:
        photographs = {pair.before.image for pair in entry.pairs if pair.before} - {pair.after for pair in entry.pairs}
        assert not any(origins_of(entry, SiteOptions())[image].source_type for image in photographs)
