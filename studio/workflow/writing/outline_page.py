"""A local page on which a person clicks a product's outline. It listens on this computer only, for one person."""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from studio.core.attempts.facts import RecipeFolder
from studio.core.file_kind import what_is
from studio.core.subject import Subject
from studio.errors import StudioError
from studio.files import read_file
from studio.pictures import decode, encode
from studio.store.places import bundled
from studio.workflow.writing.outline import ProductOutline, save_outline, source_of, starting_guess
from studio.workspace import Workspace

Save = Callable[[dict[str, Any]], None]
"""Takes `points` and `holes` and writes them down; raises when it cannot."""
Find = Callable[[Subject], ProductOutline]
"""Finds the product by a click or a box."""
MOST_BYTES = 1_000_000


class OutlinePage:
    """The page and its server."""

    def __init__(self, picture: Path, outline: ProductOutline, save: Save, find: Find) -> None:
        """Bind to a free port of this computer.

        Args:
            picture: The photograph.
            outline: Where to begin.
            save: Writes the outline down.
            find: Finds the product by a click or a box.
        """
        self._picture, self._outline, self._save, self._find = picture, outline, save, find
        self._secret = secrets.token_urlsafe(16)
        self.is_saved = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def address(self) -> str:
        """What to open. Without its secret nothing is answered, so no other page can reach it."""
        return f"http://127.0.0.1:{self._server.server_port}/{self._secret}/"

    def serve(self) -> None:
        """Answer until the outline is saved or the program is stopped."""
        self._server.serve_forever(poll_interval=0.1)
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Page, picture and outline."""
                answers: dict[str, Callable[[], tuple[str, bytes]]] = {
                    "": page.document, "picture": page.picture, "outline": page.outline,
                }  # fmt: skip
                name = page.name_of(self.path)
                if name not in answers or name is None:
                    self.send_error(404)
                    return
                self._answer(200, *answers[name]())

            def do_POST(self) -> None:
                """The drawn outline, or a click or a box to find the product by."""
                length = int(self.headers.get("Content-Length") or 0)
                name = page.name_of(self.path)
                if name not in {"save", "find"} or not 0 < length <= MOST_BYTES:
                    self.send_error(404)
                    return
                try:
                    asked = json.loads(self.rfile.read(length))
                    answer = page.save(asked) if name == "save" else page.find(asked)
                except (StudioError, ValueError, KeyError, TypeError) as error:
                    self._answer(400, "text/plain; charset=utf-8", str(error).encode())
                    return
                self._answer(200, *answer)
                if name == "save":
                    page.finish()

            def _answer(self, code: int, media_type: str, data: bytes) -> None:
                self.send_response(code)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Cache-Control", "no-store")
                with contextlib.suppress(ConnectionError):  # the page was closed meanwhile
                    self.end_headers()
                    self.wfile.write(data)

            def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002, ANN401 - the base class's names
                """Stay silent: the terminal belongs to the person."""

        return Handler

    def name_of(self, path: str) -> str | None:
        """What a request is for; None without the secret."""
        head, _, name = path.lstrip("/").partition("/")
        return name if secrets.compare_digest(head, self._secret) else None

    def document(self) -> tuple[str, bytes]:
        """The page."""
        return "text/html; charset=utf-8", read_file(bundled("templates") / "mask.html")

    def picture(self) -> tuple[str, bytes]:
        """The photograph, in a format that every browser shows."""
        data = read_file(self._picture)
        if what_is(data) not in {"PNG", "JPEG", "WebP"}:
            data = encode(decode(data, name=self._picture.name), "PNG", compress_level=1)
        return "application/octet-stream", data

    def outline(self) -> tuple[str, bytes]:
        """Where to begin."""
        return _as_json(self._outline)

    def find(self, asked: dict[str, Any]) -> tuple[str, bytes]:
        """The outline of what a person clicked on, or drew a box around."""
        return _as_json(self._find(Subject.model_validate(asked)))

    def save(self, drawn: dict[str, Any]) -> tuple[str, bytes]:
        """Write the outline down."""
        self._save({"points": drawn["points"], "holes": drawn.get("holes", [])})
        self.is_saved = True
        return "text/plain; charset=utf-8", b"saved"

    def finish(self) -> None:
        """Stop serving; the answer under way is still sent."""
        threading.Thread(target=self._server.shutdown, daemon=True).start()


def page_for(
    workspace: Workspace, folder: RecipeFolder, found: ProductOutline, *, edit_name: str | None = None
) -> OutlinePage:
    """The page of an edit's product, which writes the outline into the recipe.

    Args:
        workspace: Where the recipe is.
        folder: The recipe.
        found: Where to begin.
        edit_name: Which edit.
    """
    return OutlinePage(
        Path(source_of(workspace, folder, edit_name)[1]),
        found,
        save=lambda drawn: save_outline(workspace, folder, edit_name=edit_name, **drawn),
        find=lambda hint: starting_guess(workspace, folder, edit_name, hint=hint),
    )


def _as_json(outline: ProductOutline) -> tuple[str, bytes]:
    return "application/json", json.dumps(asdict(outline)).encode()
