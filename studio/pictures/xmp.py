"""Where a picture comes from, written into its file as XMP (ISO 16684-1) in the fields of the IPTC.

Tools for photographers, search engines and marketplaces read it (IPTC Photo Metadata Standard 2025.1).
"""

from __future__ import annotations

from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

_ID = "W5M0MpCehiHzreSzNTczkc9d"
"""Name of every XMP packet (ISO 16684-1, 7.3.2)."""
_MOST_BYTES = 65_000
"""A segment of a JPEG holds 65,502 bytes of a packet (ISO 16684-3)."""
_SPACES = ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'


class Origin(NamedTuple):
    """What may be said of a picture's origin; empty parts are left out."""

    source_type: str = ""
    """IPTC digital source type, as an address."""
    credit: str = ""
    """Who is to be named beside it."""
    creator: str = ""
    """Who made it."""
    owner: str = ""
    """Who holds the rights in it."""
    licence: str = ""
    """The licence under which it stands: a web address, or its terms in words."""
    prompt: str = ""
    """The words that a model was given."""


def xmp_packet(origin: Origin) -> bytes:
    """An origin as an XMP packet, the same bytes for the same words; empty when there is nothing to say.

    A prompt that is too long for a JPEG is left out.
    """
    is_address = origin.licence.startswith(("http://", "https://"))
    said = (
        ("Iptc4xmpExt:DigitalSourceType", origin.source_type),
        ("photoshop:Credit", _clean(origin.credit)),
        ("Iptc4xmpExt:AIPromptInformation", "\n".join(map(_printable, origin.prompt.splitlines()))),
        ("xmpRights:WebStatement", _clean(origin.licence) if is_address else ""),
    )
    listed = (
        ("dc:creator", "Seq", "", origin.creator),
        ("xmpRights:Owner", "Bag", "", origin.owner),
        ("xmpRights:UsageTerms", "Alt", ' xml:lang="x-default"', "" if is_address else origin.licence),
    )
    alone = "".join(f"\n   {name}={quoteattr(text)}" for name, text in said if text)
    lists = "".join(
        f"\n   <{name}><rdf:{kind}><rdf:li{lang}>{escape(_clean(text))}</rdf:li></rdf:{kind}></{name}>"
        for name, kind, lang, text in listed
        if text
    )
    packet = _packet(alone, lists) if alone or lists else b""
    is_too_long = len(packet) > _MOST_BYTES and bool(origin.prompt)
    return xmp_packet(origin._replace(prompt="")) if is_too_long else packet


def _packet(alone: str, lists: str) -> bytes:
    """The packet around attributes and elements of its one description."""
    end = f">{lists}\n  </rdf:Description>" if lists else "/>"
    return (
        f'<?xpacket begin="\ufeff" id="{_ID}"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '  <rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"{_SPACES}{alone}{end}\n'
        " </rdf:RDF>\n"
        "</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def _clean(text: str) -> str:
    """Text on one line, without signs that XML cannot hold."""
    return " ".join(map(_printable, text.split()))


def _printable(text: str) -> str:
    """Text without signs that XML cannot hold (XML 1.0, 2.2)."""
    return "".join(sign for sign in text if sign.isprintable())
