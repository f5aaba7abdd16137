"""A preview of the site on this machine: loopback only, nothing cached, pages that reload when the site changes."""

from __future__ import annotations

import functools
import socket
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RELOAD = "/_studio/changes"
"""Where a page waits for the next change."""
_SCRIPT = (
    b"<script>(()=>{let n=null;const go=()=>fetch('" + RELOAD.encode() + b"?n='+(n??''))"
    b".then(r=>r.text()).then(t=>{if(n!==null&&t!==n)location.reload();n=t;go()})"
    b".catch(()=>setTimeout(go,1000));go()})()</script>"
)
_HOLD_S = 20.0
"""How long a waiting page is held before it asks again."""


class Preview:
    """A server for one site on a free port of the loopback interface."""

    def __init__(self, site: Path, *, port: int = 0) -> None:
        self.site = site
        self._version = 0
        self._changed = threading.Condition()
        self._is_open = True
        handler = functools.partial(_Handler, preview=self, directory=str(site))
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    @property
    def address(self) -> str:
        """Where the index is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more; pages that wait are let go."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    def reload(self) -> None:
        """Tell every open page that the site changed."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def wait(self, seen: str) -> str:
        """The version of the site; waits for the next one when the page has seen this one."""
        with self._changed:
            if seen == str(self._version) and self._is_open:
                self._changed.wait(_HOLD_S)
            return str(self._version)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().process_request(request, client_address)


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, preview: Preview, directory: str) -> None:
        self.preview = preview
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]  # handed on as they came

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """A page with the reloading script, a file, or the next change."""
        if not self._is_local():
            self.send_error(403, "This preview is for this machine only")
        elif self.path.startswith(RELOAD):
            self._send(self.preview.wait(self.path.partition("n=")[2]).encode(), "text/plain")
        else:
            page = self._page()
            if page is None:
                super().do_GET()
            else:
                self._send(page.read_bytes().replace(b"</body>", _SCRIPT + b"</body>"), "text/html; charset=utf-8")

    def _is_local(self) -> bool:
        """Whether the page was asked for by the machine's own name: another name would be another site's trick."""
        host = self.headers.get("host", "").rpartition(":")[0] or self.headers.get("host", "")
        return host in {"127.0.0.1", "localhost", "[::1]"}

    def _page(self) -> Path | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        return path if path.suffix == ".html" and path.is_file() else None

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        """Nothing is kept by the browser."""
        self.send_header("cache-control", "no-store")
        super().end_headers()
