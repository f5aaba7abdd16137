"""What went wrong at the provider and what it means for money: by code, then type, then status, never by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.engines.secret import redact
from studio.errors import EngineBusy, EngineError, EngineInterrupted, EngineRefused, EngineUnavailable

if TYPE_CHECKING:
    import openai

NO_MONEY = frozenset({
    "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_hard_limit_reached",
})  # fmt: skip
"""Codes that mean: no further request will be paid."""
BUSY = frozenset({"rate_limit_exceeded", "slow_down"})
"""Codes that mean: not done, ask again later."""
MODERATED = "moderation_blocked"
"""Code of a refusal on content."""
WRONG_REQUEST = frozenset({
    "invalid_value", "unknown_parameter", "invalid_image_file", "unsupported_file_mimetype",
    "invalid_input_fidelity_model",
})  # fmt: skip
"""Codes that mean: this request can never work as it is."""
BILLING_PAGE = "https://platform.openai.com/settings/organization/billing"
"""Where money is added."""
KEYS_PAGE = "https://platform.openai.com/api-keys"
"""Where keys are made."""
VERIFY_PAGE = "https://platform.openai.com/settings/organization/general"
"""Where an organisation is verified."""
UNKNOWN = (
    "Nobody knows whether the picture was made; it may have been billed. "
    "Look at the account's usage before running it again with --again."
)
"""What a person does about an unknown outcome."""
_HTTP = {"bad": 400, "key": 401, "forbidden": 403, "missing": 404, "busy": 429, "server": 500}


def from_status(error: openai.APIStatusError, *, key: str, model: str) -> EngineError:
    """An answer with an error status."""
    body = error.body if isinstance(error.body, dict) else {}
    return from_error_object(
        {"code": error.code, "type": error.type, "param": error.param, "message": error.message, **body},
        status=error.status_code, wait_s=_retry_after(error), key=key, model=model,
    )  # fmt: skip


def from_error_object(
    body: dict[str, Any], *, status: int, key: str, model: str, wait_s: float | None = None
) -> EngineError:
    """An error object, from a body, a stream, or a line of a batch's error file.

    Args:
        body: With `code`, `type`, `param`, `message`.
        status: HTTP status; 0 inside a stream, where the work may have been done.
        key: Taken out of every message.
        model: For messages.
        wait_s: Seconds the provider asks to wait.
    """
    code = str(body.get("code") or "") or None
    said = redact(str(body.get("message") or ""), key).strip()
    found = _by_code(code, body, status=status, said=said, model=model, wait_s=wait_s)
    found = found or _by_status(code, status=status, said=said, model=model, wait_s=wait_s)
    if found is not None:
        return found
    return EngineInterrupted(
        f"The provider failed ({status or 'in the stream'}). {UNKNOWN}", code=code, may_be_billed=True
    )


def _by_code(
    code: str | None, body: dict[str, Any], *, status: int, said: str, model: str, wait_s: float | None
) -> EngineError | None:
    if code in NO_MONEY:
        return EngineUnavailable(
            f"The account has no money left ({code}). Add some at {BILLING_PAGE}, then run again.", code=code
        )
    if code in BUSY:
        return EngineBusy("The provider asks to slow down.", wait_s=wait_s, code=code)
    if code == MODERATED:
        return _moderated(body)
    if code in WRONG_REQUEST or (body.get("type") == "invalid_request_error" and status == _HTTP["bad"]):
        field = f" in '{body['param']}'" if body.get("param") else ""
        return EngineRefused(f"The provider does not take this request ({code or 'invalid'}{field}): {said}", code=code)
    if code == "model_not_found":
        return _no_model(model, code)
    return None


def _moderated(body: dict[str, Any]) -> EngineRefused:
    details = body.get("moderation_details") or {}
    stage, categories = (
        str(details.get("moderation_stage") or details.get("stage") or ""),
        details.get("categories") or [],
    )
    late = stage == "output"
    about = f" for {', '.join(map(str, categories))}" if categories else ""
    where = "the finished picture (it may have been billed)" if late else "the request"
    return EngineRefused(
        f"The provider's content rules refuse {where}{about}. Change the words or the pictures; "
        "the same request will be refused again.",
        code=MODERATED, may_be_billed=late,
    )  # fmt: skip


def _by_status(code: str | None, *, status: int, said: str, model: str, wait_s: float | None) -> EngineError | None:
    if status == _HTTP["key"]:
        return EngineUnavailable(
            f"The provider does not accept the key. Make one at {KEYS_PAGE}, then `studio key set`.", code=code
        )
    if status == _HTTP["forbidden"]:
        return EngineUnavailable(
            f"The key may not use {model}: {said or 'access refused'} Verify the organisation at {VERIFY_PAGE}.",
            code=code,
        )
    if status == _HTTP["missing"]:
        return _no_model(model, code)
    if status == _HTTP["busy"]:
        return EngineBusy("The provider asks to slow down.", wait_s=wait_s, code=code)
    if _HTTP["bad"] <= status < _HTTP["server"] and status not in (408, 409):
        return EngineRefused(f"The provider does not take this request ({code or status}): {said}", code=code)
    return None


def _no_model(model: str, code: str | None) -> EngineUnavailable:
    return EngineUnavailable(
        f"The provider has no model '{model}' for this key. `studio models` lists those it is known to have.", code=code
    )


def from_connection(error: openai.APIConnectionError) -> EngineError:
    """No answer at all: refused before anything was sent, or lost on the way."""
    import httpx2
    import openai

    cause = error.__cause__
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout | httpx2.UnsupportedProtocol):
        return EngineBusy("The provider cannot be reached; nothing was sent.", code="unreachable")
    what = "did not answer in time" if isinstance(error, openai.APITimeoutError) else "closed the connection"
    return EngineInterrupted(f"The provider {what}. {UNKNOWN}", code="connection_lost", may_be_billed=True)


def cut_body() -> EngineInterrupted:
    """An answer that broke off."""
    return EngineInterrupted(f"The answer broke off. {UNKNOWN}", code="connection_lost", may_be_billed=True)


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds from `retry-after-ms` or `retry-after`; dates are rare enough to be left to the back-off."""
    headers = error.response.headers
    for name, factor in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * factor)
        except (KeyError, ValueError):
            continue
    return None
