"""What a hand-off says of its pictures: tables, the same as JSON, and in words where each picture comes from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from studio.core.attempts.cut import Cut
from studio.core.attempts.review import Review
from studio.core.recipe.rights import Terms
from studio.pictures.xmp import Origin
from studio.publish.pages.site_text import approved_place, cut_place

LIST, CUTS_LIST, RIGHTS_LIST = "approved.csv", "cuts.csv", "rights.csv"
"""Tables of the approved pictures, of the approved cuts, and of the pictures that they were made with."""
RECORDS = "records.json"
"""The same for programs."""
STATEMENT = "PROVENANCE.txt"
"""Where the pictures come from, in words."""
_STATEMENT = """Where these pictures come from: {title}

Each was made by an edit of the pictures that are named below it, and approved by the person and on the day that
are named. The SHA-256 digest tells whether a file is still the one that was approved. Kind of picture: the digital
source type of the IPTC, cv.iptc.org/newscodes/digitalsourcetype, which stands in the metadata of every cut as well.
Content credentials were read, and not verified. What nobody said stands here as "not said".
"""


class UsedPicture(NamedTuple):
    """A picture that a result was made with."""

    name: str
    """Its file; `hidden` for one that the recipe hides."""
    role: str
    rights: str
    """Why it may be used; empty when nobody said."""
    credit: str
    terms: Terms


class Deliverable(NamedTuple):
    """An approved picture, for somebody who will use it."""

    path: Path
    """The file."""
    digest: str
    """Digest of the bytes that were approved."""
    recipe: str
    """Slug of its recipe."""
    attempt: str
    """Number of the attempt."""
    title: str
    """Heading of the recipe."""
    channel: str
    """Where it will be used, or empty."""
    width_px: int
    height_px: int
    engine: str
    """What made it."""
    model: str
    """Its model, or empty."""
    review: Review
    """The approval."""
    prompt: str
    """The words it was asked for with."""
    label: str
    """How it was edited, in words."""
    origin: Origin
    """What may be said of where it comes from."""
    credentials: str
    """What it carries as the engine gave it, as the end of a sentence; empty without content credentials."""
    used: tuple[UsedPicture, ...]
    """What it was made with, in the order of the prompt."""

    @property
    def name(self) -> str:
        """What it is called in errors."""
        return f"{self.recipe} {self.attempt}"

    @property
    def place(self) -> str:
        """Its place in the archive."""
        return approved_place(self.recipe, self.attempt, self.path.name)

    def as_row(self) -> dict[str, Any]:
        """What its table says, by column."""
        review, origin = self.review, self.origin
        return {
            "file": self.place, "recipe": self.recipe, "title": self.title, "channel": self.channel,
            "width_px": self.width_px, "height_px": self.height_px, "engine": self.engine, "model": self.model,
            "approved": (review.reviewed or "")[:10], "reviewer": review.reviewer or "",
            "sha256": self.digest.removeprefix("sha256:"),
            "checklist": "; ".join(f"{name}: {answer}" for name, answer in review.checklist.items()),
            "note": review.note or "", "prompt": self.prompt, "edited": self.label, "source_type": origin.source_type,
            "credit": origin.credit, "creator": origin.creator, "owner": origin.owner, "licence": origin.licence,
            "content_credentials": self.credentials,
        }  # fmt: skip


class PackedCut(NamedTuple):
    """An approved cut, for somebody who will upload it."""

    path: Path
    """The file."""
    cut: Cut
    """Its record."""

    @property
    def digest(self) -> str:
        """Digest of the bytes that were approved."""
        return self.cut.digest

    @property
    def name(self) -> str:
        """What it is called in errors."""
        return self.cut.file

    @property
    def place(self) -> str:
        """Its place in the archive."""
        return cut_place(self.cut.file)

    def as_row(self) -> dict[str, Any]:
        """What its table says, by column."""
        cut, review = self.cut, self.cut.review
        if review is None:  # whoever packs it has looked
            raise AssertionError(cut.file)
        return {
            "file": self.place, "recipe": cut.recipe, "channel": cut.channel, "rules_of": cut.as_of,
            "width_px": cut.width_px, "height_px": cut.height_px, "format": cut.format, "bytes": cut.size_bytes,
            "attempt": cut.attempt, "approved": review.reviewed[:10], "reviewer": review.reviewer,
            "sha256": cut.digest.removeprefix("sha256:"),
        }  # fmt: skip


def records(title: str, pictures: Sequence[Deliverable], cuts: Sequence[PackedCut]) -> dict[str, bytes]:
    """Every record of a hand-off by its name; the same pictures give the same bytes.

    Args:
        title: What it is about.
        pictures: Approved pictures, at least one.
        cuts: Approved cuts.
    """
    rights = [row for one in pictures for row in _rights_rows(one)]
    tables = {LIST: [one.as_row() for one in pictures], RIGHTS_LIST: rights, CUTS_LIST: [one.as_row() for one in cuts]}
    texts = {name: _table(rows).encode("utf-8-sig") for name, rows in tables.items() if rows}
    data = json.dumps(_plain(title, pictures, cuts), ensure_ascii=False, indent=2)
    statement = "\n".join([_STATEMENT.format(title=title), *map(_paragraph, pictures)])
    return {**texts, RECORDS: f"{data}\n".encode(), STATEMENT: statement.encode()}


def _rights_rows(one: Deliverable) -> Iterable[dict[str, Any]]:
    for used in one.used:
        said = {name: str(value or "") for name, value in used.terms.model_dump(mode="json").items()}
        yield {"file": one.place, "made_with": used.name, "role": used.role, "rights": used.rights,
               "credit": used.credit, **said}  # fmt: skip


def _plain(title: str, pictures: Sequence[Deliverable], cuts: Sequence[PackedCut]) -> dict[str, Any]:
    rows = [
        {
            **one.as_row(), "attempt": one.attempt, "checklist": {**one.review.checklist},
            "made_with": [
                {name: value for name, value in row.items() if name != "file" and value} for row in _rights_rows(one)
            ],
        }
        for one in pictures
    ]  # fmt: skip
    return {"title": title, "pictures": rows, "cuts": [one.as_row() for one in cuts]}


def _paragraph(one: Deliverable) -> str:
    row = one.as_row()
    lines = [
        one.place,
        f"  {one.label}{f' ({one.model})' if one.model else ''}",
        f"  kind of picture   {row['source_type'].rpartition('/')[2] or 'not said'}",
        f"  approved          {row['approved'] or 'day not said'} by {row['reviewer'] or 'not said'}",
        f"  SHA-256           {row['sha256']}",
        *([f"  as it came        it {one.credentials}"] if one.credentials else []),
    ]
    for used in one.used:
        terms = used.terms
        whose = [f"rights: {used.rights or 'not said'}"]
        whose += [f"by {terms.creator}"] if terms.creator else []
        whose += [f"owned by {terms.owner}"] if terms.owner else []
        whose += [f"licence: {terms.licence}"] if terms.licence else []
        whose += [f"until {terms.expires}"] if terms.expires else []
        whose += [f"consent of the people in it: {terms.consent}"] if terms.consent else []
        lines.append(f"  made with         {used.name} ({used.role}); {'; '.join(whose)}")
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")  # RFC 4180, as spreadsheets read it
    table.writerow(rows[0])
    table.writerows([_cell(str(value)) for value in row.values()] for row in rows)
    return text.getvalue()


def _cell(text: str) -> str:
    """Text that a spreadsheet does not run: what begins like a formula gets an apostrophe (OWASP, CSV injection)."""
    return (
        f"'{text}"
        if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
        else text
    )
