"""Checks of what lies in the recipe's folder: the pictures an edit names, and the verdicts on its attempts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from studio.core.attempts.facts import PictureFacts, RecipeFolder
from studio.core.attempts.review import review_faults
from studio.core.attempts.standing import Word, open_criteria, standing
from studio.core.problem import Path, Problem
from studio.core.recipe.recipe import Edit
from studio.core.recipe.rights import Consent
from studio.core.recipe.spec import Reference
from studio.core.recipe.words import Publish, Role

MOST_INPUT_BYTES = 50_000_000
"""Largest input file, in bytes: the documented limit of the Images API."""
MOST_PIXELS = 50_000_000
"""Largest input picture, in pixels: larger ones are refused before they are decoded."""
MOST_MASK_BYTES = 4_000_000
"""Largest mask file, in bytes: the documented limit of the Images API."""

_ENDINGS = {
    "png": (".png", ".apng"), "jpeg": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"), "webp": (".webp",),
    "heic": (".heic", ".heif", ".hif"), "avif": (".avif",), "tiff": (".tif", ".tiff"),
}  # fmt: skip
"""File name endings of each format, the usual one first."""


def check_pictures(folder: RecipeFolder, edit: Edit) -> Iterator[Problem]:
    """What is wrong with the pictures of one edit."""
    spec, lines = edit.spec, edit.lines
    if not (spec.from_edit or spec.target()):
        yield lines.error(
            "no-source", "source",
            fault="no picture to edit", fix="Add 'source: before.jpg' with a picture in the recipe's folder.",
        )  # fmt: skip
    if spec.from_edit is not None:
        yield from _check_from(folder, edit)
    for way, name in spec.named_pictures():
        yield from _check_file(folder, edit, way, name)
    yield from _check_references(folder, edit)
    yield from _check_mask(folder, edit)
    yield from _check_fonts(folder, edit)


def _check_from(folder: RecipeFolder, edit: Edit) -> Iterator[Problem]:
    earlier = []
    for other in folder.recipe.edits:
        if other is edit:
            break
        earlier.append(other.name)
    if edit.spec.from_edit not in (*earlier, *folder.recipe.unread_edits):
        named = ", ".join(f"'{name}'" for name in earlier if name) or "none with a name"
        yield edit.lines.error(
            "unknown-edit", "from",
            fault=f"'from: {edit.spec.from_edit}' names no earlier edit of this recipe",
            fix=f"Earlier edits here: {named}.",
        )  # fmt: skip


def _check_file(folder: RecipeFolder, edit: Edit, way: Path, name: str) -> Iterator[Problem]:
    facts = folder.pictures.get(name)
    if facts is None:
        yield edit.lines.error(
            "missing-picture", *way,
            fault=f"the picture '{name}' is not in the recipe's folder", fix=_fix_of_missing(folder, name),
        )  # fmt: skip
    elif facts.fault is not None:
        yield edit.lines.error(
            "unreadable-picture", *way,
            fault=f"'{name}' cannot be read: {facts.fault}", fix=facts.fix or "Put the picture itself there.",
        )  # fmt: skip
    elif facts.size_bytes > MOST_INPUT_BYTES or facts.width_px * facts.height_px > MOST_PIXELS:
        yield edit.lines.error(
            "oversized-picture", *way,
            fault=f"'{name}' is too large: {facts.width_px}×{facts.height_px} px, {facts.size_bytes / 1e6:.1f} MB",
            fix="Inputs may have up to 50 megapixels and 50 MB; save a smaller copy.",
        )  # fmt: skip
    else:
        yield from _reservations(edit, way, name, facts)


def _fix_of_missing(folder: RecipeFolder, name: str) -> str:
    if "\\" in name:
        return f"Write the path with /: '{name.replace(chr(92), '/')}'."
    near = folder.near_names.get(name)
    if near is None:
        return "Put it there, or correct the name; paths are relative to the folder and stay inside it."
    return f"Did you mean '{near}'? Upper and lower case and the ending count."


def _reservations(edit: Edit, way: Path, name: str, facts: PictureFacts) -> Iterator[Problem]:
    endings = _ENDINGS[facts.format]
    if not name.lower().endswith(endings):
        yield edit.lines.warning(
            "picture-ending", *way,
            fault=f"'{name}' holds a {facts.format.upper()} picture",
            fix=f"Name it with {endings[0]} at the end, so that other programs open it.",
        )  # fmt: skip
    if facts.note is not None:
        yield edit.lines.warning(
            "picture-reservation", *way,
            fault=f"'{name}' can be used, but {facts.note}",
            fix="Save it again as a plain PNG or JPEG in sRGB when it does not come out as you see it.",
        )  # fmt: skip


def _check_references(folder: RecipeFolder, edit: Edit) -> Iterator[Problem]:
    recipe, spec, lines = folder.recipe, edit.spec, edit.lines
    if spec.source and recipe.rights_of(spec.source, spec) is None:
        yield lines.warning(
            "no-rights", "source",
            fault=f"nobody has said why '{spec.source}' may be used, so it stays off the site",
            fix="Add 'rights: own' (or licensed, client, public-domain) to the front matter.",
        )  # fmt: skip
    if spec.source:
        yield from _check_terms(folder, edit, spec.inputs()[0], ("source",))
    for position, reference in enumerate(spec.references):
        way = ("references", position)
        yield from _check_terms(folder, edit, reference, way)
        if reference.role is None:
            yield lines.error(
                "no-role", *way,
                fault=f"the reference '{reference.image}' has no role",
                fix=f"Add 'role:' with one of {', '.join(Role)}.",
            )  # fmt: skip
        if recipe.rights_of(reference.image, spec) is None:
            fate = "is used on doubtful ground" if reference.publish is Publish.HIDE else "stays off the site"
            yield lines.warning(
                "no-rights", *way,
                fault=f"the reference '{reference.image}' has no rights and {fate}",
                fix="Add 'rights: own' (or licensed, client, public-domain).",
            )  # fmt: skip


def _check_terms(folder: RecipeFolder, edit: Edit, reference: Reference, way: Path) -> Iterator[Problem]:
    terms = folder.recipe.terms_of(reference.image, edit.spec)
    if terms.have_ended(folder.today):
        yield edit.lines.warning(
            "expired-rights", *way,
            fault=f"'{reference.image}' might be used until {terms.expires}",
            fix="Take another picture, or write the new day into 'expires'.",
        )  # fmt: skip
    if terms.lack_consent(of_a_person=reference.role is Role.PERSON):
        yield edit.lines.warning(
            "no-consent", *way,
            fault=f"nobody has said that the people in '{reference.image}' agreed",
            fix=f"Add 'consent: {Consent.GIVEN}' once they did; until then nothing made with it is published.",
        )  # fmt: skip


def _check_mask(folder: RecipeFolder, edit: Edit) -> Iterator[Problem]:
    scope = edit.spec.scope
    if scope is None:
        return
    target = folder.pictures.get(edit.spec.target() or "")
    for field, name in (("mask", scope.mask), ("markup", scope.markup)):
        facts = folder.pictures.get(name or "")
        if name and facts and not facts.fault:
            for fault, fix in _mask_faults(field, facts, target):
                yield edit.lines.error("bad-mask", "scope", field, fault=f"the {field} '{name}' {fault}", fix=fix)


def _check_fonts(folder: RecipeFolder, edit: Edit) -> Iterator[Problem]:
    for position, wanted in enumerate(edit.spec.text):
        for name in wanted.as_set.setting.font if wanted.as_set else ():
            if name in folder.missing_fonts:
                yield edit.lines.error(
                    "missing-font", "text", position, "set", "font",
                    fault=f"the font '{name}' is not there", fix=folder.missing_fonts[name],
                )  # fmt: skip


def _mask_faults(field: str, facts: PictureFacts, target: PictureFacts | None) -> Iterator[tuple[str, str]]:
    if not facts.has_alpha:
        yield (
            "has no alpha channel",
            f"Save it as a PNG whose transparent part is {'the part to edit' if field == 'mask' else 'unmarked'}.",
        )
    elif field == "mask" and facts.alpha_min == 255:
        yield "is fully opaque, so nothing would be edited", "Make the part to edit transparent."
    elif field == "markup" and facts.alpha_max == 0:
        yield "is empty", "Draw at least one mark."
    elif field == "mask" and facts.alpha_max == 0:
        yield (
            "is fully transparent, so everything would be edited",
            "Leave opaque what must stay, or use 'scope: whole'.",
        )
    if target and not target.fault and (facts.width_px, facts.height_px) != (target.width_px, target.height_px):
        yield (
            f"is {facts.width_px}×{facts.height_px} px and its source {target.width_px}×{target.height_px} px",
            "Save both at the same size.",
        )
    if field == "mask" and facts.size_bytes > MOST_MASK_BYTES:
        yield f"is {facts.size_bytes / 1e6:.1f} MB", "Masks may have up to 4 MB; save it as an 8-bit PNG."


def check_reviews(folder: RecipeFolder, *, criteria: Iterable[str]) -> Iterator[Problem]:
    """Verdicts that do not count, speak of nothing, or have gone stale."""
    lines, added = folder.recipe.lines, tuple(criteria)
    places = {review.attempt: position for position, review in enumerate(folder.recipe.front.reviews)}
    for review in folder.recipe.verdicts.values():
        way = ("reviews", places[review.attempt])
        for fault in review_faults(review):
            yield lines.error(
                "invalid-review", *way,
                fault=f"the review of attempt {review.attempt} does not count: {fault}",
                fix=f"Judge it again with `studio review {folder.recipe.slug} {review.attempt}`.",
            )  # fmt: skip
        attempt = folder.attempt(review.attempt)
        if attempt is None or attempt.picture is None:
            yield lines.error(
                "review-of-nothing", *way,
                fault=f"attempt {review.attempt} was reviewed and has no picture here",
                fix="Bring back its files under attempts/, or take the review out.",
            )  # fmt: skip
            continue
        word = standing(folder, attempt).word
        if word is Word.UNREADABLE:
            picture = f"attempts/{attempt.picture.file}"
            fault, fix = folder.why_unreadable(picture) or ("", "")
            yield lines.error("unreadable-approval", *way, fault=f"the approved picture '{picture}' {fault}", fix=fix)
        elif word is Word.STALE:
            yield lines.error(
                "stale-approval", *way,
                fault=f"the picture of attempt {review.attempt} is not the one that was approved",
                fix="Look at it and review it again; until then it stays off the site.",
            )  # fmt: skip
        for name in open_criteria(folder, attempt, criteria=added):
            yield lines.warning(
                "open-criterion", *way,
                fault=f"attempt {review.attempt} was approved before '{name}' was asked; the approval stands",
                fix=f"Answer it: `studio review {folder.recipe.slug} {attempt.id} --approve --answer '{name}=pass'`.",
            )  # fmt: skip


def check_descriptions(folder: RecipeFolder) -> Iterator[Problem]:
    """Words that describe a picture which the recipe does not have."""
    for name in folder.recipe.front.alt:
        if name not in folder.pictures:
            near = get_close_matches(name, folder.pictures, n=1, cutoff=0.5)
            yield folder.recipe.lines.warning(
                "alt-of-nothing", "alt", name,
                fault=f"'alt' describes '{name}', which is no picture of this recipe",
                fix=f"Did you mean '{near[0]}'?" if near else "Name the file, as 'before.jpg' or 'attempts/003.png'.",
            )  # fmt: skip
