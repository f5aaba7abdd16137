"""Headings under which the parts of a guide may stand."""

from __future__ import annotations

import re
from collections.abc import Mapping


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
