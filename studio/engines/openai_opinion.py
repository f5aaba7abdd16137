"""Asks a vision model for its opinion on a result, through the Responses API with a given form of answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.attempts.opinion import MOST_ANSWER_TOKENS, OpinionAnswer
from studio.core.money.usage import plain_usage
from studio.core.settings import EngineOptions
from studio.engines.openai_client import find_access, open_client
from studio.engines.openai_connection import from_connection
from studio.engines.openai_errors import from_status
from studio.errors import AnswerUnreadable


@dataclass(frozen=True)
class Answered:
    """The answer as it came."""

    answers: tuple[OpinionAnswer, ...]
    usage: dict[str, Any] | None
    request_id: str | None


async def ask_opinion(
    options: EngineOptions,
    environment: Mapping[str, str],
    *,
    model: str,
    question: str,
    schema: dict[str, Any],
    pictures: Sequence[bytes],
) -> Answered:
    """Ask once; nothing is sent twice and nothing is stored at the provider.

    Args:
        options: Where to ask.
        environment: Where the key is looked for.
        model: Whom to ask.
        question: The text.
        schema: JSON Schema of the answer.
        pictures: JPEG bytes of the photograph and of the edit.

    Raises:
        EngineError: As for an edit; says whether it may have been billed.
    """
    import openai

    access = find_access(options, environment)
    shown = [
        {"type": "input_image", "detail": "high",
         "image_url": f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"}
        for data in pictures
    ]  # fmt: skip
    arguments: dict[str, Any] = {
        "model": model, "store": False, "max_output_tokens": MOST_ANSWER_TOKENS,
        "input": [{"role": "user", "content": [{"type": "input_text", "text": question}, *shown]}],
        "text": {"format": {"type": "json_schema", "name": "review", "strict": True, "schema": schema}},
    }  # fmt: skip
    async with open_client(access) as client:
        try:
            response = await client.responses.with_raw_response.create(**arguments)
        except openai.APIStatusError as error:
            raise from_status(error, key=access.key, model=model, address=access.address) from None
        except openai.APIConnectionError as error:
            raise from_connection(error, address=access.address) from None
    body = _parsed(response.http_response.content)
    return Answered(_answers(_text_of(body)), plain_usage(body.get("usage")), response.request_id)


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _text_of(body: dict[str, Any]) -> str:
    """What the model says, out of all parts of its messages."""
    items = body.get("output")
    told = [item.get("content") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    parts = [part for content in told if isinstance(content, list) for part in content]
    return "".join(str(part.get("text") or "") for part in parts if isinstance(part, dict))


def _answers(text: str) -> tuple[OpinionAnswer, ...]:
    try:
        entries = json.loads(text)["answers"]
        return tuple(OpinionAnswer.model_validate(entry) for entry in entries)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AnswerUnreadable(
            "The model's opinion is not in the form that was asked for (it may have been cut off or refused).",
            may_be_billed=True,
        ) from error
