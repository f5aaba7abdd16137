"""Published pictures say how they came to be and whom to credit, in fields that other programs read."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from studio.core.attempts.gate import gallery
from studio.publish.pages.provenance import origins_of
from studio.workflow.publishing.site import BuildOptions, build
from studio.workspace import Workspace, open_workspace
from tests.bench.corpus import workspace as corpus
from tests.conftest import ROOT
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
    said = json.loads(subprocess.run(["exiftool", "-j", "-XMP:all", *pictures], capture_output=True, check=True).stdout)
    assert len(said) == len(pictures)
    for tags in said:
        is_result = "-001-" in tags["SourceFile"]
        assert tags.get("DigitalSourceType") == (COMPOSITE if is_result else None), tags
        assert tags["Credit"] == "Ada & Söhne"


def test_each_sample_claims_what_is_true_of_it() -> None:
    """The built-in engine trains on nothing: a repair is enhanced, a new background a composite, nothing is AI."""
    shown = gallery(open_workspace(ROOT).folders()).entries
    found = {origins_of(entry)[pair.after].source_type.rpartition("/")[2] for entry in shown for pair in entry.pairs}
    assert found == {"composite", "compositeCapture", "algorithmicallyEnhanced"}
    for entry in shown:
        photographs = {pair.before.image for pair in entry.pairs if pair.before} - {pair.after for pair in entry.pairs}
        assert not any(origins_of(entry)[image].source_type for image in photographs)
