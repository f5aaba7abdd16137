"""What pages may load: their own files, and what the settings name besides.

No page runs a script or takes a style that stands in it; the parts `head.html` and `foot.html` are the person's own, so
scripts and styles that stand in them are let through, each by the digest of its very words (CSP level 3).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_DATA = re.compile(r"""\bsrc\s*=|type\s*=\s*["']?application/(ld\+)?json""", re.IGNORECASE)


def content_policy(
    *, origins: Sequence[str], has_fonts: bool, parts: Iterable[str] = (), holds_fonts: bool = False
) -> str:
    """The policy of every page, as `Content-Security-Policy` says it.

    Args:
        origins: Further servers, each as `https://host`.
        has_fonts: Whether the site brings fonts.
        parts: HTML of the person's own whose scripts and styles may run.
        holds_fonts: Whether the page itself holds the fonts.
    """
    more = "".join(f" {one}" for one in origins)
    digests = {"script": "", "style": ""}
    for kind, digest in _digests(parts):
        digests[kind] += f" '{digest}'"
    own = "'self' data:" if holds_fonts else "'self'"
    fonts = f"font-src {own}{more}; " if has_fonts or origins else ""
    return (
        f"default-src 'none'; img-src 'self' data:{more}; {fonts}style-src 'self'{digests['style']}{more}; "
        f"script-src 'self'{digests['script']}{more}; connect-src 'self'{more}; base-uri 'none'; form-action 'none'"
    )


def policy_digest(text: str) -> str:
    """What a policy calls a script or a style that stands in a page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _digests(parts: Iterable[str]) -> Iterable[tuple[str, str]]:
    read = [part.replace("\r\n", "\n") for part in parts]  # as a browser reads them
    for kind, attributes, text in (found for part in read for found in _INLINE.findall(part)):
        if text and not _DATA.search(attributes):
            yield kind.lower(), policy_digest(text)
