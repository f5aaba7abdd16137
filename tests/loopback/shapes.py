"""Shapes in which compatible servers and gateways give a finished picture, and ways in which a stream ends."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.loopback.server import Body

Shape = Callable[[bytes, dict[str, Any]], Body]
"""Makes an answer out of a picture and a usage."""


def text(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def body(answer: object, *, head: bytes = b"", kind: str = "application/json") -> Body:
    return Body([head + json.dumps(answer).encode()], kind)


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


ANSWERS: dict[str, Shape] = {
    "as the API gives it": lambda p, u: body({"data": [{"b64_json": text(p)}], "usage": u}),
    "behind a byte order mark": lambda p, u: body({"data": [{"b64_json": text(p)}]}, head=b"\xef\xbb\xbf"),
    "behind blanks that keep the line open": lambda p, u: body({"data": [{"b64_json": text(p)}]}, head=b"\n \n" * 50),
    "as a data address": lambda p, u: body({"data": [{"b64_json": f"data:image/png;base64,{text(p)}"}]}),
    "as a data address under url": lambda p, u: body({"data": [{"url": f"data:image/png;base64,{text(p)}"}]}),
    "in the URL-safe alphabet": lambda p, u: body({"data": [{"b64_json": base64.urlsafe_b64encode(p).decode()}]}),
    "without padding": lambda p, u: body({"data": [{"b64_json": text(p).rstrip("=")}]}),
    "in lines": lambda p, u: body({"data": [{"b64_json": base64.encodebytes(p).decode()}]}),
    "as one table": lambda p, u: body({"data": {"b64_json": text(p)}}),
    "as a list": lambda p, u: body([{"b64_json": text(p)}]),
    "as images": lambda p, u: body({"images": [text(p)]}),
    "as image": lambda p, u: body({"image": text(p), "seed": 7}),
    "as a call of a tool": lambda p, u: body({"output": [{"type": "image_generation_call", "result": text(p)}]}),
    "as a chat": lambda p, u: body({"choices": [{"message": {"content": "Here", "images": [
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{text(p)}"}}]}}], "usage": u}),
    "as a chat's words": lambda p, u: body(
        {"choices": [{"message": {"content": f"Done ![picture](data:image/png;base64,{text(p)})"}}]}),
    "as parts": lambda p, u: body({"candidates": [{"content": {"parts": [
        {"inlineData": {"mimeType": "image/png", "data": text(p)}}]}}]}),
    "with the input repeated": lambda p, u: body(
        {"input": {"image": text(p[:-12] + b"x" * 12)}, "data": [{"b64_json": text(p)}]}),
    "with an error of null": lambda p, u: body({"error": None, "data": [{"b64_json": text(p)}]}),
    "with a tail that is no JSON": lambda p, u: Body(
        [json.dumps({"data": [{"b64_json": text(p)}]})[:-1].encode(), b"<<"]),
    "under the name of a stream": lambda p, u: body({"data": [{"b64_json": text(p)}]}, kind="text/event-stream"),
    "with slashes escaped": lambda p, u: Body(
        [json.dumps({"data": [{"b64_json": text(p)}]}).replace("/", "\\/").encode()]),
    "with an empty place beside a data address": lambda p, u: body(
        {"data": [{"b64_json": "", "url": f"data:image/png;base64,{text(p)}"}]}),
    "behind a picture that is broken": lambda p, u: body({"data": [{"b64_json": "iVBORw0KG§"}, {"b64_json": text(p)}]}),
    "as the picture itself": lambda p, u: Body([p], "image/png"),
    "as Base64 alone": lambda p, u: Body([text(p).encode()], "text/plain"),
    "as a data address alone": lambda p, u: Body([b"data:image/png;base64," + text(p).encode()], "text/plain"),
    "as a percent-encoded data address": lambda p, u: body(
        {"data": [{"url": f"data:image/png;base64,{quote(text(p))}"}]}),
    "in lines of its own": lambda p, u: Body(
        [b'{"data": [{"b64_json": "' + base64.encodebytes(p).replace(b"\n", b"\r\n") + b'"}]}']),
    "as several JSON texts": lambda p, u: Body(
        [b'{"status": "queued"}\n{"status": "done"}\n' + json.dumps({"data": [{"b64_json": text(p)}]}).encode()]),
    "packed as text": lambda p, u: body({"statusCode": 200, "body": json.dumps({"data": [{"b64_json": text(p)}]})}),
    "with plus escaped and a tail": lambda p, u: Body(
        [json.dumps({"data": [{"b64_json": text(p)}]}).replace("+", "\\u002B").encode()[:-1]]),
    "with words that are not UTF-8": lambda p, u: Body(
        [b'{"revised_prompt": "caf\xe9", "data": [{"b64_json": "' + text(p).encode() + b'"}]}']),
    "with half a letter in its words": lambda p, u: Body(
        [b'{"usage": {"note": "\\ud83d"}, "data": [{"b64_json": "' + text(p).encode() + b'"}]}']),
    "with a number longer than any": lambda p, u: Body(
        [b'{"created": ' + b"9" * 5000 + b', "data": [{"b64_json": "' + text(p).encode() + b'"}]}']),
    "with a message of success": lambda p, u: body({"code": "ok", "message": "done", "data": [{"b64_json": text(p)}]}),
    "with a type nested without end": lambda p, u: Body(
        [b'{"type":' + deep(900).encode() + b',"data":[{"b64_json":"' + text(p).encode() + b'"}]}']),
    "usage nested without end": lambda p, u: Body(
        [b'{"usage":' + deep(3000).encode() + b',"data":[{"b64_json":"' + text(p).encode() + b'"}]}']),
}  # fmt: skip
"""Answers that hold the picture."""

USAGES: dict[str, object] = {
    "numbers as text": {"input_tokens": "1008", "output_tokens": "1756"},
    "text that is no number": {"input_tokens": "many", "output_tokens": "few"},
    "a list": [1, 2],
    "a text": "1756 tokens",
    "nulls": {"input_tokens": None, "output_tokens": None, "input_tokens_details": None},
    "a list for details": {"input_tokens": 5, "output_tokens": 7, "input_tokens_details": [1]},
    "a chat's names": {"prompt_tokens": 1008, "completion_tokens": 1756, "total_tokens": 2764},
    "one count missing": {"input_tokens": 1008},
    "nothing counted": {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0},
    "below nothing": {"input_tokens": -5, "output_tokens": -7},
    "without end": {"input_tokens": float("inf"), "output_tokens": float("nan")},
    "a very long number": {"input_tokens": 10**4000, "output_tokens": 1},
    "very large": {"extra": [{"a": "b"}] * 5000},
    "very deep": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}},
    "yes and no": {"input_tokens": True, "output_tokens": False},
    "a price of its own": {"cost": 0.042},
    "a price in ticks": {"cost_in_usd_ticks": 400_000_000},
    "a price too small to write": {"cost": "1e-999999999", "input_tokens": 1, "output_tokens": 2},
    "only kinds": {
        "prompt_tokens_details": {"text_tokens": 22, "image_tokens": 0},
        "completion_tokens_details": {"text_tokens": 0, "image_tokens": 1372},
    },
    "both names, one of them 0": {
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "input_tokens": 23,
        "output_tokens": 1056,
    },
    "nothing made": {"input_tokens": 1008, "output_tokens": 0},
    "half a letter": {"note": "\ud83d", "input_tokens": 1, "output_tokens": 2},
    "a very long name": {"n" * 100_000: 1},
    "nothing at all": None,
}
"""Usages of other shapes."""


def events(picture: bytes, *, usage: dict[str, Any] | None = None, previews: int = 1) -> list[dict[str, Any]]:
    shown = [{"type": "image_edit.partial_image", "b64_json": text(picture), "partial_image_index": index}
             for index in range(previews)]  # fmt: skip
    return [*shown, {"type": "image_edit.completed", "b64_json": text(picture), "usage": usage}]


def wire(*told: dict[str, Any], end: bytes = b"\n", last: bytes = b"\n\n", head: bytes = b"") -> Body:
    """Events as bytes, with these line ends, and this behind the last line."""
    lines = [
        b"event: " + str(e.get("type", "message")).encode() + end + b"data: " + json.dumps(e).encode() for e in told
    ]
    return Body([head + (end + end).join(lines) + last], "text/event-stream")


def in_pieces(whole: Body, size: int) -> Body:
    data = b"".join(whole.pieces)
    return Body([data[at : at + size] for at in range(0, len(data), size)], whole.kind, cut=whole.cut)


STREAMS: dict[str, Shape] = {
    "as the API gives it": lambda p, u: wire(*events(p, usage=u)),
    "CR LF": lambda p, u: wire(*events(p), end=b"\r\n", last=b"\r\n\r\n"),
    "CR alone": lambda p, u: wire(*events(p), end=b"\r", last=b"\r\r"),
    "CR LF torn apart": lambda p, u: in_pieces(wire(*events(p), end=b"\r\n", last=b"\r\n\r\n"), 997),
    "a byte order mark": lambda p, u: wire(*events(p), head=b"\xef\xbb\xbf"),
    "comments between": lambda p, u: wire(*events(p), head=b": ping\n\n"),
    "no blank line at the end": lambda p, u: wire(*events(p), last=b"\n"),
    "no line end at the end": lambda p, u: wire(*events(p), last=b""),
    "done behind it": lambda p, u: wire(*events(p), last=b"\n\ndata: [DONE]\n\n"),
    "cut behind it": lambda p, u: Body(wire(*events(p)).pieces, "text/event-stream", cut=True),
    "an error behind it": lambda p, u: wire(*events(p), {"type": "error", "error": {"message": "late"}}),
    "another prefix": lambda p, u: wire({"type": "image_generation.completed", "b64_json": text(p), "usage": u}),
    "no type": lambda p, u: wire({"b64_json": text(p)}),
    "the type only in the event field": lambda p, u: Body(
        [b"event: image_edit.completed\ndata: " + json.dumps({"b64_json": text(p)}).encode() + b"\n\n"],
        "text/event-stream"),
    "an empty preview": lambda p, u: wire({**events(p)[0], "b64_json": ""}, events(p)[1]),
    "a broken preview": lambda p, u: wire({**events(p)[0], "b64_json": "§§§"}, events(p)[1]),
    "a preview that is a number": lambda p, u: wire({**events(p)[0], "b64_json": 7}, events(p)[1]),
    "a preview without a number": lambda p, u: wire({**events(p)[0], "partial_image_index": None}, events(p)[1]),
    "a preview with a word for a number": lambda p, u: wire({**events(p)[0], "partial_image_index": "a"}, events(p)[1]),
    "a preview with a number beyond counting": lambda p, u: Body(
        [wire(*events(p)).pieces[0].replace(b'index": 0', b'index": ' + b"9" * 400, 1)], "text/event-stream"),
    "a preview below 0": lambda p, u: wire({**events(p)[0], "partial_image_index": -5}, events(p)[1]),
    "a preview nested without end": lambda p, u: Body(
        [b'data: {"type": "image_edit.partial_image", "b64_json": ' + deep(900).encode() + b"}\n\n",
         *wire(*events(p, previews=0)).pieces], "text/event-stream"),
    "a finished one with a number": lambda p, u: wire({**events(p)[1], "partial_image_index": 0}),
    "words before it": lambda p, u: wire(*events(p), head=b"hello\n\n"),
    "pings that are no JSON": lambda p, u: wire(*events(p), head=b"data: ping\n\n", last=b"\n\ndata: bye\n\n"),
    "an error before it": lambda p, u: wire({"type": "error", "error": {"message": "again"}}, *events(p)),
    "a data address": lambda p, u: wire({"type": "image_edit.completed", "url": f"data:image/png;base64,{text(p)}"}),
    "the picture in several lines": lambda p, u: Body(
        [b'event: image_edit.completed\ndata: {"b64_json": "' + b"\ndata: ".join(base64.encodebytes(p).split(b"\n"))
         + b'"}\n\n'], "text/event-stream"),
    "no type and usage without end": lambda p, u: Body(
        [b'data: {"usage":' + deep(3000).encode() + b',"b64_json":"' + text(p).encode() + b'"}\n\n'],
        "text/event-stream"),
    "never closed": lambda p, u: Body(wire(*events(p)).pieces, "text/event-stream", hold_s=60),
    "an event that is no JSON": lambda p, u: wire(*events(p), head=b"data: {{{\n\n"),
    "a list for an event": lambda p, u: wire(*events(p), head=b"data: [1]\n\n"),
    "as responses": lambda p, u: wire(
        {"type": "response.output_item.done", "item": {"type": "image_generation_call", "result": text(p)}},
        {"type": "response.completed", "response": {"output": [], "usage": u}}),
    "JSON instead": lambda p, u: body({"data": [{"b64_json": text(p)}], "usage": u}),
    "in the API's form": lambda p, u: wire({"data": [{"b64_json": text(p)}], "usage": u}),
}  # fmt: skip
"""Streams that hold the picture."""

WITHOUT: dict[str, tuple[Shape, str]] = {
    "a stream that ends early": (lambda p, u: wire(events(p)[0]), "may have been billed"),
    "a stream cut in its picture": (
        lambda p, u: Body([wire(*events(p)).pieces[0][:-500]], "text/event-stream", cut=True), "may have been billed"),
    "an error in a stream": (
        lambda p, u: wire({"type": "error", "error": {"message": "no more kilns"}}), "no more kilns"),
    "an error in words": (lambda p, u: body({"error": "the kiln is cold"}), "the kiln is cold"),
    "a message": (lambda p, u: body({"code": 500, "msg": "the kiln is cold"}), "the kiln is cold"),
    "an error in words in a stream": (
        lambda p, u: Body([b"event: error\ndata: the kiln is cold\n\n"], "text/event-stream"), "the kiln is cold"),
    "an error that only the event names": (
        lambda p, u: Body([b'event: error\ndata: {"message": "cold kiln"}\n\n'], "text/event-stream"), "cold kiln"),
    "an error nested without end": (
        lambda p, u: Body([b'{"error": {"a": ' + deep(930).encode() + b"}}"]), "may have been billed"),
    "an error with half a letter": (
        lambda p, u: Body([b'{"error": {"code": "a\\ud83d", "message": "cold \\ud83d kiln"}}']), "cold kiln"),
    "an error with a link to its help": (
        lambda p, u: body({"error": {"message": "cold kiln", "url": "https://example.com/help"}}), "cold kiln"),
    "a refusal in a chat's words": (
        lambda p, u: body({"choices": [{"message": {"content": "I cannot do that."}}]}), "I cannot do that"),
    "a preview cut behind its picture": (
        lambda p, u: Body([b'data: {"b64_json": "' + text(p).encode() + b'", "type": "image_edit.par'],
                          "text/event-stream", cut=True), "may have been billed"),
    "a preview that only the event names": (
        lambda p, u: Body([b"event: image_edit.partial_image\ndata: "
                           + json.dumps({"type": "message", "b64_json": text(p)}).encode() + b"\n\n"],
                          "text/event-stream"), "may have been billed"),
    "a cut picture of its own": (lambda p, u: Body([p[: len(p) // 2]], "image/png"), "kept in the .raw"),
    "a web page with a logo": (
        lambda p, u: Body([f'<html><img src="data:image/png;base64,{text(p)}"></html>'.encode()], "text/html"),
        "web page"),
    "a web page": (lambda p, u: Body([b"<html><title>Sign in</title></html>"], "text/html"), "web page"),
    "nothing": (lambda p, u: Body([b""]), "empty"),
    "no picture": (lambda p, u: body({"data": []}), "no picture"),
}  # fmt: skip
"""Answers without a picture, and what is said of each."""
