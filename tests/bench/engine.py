"""The built-in engine on photographs with rendered truth: accuracy, exactness, time, memory."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.table import Row, measured
from tests.conftest import PHOTOS

HEAD = f"""
import time, cv2, numpy as np
cv2.setNumThreads(1)  # CPU seconds of one thread, so that waiting threads do not count
PHOTOS = {str(PHOTOS)!r}
def photo(name): return np.ascontiguousarray(cv2.imread(f"{{PHOTOS}}/{{name}}")[..., ::-1])
def truth(name): return cv2.imread(f"{{PHOTOS}}/{{name}}_alpha.png", 0) / 255
def at(picture, size): return np.ascontiguousarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA))
def psnr(a, b): return float(10 * np.log10(255**2 / max(((a.astype(float) - b) ** 2).mean(), 1e-9)))
"""
CUT = """
from studio.vision.subject import find_subject
m, t = find_subject(photo("{name}_before.jpg")).matte, truth("{name}")
answer = dict(sad=float(np.abs(m - t).sum() / 1000), mse=float(((m - t) ** 2).mean()),
              iou=float(((m > .5) & (t > .5)).sum() / ((m > .5) | (t > .5)).sum()))
"""
LIMITS = {"bag": (3.5, 6e-4, 0.993), "serum": (7.0, 3.6e-3, 0.97)}


def cut_out() -> Iterator[Row]:
    """Mattes against truth."""
    for name, (sad, mse, iou) in LIMITS.items():
        found = measured(HEAD + CUT.format(name=name))
        yield Row(f"{name}: alpha SAD", found["sad"], sad, "thousand")
        yield Row(f"{name}: alpha MSE", found["mse"], mse)
        yield Row(f"{name}: IoU", found["iou"], iou, at_most=False)


EDIT = """
import asyncio, io, pathlib
from studio.engines.base import EditRequest, InputPicture
from studio.engines.local import LocalEngine
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from studio.core.size import Size
from studio.pictures import encode_png
source = at(photo("bag_before.jpg"), {size})
spec = EditSpec.model_validate({spec!r})
request = EditRequest(recipe="bench", job=Job({job!r}), spec=spec, prompt="p",
    inputs=(InputPicture("before.png", "edit target", encode_png(source)),), size={wanted})
engine = LocalEngine()
used = engine.prepare(request)
began = time.process_time()
result = asyncio.run(engine.edit(request, used=used, on_event=lambda event: None, raw=io.BytesIO()))
cpu = time.process_time() - began
made = cv2.imdecode(np.frombuffer(result.data, np.uint8), 1)[..., ::-1]
"""
JOBS = {
    "background-replacement": ({"local": {"background": {"kind": "retail"}}}, "None"),
    "layout-extension": ({"aspect": "16:9"}, "Size(1536, 864)"),
    "detail-repair": ({"local": {"repair": [{"box": [0.45, 0.62, 0.03, 0.03]}]}}, "None"),
    "reference-edit": ({"local": {"recolour": {"to": "#1f2a44", "near": "#a8683f"}}}, "None"),
}


def jobs() -> Iterator[Row]:
    """Time and memory of the four jobs."""
    for job, (spec, wanted) in JOBS.items():
        for size, seconds, memory in ((1024, 4.0, 600.0), (2048, 15.0, 1600.0)):
            found = measured(HEAD + EDIT.format(size=size, spec=spec, job=job, wanted=wanted))
            yield Row(f"{job} at {size}²: CPU", found["cpu"], seconds, "s")
            yield Row(f"{job} at {size}²: peak memory", found["mb"], memory, "MB")


EXTEND = """
from studio.vision.extend import extend
from studio.vision.frame import frame_of_shape
from studio.vision.plate import clean_plate
from tests.bench.seam import seam
before, wide = photo("{name}_before.jpg"), photo("{name}_wide_truth.jpg")
height, width = before.shape[:2]
frame = frame_of_shape(width, height, ratio=wide.shape[1] / wide.shape[0])
made = extend(before, frame, matte=truth("{name}").astype(np.float32))
wide = cv2.resize(wide, (frame.width, frame.height), interpolation=cv2.INTER_AREA)
outside = np.ones(made.shape[:2], bool)
outside[frame.top:frame.top + height, frame.left:frame.left + width] = False
joined = seam(made, frame, width=width, height=height)
answer = dict(psnr=psnr(made[outside], wide[outside]), ratio=joined.ratio, step=joined.step,
              exact=float((made[~outside].reshape(before.shape) == before).all()))
"""
PLATE = """
from studio.vision.plate import clean_plate
answer = dict(psnr=psnr(clean_plate(photo("{name}_before.jpg"), truth("{name}").astype(np.float32)),
                        photo("{name}_plate_truth.jpg")))
