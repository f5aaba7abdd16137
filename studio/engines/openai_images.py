"""The engine for GPT Image, and for any server that speaks the Images API.

The SDK's own retries are off: it would send again what may have been paid already (see `openai_errors`). The answer is
written to disk while it arrives, before anybody looks into it.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from studio.background import in_background
from studio.core.attempts.attempt import EngineUsed
from studio.core.model import Model, Models
from studio.core.money.prices import price_of_usage
from studio.core.money.usage import number
from studio.core.settings import EngineOptions
from studio.engines.base import Accepted, EditRequest, EditResult, OnEvent, Partial, Progress
from studio.engines.openai_answer import Arriving, Provider, WireAnswer, read_body
from studio.engines.openai_client import Access, address_of, find_access, open_client, require_access
from studio.engines.openai_connection import cut_body, from_connection
from studio.engines.openai_errors import from_status
from studio.engines.openai_picture import WHERE_KEPT, fetch_picture, media_type_of
from studio.engines.openai_request import WireEdit, require_legal, settings_of, wire_edit
from studio.engines.secret import RedactedSink
from studio.errors import AnswerUnreadable, Cancelled, EngineInterrupted

VERSION = "1"
"""Rises when the same edit would be asked for in another way."""
MOST_ANSWER_BYTES = 300_000_000
"""Where a body that never ends is left; what came of it is kept."""
AFTER_PICTURE_S = 5.0
"""How long a stream is followed whose picture is complete: its token counts may still come."""
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
        require_legal(request, model)
        return EngineUsed(name=self.name, version=VERSION, model=model.name, settings=settings)

    def ready(self) -> None:
        """Pass when a request could leave now."""
        require_access(self.options, self.environment)

    async def edit(self, request: EditRequest, *, used: EngineUsed, on_event: OnEvent, raw: BinaryIO) -> EditResult:
        """Ask once. Nothing is ever sent twice from here."""
        access = find_access(self.options, self.environment)
        model = self.models.find(used.model)
        wire = await in_background(lambda: wire_edit(request, model=model, settings=used.settings))
        sink = RedactedSink(raw, access.key)
        try:
            answer = await self._ask(wire, model, access=access, on_event=on_event, sink=sink)
        finally:
            sink.close()
        return await in_background(lambda: result_of(self._fetched(answer), model))

    def read_answer(self, raw: bytes, used: EngineUsed, *, batch: bool = False) -> EditResult:
        """The result from an answer that was kept. A link in it is followed; nothing new is asked for."""
        return result_of(self._fetched(read_body(raw)), self.models.find(used.model), batch=batch)

    def _fetched(self, answer: WireAnswer) -> WireAnswer:
        """The answer with its picture, also where it only links to one."""
        if not answer.link:
            return answer
        own = urlsplit(address_of(self.options, self.environment).base).hostname or ""
        data = fetch_picture(answer.link, hosts={own, *self.options.picture_hosts})
        return dataclasses.replace(answer, data=data, link="")

    async def _ask(
        self, wire: WireEdit, model: Model, *, access: Access, on_event: OnEvent, sink: RedactedSink
    ) -> WireAnswer:
        import openai

        previews = min(self.options.previews, model.partial_images)
        on_event(Progress(0.05, f"asks {model.name}"))
        async with open_client(access) as client:
            try:
                async with client.images.with_streaming_response.edit(**_arguments(wire, previews)) as response:
                    on_event(Accepted(response.request_id, _pace(response.headers)))
                    told = _Told(on_event, Provider(access.key, model.name, access.address), previews)
                    return await _received(response.iter_bytes(), sink, told, timeout_s=access.timeout_s)
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
    # a compressed answer is no smaller, and what cannot be unpacked would be lost
    arguments["extra_headers"] = {"accept-encoding": "identity"}
    return arguments


@dataclass(frozen=True)
class _Told:
    """What an answer needs to tell of its previews and errors while it comes in."""

    on_event: OnEvent
    asked: Provider
    previews: int

    def preview(self, data: bytes, index: int) -> None:
        """Hand a preview on."""
        many = max(self.previews, 1)
        number = min(max(index + 1, 1), many)
        self.on_event(Progress(number / (many + 1), f"preview {number} of {many}"))
        self.on_event(Partial(data, number - 1))


async def _received(body: AsyncIterator[bytes], sink: RedactedSink, told: _Told, *, timeout_s: float) -> WireAnswer:
    """The answer, each of its pieces on disk before it is looked at.

    A picture that is complete is taken, also when the connection breaks behind it or is never closed. The SDK raises
    nothing when a stream ends without its picture; `Arriving.end` does.
    """
    arriving, pieces = Arriving(), body.__aiter__()
    until, broke_off = time.monotonic() + timeout_s, False
    while len(arriving.body) <= MOST_ANSWER_BYTES:
        try:
            async with asyncio.timeout(until - time.monotonic()):
                piece = await anext(pieces, None)
        except Exception:  # noqa: BLE001 - httpx's errors or httpx2's, by the SDK's version: what came before counts
            broke_off = True
            break
        if piece is None:
            break
        if not arriving.body:
            told.on_event(Progress(0.9, "receives the picture"))
        sink.write(piece)
        if events := arriving.take(piece):
            for data, index in await in_background(partial(arriving.look, events)):
                told.preview(data, index)
            if arriving.found.has_picture:
                until = min(until, time.monotonic() + AFTER_PICTURE_S)
    try:
        return await in_background(lambda: arriving.end(told.asked))
    except (AnswerUnreadable, EngineInterrupted):
        if arriving.found.fault or not (broke_off or len(arriving.body) > MOST_ANSWER_BYTES):
            raise
        raise cut_body() from None


def result_of(answer: WireAnswer, model: Model, *, batch: bool = False) -> EditResult:
    """The picture with its price.

    Raises:
        AnswerUnreadable: The bytes are no picture.
    """
    kind = media_type_of(answer.data)
    if not kind:
        raise AnswerUnreadable(
            f"The answer holds bytes that are no PNG, JPEG or WebP picture. {WHERE_KEPT}", may_be_billed=True
        )
    cost = price_of_usage(model, answer.usage, batch=batch)
    return EditResult(
        data=answer.data, media_type=kind, warnings=answer.warnings, usage=answer.usage, cost_usd=cost,
        holds_more=answer.holds_more,
    )  # fmt: skip


def _pace(headers: Mapping[str, str]) -> int | None:
    found = next((limit for name in _PACE_HEADERS if (limit := number(headers.get(name)))), None)
    return int(found) or None if found else None
