"""Connections of the preview server: many at a time, none for ever."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_IDLE_S, _REQUEST_S = 60.0, 10.0
"""How long a connection may ask nothing, and how long a request may take to arrive, in seconds."""
_MOST_CONNECTIONS = 1000
"""Connections at a time, each with its thread; more are closed at once."""


class Server(ThreadingHTTPServer):
    """A thread for each connection, up to a number; what goes wrong with one is no news."""

    daemon_threads = True
    request_queue_size = 1024  # connections that wait to be accepted; a browser opens many at once

    def __init__(self, address: tuple[str, int], handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self._seats = threading.BoundedSemaphore(_MOST_CONNECTIONS)
        super().__init__(address, handler)

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """Answer a connection, or close it when there is no room."""
        if not self._seats.acquire(blocking=False):
            request.close()
            return
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().process_request(request, client_address)

    def process_request_thread(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """Answer a connection, and make room for another."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._seats.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no news."""


class Incoming(io.RawIOBase):
    """What a client sends: the first byte of a request within one time, the whole of it within another."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.begin()

    def begin(self) -> None:
        """Wait for a new request."""
        self._end = 0.0

    def readable(self) -> bool:
        """It can."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - as the base class says
        """Read what is there.

        Raises:
            TimeoutError: The time is over.
        """
        self._line.settimeout(max(0.001, self._end - time.monotonic()) if self._end else _IDLE_S)
        count = self._line.recv_into(buffer)
        self._end = self._end or time.monotonic() + _REQUEST_S
        self._line.settimeout(_IDLE_S)  # for the answer
        return count
