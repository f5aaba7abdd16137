"""What `engine.extra` may not say: parameters that decide what is bought, which the studio sets, prices and records."""

from __future__ import annotations

import re
import unicodedata

_PICTURES = "`source`, `references` and `scope`"
_PREVIEWS = "`previews` under [engine] in content/studio.toml"
_FIELDS = {
    "model": "`engine.model`", "prompt": "`prompt`", "n": "`engine.n`", "quality": "`engine.quality`",
    "size": "`channel`, `aspect` or `size`", "outputformat": "`engine.format`", "format": "`engine.format`",
    "outputcompression": "`engine.compression`", "compression": "`engine.compression`",
    "background": "`engine.background`", "inputfidelity": "`engine.input_fidelity`",
    "complexity": "`engine.complexity`", "image": _PICTURES, "images": _PICTURES, "imageurl": _PICTURES,
    "imageurls": _PICTURES, "fileid": _PICTURES, "mask": "`scope: {mask: …}`", "markup": "`scope: {markup: …}`",
    "stream": _PREVIEWS, "partialimages": _PREVIEWS, "finish": "`channel`, `aspect` or `size`",
    "responseformat": None, "extrabody": None, "extraquery": None, "extraheaders": None,
}  # fmt: skip


def fault_of_extra(name: str) -> tuple[str, str] | None:
    """Why a name may not stand in `engine.extra` and what to write instead; None when it may.

    Other spellings that reach the same parameter are the same name: `Model`, `image[]`, `images.0`, `output-format`.
    """
    plain = re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", name)).lower()
    found = re.match(r"\W*(\w*)", plain)
    stem = found[1] if found else ""
    if stem in _FIELDS:
        field = _FIELDS[stem]
        return f"'{name}' is decided by the studio", f"Use {field} instead." if field else "Leave it out."
    if not re.fullmatch(r"[A-Za-z0-9_.\[\]-]+", name):
        return f"'{name}' is no name of a parameter", "Write it as the model's documentation does."
    return None
