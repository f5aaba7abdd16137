"""What a client sent back: read as it comes, held against today's pictures, a verdict only when a person accepts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.core.attempts.client_answers import read_answer_file
from studio.errors import ContentError
from studio.pictures import digest_of
from studio.workspace import open_workspace
from tests.conftest import Studio

SLUG = "bag-on-white"
NAMES = (
    "subject identity", "layout and crop", "text readability", "brand safety", "commercial fit", "reuse potential",
)  # fmt: skip


def as_text(name: str = "A. Client", **answer: object) -> str:
    """The file that the page would write."""
    data = {"form": 1, "name": name, "when": "2026-11-28T10:00:00Z", "answers": [answer]}
    packed = base64.b64encode(json.dumps(data).encode()).decode()
    lines = [packed[at : at + 64] for at in range(0, len(packed), 64)]
    return "\n".join(["Answers", "-----BEGIN STUDIO ANSWERS-----", *lines, "-----END STUDIO ANSWERS-----", ""])


@pytest.fixture
def made(workspace: Path, studio: Studio) -> dict[str, object]:
    """An attempt that waits, and a client's complete yes to it."""
    assert studio("run", SLUG).exit_code == 0
    picture = workspace / "content" / SLUG / "attempts/001.png"
    return {
        "recipe": SLUG, "attempt": "001", "picture": digest_of(picture.read_bytes()), "verdict": "yes",
        "checklist": dict.fromkeys(NAMES, "pass"), "remark": "Good", "pin": None, "failure": None,
    }  # fmt: skip


def answers(workspace: Path, studio: Studio, text: str, *more: str) -> tuple[int, str]:
    path = workspace / "answers.txt"
    path.write_text(text)
    done = studio("answers", str(path), *more)
    return done.exit_code, done.output


def reviews(workspace: Path) -> list[str]:
    front = open_workspace(workspace).folder(SLUG).recipe.front
    return [f"{one.verdict} by {one.reviewer}, {one.reviewed}: {one.note}" for one in front.reviews]


def test_an_answer_is_shown_and_becomes_a_verdict_only_when_it_is_accepted(
    workspace: Path, studio: Studio, made: dict[str, object]
) -> None:
    """Looking writes nothing; accepted, it stands under the client's name and day, with who accepted it."""
    code, said = answers(workspace, studio, as_text(**made))
    assert code == 0
    assert f"accept it: --accept {SLUG}:001" in said
    assert reviews(workspace) == []
    code, said = answers(workspace, studio, as_text(**made), "--accept", f"{SLUG}:001")
    assert code == 0
    (review,) = reviews(workspace)
    assert review.startswith("approved by A. Client, 2026-11-28T10:00:00Z: Good [accepted by ")
    code, said = answers(workspace, studio, as_text(**made), "--accept-all")
    assert code == 0
    assert "is a verdict in the recipe" in said
    assert len(reviews(workspace)) == 1, "the same answer is not taken twice"


def test_an_answer_to_yesterdays_picture_approves_nothing(
    workspace: Path, studio: Studio, made: dict[str, object]
) -> None:
    """It is bound to the bytes that the client saw; the reason is said."""
    code, said = answers(workspace, studio, as_text(**{**made, "picture": "sha256:" + "0" * 64}), "--accept-all")
    assert code == 1
    assert "the picture is not the one that was answered: it has changed since. Ask again" in said
    assert reviews(workspace) == []


