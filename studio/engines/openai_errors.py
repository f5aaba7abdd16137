"""What went wrong at the provider and what it means for money: by code, then type, then status, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.settings import Address
from studio.engines.openai_client import in_proxy_variables
from studio.engines.openai_words import Fault, one_line, read_fault
from studio.errors import EngineBusy, EngineError, EngineInterrupted, EngineRefused, EngineUnavailable

if TYPE_CHECKING:
    import openai

NO_MONEY = frozenset({
    "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_hard_limit_reached",
    "billing_error", "insufficient_balance", "insufficient_user_quota", "insufficient_credits",
})  # fmt: skip
"""Codes and types that mean: no further request will be paid. The last ones are those of common gateways."""
BUSY = frozenset({"rate_limit_exceeded", "slow_down"})
"""Codes that mean: not done, ask again later."""
MODERATED = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
"""Codes of a refusal on content; the last one is Azure's."""
WRONG_REQUEST = frozenset({
    "invalid_value", "unknown_parameter", "invalid_image_file", "unsupported_file_mimetype",
    "invalid_input_fidelity_model",
})  # fmt: skip
"""Codes that mean: this request can never work as it is."""
NO_MODEL = frozenset({"model_not_found", "model_not_available", "ModelNotFound", "unknown_model"})
"""Codes that mean: no such model for this key."""
NO_DEPLOYMENT = "DeploymentNotFound"
"""Azure's code for a deployment that does not exist, or not yet."""
BILLING_PAGE = "https://platform.openai.com/settings/organization/billing"
"""Where money is added at OpenAI."""
KEYS_PAGE = "https://platform.openai.com/api-keys"
"""Where OpenAI's keys are made."""
VERIFY_PAGE = "https://platform.openai.com/settings/organization/general"
"""Where an organisation is verified at OpenAI."""
UNKNOWN_END = (
    "Nobody knows whether the picture was made; it may have been billed. "
    "Look at the account's usage before running it again with --again."
)
"""What a person does about an unknown outcome."""
OPENAI_SERVER = Address()
"""The server whose web pages are named in advice."""
_BAD, _KEY, _PAYMENT, _FORBIDDEN, _MISSING = 400, 401, 402, 403, 404
_METHOD, _PROXY, _BUSY, _SERVER = 405, 407, 429, 500


@dataclass(frozen=True)
class _Case:
    """One error with everything its message may name."""

    fault: Fault
    status: int
    model: str
    address: Address
    asked: str
    """The address that was asked; empty when nobody knows it."""
    moved_to: str = ""
    wait_s: float | None = None

    @property
    def code(self) -> str | None:
        return self.fault.code or self.fault.type or None

    @property
    def said(self) -> str:
        """The provider's words as the end of a sentence."""
        words = self.fault.words
        return f": {words}{'' if words[-1:] in '.!?…' else '.'}" if words else "."

    @property
    def server(self) -> str:
        return f"{self.address.host} (base_url in content/studio.toml)"


def from_status(error: openai.APIStatusError, *, key: str, model: str, address: Address = OPENAI_SERVER) -> EngineError:
    """An answer with an error status."""
    response = error.response
    case = _Case(
        read_fault(response.content, key=key), response.status_code, model, address,
        asked=one_line(str(response.request.url).partition("?")[0], key=key),
        moved_to=one_line(response.headers.get("location", ""), key=key), wait_s=_retry_after(error),
    )  # fmt: skip
    return _error(case)


def from_error_object(
    body: object, *, status: int, key: str, model: str, address: Address = OPENAI_SERVER
) -> EngineError:
    """An error from a stream, from an answer under status 200, or from a line of a batch's error file.

    Args:
        body: The error, or what holds it, in any shape.
        status: HTTP status; 0 inside a stream, where the work may have been done.
        key: Taken out of every message.
        model: For messages.
        address: The server that was asked.
    """
    return _error(_Case(read_fault(body, key=key), status, model, address, asked=""))


def _error(case: _Case) -> EngineError:
    for word in (case.fault.code, case.fault.type):
        if found := _by_word(word, case):
            return found
    when = case.status if case.status >= _BAD else "after it had begun"
    return _by_status(case) or EngineInterrupted(
        f"The provider failed ({when}){case.said} {UNKNOWN_END}", code=case.code, may_be_billed=True
    )


def _by_word(word: str, case: _Case) -> EngineError | None:
    """The meaning of a code or a type."""
    if word in NO_MONEY:
        return _no_money(case)
    if word in BUSY and case.status >= _BAD:  # after the work has begun it is no longer sure that nothing was done
        return _busy(case)
    if word in MODERATED:
        return _moderated(case)
    if word in NO_MODEL:
        return _no_model(case)
    if word == NO_DEPLOYMENT:
        return _no_deployment(case)
    if word in WRONG_REQUEST or (word == "invalid_request_error" and case.status == _BAD):
        return _wrong(case)
    return None


