"""Opening pages as different visitors do, and hearing everything that a page says or asks for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

WIDTHS = (320, 375, 768, 1440, 1920)
"""Widths of windows in pixels; 320 is also what a page of 1280 is at four times its size (WCAG 1.4.10)."""
HEIGHTS = {320: 640, 375: 812, 768: 1024, 1440: 900, 1920: 1080}


@dataclass
class Heard:
    """What happened while a page was open."""

    said: list[str] = field(default_factory=list)
    """Errors and warnings of the console, and exceptions."""
    asked: list[str] = field(default_factory=list)
    """Addresses of all requests."""
    failed: list[str] = field(default_factory=list)
    """Requests without a good answer."""

    def outside(self, *own: str) -> list[str]:
        """Requests that left the site."""
        return [url for url in self.asked if not url.startswith((*own, "data:", "blob:"))]


@contextmanager
def visitor(
    browser: Browser, *, scripts: bool = True, width: int = 1440, **options: Any
) -> Iterator[tuple[Page, Heard]]:
    """A fresh visitor with one page.

    Args:
        browser: Of this run.
        scripts: Whether the browser runs scripts at all.
        width: Of the window in pixels.
        options: More of Playwright's options for a context.
    """
    viewport = {"width": width, "height": HEIGHTS.get(width, 800)}
    context = browser.new_context(java_script_enabled=scripts, **{"viewport": viewport, **options})
    page = context.new_page()
    page.set_default_timeout(15_000)
    heard = Heard()

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.said.append(f"{message.type}: {message.text}")

    def answered(request: Request) -> None:
        answer = request.response()
        if answer is not None and answer.status >= 400:
            heard.failed.append(f"{answer.status} {request.url}")

    def unanswered(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the visitor went on before a picture had come
            heard.failed.append(f"{request.failure} {request.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: heard.said.append(f"exception: {error}"))
    page.on("request", lambda request: heard.asked.append(request.url))
    page.on("requestfailed", unanswered)
    page.on("requestfinished", answered)
    try:
        yield page, heard
    finally:
        context.close()


def scroll_through(page: Page) -> None:
    """Go to the end of the page as a reader does, so that lazy pictures load; then wait until they have."""
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 400):
        page.evaluate(f"window.scrollTo(0, {top})")
        page.wait_for_timeout(15)
    for _ in range(200):
        if page.evaluate("[...document.images].every((image) => image.complete)"):
            break
        page.wait_for_timeout(25)


SHIFTS = """(() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  return observer.takeRecords().map((entry) => ({
    value: entry.value,
    nodes: entry.sources.map(({ node }) => node ? `${node.nodeName} ${node.className ?? ""}`.trim() : "gone"),
  }));
})()"""


def shifts(page: Page) -> list[dict[str, Any]]:
    """Every layout shift so far, also where no script may run: the records are taken without waiting for an event."""
    return page.evaluate(SHIFTS)


def until(page: Page, expression: str, *, arg: object = None, seconds: float = 15) -> None:
    """Wait for an expression to be true, asking from outside the page.

    Playwright's own waiting asks from inside, by `eval`, which the pages' policy forbids from the second time on.

    Raises:
        AssertionError: It did not become true in time.
    """
    ends = time.monotonic() + seconds
    while not page.evaluate(expression, arg):
        assert time.monotonic() < ends, f"not within {seconds} s: {expression}"
        page.wait_for_timeout(20)
