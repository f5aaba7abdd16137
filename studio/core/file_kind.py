"""What a file really is, told from its first bytes: the formats that are decoded, and what else has their names."""

from __future__ import annotations

import struct

LFS_POINTER = "a Git LFS pointer"
"""What Git leaves in place of a file whose content was not fetched."""
READ = {"JPEG": "JPEG", "PNG": "PNG", "WebP": "WEBP", "HEIC": "HEIF", "AVIF": "AVIF", "TIFF": "TIFF"}
"""Kinds that are decoded, with the name of the decoder in Pillow."""
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF8", "a GIF picture"), (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop document (PSD)"), (b"%PDF-", "a PDF document"), (b"%!PS", "a PostScript document"),
    (b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "a gzip archive"), (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"), (b"FUJIFILMCCD-RAW", "a camera raw file"), (b"IIU\0", "a camera raw file"),
    (b"IIRO", "a camera raw file"), (b"IIRS", "a camera raw file"), (b"MMOR", "a camera raw file"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"), (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"), (b"\0\0\x01\0", "an icon (ICO)"), (b"\x1aE\xdf\xa3", "a film"),
    (b"gimp xcf", "a GIMP document (XCF)"), (b"v/1\x01", "an OpenEXR picture"), (b"qoif", "a QOI picture"),
)  # fmt: skip
"""First bytes, and what begins with them."""
_FIXES = {
    LFS_POINTER: "Run `git lfs pull`.",
    "a git-annex pointer": "Run `git annex get` on it.",
    "an empty file": "Copy or download the picture again.",
    "nothing but zero bytes": "Copy or download the picture again.",
    "a web page (HTML)": "Open the address in a browser and save the picture itself.",
    "a ZIP archive": "Unpack it and use the picture inside.",
    "a film": "Save one picture of it as JPEG.",
    "a camera raw file": "Develop it and save it as JPEG or TIFF.",
}
_SAVE = "Save it as PNG, JPEG or WebP."
_HEAD = 2048


def what_is(data: bytes) -> str:
    """What a file holds: a key of `READ` for a picture that is decoded, else a phrase such as `a PDF document`.

    Args:
        data: The file, or at least its first two kilobytes.
    """
    if not data:
        return "an empty file"
    head = data[:_HEAD]
    if not head.strip(b"\0"):
        return "nothing but zero bytes"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _of_tiff(data)
    return next((kind for sign, kind in _SIGNATURES if head.startswith(sign)), None) or _of_text(head)


def fix_for(kind: str) -> str:
    """What to do about a file that is no picture the studio decodes, as a sentence."""
    return _FIXES.get(kind, _SAVE)


def _of_brands(head: bytes) -> str:
    """Kind of an ISO media file (ISO 14496-12, 4.3) by the brands it names."""
    length = max(16, min(int.from_bytes(head[:4], "big"), _HEAD))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}:
        return "HEIC"
    return "a camera raw file" if b"crx " in brands else "a film"


def _of_tiff(data: bytes) -> str:
    """TIFF, or the raw file of a camera, which is one with a small picture in front or with a DNG version."""
    order = "<" if data[:2] == b"II" else ">"
    tags: dict[int, int] = {}
    if data[8:10] == b"CR":
        return "a camera raw file"
    if b"+" in data[:4]:
        return "TIFF"  # BigTIFF, which no camera writes
    try:
        (first,) = struct.unpack_from(f"{order}I", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, first)
        for at in range(first + 2, first + 2 + 12 * min(count, 200), 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHII", data, at)
            tags[tag] = value
    except struct.error:
        return "TIFF"  # cut, as its decoder will say
    is_dng, is_small, has_more = 50706 in tags, tags.get(254) == 1, 330 in tags
    return "a camera raw file" if is_dng or (is_small and has_more) else "TIFF"


def _of_text(head: bytes) -> str:
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace").lstrip()
    low = text.lower()
    if low.startswith(("version https://git-lfs", "version https://hawser")):
        return LFS_POINTER
    if "/annex/objects/" in low:
        return "a git-annex pointer"
    if "<svg" in low:
        return "an SVG drawing"
    if any(sign in low for sign in ("<!doctype html", "<html", "<head", "<body")):
        return "a web page (HTML)"
    if low.startswith("<"):
        return "an XML document"
    odd = sum(sign == "\ufffd" or (ord(sign) < 32 and sign not in "\t\r\n\f") for sign in text)
    if odd > len(text) // 20:
        return "a file of an unknown kind"
    return "JSON data" if low.startswith(("{", "[")) else "a text file"
