"""The OpenAI engine through the real SDK over a real socket."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import CANARY, Studio
from tests.engines.conftest import settle
from tests.loopback.server import Loopback

RECIPE = "content/bag-on-white/recipe.md"
Sidecar = Callable[[str], dict[str, object]]


def run(studio: Studio, *more: str) -> object:
    return studio("run", "bag-on-white", "--engine", "openai", *more)


def change(workspace: Path, old: str, new: str) -> None:
    path = workspace / RECIPE
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def attempts(workspace: Path) -> Path:
    return workspace / "content" / "bag-on-white" / "attempts"


def test_the_same_recipe_runs_on_both_engines_without_a_change(paid: Path, studio: Studio, sidecar: Sidecar) -> None:
    """A recipe is not written for an engine."""
    before = (paid / RECIPE).read_bytes()
    assert studio("run", "bag-on-white", "--engine", "local").exit_code == 0
    assert run(studio).exit_code == 0
    assert (paid / RECIPE).read_bytes() == before
    assert [sidecar(n)["engine"]["name"] for n in ("001", "002")] == ["local", "openai"]


def test_every_parameter_goes_over_the_wire_as_the_api_takes_it(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Model, prompt, size, quality and format are sent; the picture has a name and a type; unset fields stay out."""
    change(
        paid, "change: the", "engine: {quality: high, format: webp, compression: 80, background: opaque}\nchange: the"
    )
    result = run(studio)
    assert result.exit_code == 0, result.output
    sent = provider.requests[0]
    assert sent.authorization == f"Bearer {CANARY}"
    assert [file[:3] for file in sent.files] == [("image[]", "before.jpg", "image/jpeg")]
    assert sent.fields.pop("prompt").startswith("Preserve the uploaded bag shape and color.")
    assert sent.fields == {
        "model": "gpt-image-2", "n": 1, "size": "1600x1600", "quality": "high", "output_format": "webp",
        "output_compression": 80, "background": "opaque",
    }  # fmt: skip


def test_up_to_sixteen_references_go_in_order_with_their_roles_in_the_prompt(
    paid: Path, studio: Studio, provider: Loopback
) -> None:
    """The prompt numbers what is sent."""
    names = [f"ref{number:02d}.png" for number in range(15)]
    for name in names:
        Image.new("RGB", (32, 32), "red").save(paid / "content/bag-on-white" / name)
    listed = "".join(f"\n  - {{image: {name}, role: style, rights: own, publish: hide}}" for name in names)
    change(paid, "source: before.jpg", f"source: before.jpg\nreferences:{listed}")
    assert run(studio).exit_code == 0
    assert [file[1] for file in provider.requests[0].files] == ["before.jpg", *names]
    assert "Image 16" in provider.requests[0].fields["prompt"]


