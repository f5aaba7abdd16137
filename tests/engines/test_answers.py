"""Whatever an answer looks like, a complete picture in it is an attempt, and a price never costs a picture."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.money.prices import price_of_usage
from studio.core.money.usage import plain_usage, tokens_of
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from studio.core.settings import EngineOptions
from studio.core.size import Size
from studio.engines.base import EditRequest, EditResult, Event, InputPicture, Partial
from studio.engines.openai_answer import Arriving, read_body
from studio.engines.openai_images import OpenAIEngine
from studio.engines.openai_picture import picture_of
from studio.engines.openai_stream import EventReader
from studio.errors import AnswerUnreadable, EngineError
from studio.pictures import encode_png
from studio.store.settings import load_models
from tests.conftest import Studio
from tests.engines.conftest import settle
from tests.loopback.server import Body, Loopback, picture
from tests.loopback.shapes import ANSWERS, STREAMS, USAGES, WITHOUT, Shape, body, deep, events, in_pieces, text, wire

Sidecar = Callable[[str], dict[str, Any]]
SLUG = "bag-on-white"


def run(studio: Studio, *more: str) -> Any:
    return studio("run", SLUG, "--engine", "openai", *more)


class Asking:
    """Asks the loopback server for one small edit through the engine alone, which is quick."""

    def __init__(self, provider: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("studio.engines.openai_images.AFTER_PICTURE_S", 0.3)
        self.provider, self.made, self.raw = provider, b"", io.BytesIO()
        self.events: list[Event] = []

    def __call__(self, shape: Shape, **options: Any) -> EditResult:
        def kept(picture: bytes, used: dict[str, Any]) -> Body:
            self.made = picture
            return shape(picture, used)

        self.provider.shape, self.raw, self.events = kept, io.BytesIO(), []
        self.engine = OpenAIEngine(EngineOptions(base_url=self.provider.url, **options), load_models({}))
        spec = EditSpec.model_validate({"change": "the background to white"})
        target = InputPicture("before.png", "edit target", encode_png(np.full((64, 64, 3), 200, np.uint8)))
        wanted = EditRequest("bag", Job.BACKGROUND_REPLACEMENT, spec, "p", (target,), size=Size(832, 800))
        self.used = self.engine.prepare(wanted)
        return asyncio.run(self.engine.edit(wanted, used=self.used, on_event=self.events.append, raw=self.raw))


@pytest.fixture
def ask(provider: Loopback, monkeypatch: pytest.MonkeyPatch) -> Asking:
    return Asking(provider, monkeypatch)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_picture_is_found_wherever_a_server_puts_it(ask: Asking, name: str) -> None:
    """Its very bytes, from the answer as it comes and from the answer as it was kept."""
    assert ask(ANSWERS[name]).data == ask.made
    assert ask.engine.read_answer(ask.raw.getvalue(), ask.used).data == ask.made


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_gives_its_picture_however_it_ends(ask: Asking, name: str) -> None:
    """Previews are decoration, line ends are a habit, and what follows the picture cannot take it away."""
    began = time.monotonic()
    assert ask(STREAMS[name], previews=1).data == ask.made
    assert time.monotonic() - began < 30
    assert ask.engine.read_answer(ask.raw.getvalue(), ask.used).data == ask.made


def test_a_number_longer_than_any_hides_no_count(ask: Asking) -> None:
    """Nor do bytes that are no text: the price is known."""
    told = (
        b'{"created": '
        + b"9" * 5000
        + b', "by": "caf\xe9", "usage": {"input_tokens": 100, "output_tokens": 1000}, "image": "'
    )
    assert ask(lambda p, u: Body([told + text(p).encode() + b'"}'])).cost_usd == Decimal("0.0308")


@pytest.mark.parametrize("name", WITHOUT)
def test_an_answer_without_a_picture_says_what_came(ask: Asking, name: str) -> None:
    """In the server's own words, without the key, and as something that may have been billed."""
    shape, says = WITHOUT[name]
    with pytest.raises(EngineError) as caught:
        ask(shape, previews=1)
    assert says in str(caught.value)
    assert caught.value.may_be_billed
    json.dumps([str(caught.value), caught.value.code], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "name", ["usage nested without end", "as the picture itself", "with half a letter in its words"]
)
def test_an_odd_answer_is_an_attempt_that_is_paid_once(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, name: str
) -> None:
    """One charge, one attempt, and no second charge for asking again."""
    provider.shape = ANSWERS[name]
    result = run(studio)
    assert result.exit_code == 0, result.output
    assert sidecar("001")["state"] == "received"
    assert run(studio).exit_code == 0
    assert len(provider.charges) == 1


