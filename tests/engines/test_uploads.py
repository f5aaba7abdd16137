"""What leaves this machine: pixels that stand upright in sRGB, the parameters of the record, and nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from tests.conftest import PHOTOS, Studio
from tests.engines.conftest import settle
from tests.loopback.server import Loopback

SECRETS = (b"SERIAL-4711", b"Canon", b"comment-0815", b"somebody", b"xpacket", b"8BIM", b"AFTERTHEEND")
Sidecar = Callable[[str], dict[str, object]]


def camera_jpeg(*, orientation: int = 1, profile: bytes | None = None, mode: str = "RGB") -> bytes:
    """A photograph with everything that cameras and programs put around the pixels; red at the top left."""
    with Image.open(PHOTOS / "bag_before.jpg") as opened:
        photo = opened.convert(mode).resize((400, 300))
    if mode == "RGB":
        photo.paste((220, 20, 20), (0, 0, 40, 30))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Canon", "Some model", orientation
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-4711"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (52.0, 31.0, 12.0)
    xmp = b"<?xpacket begin?><x:xmpmeta>somebody</x:xmpmeta>"
    sink = io.BytesIO()
    photo.save(sink, "JPEG", quality=92, exif=exif, xmp=xmp, comment=b"comment-0815", icc_profile=profile)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x08somebody"
    iptc = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    return sink.getvalue()[:2] + iptc + sink.getvalue()[2:] + b"AFTERTHEEND"


def swapped_profile() -> bytes:
    """The profile of sRGB with red and blue changed over, under its old name."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")


def put(workspace: Path, data: bytes, name: str = "before.jpg") -> None:
    folder = workspace / "content/bag-on-white"
    (folder / name).write_bytes(data)
    recipe = folder / "recipe.md"
    recipe.write_text(recipe.read_text().replace("subject: {mask: subject.png}\n", "").replace("before.jpg", name))


def sent(studio: Studio, provider: Loopback) -> Image.Image:
    """The first picture as it arrived, after a check that it carries nothing but pixels."""
    result = studio("run", "bag-on-white", "--engine", "openai")
    assert result.exit_code == 0, result.output
    data = provider.requests[-1].data[0]
    assert not [secret for secret in SECRETS if secret in data]
    picture = Image.open(io.BytesIO(data))
    assert not picture.getexif()
    assert not picture.getexif().get_ifd(0x8825)
    assert not {"exif", "xmp", "comment", "icc_profile", "photoshop", "dpi"} & picture.info.keys()
    return picture


def test_place_serial_number_and_comments_stay_here(paid: Path, studio: Studio, provider: Loopback) -> None:
    """The file in the workspace keeps them; an upright photograph in sRGB keeps its own quantisation as well."""
    data = camera_jpeg()
    put(paid, data)
    picture = sent(studio, provider)
    assert (paid / "content/bag-on-white/before.jpg").read_bytes() == data
    assert picture.quantization == Image.open(io.BytesIO(data)).quantization
    assert studio("run", "bag-on-white", "--engine", "openai", "--again").exit_code == 0
    assert provider.requests[0].data == provider.requests[1].data, "the same bytes on every run"


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_turned_photograph_arrives_upright(paid: Path, studio: Studio, provider: Loopback, orientation: int) -> None:
    """As the person sees it: the mark of the top left corner is where a viewer shows it."""
    put(paid, camera_jpeg(orientation=orientation))
    picture = sent(studio, provider).convert("RGB")
    corners = {3: (-10, -10), 6: (-10, 10), 8: (10, -10)}
    x, y = corners[orientation]
    red, green, _ = picture.getpixel((x % picture.width, y % picture.height))
    assert picture.size == ((400, 300) if orientation == 3 else (300, 400))
    assert (red > 180, green < 80) == (True, True)


def test_colours_arrive_in_srgb(paid: Path, studio: Studio, provider: Loopback) -> None:
    """A profile of another colour space is applied and not sent, whatever its name; sRGB changes nothing."""
    put(paid, camera_jpeg(profile=swapped_profile()))
    red, _, blue = sent(studio, provider).convert("RGB").getpixel((5, 5))
    assert blue - red > 150
    put(paid, camera_jpeg(profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()))
    red, _, blue = sent(studio, provider).convert("RGB").getpixel((5, 5))
    assert red - blue > 150


