"""A corpus of recipes with approved pictures, made for a number; the same words and pictures for every builder."""

from __future__ import annotations

import hashlib
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.conftest import PHOTOS

WORDS = [
    "bag", "handle", "leather", "light", "shadow", "paper", "table", "window", "spring", "shop", "label", "letter",
    "edge", "colour", "tone", "crop", "frame", "corner", "surface", "texture", "soft", "hard", "warm", "cool",
    "morning", "evening", "picture", "product", "page", "channel", "copy", "margin", "centre", "left", "right",
    "check", "approve", "reject", "change", "keep", "lock", "reference", "palette", "style", "layout", "detail",
    "repair", "scratch", "dust", "clean", "plate",
]  # fmt: skip
CHANNELS = ("product-page", "amazon-main", "open-graph", "meta-story", "pinterest-pin", "ebay")
JOBS = ("background-replacement", "layout-extension", "detail-repair", "reference-edit")
CRITERIA = (
    "subject identity", "layout and crop", "text readability", "brand safety", "commercial fit", "reuse potential",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One recipe of the corpus."""

    slug: str
    """Name of its folder."""
    title: str
    """Heading."""
    tags: tuple[str, ...]
    """Words to find it by."""
    channel: str
    """Where it is used."""
    created: str
    """Day it was begun."""
    guide: str
    """About 1,070 words of Markdown, without the edit block."""


def entries(count: int) -> Iterator[Entry]:
    """So many recipes, always the same."""
    for number in range(count):
        chance = random.Random(number)
        title = f"{' '.join(chance.choice(WORDS) for _ in range(4)).capitalize()} {number}"
        tags = tuple(sorted({f"tag-{chance.randrange(60)}" for _ in range(3)}))
        day = f"2026-{1 + number % 11:02d}-{1 + number % 28:02d}"
        yield Entry(f"recipe-{number:05d}", title, tags, chance.choice(CHANNELS), day, _guide(chance))


def _sentence(chance: random.Random, length: int = 12) -> str:
    words = [chance.choice(WORDS) for _ in range(length)]
    if length > 8 and chance.random() < 0.2:
        words[3] = f"**{words[3]}**"
    return f"{' '.join(words).capitalize()}."


def _paragraph(chance: random.Random, sentences: int = 5) -> str:
    return " ".join(_sentence(chance) for _ in range(sentences))


def _guide(chance: random.Random) -> str:
    steps = "\n".join(
        f"{n}. **{_sentence(chance, 3)[:-1]}.** {_sentence(chance)} {_sentence(chance)}" for n in range(1, 6)
    )
    rows = "\n".join(f"| {_sentence(chance, 5)} | {_sentence(chance)} |" for _ in range(5))
    checks = "\n".join(f"- **{name.capitalize()}.** {_sentence(chance)} {_sentence(chance)}" for name in CRITERIA)
    mistakes = "\n".join(
        f"- **{_sentence(chance, 4)[:-1]}.** {_sentence(chance)} {_sentence(chance)}" for _ in range(4)
    )
    faq = "\n\n".join(f"### {_sentence(chance, 6)[:-1]}?\n\n{_paragraph(chance, 3)}" for _ in range(4))
    return (
        f"{_paragraph(chance, 3)}\n\n## When to use it\n\n{_paragraph(chance)}\n\n{_paragraph(chance)}\n\n"
        f"## Workflow\n\n{steps}\n\n## Decisions\n\n| Decision | Why it matters |\n|---|---|\n{rows}\n\n"
        f"@EDIT@## Review checklist\n\n{checks}\n\n## Common mistakes\n\n{mistakes}\n\n"
        f"## Background\n\n{_paragraph(chance)}\n\n{_paragraph(chance)}\n\n{_paragraph(chance)}\n\n## FAQ\n\n{faq}\n"
    )


def pictures(number: int, *, side: int) -> tuple[bytes, bytes]:
    """A before (JPEG) and an after (PNG) of a number: cuts of real photographs, each its own."""
    names = ("bag_before.jpg", "serum_before.jpg", "mug_before.jpg")
    source = _photo(names[number % 3])
    shift = number % 97
    box = (shift, shift // 2, source.width - 97 + shift, source.height - 97 + shift // 2)
    cut = source.resize((side, side), box=box)
    before, after = io.BytesIO(), io.BytesIO()
    cut.save(before, "JPEG", quality=90)
    cut.point(lambda value: min(255, round(value * 1.04))).save(after, "PNG", compress_level=1)
    return before.getvalue(), after.getvalue()


_PHOTO: dict[str, Image.Image] = {}


def _photo(name: str) -> Image.Image:
    if name not in _PHOTO:
        with Image.open(PHOTOS / name) as picture:
            _PHOTO[name] = picture.convert("RGB")
    return _PHOTO[name]


def workspace(count: int, folder: Path, *, side: int) -> Path:
    """A workspace whose recipes each have one approved pair.

    Args:
        count: Recipes.
        folder: Where to make it.
        side: Side of the square pictures in pixels.
    """
    for number, entry in enumerate(entries(count)):
        place = folder / "content" / entry.slug
        (place / "attempts").mkdir(parents=True)
        before, after = pictures(number, side=side)
        (place / "before.jpg").write_bytes(before)
        (place / "attempts" / "001.png").write_bytes(after)
        (place / "attempts" / "001.json").write_text(_sidecar(entry, before, after, side))
        (place / "recipe.md").write_text(_recipe(entry, _digest(after)))
    return folder


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


PROMPT = (
    "Preserve the uploaded bag shape and label. Change only the background to a bright shop. "
    "Add a soft contact shadow. Do not add text."
)
SPEC = {
    "source": "before.jpg", "preserve": ["bag shape", "label"], "change": "the background to a bright shop",
    "add": ["a soft contact shadow"], "avoid": ["add text"], "local": {"background": {"kind": "retail"}},
}  # fmt: skip


def _sidecar(entry: Entry, before: bytes, after: bytes, side: int) -> str:
    return json.dumps({
        "id": "001", "recipe": entry.slug, "state": "received", "spec": SPEC, "prompt": PROMPT,
        "engine": {"name": "local", "version": "1", "settings": {"seed": 1}},
        "inputs": [{"image": "before.jpg", "role": "edit target", "digest": _digest(before)}],
        "fingerprint": _digest(entry.slug.encode()), "requested": "2026-11-01T10:00:00Z",
        "finished": "2026-11-01T10:00:01Z", "cost_usd": "0",
        "picture": {"file": "001.png", "digest": _digest(after), "width_px": side, "height_px": side,
                    "size_bytes": len(after), "media_type": "image/png"},
    }, indent=2)  # fmt: skip


def _recipe(entry: Entry, digest: str) -> str:
    answers = "\n".join(f"      {name}: pass" for name in CRITERIA)
    edit = (
        "## Edit\n\n```yaml edit\nsource: before.jpg\npreserve: [bag shape, label]\n"
        "change: the background to a bright shop\nadd: [a soft contact shadow]\navoid: [add text]\n"
        "local:\n  background: {kind: retail}\n```\n\n"
    )
    return (
        f"---\ntitle: {entry.title}\nsummary: {entry.guide[:90].partition('.')[0]}.\nasset: Hero of a page\n"
        f"job: background-replacement\nchannel: {entry.channel}\ntags: [{', '.join(entry.tags)}]\n"
        f'created: {entry.created}\nrights: own\nreviews:\n  - attempt: "001"\n    picture: {digest}\n'
        f"    verdict: approved\n    checklist:\n{answers}\n    reviewer: bench\n    reviewed: '2026-11-02T10:00:00Z'\n"
        f"---\n{entry.guide.replace('@EDIT@', edit)}"
    )
