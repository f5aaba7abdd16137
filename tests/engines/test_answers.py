"""Whatever an answer looks like, a complete picture in it is an attempt, and a price never costs a picture."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.usage import plain_usage, tokens_of
from studio.engines.openai_answer import read_body
from studio.engines.openai_stream import EventReader
from tests.conftest import Studio
from tests.engines.conftest import settle
from tests.loopback.server import Body, Loopback
from tests.loopback.shapes import ANSWERS, STREAMS, USAGES, WITHOUT, Shape, body, events, in_pieces, text, wire

Sidecar = Callable[[str], dict[str, Any]]
SLUG = "bag-on-white"


def run(studio: Studio, *more: str) -> Any:
    return studio("run", SLUG, "--engine", "openai", *more)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_picture_is_found_wherever_a_server_puts_it(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, name: str
) -> None:
    """One charge, one attempt, and no second charge for asking again."""
    provider.shape = ANSWERS[name]
    result = run(studio)
    assert result.exit_code == 0, result.output
    assert sidecar("001")["state"] == "received"
    assert run(studio).exit_code == 0
    assert len(provider.charges) == 1


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_gives_its_picture_however_it_ends(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, name: str
) -> None:
    """Previews are decoration, line ends are a habit, and what follows the picture cannot take it away."""
    settle(paid, provider, previews=1)
    provider.shape = STREAMS[name]
    result = run(studio)
    assert result.exit_code == 0, result.output
    assert sidecar("001")["state"] == "received"


@pytest.mark.parametrize("name", WITHOUT)
def test_an_answer_without_a_picture_says_what_came(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, name: str
) -> None:
    """In the server's own words, and as something that may have been billed."""
    provider.shape, says = WITHOUT[name]
    result = run(studio)
    assert result.exit_code == 3, result.output
    assert says in " ".join(result.output.split())
    assert sidecar("001")["failure"]["may_be_billed"] is True


@pytest.mark.parametrize("name", USAGES)
def test_a_usage_of_any_shape_costs_no_picture_and_stops_no_later_command(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, name: str
) -> None:
    """The price is known or it is not; nothing is booked as free that nobody called free."""
    provider.shape = lambda picture, _: body({"data": [{"b64_json": text(picture)}], "usage": USAGES[name]})
    assert run(studio).exit_code == 0
    told = sidecar("001")
    assert told["state"] == "received"
    assert Decimal(told.get("cost_usd", "1")) > 0
    for command in (("ledger",), ("cost", SLUG, "--engine", "openai"), ("status",), ("run", SLUG, "--engine", "local")):
        result = studio(*command)
        assert result.exit_code == 0, result.output


