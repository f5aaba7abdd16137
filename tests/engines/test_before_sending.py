"""What cannot be sent is said before an attempt begins: nothing is journalled and nothing counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import CANARY, Studio
from tests.engines.conftest import settle
from tests.loopback.server import Loopback


def nothing_began(workspace: Path, studio: Studio) -> bool:
    """No sidecar, nothing in the ledger."""
    attempts = workspace / "content/bag-on-white/attempts"
    return not list(attempts.glob("*")) and json.loads(studio("ledger", "--json").output) == []


KEYS = {
    "“sk-t”": "quotation marks",
    '"sk-t"': "quotation marks",
    "'sk-t": "quotation marks",
    "Bearer sk-t": "Bearer",
    "bearer  sk-t": "Bearer",
    "OPENAI_API_KEY=sk-t": "name of a setting",
    "export OPENAI_API_KEY=sk-t": "name of a setting",
    "sk-a\nsk-b": "line end",
    "sk-a sk-b": "blank",
    "sk-…": "placeholder",
    "sk-...": "placeholder",
    "sk-ab***********yz": "placeholder",
    "your-api-key-here": "placeholder",
    "sk-your-key": "placeholder",
    "<your key>": "blank",
    "${OPENAI_API_KEY}": "placeholder",
    "sk-tést": "character that no key has",
    "sk-\u200babc": "character that no key has",
}


@pytest.mark.parametrize("key", KEYS)
def test_a_text_that_is_no_key_is_refused_by_what_is_wrong_with_it(key: str) -> None:
    """The message says where it came from and shows nothing of it."""
    from studio.engines.secret import find_key
    from studio.errors import EngineUnavailable

    with pytest.raises(EngineUnavailable, match=KEYS[key]) as caught:
        find_key({"OPENAI_API_KEY": key})
    assert "OPENAI_API_KEY" in str(caught.value)
    assert "sk-" not in str(caught.value)


@pytest.mark.parametrize(
    "key",
    ["sk-t", " sk-t\n", CANARY, "EMPTY", "none", "ollama", "sk-no-key-required", "sk-1234", "a" * 32, "eyJ.a_b-c="],
)
def test_what_may_be_a_key_is_used_without_the_white_space_around_it(key: str) -> None:
    """Servers of one's own take anything."""
    from studio.engines.secret import find_key

    assert find_key({"OPENAI_API_KEY": key}) == key.strip()


def test_a_wrong_key_begins_nothing(
    paid: Path, studio: Studio, provider: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a run nor a batch nor a stored key."""
    monkeypatch.setenv("OPENAI_API_KEY", "“sk-t”")
    for arguments in (["-n", "2"], ["--batch"]):
        result = studio("run", "bag-on-white", "--engine", "openai", *arguments)
        assert result.exit_code == 3, result.output
        assert "quotation marks" in result.output
    assert provider.requests == []
    assert nothing_began(paid, studio)


NETWORK = {
    "socks": ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, "ALL_PROXY", "socksio"),
    "an unknown kind of proxy": ({"ALL_PROXY": "socks4://127.0.0.1:1080"}, "ALL_PROXY", "no address"),
    "a broken proxy": ({"HTTPS_PROXY": "http://127.0.0.1:port"}, "HTTPS_PROXY", "no address"),
    "missing certificates": ({"SSL_CERT_FILE": "/no/such.pem"}, "SSL_CERT_FILE", "no such file"),
    "no certificates": ({"SSL_CERT_FILE": __file__}, "SSL_CERT_FILE", "holds no certificate"),
    "a folder": ({"SSL_CERT_FILE": str(Path(__file__).parent)}, "SSL_CERT_FILE", "is a directory"),
    "an address": ({"OPENAI_BASE_URL": "127.0.0.1:8850/v1"}, "OPENAI_BASE_URL", "http://127.0.0.1:8850/v1"),
}


@pytest.mark.parametrize("case", NETWORK)
def test_what_the_environment_makes_impossible_is_one_line_that_names_the_variable(
    workspace: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """Nothing was sent, so nothing is counted."""
    environment, variable, says = NETWORK[case]
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = studio("run", "bag-on-white", "--engine", "openai")
    assert result.exit_code == 3
    assert len(result.output.strip().splitlines()) == 1
    assert variable in result.output
    assert says in result.output
    assert nothing_began(workspace, studio)


ADDRESSES = {
    "127.0.0.1:8850/v1": "http://127.0.0.1:8850/v1",
    "gateway.example.com/v1": "https://gateway.example.com/v1",
    "http://127.0.0.1:8850/v1/images/edits": 'base_url = "http://127.0.0.1:8850/v1"',
    "https://h.example/v1/chat/completions/": 'base_url = "https://h.example/v1"',
    "https://x.openai.azure.com/openai/deployments/d/images/edits?api-version=1": "/openai/deployments/d?api-version=1",
    "https://x.openai.azure.com": "https://x.openai.azure.com/openai/v1",
    "https://api.openai.com": "https://api.openai.com/v1",
    "https://me:hunter2@h.example/v1": "holds a name or a password",
    "https://h.example/v1?api_key=hunter2": "holds a secret",
    "ftp://h.example/v1": "https://h.example/v1",
    "https://h.example/v 1": "holds a blank",
    "https://h.example:port/v1": "is no address",
    "sk-hunter2": "is a key",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_wrong_base_url_is_refused_where_it_stands_and_says_what_it_should_be(
    workspace: Path, studio: Studio, address: str
) -> None:
    """With file and line, before anything else happens; a secret in it is not repeated."""
    (workspace / "content/studio.toml").write_text(f'[engine]\nname = "openai"\nbase_url = "{address}"\n')
    result = studio("check")
    assert result.exit_code == 1
    assert "studio.toml:3: 'engine.base_url'" in result.output
    assert ADDRESSES[address] in result.output
    assert "hunter2" not in result.output


@pytest.mark.parametrize(
    "address", ["example.com", "javascript:alert(1)", "ftp://h/", "https://h/?a=b", "https://a:b@h/"]
)
def test_the_public_address_of_the_site_is_one_of_the_web(workspace: Path, studio: Studio, address: str) -> None:
    """Feeds and link previews carry it: http or https, nothing behind it; on the command line as in the settings."""
    (workspace / "content/studio.toml").write_text(f'[site]\nbase_url = "{address}"\n')
    result = studio("check")
    assert result.exit_code == 1
    assert "studio.toml:2: 'site.base_url'" in result.output
    (workspace / "content/studio.toml").unlink()
    assert studio("build", "--base-url", address).exit_code == 2


def test_a_server_that_is_not_there_is_named_with_the_proxy_in_use(
    paid: Path, studio: Studio, provider: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was sent: the attempt says so and counts nothing."""
    monkeypatch.setattr("studio.workflow.making.sending.MOST_TRIES", 1)
    settle(paid, provider, base_url="http://192.0.2.1/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    result = studio("run", "bag-on-white", "--engine", "openai")
    assert "192.0.2.1 cannot be reached through the proxy in HTTP_PROXY" in result.output
    assert "nothing was sent" in result.output
    assert [row["counted usd"] for row in json.loads(studio("ledger", "--json").output)] in (["0"], [""], ["0.000000"])
