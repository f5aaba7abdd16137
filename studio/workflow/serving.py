"""The site of a workspace, served on this machine."""

from __future__ import annotations

from studio.publish.preview import Preview
from studio.workspace import Workspace

__all__ = ["Preview", "open_preview"]


def open_preview(workspace: Workspace, *, port: int = 0) -> Preview:
    """Serve the site that was built last.

    Args:
        workspace: Whose site it is.
        port: On the loopback interface; 0 takes a free one.
    """
    preview = Preview(workspace.root / "site", port=port)
    preview.start()
    return preview