def test_a_strange_usage_in_an_old_record_stops_nothing(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """Records outlive the program that wrote them."""
    assert run(studio).exit_code == 0
    path = paid / "content" / SLUG / "attempts/001.json"
    for usage in ({"input_tokens": "many"}, [1], "x", {"input_tokens_details": "no", "output_tokens": [1]}):
        path.write_text(json.dumps({**sidecar("001"), "usage": usage, "cost_usd": "much"}))
        for command in (("ledger",), ("status",), ("run", SLUG, "--engine", "openai", "--dry-run")):
            assert studio(*command).exit_code == 0, command


def test_an_unknown_price_counts_as_its_estimate_so_that_a_limit_holds(
    paid: Path, studio: Studio, provider: Loopback
) -> None:
    """A usage that counts nothing is no gift."""
    provider.shape = lambda picture, _: body({"data": [{"b64_json": text(picture)}], "usage": {"total": 1}})
    each = Decimal(json.loads(studio("cost", SLUG, "--engine", "openai", "--json").output)[0]["each"])
    path = paid / "content" / "studio.toml"
    path.write_text(path.read_text() + f"[budget]\nworkspace_usd = {each * Decimal('2.2')}\n")
    assert [run(studio, "--again").exit_code for _ in range(3)] == [0, 0, 3]
    assert len(provider.charges) == 2


def test_several_pictures_are_all_kept_and_said(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """What was paid is not thrown away because one was asked for."""
    provider.shape = lambda picture, _: body(
        {"data": [{"b64_json": text(picture)}, {"b64_json": text(picture + b"\0")}]}
    )
    assert run(studio).exit_code == 0
    assert "2 pictures" in " ".join(sidecar("001")["warnings"])
    assert (paid / "content" / SLUG / "attempts/001.raw").is_file()


def linked(provider: Loopback, host: str) -> Shape:
    """An answer that links to a picture on this server, under this host name."""

    def shape(picture: bytes, _: dict[str, Any]) -> Body:
        provider.links["/made.png"] = Body([picture], "image/png")
        provider.links["/onward.png"] = Body([b""], status=302, headers={"location": "http://other.invalid/made.png"})
        return body({"data": [{"url": provider.url.replace("127.0.0.1", host).replace("/v1", "/made.png")}]})

    return shape


def test_a_link_to_the_same_server_is_fetched(paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar) -> None:
    """The link expires, the picture stays."""
    provider.shape = linked(provider, "127.0.0.1")
    result = run(studio)
    assert result.exit_code == 0, result.output
    assert sidecar("001")["state"] == "received"


def test_a_link_elsewhere_is_fetched_only_where_it_was_allowed(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """Nobody's answer sends the studio to a server that the person never named; the setting is named."""
    provider.shape = linked(provider, "localhost")
    result = run(studio)
    assert 'picture_hosts = ["localhost"]' in result.output
    assert b"/made.png" in (paid / "content" / SLUG / "attempts/001.raw").read_bytes()
    settle(paid, provider, picture_hosts=["localhost"])
    assert run(studio, "--again").exit_code == 0
    assert sidecar("002")["state"] == "received"


def test_a_link_that_leads_on_to_another_server_is_not_followed(paid: Path, studio: Studio, provider: Loopback) -> None:
    """A redirect is one more link."""
    shape = linked(provider, "127.0.0.1")

    def onward(picture: bytes, used: dict[str, Any]) -> Body:
        made = shape(picture, used)
        return Body([made.pieces[0].replace(b"made.png", b"onward.png")])

    provider.shape = onward
    result = run(studio)
    assert result.exit_code == 3
    assert "other.invalid, which nobody has allowed" in result.output


@given(st.binary(max_size=300), st.integers(1, 40))
def test_events_do_not_depend_on_how_the_bytes_arrive(data: bytes, size: int) -> None:
    """Whatever the pieces, the same events."""
    data = data.replace(b"x", b"data: 1\n\n").replace(b"y", b"\r").replace(b"z", b"event: a\r\n")
    whole, pieces = EventReader(), EventReader()
    expected = [*whole.feed(data), *whole.finish()]
    got = [event for at in range(0, len(data), size) for event in pieces.feed(data[at : at + size])]
    assert [*got, *pieces.finish()] == expected


def test_a_stream_is_read_in_time_that_grows_with_its_length() -> None:
    """A picture of 24 MB in pieces of a kilobyte takes about twice as long as one of 12 MB, not four times."""

    def seconds(size: int) -> float:
        sent = in_pieces(wire(*events(b"\x89PNG\r\n\x1a\n" + bytes(size), previews=0)), 1024)
        reader, began = EventReader(), time.process_time()
        found = [event for piece in sent.pieces for event in reader.feed(piece)]
        assert len(found) == 1
        return time.process_time() - began

    assert seconds(24_000_000) < 3 * seconds(12_000_000) + 0.2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_no_answer_is_a_traceback(value: object) -> None:
    """Any JSON is an answer with a picture, or an error of the studio's own."""
    from studio.errors import EngineError

    with pytest.raises(EngineError):
        read_body(json.dumps(value).encode())


@given(st.binary(max_size=200))
def test_no_bytes_are_a_traceback(raw: bytes) -> None:
    """Nor are bytes of any other kind."""
    from studio.errors import EngineError

    with pytest.raises(EngineError):
        read_body(raw)


@given(json_values)
def test_no_usage_is_a_traceback(value: object) -> None:
    """What is kept can be written down and counted."""
    kept = plain_usage(value)
    if kept is not None:
        json.dumps(kept, allow_nan=False)
        tokens_of(kept)
