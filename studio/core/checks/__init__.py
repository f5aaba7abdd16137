"""Checks before spending: what would waste a run, break a promise, or mislead a reader.

`check_recipe` gathers what reading found and what every family of checks finds.
"""

from __future__ import annotations

from studio.core.attempts.facts import RecipeFolder
from studio.core.checks.brand import check_brand, check_brand_words
from studio.core.checks.brief import check_brief
from studio.core.checks.engine import check_engine
from studio.core.checks.folder import check_descriptions, check_pictures, check_reviews
from studio.core.checks.guide import check_claims, check_guide, check_guide_pictures
from studio.core.checks.unread import check_variables
from studio.core.engine import Rulebook
from studio.core.problem import Problem, with_answers
from studio.core.recipe.recipe import UNREADABLE, Recipe
from studio.core.recipe.unfinished import check_unfinished


def check_recipe(folder: RecipeFolder, rules: Rulebook) -> tuple[Problem, ...]:
    """Every problem of a recipe that stands, by line; not the warnings that a person has answered."""
    return tuple(problem for problem in check_fully(folder, rules) if not problem.silenced)


def check_fully(folder: RecipeFolder, rules: Rulebook) -> tuple[Problem, ...]:
    """Every problem of a recipe, by line; warnings that a person has answered carry the reason."""
    recipe = folder.recipe
    found = list(recipe.problems)
    if any(_hides_the_rest(problem, recipe) for problem in found):
        return tuple(sorted(set(found)))
    found += check_guide(recipe)
    found += check_guide_pictures(folder)
    found += check_claims(recipe)
    found += check_unfinished(recipe)
    found += check_variables(recipe)
    found += check_brand_words(recipe)
    for edit in recipe.edits:
        found += check_brief(edit, recipe.job_of(edit.spec), keeps_rest=rules.keeps_rest)
        found += check_pictures(folder, edit)
        found += check_brand(folder, edit)
        found += check_engine(folder, edit, rules)
    found += check_descriptions(folder)
    found += check_reviews(folder, criteria=rules.criteria)
    return with_answers(set(found), recipe.silences, recipe.lines.path)


def _hides_the_rest(problem: Problem, recipe: Recipe) -> bool:
    """Whether a fault kept the file or its front matter from being read: then nothing can be said to be missing."""
    in_front = problem.rule == "invalid-yaml" and problem.line < recipe.guide.first_line
    return problem.path == recipe.lines.path and (problem.rule in UNREADABLE or in_front)
