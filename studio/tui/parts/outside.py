"""Showing something outside the terminal, and what to say where that is impossible."""

from __future__ import annotations

import getpass
import os
import sys
import webbrowser
from urllib.parse import urlsplit

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def can_open() -> bool:
    """Whether a window can be opened here: never a browser that would take the terminal from under the studio."""
    has_display = any(os.environ.get(name) for name in _DISPLAYS)
    if not has_display and ("SSH_CONNECTION" in os.environ or sys.platform not in {"darwin", "win32"}):
        return False
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return type(browser) is not webbrowser.GenericBrowser  # lynx, w3m and their like; windows have classes of their own


def how_to_see(address: str) -> str:
    """How to look at an address from a computer that has a browser.

    Args:
        address: Of a file (`file://`) or of a server on the loopback interface (`http://127.0.0.1:8000/`).
    """
    parts = urlsplit(address)
    if parts.scheme == "file":
        return (
            f"No browser can be opened from here. The file:\n\n{parts.path}\n\n"
            "Its path was sent to the clipboard, which not every terminal takes."
        )
    here = os.environ.get("SSH_CONNECTION", "").split()
    host = f"{getpass.getuser()}@{here[2]}" if len(here) > 2 else "USER@THIS-MACHINE"
    return (
        f"No browser can be opened from here. The address:\n\n{address}\n\nIt answers on this machine only; from "
        f"another, first:\n\nssh -L {parts.port}:{parts.hostname}:{parts.port} {host}"
    )
