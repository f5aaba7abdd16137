"""The loopback server: real sockets, real wire, injected failures, and a ledger of what it charged."""

from __future__ import annotations

import base64
import io
import json
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageOps

from tests.loopback import opinions
from tests.loopback.validate import Rejected, check_edit, check_fields, multipart

ERRORS: dict[str, tuple[int, dict[str, Any]]] = {
    "rate limit": (429, {"code": "rate_limit_exceeded", "type": "requests"}),
    "slow down": (429, {"code": "slow_down", "type": "requests"}),
    "no quota": (429, {"code": "insufficient_quota", "type": "insufficient_quota"}),
    "no credit": (429, {"code": "credit_balance_exhausted", "type": "billing_error"}),
    "spend limit": (429, {"code": "organization_spend_limit_exceeded", "type": "billing_error"}),
    "hard limit": (400, {"code": "billing_hard_limit_reached", "type": "invalid_request_error"}),
    "moderated input": (400, {"code": "moderation_blocked", "type": "image_generation_user_error",
                              "moderation_details": {"moderation_stage": "input", "categories": ["violence"]}}),
    "moderated output": (400, {"code": "moderation_blocked", "type": "image_generation_user_error",
                               "moderation_details": {"moderation_stage": "output", "categories": ["sexual"]}}),
    "bad value": (400, {"code": "invalid_value", "type": "invalid_request_error", "param": "quality"}),
    "bad key": (401, {"code": "invalid_api_key", "type": "invalid_request_error"}),
    "not verified": (403, {"code": None, "type": "invalid_request_error"}),
    "no model": (404, {"code": "model_not_found", "type": "invalid_request_error"}),
    "broken": (500, {"code": None, "type": "server_error"}),
    "overloaded": (503, {"code": None, "type": "server_error"}),
}  # fmt: skip
"""Failures that are an answer with a status; those after the work are charged."""
CHARGED = {"moderated output", "broken", "overloaded"}


@dataclass
class Body:
    """An answer as it goes over the wire, in whatever shape a server may give it."""

    pieces: list[bytes]
    kind: str = "application/json"
    status: int = 200
    cut: bool = False
    """Whether the connection breaks off behind the last piece."""
    headers: dict[str, str] = field(default_factory=dict)
    hold_s: float = 0.0
    """How long the connection is held open behind the last piece, as if more came."""


@dataclass
class Request:
    """One edit that was asked for."""

    id: str
    fields: dict[str, Any]
    files: list[tuple[str, str, str, int]]
    """Part name, file name, media type, length."""
    data: list[bytes] = field(default_factory=list, kw_only=True, repr=False)
    """Bytes of the files."""
    authorization: str
    failure: str | None
    charged: bool = False
    fully_sent: bool = False


