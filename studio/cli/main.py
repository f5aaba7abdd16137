"""The group of all commands, loaded one by one so that help stays quick, and the one place that exits.

Output breaks on no terminal and no file name: what an encoding lacks is written another way.
"""

from __future__ import annotations

import codecs
import importlib
import os
import sys
from keyword import iskeyword
from pathlib import Path

import click

from studio import __version__
from studio.core.problem import did_you_mean
from studio.errors import StudioError
from studio.files import in_one_line

_PLAIN = {
    "·": "*", "×": "x", "–": "-", "—": "-", "…": "...", "→": "->", "←": "<-", "✓": "+", "✗": "x", "▸": ">",
    "“": '"', "”": '"', "‘": "'", "’": "'", "≥": ">=", "≤": "<=", "−": "-",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
}  # fmt: skip
"""The studio's own signs for terminals that lack them."""
_HANDLER = "studio"


def write_safely() -> None:
    """Let standard output and errors take every text: a name that is no UTF-8, and signs that a terminal lacks."""
    codecs.register_error(_HANDLER, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not one that a test or a program put in its place
            stream.reconfigure(errors=_HANDLER)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(sign: str) -> str:
    """A sign in ASCII; a byte of a name that is no UTF-8 (PEP 383) as its number."""
    if "\udc80" <= sign <= "\udcff":
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return _PLAIN.get(sign) or sign.encode("ascii", "backslashreplace").decode("ascii")


COMMANDS = {
    "demo": ("studio.cli.start", "The whole job on the sample content: edit, measure, review, build."),
    "init": ("studio.cli.start", "Make a new workspace."),
    "new": ("studio.cli.start", "Make a recipe from the guide template."),
    "use": ("studio.cli.use", "Use a recipe, or a bundle from a gallery, on one picture or a hundred."),
    "import": ("studio.cli.interchange", "Make recipes of other tools' prompts: dotprompt, Prompty, Markdown."),
    "export": ("studio.cli.interchange", "Write recipes for other tools: dotprompt, JSONL, an Agent Skill."),
    "tui": ("studio.cli.terminal", "Open the terminal studio; `studio` alone does the same."),
    "check": ("studio.cli.look", "Find problems before spending anything."),
    "prompt": ("studio.cli.look", "Show the composed prompt."),
    "cost": ("studio.cli.look", "Show tokens and dollars before spending them."),
    "status": ("studio.cli.look", "Show where every recipe stands and what comes next."),
    "mask": ("studio.cli.mask", "Draw the outline of a product and write it into the recipe."),
    "run": ("studio.cli.make", "Make the edits of one or more recipes."),
    "retry": ("studio.cli.make", "Change one thing about an attempt and run it again."),
    "promote": ("studio.cli.judge", "Write the spec of an attempt back into its recipe."),
    "measure": ("studio.cli.judge", "Measure before and after, for the reviewer's eye."),
    "compare": ("studio.cli.judge", "Draw attempts beside each other on a contact sheet."),
    "opinion": ("studio.cli.judge", "Ask a vision model for a second opinion; paid, off by default."),
    "review": ("studio.cli.judge", "Judge an attempt against the checklist."),
    "cut": ("studio.cli.cut", "Cut approved pictures for channels: pixels, format, bytes, name."),
    "ask": ("studio.cli.client", "Write a page on which a client says whether pictures can be used."),
    "answers": ("studio.cli.client", "Read a client's answers, and accept them as verdicts."),
    "build": ("studio.cli.site", "Build the site from what is approved."),
    "pack": ("studio.cli.client", "Pack recipes for a client: a small site and the approved pictures."),
    "serve": ("studio.cli.serve", "Serve the site on this machine, with pages that reload as you save."),
    "merge": ("studio.cli.merge", "Have git merge recipes so that no verdict is lost."),
    "batch": ("studio.cli.batch", "Follow, collect or cancel batches at half price."),
    "ledger": ("studio.cli.money", "Show what every attempt cost, or may have cost."),
    "settle": ("studio.cli.money", "Say whether a request with an unknown outcome was billed."),
    "finish": ("studio.cli.money", "Finish what is paid and not finished, without paying."),
    "key": ("studio.cli.money", "Store the key of the OpenAI engine in the system's keyring."),
    "schema": ("studio.cli.tables", "Print the JSON Schema of an edit spec."),
    "lsp": ("studio.cli.lsp", "Serve an editor: problems as you type, completion, the prompt on hover."),
    "channels": ("studio.cli.tables", "List the channels with their rules and dates."),
    "models": ("studio.cli.tables", "List the models with their limits and prices."),
    "doctor": ("studio.cli.tables", "Say what is missing on this machine."),
}
"""Module and one-line help of every command, in the order of the work."""


class Commands(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command behind a name."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the nearest command named when there is none of that name."""
        name = click.utils.make_str(args[0])
        if name not in COMMANDS and Path(name).is_dir():
            return "tui", self.get_command(ctx, "tui"), args
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"There is no command '{name}'. {did_you_mean(name, COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="studio")
@click.option("--plain", is_flag=True, help="Open the studio line by line in words, for screen readers and pipes.")
@click.pass_context
def cli(context: click.Context, *, plain: bool) -> None:
    """Recipe Studio: image edits as a production workflow.

    A recipe says what may change and what must stay. The studio runs it, helps you judge every result,
    and publishes only what you approved.
    """
    if plain and context.invoked_subcommand is not None:
        raise click.UsageError(
            "--plain opens the studio; it goes with no command. Of another folder: `studio tui --plain FOLDER`."
        )
    if plain:
        context.invoke(cli.get_command(context, "tui"), plain=True)  # type: ignore[arg-type]
    elif context.invoked_subcommand is None:
        command = cli.get_command(context, "tui") if sys.stdin.isatty() and sys.stdout.isatty() else None
        if command is None:
            click.echo(context.get_help())
        else:
            context.invoke(command)


def _bear_no_home() -> None:
    """Name a home that holds nothing where the system knows none, so that caches and keyrings are simply not there."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = os.devnull


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 ok, 1 problems found, 2 usage, 3 engine refused or unavailable."""
    write_safely()
    _bear_no_home()
    try:
        code = cli.main(arguments, prog_name="studio", standalone_mode=False)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except StudioError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except OSError as error:  # a disk or a file that says no where nothing nearer could tell more
        click.echo(in_one_line(error), err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
