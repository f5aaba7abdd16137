"""Files that chance has spoilt: each reader reads them, or says in words of the studio why not.

`make fuzz` tries many more.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.client_answers import read_answer_file
from studio.errors import StudioError
from studio.pictures import decode, look_at
from studio.store.csv_table import read_csv
from studio.store.model_file import read_model
from studio.store.recipes import read_recipe
from studio.store.settings import read_settings
from studio.store.splice import fields_of
from studio.workflow.starting.reusable import open_reusable
from studio.workspace import open_workspace
from tests.conftest import ROOT
from tests.workflow.test_client_answers import as_text

SAMPLE = ROOT / "content" / "serum-story"


def as_png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((24, 16)).convert("RGB").save(out, "PNG")
    return out.getvalue()


def as_bundle() -> bytes:
    """A recipe in an archive, as a gallery offers it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("serum-story/recipe.md", (SAMPLE / "recipe.md").read_bytes())
    return out.getvalue()


RECIPE = (SAMPLE / "recipe.md").read_bytes()
SIDECAR = (SAMPLE / "attempts" / "001.json").read_bytes()
SETTINGS = (ROOT / "content" / "studio.toml").read_bytes()
SHEET = "picture;slug;season\nbag.jpg;bag;spring\n„a“;b;c\n".encode()
ANSWERS = as_text(recipe="a-bag", attempt="001", picture="sha256:0", verdict="approved").encode()
PHOTOGRAPH = as_png()
BUNDLE = as_bundle()
SPLINTERS = st.sampled_from([
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"---\n", b"```yaml edit\n", b"```\n", b"<<<<<<< HEAD\n", b"{", b"}",
    b"[", b"]", b": ", b"- ", b"&a", b"*a", b"!!python/object:os.system", b'"', b"'", b"null", b"1e999", b"-1",
    b"\xe2\x80\xa8", b"{{ season }}", b"|", b">", b"#", b"\t", "ä".encode("latin-1"), "文".encode(), b"2026-02-30",
    b"true", b"@",
]) | st.binary(max_size=8)  # fmt: skip
"""What chance puts in: signs that mean something to one of the readers, and any bytes."""


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """A good file with pieces taken out, doubled, or replaced."""
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 40))
        data = data[:start] + draw(SPLINTERS) + (data[start:end] if draw(st.booleans()) else b"") + data[end:]
    return data


@contextlib.contextmanager
def written(data: bytes, name: str) -> Iterator[Path]:
    """A file with these bytes in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def reads(read: Callable[[], object]) -> None:
    """It reads, or says why not; anything else is a traceback."""
    with contextlib.suppress(StudioError):
        read()


@given(spoilt(RECIPE) | st.binary(max_size=400))
def test_a_spoilt_recipe_is_read_and_its_problems_named(data: bytes) -> None:
    """With a line that the file has."""
    recipe = read_recipe(Path("content"), "a-bag", source=data)
    for problem in recipe.problems:
        assert 1 <= problem.line <= max(1, len(data.splitlines()) + 1), problem
        assert problem.fault


@given(spoilt(RECIPE))
def test_fields_of_a_spoilt_front_matter_are_read_or_refused(data: bytes) -> None:
    """As the splice of a verdict reads them."""
    front = data.decode("utf-8", errors="replace").partition("---\n")[2].partition("\n---")[0]
    reads(lambda: fields_of(front, first_line=2))


@given(spoilt(SIDECAR) | st.binary(max_size=200))
def test_a_spoilt_sidecar_is_read_or_refused(data: bytes) -> None:
    """A record is never half read."""
    with written(data, "001.json") as path:
        reads(lambda: read_model(Attempt, path))


@given(spoilt(SETTINGS) | st.binary(max_size=200))
def test_spoilt_settings_are_read_or_refused(data: bytes) -> None:
    """Nobody is left with a studio that does not start and does not say why."""
    with written(data, "studio.toml") as path:
        reads(lambda: read_settings(path.parent))


@given(spoilt(SHEET) | st.binary(max_size=200))
def test_a_spoilt_sheet_of_products_is_read_or_refused(data: bytes) -> None:
    """Whatever a spreadsheet has made of it."""
    with written(data, "products.csv") as path:
        reads(lambda: read_csv(path))


@given(spoilt(ANSWERS) | st.binary(max_size=200))
def test_spoilt_answers_of_a_client_are_read_or_refused(data: bytes) -> None:
    """As a mail program may leave them."""
    reads(lambda: read_answer_file(data, name="answers.txt"))


@given(spoilt(PHOTOGRAPH))
def test_a_spoilt_picture_is_described_with_its_fault_and_decodes_or_is_refused(data: bytes) -> None:
    """What is cut or changed is never taken for whole pixels without a word."""
    facts = look_at(data, name="a.png")
    try:
        decode(data, name="a.png")
    except StudioError:
        assert facts.fault or not facts.format
    else:
        assert facts.format


@given(spoilt(BUNDLE))
def test_a_spoilt_bundle_is_read_or_refused(data: bytes) -> None:
    """An archive from somebody's gallery, as a download may have left it."""
    with written(data, "bundle.zip") as path:
        (path.parent / "content").mkdir()
        workspace = open_workspace(path.parent)
        reads(lambda: open_reusable(workspace, str(path)))
