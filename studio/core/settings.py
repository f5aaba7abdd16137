"""Settings of a workspace, as they stand in `content/studio.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, field_validator

from studio.core.attempts.opinion import OpinionOptions
from studio.core.site_options import SiteOptions
from studio.core.subject import Strict
from studio.core.validation import WrongValue
from studio.core.web_address import web_address

OPENAI = "https://api.openai.com/v1"
"""The server that is asked when no other is named."""
_ENDPOINTS = re.compile(
    r"/(images(/(edits|generations|variations))?|chat/completions|completions|responses|embeddings|models|files|batches)/*$"
)
_AZURE_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
_DEPLOYMENT = re.compile(r".*/openai/deployments/([^/]+)$")
_SECRETS = frozenset({"key", "api_key", "api-key", "apikey", "token", "access_token", "subscription-key"})


@dataclass(frozen=True)
class Address:
    """Where a server speaks the Images API."""

    base: str = OPENAI
    """Up to the part before `/images/edits`, without a slash at its end."""
    query: dict[str, str] = field(default_factory=dict)
    """Goes with every request, `api-version` for example."""

    @property
    def host(self) -> str:
        """Name of the server, with its port when it has one."""
        return urlsplit(self.base).netloc

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI's own server, so that its web pages help."""
        name = urlsplit(self.base).hostname or ""
        return name == "openai.com" or name.endswith(".openai.com")

    @property
    def is_azure(self) -> bool:
        """Whether it belongs to Azure, which has keys of its own."""
        return (urlsplit(self.base).hostname or "").endswith(_AZURE_HOSTS) or self.deployment is not None

    @property
    def deployment(self) -> str | None:
        """Name of the Azure deployment that the address leads to."""
        found = _DEPLOYMENT.match(self.base)
        return found[1] if found else None


def read_address(text: str) -> Address:
    """The server behind a `base_url`; OpenAI's own for an empty one.

    Raises:
        WrongValue: It cannot be one; says what it should be.
    """
    text = text.strip()
    if not text:
        return Address()
    parts = web_address(text)
    if not text.isascii():
        raise WrongValue("holds a character that no address has", "Copy the address again, in its ASCII form.")
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    if found := _ENDPOINTS.search(path):
        meant = f"{parts.scheme}://{parts.netloc}{path[: found.start()]}{query}"
        raise WrongValue(f"ends in {found[0]}, which the studio adds itself", f'Write base_url = "{meant}".')
    if secret := next((name for name, _ in parse_qsl(parts.query) if name.lower() in _SECRETS), None):
        raise WrongValue(f"holds a secret ('{secret}')", "Take it out; the key belongs in OPENAI_API_KEY.")
    address = Address(
        f"{parts.scheme.lower()}://{parts.netloc}{path}", dict(parse_qsl(parts.query, keep_blank_values=True))
    )
    _require_whole(address, path)
    return address


def _require_whole(address: Address, path: str) -> None:
    """Pass when nothing is missing behind the host, as far as that is known."""
    if address.host == "api.openai.com" and path != "/v1":
        raise WrongValue("is not where OpenAI's API lives", f'Write base_url = "{OPENAI}", or leave it out.')
    on_azure = address.is_azure and address.deployment is None
    if on_azure and not path.endswith("/v1"):
        host = f"https://{address.host}"
        raise WrongValue(
            "names the Azure resource and no API",
            f'Write base_url = "{host}/openai/v1", or "{host}/openai/deployments/NAME?api-version=…".',
        )


class EngineOptions(Strict):
    """What an edit uses when it does not say otherwise."""

    name: str = "local"
    model: str | None = None
    quality: str | None = None
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
    engine: EngineOptions = EngineOptions()
    prompt: PromptOptions = PromptOptions()
    budget: Budget = Budget()
    evidence: EvidenceOptions = EvidenceOptions()
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
