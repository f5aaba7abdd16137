"""The preview server, over real sockets: this machine's own pages get the site's own files, and nobody gets more."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from studio.publish.preview import RELOAD, Preview

PAGE = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p>hello</p></body></html>'
SECRET = b"not for the world"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    site = tmp_path / "work" / "site"
    (site / "recipes").mkdir(parents=True)
    (site / "index.html").write_text(PAGE)
    (site / "recipes" / "bag.html").write_text(PAGE)
    (site / "deep").mkdir()
    (site / "deep" / "index.html").write_text(PAGE)
    (site / "picture.avif").write_bytes(b"avif")
    (site / ".hidden").write_bytes(SECRET)
    (site / ".git").mkdir()
    (site / ".git" / "config").write_bytes(SECRET)
    (tmp_path / "work" / "secret.txt").write_bytes(SECRET)
    (tmp_path / "work" / "site-of-others").mkdir()
    (tmp_path / "work" / "site-of-others" / "secret.txt").write_bytes(SECRET)
    (site / "way-out").symlink_to(tmp_path / "work" / "secret.txt")
    (site / "way-out-too").symlink_to(tmp_path / "work")
    one = Preview(site)
    one.start()
    yield one
    one.stop()


def port_of(preview: Preview) -> int:
    return urlsplit(preview.address).port or 0


@pytest.fixture
def ask(preview: Preview) -> Ask:
    """Sends exactly these bytes as the path; no client corrects it on the way."""

    def ask(path: str, *headers: str, method: str = "GET", host: str | None = "own") -> Answer:
        port = port_of(preview)
        lines = [f"{method} {path} HTTP/1.1", "Connection: close", *headers]
        if host is not None:
            lines.insert(1, f"Host: {f'127.0.0.1:{port}' if host == 'own' else host.format(port=port)}")
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            data = b"".join(iter(lambda: line.recv(65536), b""))
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        return Answer(int(first.split()[1]), dict(part.casefold().split(": ", 1) for part in rest), body)

    return ask


def other_addresses() -> list[str]:
    found = {"127.0.0.2"}  # Linux: the whole net is loopback, so listening on every address would answer here
    with contextlib.suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return sorted(found - {"127.0.0.1"})


def test_it_listens_on_the_loopback_address_alone(preview: Preview) -> None:
    """No other address of this machine answers, so nobody in the same network sees the preview."""
    for address in other_addresses():
        with socket.socket() as line:
            line.settimeout(2)
            assert line.connect_ex((address, port_of(preview))) != 0, address


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "localhost", "localhost:9000"])
def test_the_machines_own_names_are_answered(ask: Ask, host: str) -> None:
    """By number, by name, and through a tunnel that has another port at its near end."""
    answer = ask("/", host=host)
    assert answer.status == 200
    assert b"hello" in answer.body


FOREIGN_HOSTS = [
    "evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "localhost.evil.example", "0.0.0.0:{port}",
    "evil.example:127.0.0.1", "localhost:{port}@evil.example", "127.0.0.1:{port}.evil.example", "[::1].evil", "", None,
]  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/picture.avif", RELOAD, "/_studio/reload.js"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_foreign_host_name_is_refused(ask: Ask, path: str, method: str) -> None:
    """A name of somebody else's that leads to this machine (DNS rebinding) gets nothing, on every path and method."""
    for host in FOREIGN_HOSTS:
        assert ask(path, method=method, host=host).status == 403, host
    assert ask(path, "Host: evil.example", method=method).status == 403, "two names"


@pytest.mark.parametrize("path", ["/", "/picture.avif", f"{RELOAD}?n=", RELOAD, "/_studio/reload.js"])
def test_a_foreign_origin_is_refused(ask: Ask, preview: Preview, path: str) -> None:
    """A page of another site, another port or a file cannot read the preview or wait on its reload channel."""
    port = port_of(preview)
    for origin in [
        "https://evil.example", "http://evil.example", f"https://127.0.0.1:{port}", "http://127.0.0.1:1", "null", "",
        f"http://127.0.0.1:{port}.evil.example", f"http://localhost:{port}",
    ]:  # fmt: skip
        assert ask(path, f"Origin: {origin}").status == 403, origin
    assert ask(path, f"Origin: http://127.0.0.1:{port}").status == 200


