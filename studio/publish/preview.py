"""A preview of the site on this machine: loopback only, nothing cached, pages that reload when the site changes.

A page of any other site can send requests to this machine. So the server answers only to this machine's own names, to
pages it served itself, and with files that stand inside the site.
"""

from __future__ import annotations

import functools
import io
import re
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from studio.files import read_file
from studio.publish.connections import Incoming, Server

RELOAD = "/_studio/changes"
"""Where a page waits for the next change."""
_SCRIPT = "/_studio/reload.js"
_WAITING = """(() => {
  const seen = new URL(document.currentScript.src).searchParams.get("n");
  let waits = false, leaves = false;
  addEventListener("studio-version", (event) => {
    if (event.detail !== seen && !leaves) { leaves = true; location.reload(); }
  });
  const wait = () => {
    if (waits || leaves || document.hidden) return;
    waits = true;
    const script = Object.assign(document.createElement("script"), { src: "RELOAD?n=" + encodeURIComponent(seen) });
    script.onload = () => { waits = false; script.remove(); wait(); };
    script.onerror = () => { waits = false; script.remove(); setTimeout(wait, 1000); };
    document.head.append(script);
  };
  document.addEventListener("visibilitychange", wait);
  if (document.readyState === "complete") wait(); else addEventListener("load", wait);
})();
""".replace("RELOAD", RELOAD)
"""Waits by scripts: the pages allow no other request. A hidden page does not wait: a browser has few connections."""
_HOLD_S = 20.0
"""How long a waiting page is held before it asks again."""
_KINDS = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8", ".avif": "image/avif", ".webp": "image/webp", ".jpg": "image/jpeg",
    ".png": "image/png", ".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf", ".otf": "font/otf",
}  # fmt: skip
"""Media types of what a site holds; the machine's own table may know fewer."""


