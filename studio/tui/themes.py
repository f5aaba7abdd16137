"""Dark, light and high contrast."""

from __future__ import annotations

from textual.theme import Theme

THEMES = (
    Theme(
        name="studio-dark", primary="#e0a37e", secondary="#9fb7a8", accent="#eda57c", foreground="#ece8e0",
        background="#141311", surface="#1c1b18", panel="#2a2723", success="#7fcfa3", warning="#e8c06a", error="#f0938d",
        dark=True,
    ),
    Theme(
        name="studio-light", primary="#8a3b12", secondary="#3c5a4b", accent="#8a3b12", foreground="#1c1b19",
        background="#fbfaf7", surface="#ffffff", panel="#e9e4db", success="#1d6b45", warning="#7a5a00", error="#a32020",
        dark=False,
    ),
    Theme(
        name="studio-contrast", primary="#ffff00", secondary="#00ffff", accent="#ffff00", foreground="#ffffff",
        background="#000000", surface="#000000", panel="#444444", success="#00ff00", warning="#ffff00", error="#ff8080",
        dark=True,
    ),
)  # fmt: skip
"""In the order in which the theme key goes through them; the first one is the default."""
