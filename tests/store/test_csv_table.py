"""Tables as people's spreadsheets save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.errors import ContentError
from studio.store.csv_table import read_csv

TEXT = "picture;title\r\nbag.jpg;Tasche für Müller\r\n\r\nmug.jpg;Becher\r\n"


@pytest.mark.parametrize(
    ("data", "is_guessed"),
    [
        (TEXT.encode(), False),
        (b"\xef\xbb\xbf" + TEXT.encode(), False),
        (TEXT.encode("utf-16"), False),
        (TEXT.replace(";", "\t").encode("utf-16"), False),
        (TEXT.replace(";", ",").encode(), False),
        (b"sep=;\r\n" + TEXT.encode(), False),
        (TEXT.encode("cp1252"), True),
    ],
    ids=["UTF-8", "with a mark", "UTF-16", "Unicode text with tabs", "commas", "with Excel's first line", "ANSI"],
)
def test_every_way_of_saving_gives_the_same_table(tmp_path: Path, data: bytes, is_guessed: bool) -> None:
    """Excel's own ways and everybody else's; where the letters had to be guessed, it says so."""
    path = tmp_path / "products.csv"
    path.write_bytes(data)
    table = read_csv(path)
    assert table.header == ("picture", "title")
    assert [cells for _, cells in table.rows] == [("bag.jpg", "Tasche für Müller"), ("mug.jpg", "Becher")]
    assert ("names with accents" in table.note) == is_guessed


def test_every_row_knows_the_line_it_begins_on(tmp_path: Path) -> None:
    """Quoted line ends and empty lines counted, and the line that Excel writes for itself."""
    path = tmp_path / "products.csv"
    path.write_text('sep=,\npicture,note\na.jpg,"two\nlines"\n\nb.jpg,"a, b"\n')
    table = read_csv(path)
    assert (table.header_line, [line for line, _ in table.rows]) == (2, [3, 6])
    assert table.rows[1][1] == ("b.jpg", "a, b")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "is a workbook, not a CSV file"),
        (b"\xd0\xcf\x11\xe0rest", "is a workbook, not a CSV file"),
        (b"", "has no rows"),
        (b"picture,title\n", "has no rows"),
        (b'picture,title\na.jpg,"open\nb.jpg,c\n', "cannot be read as CSV"),
    ],
)
def test_what_is_no_table_is_said_with_how_to_mend_it(tmp_path: Path, data: bytes, says: str) -> None:
    """A workbook, an empty file, a quote that never ends."""
    path = tmp_path / "products.xlsx"
    path.write_bytes(data)
    with pytest.raises(ContentError, match=says):
        read_csv(path)
