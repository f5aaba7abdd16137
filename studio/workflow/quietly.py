"""Work beside the keyboard: in a thread that never delays quitting."""

from __future__ import annotations

from studio.engines.apart import compute_pixels, computes_apart
from studio.engines.threads import compute as in_background

__all__ = ["compute_pixels", "computes_apart", "in_background"]
