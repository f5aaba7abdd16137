"""Settings of a workspace, as they stand in `content/studio.toml`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, field_validator

from studio.core.address import read_address, web_address
from studio.core.opinion import OpinionOptions
from studio.core.subject import Strict
from studio.core.value_words import WrongValue


def public_address(text: str) -> str:
    """The address of a site, or an empty one.

    Raises:
        WrongValue: It is no address that links can begin with.
    """
    text = text.strip()
    if text and web_address(text).query:
        raise WrongValue("holds a '?'", "Leave out what follows it, and the sign itself.")
    return text


class SiteOptions(Strict):
    """What the site says about itself."""

    title: str = "Recipe gallery"
    """Name of the site."""
    description: str = ""
    """One sentence for search results and feeds."""
    base_url: str = ""
    """Public address; empty keeps every link relative."""
    language: str = "en"
    """Language of the guides."""
    footer: str = ""
    """Line at the foot of every page."""
    logo: str | None = None
    """Picture beside the title, relative to `content/`."""
    accent: str | None = None
    """Accent colour as `#rrggbb`."""
    webp: bool = False
    """Publish WebP files as well."""
    collections: dict[str, str] = Field(default_factory=dict)
    """Introduction by collection."""

    @field_validator("base_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        return public_address(value)


class EngineOptions(Strict):
    """What an edit uses when it does not say otherwise."""

    name: str = "local"
    """Engine."""
    model: str | None = None
    """Model of the engine."""
    quality: str | None = None
    """Quality step of the model."""
    base_url: str | None = None
    """Address of a server that speaks the Images API, up to the part before `/images/edits`; a query is kept."""
    concurrency: Annotated[int, Field(ge=1, le=32)] = 4
    """Requests under way at once."""
    previews: Annotated[int, Field(ge=0, le=3)] = 0
    """Pictures shown while one is being made; each costs about 100 output tokens."""
    timeout_s: Annotated[float, Field(gt=0)] = 600.0
    """Seconds to wait for one answer before its outcome counts as unknown."""
    picture_hosts: tuple[str, ...] = ()
    """Further servers from which a picture may be fetched that an answer only links to."""
    images_per_minute: Annotated[int, Field(ge=1)] | None = None
    """Pace, where the account's limit is known."""

    @field_validator("base_url")
    @classmethod
    def _is_server(cls, value: str | None) -> str | None:
        if value is None or not value.strip():
            return None
        read_address(value)
        return value.strip()


class Budget(Strict):
    """The most that may be spent, in US dollars. Checked before every request."""

    run_usd: Decimal | None = None
    """In one run."""
    workspace_usd: Decimal | None = None
    """Over all attempts of the workspace."""


class EvidenceOptions(Strict):
    """How results are measured."""

    on_run: bool = True
    """Measure every result as soon as it is there; otherwise when somebody looks at it."""
    read_text: bool = True
    """Read labels, which takes up to four seconds a result."""


class PromptOptions(Strict):
    """What every composed prompt of the workspace says."""

    keep_rest: bool = False
    """That everything else stays the same, where an edit does not say otherwise."""
    asset: bool = False
    """What the picture is for."""
    channel: bool = False
    """Where the picture will be used."""


class Settings(Strict):
    """Everything a workspace can set. Unknown settings are errors."""

    site: SiteOptions = SiteOptions()
    """The site."""
    engine: EngineOptions = EngineOptions()
    """Defaults for runs."""
    prompt: PromptOptions = PromptOptions()
    """What every prompt says."""
    budget: Budget = Budget()
    """Limits on spending."""
    evidence: EvidenceOptions = EvidenceOptions()
    """Measuring."""
    opinion: OpinionOptions = OpinionOptions()
    """A second opinion; off."""
    reviewer: str | None = None
    """Name written under verdicts; default: the user's name on this machine."""
    criteria: tuple[str, ...] = ()
    """Criteria added to every checklist."""
    channels: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Overrides of single rows of the channel table."""
    models: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Overrides of single rows of the model table."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Keys of the terminal studio, by action."""
