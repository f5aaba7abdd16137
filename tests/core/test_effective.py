"""A record keeps every value that was in force, so that it means the same whatever a default becomes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.effective import effective_spec, with_first_defaults
from studio.core.recipe.local_options import LocalOptions, ShadowOptions
from studio.core.recipe.spec import EditSpec

EVERYTHING = {
    "source": "before.jpg", "text": [{"say": "Sale"}], "references": [{"image": "a.png", "role": "logo"}],
    "local": {
        "background": {"kind": "retail"}, "canvas": {}, "recolour": {"to": "#112233"}, "palette": {}, "relight": {},
        "place": {"box": [0.1, 0.1, 0.2, 0.2]}, "repair": [{"line": [[0.1, 0.1], [0.2, 0.2]]}],
    },
}  # fmt: skip


def record(**spec: Any) -> dict[str, Any]:
    """A sidecar of the first form."""
    return {
        "schema_version": 1, "id": "001", "recipe": "bag", "state": "received", "spec": spec, "prompt": "p",
        "engine": {"name": "local", "version": "1"}, "fingerprint": "sha256:0", "requested": "2026-11-01T10:00:00Z",
    }  # fmt: skip


def test_an_old_record_means_what_it_meant_whatever_a_default_becomes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shadow that nobody mentioned was 0.55 strong, and stays so when a later studio makes it darker."""
    monkeypatch.setattr(ShadowOptions.model_fields["strength"], "default", 0.9)
    ShadowOptions.model_rebuild(force=True)
    try:
        assert ShadowOptions().strength == 0.9
        old = Attempt.model_validate(record(local={"background": {"kind": "retail"}}))
        assert old.spec.local is not None
        assert old.spec.local.shadow.strength == 0.55
    finally:
        monkeypatch.undo()
        ShadowOptions.model_rebuild(force=True)


def test_the_defaults_of_the_first_form_are_those_that_were_in_force() -> None:
    """Filled in by the table or by the model: today both give the same spec, field by field."""
    filled = EditSpec.model_validate(with_first_defaults(EVERYTHING))
    assert filled == EditSpec.model_validate(EVERYTHING)
    assert effective_spec(filled) == {**json.loads(json.dumps(with_first_defaults(EVERYTHING))), "subject": {}}


def test_a_new_record_says_every_value_and_reads_back_as_the_same() -> None:
    """Season, shadow and seed stand in it although nobody wrote them down; what was not asked does not."""
    spec = EditSpec(source="before.jpg", local=LocalOptions.model_validate({"background": {"kind": "retail"}}))
    said = effective_spec(spec)
    assert said["local"]["background"] == {"kind": "retail", "season": "spring"}
    assert said["local"]["shadow"] == {"mode": "contact", "strength": 0.55, "angle_deg": 120.0, "softness": 0.5}
    assert (said["local"]["seed"], said["engine"], said["lock"]) == (0, {"n": 1}, False)
    assert "layout" not in said
    assert EditSpec.model_validate(said) == spec


def test_a_reflection_that_nobody_asked_for_stays_the_scenes_own() -> None:
    """It differs by scene: a number in its place would make another picture, and none is another wish."""
    old = Attempt.model_validate(record(local={"background": {"kind": "retail"}})).spec
    assert old.local is not None
    assert old.local.reflection is None
    assert "reflection" not in effective_spec(old)["local"]
    none = EditSpec.model_validate({"local": {"reflection": 0}})
    assert effective_spec(none)["local"]["reflection"] == 0.0