def test_a_png_loses_its_text_and_keeps_its_transparency(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Chunks of text, of time and of EXIF are dropped; every pixel is the same."""
    art = Image.new("RGBA", (64, 64), (10, 200, 30, 128))
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "somebody")
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    sink = io.BytesIO()
    art.save(sink, "PNG", pnginfo=info, exif=exif, dpi=(300, 300))
    put(paid, sink.getvalue(), "cut-out.png")
    picture = sent(studio, provider)
    assert (picture.format, picture.tobytes()) == ("PNG", art.tobytes())


def test_a_mask_fits_the_picture_that_is_sent(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Its size is that of the upright photograph, and it too carries nothing but pixels."""
    put(paid, camera_jpeg(orientation=6))
    mask = Image.new("RGBA", (300, 400), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (10, 10, 90, 90))
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "somebody")
    mask.save(paid / "content/bag-on-white/mask.png", pnginfo=info)
    recipe = paid / "content/bag-on-white/recipe.md"
    recipe.write_text(recipe.read_text().replace("change: the", "scope: {mask: mask.png}\nchange: the"))
    size = sent(studio, provider).size
    arrived = provider.requests[-1].data[-1]
    assert b"somebody" not in arrived
    with Image.open(io.BytesIO(arrived)) as got:
        assert (got.size, got.tobytes()) == (size, mask.tobytes())


def test_a_batch_uploads_the_same_pixels(paid: Path, studio: Studio, provider: Loopback) -> None:
    """The other way to the provider carries no more."""
    put(paid, camera_jpeg())
    assert studio("run", "bag-on-white", "--engine", "openai", "--batch").exit_code == 0
    uploads = [data for purpose, data in provider.files.values() if purpose == "vision"]
    assert len(uploads) == 1
    assert not [secret for secret in SECRETS if secret in uploads[0]]


def test_the_wire_carries_what_the_sidecar_says(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """Model, prompt and every setting, a new field of a new model among them."""
    provider.extra = {"mood_depth"}
    settle(paid, provider, model="gpt-image-2-2026-04-21")
    recipe = paid / "content/bag-on-white/recipe.md"
    chosen = "engine: {quality: auto, format: webp, compression: 70, extra: {mood_depth: deep}}\nchange: the"
    recipe.write_text(recipe.read_text().replace("change: the", chosen))
    result = studio("run", "bag-on-white", "--engine", "openai")
    assert result.exit_code == 0, result.output
    written = sidecar("001")
    settings = dict(written["engine"]["settings"])
    settings.pop("finish", None)
    expected = {"model": written["engine"]["model"], "prompt": written["prompt"], "n": 1, **settings}
    assert provider.requests[0].fields == expected
    assert expected["model"] == "gpt-image-2-2026-04-21", "a pinned snapshot is asked for as it is pinned"


DECIDED = ["model", "prompt", "n", "N", "size", "quality", "output_format", "outputFormat", "output-compression",
           "background", "image", "image[]", "images.0.image_url", "mask", "markup", "stream", "partial_images",
           "input_fidelity", "complexity", "response_format", "finish", " model", "ｍodel", "n\\r\\nx"]  # fmt: skip


@pytest.mark.parametrize("name", DECIDED)
def test_extra_cannot_say_what_the_studio_decides(paid: Path, studio: Studio, provider: Loopback, name: str) -> None:
    """Whatever its spelling: an error of the check with its line, which a run obeys."""
    recipe = paid / "content/bag-on-white/recipe.md"
    line = f"engine: {{extra: {{{json.dumps(name, ensure_ascii=False)}: 4}}}}\nchange: the".replace("\\\\", "\\")
    recipe.write_text(recipe.read_text().replace("change: the", line))
    checked = studio("check", "bag-on-white")
    assert checked.exit_code == 1
    assert "recipe.md:" in checked.output
    assert "is decided by the studio" in checked.output or "no name of a parameter" in checked.output
    assert studio("run", "bag-on-white", "--engine", "openai").exit_code == 1
    assert provider.requests == []


def test_the_engine_refuses_it_again_for_specs_that_no_check_has_seen(paid: Path) -> None:
    """A retry or a bundle reaches the engine by another way."""
    from studio.core.model import Models
    from studio.core.recipe.spec import EditSpec, EngineChoice
    from studio.core.recipe.words import Job
    from studio.core.settings import EngineOptions
    from studio.engines.base import EditRequest, InputPicture
    from studio.engines.openai_images import OpenAIEngine
    from studio.errors import EngineRefused
    from studio.store.settings import load_models

    models: Models = load_models({})
    data = (paid / "content/bag-on-white/before.jpg").read_bytes()
    spec = EditSpec(source="before.jpg", engine=EngineChoice(extra={"n": 4}))
    request = EditRequest("bag", Job.BACKGROUND_REPLACEMENT, spec, "words", (InputPicture("before.jpg", "", data),))
    with pytest.raises(EngineRefused, match=r"'n' is decided by the studio. Use `engine.n`"):
        OpenAIEngine(EngineOptions(), models, {}).prepare(request)


def test_parameters_that_change_nothing_bought_are_still_free(studio: Studio, workspace: Path) -> None:
    """`user` and `moderation`, and whatever a newer model brings."""
    from studio.core.engine import fault_of_extra

    for name in ("user", "moderation", "seed", "mood_depth", "nsfw_check", "size_hint", "model_options", "style"):
        assert fault_of_extra(name) is None
