"""An engine of another package: what it says of itself is said the same everywhere, and silence is taken carefully."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.engines import catalogue
from studio.engines.catalogue import ENGINES, engine_facts
from studio.workflow.making.background_runs import engines_to_choose
from studio.workspace import open_workspace
from tests.conftest import ALL_PASS, Studio

PACKAGE = """
from studio.core.attempts.attempt import EngineUsed
from studio.core.engine import EngineFacts
from studio.engines.base import EditResult


class Engine:
    FACTS
    name, concurrency = "pixelworks", 1

    def __init__(self, options):
        pass

    def prepare(self, request):
        return EngineUsed(name=self.name, version="1")

    async def edit(self, request, *, used, on_event, raw):
        return EditResult(request.target.data, "image/jpeg")
"""
PAID_AI = "facts = EngineFacts('pixelworks', label='Pixelworks cloud', about='paid', is_generative=True)"
Install = Callable[[str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package that adds the engine `pixelworks`, given its line of facts."""

    def put(facts: str) -> None:
        place = tmp_path / "site-packages"
        said = place / "pixelworks-1.dist-info"
        said.mkdir(parents=True)
        (said / "METADATA").write_text("Metadata-Version: 2.1\nName: pixelworks\nVersion: 1\n")
        (said / "entry_points.txt").write_text("[studio.engines]\npixelworks = pixelworks_engine:Engine\n")
        (place / "pixelworks_engine.py").write_text(PACKAGE.replace("FACTS", facts))
        monkeypatch.syspath_prepend(str(place))
        monkeypatch.delitem(__import__("sys").modules, "pixelworks_engine", raising=False)
        monkeypatch.setattr(catalogue, "_added", catalogue._added.__wrapped__)

    return put


def test_a_paid_generative_engine_is_the_same_in_every_command(
    workspace: Path, studio: Studio, install: Install
) -> None:
    """Prices are unknown before and after, its words are read, and its picture is labelled as AI."""
    install(PAID_AI)
    recipe = workspace / "content/bag-on-white/recipe.md"
    recipe.write_text(recipe.read_text().replace("change: the", "engine: {name: pixelworks}\nchange: the"))
    assert studio("check").exit_code == 0
    assert "unknown price" in studio("cost").output
    assert json.loads(studio("cost", "--json").output)[0]["each"] is None
    assert "would run on pixelworks: unknown price" in studio("run", "bag-on-white", "--dry-run").output
    assert ("pixelworks: paid", "pixelworks") in engines_to_choose(open_workspace(workspace))
    assert studio("run", "bag-on-white").exit_code == 0
    assert "unknown price" in studio("status").output
    assert "pixelworks" in studio("ledger").output
    assert "has no batches" in studio("run", "bag-on-white", "--again", "--batch").output
    assert studio("review", "bag-on-white", "001", "--approve", *ALL_PASS).exit_code == 0
    assert studio("build").exit_code == 0
    page = (workspace / "site/recipes/bag-on-white.html").read_text()
    assert "Edited with AI" in page
    assert "Pixelworks cloud" in page
    assert "compositeWithTrainedAlgorithmicMedia" in page


def test_a_budget_stops_an_engine_whose_price_nobody_knows(workspace: Path, studio: Studio, install: Install) -> None:
    """A limit that cannot be kept is said before anything is sent."""
    install(PAID_AI)
    result = studio("run", "bag-on-white", "--engine", "pixelworks", "--budget", "1")
    assert "nobody knows the price" in result.output
    assert result.exit_code == 3


def test_an_engine_that_says_its_price_is_priced_by_it(workspace: Path, studio: Studio, install: Install) -> None:
    """What one picture costs, said once by the engine, is what every command says."""
    install("from decimal import Decimal\n    facts = EngineFacts('x', price_usd=Decimal('0.05'), is_generative=False)")
    assert "$0.050" in studio("cost", "--engine", "pixelworks").output
    run = studio("run", "bag-on-white", "--engine", "pixelworks", "--dry-run")
    assert "about $0.050" in run.output
    assert engine_facts("pixelworks").name == "pixelworks"


@pytest.mark.parametrize("facts", ["pass", "raise ImportError('a library is missing')"])
def test_silence_is_taken_carefully(workspace: Path, studio: Studio, install: Install, facts: str) -> None:
    """An engine that says nothing, or cannot even be loaded, may cost something and may be generative."""
    install(facts)
    assert not engine_facts("pixelworks").is_free
    assert engine_facts("pixelworks").is_generative is None
    assert "unknown price" in studio("cost", "--engine", "pixelworks").output
    if facts != "pass":
        result = studio("run", "bag-on-white", "--engine", "pixelworks")
        assert "cannot be opened (a library is missing)" in result.output
        assert result.exit_code == 3


def test_an_engine_of_another_package_takes_no_name_of_the_studio(install: Install) -> None:
    """What is built in comes first, and is what it says."""
    install(PAID_AI)
    assert list(ENGINES) == ["local", "openai", "pixelworks"]
    assert len(ENGINES) == 3
    assert engine_facts("gone").title == "gone"


@pytest.mark.parametrize("command", ["check", "cost", "run"])
def test_a_misspelt_engine_is_named_with_the_one_that_was_meant(workspace: Path, studio: Studio, command: str) -> None:
    """Whether the recipe or the workspace misspells it, and before anything runs."""
    recipe, settings = workspace / "content/bag-on-white/recipe.md", workspace / "content/studio.toml"
    text = recipe.read_text()
    for where, written in ((recipe, text.replace("change: the", "engine: {name: opnai}\nchange: the")),
                           (settings, '[engine]\nname = "opnai"\n')):  # fmt: skip
        where.write_text(written)
        result = studio(command, "bag-on-white")
        assert result.exit_code != 0
        assert "'opnai' is no engine" in result.output
        assert "Did you mean 'openai'?" in result.output
        recipe.write_text(text)


def test_an_unknown_model_of_the_workspace_is_flagged(workspace: Path, studio: Studio) -> None:
    """It is the model that would be asked for, wherever it is written."""
    (workspace / "content/studio.toml").write_text('[engine]\nname = "openai"\nmodel = "gpt-imag-2"\n')
    result = studio("check")
    assert "the model 'gpt-imag-2' is not in the table" in result.output
    assert "Did you mean 'gpt-image-2'?" in result.output


def test_verifying_asks_the_engine_that_made_the_picture(workspace: Path, studio: Studio) -> None:
    """Another default since then would make something else, and might cost something."""
    assert studio("run", "bag-on-white").exit_code == 0
    (workspace / "content/studio.toml").write_text('[engine]\nname = "openai"\n')
    result = studio("run", "bag-on-white", "--verify")
    assert "the same, bit for bit" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize("estimate", ["0", None])
def test_what_costs_nothing_is_never_called_perhaps_billed(
    workspace: Path, studio: Studio, estimate: str | None
) -> None:
    """Its record says so from the start; one of an earlier studio, which did not, is closed by the next run."""
    studio("run", "bag-on-white")
    path = workspace / "content/bag-on-white/attempts/001.json"
    record = json.loads(path.read_text())
    assert record["estimate_usd"] == "0"
    made = {"picture", "finished", "cost_usd", "seconds", "warnings"}
    left = {name: value for name, value in record.items() if name not in made}
    path.write_text(json.dumps({**left, "state": "requested", "estimate_usd": estimate}))
    if estimate is None:
        studio("run", "bag-on-white")
    assert "billed" not in studio("status").output
    assert "billed" not in studio("settle").output
