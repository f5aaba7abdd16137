"""The engine for GPT Image, and for any server that speaks the Images API.

The SDK's own retries are off: it would send again what may have been paid already (see `openai_errors`). The answer is
written to disk while it arrives, before anybody looks into it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from studio.core.attempt import EngineUsed
from studio.core.cost import price_of_usage
from studio.core.model import Model, Models
from studio.core.settings import EngineOptions
from studio.engines.base import Accepted, EditRequest, EditResult, OnEvent, Partial, Progress
from studio.engines.openai_answer import (
    COMPLETED,
    PARTIAL,
    Answer,
    EventReader,
    completed,
    media_type_of,
    picture_of,
    read_body,
    unfinished,
)
from studio.engines.openai_client import Access, find_access, open_client, require_access
from studio.engines.openai_connection import cut_body, from_connection
from studio.engines.openai_errors import from_error_object, from_status
from studio.engines.openai_request import WireEdit, settings_of, wire_edit
from studio.engines.secret import RedactedSink
from studio.errors import AnswerUnreadable, Cancelled, EngineError

VERSION = "1"
"""Rises when the same edit would be asked for in another way."""
_PACE_HEADERS = ("x-ratelimit-limit-images", "x-ratelimit-limit-input-images")


class OpenAIEngine:
    """Asks a model of the Images API for the edit; every parameter is checked before anything is sent."""

    name = "openai"

    def __init__(self, options: EngineOptions, models: Models, environment: Mapping[str, str] | None = None) -> None:
        self.options = options
        self.models = models
        self.environment = os.environ if environment is None else environment

    @property
    def concurrency(self) -> int:
        """Requests under way at once."""
        return self.options.concurrency

    def model_of(self, request: EditRequest) -> Model:
        """The model an edit asks for."""
        return self.models.find(request.spec.engine.model or self.options.model)

    def prepare(self, request: EditRequest) -> EngineUsed:
        """The engine as it would run, checked against the model's limits; needs no key.

        Raises:
            EngineRefused: A limit of the model or the provider is broken.
            EngineNeeds: A mask or overlay cannot be used as it is.
        """
        model = self.model_of(request)
        settings = settings_of(request, model, self.options)
        wire_edit(request, model=model, settings=settings)
        return EngineUsed(name=self.name, version=VERSION, model=model.name, settings=settings)

    def ready(self) -> None:
        """Pass when a request could leave now."""
        require_access(self.options, self.environment)

    async def edit(self, request: EditRequest, *, used: EngineUsed, on_event: OnEvent, raw: BinaryIO) -> EditResult:
        """Ask once. Nothing is ever sent twice from here."""
        access = find_access(self.options, self.environment)
        model = self.models.find(used.model)
        wire = wire_edit(request, model=model, settings=used.settings)
        sink = RedactedSink(raw, access.key)
        try:
            answer = await self._ask(wire, model, access=access, on_event=on_event, sink=sink)
        finally:
            sink.close()
        return result_of(answer, model)

    def read_answer(self, raw: bytes, used: EngineUsed) -> EditResult:
        """The result from an answer that was kept."""
        return result_of(read_body(raw), self.models.find(used.model))

    async def _ask(
        self, wire: WireEdit, model: Model, *, access: Access, on_event: OnEvent, sink: RedactedSink
    ) -> Answer:
        import openai

        previews = min(self.options.previews, model.partial_images)
        on_event(Progress(0.05, f"asks {model.name}"))
        async with open_client(access) as client:
            try:
                async with client.images.with_streaming_response.edit(**_arguments(wire, previews)) as response:
                    on_event(Accepted(response.request_id, _pace(response.headers)))
                    body = response.iter_bytes()
                    if "event-stream" in response.headers.get("content-type", ""):
                        told = _Told(on_event, access, model, previews)
                        return await _streamed(body, sink=sink, told=told)
                    return await _whole(body, sink=sink, on_event=on_event)
            except openai.APIStatusError as error:
                sink.write(error.response.content)
                raise from_status(error, key=access.key, model=model.name, address=access.address) from None
            except openai.APIConnectionError as error:
                raise from_connection(error, address=access.address) from None
            except Cancelled as error:
                raise Cancelled(f"{error} The request was under way; it may have been billed.") from None


def _arguments(wire: WireEdit, previews: int) -> dict[str, Any]:
    """Keyword arguments of `images.edit`. A file without a type would go out as octet-stream and be refused."""
    arguments: dict[str, Any] = {**wire.fields, "image": list(wire.images)}
    if wire.mask:
        arguments["mask"] = wire.mask
    if wire.markup:
        arguments["markup"] = wire.markup
    if previews:
        arguments |= {"stream": True, "partial_images": previews}
    if wire.extra:
        arguments["extra_body"] = wire.extra
    return arguments


async def _received(body: AsyncIterator[bytes], sink: RedactedSink) -> AsyncIterator[bytes]:
    """The bytes as they come, each on disk before it is looked at."""
    import httpx2

    try:
        async for data in body:
            sink.write(data)
            yield data
    except httpx2.TransportError:
        raise cut_body() from None


@dataclass(frozen=True)
class _Told:
    """What a stream needs to tell of its previews and errors."""

    on_event: OnEvent
    access: Access
    model: Model
    previews: int

    def preview(self, event: dict[str, Any]) -> None:
        """Hand a preview on."""
        index = int(event.get("partial_image_index", 0))
        self.on_event(Progress((index + 1) / (self.previews + 1), f"preview {index + 1} of {self.previews}"))
        self.on_event(Partial(picture_of(str(event.get("b64_json", ""))), index))

    def error(self, body: dict[str, Any]) -> EngineError:
        """An error after the work began: whatever it says, it may have been billed."""
        error = from_error_object(
            body, status=0, key=self.access.key, model=self.model.name, address=self.access.address
        )
        error.may_be_billed = True
        return error


async def _streamed(body: AsyncIterator[bytes], *, sink: RedactedSink, told: _Told) -> Answer:
    """The picture of a stream. The SDK raises nothing when a stream ends without its picture, so this looks itself."""
    reader, found = EventReader(), None
    async for data in _received(body, sink):
        for event in reader.feed(data):
            if event.get("type") == PARTIAL:
                told.preview(event)
            elif event.get("type") == COMPLETED:
                found = found or completed(event)
            elif isinstance(event.get("error"), dict):
                raise told.error(event["error"])
    if found is None:
        raise unfinished()
    return found


async def _whole(body: AsyncIterator[bytes], *, sink: RedactedSink, on_event: OnEvent) -> Answer:
    pieces: list[bytes] = []
    async for data in _received(body, sink):
        if not pieces:
            on_event(Progress(0.9, "receives the picture"))
        pieces.append(data)
    return read_body(b"".join(pieces))


def result_of(answer: Answer, model: Model, *, batch: bool = False) -> EditResult:
    """The picture with its price.

    Raises:
        AnswerUnreadable: The bytes are no picture.
    """
    kind = media_type_of(answer.data)
    if not kind:
        raise AnswerUnreadable("The answer holds bytes that are no PNG, JPEG or WebP picture.", may_be_billed=True)
    cost = price_of_usage(model, answer.usage, batch=batch) if answer.usage else None
    return EditResult(data=answer.data, media_type=kind, usage=answer.usage, cost_usd=cost)


def _pace(headers: Mapping[str, str]) -> int | None:
    for name in _PACE_HEADERS:
        if headers.get(name, "").isdigit():
            return int(headers[name]) or None
    return None
