"""What was seen is kept, found again, and thrown away when it is too much."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from gongkai.ingest.ocr.cache import Cache, trim
from gongkai.ingest.ocr.seen import Seen, dumped, loaded
from gongkai.ingest.pages.strokes import Stroke
from tests.ingest.ocr.conftest import lines, page

PICTURE = Image.new("RGB", (30, 40), "grey")
SEEN = page(*lines("松岭村村务公开", "二〇二三年"))._replace(
    level=(Stroke(1.5, 2.0, 3.0),)
)


def failing() -> Seen:
    raise AssertionError("it was looked at")


def test_what_was_seen_comes_back_as_it_was() -> None:
    assert loaded(dumped(SEEN)) == SEEN


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"[1, 2, 3, 4, 5, 6]", b'[1, 2, [["a"]], [], [], 0]']
)
def test_anything_else_is_not_taken_for_it(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of whichever kind
        loaded(data)


def test_a_picture_is_looked_at_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "ocr-cache")

    assert cache.of("1", PICTURE, lambda: SEEN) == SEEN
    assert cache.of("1", PICTURE.copy(), failing) == SEEN


@pytest.mark.parametrize(
    ("version", "picture"),
    [("2", PICTURE), ("1", Image.new("RGB", (40, 30), "grey"))],
)
def test_another_engine_or_picture_is_another_matter(
    version: str, picture: Image.Image, tmp_path: Path
) -> None:
    cache = Cache(tmp_path)
    cache.of("1", PICTURE, lambda: SEEN)

    assert cache.of(version, picture, page) == page()


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.of("1", PICTURE, lambda: SEEN)
    (path,) = tmp_path.glob("*/*")
    path.write_bytes(path.read_bytes()[:20])

    cache.of("1", PICTURE, lambda: SEEN)

    assert cache.of("1", PICTURE, failing) == SEEN


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "ocr-cache").write_text("in the way")

    assert Cache(tmp_path / "ocr-cache").of("1", PICTURE, lambda: SEEN) == SEEN


def test_the_oldest_pages_are_thrown_away_first(tmp_path: Path) -> None:
    for number in range(4):
        path = tmp_path / f"{number:02}" / "page.json"
        path.parent.mkdir()
        path.write_bytes(bytes(100))
        os.utime(path, ns=(number, number))

    trim(tmp_path, most=250)

    assert sorted(path.parent.name for path in tmp_path.glob("*/*")) == ["02", "03"]


def test_there_may_be_nothing_to_throw_away(tmp_path: Path) -> None:
    trim(tmp_path / "none")

    assert not (tmp_path / "none").exists()
