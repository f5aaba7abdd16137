"""An editor gets problems, completions and the prompt from the studio, over the editors' own protocol."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from studio.workflow.writing.editor_help import completions, explanation, place_at
from studio.workspace import open_workspace

SLUG = "bag-on-white"


class Editor:
    """An editor with one recipe open."""

    def __init__(self, path: Path) -> None:
        self.uri, self.text = path.as_uri(), path.read_text()
        self.client = LanguageClient("editor", "1")
        self.marks: asyncio.Queue[list[types.Diagnostic]] = asyncio.Queue()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda told: self.marks.put_nowait(told.diagnostics)
        )
        self.version = 1

    async def open(self) -> None:
        await self.client.start_io(sys.executable, "-m", "studio", "lsp")
        await self.client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
        document = types.TextDocumentItem(self.uri, "markdown", self.version, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))

    async def type(self, text: str) -> list[types.Diagnostic]:
        self.text, self.version = text, self.version + 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self.told()

    async def told(self) -> list[types.Diagnostic]:
        return await asyncio.wait_for(self.marks.get(), 20)

    def place(self, needle: str) -> types.Position:
        before = self.text[: self.text.index(needle) + len(needle)]
        return types.Position(before.count("\n"), len(before.rpartition("\n")[2]))

    async def offered(self, needle: str) -> list[str]:
        asked = types.CompletionParams(types.TextDocumentIdentifier(self.uri), self.place(needle))
        found = await self.client.text_document_completion_async(asked)
        return [one.label for one in found or ()]

    async def hover(self, needle: str) -> str:
        asked = types.HoverParams(types.TextDocumentIdentifier(self.uri), self.place(needle))
        found = await self.client.text_document_hover_async(asked)
        return found.contents.value if found else ""


def edit(path: Path, work: Callable[[Editor], Awaitable[None]]) -> None:
    async def go() -> None:
        editor = Editor(path)
        try:
            await work(editor)
        finally:
            await editor.client.shutdown_async(None)
            editor.client.exit(None)
            await editor.client.stop()

    asyncio.run(go())


def test_an_editor_shows_problems_completes_and_explains_before_anything_is_saved(workspace: Path) -> None:
    """A misspelt field is marked at its line as it is typed; the prompt is one hover away; the file is not touched."""
    path = workspace / "content" / SLUG / "recipe.md"
    saved = path.read_bytes()

    async def work(editor: Editor) -> None:
        await editor.open()
        await editor.told()
        marks = await editor.type(editor.text.replace("preserve:", "presrve:"))
        wrong = next(mark for mark in marks if mark.code == "unknown-field")
        assert "Did you mean 'preserve'?" in wrong.message
        assert editor.text.splitlines()[wrong.range.start.line].startswith("presrve")
        assert wrong.severity is types.DiagnosticSeverity.Error
        await editor.type(editor.text.replace("presrve:", "preserve:"))
        assert "preserve" in await editor.offered("\nchange: the background to pure white\n")
        assert {"retail", "white"} <= {*await editor.offered("background: {kind: ")}
        assert {"strength", "angle_deg"} <= {*await editor.offered("shadow: {mode: contact, ")}
        assert "subject.png" in await editor.offered("subject: {mask: ")
        assert "0 to 1" in await editor.hover("  shadow: {mode: contact, strength: ")
        assert (await editor.hover("```yaml ed")).startswith("Preserve the uploaded bag shape and color.")

    edit(path, work)
    assert path.read_bytes() == saved


def test_a_file_that_is_no_recipe_is_left_alone(workspace: Path) -> None:
    """A server for all Markdown files of an editor must not mark a letter."""
    other = workspace / "README.md"
    other.write_text("---\nchanel: x\n---\n")

    async def work(editor: Editor) -> None:
        await editor.open()
        assert await editor.offered("chanel: ") == []
        assert editor.marks.empty()

    edit(other, work)


@pytest.mark.parametrize(
    ("text", "way", "key"),
    [
        ("---\ntitle: x\n|\n---\n", (), None),
        ("---\nchannel: |\n---\n", (), "channel"),
        ("---\nvariables:\n  a: |\n---\n", ("variables",), "a"),
        ("```yaml edit\nlocal:\n  shadow:\n    |\n```\n", ("local", "shadow"), None),
        ("```yaml edit\nlocal:\n  shadow: {mode: |}\n```\n", ("local", "shadow"), "mode"),
        ("```yaml edit\nlocal: {shadow: {mode: cast, |\n```\n", ("local", "shadow"), None),
        ("```yaml edit\nlocal: {shadow: {mode: cast}, |\n```\n", ("local",), None),
        ("```yaml edit\nreferences:\n  - image: a.png\n    role: |\n```\n", ("references",), "role"),
        ("```yaml edit\nreferences:\n- image: a.png\n  |\n```\n", ("references",), None),
        ("```yaml edit\nreferences: [{image: a.png, role: |}]\n```\n", ("references",), "role"),
    ],
)
def test_the_cursor_is_found_in_unfinished_yaml(text: str, way: tuple[str, ...], key: str | None) -> None:
    """Completion is asked for exactly while the block cannot be parsed."""
    before = text[: text.index("|")]
    place = place_at(text.replace("|", ""), before.count("\n"), len(before.rpartition("\n")[2]))
    assert place is not None
    assert (place.way, place.key) == (way, key)


@pytest.mark.parametrize(
    "text", ["", "a\n", "```yaml\nsource: \n```\n", "---\n---\nsource: x\n", "```yaml edit\n```\n\n"]
)
def test_the_guides_own_words_are_left_alone(text: str) -> None:
    """Nothing is offered outside the front matter and the edit blocks."""
    for line in range(text.count("\n") + 1):
        if not text.splitlines()[line : line + 1] or not text.splitlines()[line].startswith(("```", "---")):
            assert place_at(text, line, 0) is None


def test_any_cursor_in_any_cut_of_a_recipe_is_answered(workspace: Path) -> None:
    """An editor asks at every moment; nothing it can ask is an error."""
    place = open_workspace(workspace)
    text = (workspace / "content" / SLUG / "recipe.md").read_text()
    for end in range(0, len(text), 7):
        cut = text[:end]
        line, column = cut.count("\n"), len(cut.rpartition("\n")[2])
        completions(place, SLUG, cut, line, column)
        explanation(place, SLUG, cut, line, column)
