"""A retry as text: the fields to choose from, and what a change does."""

from __future__ import annotations

from rich.text import Text

from studio.workflow.judging.retry_session import Kind, RetryField, Trial

STYLES: dict[Kind, str] = {"same": "", "gone": "red strike", "new": "green bold"}


def field_line(field: RetryField, room: int) -> Text:
    """A field and its value; what may help stands out.

    Args:
        field: A field of the edit spec.
        room: Columns of what it is called.
    """
    sign, style = ("▸ ", "bold") if field.is_proposed else ("  ", "")
    return Text.assemble((sign, "green"), (f"{field.label:<{room}}", style), (field.told, "dim"))


def effect_text(trial: Trial) -> Text:
    """What a change does, word by word: in the field, then in the prompt."""
    text = Text(f"{trial.says}\n\n", style="" if trial.plan else "red")
    for title, parts in (("Field", trial.change), ("Prompt", trial.prompt)):
        if parts and any(kind != "same" for kind, _ in parts):
            text.append(f"{title}\n", style="bold")
            for kind, words in parts:
                text.append(words, style=STYLES[kind]).append("" if words[-1:].isspace() else " ")
            text.append("\n\n")
    return text
