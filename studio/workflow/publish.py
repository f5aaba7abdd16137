"""From a workspace to its site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.core.gallery import gallery
from studio.publish.build import BuildReport, OnProgress, SiteSettings, build_site
from studio.store.bundled import bundled
from studio.workspace import Workspace


@dataclass(frozen=True)
class SitePlan:
    """What a build would do."""

    out: tuple[str, ...]
    """Pairs that go out."""
    inside: tuple[tuple[str, str], ...]
    """What stays inside, and why."""


def site_plan(workspace: Workspace) -> SitePlan:
    """What goes out and what stays inside, as the gate sees it now."""
    shown = gallery(workspace.folders(), criteria=workspace.settings.criteria)
    return SitePlan(
        tuple(f"{entry.folder.recipe.slug} {pair.attempt.id}" for entry in shown.entries for pair in entry.pairs),
        tuple((f"{left.slug} {left.attempt or ''}".strip(), left.reason) for left in shown.left_out),
    )


def build(
    workspace: Workspace, *, on_progress: OnProgress, out: Path | None = None, base_url: str | None = None
) -> BuildReport:
    """Build the site of a workspace from what the gate lets through.

    Args:
        workspace: Where the recipes are.
        on_progress: Hears of steps done.
        out: Folder of the site; default `site/` beside `content/`.
        base_url: Public address; default: the settings'.
    """
    options = workspace.settings.site
    if base_url is not None:
        options = options.model_copy(update={"base_url": base_url})
    templates = (workspace.root / "templates", bundled("templates"))
    shown = gallery(workspace.folders(), criteria=workspace.settings.criteria)
    return build_site(
        shown,
        content=workspace.content,
        out=out or workspace.root / "site",
        settings=SiteSettings.from_options(options, workspace.rules.channels.by_name),
        templates=tuple(folder for folder in templates if folder.is_dir()),
        on_progress=on_progress,
    )