@pytest.mark.parametrize(
    "name", ["an error with half a letter", "an error nested without end", "a cut picture of its own"]
)
def test_an_answer_without_a_picture_is_an_attempt_that_waits_for_the_person(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, name: str
) -> None:
    """What came is kept, and nothing is bought again."""
    provider.shape, says = WITHOUT[name]
    result = run(studio)
    assert result.exit_code == 3, result.output
    assert says in " ".join(result.output.split())
    assert sidecar("001")["failure"]["may_be_billed"] is True
    assert (quick / "content" / SLUG / "attempts/001.raw").is_file()
    assert "Not sent" in run(studio).output
    assert len(provider.charges) == 1


def test_a_usage_of_any_shape_costs_no_picture_and_stops_no_later_command(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """The price is known or it is not; nothing is booked as free that nobody called free."""
    for number, (name, usage) in enumerate(USAGES.items(), 1):
        provider.shape = lambda picture, _, usage=usage: body({"data": [{"b64_json": text(picture)}], "usage": usage})
        result = run(studio, "--again")
        assert result.exit_code == 0, (name, result.output)
        told = sidecar(f"{number:03d}")
        assert told["state"] == "received", name
        assert Decimal(told.get("cost_usd", "1")) > 0, name
    for command in (("ledger",), ("cost", SLUG, "--engine", "openai"), ("status",), ("run", SLUG, "--dry-run")):
        result = studio(*command)
        assert result.exit_code == 0, result.output


PRICES = {
    "a price of its own": "0.042",
    "a price in ticks": "0.04",
    "a chat's names": str((1008 * 8 + 1756 * 30) / 1e6),
    "only kinds": str((22 * 5 + 1372 * 30) / 1e6),
    "both names, one of them 0": str((23 * 8 + 1056 * 30) / 1e6),
    "nothing made": None,
    "nothing counted": None,
    "one count missing": None,
}


@pytest.mark.parametrize("name", PRICES)
def test_a_price_is_what_the_provider_counted_in_whatever_words(name: str) -> None:
    """Where it counted in words that nobody knows, or only half, the price is unknown."""
    model = load_models({}).find("gpt-image-2")
    price, expected = price_of_usage(model, USAGES[name]), PRICES[name]  # type: ignore[arg-type]
    assert (price is None) if expected is None else price == pytest.approx(Decimal(expected))


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
    assert "picture_hosts" in studio("finish", SLUG).output
    settle(paid, provider, picture_hosts=["localhost"])
    assert studio("finish", SLUG).exit_code == 0
    assert sidecar("001")["state"] == "received"


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


def test_a_link_that_breaks_off_is_fetched_again_without_paying(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """Half a picture is no picture; the paid answer waits with its link."""
    shape = linked(provider, "127.0.0.1")

    def cut(made: bytes, used: dict[str, Any]) -> Body:
        answer = shape(made, used)
        provider.links["/made.png"] = Body([made[:500]], "image/png", cut=True)
        return answer

    provider.shape = cut
    assert "broke off" in run(studio).output
    assert sidecar("001")["failure"]["code"] == "link"
    made = picture((quick / "content" / SLUG / "before.jpg").read_bytes(), (832, 800), "png")
    provider.links["/made.png"] = Body([made], "image/png")
    result = studio("finish", SLUG)
    assert result.exit_code == 0, result.output
    assert sidecar("001")["state"] == "received"
    assert len(provider.requests) == 1


@pytest.mark.parametrize("link", ["http://[::1/x.png", "http://127.0.0.1:1/x.png", "http:///x.png", "http://a\u00e9/c"])
def test_a_link_that_cannot_be_followed_is_said(ask: Asking, link: str) -> None:
    """Never a traceback, always a paid answer."""
    with pytest.raises(AnswerUnreadable) as caught:
        ask(lambda p, u: body({"data": [{"url": link}]}))
    assert caught.value.may_be_billed


def test_a_web_page_behind_a_link_is_no_picture(ask: Asking, provider: Loopback) -> None:
    """Such as the page of a link that has expired."""
    shape = linked(provider, "127.0.0.1")

    def expired(made: bytes, used: dict[str, Any]) -> Body:
        answer = shape(made, used)
        provider.links["/made.png"] = Body([b"<html>gone</html>"], "text/html")
        return answer

    with pytest.raises(AnswerUnreadable, match="behind the link"):
        ask(expired)


@pytest.mark.parametrize("key", ["x", "none", "sk-1234", "iVBORw0KGgo"])
def test_a_short_key_of_a_local_server_spoils_no_kept_answer(
    ask: Asking, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """The letters of the key may stand in any picture; the key itself stands in none of the answer's words."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    size = 3 if key == "x" else 99
    ask(lambda p, u: in_pieces(body({"note": f"for {key}.", "data": [{"b64_json": text(p)}]}), size))
    assert ask.engine.read_answer(ask.raw.getvalue(), ask.used).data == ask.made
    assert f"for {key}.".encode() not in ask.raw.getvalue()


@pytest.mark.parametrize("pace", ["9" * 5000, "-1", "many", "1e400"])
def test_the_pace_in_a_header_may_be_anything(ask: Asking, pace: str) -> None:
    """Headers are decoration too."""
    shape = ANSWERS["as the API gives it"]
    assert ask(lambda p, u: replace(shape(p, u), headers={"x-ratelimit-limit-images": pace})).data == ask.made


def test_previews_are_shown_within_the_number_that_was_asked_for(ask: Asking) -> None:
    """Whatever number they carry."""
    told = [{"type": "x.partial_image", "partial_image_index": index} for index in (0, -7, 10**18, "two", None)]
    ask(lambda p, u: wire(*({**one, "b64_json": text(p)} for one in told), *events(p, previews=0)), previews=2)
    assert [event.index for event in ask.events if isinstance(event, Partial)] == [0, 0, 1, 0, 0]


def test_an_answer_is_read_beside_the_event_loop(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other requests and the screen go on while a picture of some megabytes is decoded."""
    where: set[str] = set()

    def noted(text: str) -> bytes:
        where.add(threading.current_thread().name)
        return picture_of(text)

    monkeypatch.setattr("studio.engines.openai_picture.picture_of", noted)
    assert ask(STREAMS["as the API gives it"], previews=1).data == ask.made
    assert where == {"edit"}


@given(st.binary(max_size=300), st.integers(1, 40))
def test_events_do_not_depend_on_how_the_bytes_arrive(data: bytes, size: int) -> None:
    """Whatever the pieces, the same events."""
    data = data.replace(b"x", b"data: 1\n\n").replace(b"y", b"\r").replace(b"z", b"event: a\r\n")
    whole, pieces = EventReader(), EventReader()
    expected = [*whole.feed(data), *whole.finish()]
    got = [event for at in range(0, len(data), size) for event in pieces.feed(data[at : at + size])]
    assert [*got, *pieces.finish()] == expected


FORMS: dict[str, Callable[[str], str]] = {
    "the API's": lambda b64: f'event: image_edit.completed\ndata: {{"type":"image_edit.completed","b64_json":"{b64}"}}',
    "generation": lambda b64: f'data: {{"type":"image_generation.completed","b64_json":"{b64}"}}',
    "event field only": lambda b64: f'event: image_edit.completed\ndata:{{"b64_json":"{b64}"}}',
    "no type": lambda b64: f'id: 7\ndata: {{"b64_json":"{b64}"}}',
    "a responses call": lambda b64: f'data: {{"type":"response.output_item.done","item":{{"result":"{b64}"}}}}',
    "a chat": lambda b64: f'data: {{"choices":[{{"delta":{{"images":[{{"image_url":{{"url":"{b64}"}}}}]}}}}]}}',
    "bad usage": lambda b64: (
        f'event: image_edit.completed\ndata: {{"usage":{"[" * 1200}{"]" * 1200},"b64_json":"{b64}"}}'
    ),
}
BEFORE = ("", "\ufeff", ": open\n\n", "retry: 9\n\n", "hello\n\n", "data: ping\n\n", "\n\n\n")
PREVIEWS = (
    "",
    'data: {"type":"image_edit.partial_image","b64_json":"iVBORw0KGgoAAAA","partial_image_index":0}\n\n',
    'event: x.partial_image\ndata: {"type":"message","b64_json":null,"partial_image_index":null}\n\n',
    'data: {"b64_json":[],"partial_image_index":"a"}\n\nevent: x.partial_image\ndata: {"b64_json":"iVBO\n\n',
)
BEHIND = ("", "\n", "\n\n", "\n\ndata: [DONE]\n\n", '\n\ndata: {"type":"error","error":{"message":"late"}}\n\n',
          '\n\ndata: {"type":"image_edit.compl', "\n\n: bye")  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_with_every_beginning_preview_and_end_gives_the_finished_picture(form: str) -> None:
    """Whatever the line ends and the pieces in which it arrives."""
    made = encode_png(np.zeros((2, 2, 3), np.uint8))
    tables = itertools.product(BEFORE, PREVIEWS, BEHIND, ("\n", "\r\n", "\r"), (3, 10_000))
    lost = []
    for before, previews, behind, end, size in tables:
        sent = (before + previews + FORMS[form](text(made)) + behind).replace("\n", end).encode()
        arriving = Arriving()
        for at in range(0, len(sent), size):
            arriving.look(arriving.take(sent[at : at + size]))
        if arriving.end().data != made:
            lost.append((before, previews, behind, end, size))
    assert lost == []


def test_a_stream_is_read_in_time_that_grows_with_its_length() -> None:
    """A picture of 24 MB in pieces of a kilobyte takes about twice as long as one of 12 MB, not four times."""

    def seconds(size: int) -> float:
        sent = in_pieces(wire(*events(b"\x89PNG\r\n\x1a\n" + bytes(size), previews=0)), 1024)
        reader, began = EventReader(), time.process_time()
        found = [event for piece in sent.pieces for event in reader.feed(piece)]
        assert len(found) == 1
        return time.process_time() - began

    assert seconds(24_000_000) < 3 * seconds(12_000_000) + 0.2


@pytest.mark.parametrize("levels", range(940, 1000))
def test_an_error_of_any_depth_is_no_traceback(levels: int) -> None:
    """Also where it can be read and no longer be written out."""
    nested = deep(levels).encode()
    for raw in (b'{"error": {"a": ' + nested + b"}}", b'event: error\ndata: {"error": {"a": ' + nested + b"}}\n\n"):
        with pytest.raises(EngineError):
            read_body(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_no_answer_is_a_traceback(value: object) -> None:
    """Any JSON is an answer with a picture, or an error of the studio's own."""
    with pytest.raises(EngineError):
        read_body(json.dumps(value).encode())


@given(st.binary(max_size=200))
def test_no_bytes_are_a_traceback(raw: bytes) -> None:
    """Nor are bytes of any other kind."""
    with pytest.raises(EngineError):
        read_body(raw)


@given(json_values)
def test_no_usage_is_a_traceback(value: object) -> None:
    """What is kept can be written down and counted."""
    kept = plain_usage(value)
    if kept is not None:
        json.dumps(kept, allow_nan=False)
        tokens_of(kept)
