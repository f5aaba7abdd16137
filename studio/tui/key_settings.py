"""The keys of the terminal studio as a workspace sets them under `[keys]`: names that are none, and keys that clash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from studio.core.problem import Lines, Problem, did_you_mean
from studio.tui.app import StudioApp
from studio.tui.navigation import MADE
from studio.tui.screens.library import LibraryScreen

SCREENS: tuple[type[DOMNode], ...] = (
    LibraryScreen,
    *(kind for kind in MADE.values() if isinstance(kind, type) and issubclass(kind, Screen)),
)
"""Every screen, each of which has keys of its own beside those of the app."""


def key_problems(keys: Mapping[str, str], lines: Lines) -> Iterator[Problem]:
    """What is wrong with keys of a workspace's settings; nothing of it stops a run.

    Args:
        keys: Keys by the name of the action, several with commas between them.
        lines: Where they stand in the file.
    """
    known = {binding.id for screen in SCREENS for binding in _bindings_of(screen) if binding.id}
    for name in keys.keys() - known:
        fault = f"'{name}' is no action of the terminal studio"
        yield lines.warning("unknown-key-action", "keys", name, fault=fault, fix=did_you_mean(name, known))
    found = {clash for screen in SCREENS for clash in _clashes(screen, keys)}
    for name, other, key in sorted(found):
        fault = f"'{name}' and {other} have the same key '{key}' on one screen"
        yield lines.warning("clashing-keys", "keys", name, fault=fault, fix="Give one of them another key.")


def _clashes(screen: type[DOMNode], keys: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """A name that was set, what else is done by its key on this screen, and the key."""
    given = [(binding, _keys_of(keys.get(binding.id or "", binding.key))) for binding in _bindings_of(screen)]
    for (first, its), (second, others) in combinations(given, 2):
        for key in its & others if first.action != second.action else ():
            for one, other in ((first, second), (second, first)):
                if one.id in keys:
                    yield one.id or "", f"'{other.id or other.description}'", key
                    break


def _bindings_of(screen: type[DOMNode]) -> list[Binding]:
    """Bindings that the screen, its bases and the app declare."""
    kinds = [kind for kind in (*screen.__mro__, StudioApp) if kind.__module__.startswith("studio.")]
    declared = (binding for kind in dict.fromkeys(kinds) for binding in vars(kind).get("BINDINGS", ()))
    return [binding for binding in declared if isinstance(binding, Binding)]


def _keys_of(text: str) -> frozenset[str]:
    return frozenset(binding.key for binding in Binding.make_bindings([Binding(text, "")]))
