"""Templates and the theme's own files; a workspace may override each of them by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from studio.errors import ContentError

ASSETS = ("style.css", "site.js")
"""Files of the theme that pages refer to."""


@dataclass(frozen=True)
class Asset:
    """A file of the theme under a name that carries its content."""

    name: str
    """Name in the site's `assets/`."""
    data: bytes
    """Its bytes."""


class Theme:
    """Renders pages from templates."""

    def __init__(self, folders: Sequence[Path], *, accent: str | None = None) -> None:
        """Load the theme.

        Args:
            folders: Folders with a `site/` folder of templates, the workspace's before the bundled one.
            accent: Accent colour that replaces the theme's, `#rrggbb`.
        """
        self._folders = [folder / "site" for folder in folders]
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in self._folders]),
            autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        self.assets = {name: self._asset(name, accent) for name in ASSETS}

    def _asset(self, name: str, accent: str | None) -> Asset:
        data = next(folder / name for folder in self._folders if (folder / name).is_file()).read_bytes()
        if name == "style.css" and accent and re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
            data += f"\n:root {{ --accent: {accent}; }}\n".encode()
        stem, _, ending = name.rpartition(".")
        return Asset(f"{stem}-{hashlib.sha256(data).hexdigest()[:10]}.{ending}", data)

    def render(self, template: str, **values: object) -> str:
        """A page from a template.

        Raises:
            ContentError: The template is wrong; names file and line.
        """
        try:
            return self._environment.get_template(template).render(**values)
        except TemplateSyntaxError as error:
            raise ContentError(f"{error.filename or template}:{error.lineno}: {error.message}.") from error
        except TemplateError as error:
            raise ContentError(f"templates/site/{template}: {error}.") from error


def script_json(text: str) -> Markup:
    """JSON text made safe inside a `<script>` element."""
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704 - what could end the element is escaped