def test_a_bare_yes_is_no_complete_checklist(workspace: Path, studio: Studio, made: dict[str, object]) -> None:
    """What the client did not answer is answered by who accepts, never made up."""
    bare = as_text(**{**made, "checklist": {"brand safety": "pass"}})
    code, said = answers(workspace, studio, bare, "--accept-all")
    assert code == 1
    assert "open: subject identity, layout and crop, text readability, commercial fit, reuse potential." in said
    assert reviews(workspace) == []
    further = [part for name in ("subject", "layout", "text", "commercial", "reuse")
               for part in ("--answer", f"{name}=pass")]  # fmt: skip
    code, said = answers(workspace, studio, bare, "--accept", f"{SLUG}:001", *further)
    assert code == 0, said
    assert len(reviews(workspace)) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"verdict": "no", "failure": None}, "open: what is wrong. Say it with --because"),
        ({"verdict": None}, "says neither yes nor no"),
        ({"checklist": {"brand safety": "fail"}}, "says yes, and no to brand safety"),
        ({"checklist": {"taste": "pass"}}, "answers a criterion that is not asked: taste"),
        ({"recipe": "../../etc"}, "there is no such recipe here"),
        ({"attempt": "077"}, "there is no such attempt"),
    ],
)
def test_what_can_be_no_verdict_is_said_with_the_reason(
    workspace: Path, studio: Studio, made: dict[str, object], changes: dict[str, object], says: str
) -> None:
    """Nothing is guessed, and nothing is written."""
    code, said = answers(workspace, studio, as_text(**{**made, **changes}), "--accept-all")
    assert code == 1
    assert says in said
    assert reviews(workspace) == []


def test_a_no_with_its_reason_is_a_rejection(workspace: Path, studio: Studio, made: dict[str, object]) -> None:
    """The client's own reason, or the one that is given when it is accepted."""
    no = {**made, "verdict": "no", "checklist": {}, "pin": [0.25, 0.75]}
    code, _ = answers(workspace, studio, as_text(**no), "--accept", f"{SLUG}:001", "--because", "lighting")
    assert code == 0
    (review,) = reviews(workspace)
    assert review.startswith("rejected by A. Client")
    assert "(at 25% from the left, 75% from the top)" in review


@pytest.mark.parametrize("wreck", [
    lambda text: text.replace("-----END", ""), lambda text: text[: len(text) // 2],
    lambda text: text.replace("A", "B", 40), lambda text: "hello", lambda text: "\0" * 100,
], ids=["cut off", "half", "changed", "another text", "no text"])  # fmt: skip
def test_a_damaged_file_is_refused_in_words(wreck: Callable[[str], str]) -> None:
    """Never a traceback, and never half an answer."""
    text = as_text(recipe=SLUG, attempt="001", picture="sha256:0", verdict="yes")
    with pytest.raises(ContentError, match=r"^mail\.txt: "):
        read_answer_file(wreck(text).encode(), name="mail.txt")


def test_signs_that_a_mail_adds_are_passed_over() -> None:
    """Quoted twice, wrapped again, with blanks."""
    text = as_text(recipe=SLUG, attempt="001", picture="sha256:0", verdict="yes")
    mail = "\r\n".join(f"> > {line} " for line in text.splitlines())
    assert read_answer_file(mail.encode(), name="mail.txt").answers[0].verdict == "yes"


def test_a_hidden_photograph_is_not_on_the_page_for_a_client(workspace: Path, studio: Studio) -> None:
    """The picture to judge is; its reference stays inside."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text().replace(
        "source: before.jpg", "references: [{image: before.jpg, role: edit target, publish: hide}]"))  # fmt: skip
    assert studio("run", SLUG).exit_code == 0
    out = workspace / "ask.html"
    assert studio("ask", SLUG, "--out", str(out)).exit_code == 0
    page = out.read_text()
    assert page.count("data:image/jpeg;base64,") == 1
    assert "before.jpg" not in page


def test_there_is_nothing_to_ask_about_what_was_rejected(workspace: Path, studio: Studio) -> None:
    """And another file of that name is not overwritten."""
    studio("run", SLUG)
    out = workspace / "ask.html"
    out.write_text("my own page")
    assert studio("ask", SLUG, "--out", str(out)).exit_code == 1
    assert out.read_text() == "my own page"
    studio("review", SLUG, "001", "--reject", "--because", "style")
    assert "There is nothing to ask about" in studio("ask", SLUG).output
