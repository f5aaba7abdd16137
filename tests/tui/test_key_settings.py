"""Keys that a workspace sets: what is wrong with them is said by `studio check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Studio


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ('"library.filtr" = "x"', ("studio.toml:2", "'library.filtr' is no action", "Did you mean 'library.filter'?")),
        ('"library.filter" = "g"', ("'library.filter' and 'library.group' have the same key 'g' on one screen",)),
        ('"recipe.run" = "f1"', ("'recipe.run' and 'app.help' have the same key 'f1'",)),
        ('"recipe.pack" = "delete"', ("'recipe.pack' and 'manage.trash' have the same key",)),
    ],
)  # fmt: skip
def test_a_name_that_is_none_and_a_key_that_clashes_are_said(
    workspace: Path, studio: Studio, keys: str, says: tuple[str, ...]
) -> None:
    """With line, nearest name and cure; they stop nothing, so the exit code stays."""
    (workspace / "content" / "studio.toml").write_text(f"[keys]\n{keys}\n")
    result = studio("check")
    assert result.exit_code == 0
    for words in says:
        assert words in " ".join(result.output.split())


@pytest.mark.parametrize("keys", ['"library.filter" = "F"', '"recipe.run" = "R,f9"', '"library.group" = "d"'])
def test_keys_that_are_free_on_every_screen_of_the_action_are_not_spoken_of(
    workspace: Path, studio: Studio, keys: str
) -> None:
    """Another screen may use the same key for something else."""
    (workspace / "content" / "studio.toml").write_text(f"[keys]\n{keys}\n")
    output = studio("check").output
    assert "same key" not in output
    assert "no action" not in output