@dataclass
class Loopback:
    """What the server is told to do and what it saw."""

    url: str = ""
    plan: list[str | None] = field(default_factory=list)
    """The failure of each coming edit, in order; then none."""
    choose: Callable[[int], str | None] | None = None
    """The failure by number of the request, instead of the plan."""
    requests: list[Request] = field(default_factory=list)
    delay_s: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    extra: set[str] = field(default_factory=set)
    """Parameters it knows beyond the SDK's."""
    size: tuple[int, int] | None = None
    """Size of what it makes; default: as asked."""
    shape: Callable[[bytes, dict[str, Any]], Body] | None = None
    """Makes the whole answer out of the picture and the usage, instead of the API's own form."""
    links: dict[str, Body] = field(default_factory=dict)
    """What is served at further paths."""
    make: Callable[[bytes, tuple[int, int]], bytes] | None = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    finish_batches: bool = True
    batch_failures: dict[int, str] = field(default_factory=dict)
    """Failure by position of the line."""
    drop: set[str] = field(default_factory=set)
    """Endpoints whose answer is dropped after the work: `files`, `batches`."""
    opinion: str = "pass"
    """What is answered to every criterion."""
    opinion_usage: object = None
    """What is said about tokens, instead of the API's own form."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Questions for an opinion."""
    on_charge: Callable[[], object] | None = None
    """Called in the moment an edit is charged, before it is answered."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    connections: int = 0
    """How many were taken and have not ended."""

    def settle(self, *, seconds: float = 10) -> None:
        """Wait until everything that was sent so far is dealt with, also what a killed program had sent before.

        Raises:
            TimeoutError: It never came to rest.
        """
        address = urlsplit(self.url)
        socket.create_connection((str(address.hostname), int(address.port or 0))).close()  # taken after all others
        end, quiet = time.monotonic() + seconds, 0
        while quiet < 3:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.connections} connections are still open")
            time.sleep(0.01)
            quiet = 0 if self.connections else quiet + 1

    @property
    def charges(self) -> list[Request]:
        """Edits that were paid."""
        return [request for request in self.requests if request.charged]


def picture(target: bytes, size: tuple[int, int], form: str) -> bytes:
    """The first input, fitted to the size: an edit that keeps the subject where it is."""
    with Image.open(io.BytesIO(target)) as opened:
        fitted = ImageOps.fit(opened.convert("RGB"), size)
    sink = io.BytesIO()
    fitted.save(sink, form.upper(), **({"compress_level": 1} if form == "png" else {}))
    return sink.getvalue()


def usage(inputs: int, prompt: str) -> dict[str, Any]:
    text, image = len(prompt) // 4, 1000 * inputs
    return {"input_tokens": text + image, "output_tokens": 1756, "total_tokens": text + image + 1756,
            "input_tokens_details": {"text_tokens": text, "image_tokens": image}}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Routes of the API."""

    protocol_version = "HTTP/1.1"
    state: Loopback

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/v1/images/edits":
            self._edit(body)
        elif self.path == "/v1/responses":
            self._opinion(json.loads(body))
        elif self.path == "/v1/files":
            self._upload(body)
        elif self.path == "/v1/batches":
            self._submit(json.loads(body))
        elif self.path.endswith("/cancel"):
            batch = self.state.batches[self.path.split("/")[-2]]
            batch["status"] = "cancelled"
            self._json(200, batch)
        else:
            self._error(404, {"code": "not_found", "type": "invalid_request_error"})

    def do_GET(self) -> None:
        parts = self.path.partition("?")[0].split("/")
        if self.path in self.state.links:
            self._shaped(None, self.state.links[self.path])
        elif parts[2] == "batches" and len(parts) == 3:
            data = list(self.state.batches.values())[::-1]
            self._json(200, {"object": "list", "data": data, "has_more": False})
        elif parts[2] == "batches":
            self._json(
                200, finished(self.state, parts[3]) if self.state.finish_batches else self.state.batches[parts[3]]
            )
        elif parts[2] == "files" and parts[-1] == "content":
            self._bytes(200, self.state.files[parts[3]][1], "application/octet-stream")
        else:
            self._error(404, {"code": "not_found", "type": "invalid_request_error"})

    def _hang_up(self) -> None:
        """Close the connection for good; closing alone waits for the file objects over it."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _edit(self, body: bytes) -> None:
        state = self.state
        fields, files = multipart(self.headers["content-type"], body)
        with state.lock:
            number = len(state.requests)
            failure = state.choose(number) if state.choose else (state.plan.pop(0) if state.plan else None)
            request = Request(f"req_{number:05d}", fields, [(n, p[0], p[2], len(p[1])) for n, p in files],
                              self.headers.get("authorization", ""), failure,
                              data=[part[1] for _, part in files])  # fmt: skip
            state.requests.append(request)
        try:
            check_edit(fields, files, known_extra=state.extra)
        except Rejected as error:
            self._error(
                400, {"code": error.code, "type": "invalid_request_error", "param": error.param, "message": str(error)}
            )
            return
        time.sleep(state.delay_s)
        if failure in ERRORS:
            request.charged = failure in CHARGED
            status, error_body = ERRORS[failure]
            message = f"The key {request.authorization.removeprefix('Bearer ')} met: {failure}"
            self._error(status, {"message": message, **error_body}, request_id=request.id)
            return
        if failure == "drop before":
            self._hang_up()
            return
        request.charged = True
        if state.on_charge:
            state.on_charge()
        if failure == "drop after":
            self._hang_up()
            return
        images = [part[1] for name, part in files if name in ("image", "image[]")]
        self._answer(request, images, failure)

    def _answer(self, request: Request, images: list[bytes], failure: str | None) -> None:
        fields, state = request.fields, self.state
        width, height = (int(side) for side in str(fields.get("size", "1024x1024")).split("x"))
        size = state.size or (width, height)
        form = str(fields.get("output_format", "png"))
        made = state.make(images[0], size) if state.make else picture(images[0], size, form)
        text = base64.b64encode(made).decode()
        used = usage(len(images), fields["prompt"])
        if state.shape:
            self._shaped(request, state.shape(made, used))
            return
        if fields.get("stream"):
            self._stream(request, text, used, failure)
            return
        answer: dict[str, Any] = {"created": int(time.time()), "data": [{"b64_json": text}], "usage": used}
        if failure == "no data":
            answer["data"] = []
        if failure == "wrong base64":
            answer["data"] = [{"b64_json": text[:100] + "§" + text[100:]}]
        if failure == "not a picture":
            answer["data"] = [{"b64_json": base64.b64encode(b"<html>sorry</html>").decode()}]
        data = json.dumps(answer, ensure_ascii=False).encode()
        if failure == "wrong json":
            data = data[:-20] + b"<<<"
        self._bytes(200, data, "application/json", request=request, cut=failure == "cut")

    def _shaped(self, request: Request | None, body: Body) -> None:
        """Send an answer piece by piece."""
        with suppress(OSError):  # the client may have gone
            self.send_response(body.status)
            length = sum(map(len, body.pieces)) + (1 if body.cut or body.hold_s else 0)
            for name, value in {"content-type": body.kind, "content-length": str(length), **body.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in body.pieces:
                self.wfile.write(piece)
                self.wfile.flush()
            if request is not None:
                request.fully_sent = True
        end = time.monotonic() + body.hold_s
        while time.monotonic() < end and not select.select([self.connection], [], [], 0.05)[0]:
            pass
        if body.cut or body.hold_s:
            self._hang_up()

    def _stream(self, request: Request, text: str, used: dict[str, Any], failure: str | None) -> None:
        common = {
            "created_at": int(time.time()),
            "output_format": "png",
            "quality": "medium",
            "size": "1024x1024",
            "background": "opaque",
        }
        events: list[dict[str, Any]] = [
            {"type": "image_edit.partial_image", "b64_json": text, "partial_image_index": index, **common}
            for index in range(int(request.fields["partial_images"]))
        ]
        if failure == "error in stream":
            events.append({"type": "error", "error": {"code": "server_error", "message": "it broke"}})
        elif failure != "no completed":
            events.append({"type": "image_edit.completed", "b64_json": text, "usage": used, **common})
        data = b"".join(f"event: {e['type']}\r\ndata: {json.dumps(e)}\r\n\r\n".encode() for e in events)
        self._bytes(200, data, "text/event-stream", request=request, cut=failure == "cut")

    def _opinion(self, asked: dict[str, Any]) -> None:
        self.state.asked.append(asked)
        failure = self.state.plan.pop(0) if self.state.plan else None
        if failure in ERRORS:
            status, error = ERRORS[failure]
            self._error(status, error)
        elif failure == "drop after":
            self._hang_up()
        else:
            answer = opinions.answer(asked, says=self.state.opinion)
            told = json.dumps({**answer, "usage": self.state.opinion_usage or answer["usage"]}).encode()
            self._bytes(200, told, "application/json", more={"x-request-id": "req_opinion"})

    def _upload(self, body: bytes) -> None:
        fields, files = multipart(self.headers["content-type"], body)
        name = f"file-{len(self.state.files):04d}"
        self.state.files[name] = (fields["purpose"], files[0][1][1])
        self._dropped("files", {"id": name, "object": "file", "bytes": 1, "created_at": 1, "filename": files[0][1][0],
                                "purpose": fields["purpose"], "status": "processed"})  # fmt: skip

    def _submit(self, asked: dict[str, Any]) -> None:
        assert asked["endpoint"] == "/v1/images/edits"
        assert asked["completion_window"] == "24h"
        assert self.state.files[asked["input_file_id"]][0] == "batch"
        name = f"batch_{len(self.state.batches):03d}"
        self.state.batches[name] = {
            "id": name, "object": "batch", "status": "in_progress", "created_at": int(time.time()), **asked,
            "output_file_id": None, "error_file_id": None,
        }  # fmt: skip
        self._dropped("batches", self.state.batches[name])

    def _dropped(self, endpoint: str, answer: dict[str, Any]) -> None:
        if endpoint in self.state.drop:
            self.state.drop.discard(endpoint)
            self._hang_up()
        else:
            self._json(200, answer)

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._bytes(status, json.dumps(answer).encode(), "application/json")

    def _error(self, status: int, error: dict[str, Any], *, request_id: str = "req_none") -> None:
        data = json.dumps({"error": {"message": "no", "param": None, **error}}).encode()
        self._bytes(status, data, "application/json", more={"x-request-id": request_id})

    def _bytes(
        self, status: int, data: bytes, kind: str, *, request: Request | None = None, cut: bool = False,
        more: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        headers = {"content-type": kind, "content-length": str(len(data)), **self.state.headers, **(more or {})}
        if request is not None:
            headers["x-request-id"] = request.id
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            view = data[: len(data) // 2] if cut else data
            for start in range(0, len(view), 65536):
                self.wfile.write(view[start : start + 65536])
            self.wfile.flush()
        except OSError:
            return  # the client has gone
        if cut:
            self._hang_up()
        elif request is not None:
            request.fully_sent = True


def finished(state: Loopback, name: str) -> dict[str, Any]:
    """A batch with its work done: an output file in reverse order, an error file for the rest."""
    batch = state.batches[name]
    if batch["status"] != "in_progress":
        return batch
    good, bad = [], []
    lines = state.files[batch["input_file_id"]][1].decode().splitlines()
    for position, line in enumerate(lines):
        asked = json.loads(line)
        body = asked["body"]
        answer = {"id": f"out_{position}", "custom_id": asked["custom_id"], "error": None}
        failure = state.batch_failures.get(position)
        if failure:
            status, error = ERRORS[failure]
            bad.append(
                {
                    **answer,
                    "response": {
                        "status_code": status,
                        "request_id": f"req_b{position}",
                        "body": {"error": {"message": failure, **error}},
                    },
                }
            )
            continue
        check_fields(
            {**{k: v for k, v in body.items() if k not in ("images", "mask")}, "image": b""}, known_extra=state.extra
        )
        target = state.files[body["images"][0]["file_id"]]
        assert target[0] == "vision"
        state.requests.append(Request(asked["custom_id"], body, [], "", None, charged=True, fully_sent=True))
        size = tuple(int(side) for side in body["size"].split("x"))
        made = base64.b64encode(picture(target[1], size, body.get("output_format", "png"))).decode()
        result = {"created": 1, "data": [{"b64_json": made}], "usage": usage(len(body["images"]), body["prompt"])}
        good.append({**answer, "response": {"status_code": 200, "request_id": f"req_b{position}", "body": result}})
    for key, found in (("output_file_id", good[::-1]), ("error_file_id", bad)):
        if found:
            batch[key] = f"file-{len(state.files):04d}"
            state.files[batch[key]] = ("batch_output", "\n".join(json.dumps(one) for one in found).encode())
    batch["status"] = "completed"
    batch["request_counts"] = {"total": len(lines), "completed": len(good), "failed": len(bad)}
    return batch


class Counting(ThreadingHTTPServer):
    """Knows how many connections it deals with."""

    daemon_threads = True
    state: Loopback

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin with one."""
        with self.state.lock:
            self.state.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that was killed; everything else is a fault of the server."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End with one."""
        super().shutdown_request(request)
        with self.state.lock:
            self.state.connections -= 1


@contextmanager
def serving() -> Iterator[Loopback]:
    """The server on a free port of the loopback interface."""
    state = Loopback()
    handler = type("Bound", (Handler,), {"state": state})
    server = Counting(("127.0.0.1", 0), handler)
    server.state = state
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
