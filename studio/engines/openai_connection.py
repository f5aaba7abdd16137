"""What a lost or refused connection means for money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.settings import Address
from studio.engines.openai_client import in_proxy_variables
from studio.engines.openai_errors import OPENAI_SERVER, UNKNOWN_END
from studio.engines.openai_words import one_line
from studio.errors import EngineBusy, EngineError, EngineInterrupted, EngineUnavailable

if TYPE_CHECKING:
    import openai

_NOT_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "LocalProtocolError"})
"""Names of the errors of httpx, and of httpx2 under newer versions of the SDK, after which nothing has left."""


def from_connection(error: openai.APIConnectionError, *, address: Address = OPENAI_SERVER) -> EngineError:
    """No answer at all: refused before anything was sent, or lost on the way.

    The kinds of error are told by their names: old versions of the SDK raise httpx's, newer ones httpx2's.
    """
    import openai

    kind = type(error.__cause__).__name__
    why = one_line(str(error.__cause__)) or kind
    if kind == "ProxyError":
        return EngineUnavailable(
            f"The proxy{in_proxy_variables()} does not let the request through: {why}. "
            "Nothing reached the provider.", code="bad_proxy",
        )  # fmt: skip
    if "CERTIFICATE_VERIFY_FAILED" in why:
        return EngineUnavailable(
            f"The certificate of {address.host} is not trusted: {why}. Nothing was sent. "
            "If a proxy of your company signs it, name its certificates in SSL_CERT_FILE.", code="bad_certificates",
        )  # fmt: skip
    if kind in _NOT_SENT:
        through = f" through the proxy{in_proxy_variables()}" if in_proxy_variables() else ""
        return EngineBusy(f"{address.host} cannot be reached{through} ({why}); nothing was sent.", code="unreachable")
    what = "did not answer in time" if isinstance(error, openai.APITimeoutError) else "closed the connection"
    return EngineInterrupted(f"The provider {what}. {UNKNOWN_END}", code="connection_lost", may_be_billed=True)


def cut_body() -> EngineInterrupted:
    """An answer that broke off."""
    return EngineInterrupted(f"The answer broke off. {UNKNOWN_END}", code="connection_lost", may_be_billed=True)
