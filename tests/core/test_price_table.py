"""The studio's prices are dated facts, and can be compared with a table that a person gives."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from studio.core.money.prices import price_of_usage
from studio.store.settings import load_models
from tests.conftest import Studio

LITELLM = {
    "sample_spec": {"mode": "one of chat, image_generation", "input_cost_per_token": 0.0},
    "gpt-image-2": {
        "cache_read_input_image_token_cost": 2e-06, "cache_read_input_token_cost": 1.25e-06,
        "input_cost_per_image_token": 8e-06, "input_cost_per_token": 5e-06, "output_cost_per_image_token": 3e-05,
        "litellm_provider": "openai", "mode": "image_generation", "output_cost_per_token": 1e-05,
    },
    "gpt-image-1-mini": {"input_cost_per_image_token": 2.5e-06, "output_cost_per_image_token": 9e-06},
    "gpt-image-3": {"output_cost_per_image_token": 3e-05},
    "gpt-4o": {"input_cost_per_token": 1e-06},
}  # fmt: skip
CSV = """model,kind,usd_per_million
gpt-image-2,image output,30
gpt-image-2,Text-Input,5.00
gpt-image-1.5,image_output,32
"""


def outcomes(studio: Studio, path: Path) -> tuple[int, dict[str, dict[str, object]]]:
    result = studio("models", "--check", str(path), "--json")
    return result.exit_code, {row["model"]: row for row in json.loads(result.output)}


def test_a_table_of_litellm_is_compared_model_by_model(studio: Studio, tmp_path: Path) -> None:
    """To the last digit, although the file counts in millionths: agrees, differs, missing, new."""
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(LITELLM))
    code, rows = outcomes(studio, path)
    assert code == 1
    assert rows["gpt-image-2"]["outcome"] == "agrees"
    assert rows["gpt-image-1-mini"]["differences"] == ["image output: $8 here, $9 there"]
    assert rows["gpt-image-2.6-flare"]["outcome"] == "missing"
    assert rows["gpt-image-3"]["outcome"] == "new"
    assert "gpt-4o" not in rows


def test_a_table_as_csv_is_compared_too(studio: Studio, tmp_path: Path) -> None:
    """A price that the studio does not know differs; without a difference the exit code is 0."""
    path = tmp_path / "prices.csv"
    path.write_text(CSV)
    code, rows = outcomes(studio, path)
    assert code == 1
    assert rows["gpt-image-2"]["outcome"] == "agrees"
    assert rows["gpt-image-1.5"]["differences"] == ["image output: unknown here, $32 there"]
    path.write_text("\n".join(CSV.splitlines()[:3]))
    assert outcomes(studio, path)[0] == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [("model,price\na,1", "a column is missing"), ('{"a": ', "no price table"), ("", "a column is missing"),
     (f"{CSV}gpt-image-2,video,1", "line 5: 'video'"), (f"{CSV}gpt-image-2,image output,much", "line 5: 'much'")],
)  # fmt: skip
def test_what_is_no_table_is_said_with_its_line(studio: Studio, tmp_path: Path, text: str, says: str) -> None:
    """One sentence and exit code 1."""
    path = tmp_path / "prices.csv"
    path.write_text(text)
    result = studio("models", "--check", str(path))
    assert result.exit_code == 1
    assert says in result.output


def test_the_newest_family_has_its_public_prices() -> None:
    """Dollars for a million tokens, with the day they were read; a picture's price is known from its token count."""
    models = load_models({})
    for name in ("gpt-image-2", "gpt-image-2.5-sunburst", "gpt-image-2.6-flare", "gpt-image-2.6-sunburst"):
        prices = models.find(name).prices
        assert (prices.text_input, prices.image_input, prices.image_output) == (5, 8, 30)
        assert (prices.cached_text_input, prices.cached_image_input) == (Decimal("1.25"), 2)
        assert prices.read is not None
        assert prices.source
    usage = {"input_tokens": 1100, "output_tokens": 2000,
             "input_tokens_details": {"text_tokens": 100, "image_tokens": 1000}}  # fmt: skip
    assert price_of_usage(models.find("gpt-image-2.6-flare"), usage) == Decimal("0.0685")
    assert models.find("gpt-image-2.6-flare").token_base == {}, "how many tokens a picture takes is not published"
