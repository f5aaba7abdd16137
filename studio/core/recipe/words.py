"""The fixed words of a recipe: jobs, roles, rights, failure classes, and the headings of a guide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Job(StrEnum):
    """The kind of edit. A recipe does one."""

    BACKGROUND_REPLACEMENT = "background-replacement"
    """The product stays; what stands behind it changes."""
    LAYOUT_EXTENSION = "layout-extension"
    """The photograph stays; the canvas around it grows."""
    DETAIL_REPAIR = "detail-repair"
    """A marked spot is mended; everything else stays."""
    REFERENCE_EDIT = "reference-edit"
    """A second picture lends its colour, light, style or logo."""


class Role(StrEnum):
    """What an input picture is there for."""

    EDIT_TARGET = "edit target"
    """The picture that is edited."""
    SUBJECT = "subject"
    """Shows the product from elsewhere, so that its identity is clear."""
    STYLE = "style"
    """Lends its look."""
    PALETTE = "palette"
    """Lends its colours only."""
    BACKGROUND = "background"
    """Lends the place to stand in."""
    LOGO = "logo"
    """A mark to be placed as it is."""
    INSERT = "insert"
    """A thing to be placed into the picture."""
    LAYOUT = "layout"
    """Lends its arrangement only."""
    GARMENT = "garment"
    """Clothing to be worn."""
    POSE = "pose"
    """Lends how a body stands or moves."""
    PERSON = "person"
    """Shows who shall be seen."""
    MATERIAL = "material"
    """Lends its surface."""
    LIGHT = "light"
    """Lends its light only."""


class Rights(StrEnum):
    """Why a picture may be used."""

    OWN = "own"
    """Made by the person or company that publishes it."""
    LICENSED = "licensed"
    """Used under a licence, with its credit."""
    CLIENT = "client"
    """Supplied by the client for this work."""
    PUBLIC_DOMAIN = "public-domain"
    """Free of rights."""


class Publish(StrEnum):
    """Whether a picture may be seen on the site."""

    SHOW = "show"
    """May be shown."""
    HIDE = "hide"
    """Used, never shown."""


class FailureClass(StrEnum):
    """Why a result was rejected. It is named first; then the smallest part that addresses it is changed.

    This is the one table of the classes, in the order in which they are offered: the word, what it covers, and what to
    tell an engine that reads words, as fields of the edit with a phrase each.
    """

    covers: str
    """What belongs to it, in a few words."""
    phrases: tuple[tuple[str, str], ...]
    """Fields and phrases that may mend it."""

    def __new__(cls, word: str, covers: str = "", *phrases: tuple[str, str]) -> Self:
        """A row of the table."""
        row = str.__new__(cls, word)
        row._value_, row.covers, row.phrases = word, covers, phrases
        return row

    SUBJECT = (
        "subject", "not the same product any more",
        ("preserve", "exact product shape, proportions and details"), ("avoid", "redesign the product"),
    )  # fmt: skip
    LAYOUT = (
        "layout", "crop, position, room for words",
        ("layout", "the whole product in the frame, centred, with even margins"),
    )  # fmt: skip
    LIGHTING = (
        "lighting", "light, shadow, grounding",
        ("add", "a soft contact shadow where the product touches the ground"),
        ("style", "soft daylight from one side, the same on product and scene"),
    )  # fmt: skip
    TEXT = (
        "text", "letters wrong, new or missing",
        ("preserve", "every word on the label, letter for letter"), ("avoid", "redraw or change any text"),
    )  # fmt: skip
    STYLE = "style", "mood, finish, colours", ("style", "natural colours, plain catalogue finish")
    COMMERCIAL_RISK = (
        "commercial risk", "breaks a rule, a right, a promise", ("avoid", "add logos, claims or props"),
    )  # fmt: skip


class Wording(StrEnum):
    """How the prompt is written out."""

    SENTENCES = "sentences"
    """Plain English sentences."""
    LABELLED = "labelled"
    """One labelled line per part."""


class Status(StrEnum):
    """Where a recipe stands."""

    BROKEN = "broken"
    """The file has errors; nothing can run."""
    RUNNING = "running"
    """An engine is at work."""
    TO_REVIEW = "to review"
    """A result waits for a person."""
    STALE = "stale"
    """An approved picture changed after it was judged."""
    HELD_BACK = "held back"
    """What is approved stays off the site, for example because nobody said why a picture may be shown."""
    APPROVED = "approved"
    """At least one result may be published."""
    UNSETTLED = "unsettled"
    """Nothing to judge yet: a paid picture is not finished, or nobody knows whether a request was billed."""
    NEEDS_RETRY = "needs retry"
    """Everything so far was rejected or failed."""
    DRAFT = "draft"
    """Checks still stop a run."""
    READY = "ready"
    """Can be run."""


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(","))


SECTIONS: Mapping[str, tuple[str, ...]] = {
    "When to use it": _names(
        """when to use this, core answer, use cases, search intent and reader situation, wann es hilft, wann einsetzen,
        einsatz, anwendung, cuándo usarla, cuándo usarlo, casos de uso, quand l'utiliser, cas d'usage"""
    ),
    "Workflow": _names(
        """production workflow, steps, how it works, ablauf, arbeitsablauf, produktionsablauf, flujo de trabajo, pasos,
        étapes, déroulement, flux de production"""
    ),
    "Decisions": _names(
        """decision table, decision matrix, entscheidungen, entscheidungstabelle, decisiones, tabla de decisiones,
        décisions, tableau de décision, choix"""
    ),
    "Edit": _names(
        """edits, edit spec, prompt template, prompt, bearbeitung, prompt-vorlage, promptvorlage, edición,
        plantilla de prompt, plantilla del prompt, retouche, modèle de prompt"""
    ),
    "Review checklist": _names(
        """quality checklist, checklist, prüfliste, checkliste, qualitätscheckliste, lista de revisión,
        lista de control, lista de control de calidad, liste de contrôle, contrôle qualité"""
    ),
    "Common mistakes": _names(
        """mistakes, typical mistakes, häufige fehler, typische fehler, errores comunes, errores frecuentes,
        erreurs fréquentes, erreurs courantes"""
    ),
    "FAQ": _names(
        """faqs, questions, frequently asked questions, häufige fragen, fragen und antworten, preguntas frecuentes,
        questions fréquentes, foire aux questions"""
    ),
}
"""What a complete guide has, in this order, each with the other headings under which it may stand, in small letters."""
_MARKS = re.compile(r"^[\W\d_]+|[\W_]+$")


def bare_heading(title: str) -> str:
    """A heading in small letters, without its number and marks."""
    return _MARKS.sub("", title.replace("’", "'")).casefold()
