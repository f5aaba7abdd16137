"""Material with the truth of what was done to it, on which no limit of the studio was set.

`edits("tuning", ...)` is free for setting limits; `edits("held", ...)` has other products, fonts, words, backgrounds
and seeds, and only its figures count.
"""

from __future__ import annotations

from tests.bench.unseen.edits import edits
from tests.bench.unseen.truth import Edit, Facts, Half

__all__ = ["Edit", "Facts", "Half", "edits"]
