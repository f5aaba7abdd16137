"""Files that travel with the studio: templates and sample content."""

from __future__ import annotations

from pathlib import Path

from studio.errors import StoreError


def bundled(name: str) -> Path:
    """The folder `templates` or `content` of this installation, or of the checkout it runs from.

    Raises:
        StoreError: The installation is damaged.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "bundled" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise StoreError(f"This installation has no '{name}'. Install it again.")
