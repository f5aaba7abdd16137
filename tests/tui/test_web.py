"""The terminal studio in a browser."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.errors import NotFound
from studio.tui.web import serve_terminal

HELLO = "import sys; from pathlib import Path; from studio.tui.web import serve_terminal; " \
        "serve_terminal(Path(sys.argv[1]), port=int(sys.argv[2]))"  # fmt: skip


@pytest.fixture
def port(workspace: Path) -> Iterator[int]:
    """A server for the workspace; its port."""
    pytest.importorskip("textual_serve")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", HELLO, str(workspace), str(number)], stdout=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", number)) == 0:
                break
        time.sleep(0.05)
    yield number
    server.terminate()
    server.wait(10)


def test_the_browser_shows_the_same_app_and_no_other_site_can_use_it(port: int) -> None:
    """A page of its own reaches the library; a page of another site and another name for this machine do not."""
    import aiohttp

    own = f"http://127.0.0.1:{port}"

    async def visit() -> None:
        async with aiohttp.ClientSession() as session:
            for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
                async with session.get(f"{own}/ws", headers=headers) as answer:
                    assert answer.status == 403
            async with session.get(own) as page:
                assert "font" not in page.headers["Content-Security-Policy"]
                assert page.status == 200
            socket_ = await session.ws_connect(f"{own}/ws?width=120&height=40", headers={"Origin": own})
            shown = b""
            while b"A bag on white" not in shown:
                message = await socket_.receive(timeout=30)
                shown += message.data if isinstance(message.data, bytes) else b""
            await socket_.close()

    asyncio.run(asyncio.wait_for(visit(), 60))


def test_a_missing_package_is_named_with_the_way_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is optional: most people never need it."""
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    with pytest.raises(NotFound, match="pip install textual-serve"):
        serve_terminal(tmp_path, port=1)