def test_what_another_site_embeds_is_refused(ask: Ask) -> None:
    """Pictures, scripts and frames of another page carry no Origin; browsers say in another way who asks."""
    embedded = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image")
    framed = ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")
    followed = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert ask("/picture.avif", *embedded).status == 403
    assert ask(RELOAD, *embedded).status == 403
    assert ask("/", *framed).status == 403
    assert ask("/", *followed).status == 200


DOTS = [".", "%2e", "%2E"]
OUT = [
    f"/{one}{other}{slash}{goal}"
    for one in DOTS
    for other in DOTS
    for slash in ("/", "%2f", "%5c", "\\")
    for goal in ("secret.txt", "site-of-others/secret.txt")
]
REFUSED = [
    *OUT, *(f"/recipes{path}" for path in OUT), *(f"/recipes/..{path}" for path in OUT),
    "/.hidden", "/%2ehidden", "/.git/config", "/%2egit/config", "/recipes/../.hidden", "/./.hidden", "/recipes/.",
    "/..", "/../", "/recipes/..", "/recipes/../index.html", "/..;/secret.txt", "/....//secret.txt", "//secret.txt",
    "//evil.example/%2e%2e", "/index.html%00", "/index.html%00.txt", "/%00", "/%252e%252e/secret.txt",
    "/recipes%2fbag.html", "/%c0%ae%c0%ae/secret.txt", "/%c0%af../secret.txt", "/..%c1%9csecret.txt",
    "/\\..\\secret.txt", "/%5c..%5csecret.txt", "/way-out", "/way-out-too/secret.txt", "/way-out-too/",
    "secret.txt", "../secret.txt", "http://evil.example/index.html", "/index.html/", "/nothing.html", "/recipes/",
    "/recipes", "/" + "a" * 5000, "/%", "/%zz", "/%ff%fe", "*",
]  # fmt: skip


def test_nothing_hidden_and_nothing_outside_the_site_is_given(ask: Ask) -> None:
    """Dots, encoded dots and slashes, NUL, broken encodings, links out of the site, folders: nothing is there."""
    for path in REFUSED:
        answer = ask(path)
        assert answer.status in {400, 404}, path
        assert SECRET not in answer.body, path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_the_site_can_only_be_read(ask: Ask, method: str) -> None:
    """No method changes anything, and no answer allows another site to ask."""
    answer = ask("/", "Content-Length: 0", method=method)
    assert answer.status == 501
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_files_arrive_whole_with_their_kind_and_are_not_kept(ask: Ask) -> None:
    """A changed file is seen at once, a browser never guesses what a file is, and the software tells no version."""
    answer = ask("/picture.avif?x=1")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"avif", "image/avif")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["server"].strip() == "studio"
    head = ask("/picture.avif", method="HEAD")
    assert (head.status, head.headers["content-length"], head.body) == (200, "4", b"")


def test_a_folder_leads_nowhere_else(ask: Ask) -> None:
    """One that has a page is asked for with its slash, on this host."""
    moved = ask("/deep")
    assert (moved.status, moved.headers["location"]) == (301, "/deep/")
    assert b"hello" in ask("/deep/").body


def test_a_page_that_waits_hears_of_a_change_at_once(preview: Preview, ask: Ask) -> None:
    """The answer leaves within a twentieth of a second of the change: nothing is polled."""
    delays = []
    for _ in range(5):
        heard: list[float] = []

        def wait(seen: str = preview.version, heard: list[float] = heard) -> None:
            ask(f"{RELOAD}?n={seen}")
            heard.append(time.perf_counter())

        page = threading.Thread(target=wait)
        page.start()
        time.sleep(0.1)
        assert not heard
        changed = time.perf_counter()
        preview.reload()
        page.join(10)
        delays.append(heard[0] - changed)
    assert sorted(delays)[2] < 0.05


def test_a_change_between_page_and_waiting_is_not_lost(preview: Preview, ask: Ask) -> None:
    """The page carries the version it was read at, so its first question already tells of a newer one."""
    page = ask("/").body.decode()
    assert f'src="/_studio/reload.js?n={preview.version}"' in page
    seen = preview.version
    preview.reload()
    assert preview.version.encode() in ask(f"{RELOAD}?n={seen}").body


def test_what_a_page_says_it_has_seen_is_never_said_back(ask: Ask) -> None:
    """The reload channel answers with a script; nothing from the request stands in it."""
    assert b"boom" not in ask(f'{RELOAD}?n=");boom(("').body


