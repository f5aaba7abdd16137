"""Products for a recipe, one a row: from a CSV file, or photographs one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from studio.core.channel import Channels
from studio.core.problem import Problem, did_you_mean
from studio.core.recipe.words import Rights
from studio.errors import ContentError, NotFound
from studio.store.csv_table import CsvTable, read_csv
from studio.store.inside import comparable_name
from studio.workflow.starting.reusable import Reusable
from studio.workflow.starting.typed import slug_of, typed_path
from studio.workflow.starting.use import Product

_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("picture", "photo", "photograph", "image", "file"), "picture"),
    **dict.fromkeys(("slug", "name"), "slug"),
    **dict.fromkeys(("label", "expect_text"), "label"),
    **{name: name for name in ("title", "channel", "rights", "credit")},
}
"""What a column says, by its heading in small letters. A heading that is a variable of the recipe is that instead."""
_BETWEEN_VALUES = re.compile(r"\s*[|\n]\s*")
"""Between several values in one cell."""


@dataclass(frozen=True)
class Row:
    """One product of a sheet, or why there is none."""

    line: int
    """Line of the file, or place among the photographs, from 1."""
    picture: str
    """As it was written."""
    product: Product | None
    problems: tuple[Problem, ...] = ()
    """Why it is left out."""


@dataclass(frozen=True)
class Sheet:
    """All rows, and what to look at in the file."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Cells:
    """What a row says."""

    line: int
    fields: Mapping[str, str]
    """By field of a product; only those that say something."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """By variable of the recipe."""


@dataclass(frozen=True)
class SheetReader:
    """What is needed to understand rows."""

    old: Reusable
    """The recipe they are for."""
    known: Channels
    """The channels there are."""
    channels: Sequence[str] = ()
    """Where each product will be used when its row does not say; empty: where the recipe says."""
    path: str = "pictures"
    """The file they stand in, for the person."""
    folder: Path = Path()
    """Where pictures are looked for."""

    def of_pictures(self, pictures: Sequence[Path]) -> Sheet:
        """A row for each photograph, in order."""
        cells = (_Cells(place, {"picture": str(path)}) for place, path in enumerate(pictures, start=1))
        return Sheet(self._without_twins(row for one in cells for row in self._of_one(one)))

    def of_file(self, path: Path) -> Sheet:
        """The rows of a CSV file.

        Raises:
            ContentError: It is no such file, or has no column for the pictures.
        """
        table = read_csv(path)
        reader = replace(self, path=str(path), folder=path.parent)
        names = reader._named(table)
        unused = [head for head, name in zip(table.header, names, strict=True) if head and name is None]
        known = [*_COLUMNS, *self.old.variables]
        notes = [f"{path}:{table.header_line}: nothing reads '{head}'. {did_you_mean(head, known)}" for head in unused]
        rows = (row for line, cells in table.rows for row in reader._of_line(line, cells, names))
        return Sheet(reader._without_twins(rows), (*filter(None, (table.note,)), *notes))

    def _named(self, table: CsvTable) -> list[tuple[str, str] | None]:
        """What each column is: a field or a variable, and its name; None for what nothing reads."""
        variables = {name.casefold(): name for name in self.old.variables}
        names: list[tuple[str, str] | None] = []
        for head in table.header:
            word = head.casefold()
            column = ("field", _COLUMNS[word]) if word in _COLUMNS else None
            names.append(("variable", variables[word]) if word in variables else column)
        twice = [head for head, name in zip(table.header, names, strict=True) if name and names.count(name) > 1]
        if twice:
            raise ContentError(f"{self.path}:{table.header_line}: {' and '.join(twice)} say the same. Take one out.")
        if ("field", "picture") not in names:
            further = ", ".join(dict.fromkeys([*_COLUMNS.values(), *sorted(self.old.variables)]))
            raise ContentError(
                f"{self.path}:{table.header_line}: no column is called 'picture'. The first line names the columns; "
                f"known here: {further}."
            )
        return names

    def _of_line(self, line: int, cells: Sequence[str], names: Sequence[tuple[str, str] | None]) -> Iterator[Row]:
        if any(cells[len(names) :]):
            fault = f"this row has {len(cells)} cells and the heading {len(names)}"
            fix = "Put a value that holds the separator into quotes."
            yield Row(line, cells[0], None, (self._problem(line, fault, fix),))
            return
        said = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
        yield from self._of_one(
            _Cells(
                line,
                {name: cell for (kind, name), cell in said.items() if kind == "field"},
                {name: cell for (kind, name), cell in said.items() if kind == "variable"},
            )
        )

    def _of_one(self, cells: _Cells) -> Iterator[Row]:
        """The rows of one product: one for each channel it is wanted for."""
        written = cells.fields.get("picture", "")
        picture = _found(written, self.folder)
        faults = [*self._faults(cells.fields), *([_no_picture(written, self.folder)] if picture is None else [])]
        if picture is None or faults:
            yield Row(cells.line, written, None, tuple(self._problem(cells.line, *fault) for fault in faults))
            return
        product = self._product(cells, picture)
        channels = _several(cells.fields.get("channel", "")) or tuple(self.channels)
        for channel in channels or (None,):
            slug = f"{product.slug}-{channel}" if len(channels) > 1 else product.slug
            yield Row(cells.line, written, replace(product, slug=slug, channel=channel))

    def _product(self, cells: _Cells, picture: Path) -> Product:
        said = cells.fields
        own = said.get("slug") or picture.stem
        slug = slug_of(own if "slug" in said else f"{self.old.name}-{own}") if slug_of(own) else ""
        words = re.sub(r"[-_\s]+", " ", own).strip()
        return Product(
            picture,
            slug or f"{self.old.name}-{cells.line}",
            title=said.get("title") or f"{self.old.front.get('title', self.old.name)}: {words}",
            variables=cells.variables,
            label=_several(said.get("label", "")),
            rights=said.get("rights"),
            credit=said.get("credit"),
        )

    def _faults(self, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """What is wrong with the words of a row, each with how to mend it."""
        rights = said.get("rights", Rights.OWN)
        if rights not in list(Rights):
            yield f"'{rights}' is no reason why a picture may be used", did_you_mean(rights, Rights)
        for channel in _several(said.get("channel", "")):
            try:
                self.known.find(channel)
            except NotFound as error:
                fault, _, fix = str(error).partition(". ")
                yield fault, fix

    def _without_twins(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """The rows; one whose recipe would have the name of an earlier row's is left out."""
        first: dict[str, int] = {}
        kept = []
        for row in rows:
            slug = row.product.slug if row.product else ""
            if slug in first:
                fault = f"the name '{slug}' is that of row {first[slug]} already"
                fix = "Give this one a name of its own in the column 'slug'."
                kept.append(replace(row, product=None, problems=(self._problem(row.line, fault, fix),)))
                continue
            if slug:
                first[slug] = row.line
            kept.append(row)
        return tuple(kept)

    def _problem(self, line: int, fault: str, fix: str) -> Problem:
        return Problem(self.path, line, "product-row", fault, fix)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(value for value in _BETWEEN_VALUES.split(cell) if value)


def _found(written: str, folder: Path) -> Path | None:
    """The picture that is meant, from the sheet's folder: with either slash, in any Unicode form; None without one."""
    for text in filter(None, (written, written.replace("\\", "/"))):
        path = typed_path(text, folder)
        if path is None or path.is_file():
            return path
        siblings = path.parent.iterdir() if path.parent.is_dir() else ()
        same = next((one for one in siblings if comparable_name(one.name) == comparable_name(path.name)), None)
        if same is not None:
            return same
    return None


def _no_picture(written: str, folder: Path) -> tuple[str, str]:
    if not written:
        return "no picture is named", "Write its file name under 'picture'."
    if re.match(r"(?i)https?://", written):
        return f"'{written}' is an address, not a file", "Download the picture and name the file."
    path = typed_path(written.replace("\\", "/"), folder) or folder
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}", "Correct the path; it begins in the folder of the sheet."
    names = [one.name for one in path.parent.iterdir() if one.is_file()]
    hint = did_you_mean(path.name, names) if names else ""
    return f"there is no file '{written}'", hint if hint.startswith("Did") else "Correct the path, or put it there."
