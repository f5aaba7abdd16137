"""From a workspace to its site.

What runs when nothing changed imports almost nothing: 0.1 s of CPU instead of 0.7 s.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studio import __version__
from studio.publish.known import Look, look
from studio.store.places import OWN_STYLE, brand_files, bundled

if TYPE_CHECKING:
    from studio.publish.report import BuildReport
    from studio.publish.request import SiteRequest
    from studio.workspace import Workspace

OnProgress = Callable[[int, int, str], None]
"""Hears how many of how many recipes are done, and the last one's slug."""
_PACKAGE = Path(__file__).resolve().parents[2]
_FORM = 4
"""Rises when the same recipes would give other pages."""


class SitePlan(NamedTuple):
    """What a build would do."""

    out: tuple[str, ...]
    """Pairs that go out."""
    inside: tuple[tuple[str, str], ...]
    """What stays inside, and why."""


class BuildOptions(NamedTuple):
    """How a site is built."""

    out: Path | None = None
    """Folder of the site; default `site/` beside `content/`, or `site-drafts/` for a private preview."""
    base_url: str | None = None
    """Public address; default: the settings'."""
    drafts: bool = False
    """Show what nobody has judged yet, watermarked: a private preview, never a site."""
    strict: bool = False
    """Refuse when a recipe is broken or an approval does not count."""
    leave_out: bool = False
    """Go without approved results whose pictures cannot be read; otherwise they stop the build."""

    def place(self, root: Path) -> Path:
        """Folder of the site of a workspace."""
        return self.out or root / ("site-drafts" if self.drafts else "site")

    @property
    def key(self) -> str:
        """What the site was asked to be, beyond what files say."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return f"{_FORM} {__version__} {self.base_url} {self.drafts} {epoch}"


_AS_SET = BuildOptions()
"""As the workspace's settings say."""


def site_plan(workspace: Workspace) -> SitePlan:
    """What goes out and what stays inside, as the gate sees it now."""
    from studio.core.attempts.gate import gallery

    shown = gallery(workspace.folders())
    return SitePlan(
        tuple(f"{entry.folder.recipe.slug} {pair.attempt.id}" for entry in shown.entries for pair in entry.pairs),
        tuple((f"{left.slug} {left.attempt or ''}".strip(), left.reason) for left in shown.left_out),
    )


def look_before(root: Path, options: BuildOptions) -> tuple[Look, BuildReport | None]:
    """Look at everything the last build read and made, and say what it said when nothing has changed since.

    Args:
        root: Folder of the workspace.
        options: How the site is built.
    """
    began = time.monotonic()
    out = options.place(root)
    found = look(root / "content", out, key=options.key)
    if found.report is None or found.changed:
        return found, None
    from studio.publish.report import report_from

    report = report_from(found.report, seconds=time.monotonic() - began, out=out)
    refused = any(
        (options.strict and left.is_fault) or (left.unreadable and not goes_on(options)) for left in report.left_out
    )
    return found, None if refused else report


def build(
    workspace: Workspace,
    *,
    on_progress: OnProgress,
    options: BuildOptions = _AS_SET,
    looked: Look | None = None,
) -> BuildReport:
    """Build the site of a workspace from what the gate lets through, or bring it up to date.

    Args:
        workspace: Where the recipes are.
        on_progress: Hears of recipes done.
        options: How the site is built.
        looked: What `look_before` found a moment ago.

    Raises:
        StoreError: The folder of the site holds other files, or cannot be written.
        ContentError: A template is wrong.
        BuildRefused: The build is strict, and something is at fault.
    """
    from studio.publish.build import build_site

    return build_site(
        site_request(workspace, options), on_progress=on_progress, shared=tuple(shared_files(workspace)),
        key=options.key, strict=options.strict, looked=looked,
    )  # fmt: skip


def site_request(workspace: Workspace, options: BuildOptions) -> SiteRequest:
    """What a site is made of, from the workspace's settings and the options."""
    from studio.publish.pages.site_text import SiteText
    from studio.publish.request import SiteRequest

    site = workspace.settings.site
    if options.base_url is not None:
        site = site.model_copy(update={"base_url": options.base_url})
    folders = tuple(folder for folder in (workspace.root / "templates", bundled("templates")) if folder.is_dir())
    return SiteRequest(
        content=workspace.content, out=options.place(workspace.root),
        text=SiteText.from_options(
            site, workspace.rules.channels.by_name, drafts=options.drafts, templates=folders
        ),
        options=site, templates=folders,
        leaves_out=goes_on(options),
    )  # fmt: skip


def goes_on(options: BuildOptions) -> bool:
    """Whether a build goes on without approved results whose pictures cannot be read; a private preview always does."""
    return options.leave_out or options.drafts


def shared_files(workspace: Workspace) -> list[Path]:
    """Every file that all pages depend on: settings, tables, templates, and the studio's own code of the pages."""
    root, site = workspace.root, workspace.settings.site
    signs = (site.credentials.certificate, site.credentials.key) if site.credentials else ()
    own = ("studio.toml", OWN_STYLE, site.logo, site.icon, *signs)
    found = [workspace.content / name for name in own if name]
    code = _PACKAGE / "publish"
    themes = (root / "templates" / "site", bundled("templates") / "site")
    parts = [theme / part for theme in themes for part in ("words", "fonts")]
    folders = (*themes, *parts, _PACKAGE / "data", code, code / "pages", code / "pictures")
    found += brand_files(workspace.content)
    for folder in folders:
        found += [folder, *sorted(path for path in folder.glob("*") if path.is_file())]
    return found
