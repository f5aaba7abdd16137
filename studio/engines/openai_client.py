"""The SDK's clients for the server in use. Everything that can fail before a request leaves fails here, at once."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from studio.core.settings import Address, EngineOptions, read_address
from studio.core.validation import WrongValue
from studio.engines.secret import find_key
from studio.errors import EngineUnavailable

if TYPE_CHECKING:
    import openai

PROXY_VARIABLES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy")
"""Environment variables that send requests through a proxy."""
_BASE_URL = "OPENAI_BASE_URL"
_API_VERSION = "OPENAI_API_VERSION"
_CERTIFICATES = "SSL_CERT_FILE"
_CONNECT_S = 15.0
Client = TypeVar("Client")


@dataclass(frozen=True)
class Access:
    """Whom to ask, and with which key."""

    address: Address
    key: str
    """Goes into no message."""
    timeout_s: float


def find_access(options: EngineOptions, environment: Mapping[str, str]) -> Access:
    """The server and the key in use, from the settings and the environment.

    Raises:
        EngineUnavailable: There is no key, or one of them cannot be right.
    """
    address = address_of(options, environment)
    return Access(address, find_key(environment, azure=address.is_azure), options.timeout_s)


def require_access(options: EngineOptions, environment: Mapping[str, str]) -> None:
    """Pass when a request could leave now; opens a client and sends nothing.

    Raises:
        EngineUnavailable: Key, address, proxy or certificates cannot be used.
    """
    open_waiting_client(find_access(options, environment)).close()


def address_of(options: EngineOptions, environment: Mapping[str, str]) -> Address:
    """The server in use: as the settings say, else the environment, else OpenAI's.

    Raises:
        EngineUnavailable: The environment names none that can be one, or Azure's version is missing.
    """
    if options.base_url:
        address = read_address(options.base_url)
    else:
        try:
            address = read_address(environment.get(_BASE_URL, ""))
        except WrongValue as error:
            raise EngineUnavailable(f"The address in {_BASE_URL} {error}. {error.fix}", code="bad_address") from None
    version = environment.get(_API_VERSION)
    if address.deployment is None or "api-version" in address.query:
        return address
    if not version:
        raise EngineUnavailable(
            f"{address.base}: an Azure deployment needs a version of the API. Add ?api-version=… to base_url.",
            code="bad_address",
        )
    return Address(address.base, {**address.query, "api-version": version})


def open_client(access: Access) -> openai.AsyncOpenAI:
    """The client for one event loop. It never sends twice and follows no redirect: both could pay again.

    Raises:
        EngineUnavailable: A proxy or certificate of this machine's environment cannot be used.
    """
    import openai

    kind = openai.AsyncOpenAI if access.address.deployment is None else openai.AsyncAzureOpenAI
    return _opened(lambda: kind(**_arguments(access, openai.DefaultAsyncHttpxClient)))


def open_waiting_client(access: Access) -> openai.OpenAI:
    """The same without an event loop.

    Raises:
        EngineUnavailable: As `open_client`.
    """
    import openai

    kind = openai.OpenAI if access.address.deployment is None else openai.AzureOpenAI
    return _opened(lambda: kind(**_arguments(access, openai.DefaultHttpxClient)))


def _arguments(access: Access, network: Callable[..., Any]) -> dict[str, Any]:
    import openai

    query = dict(access.address.query)
    # the Azure client puts its own version into the query, and the key into the header that Azure reads
    azure = {} if access.address.deployment is None else {"api_version": query.pop("api-version")}
    return {
        "api_key": access.key, "base_url": access.address.base, "default_query": query, "max_retries": 0, **azure,
        "timeout": openai.Timeout(access.timeout_s, connect=_CONNECT_S),
        "http_client": network(follow_redirects=False),
    }  # fmt: skip


def _opened(client: Callable[[], Client]) -> Client:
    """The client, or what of this machine's environment keeps it from being opened."""
    try:
        return client()
    except ImportError as error:
        if "socks" not in str(error).lower():
            raise
        raise EngineUnavailable(
            f"The proxy{in_proxy_variables()} is a SOCKS proxy, which needs one more package. Install it beside the "
            "studio with `pip install socksio`, or unset the variable; nothing was sent.",
            code="bad_proxy",
        ) from None
    except OSError as error:  # a missing file, and one without certificates: ssl.SSLError
        why = "holds no certificate" if isinstance(error, ssl.SSLError) else str(error.strerror).lower()
        raise EngineUnavailable(
            f"The certificates in {_CERTIFICATES} ({os.environ.get(_CERTIFICATES, '')}) cannot be read: {why}. "
            "Name a PEM file, or unset the variable; nothing was sent.",
            code="bad_certificates",
        ) from None
    except Exception as error:  # httpx.InvalidURL, which no base class tells apart
        if not isinstance(error, ValueError) and type(error).__name__ != "InvalidURL":
            raise
        raise EngineUnavailable(
            f"The proxy{in_proxy_variables()} cannot be used: it is no address of an http, https or socks5 proxy. "
            "Write it as http://HOST:PORT, or unset the variable; nothing was sent.",
            code="bad_proxy",
        ) from None


def in_proxy_variables() -> str:
    """` in ALL_PROXY`, with the names of the variables that are set, for a message; empty when there is no proxy."""
    names = " and ".join(name for name in PROXY_VARIABLES if os.environ.get(name))
    return f" in {names}" if names else ""
