"""Fetching a network: from a server on this machine that breaks off, lies, or has nothing; nothing by itself."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from studio.errors import ContentError, EngineUnavailable, NotFound
from studio.vision import model_files
from studio.vision.model_files import FOLDER_VARIABLE, MODELS, ModelFile, find_model
from studio.workflow.browsing import knowledge
from studio.workflow.starting import fetch_model as fetching
from tests.loopback.fixed import Fixed, serving_fixed

NETWORK = bytes(range(256)) * 400


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModelFile:
    """A small network in an archive of its own, in the place of the real one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(MODELS[0].member, NETWORK)
    data = stream.getvalue()
    made = replace(
        MODELS[0], size=len(NETWORK), digest=hashlib.sha256(NETWORK).hexdigest(),
        archive_size=len(data), archive_digest=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    for module in (model_files, fetching, knowledge):
        monkeypatch.setattr(module, "MODELS", (made,))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "models"))
    (tmp_path / "archive").write_bytes(data)
    return made


def studio(*arguments: str) -> Result:
    from studio.cli.main import cli

    return CliRunner().invoke(cli, arguments)


def serve(state: Fixed, model: ModelFile, body: bytes, **headers: str) -> ModelFile:
    state.body, state.status, state.headers = body, 200, {"content-type": "application/zip", **headers}
    return replace(model, url=state.url + "/wheel")


def test_a_network_comes_once_and_whole(model: ModelFile, tmp_path: Path) -> None:
    """The command writes the file, the studio finds it, and a second call asks nothing of anybody."""
    with serving_fixed() as state:
        served = serve(state, model, (tmp_path / "archive").read_bytes())
        heard: list[int] = []
        path = fetching.fetch_model(served, on_bytes=heard.append)
        assert heard[-1] == model.archive_size
        assert path.read_bytes() == NETWORK
        assert find_model(model.name) == path
        assert [one.name for one in path.parent.iterdir()] == [path.name]
        again = studio("models", "fetch", model.name, "--from", served.url, "--json")
        assert json.loads(again.stdout)["path"] == str(path)
        assert len(state.paths) == 1


def test_a_download_that_broke_off_goes_on_where_it_was(model: ModelFile, tmp_path: Path) -> None:
    """The first call keeps what came and says so; the second asks for the rest only."""
    data = (tmp_path / "archive").read_bytes()
    with serving_fixed() as state:
        served = serve(state, model, data[:70_000])
        with pytest.raises(EngineUnavailable, match=r"0\.1 of 0\.1 MB are kept. Run the command again to go on"):
            fetching.fetch_model(served)
        assert find_model(model.name) is None
        serve(state, model, data[70_000:])
        state.status = 206
        assert fetching.fetch_model(served).read_bytes() == NETWORK
        assert [one["range"] for one in state.asked] == ["bytes=0-", "bytes=70000-"]


def test_a_server_that_sends_the_whole_again_is_understood(model: ModelFile, tmp_path: Path) -> None:
    """Nothing is put behind what is there already, unless the server says that it goes on."""
    data = (tmp_path / "archive").read_bytes()
    with serving_fixed() as state:
        served = serve(state, model, data[:5000])
        with pytest.raises(EngineUnavailable):
            fetching.fetch_model(served)
        serve(state, model, data)
        assert fetching.fetch_model(served).read_bytes() == NETWORK


def test_another_file_is_thrown_away(model: ModelFile, tmp_path: Path) -> None:
    """One byte off, or a page in its place: an error that names the source, and no file."""
    data = bytearray((tmp_path / "archive").read_bytes())
    data[100] ^= 1
    with serving_fixed() as state:
        for body in (bytes(data), b"<html>" * 100_000):
            served = serve(state, model, body)
            with pytest.raises(ContentError, match=served.url):
                fetching.fetch_model(served)
            assert list((tmp_path / "models").iterdir()) == []
        state.status = 404
        with pytest.raises(EngineUnavailable, match=f"not fetched from {served.url}.*--from"):
            fetching.fetch_model(served)


def test_a_copy_from_a_disk_will_do(model: ModelFile, tmp_path: Path) -> None:
    """The archive or the network itself; a file that is neither is refused by name."""
    for name, data in (("archive", None), ("plain.onnx", NETWORK)):
        if data:
            (tmp_path / name).write_bytes(data)
        path = fetching.fetch_model(model, source=str(tmp_path / name))
        assert path.read_bytes() == NETWORK
        path.unlink()
    (tmp_path / "other").write_bytes(b"other")
    with pytest.raises(ContentError, match="other is another file"):
        fetching.fetch_model(model, source=str(tmp_path / "other"))


def test_a_network_that_is_a_file_by_itself_comes_without_an_archive(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The server says how long it is, its SHA-256 what it is; broken off it goes on, and another file is refused."""
    made = replace(model_files.known_model("cyrillic"), digest=hashlib.sha256(NETWORK).hexdigest())
    for module in (model_files, fetching, knowledge):
        monkeypatch.setattr(module, "MODELS", (made,))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "models"))
    said = {one.what: one.detail for one in knowledge.examine_machine()}
    assert said["cyrillic"].endswith("studio models fetch cyrillic")
    with serving_fixed() as state:
        served = serve(state, made, b"x" * len(NETWORK))
        with pytest.raises(ContentError, match="another file"):
            fetching.fetch_model(served)
        part = tmp_path / "models" / "cyrillic.part"
        part.write_bytes(NETWORK[:70_000])
        serve(state, made, NETWORK[70_000:])
        state.status = 206
        assert fetching.fetch_model(served).read_bytes() == NETWORK
        assert [one["range"] for one in state.asked] == ["bytes=0-", "bytes=70000-"]
        assert not part.exists()
    assert "cyrillic" not in {one.what for one in knowledge.examine_machine() if not one.ok}


def test_a_damaged_network_is_none_and_the_doctor_says_so(model: ModelFile, tmp_path: Path) -> None:
    """A file that was cut or changed is not used; init offers to fetch it, with its size."""
    own = tmp_path / "models" / model.file_name
    own.parent.mkdir()
    own.write_bytes(NETWORK[:-1] + b"x")
    assert find_model(model.name) is None
    finding = next(one for one in knowledge.examine_machine() if one.what == model.name)
    assert not finding.ok
    assert f"{own} is damaged" in finding.detail
    said = studio("init", str(tmp_path / "new")).output
    assert f"studio models fetch {model.name}" in said
    own.write_bytes(NETWORK)
    assert next(one for one in knowledge.examine_machine() if one.what == model.name).ok
    assert "models fetch" not in studio("init", str(tmp_path / "newer")).output


def test_what_can_be_fetched_stands_with_its_terms(model: ModelFile) -> None:
    """Licence of code and weights, the pictures it learned from, size and address; an unknown name is an error."""
    rows = json.loads(studio("models", "fetch", "--json").stdout)
    assert {"code", "weights", "trained_on", "bytes", "from", "sha256"} <= rows[0].keys()
    with pytest.raises(NotFound, match="u2netp"):
        model_files.known_model("isnet")
    assert "gpt-image-2" in studio("models").output
