"""The second opinion: paid, so journaled and budgeted; a machine's, so never a verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.workspace import open_workspace
from tests.conftest import CANARY, Studio
from tests.loopback.server import Loopback

ON = '[opinion]\nmodel = "a-vision-model"\nusd_per_million_in = 1\nusd_per_million_out = 4\n'


@pytest.fixture
def asked(workspace: Path, studio: Studio, provider: Loopback) -> Path:
    """A workspace with one result and the opinion switched on."""
    (workspace / "content/studio.toml").write_text(
        f'[engine]\nbase_url = "{provider.url}"\n[evidence]\non_run = false\n{ON}'
    )
    assert studio("run", "bag-on-white", "--engine", "local").exit_code == 0
    return workspace


def kept(workspace: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((workspace / "content/bag-on-white/attempts/001.opinion.json").read_text())
    return found


def test_it_is_off_until_a_model_is_named(workspace: Path, studio: Studio, provider: Loopback) -> None:
    """Nothing leaves the machine by default, and the message says how to switch it on."""
    studio("run", "bag-on-white")
    result = studio("opinion", "bag-on-white", "1")
    assert result.exit_code == 1
    assert "[opinion]" in result.output
    assert provider.asked == []


def test_every_criterion_gets_an_answer_with_its_reason(asked: Path, studio: Studio, provider: Loopback) -> None:
    """One answer per criterion in the form that was asked for, with its price; the request is checked at the wire."""
    result = studio("opinion", "bag-on-white", "1")
    assert result.exit_code == 0, result.output
    assert "The opinion of a machine" in result.output
    assert "subject identity: pass. Because of the subject identity." in result.output
    assert len(kept(asked)["answers"]) == 6
    assert kept(asked)["cost_usd"] == "0.0036"
    assert kept(asked)["request_id"] == "req_opinion"
    assert CANARY not in (asked / "content/bag-on-white/attempts/001.opinion.json").read_text()
    assert "owner" not in kept(asked), "nobody asks any more"


def test_an_answer_is_never_paid_twice_unasked(asked: Path, studio: Studio, provider: Loopback) -> None:
    """The kept answer is shown again; `--again` asks anew and remembers what the first one cost."""
    studio("opinion", "bag-on-white", "1")
    assert studio("opinion", "bag-on-white", "1").exit_code == 0
    assert len(provider.asked) == 1
    studio("opinion", "bag-on-white", "1", "--again")
    assert len(provider.asked) == 2
    assert kept(asked)["earlier_usd"] == "0.0036"


def test_an_opinion_never_approves(asked: Path, studio: Studio, provider: Loopback) -> None:
    """Six times pass leaves the attempt unreviewed and the recipe's bytes as they are."""
    before = (asked / "content/bag-on-white/recipe.md").read_bytes()
    studio("opinion", "bag-on-white", "1")
    assert (asked / "content/bag-on-white/recipe.md").read_bytes() == before
    assert open_workspace(asked).folder("bag-on-white").recipe.front.reviews == ()


def test_a_lost_answer_may_have_been_billed_and_is_not_asked_again(
    asked: Path, studio: Studio, provider: Loopback
) -> None:
    """A connection that breaks after the work counts its estimate and stands in the way of a second payment."""
    provider.plan = ["drop after"]
    assert studio("opinion", "bag-on-white", "1").exit_code == 3
    assert kept(asked)["may_be_billed"] is True
    assert studio("opinion", "bag-on-white", "1").exit_code == 1
    assert len(provider.asked) == 1


def test_an_answer_in_another_form_is_a_failure(asked: Path, studio: Studio, provider: Loopback) -> None:
    """A refusal in prose is no opinion."""
    provider.opinion = "nonsense"
    assert studio("opinion", "bag-on-white", "1").exit_code == 3
    assert kept(asked)["state"] == "failed"


def test_the_budget_is_looked_at_before_the_question_leaves(asked: Path, studio: Studio, provider: Loopback) -> None:
    """The upper bound of the price counts, and without prices no budget can be kept."""
    assert "limit" in studio("opinion", "bag-on-white", "1", "--budget", "0.001").output
    settings = asked / "content/studio.toml"
    settings.write_text(settings.read_text().replace("usd_per_million_in = 1\n", ""))
    assert "nobody knows the price" in studio("opinion", "bag-on-white", "1", "--budget", "1").output
    assert provider.asked == []


def test_what_it_cost_counts_against_the_workspace(asked: Path, studio: Studio, provider: Loopback) -> None:
    """A paid opinion leaves less for the next request."""
    settings = asked / "content/studio.toml"
    settings.write_text(settings.read_text() + "[budget]\nworkspace_usd = 0.015\n")
    assert studio("opinion", "bag-on-white", "1").exit_code == 0
    refused = studio("opinion", "bag-on-white", "1", "--again")
    assert refused.exit_code != 0
    assert "($0.004 are spent)" in refused.output
    assert len(provider.asked) == 1


@pytest.mark.parametrize("usage", ["1756 tokens", [1, 2], {"input_tokens": "many"}, {"a": [[[[[[1]]]]]]}])
def test_a_usage_of_any_shape_costs_no_opinion(asked: Path, studio: Studio, provider: Loopback, usage: object) -> None:
    """It is paid; its price is unknown."""
    provider.opinion_usage = usage
    result = studio("opinion", "bag-on-white", "1")
    assert result.exit_code == 0, result.output
    assert len(kept(asked)["answers"]) == 6
    assert "cost_usd" not in kept(asked)
