"""Templates as they were compiled last time: in the system's cache folder, never in the workspace, which may be
somebody else's, and what is kept there is code.
"""

from __future__ import annotations

import contextlib
from functools import cache

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Kept by name and content of a template; a folder that cannot be written is no error, only slower."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, where that is possible."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def compiled_templates() -> CompiledTemplates | None:
    """The cache of this user; None where there can be none."""
    from platformdirs import user_cache_path

    folder = user_cache_path("recipe-studio") / "templates"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return CompiledTemplates(str(folder))
    return None
