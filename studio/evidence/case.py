"""What is measured: an edit with everything that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.core.channel import Channel
from studio.core.recipe.brand import BrandColour
from studio.core.recipe.words import Job
from studio.vision.typeset import Setting


@dataclass(frozen=True)
class Case:
    """What is measured, and what was asked of it."""

    before: bytes | None
    """The edit target; None when it is not known."""
    after: bytes
    """The result."""
    job: Job
    """The kind of edit: what it is meant to change is not held against it."""
    matte: NDArray[np.float32] | None = None
    """(H, W) the product in the edit target; None when it could not be found."""
    why_no_matte: str = ""
    """Why it could not."""
    channel: Channel | None = None
    """Where it will be used."""
    other_channels: Sequence[Channel] = ()
    """Channels it might serve as well."""
    expected_text: Sequence[str] = ()
    """What the label must still say."""
    wanted_text: Sequence[str] = ()
    """Copy that a model was asked to draw."""
    set_copy: Sequence[Setting] = ()
    """Copy that the studio set after the edit."""
    only_sets_copy: bool = False
    """Whether the edit did nothing else."""
    swapped_text: Sequence[tuple[str, str]] = ()
    """Words of the label that should become other words."""
    palette: Mapping[str, BrandColour] = field(default_factory=dict)
    """Colours of the brand, by name."""
    is_generative: bool = False
    """Whether a model made it."""
    unknown_rights: Sequence[str] = ()
    """References that are shown and whose rights nobody has written down."""
    may_change: NDArray[np.float32] | None = None
    """(H, W) 1 where the edit may change the edit target; None when nothing says so."""
    asked_colour: str | None = None
    """The colour, `#rrggbb`, that was asked for what may change."""
    asked_strength: float = 1.0
    """How far it should go there, 0 to 1."""
    is_put_back: bool = False
    """Whether the identity lock put the photograph's own product into the picture."""
    is_found: bool = False
    """Whether the studio found `matte`, and no person drew it: then it is held against a second finder."""
    second: NDArray[np.float32] | None = None
    """What a finder that had no part in `matte` takes for the product, 0 or 1, any size; None without one."""
