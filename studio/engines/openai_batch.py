"""The Batch API: the same edits within a day, at half the price of most models, on somebody else's machines.

Uploading costs nothing and may be tried again; submitting is done once and found again by its metadata.
"""

from __future__ import annotations

import json
import os
import re
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from studio.core.money.usage import number
from studio.core.settings import EngineOptions
from studio.engines.openai_client import find_access, open_waiting_client
from studio.engines.openai_connection import from_connection
from studio.engines.openai_errors import from_status
from studio.engines.openai_request import WireEdit
from studio.engines.openai_upload import FilePart
from studio.errors import EngineInterrupted

ENDPOINT: Literal["/v1/images/edits"] = "/v1/images/edits"
"""What every line asks for."""
_CUSTOM_ID = re.compile(rb'"custom_id"\s*:\s*"([^"\\]+)"')
RUN = "studio_run"
"""Key of the metadata by which a submitted batch is found again after a crash."""
OVER = frozenset({"completed", "failed", "expired", "cancelled"})
"""States in which nothing more will come."""


@dataclass(frozen=True)
class BatchSeen:
    """A batch as the provider describes it."""

    id: str
    status: str
    """For example `in_progress` or `completed`."""
    done: int
    total: int
    output_file: str | None
    error_file: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.status in OVER


def batch_line(custom_id: str, wire: WireEdit, ids: Mapping[bytes, str]) -> str:
    """One line of the input file; pictures go by the name of their upload.

    Args:
        custom_id: Comes back with the answer.
        wire: The edit.
        ids: Names of uploads by their bytes.
    """
    body: dict[str, Any] = {**wire.fields, **wire.extra, "images": [{"file_id": ids[part[1]]} for part in wire.images]}
    for name, part in (("mask", wire.mask), ("markup", wire.markup)):
        if part is not None:
            body[name] = {"file_id": ids[part[1]]}
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": body}, ensure_ascii=False)


class BatchClient:
    """Files and batches of one account."""

    def __init__(self, options: EngineOptions, environment: Mapping[str, str] | None = None) -> None:
        self._access = find_access(options, os.environ if environment is None else environment)
        self._client = open_waiting_client(self._access)
        weakref.finalize(self, self._client.close)

    def upload(self, part: FilePart) -> str:
        """Upload a picture; returns its name. Trying it again costs nothing."""
        with self._translated():
            return self._client.with_options(max_retries=2).files.create(file=part, purpose="vision").id

    def upload_lines(self, text: str) -> str:
        """Upload the input file; returns its name."""
        with self._translated():
            part = ("edits.jsonl", text.encode(), "application/jsonl")
            return self._client.with_options(max_retries=2).files.create(file=part, purpose="batch").id

    def submit(self, input_file: str, *, run: str) -> BatchSeen:
        """Submit once.

        Raises:
            EngineInterrupted: Nobody knows whether it was taken; `find` tells.
        """
        with self._translated():
            return _seen(
                self._client.batches.create(
                    input_file_id=input_file, endpoint=ENDPOINT, completion_window="24h", metadata={RUN: run}
                )
            )

    def find(self, run: str) -> BatchSeen | None:
        """The batch of a run, looked for among all of the account."""
        with self._translated():
            for batch in self._client.with_options(max_retries=2).batches.list(limit=100):
                if (batch.metadata or {}).get(RUN) == run:
                    return _seen(batch)
        return None

    def look(self, batch_id: str) -> BatchSeen:
        """How far a batch is."""
        with self._translated():
            return _seen(self._client.with_options(max_retries=2).batches.retrieve(batch_id))

    def cancel(self, batch_id: str) -> BatchSeen:
        """Stop a batch; lines that are done stay paid and their pictures can be collected."""
        with self._translated():
            return _seen(self._client.batches.cancel(batch_id))

    def download(self, file_id: str) -> bytes:
        """The bytes of an output or error file."""
        with self._translated():
            return self._client.with_options(max_retries=2).files.content(file_id).read()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            raise from_status(error, key=self._access.key, model="batch", address=self._access.address) from None
        except openai.APIConnectionError as error:
            found = from_connection(error, address=self._access.address)
            if not found.may_be_billed:
                raise found from None
            raise EngineInterrupted(
                "The provider closed the connection. `studio batch` finds out what became of it.", code=found.code
            ) from None


def _seen(batch: Any) -> BatchSeen:  # noqa: ANN401 - the SDK's Batch, which is not imported at start
    counts = batch.request_counts
    done, total = (counts.completed, counts.total) if counts else (0, 0)
    return BatchSeen(batch.id, batch.status, done, total, batch.output_file_id, batch.error_file_id)


@dataclass(frozen=True)
class BatchLine:
    """One line of an output or error file."""

    custom_id: str
    """Which request it answers."""
    raw: bytes
    response: dict[str, Any]
    """The answer with its status; empty when there is none."""
    error: object = None
    """Why there is none."""

    @property
    def status(self) -> int:
        """HTTP status of the answer; 0 when an error stands instead of it, 200 when neither can be read."""
        status = number(self.response.get("status_code"))
        return int(status) if status is not None else 0 if self.error else 200

    @property
    def request_id(self) -> str | None:
        """The provider's name for the request."""
        found = self.response.get("request_id")
        return found if isinstance(found, str) and found.isprintable() else None


def read_lines(data: bytes) -> Iterator[BatchLine]:
    """Lines of an output or error file. One that cannot be parsed counts as an answer when it says to what."""
    for raw in data.splitlines():
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError):
            named = _CUSTOM_ID.search(raw)
            if named:
                yield BatchLine(named[1].decode("utf-8", "replace"), raw, {})
            continue
        if isinstance(found, dict) and isinstance(found.get("custom_id"), str):
            response = found.get("response")
            yield BatchLine(found["custom_id"], raw, response if isinstance(response, dict) else {}, found.get("error"))
