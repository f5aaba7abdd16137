"""Brand kits on disk: `content/_brands/NAME.toml`, with the logos beside them."""

from __future__ import annotations

import re
from pathlib import Path

from studio.core.problem import Lines, Problem, did_you_mean
from studio.core.recipe.brand import Brand, BrandKit
from studio.core.validation import validate_parts
from studio.errors import ContentError
from studio.files import read_file, reason
from studio.store.disk import digest
from studio.store.inside import found_inside
from studio.store.places import BRANDS
from studio.store.settings import read_toml

_NAME = re.compile(r"[A-Za-z0-9][\w-]*")


def read_brand(content: Path, name: str, *, named_at: Lines) -> tuple[Brand | None, tuple[Problem, ...]]:
    """A brand kit by its name, and what is wrong with it; None where nothing can be read.

    Args:
        content: Folder of all recipes.
        name: As a recipe names it.
        named_at: Lines of that recipe's front matter.
    """
    path = content / BRANDS / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = sorted(one.stem for one in (content / BRANDS).glob("*.toml"))
        fix = did_you_mean(name, known) if known else f"Write {content.name}/{BRANDS}/{name}.toml."
        return None, (named_at.error("unknown-brand", "brand", fault=f"no brand is called '{name}'", fix=fix),)
    shown = f"{content.name}/{BRANDS}/{path.name}"
    try:
        data, lines = read_toml(path, shown=shown)
    except (ContentError, OSError) as error:
        fault = reason(error) if isinstance(error, OSError) else str(error).removeprefix(f"{shown}:").strip(" .")
        return None, (Problem(shown, 1, "unreadable-brand", fault, "Mend the file."),)
    kit, problems = validate_parts(BrandKit, data, lines=lines, place="the brand kit", required={})
    logos = {}
    for logo in kit.logos:
        found = found_inside(content / BRANDS, logo)
        if found is None:
            where = f"Put it into {content.name}/{BRANDS}/."
            problems = (
                *problems,
                lines.error("missing-logo", "logos", fault=f"the logo '{logo}' is not there", fix=where),
            )
        else:
            logos[digest(read_file(found))] = logo
    return Brand(name, kit, logos), problems
