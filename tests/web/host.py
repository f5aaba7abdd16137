"""A static host on the loopback interface that does as the real ones do: gzip for text, long life for hashed names."""

from __future__ import annotations

import functools
import gzip
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TEXT = {".html", ".css", ".js", ".json", ".xml", ".txt", ".md", ".svg"}
KINDS = {".avif": "image/avif", ".webp": "image/webp", ".js": "text/javascript", ".md": "text/markdown"}
HASHED = re.compile(r"-[0-9a-f]{10,}\.\w+$")
"""A name that changes with its content."""


class Host(ThreadingHTTPServer):
    """Serves one folder; the folder may be made later."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
        self.late_s = 0.0
        """How long pictures and scripts are held back: the page is painted before any of them comes."""

    @property
    def address(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no news."""


@contextmanager
def serving(folder: Path) -> Iterator[Host]:
    """A host for a folder, while the block runs."""
    host = Host(folder)
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.shutdown()
        host.server_close()
        thread.join()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """A file, or the 404 page with its status."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        if not found:
            path = Path(self.directory) / "404.html"
        if path.suffix not in TEXT - {".js"}:
            time.sleep(self.server.late_s)
        data = path.read_bytes()
        packed = path.suffix in TEXT and "gzip" in self.headers.get("accept-encoding", "")
        if packed:
            data = gzip.compress(data, mtime=0)
        self.send_response(200 if found else 404)
        kind = KINDS.get(path.suffix) or self.guess_type(str(path))
        self.send_header("content-type", f"{kind}; charset=utf-8" if path.suffix in TEXT else kind)
        self.send_header("content-length", str(len(data)))
        forever = HASHED.search(path.name)
        self.send_header("cache-control", "public, max-age=31536000, immutable" if forever else "public, max-age=0")
        if packed:
            self.send_header("content-encoding", "gzip")
            self.send_header("vary", "accept-encoding")
        self.end_headers()
        self.wfile.write(data)
