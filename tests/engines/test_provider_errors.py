"""What a provider says about its refusal reaches the person, whatever its shape, and costs nothing it should not."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import CANARY, Studio
from tests.loopback.fixed import Fixed, serving_fixed


@pytest.fixture
def server(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fixed]:
    """A server with one answer, and a workspace that asks it under /v1."""
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setattr("studio.workflow.making.sending.MOST_TRIES", 1)
    with serving_fixed() as state:
        point_at(workspace, f"{state.url}/v1")
        yield state


def point_at(workspace: Path, address: str) -> None:
    (workspace / "content/studio.toml").write_text(
        f'[engine]\nname = "openai"\nbase_url = "{address}"\nconcurrency = 1\n'
    )


def answer(server: Fixed, status: int, body: object) -> None:
    server.status = status
    server.body = body.encode() if isinstance(body, str) else json.dumps(body).encode()


def failure(workspace: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((workspace / "content/bag-on-white/attempts/001.json").read_text())["failure"]
    return found


SHAPES: dict[str, tuple[object, str]] = {
    "an object": ({"error": {"message": "size 9x9 is wrong"}}, "size 9x9 is wrong"),
    "a string": ({"error": "size 9x9 is wrong"}, "size 9x9 is wrong"),
    "a list of errors": ({"errors": [{"message": "size 9x9 is wrong"}, "and n too"]}, "size 9x9 is wrong; and n too"),
    "detail as text": ({"detail": "size 9x9 is wrong"}, "size 9x9 is wrong"),
    "detail of FastAPI": (
        {"detail": [{"loc": ["body", "image"], "msg": "field required"}]},
        "body.image: field required",
    ),
    "detail as object": ({"detail": {"code": "bad_size", "message": "9x9 is wrong"}}, "(bad_size): 9x9 is wrong"),
    "message": ({"message": "size 9x9 is wrong", "statusCode": 422}, "size 9x9 is wrong"),
    "message with details": (
        {"message": "Validation failed", "errors": [{"field": "size", "message": "9x9 is wrong"}]},
        "Validation failed: size: 9x9 is wrong",
    ),
    "by field": ({"error": {"image": ["is too small"]}}, "image: is too small"),
    "an error inside an error": ({"error": {"error": {"message": "9x9 is wrong", "code": "odd"}}}, "(odd): 9x9"),
    "JSON inside a string": ({"error": {"message": '{"error": {"message": "9x9 is wrong"}}'}}, ": 9x9 is wrong."),
    "a problem document": ({"title": "Bad", "detail": "9x9 is wrong", "type": "about:blank"}, "9x9 is wrong"),
    "plain text": ("upstream says: 9x9\n is wrong", "upstream says: 9x9 is wrong"),
    "a web page": (
        "<!DOCTYPE html><html><head><title>413 Too Large &amp; more</title>",
        "titled '413 Too Large & more'",
    ),
    "a list": (["9x9", "is wrong"], "9x9; is wrong"),
    "unknown keys": ({"success": False, "info": 30001}, '"info": 30001'),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_providers_words_are_shown_whatever_their_shape(shape: str) -> None:
    """OpenAI's form, FastAPI's, a gateway's, plain text, a web page."""
    from studio.engines.openai_errors import from_error_object

    body, words = SHAPES[shape]
    text = body if isinstance(body, str) else json.dumps(body)
    for told in (body, text.encode()):
        error = from_error_object(told, status=422, key="", model="m")
        assert words in str(error)
        assert "\n" not in str(error)
        assert not error.may_be_billed


@pytest.mark.parametrize("shape", ["a string", "detail of FastAPI", "a web page"])
def test_the_words_come_over_the_wire_onto_one_line(workspace: Path, studio: Studio, server: Fixed, shape: str) -> None:
    """Nothing was billed, and the line names what to change."""
    body, words = SHAPES[shape]
    answer(server, 422, body)
    result = studio("run", "bag-on-white")
    assert result.exit_code == 3
    assert words in result.output
    assert len([line for line in result.output.splitlines() if "does not take this request" in line]) == 1
    assert failure(workspace)["may_be_billed"] is False


@pytest.mark.parametrize("status", [500, 524, 408])
def test_words_of_a_server_error_stand_beside_what_is_not_known(
    workspace: Path, studio: Studio, server: Fixed, status: int
) -> None:
    """It may have been billed, and the person learns why."""
    answer(server, status, {"error": {"message": "image model not loaded, choose flux", "type": "server_error"}})
    result = studio("run", "bag-on-white")
    assert "image model not loaded, choose flux" in result.output
    assert "may have been billed" in result.output
    assert failure(workspace)["may_be_billed"] is True


def test_long_words_are_shortened_and_the_key_in_them_is_never_shown(
    workspace: Path, studio: Studio, server: Fixed
) -> None:
    """Also where the cut would go through the key."""
    answer(server, 400, {"error": {"message": "x" * 280 + f" \x1b[31m{CANARY} " + "y" * 900}})
    result = studio("run", "bag-on-white")
    assert CANARY[:12] not in result.output
    assert "\x1b" not in result.output
    assert len(result.output.splitlines()[-1]) < 450


NO_MONEY = {
    "type only": (429, {"error": {"code": None, "type": "insufficient_quota", "message": "You exceeded your quota"}}),
    "402": (402, {"error": "please recharge"}),
    "a gateway's code": (403, {"error": {"code": "insufficient_user_quota", "message": "balance is 0"}}),
}


