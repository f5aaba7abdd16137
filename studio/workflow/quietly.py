"""Work beside the keyboard: in a thread that never delays quitting."""

from __future__ import annotations

from studio.engines.threads import compute as in_background

__all__ = ["in_background"]
