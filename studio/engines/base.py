"""What every engine is: it gets one edit as plain values and gives back one picture, or says why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO, Protocol

from studio.core.attempts.attempt import EngineUsed
from studio.core.channel import Channel
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from studio.core.size import Size


@dataclass(frozen=True)
class InputPicture:
    """An input as the engine gets it: bytes, not a path, so that what was journalled is what is sent."""

    name: str
    """File name, relative to the recipe's folder."""
    role: str
    data: bytes


@dataclass(frozen=True)
class EditRequest:
    """One edit, complete."""

    recipe: str
    job: Job
    spec: EditSpec
    """The edit spec, variables filled, variation applied."""
    prompt: str
    inputs: tuple[InputPicture, ...]
    """In prompt order; the first is the edit target."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Other files the spec names (masks, markup, logos), by name."""
    fonts: dict[str, bytes] = field(default_factory=dict)
    """Font files of copy that is set afterwards, by name."""
    channel: Channel | None = None
    size: Size | None = None
    """Pixel size wanted, when the spec or the channel asks for one."""

    @property
    def target(self) -> InputPicture:
        """The picture that is edited."""
        return self.inputs[0]


@dataclass(frozen=True)
class Progress:
    """How far the engine is."""

    fraction: float
    """0 to 1."""
    label: str


@dataclass(frozen=True)
class Partial:
    """A preview of a picture that is still being made."""

    data: bytes
    index: int
    """0 for the first."""


@dataclass(frozen=True)
class Accepted:
    """The provider has taken the request and named it."""

    request_id: str | None
    images_per_minute: int | None = None
    """The account's pace, when the provider says it."""


@dataclass(frozen=True)
class Waiting:
    """The engine waits before it goes on."""

    seconds: float
    reason: str

    @property
    def label(self) -> str:
        """What a person reads meanwhile."""
        return f"waits {self.seconds:.0f} s: {self.reason}"


Event = Progress | Partial | Accepted | Waiting
"""What an engine tells while it works."""
OnEvent = Callable[[Event], None]
"""Is called with every event; it may raise `Cancelled` to stop the engine between two steps."""


@dataclass(frozen=True)
class EditResult:
    """A finished picture and what it cost."""

    data: bytes
    """The untouched bytes."""
    media_type: str
    warnings: tuple[str, ...] = ()
    """What the reviewer should look at."""
    usage: dict[str, Any] | None = None
    """Tokens by kind, as the provider counted them."""
    cost_usd: Decimal | None = None
    """Price; 0 for the built-in engine, None when nobody knows."""
    request_id: str | None = None
    holds_more: bool = False
    """Whether the answer holds more than this picture, so that it is kept whole."""
    subject: str | None = None
    """Who found the product, and how far they agree, when the engine looked for it."""


class Engine(Protocol):
    """A way of making an edit. Engines of other packages register under the entry-point group `studio.engines`."""

    @property
    def name(self) -> str:
        """The word in `engine: {name: …}`."""

    @property
    def concurrency(self) -> int:
        """How many edits may be under way at once."""

    def prepare(self, request: EditRequest) -> EngineUsed:
        """The engine and every setting as it would run, without running.

        Raises:
            EngineRefused: The edit is beyond this engine; the message says what would make it possible.
            EngineNeeds: One more thing from the person is missing.
        """

    def ready(self) -> None:
        """Pass when a request could leave now: key, address, proxy and certificates are usable. Sends nothing.

        Is asked before an attempt begins; an engine that has nothing to say here may leave it out.

        Raises:
            EngineUnavailable: Nothing can be sent; the message names the setting at fault.
        """

    async def edit(self, request: EditRequest, *, used: EngineUsed, on_event: OnEvent, raw: BinaryIO) -> EditResult:
        """Make the picture.

        Args:
            request: The edit.
            used: What `prepare` answered.
            on_event: Hears of progress; may raise to cancel.
            raw: Takes the provider's answer as it arrives, so that nothing received is lost.

        Raises:
            EngineError: No picture; says whether it may have been billed.
        """

    def read_answer(self, raw: bytes, used: EngineUsed) -> EditResult:
        """The result from an answer that was kept, without asking anybody.

        Raises:
            AnswerUnreadable: It is not complete, or holds no picture.
        """


def require_ready(engine: Engine) -> None:
    """Ask an engine whether a request could leave now; one of another package may have nothing to say.

    Raises:
        EngineUnavailable: As `Engine.ready`.
    """
    ready = getattr(engine, "ready", None)
    if ready is not None:
        ready()
