"""What the terminal can show: sixel, kitty graphics, or half blocks.

`textual_image` asks the terminal three questions when it is imported, each with a wait of its own, which must happen
before the app reads the keyboard. Here one question is asked, and the library is imported for the first picture.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import select
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

from studio.tui.pictures.half_blocks import HalfBlocks

_KITTY = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
"""Asks whether a pixel of kitty's graphics could be shown; answered with the same number, or not at all."""
_KIND = "\x1b[c"
"""Asks what kind of terminal it is (DA1). Every terminal answers, so the answer ends the wait for the others."""
_WAIT_S = 0.3
"""Longest wait, for a line that is far away."""
USUAL_CELL = (10, 20)
"""Size of a cell in pixels where the terminal does not say."""


@dataclass(frozen=True)
class Graphics:
    """What a terminal can show."""

    kind: str = "half blocks"
    """`sixel`, `kitty` or `half blocks`."""
    cell: tuple[int, int] = (1, 2)
    """Width and height of a character in pixels of a picture; half blocks have one by two."""


_FOUND = [Graphics()]


def ask_terminal() -> None:
    """Ask the terminal; before the app reads the keyboard."""
    with contextlib.suppress(ImportError, OSError):  # no termios on Windows, no terminal in a pipe
        _FOUND[0] = understood(_asked(_KITTY + _KIND), _cell())


def understood(answer: str, cell: tuple[int, int]) -> Graphics:
    """What a terminal's answers mean; `4` among the kinds of DA1 is sixel."""
    kind = re.search(r"\x1b\[\?([\d;]*)c", answer)
    if kind and "4" in kind[1].split(";"):
        return Graphics("sixel", cell)
    return Graphics("kitty", cell) if "\x1b_Gi=31;OK" in answer else Graphics()


def _asked(question: str) -> str:
    import termios
    import tty

    if sys.__stdin__ is None or sys.__stdout__ is None:
        return ""
    keys = sys.__stdin__.fileno()
    before = termios.tcgetattr(keys)
    answer, end = b"", time.monotonic() + _WAIT_S
    try:
        tty.setcbreak(keys, termios.TCSANOW)
        sys.__stdout__.write(question)
        sys.__stdout__.flush()
        while not re.search(rb"\x1b\[\?[\d;]*c", answer):
            if not select.select([keys], [], [], max(0.0, end - time.monotonic()))[0]:
                break
            answer += os.read(keys, 1024)
    finally:
        termios.tcsetattr(keys, termios.TCSANOW, before)
    return answer.decode(errors="replace")


def _cell() -> tuple[int, int]:
    import fcntl
    import struct
    import termios

    data = fcntl.ioctl(1, termios.TIOCGWINSZ, b"\0" * 8)
    rows, columns, width, height = struct.unpack("HHHH", data)
    return (width // columns, height // rows) if rows and columns and width and height else USUAL_CELL


def cell_pixels(*, plain: bool) -> tuple[int, int]:
    """Width and height of a character cell in pixels of a picture."""
    return (1, 2) if plain else _FOUND[0].cell


_IMPORTING = threading.Lock()


def image_class(*, plain: bool) -> Any:  # noqa: ANN401 - our class, or one of textual_image
    """The widget for pictures; slow the first time, so in a thread. `plain` in tests and in the browser."""
    if plain or _FOUND[0].kind == "half blocks":
        return HalfBlocks
    for name, side in zip(("WIDTH", "HEIGHT"), _FOUND[0].cell, strict=True):
        os.environ.setdefault(f"TEXTUAL_CELL_{name}", str(side))
    with _IMPORTING:
        real, sys.__stdout__ = sys.__stdout__, io.StringIO()  # type: ignore[misc,assignment]  # not a terminal: asks nothing
        try:
            import textual_image.widget.sixel
        finally:
            sys.__stdout__ = real  # type: ignore[misc]
        textual_image.widget.sixel.image_to_sixels = _sixels  # type: ignore[attr-defined,assignment]
    from textual_image.widget import SixelImage, TGPImage

    return SixelImage if _FOUND[0].kind == "sixel" else TGPImage


def _sixels(*picture: Any) -> str:  # noqa: ANN401 - passed on as textual_image gives it
    """A picture as sixels, each colour selected after it is defined.

    xterm goes on in the old colour after a definition alone, which textual_image 0.12 takes for a selection:
    white dots stood along edges, as if the edit had left them there. Without the name that is replaced nothing happens.
    """
    from textual_image._sixel import image_to_sixels

    return re.sub(r"#(\d+);2;\d+;\d+;\d+", r"\g<0>#\1", image_to_sixels(*picture))
