"""Small recipes and attempts for tests of the rules."""

from __future__ import annotations

from typing import Any

from studio.core.attempts.attempt import Attempt, EngineUsed, InputUsed, PictureMade, State
from studio.core.attempts.facts import PictureFacts, RecipeFolder
from studio.core.attempts.review import CRITERIA, Answer, Review, Verdict
from studio.core.problem import Lines
from studio.core.recipe.recipe import Guide, Recipe
from studio.core.recipe.source import RecipeSource, build_recipe
from studio.core.recipe.spec import EditSpec

FRONT: dict[str, Any] = {
    "title": "A bag in spring", "job": "background-replacement", "asset": "Hero", "channel": "product-page",
    "rights": "own",
}  # fmt: skip
SPEC: dict[str, Any] = {"source": "before.jpg", "preserve": ["bag shape"], "change": "the background to spring"}


def make_digest(name: str) -> str:
    return f"sha256:{name}"


def make_attempt(
    number: str,
    *,
    parent: str | None = None,
    edit: str = "",
    spec: dict[str, Any] | None = None,
    source: str = "before.jpg",
    state: State = State.RECEIVED,
    start: str = "source",
) -> Attempt:
    picture = PictureMade(
        file=f"{number}.png", digest=make_digest(number), width_px=8, height_px=8, size_bytes=9, media_type="image/png"
    )
    return Attempt(
        id=number, recipe="a-bag", edit=edit, state=state,
        spec=EditSpec.model_validate(spec or SPEC), prompt="Preserve.",
        engine=EngineUsed(name="local", version="1"),
        inputs=(InputUsed(image=source, role="edit target", digest=make_digest(source)),),
        fingerprint=make_digest(f"f{number}"), parent=parent, requested="2026-11-23T10:00:00Z",
        picture=picture if state is State.RECEIVED else None, start=start,
    )  # fmt: skip


def make_review(number: str, *, verdict: str = "approved", failure: str | None = None, **answers: str) -> Review:
    checklist = {criterion.name: Answer.PASS for criterion in CRITERIA}
    checklist.update({name.replace("_", " "): Answer(answer) for name, answer in answers.items()})
    return Review(
        attempt=number, picture=make_digest(number), verdict=Verdict(verdict), failure=failure, checklist=checklist
    )


def make_recipe(
    *,
    reviews: list[Review] | None = None,
    specs: list[tuple[str, dict[str, Any]]] | None = None,
    guide: Guide | None = None,
    slug: str = "a-bag",
    **front: Any,
) -> Recipe:
    from studio.core.recipe.source import EditBlock

    lines = Lines(f"content/{slug}/recipe.md", 1, {})
    data = {
        **FRONT,
        **front,
        "reviews": [review.model_dump(mode="json", exclude_none=True) for review in reviews or []],
    }
    data = {key: value for key, value in data.items() if value is not None}
    blocks = tuple(EditBlock(name, spec, Lines(lines.path, 20, {})) for name, spec in specs or [("", SPEC)])
    return build_recipe(RecipeSource(slug, data, lines, guide or Guide(), blocks, "sha256:recipe"))


def make_facts(name: str, **changes: Any) -> PictureFacts:
    return PictureFacts(
        **{"digest": make_digest(name), "size_bytes": 9, "width_px": 8, "height_px": 8, "format": "png", **changes}
    )


def make_folder(recipe: Recipe, *attempts: Attempt, **pictures: PictureFacts | None) -> RecipeFolder:
    known: dict[str, PictureFacts | None] = {"before.jpg": make_facts("before.jpg")}
    known |= {f"attempts/{a.picture.file}": make_facts(a.id) for a in attempts if a.picture}
    known |= {name.replace("__", "/").replace("_", "."): facts for name, facts in pictures.items()}
    return RecipeFolder(recipe, attempts, known)
