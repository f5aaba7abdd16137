"""What YAML for people promises: it reads back as what was written, whatever that was."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml

from studio.store.yaml_reading import load_located
from studio.store.yaml_text import yaml_text

ODD = [
    "yes", "NO", "true", "null", "~", "1", "1.5", "2026-01-02", "=", "<<", "1:30", "on", "0x1f", "1e3", ".inf",
    "a - b", "- a", "a: b", "a #b", "a#b", "'q'", "a'b", '"x"', "", "  a", "a  b", "a ", "Null", "y", "---", "...",
    "two\nlines", "tab\there", "\u2028", "\x85", "it's 100 %", "☃ é 😀", "[a, b]", "{a: b}", "a, b", "@a", "`a`",
]  # fmt: skip
LETTERS = "abcXYZ019 .,:;#'\"-_[]{}&*!|>%@`~?/\\=<éß☃\n\t\u2028\x85😀()+"


def _text(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(ODD)
    length = chance.randrange(0, 14 if chance.random() < 0.9 else 200)
    return "".join(chance.choice(LETTERS) for _ in range(length))


def _value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if kind < 0.55 or depth > 3:
        return _text(chance)
    if kind < 0.62:
        return chance.choice([1, -3, 10**20, 0.5, 1e-9, 1e30, True, False, None, -0.0, 3.0])
    if kind < 0.8:
        return [_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {_text(chance): _value(chance, depth + 1) for _ in range(chance.randrange(4))}


def test_random_data_reads_back_as_it_was_written() -> None:
    chance = random.Random(1)
    for _ in range(4000):
        data = {_text(chance): _value(chance) for _ in range(chance.randrange(5))}
        written = yaml_text(data)
        assert repr(yaml.load(written, yaml.CSafeLoader) or {}) == repr(data), written


@pytest.mark.parametrize("word", ODD)
def test_a_word_that_yaml_reads_as_something_else_stays_a_word(word: str) -> None:
    assert yaml.safe_load(yaml_text({"field": word, "list": [word], "more": {"inner": word}})) == {
        "field": word, "list": [word], "more": {"inner": word},
    }  # fmt: skip


def test_plain_words_need_no_quotes_and_short_lists_one_line() -> None:
    spec = {"source": "before.jpg", "preserve": ["bag shape", "label"], "local": {"background": {"kind": "retail"}}}
    assert yaml_text(spec) == (
        "source: before.jpg\npreserve: [bag shape, label]\nlocal:\n  background: {kind: retail}\n"
    )


def test_a_list_too_long_for_a_line_has_a_line_for_each_item() -> None:
    assert yaml_text({"avoid": ["a" * 60, "b" * 60]}) == f"avoid:\n  - {'a' * 60}\n  - {'b' * 60}\n"


def test_fields_merged_through_an_alias_are_read_as_yaml_says() -> None:
    """A field that overrides a merged one stands there once, however often the whole is used."""
    text = "a: &a {x: 1, y: 2}\nb: &b\n  <<: *a\n  x: 3\nc:\n  <<: *b\n  y: 4\nd: *b\n"
    assert load_located(text).data == yaml.safe_load(text)
