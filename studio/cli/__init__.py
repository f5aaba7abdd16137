"""The command line. Commands parse, call the workflow, and print; they hold no logic of their own."""

from __future__ import annotations

from studio.cli.main import main

__all__ = ["main"]
