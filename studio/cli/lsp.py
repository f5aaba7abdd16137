"""The language server: what an editor asks while a recipe is written, over standard input and output."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import click

from studio import __version__
from studio.core.problem import Problem, Severity
from studio.errors import EngineUnavailable, StudioError
from studio.workflow.writing.editor_help import completions, explanation, problems_in
from studio.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from lsprotocol import types
    from pygls.lsp.server import LanguageServer


@click.command()
def lsp() -> None:
    """Serve an editor: problems as you type, completion, and the composed prompt on hover."""
    try:
        server = language_server()
    except ImportError as error:
        raise EngineUnavailable(
            "The language server needs one more package. Install it into the same environment: pip install pygls."
        ) from error
    server.start_io()


def language_server() -> LanguageServer:
    """A server that knows recipes; any other Markdown file is left alone.

    Raises:
        ImportError: The extra `editor` is not installed.
    """
    from lsprotocol import types
    from pygls.lsp.server import LanguageServer

    server = LanguageServer("recipe-studio", __version__)
    for feature in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_SAVE):
        server.feature(feature)(_publish)
    server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "{", ","]))(
        _complete
    )
    server.feature(types.TEXT_DOCUMENT_HOVER)(_hover)
    return server


def recipe_at(uri: str) -> tuple[Workspace, str] | None:
    """The workspace and name of the recipe that a file address belongs to; None for any other file."""
    path = Path(unquote(urlsplit(uri).path))
    if path.name != "recipe.md":
        return None
    try:
        workspace = open_workspace(path.parent)
    except StudioError:
        return None
    return (workspace, path.parent.name) if path.parent.parent == workspace.content.absolute() else None


def _publish(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    """Tell the editor every problem of the text as it stands."""
    from lsprotocol import types

    uri = params.text_document.uri
    place, document = recipe_at(uri), ls.workspace.get_text_document(uri)
    if place is None:
        return
    own = f"{place[0].content.name}/{place[1]}/recipe.md"
    marks = [_mark(problem, document.lines, own) for problem in problems_in(*place, document.source)]
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=marks))


def _mark(problem: Problem, lines: Sequence[str], own: str) -> types.Diagnostic:
    """A problem at its line; one of another file at the top, with that file's name."""
    from lsprotocol import types

    is_own = problem.path == own
    number = min(problem.line, len(lines)) - 1 if is_own and lines else 0
    written = lines[number].rstrip() if lines else ""
    begin = len(written) - len(written.lstrip())
    return types.Diagnostic(
        range=types.Range(types.Position(number, begin), types.Position(number, len(written))),
        message=f"{'' if is_own else f'{problem.path}: '}{problem.fault}. {problem.fix}",
        severity=types.DiagnosticSeverity.Error
        if problem.severity is Severity.ERROR
        else types.DiagnosticSeverity.Warning,
        code=problem.rule, source="studio",
    )  # fmt: skip


def _complete(ls: LanguageServer, params: types.CompletionParams) -> list[types.CompletionItem]:
    from lsprotocol import types

    document, place = ls.workspace.get_text_document(params.text_document.uri), recipe_at(params.text_document.uri)
    if place is None:
        return []
    at = document.position_codec.position_from_client_units(document.lines, params.position)
    kinds = {True: types.CompletionItemKind.Field, False: types.CompletionItemKind.Value}
    return [
        types.CompletionItem(
            label=one.label, kind=kinds[one.is_field], documentation=one.says or None,
            insert_text=f"{one.label}: " if one.is_field else one.label,
        )
        for one in completions(*place, document.source, at.line, at.character)
    ]  # fmt: skip


def _hover(ls: LanguageServer, params: types.HoverParams) -> types.Hover | None:
    from lsprotocol import types

    document, place = ls.workspace.get_text_document(params.text_document.uri), recipe_at(params.text_document.uri)
    if place is None:
        return None
    at = document.position_codec.position_from_client_units(document.lines, params.position)
    said = explanation(*place, document.source, at.line, at.character)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said)) if said else None
