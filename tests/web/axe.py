"""axe-core on a page as it is, also on one where no script may run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.web import tools

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""Rules that are run; `wcag22aa` holds the size of touch targets."""
START = """(() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const setTimeout = window.setTimeout;
  window.setTimeout = (work, delay, ...rest) => { Promise.resolve().then(() => work(...rest)); return 0; };
  window.axeResult = null;
  const done = (result) => { window.setTimeout = setTimeout; window.axeResult = JSON.stringify(result); };
  axe.run(document, { runOnly: { type: "tag", values: %s }, resultTypes: ["violations"] }).then(
    (result) => done(result.violations), (error) => done({ error: String(error) }));
})()"""


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each element.

    A browser with scripts switched off still evaluates what its debugger sends, and still settles promises, but it
    runs no timers. So axe's timers are made promises, and axe sees the page exactly as a visitor without scripts has
    it: with `noscript` shown and `@media (scripting: none)` in force. Switching scripts on again for the check would
    change both. All `details` are opened first: what is folded away is not audited.
    """
    page.evaluate(tools.checker("axe-core/axe.min.js").read_text() + ";0")
    page.evaluate(START % json.dumps(TAGS))
    for _ in range(400):
        result = page.evaluate("window.axeResult")
        if result is not None:
            return list(_lines(json.loads(result)))
        page.wait_for_timeout(25)
    return ["axe did not finish"]


def _lines(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [f"axe failed: {found['error']}"]
    return [
        f"{rule['id']}: {node['target']}: {(node['failureSummary'] or '').splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]
