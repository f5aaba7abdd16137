"""What a provider sent stays what it is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from studio.core.attempts.attempt import State
from studio.errors import StoreError
from studio.store.answers import keep_paid, keep_picture, read_paid
from tests.core.makers import make_attempt


def png(colour: str) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(sink, "PNG")
    return sink.getvalue()


def test_other_bytes_never_take_the_place_of_a_picture(tmp_path: Path) -> None:
    """The same bytes may be written again, as after a crash; a name that holds others is refused and left as it is."""
    (tmp_path / "attempts").mkdir()
    attempt = make_attempt("001", state=State.REQUESTED)
    for _ in range(2):
        kept = keep_picture(tmp_path, attempt, png("red"), media_type="image/png")
    with pytest.raises(StoreError, match="stands here already"):
        keep_picture(tmp_path, attempt, png("blue"), media_type="image/png")
    assert (tmp_path / "attempts" / kept.file).read_bytes() == png("red")


def test_a_paid_picture_that_was_exchanged_is_not_taken_for_it(tmp_path: Path) -> None:
    """Its digest stands in the sidecar."""
    (tmp_path / "attempts").mkdir()
    paid = keep_paid(tmp_path, make_attempt("001", state=State.REQUESTED), png("red"), media_type="image/png")
    assert read_paid(tmp_path, paid) == png("red")
    (tmp_path / "attempts" / paid.file).write_bytes(png("blue"))
    with pytest.raises(StoreError, match="not the picture that was paid"):
        read_paid(tmp_path, paid)
    (tmp_path / "attempts" / paid.file).unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        read_paid(tmp_path, paid)
