"""Options and forms of output that several commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.console import Console

    from studio.workspace import Workspace

at_option = click.option(
    "--at", "start", type=click.Path(path_type=Path), default=Path(), help="The workspace; default: here or above."
)
"""Where the workspace is."""
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
"""Machine-readable output."""
set_option = click.option(
    "--set", "sets", multiple=True, metavar="NAME=VALUE", help="A value for {{ NAME }}; may be given several times."
)
"""Values for variables."""


def workspace_at(start: Path) -> Workspace:
    """The workspace of a command."""
    from studio.workspace import open_workspace  # 0.6 s that a build of what did not change goes without

    return open_workspace(start)


def variables_from(sets: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE` pairs as a mapping.

    Raises:
        click.UsageError: A pair has no `=`.
    """
    pairs = [text.partition("=") for text in sets]
    for name, equals, _ in pairs:
        if not equals:
            raise click.UsageError(f"'{name}' is not NAME=VALUE.")
    return {name.strip(): value for name, _, value in pairs}


def dollars(text: str | None) -> Decimal | None:
    """An amount of money as typed.

    Raises:
        click.UsageError: It is no amount.
    """
    from decimal import Decimal, InvalidOperation

    if text is None:
        return None
    try:
        found = Decimal(text.removeprefix("$"))
    except InvalidOperation as error:
        raise click.UsageError(f"'{text}' is no amount in dollars. Write it as 2.50.") from error
    if not found.is_finite() or found < 0:
        raise click.UsageError(f"'{text}' is no amount in dollars. Write it as 2.50.")
    return found


def counted(number: int, thing: str) -> str:
    """A number of things in words: `1 recipe`, `2 recipes`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def print_json(data: object) -> None:
    """Plain data as JSON on standard output."""
    text = json.dumps(data, indent=2, ensure_ascii=False, default=str)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:  # as escapes, which every reader of JSON knows
        text = json.dumps(data, indent=2, default=str)
    click.echo(text)


def console(*, err: bool = False) -> Console:
    """A terminal that writes no colour and no escape codes into a pipe, and cuts no lines there."""
    from rich.console import Console

    return Console(stderr=err, highlight=False, soft_wrap=True)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under headings: aligned for a person, tab-separated in a pipe."""
    from rich.table import Table
    from rich.text import Text

    terminal = console()
    if not terminal.is_terminal:
        for row in rows:
            click.echo("\t".join(row))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    terminal.print(table, soft_wrap=False)
