"""Marks that version control leaves in a text where two people changed the same lines."""

from __future__ import annotations

import re

from studio.errors import TextFault

_MARK = re.compile(rb"^(?:\xef\xbb\xbf)?(?:<{7}(?![^\s])|(?:>{7}|\|{7})[ \t]+[^\s|>])", re.MULTILINE)


_SIGNS = (b"<<<<<<<", b">>>>>>>", b"|||||||")
"""Looked for first: a search for plain bytes takes a twentieth of the time of the pattern."""


def conflict_in(source: bytes) -> TextFault | None:
    """The first mark of an unresolved merge at the beginning of a line, as a fault; None when there is none.

    A line of equals signs alone is no such mark (it underlines a heading), and a line of a deep quotation, which
    follows a line that begins with `>` too, is none either. Code blocks are looked into like everything else, since
    edit specs are code blocks; an example of a mark is written with a blank in front.
    """
    if not any(sign in source for sign in _SIGNS):
        return None
    for mark in _MARK.finditer(source):
        above = source.rfind(b"\n", 0, max(0, mark.start() - 1)) + 1
        if mark[0].startswith(b">") and source[above : mark.start()].startswith(b">"):
            continue
        return TextFault(
            source.count(b"\n", 0, mark.start()) + 1,
            "an unresolved merge conflict stands here",
            "Keep what is right of both sides and delete the marks; marks shown as an example have a blank in front.",
            rule="merge-conflict",
        )
    return None
