"""What the studio knows of itself: its forms, its dated tables, and the machine it runs on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import features

from studio.errors import ContentError, NotFound
from studio.store.settings import load_channels, load_models
from studio.workflow.browsing.knowledge import (
    channel_rows,
    channel_sheet,
    check_prices,
    examine_machine,
    model_rows,
    schema_of,
    tables_at,
)
from studio.workspace import Workspace


@pytest.mark.parametrize(
    ("form", "field"), [("edit", "preserve"), ("recipe", "title"), ("settings", "budget"), ("attempt", "fingerprint")]
)
def test_every_form_that_is_written_has_a_schema_with_its_fields(form: str, field: str) -> None:
    """By the words of the command."""
    assert field in schema_of(form)["properties"]


def test_the_tables_are_the_workspaces_own_where_there_is_one(shelf: Workspace, tmp_path: Path) -> None:
    """And the bundled ones elsewhere."""
    (shelf.content / "studio.toml").write_text('[channels.ebay]\nlabel = "Our eBay"\n')
    assert tables_at(shelf.root)[0].find("ebay").label == "Our eBay"
    (tmp_path / "nowhere").mkdir()
    channels, models = tables_at(tmp_path / "nowhere")
    assert channels.find("ebay").label == load_channels({}).find("ebay").label
    assert [*models.by_name] == [*load_models({}).by_name]


def test_a_channel_has_a_row_and_a_sheet_with_what_it_asks() -> None:
    """As the table says it, with how sure that is and since when."""
    table = load_channels({})
    rows = {row["channel"]: row for row in channel_rows(table)}
    assert [*rows] == [*table.by_name]
    for name, row in rows.items():
        channel = table.find(name)
        assert row["shape"] == (", ".join(channel.aspects) or "any")
        assert (row["recommended"], row["background"]) == (str(channel.size), channel.background)
        assert row["formats"].split() == list(channel.formats)
        assert row["most MB"] == (f"{channel.max_bytes / 1e6:g}" if channel.max_bytes else "")
        assert (row["confidence"], row["as of"]) == (channel.confidence, channel.as_of)
    assert channel_sheet(table, "amazon-main")["name"] == "amazon-main"
    assert None not in channel_sheet(table, "amazon-main").values()
    with pytest.raises(NotFound, match="amazon-main"):
        channel_sheet(table, "amazon-mian")


def test_a_model_has_a_row_with_every_price_or_the_word_that_it_is_unknown() -> None:
    """Never nothing where there is no price: that would read as free."""
    table = load_models({})
    rows = {row["model"]: row for row in model_rows(table)}
    assert [*rows] == [*table.by_name]
    for name, row in rows.items():
        prices = table.find(name).prices
        said = (row["image in"], row["text in"], row["image out"], row["cached image in"], row["cached text in"])
        known = (prices.image_input, prices.text_input, prices.image_output, prices.cached_image_input,
                 prices.cached_text_input)  # fmt: skip
        assert said == tuple("unknown" if price is None else str(price) for price in known)
        assert row["qualities"].split() == list(table.find(name).qualities)
        assert row["tokens"] == table.find(name).token_source


def test_prices_are_held_against_a_file_that_can_be_read(tmp_path: Path) -> None:
    """One that is not there, or no text, is named."""
    for data in (None, b"\xff\xfe\x00"):
        path = tmp_path / "prices.md"
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(ContentError, match=r"prices\.md: cannot be read .* Name a file with prices"):
            check_prices(load_models({}), path)


def test_the_machine_is_examined_for_what_is_needed_and_for_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing says how to get it; the key itself is never said."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("EDITOR", "nano")
    monkeypatch.setenv("VISUAL", "code --wait")
    found = {one.what: one for one in examine_machine()}
    assert all(found[name].ok and found[name].needed for name in ("Python", "cv2", "numpy", "scipy", "PIL"))
    assert (found["AVIF"].ok, found["AVIF"].needed) == (bool(features.check("avif")), False)
    assert (found["OpenAI key"].ok, found["OpenAI key"].detail) == (True, "from OPENAI_API_KEY")
    assert found["editor"].detail == "code --wait"
    assert not [one for one in found.values() if "sk-secret" in str(one)]
    monkeypatch.delenv("VISUAL")
    assert {one.what: one.detail for one in examine_machine()}["editor"] == "nano"
    for name in ("EDITOR", "OPENAI_API_KEY"):
        monkeypatch.delenv(name)
    bare = {one.what: one for one in examine_machine()}
    assert (bare["OpenAI key"].ok, bare["editor"].ok) == (False, False)
    assert "`studio key set`" in bare["OpenAI key"].detail
    assert "opens its own; set EDITOR" in bare["editor"].detail


def test_a_network_that_is_not_here_says_how_to_fetch_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One whose file is damaged says so, with its place."""
    from studio.vision import model_files
    from studio.workflow.browsing import knowledge

    monkeypatch.setattr(knowledge, "find_model", lambda _: None)
    monkeypatch.setattr(knowledge, "models_folder", lambda: tmp_path)
    first = next(model for model in model_files.MODELS if not model.scripts)
    absent = {one.what: one for one in examine_machine()}[first.name]
    assert (absent.ok, absent.needed) == (False, False)
    assert absent.detail.endswith(f"studio models fetch {first.name}")
    (tmp_path / first.file_name).write_bytes(b"half")
    damaged = {one.what: one for one in examine_machine()}[first.name]
    assert f"{tmp_path / first.file_name} is damaged" in damaged.detail
    others = [one for one in examine_machine() if one.detail.startswith("labels in these letters are not read")]
    assert [one.ok for one in others] == [False]