def test_the_size_is_planned_and_the_crop_made_afterwards(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """A size the model does not make is asked for larger and cut; the provider's own bytes are archived untouched."""
    change(paid, "channel: amazon-main", "channel: reels")
    result = run(studio)
    assert result.exit_code == 0, result.output
    width, height = (int(side) for side in provider.requests[0].fields["size"].split("x"))
    assert width % 16 == height % 16 == 0
    picture = sidecar("001")["picture"]
    assert (picture["width_px"], picture["height_px"]) == (1080, 1920)
    original = attempts(paid) / picture["original"]
    with Image.open(original) as kept:
        assert kept.size == (width, height)


def test_new_fields_reach_new_models_as_they_are(paid: Path, studio: Studio, provider: Loopback) -> None:
    """What this studio does not know yet can still be used, and an unknown model works unpriced."""
    provider.extra = {"mood_depth"}
    change(paid, "change: the", "engine: {model: gpt-image-9, extra: {mood_depth: deep}}\nchange: the")
    result = run(studio)
    assert result.exit_code == 0, result.output
    assert provider.requests[0].fields["mood_depth"] == "deep"
    assert json.loads(studio("cost", "bag-on-white", "--engine", "openai", "--json").output)[0]["each"] is None


@pytest.mark.parametrize(
    ("mode", "colour", "size", "says"),
    [
        ("RGB", (255, 255, 255), (300, 300), "no alpha"),
        ("RGBA", (0, 0, 0, 0), (200, 200), "same size"),
        ("RGBA", (0, 0, 0, 255), (300, 300), "transparent"),
    ],
)
def test_a_mask_is_checked_before_anything_is_sent(
    paid: Path, studio: Studio, provider: Loopback, mode: str, colour: tuple[int, ...], size: tuple[int, int], says: str
) -> None:
    """Alpha present, size equal, not opaque: otherwise nothing leaves."""
    Image.new(mode, size, colour).save(paid / "content/bag-on-white/mask.png")
    change(paid, "change: the", "scope: {mask: mask.png}\nchange: the")
    result = run(studio)
    assert result.exit_code in (1, 3)
    assert says in result.output
    assert provider.requests == []


def test_a_good_mask_and_a_box_go_as_png_with_alpha(paid: Path, studio: Studio, provider: Loopback) -> None:
    """A box becomes a mask, since the API knows no boxes."""
    mask = Image.new("RGBA", (300, 300), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (10, 10, 90, 90))
    mask.save(paid / "content/bag-on-white/mask.png")
    change(paid, "change: the", "scope: {mask: mask.png}\nchange: the")
    assert run(studio).exit_code == 0
    change(paid, "scope: {mask: mask.png}", "scope: {box: [0.1, 0.1, 0.3, 0.3]}")
    assert run(studio).exit_code == 0
    assert [request.files[-1][:3] for request in provider.requests] == [("mask", "mask.png", "image/png")] * 2


def test_previews_are_handed_on_while_the_picture_is_made(paid: Path, provider: Loopback) -> None:
    """The caller sees each preview; the picture is the completed one, priced with its tokens."""
    settle(paid, provider, previews=3, name="openai")
    from studio.engines.base import Partial
    from studio.workflow.making.plan import Choices, plan_recipe
    from studio.workflow.making.run import run_now
    from studio.workspace import open_workspace

    place = open_workspace(paid)
    seen = []
    plans = plan_recipe(place, place.folder("bag-on-white"), choices=Choices())
    outcome = run_now(place, plans, on_event=lambda _p, event: seen.append(event), on_outcome=lambda _o: None)[0]
    previews = [event for event in seen if isinstance(event, Partial)]
    assert [preview.index for preview in previews] == [0, 1, 2]
    with Image.open(io.BytesIO(previews[0].data)) as first:
        assert first.size == (1600, 1600)
    assert outcome.attempt.usage["output_tokens"] == 1756
    assert outcome.attempt.request_id == "req_00000"


STOPS = {"no quota": "no money", "no credit": "no money", "spend limit": "no money", "hard limit": "no money",
         "bad key": "key", "not verified": "may not use", "no model": "no model"}  # fmt: skip


@pytest.mark.parametrize("failure", STOPS)
def test_no_money_no_key_or_no_model_stops_the_queue_and_says_where_to_mend_it(
    paid: Path, studio: Studio, provider: Loopback, failure: str
) -> None:
    """What fails for everybody is asked only once."""
    settle(paid, provider, concurrency=1)
    provider.plan = [failure]
    result = run(studio, "-n", "3")
    assert result.exit_code == 3
    assert STOPS[failure] in result.output
    assert "platform.openai.com" not in result.output, "the server that is asked is another one"
    assert result.output.count("nothing was spent") == 2
    assert len(provider.requests) == 1
    assert provider.charges == []


@pytest.mark.parametrize("failure", ["rate limit", "slow down"])
def test_a_request_that_was_not_done_is_asked_again_after_the_wait_that_was_named(
    paid: Path, studio: Studio, provider: Loopback, failure: str, sidecar: Sidecar
) -> None:
    """Retry-After is honoured; nothing was paid twice."""
    provider.headers = {"retry-after-ms": "20"}
    provider.plan = [failure, failure, None]
    result = run(studio)
    assert result.exit_code == 0, result.output
    assert len(provider.requests) == 3
    assert len(provider.charges) == 1
    assert sidecar("001")["state"] == "received"


@pytest.mark.parametrize(
    ("failure", "billed"), [("moderated input", False), ("moderated output", True), ("bad value", False)]
)
def test_a_refusal_is_recorded_and_never_asked_again(
    paid: Path, studio: Studio, provider: Loopback, failure: str, billed: bool, sidecar: Sidecar
) -> None:
    """The others of the run go on."""
    settle(paid, provider, concurrency=1)
    provider.plan = [failure, None]
    result = run(studio, "-n", "2")
    assert result.exit_code == 3
    assert len(provider.requests) == 2
    assert [sidecar(n)["state"] for n in ("001", "002")] == ["failed", "received"]
    assert sidecar("001")["failure"]["may_be_billed"] is billed
    if failure == "bad value":
        assert "'quality'" in result.output


@pytest.mark.parametrize("failure", ["broken", "overloaded", "drop after", "drop before", "cut"])
def test_an_unknown_outcome_is_said_and_never_sent_again(
    paid: Path, studio: Studio, provider: Loopback, failure: str, sidecar: Sidecar
) -> None:
    """One request, one charge at most, and the person decides."""
    provider.plan = [failure]
    result = run(studio)
    assert result.exit_code == 3
    assert "may have been billed" in result.output
    assert len(provider.requests) == 1
    assert sidecar("001")["failure"] == {
        **sidecar("001")["failure"],
        "may_be_billed": True,
        "kind": "EngineInterrupted",
    }
    if failure == "cut":
        assert (attempts(paid) / "001.raw").stat().st_size > 1000


@pytest.mark.parametrize("failure", ["no completed", "error in stream", "cut"])
def test_a_stream_without_its_completed_event_is_a_failure_with_the_preview_kept(
    paid: Path, studio: Studio, provider: Loopback, failure: str, sidecar: Sidecar
) -> None:
    """The SDK is silent about it; the studio is not."""
    settle(paid, provider, previews=1)
    provider.plan = [failure]
    result = run(studio)
    assert result.exit_code == 3
    assert sidecar("001")["failure"]["may_be_billed"] is True
    kept = (attempts(paid) / "001.raw").read_bytes()
    assert b"partial_image" in kept


@pytest.mark.parametrize("failure", ["no data", "wrong base64", "not a picture"])
def test_an_answer_without_a_picture_fails_and_its_bytes_are_kept(
    paid: Path, studio: Studio, provider: Loopback, failure: str, sidecar: Sidecar
) -> None:
    """It was paid: nothing of it is thrown away."""
    provider.plan = [failure]
    assert run(studio).exit_code == 3
    assert sidecar("001")["failure"]["kind"] == "AnswerUnreadable"
    assert sidecar("001")["failure"]["may_be_billed"] is True
    assert (attempts(paid) / "001.raw").stat().st_size > 0


def test_a_slow_provider_is_given_up_after_the_time_that_was_set(
    paid: Path, studio: Studio, provider: Loopback
) -> None:
    """The outcome is unknown then, and said so."""
    settle(paid, provider, timeout_s=0.3)
    provider.delay_s = 1.5
    result = run(studio)
    assert result.exit_code == 3
    assert "did not answer in time" in result.output
    assert len(provider.requests) == 1


def test_an_unreachable_provider_costs_nothing(paid: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused before anything was sent: nothing may have been billed."""
    monkeypatch.setattr("studio.workflow.making.sending.MOST_TRIES", 2)
    monkeypatch.setattr("studio.workflow.making.sending.back_off_s", lambda *_: 0.01)
    (paid / "content/studio.toml").write_text('[engine]\nbase_url = "http://127.0.0.1:9/v1"\n')
    result = run(studio)
    assert result.exit_code == 3
    assert "nothing was sent" in result.output


def test_an_error_that_echoes_the_key_is_redacted(paid: Path, studio: Studio, provider: Loopback) -> None:
    """The server puts the key into its message; neither the screen nor a file gets it."""
    provider.plan = ["not verified"]
    result = run(studio)
    assert CANARY not in result.output
    assert "[key]" in result.output


def test_without_a_key_the_message_says_where_to_put_it(
    paid: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is journalled as paid."""
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setattr("studio.engines.secret._from_keyring", lambda: "")
    result = run(studio)
    assert result.exit_code == 3
    assert "studio key set" in result.output


def test_a_budget_is_looked_at_before_every_request(paid: Path, studio: Studio, provider: Loopback) -> None:
    """The third picture would pass the limit: it is never asked for."""
    settle(paid, provider, concurrency=1)
    price = float(json.loads(studio("cost", "bag-on-white", "--engine", "openai", "--json").output)[0]["each"])
    result = run(studio, "-n", "4", "--budget", f"{price * 2.2:.4f}")
    assert result.exit_code == 3
    assert "pass the run's limit" in result.output
    assert len(provider.requests) == 2


def test_a_workspace_budget_counts_what_was_spent_before(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Over all runs and recipes."""
    assert run(studio).exit_code == 0
    toml = paid / "content/studio.toml"
    toml.write_text(toml.read_text() + "\n[budget]\nworkspace_usd = 0.1\n")
    result = run(studio, "--again")
    assert "workspace's limit" in result.output
    assert len(provider.requests) == 1


def test_the_ledger_shows_what_was_paid_by_kind_of_token(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Price from the provider's own count: 1,000 image tokens at 8, text at 5, 1,756 output tokens at 30 a million."""
    provider.plan = [None, "broken"]
    run(studio)
    run(studio, "--again")
    rows = json.loads(studio("ledger", "--json").output)
    text = int(rows[0]["text tokens in"])
    assert float(rows[0]["cost usd"]) == pytest.approx((1000 * 8 + text * 5 + 1756 * 30) / 1e6)
    assert rows[1]["outcome"] == "unknown: may have been billed"
    assert float(rows[1]["counted usd"]) > 0.05
    assert studio("ledger", "--csv").output.splitlines()[0].startswith("recipe,attempt,requested")


def test_the_same_edit_is_not_bought_twice(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Asking again shows what there is; only --again asks the provider."""
    run(studio)
    assert "made before" in run(studio).output
    assert len(provider.requests) == 1


def test_the_same_edit_in_other_words_is_not_bought_unasked(paid: Path, studio: Studio, provider: Loopback) -> None:
    """When the words composed from a spec change, what was made with the earlier ones stands, and is said to."""
    settings = paid / "content/studio.toml"
    plain = settings.read_text()
    settings.write_text(f"{plain}[prompt]\nkeep_rest = true\n")
    run(studio, "-n", "2")
    settings.write_text(plain)
    again = run(studio, "-n", "2")
    assert again.output.count("made before with earlier words, nothing ran (--again makes it with today's words)") == 2
    first = re.search(r"made before as 00[12] with earlier words", run(studio, "--dry-run").output)
    assert first, "two results under way at once take their numbers in any order"
    assert len(provider.requests) == 2
    run(studio, "--again")
    assert "earlier words" not in run(studio).output
    assert len(provider.requests) == 3


def test_another_hand_written_prompt_is_another_edit(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Only composed words may change beneath a spec; a person's own are the spec."""
    change(paid, "change: the", "prompt: Preserve the bag. White background.\nchange: the")
    run(studio)
    change(paid, "White background.", "Grey background.")
    run(studio)
    assert len(provider.requests) == 2


def test_the_identity_lock_puts_the_photographed_product_back(paid: Path, studio: Studio, provider: Loopback) -> None:
    """Whatever the model drew, the product's pixels are the photograph's, and the model's picture is archived."""
    change(paid, "change: the", "lock: true\nchange: the")
    change(paid, "channel: amazon-main", "channel: product-page")

    def spoiled(target: bytes, size: tuple[int, int]) -> bytes:
        with Image.open(io.BytesIO(target)) as picture:
            drawn = picture.convert("RGB").resize(size).point(lambda v: min(255, int(v * 1.08 + 4)))
        sink = io.BytesIO()
        drawn.save(sink, "PNG")
        return sink.getvalue()

    provider.make = spoiled
    result = run(studio)
    assert result.exit_code == 0, result.output
    made = Image.open(attempts(paid) / "001.png").convert("RGB")
    model = Image.open(attempts(paid) / "001.original.png").convert("RGB").resize(made.size)
    true = Image.open(paid / "content/bag-on-white/before.jpg").convert("RGB").resize(made.size)
    x, y = made.width // 2, int(made.height * 0.62)
    away = [
        sum(abs(a - b) for a, b in zip(p.getpixel((x, y)), true.getpixel((x, y)), strict=True)) for p in (made, model)
    ]
    assert away[0] < away[1]


def locked_over(paid: Path, studio: Studio, provider: Loopback, *, draw: Callable[[Image.Image], None]) -> str:
    """What a run with `lock` says when the model draws something over its picture."""

    def drawn(target: bytes, size: tuple[int, int]) -> bytes:
        with Image.open(io.BytesIO(target)) as picture:
            made = picture.convert("RGB").resize(size)
        draw(made)
        sink = io.BytesIO()
        made.save(sink, "PNG")
        return sink.getvalue()

    provider.make = drawn
    run(studio)
    return " ".join(json.loads((attempts(paid) / "001.json").read_text())["warnings"])


def test_a_product_behind_something_is_not_put_back(paid: Path, studio: Studio, provider: Loopback) -> None:
    """A pole that the model drew in front of the bag would be pasted over: refused, with the place and the reason."""
    change(paid, "change: the", "lock: true\nchange: the")

    def pole(made: Image.Image) -> None:
        made.paste((40, 120, 60), (round(0.38 * made.width), 0, round(0.46 * made.width), made.height))

    says = locked_over(paid, studio, provider, draw=pole)
    assert "The product was not put back: where it would end (box: [0." in says
    assert "something lies in front of it" in says


def test_a_product_is_relit_where_the_recipe_asks(paid: Path, studio: Studio, provider: Loopback) -> None:
    """The model drew an evening: the lock says how far it took the product along."""
    change(paid, "change: the", "lock: relight\nchange: the")

    def evening(made: Image.Image) -> None:
        bands = zip(made.split(), (0.85, 0.7, 0.55), strict=True)
        made.paste(Image.merge("RGB", [band.point(lambda v, k=share: int(v * k)) for band, share in bands]))

    says = locked_over(paid, studio, provider, draw=evening)
    assert re.search(r"The product was relit as the engine drew it, .*: \d\.\d stops darker, warmer by", says)
