"""The terminal studio in a browser: every page that is opened runs the same app, on this machine only."""

from __future__ import annotations

import importlib
import shlex
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from studio.errors import NotFound, StoreError

HOST = "127.0.0.1"
_POLICY = "default-src 'self' 'unsafe-inline' data: blob:; connect-src 'self' ws:"
"""What the page may load: textual-serve's own would ask a font of another company's server."""


def serve_terminal(workspace_root: Path, *, port: int) -> None:
    """Serve the terminal studio of a workspace until it is interrupted.

    Whoever reaches the port can do what the person at the keyboard can, spend money included. So it listens on the
    loopback interface, and answers no page of another site that the person's browser has open.

    Args:
        workspace_root: Folder with `content/`.
        port: On the loopback interface.

    Raises:
        NotFound: The package `textual-serve` is not installed.
        StoreError: The port is taken.
    """
    try:
        server_class: Any = importlib.import_module("textual_serve.server").Server
    except ImportError as error:
        raise NotFound(
            "the studio in the browser needs the package textual-serve. "
            "Install it into the same environment: pip install textual-serve."
        ) from error
    command = shlex.join([sys.executable, "-m", "studio.tui.start", str(workspace_root.resolve())])

    class Guarded(server_class):  # type: ignore[misc]  # loaded by name, because it may be absent
        async def _make_app(self) -> Any:  # noqa: ANN401 - aiohttp's application
            app = await super()._make_app()
            app.middlewares.append(_guard(port))
            return app

    try:
        Guarded(command, host=HOST, port=port, title="Recipe Studio").serve()
    except OSError as error:
        raise StoreError(f"port {port} cannot be used: {error.strerror}. Choose another with --port.") from error


def _guard(port: int) -> Callable[[Any, Callable[[Any], Awaitable[Any]]], Awaitable[Any]]:
    """Refuses requests that another site's page makes, by the name they ask for and the page they come from."""
    web = importlib.import_module("aiohttp.web")
    hosts = {f"{HOST}:{port}", f"localhost:{port}"}

    @web.middleware  # type: ignore[untyped-decorator]  # loaded by name, because it may be absent
    async def guard(request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:  # noqa: ANN401 - aiohttp's
        origin = request.headers.get("Origin")
        if request.host not in hosts or (origin is not None and origin.removeprefix("http://") not in hosts):
            raise web.HTTPForbidden(text="This studio answers only pages of its own.")
        response = await handler(request)
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    return guard  # type: ignore[no-any-return]