def _by_status(case: _Case) -> EngineError | None:
    means = {_KEY: _bad_key, _PAYMENT: _no_money, _FORBIDDEN: _forbidden, _MISSING: _missing, _METHOD: _no_route,
             _PROXY: _proxy, _BUSY: _busy}  # fmt: skip
    if case.status in means:
        return means[case.status](case)
    if 300 <= case.status < _BAD:
        return _moved(case)
    if _BAD <= case.status < _SERVER and case.status not in (408, 409):
        return _wrong(case)
    return None


def _no_money(case: _Case) -> EngineUnavailable:
    where = f"Add some at {BILLING_PAGE}" if case.address.is_openai else f"Add some to the account at {case.server}"
    why = f" ({case.code})" if case.code else ""
    return EngineUnavailable(f"The account has no money left{why}{case.said} {where}, then run again.", code=case.code)


def _busy(case: _Case) -> EngineBusy:
    return EngineBusy(f"The provider asks to slow down{case.said}", wait_s=case.wait_s, code=case.code)


def _wrong(case: _Case) -> EngineRefused:
    field = f" in '{case.fault.param}'" if case.fault.param else ""
    return EngineRefused(
        f"The provider does not take this request ({case.code or case.status}{field}){case.said}", code=case.code
    )


def _moderated(case: _Case) -> EngineRefused:
    details = case.fault.moderation
    late = (details.get("moderation_stage") or details.get("stage")) == "output"
    categories = details.get("categories") or []
    about = f" for {one_line(', '.join(map(str, categories)))}" if isinstance(categories, list) and categories else ""
    where = "the finished picture (it may have been billed)" if late else "the request"
    return EngineRefused(
        f"The provider's content rules refuse {where}{about}{case.said} Change the words or the pictures; "
        "the same request will be refused again.",
        code=case.code, may_be_billed=late,
    )  # fmt: skip


def _bad_key(case: _Case) -> EngineUnavailable:
    if case.address.is_openai:
        advice = f"Make one at {KEYS_PAGE}, then `studio key set`."
    else:
        advice = f"Take one that belongs to {case.server}, then `studio key set`."
    return EngineUnavailable(f"The provider does not accept the key{case.said} {advice}", code=case.code)


def _forbidden(case: _Case) -> EngineUnavailable:
    at = "" if case.address.is_openai else f" at {case.server}"
    advice = f" Verify the organisation at {VERIFY_PAGE}." if case.address.is_openai else ""
    return EngineUnavailable(f"The key may not use {case.model}{at}{case.said}{advice}", code=case.code)


def _missing(case: _Case) -> EngineUnavailable:
    if case.fault.param == "model" or (case.model and case.model.lower() in case.fault.words.lower()):
        return _no_model(case)
    return _no_route(case)


def _no_model(case: _Case) -> EngineUnavailable:
    advice = "`studio models` lists those it is known to have." if case.address.is_openai else (
        f"Ask {case.server} for the names of its models, and set one under [engine] model.")  # fmt: skip
    return EngineUnavailable(
        f"The provider has no model '{case.model}' for this key{case.said} {advice}", code=case.code
    )


def _no_deployment(case: _Case) -> EngineUnavailable:
    name = case.address.deployment or case.model
    return EngineUnavailable(
        f"Azure has no deployment '{name}' at {case.address.host}{case.said} "
        "Copy its name from the Azure portal into base_url in content/studio.toml; a new one takes some minutes.",
        code=case.code,
    )


def _no_route(case: _Case) -> EngineUnavailable:
    """The server is there and nothing at the address that was asked."""
    why = "takes no edits" if case.status == _METHOD else "was not found"
    known = (
        "as the server's documentation names it" if "/v1" in case.address.base else f"such as {case.address.base}/v1"
    )
    return EngineUnavailable(
        f"The address {case.asked or case.address.base} {why} ({case.status}){case.said} base_url in "
        f"content/studio.toml is the part before /images/edits, {known}.",
        code=case.code,
    )


def _moved(case: _Case) -> EngineUnavailable:
    to = case.moved_to.partition("?")[0].removesuffix("/").removesuffix("/images/edits")
    advice = f'If it is right, write base_url = "{to}"' if to.startswith("http") else "Write the right base_url"
    return EngineUnavailable(
        f"The address {case.asked or case.address.base} leads elsewhere ({case.status})"
        f"{f', to {case.moved_to}' if case.moved_to else ''}; nothing was sent there. {advice} in content/studio.toml.",
        code=case.code,
    )


def _proxy(case: _Case) -> EngineUnavailable:
    return EngineUnavailable(
        f"The proxy{in_proxy_variables()} wants a name and a password (407){case.said} Nothing reached the provider.",
        code="bad_proxy",
    )


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds from `retry-after-ms` or `retry-after`; dates are rare enough to be left to the back-off."""
    headers = error.response.headers
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * factor)
        except (KeyError, ValueError):
            continue
    return None
