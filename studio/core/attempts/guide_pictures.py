"""Pictures among the words of a guide: which of them may be shown."""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.standing import why_result_holds_back
from studio.core.recipe.recipe import GuidePicture
from studio.core.recipe.words import Publish


def held_back_of_guide(folder: RecipeFolder) -> Iterator[tuple[GuidePicture, str]]:
    """Pictures among the words of a guide that may not be shown, each with the reason."""
    for picture in folder.recipe.guide.pictures:
        if reason := _why_held_back(folder, picture.file):
            yield picture, f"its guide's picture '{picture.address}': {reason}"


def _why_held_back(folder: RecipeFolder, image: str) -> str | None:
    """Why a picture among the words of a guide may not be shown, as a phrase; None when it may.

    Args:
        folder: The recipe.
        image: File, relative to its folder; empty for a picture that lies elsewhere.
    """
    recipe = folder.recipe
    if not image:
        return "it is not in the recipe's folder, and a page asks nothing of other servers"
    if why := folder.why_unreadable(image):
        return f"'{image}' {why[0]}"
    if image.startswith("attempts/"):
        return why_result_holds_back(folder, image)
    specs = (*(edit.spec for edit in recipe.edits), *(attempt.spec for attempt in folder.attempts))
    if (image, Publish.HIDE) in {(one.image, one.publish) for spec in specs for one in spec.references}:
        return f"the recipe keeps '{image}' back ('publish: hide')"
    if recipe.rights_of(image, None) is None:
        return f"nobody has said why '{image}' may be shown ('rights')"
    return recipe.terms_of(image, None).why_not(image, folder.today)
