"""Recipes on disk: read with every fault collected, and verdicts written without touching anything else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.review import Review
from studio.core.problem import Lines, Problem, Severity, silences_in
from studio.core.recipe.recipe import Guide, Recipe
from studio.core.recipe.source import EditBlock, RecipeSource, build_recipe
from studio.errors import TextFault, WriteRefused
from studio.files import MOST_TEXT_BYTES, read_file, reason
from studio.store.attempts import ATTEMPTS, REVIEW_SUFFIX, is_interrupted, is_out_of_sight, read_attempts
from studio.store.brands import read_brand
from studio.store.disk import digest, replace_if_unchanged, write_atomic
from studio.store.facts import near_name, picture_facts
from studio.store.inside import find_font, where_fonts_are
from studio.store.lock import writer_lock
from studio.store.markdown import Fence, parse_guide
from studio.store.model_file import as_json
from studio.store.places import RECIPE_FILE
from studio.store.recipe_file import Parts, records_in, splice, split
from studio.store.yaml_reading import YamlDocument, load_located, swallowed

KEY = "reviews"
"""The one front-matter key that the studio owns."""


def read_folder(
    content: Path, slug: str, *, variables: Mapping[str, str] | None = None, source: bytes | None = None,
    today: datetime.date | None = None,
) -> RecipeFolder:  # fmt: skip
    """A recipe with its attempts and facts of every picture it names. Nothing raises for what a recipe says.

    Args:
        content: Folder of all recipes.
        slug: Name of the recipe.
        variables: Values for the recipe's variables.
        source: The recipe's text as an editor holds it, not saved yet; default: the file's.
        today: Day by which rights end; default: by the clock.
    """
    folder = content / slug
    recipe = read_recipe(content, slug, variables=variables, source=source)
    attempts, faults = read_attempts(folder, shown_as=f"{content.name}/{slug}")
    if faults:
        recipe = replace(recipe, problems=(*recipe.problems, *faults))
    named = {name for edit in recipe.edits for _, name in edit.spec.named_pictures()}
    named |= {used.image for attempt in attempts for used in attempt.inputs}
    named |= {picture.file for picture in recipe.guide.pictures if picture.file}
    named |= {f"{ATTEMPTS}/{attempt.picture.file}" for attempt in attempts if attempt.picture}
    pictures = {name: picture_facts(folder, name) for name in sorted(named)}
    near = {name: near_name(folder, name) for name, facts in pictures.items() if facts is None}
    interrupted = frozenset(attempt.id for attempt in attempts if is_interrupted(attempt))
    elsewhere = frozenset(attempt.id for attempt in attempts if is_out_of_sight(attempt))
    fonts = {name for edit in recipe.edits for name in edit.spec.fonts}
    return RecipeFolder(
        recipe, attempts, pictures, {name: other for name, other in near.items() if other},
        {name: where_fonts_are(content, slug, name) for name in fonts if find_font(content, slug, name) is None},
        interrupted, elsewhere, (today or datetime.datetime.now(datetime.UTC).date()).isoformat(),
    )  # fmt: skip


def read_recipe(
    content: Path, slug: str, *, variables: Mapping[str, str] | None = None, source: bytes | None = None
) -> Recipe:
    """A recipe from its file, or from a text not saved yet; what could not be read is named in its problems."""
    shown = f"{content.name}/{slug}/{RECIPE_FILE}"
    try:
        source = read_file(f"{content}/{slug}/{RECIPE_FILE}", at_most=MOST_TEXT_BYTES) if source is None else source
    except OSError as error:
        problem = Problem(shown, 1, "unreadable-recipe", f"cannot be read ({reason(error)})", "Bring the file back.")
        return _unreadable(slug, problem, b"")
    try:
        parts = split(source)
    except TextFault as error:
        problem = Problem(shown, error.line, error.rule, error.fault, error.fix)
        return _unreadable(slug, problem, source)
    taken = take_apart(slug, shown, parts, digest(source))
    name = taken.front.get("brand")
    brand, faults = read_brand(content, name, named_at=taken.lines) if isinstance(name, str) else (None, ())
    return build_recipe(replace(taken, problems=(*taken.problems, *faults)), variables=variables, brand=brand)


def _unreadable(slug: str, problem: Problem, source: bytes) -> Recipe:
    lines = Lines(problem.path, 1, {})
    return build_recipe(RecipeSource(slug, _stand_in(slug), lines, Guide(), (), digest(source), (problem,)))


def _stand_in(slug: str) -> dict[str, object]:
    """A front matter in place of one that cannot be read, so that it is not said to lack fields."""
    return {"title": slug, "job": "background-replacement"}


def take_apart(slug: str, shown: str, parts: Parts, file_digest: str) -> RecipeSource:
    """The file's plain data with line numbers, and a problem for every block that is no YAML."""
    problems: list[Problem] = []
    front, lines = _mapping(parts.front, shown, parts.front_line, problems, fence_line=1)
    front_is_read = not problems
    front = front if front_is_read else _stand_in(slug)
    problems += _swallowed(parts.front, shown, parts.front_line)
    guide, fences = parse_guide(parts.body, first_line=parts.body_line)
    lines = Lines(shown, 1, {**lines.by_path, ("body",): parts.body_line})
    blocks = tuple(_block(fence, shown, problems) for fence in fences)
    problems += _double_names(fences, shown)
    silences = silences_in(f"{parts.before}{parts.front}{parts.after}")
    return RecipeSource(
        slug, front, lines, guide, blocks, file_digest, tuple(problems), silences, front_is_read=front_is_read
    )