"""


def extension() -> Iterator[Row]:
    """Extension and clean plate against rendered truth."""
    for name, least in (("bag", 39.0), ("serum", 34.0)):
        found = measured(HEAD + EXTEND.format(name=name))
        yield Row(f"{name} 1:1 → 16:9: PSNR of the added part", found["psnr"], least, "dB", at_most=False)
        yield Row(f"{name}: seam ratio", found["ratio"], 1.3)
        yield Row(f"{name}: seam step", found["step"], 0.3, "ΔE")
        yield Row(f"{name}: photograph's own pixels kept", found["exact"], 1, at_most=False)
    for name, least in (("bag", 36.0), ("serum", 39.0), ("mug", 28.0)):
        found = measured(HEAD + PLATE.format(name=name))
        yield Row(f"{name}: clean plate PSNR", found["psnr"], least, "dB", at_most=False)


REPAIR = """
from studio.vision.heal import heal, spot_mask
source = photo("bag_before.jpg")
height, width = source.shape[:2]
lines = [([(0.30, 0.74), (0.37, 0.78), (0.42, 0.80)], 0.004), ([(0.48, 0.735), (0.54, 0.752), (0.585, 0.748)], 0.004),
         ([(0.69, 0.52), (0.702, 0.556), (0.706, 0.59)], 0.004)]
marks = {{"scratches": dict(lines=lines), "sticker": dict(boxes=[(0.36, 0.455, 0.11, 0.10)])}}["{what}"]
damage = spot_mask(height, width, **marks)
spoiled = source.copy()
spoiled[damage] = (240, 235, 225)
healed = heal(spoiled, damage, seed=1)
hole = cv2.dilate(damage.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
grey = lambda picture: cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
fine = lambda picture: np.abs(cv2.Laplacian(grey(picture), -1))[hole].mean()
answer = dict(psnr=psnr(healed[hole], source[hole]), texture=float(fine(healed) / fine(source)),
              exact=float((healed[~hole] == spoiled[~hole]).all()))
"""
LOCK = """
from studio.vision.identity_lock import lock_identity
from studio.vision.registration import register, warp_to_before
from tests.vision.test_identity_lock import psnr_inside, scene
from tests.vision.spoil import generated
before, edit, matte = scene("{name}")
spoiled = generated(edit, seed=2, stops=0.04, tint=0.008, smooth=10, scale=0.985, shift=(-4.2, 3.1))
began = time.process_time()
locked = lock_identity(before, spoiled, matte)
cpu = time.process_time() - began
core = cv2.erode((matte > 0.98).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
again, _ = warp_to_before(locked.picture, register(before, locked.picture, matte), *matte.shape)
answer = dict(psnr=psnr_inside(again, before, core))
"""


def repair() -> Iterator[Row]:
    """Damage laid onto a photograph, healed, and compared with what was there."""
    scratches = measured(HEAD + REPAIR.format(what="scratches"))
    yield Row("scratches: PSNR in the hole", scratches["psnr"], 26, "dB", at_most=False)
    yield Row("scratches: texture against the truth", scratches["texture"], 0.6, at_most=False)
    yield Row("scratches: texture against the truth", scratches["texture"], 1.2)
    sticker = measured(HEAD + REPAIR.format(what="sticker"))
    yield Row("sticker: texture against the truth", sticker["texture"], 0.6, at_most=False)
    yield Row("nothing outside the hole changed", min(scratches["exact"], sticker["exact"]), 1, at_most=False)


def lock() -> Iterator[Row]:
    """A spoiled product put back."""
    for name, least in (("bag", 38.0), ("mug", 44.0)):
        found = measured(HEAD + LOCK.format(name=name))
        yield Row(f"{name}: product after the lock", found["psnr"], least, "dB", at_most=False)
        yield Row(f"{name}: lock, CPU", found["cpu"], 4.0, "s")


MEASURE = """
from studio.evidence.case import Case
from studio.evidence.measure import measure
from studio.core.recipe.words import Job
from studio.pictures import encode_png
from studio.store.settings import load_limits
y, x = np.mgrid[:{size}, :{size}]
bands = 0.5 + 0.2 * (x % 64 < 20) + 0.2 * (y % 48 < 9)
matte = (np.hypot(x / {size} - 0.5, y / {size} - 0.55) < 0.3).astype(np.float32)
cloth = np.stack([bands, np.where(matte > 0, 1 - bands, bands), bands.T], -1)
before = (cloth * 255).astype(np.uint8)
after = np.roll(cv2.GaussianBlur(before, (0, 0), 0.6), 3, 1)
subject = Case(before=encode_png(before), after=encode_png(after), job=Job.BACKGROUND_REPLACEMENT, matte=matte)
del x, y, bands, cloth, before, after
began = time.process_time()
measure(subject, load_limits(), read_text=False)
cpu = time.process_time() - began
"""


def large() -> Iterator[Row]:
    """Photographs of 12 megapixels, and measuring up to the largest that is taken: 49."""
    found = measured(HEAD + EDIT.format(size=3464, spec=JOBS["background-replacement"][0],
                                        job="background-replacement", wanted="None"))  # fmt: skip
    yield Row("background-replacement at 12 megapixels: CPU", found["cpu"], 47, "s")
    yield Row("background-replacement at 12 megapixels: peak memory", found["mb"], 1600, "MB")
    for size, seconds, memory in ((3464, 8.0, 1600.0), (7000, 15.0, 4000.0)):
        found = measured(HEAD + MEASURE.format(size=size))
        yield Row(f"measuring patterned cloth at {size}², text apart: CPU", found["cpu"], seconds, "s")
        yield Row(f"measuring patterned cloth at {size}², text apart: peak memory", found["mb"], memory, "MB")
