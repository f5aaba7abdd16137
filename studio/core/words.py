"""The fixed words of a recipe: jobs, roles, rights, failure classes."""

from __future__ import annotations

from enum import StrEnum


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
    """Why a result was rejected. It is named first; then the smallest part that addresses it is changed."""

    SUBJECT = "subject"
    """The product is not the product any more."""
    LAYOUT = "layout"
    """Crop, position, proportions, room for copy."""
    LIGHTING = "lighting"
    """Light, shadow, exposure, grounding."""
    TEXT = "text"
    """Letters that are wrong, new, missing or unreadable."""
    STYLE = "style"
    """Mood, finish, colour world."""
    COMMERCIAL_RISK = "commercial risk"
    """It would break a channel's rule, a right, or a promise to the buyer."""


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