def test_it_stops_at_once_though_pages_wait(tmp_path: Path) -> None:
    """Ending the preview never waits for a browser."""
    (tmp_path / "index.html").write_text(PAGE)
    preview = Preview(tmp_path)
    preview.start()
    with socket.create_connection(("127.0.0.1", port_of(preview))) as line:
        line.sendall(f"GET {RELOAD}?n={preview.version} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(0.1)
        began = time.perf_counter()
        preview.stop()
        assert time.perf_counter() - began < 1


def test_the_site_may_be_replaced_while_it_is_shown(preview: Preview, ask: Ask) -> None:
    """A build swaps the folder; the next request sees the new one."""
    fresh = preview.site.with_name("fresh")
    fresh.mkdir()
    (fresh / "index.html").write_text("again")
    os.rename(preview.site, preview.site.with_name("old"))  # noqa: PTH104 - as the builder does
    os.rename(fresh, preview.site)  # noqa: PTH104
    assert b"again" in ask("/").body


def waiting_line(preview: Preview, begin: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port_of(preview)), timeout=30)
    line.sendall(begin)
    return line


def test_two_hundred_clients_at_once_are_all_answered(preview: Preview, ask: Ask) -> None:
    """Also while two hundred others send their requests byte by byte, or nothing at all."""
    slow = [waiting_line(preview, begin) for begin in (b"GET / HTTP/1.1\r\nHost:", b"") for _ in range(100)]
    ready, answers = threading.Barrier(200), list[int]()

    def visit() -> None:
        ready.wait(30)
        answers.append(ask("/picture.avif").status)

    clients = [threading.Thread(target=visit) for _ in range(200)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(30)
    assert answers == [200] * 200
    for line in slow:
        line.close()
    assert ask("/").status == 200


def test_a_request_that_never_ends_is_let_go(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then does not hold a connection for ever."""
    monkeypatch.setattr("studio.publish.connections._REQUEST_S", 0.3)
    with waiting_line(preview, b"GET / HTTP/1.1\r\n") as line, contextlib.suppress(ConnectionError):
        began = time.perf_counter()
        line.settimeout(0.05)
        while time.perf_counter() - began < 10:
            line.sendall(b"x")
            with contextlib.suppress(TimeoutError):
                if line.recv(1) == b"":
                    break
    assert time.perf_counter() - began < 5


def test_more_connections_than_there_is_room_for_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads are bounded, and there is room again when somebody leaves."""
    monkeypatch.setattr("studio.publish.connections._MOST_CONNECTIONS", 3)
    (tmp_path / "index.html").write_text(PAGE)
    preview = Preview(tmp_path)
    preview.start()
    held = [waiting_line(preview) for _ in range(3)]
    time.sleep(0.2)
    with waiting_line(preview) as fourth:
        assert fourth.recv(1) == b""
    for line in held:
        line.close()
    time.sleep(0.2)
    with waiting_line(preview, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") as line:
        assert line.recv(64).startswith(b"HTTP/1.1 200")
    preview.stop()


def test_a_huge_request_is_refused(ask: Ask) -> None:
    """A request line or headers without an end."""
    assert ask("/" + "a" * 70_000).status == 414
    assert ask("/", *(f"X-{number}: y" for number in range(200))).status == 431
    assert ask("/", "X: " + "y" * 70_000).status == 431


@pytest.mark.parametrize(
    "make",
    [os.mkfifo, lambda path: path.symlink_to(path.name), lambda path: os.mknod(path, 0o020666, os.makedev(1, 5))],
)
def test_what_is_no_file_in_the_site_holds_nobody(preview: Preview, ask: Ask, make: Callable[[Path], object]) -> None:
    """A pipe, a circle of links, a device."""
    try:
        make(preview.site / "odd.html")
        make(preview.site / "deep" / "odd")
    except PermissionError:
        pytest.skip("only root makes devices")
    for path in ("/odd.html", "/deep/odd", "/deep/odd/"):
        assert ask(path).status == 404
    assert ask("/").status == 200


def test_a_client_that_leaves_early_is_no_news(preview: Preview, ask: Ask, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is printed, and the next one is answered."""
    (preview.site / "large.bin").write_bytes(bytes(5_000_000))
    for _ in range(20):
        line = waiting_line(preview, b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset, not a farewell
        line.close()
    assert ask("/").status == 200
    assert capfd.readouterr() == ("", "")