def _block(fence: Fence, shown: str, problems: list[Problem]) -> EditBlock:
    faults: list[Problem] = []
    data, lines = _mapping(fence.text, shown, fence.line + 1, faults, fence_line=fence.line)
    problems += [*faults, *_swallowed(fence.text, shown, fence.line + 1)]
    return EditBlock(fence.name, data, lines, is_read=not faults)


def _swallowed(text: str, shown: str, first_line: int) -> Iterator[Problem]:
    for line, fault, fix in swallowed(text):
        yield Problem(shown, first_line + line, "swallowed-value", fault, fix, Severity.WARNING)


def _mapping(
    text: str, shown: str, first_line: int, problems: list[Problem], *, fence_line: int
) -> tuple[dict[str, object], Lines]:
    try:
        located = load_located(text, first_line=first_line)
    except TextFault as error:
        problems.append(Problem(shown, error.line, "invalid-yaml", error.fault, error.fix))
        located = YamlDocument({}, {})
    data = located.data if located.data is not None else {}
    if not isinstance(data, dict):
        problems.append(
            Problem(shown, first_line, "invalid-yaml", "this is no list of fields", "Write 'field: value' lines.")
        )
        data = {}
    return {str(key): value for key, value in data.items()}, Lines(shown, fence_line, located.lines)


def _double_names(fences: tuple[Fence, ...], shown: str) -> list[Problem]:
    names: dict[str, int] = {}
    problems = []
    for fence in fences:
        if fence.name in names:
            called = f"are both named '{fence.name}'" if fence.name else "have no name"
            problems.append(
                Problem(
                    shown, fence.line, "double-edit",
                    f"two edit blocks {called} (the other is in line {names[fence.name]})",
                        "Give each a name of its own: ```yaml edit NAME")
            )  # fmt: skip
        names.setdefault(fence.name, fence.line)
    return problems


def save_review(content: Path, recipe: Recipe, review: Review) -> None:
    """Add a verdict to the recipe's front matter; earlier ones on the same attempt stay above it.

    Raises:
        WriteRefused: The file changed since it was read, or its front matter cannot be changed safely. The review is
            kept beside the attempt as `<id>.review.json` until it can be written.
        WorkspaceLocked: Another studio is writing.
    """
    path = content / recipe.slug / RECIPE_FILE
    with writer_lock(content):
        try:
            source = read_file(path)
            replace_if_unchanged(path, with_review(source, review), expected=digest(source))
        except WriteRefused as error:
            kept = _keep_aside(content, recipe.slug, review)
            raise WriteRefused(
                f"{content.name}/{recipe.slug}/{RECIPE_FILE}: {error} The review is kept in {kept}."
            ) from error
        with suppress(OSError):  # one that stays is only a reminder
            _aside(content, recipe.slug, review.attempt).unlink()


def take_back_review(content: Path, slug: str, review: Review) -> None:
    """Take out a verdict that was written; the one that stood before it on the same attempt stands again.

    Raises:
        WriteRefused: Another verdict on the attempt stands there by now, or the file cannot be changed safely.
        WorkspaceLocked: Another studio is writing.
    """
    path = content / slug / RECIPE_FILE
    with writer_lock(content):
        source = read_file(path)
        try:
            changed = without_review(source, review)
        except WriteRefused as error:
            raise WriteRefused(f"{content.name}/{slug}/{RECIPE_FILE}: {error}") from error
        replace_if_unchanged(path, changed, expected=digest(source))


def with_review(source: bytes, review: Review) -> bytes:
    """A recipe file with one more verdict.

    Raises:
        WriteRefused: Its front matter cannot be changed safely.
    """
    return splice(source, key=KEY, items=[*records_in(source, key=KEY), as_record(review)])


def without_review(source: bytes, review: Review) -> bytes:
    """A recipe file without the verdict that stands on an attempt.

    Raises:
        WriteRefused: Another one stands there, or its front matter cannot be changed safely.
    """
    records = records_in(source, key=KEY)
    on_it = (
        i for i, record in enumerate(records) if isinstance(record, dict) and record.get("attempt") == review.attempt
    )
    place = max(on_it, default=None)
    if place is None or records[place] != as_record(review):
        raise WriteRefused(f"the verdict that stands on attempt {review.attempt} is not the one to take back.")
    return splice(source, key=KEY, items=records[:place] + records[place + 1 :])


def as_record(review: Review) -> dict[str, object]:
    """A review as it stands in the front matter: only what was said."""
    return {key: value for key, value in review.model_dump(mode="json", exclude_none=True).items() if value != {}}


def without_reviews(source: bytes) -> bytes:
    """A recipe file whose verdicts are taken out.

    Raises:
        WriteRefused: Its front matter cannot be changed safely.
    """
    return splice(source, key=KEY, items=[])


def _aside(content: Path, slug: str, attempt_id: str) -> Path:
    return content / slug / ATTEMPTS / f"{attempt_id}{REVIEW_SUFFIX}"


def _keep_aside(content: Path, slug: str, review: Review) -> str:
    path = _aside(content, slug, review.attempt)
    write_atomic(path, as_json(as_record(review)))
    return f"{content.name}/{slug}/{ATTEMPTS}/{path.name}"