class Preview:
    """A server for one site on a free port of the loopback interface."""

    def __init__(self, site: Path, *, port: int = 0) -> None:
        self.site = site
        self._run = secrets.token_hex(4)  # a page of an earlier server is not taken for one of this
        self._count = 0
        self._changed = threading.Condition()
        self._is_open = True
        self._server = Server(("127.0.0.1", port), functools.partial(_Handler, preview=self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    @property
    def address(self) -> str:
        """Where the index is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    @property
    def version(self) -> str:
        """Stands for the site as it is now; another one after every `reload`."""
        return f"{self._run}-{self._count}"

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
            self._count += 1
            self._changed.notify_all()

    def wait(self, seen: str) -> str:
        """The version of the site; waits for the next one when the page has seen this one."""
        with self._changed:
            if seen == self.version and self._is_open:
                self._changed.wait(_HOLD_S)
            return self.version


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "studio"
    sys_version = ""

    def setup(self) -> None:
        """Read from the connection with a deadline, so that a client that sends byte by byte is let go."""
        super().setup()
        self._incoming = Incoming(self.connection)
        self.rfile = io.BufferedReader(self._incoming)

    def handle_one_request(self) -> None:
        """Answer a request, or let a connection go on which none comes."""
        self._incoming.begin()
        super().handle_one_request()

    def __init__(self, *arguments: object, preview: Preview) -> None:
        self.preview = preview
        super().__init__(*arguments)  # type: ignore[arg-type]  # handed on as they came

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """A page with the reloading script, a file, or the next change."""
        target = urlsplit(self.path) if self.path.startswith("/") else None
        if not self._is_for_this_machine() or not self._is_from_own_page():
            self.send_error(HTTPStatus.FORBIDDEN, "This preview is for this machine only")
        elif target is not None and target.path == _SCRIPT:
            self._send(_WAITING.encode(), _KINDS[".js"])
        elif target is not None and target.path == RELOAD:
            version = self.preview.wait(parse_qs(target.query).get("n", [""])[0])
            self._send(
                f'dispatchEvent(new CustomEvent("studio-version", {{ detail: "{version}" }}));'.encode(), _KINDS[".js"]
            )
        else:
            self._send_file(self.path.partition("?")[0].partition("#")[0])

    def do_HEAD(self) -> None:
        """As for GET, without the bytes."""
        self.do_GET()

    def _is_for_this_machine(self) -> bool:
        """Whether the request names this machine. Another site's name that leads here (DNS rebinding) is refused."""
        hosts = self.headers.get_all("host", [])
        return len(hosts) == 1 and _name(hosts[0]) in {"127.0.0.1", "localhost"}

    def _is_from_own_page(self) -> bool:
        """Whether a page of this server asks, or a person who typed or followed an address."""
        origins = self.headers.get_all("origin", [])
        if any(origin != f"http://{self.headers.get('host')}" for origin in origins):
            return False
        if self.headers.get("sec-fetch-site", "none") in {"none", "same-origin"}:
            return True
        return self.headers.get("sec-fetch-mode") == "navigate" and self.headers.get("sec-fetch-dest") == "document"

    def _send_file(self, raw: str) -> None:
        path = _inside(self.preview.site, raw)
        if path is None:
            self._send_missing()
        elif not raw.endswith("/") and (path / "index.html").is_file():
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("location", quote(unquote(raw)) + "/")
            self.send_header("content-length", "0")
            self.end_headers()
        else:
            version = self.preview.version  # before the page is read: a change in between reloads it
            try:
                data = read_file(path / "index.html" if path.is_dir() else path)
            except OSError:
                self._send_missing()
                return
            kind = _KINDS[".html"] if path.is_dir() else _KINDS.get(path.suffix, "application/octet-stream")
            if kind == _KINDS[".html"]:
                script = f'<script src="{_SCRIPT}?n={version}" defer></script></body>'
                data = data.replace(b"</body>", script.encode())
            self._send(data, kind)

    def _send_missing(self) -> None:
        """The site's own page for what is not there, with links that lead from any depth; a plain one without it."""
        try:
            page = read_file(self.preview.site / "404.html").decode()
        except (OSError, UnicodeDecodeError):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self._send(from_root(page, self.preview.site).encode(), _KINDS[".html"], HTTPStatus.NOT_FOUND)

    def _send(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def end_headers(self) -> None:
        """Nothing is kept by the browser, guessed at, or shown inside another site."""
        self.send_header("cache-control", "no-store")
        self.send_header("x-content-type-options", "nosniff")
        self.send_header("x-frame-options", "DENY")
        self.send_header("cross-origin-resource-policy", "same-origin")
        super().end_headers()


def from_root(page: str, site: Path) -> str:
    """A page of a site's root with links that begin there, whatever folder of its host the site is made for."""

    def here(found: re.Match[str]) -> str:
        parts = found[2].split("/")
        places = ("/".join(parts[start:]) for start in range(len(parts)))
        place = next((place for place in places if place and (site / place).is_file()), None)
        return f'{found[1]}="/{place}"' if place else found[0]

    return re.sub(r'\b(href|src)="([^":#?]+)"', here, page)


def _name(host: str) -> str:
    """A host without its port; any port, since the preview may be looked at through a tunnel."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _inside(site: Path, raw: str) -> Path | None:
    """What a path asks for, if it stands inside the site.

    Args:
        site: Folder of the site; another one may have taken its place since the last request.
        raw: As it was sent, without query and fragment.

    Returns:
        None for what is missing, hidden, or leads out: by dots, by an encoded separator, by a symbolic link.
    """
    if not raw.startswith("/") or any(code in raw.casefold() for code in ("%2f", "%5c", "%00")):
        return None
    path = unquote(raw)
    parts = path.split("/")[1:]
    if parts[-1] == "":
        parts.pop()
    if any(not part or part.startswith(".") or set(part) & {"\\", "\0", "\ufffd"} for part in parts):
        return None
    root = site.resolve()
    try:
        found = root.joinpath(*parts).resolve(strict=True)
    except (OSError, RuntimeError):  # missing, too long a name, links in a circle
        return None
    return found if found.is_relative_to(root) and (found.is_dir() or not raw.endswith("/")) else None
