"""The Responses API, as far as a second opinion needs it: the request is checked against the SDK's own types."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming
from PIL import Image
from pydantic import TypeAdapter

USAGE = {"input_tokens": 2400, "output_tokens": 300, "total_tokens": 2700,
         "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}  # fmt: skip


def answer(asked: dict[str, Any], *, says: str) -> dict[str, Any]:
    """A response whose opinion on every criterion is `says`, or that is no JSON when it says `nonsense`.

    Raises:
        AssertionError: The request is not what the provider takes.
        ValidationError: The same, by the SDK's types.
    """
    TypeAdapter(ResponseCreateParamsNonStreaming).validate_python(asked)
    assert asked["store"] is False, "pictures of a client are not left at the provider"
    text, *pictures = asked["input"][0]["content"]
    assert text["type"] == "input_text"
    for picture in pictures:
        kind, _, data = picture["image_url"].partition(",")
        assert kind == "data:image/jpeg;base64"
        with Image.open(io.BytesIO(base64.b64decode(data))) as opened:
            assert max(opened.size) <= 1024
            assert not opened.getexif()
    wanted = asked["text"]["format"]
    assert wanted["strict"] is True
    strictly(wanted["schema"])
    names = wanted["schema"]["properties"]["answers"]["items"]["properties"]["criterion"]["enum"]
    answers = [{"criterion": name, "answer": says, "reason": f"Because of the {name}."} for name in names]
    told = json.dumps({"answers": answers}) if says != "nonsense" else "I am sorry"
    content = [{"type": "output_text", "text": told, "annotations": []}]
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "model": asked["model"], "status": "completed",
        "parallel_tool_calls": False, "tool_choice": "auto", "tools": [], "usage": USAGE,
        "output": [{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}],
    }  # fmt: skip


def strictly(schema: dict[str, Any]) -> None:
    """What strict structured output asks of a schema: every property required, no others."""
    if schema.get("type") == "object":
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"])
        for part in schema["properties"].values():
            strictly(part)
    if schema.get("type") == "array":
        strictly(schema["items"])
