"""The palette's list: every action once, with its key and with what its method says of itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from textual.screen import Screen

from studio.tui.parts.base import StudioBase

EVERYWHERE = (("Publish", "publish"), ("New recipe", "new_recipe"), ("Review next", "review_next"))
"""Actions of the app that have their key on some screens only."""
_PLAIN = frozenset({"Up", "Down", "Page up", "Page down", "First", "Last", "Open"})
"""Ways of moving the cursor: keys, and nothing to look up."""


def actions_of(app: StudioBase, screen: Screen[Any]) -> Iterator[tuple[str, str, str]]:
    """Title, help and action of everything that can be done now."""
    seen: set[str] = set()
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        name = binding.action.removeprefix("app.").removeprefix("screen.")
        owner = app if binding.action.startswith("app.") else node
        if not enabled or name in seen or not binding.description or not _is_ours(owner, name):
            continue
        seen.add(name)
        if binding.description not in _PLAIN:
            place = "app." if owner is app else "screen." if owner is screen else "focused."
            says = tooltip or _says(owner, name)
            yield binding.description, f"{app.get_key_display(binding)} · {says}", f"{place}{name}"
    for title, name in EVERYWHERE:
        if name not in seen and app.session_or_none is not None:
            yield title, _says(app, name), f"app.{name}"


def _method(owner: object, name: str) -> object:
    return getattr(owner, f"action_{name.partition('(')[0]}", None)


def _is_ours(owner: object, name: str) -> bool:
    return str(getattr(_method(owner, name), "__module__", "")).startswith("studio.")


def _says(owner: object, name: str) -> str:
    return (inspect.getdoc(_method(owner, name)) or "").partition("\n")[0]