@pytest.mark.parametrize("case", NO_MONEY)
def test_no_money_is_known_by_code_then_type_then_status(
    workspace: Path, studio: Studio, server: Fixed, case: str
) -> None:
    """It is asked once, never again as if the provider were only busy."""
    answer(server, *NO_MONEY[case])
    result = studio("run", "bag-on-white", "-n", "2")
    assert "no money left" in result.output
    assert "nothing was spent" in result.output
    assert len(server.paths) == 1
    assert failure(workspace)["kind"] == "EngineUnavailable"


MISSING = {
    "a model by code": ({"error": {"code": "model_not_found", "message": "nope"}}, "has no model 'gpt-image-2'"),
    "a model by words": ({"detail": "Model gpt-image-2 is not loaded"}, "has no model 'gpt-image-2'"),
    "a deployment": ({"error": {"code": "DeploymentNotFound", "message": "no"}}, "no deployment 'gpt-image-2'"),
    "a route": ({"error": {"code": "404", "message": "Resource not found"}}, "/v1/images/edits was not found (404)"),
    "a web page": ("<html><title>Welcome to nginx</title>", "a web page titled 'Welcome to nginx'"),
    "nothing": ("", "/v1/images/edits was not found (404)"),
}


@pytest.mark.parametrize("case", MISSING)
def test_a_404_says_which_thing_is_missing(workspace: Path, studio: Studio, server: Fixed, case: str) -> None:
    """Model, deployment and address each have their own words, and advice names the server in use."""
    body, words = MISSING[case]
    answer(server, 404, body)
    result = studio("run", "bag-on-white")
    assert words in result.output
    assert ("has no model" in result.output) == ("model" in case)
    assert server.url.removeprefix("http://") in result.output
    assert "openai.com" not in result.output


def test_a_missing_route_says_what_the_address_should_be(workspace: Path, studio: Studio, server: Fixed) -> None:
    """Most servers keep the API under /v1."""
    point_at(workspace, server.url)
    answer(server, 404, {"detail": "Not Found"})
    assert f"such as {server.url}/v1" in studio("run", "bag-on-white").output
    answer(server, 405, {"detail": "Method Not Allowed"})
    assert "takes no edits (405): Method Not Allowed" in studio("run", "bag-on-white", "--again").output


@pytest.mark.parametrize("status", [301, 308])
def test_a_redirect_is_not_followed(workspace: Path, studio: Studio, server: Fixed, status: int) -> None:
    """A paid request goes only where the settings say; the message says where the server pointed."""
    server.headers["location"] = "https://elsewhere.example/v1/images/edits"
    answer(server, status, "")
    result = studio("run", "bag-on-white")
    assert len(server.paths) == 1
    assert 'base_url = "https://elsewhere.example/v1"' in result.output


def test_advice_for_openai_names_its_own_pages() -> None:
    """And for no other server."""
    from studio.core.settings import read_address
    from studio.engines.openai_errors import from_error_object

    for status in (401, 402, 403):
        own = str(from_error_object({}, status=status, key="", model="m"))
        other = from_error_object({}, status=status, key="", model="m", address=read_address("http://h:1/v1"))
        assert "platform.openai.com" in own
        assert "h:1 (base_url in content/studio.toml)" in str(other)


def test_a_limit_that_is_reached_after_the_work_began_is_not_asked_again() -> None:
    """In a stream nobody knows whether the picture was paid."""
    from studio.engines.openai_errors import from_error_object
    from studio.errors import EngineBusy, EngineInterrupted

    body = {"error": {"code": "rate_limit_exceeded", "message": "too many"}}
    assert isinstance(from_error_object(body, status=429, key="", model="m"), EngineBusy)
    began = from_error_object(body, status=0, key="", model="m")
    assert isinstance(began, EngineInterrupted)
    assert "too many" in str(began)


def picture_answer() -> dict[str, object]:
    sink = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(sink, "PNG")
    return {"created": 1, "data": [{"b64_json": base64.b64encode(sink.getvalue()).decode()}]}


@pytest.mark.parametrize(
    ("path", "sent", "header"),
    [
        ("/v1", "/v1/images/edits", "authorization"),
        ("/v1/", "/v1/images/edits", "authorization"),
        ("/openai/v1/?api-version=preview", "/openai/v1/images/edits?api-version=preview", "authorization"),
        ("/openai/deployments/pics?api-version=2025-04-01-preview",
         "/openai/deployments/pics/images/edits?api-version=2025-04-01-preview", "api-key"),
    ],
)  # fmt: skip
def test_the_address_is_kept_as_it_is_set(
    workspace: Path, studio: Studio, server: Fixed, path: str, sent: str, header: str
) -> None:
    """A query goes behind the path, and a deployment gets its key in the header that Azure reads."""
    answer(server, 200, picture_answer())
    point_at(workspace, f"{server.url}{path}")
    result = studio("run", "bag-on-white")
    assert result.exit_code == 0, result.output
    assert server.paths == [sent]
    assert CANARY in server.asked[0][header]


def test_azure_has_a_variable_of_its_own_for_the_key(
    workspace: Path, studio: Studio, server: Fixed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And may get the version of its API from the environment; without one nothing begins."""
    answer(server, 200, picture_answer())
    point_at(workspace, f"{server.url}/openai/deployments/pics")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "a" * 32)
    assert "?api-version=" in studio("run", "bag-on-white").output
    assert server.paths == []
    monkeypatch.setenv("OPENAI_API_VERSION", "2025-04-01-preview")
    assert studio("run", "bag-on-white").exit_code == 0
    assert server.asked[0]["api-key"] == "a" * 32
