"""Where a picture comes from, written into its file as XMP (ISO 16684-1) in the fields of the IPTC.

Tools for photographers, search engines and marketplaces read it: digital source type, credit.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.sax.saxutils import quoteattr

_ID = "W5M0MpCehiHzreSzNTczkc9d"
"""Name of every XMP packet (ISO 16684-1, 7.3.2)."""


class Origin(NamedTuple):
    """What may be said of a picture's origin; empty parts are left out."""

    source_type: str = ""
    """IPTC digital source type, as an address."""
    credit: str = ""
    """Who is to be named beside it."""


def xmp_packet(origin: Origin) -> bytes:
    """An origin as an XMP packet, the same bytes for the same words; empty when there is nothing to say."""
    said = ""
    if origin.source_type:
        said += f"\n   Iptc4xmpExt:DigitalSourceType={quoteattr(origin.source_type)}"
    if origin.credit:
        said += f"\n   photoshop:Credit={quoteattr(_clean(origin.credit))}"
    if not said:
        return b""
    return (
        f'<?xpacket begin="\ufeff" id="{_ID}"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '  <rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"{said}/>\n'
        " </rdf:RDF>\n"
        "</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def _clean(text: str) -> str:
    """Text on one line, without signs that XML cannot hold (XML 1.0, 2.2)."""
    return " ".join("".join(sign for sign in word if sign.isprintable()) for word in text.split())
