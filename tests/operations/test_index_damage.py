"""A damaged index is noticed and made again; it never ends a search, and `verify` names it."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import index
from gongkai.archive import Archive
from gongkai.errors import ArchiveError
from gongkai.operations import filling, searching, upkeep

Write = Callable[..., Path]

QUERIES = ("水渠的维修", "会议议题", "title:杏花村", "第3号")
FLIPS = 14


@pytest.fixture(scope="module", params=index.ENGINES)
def whole(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    write_minutes: Write,
) -> Path:
    """An archive with an index by either engine."""
    folder = tmp_path_factory.mktemp("index") / "来件"
    for number in range(60):
        write_minutes(folder / f"{number}.txt", number)
    root = folder.parent / "归档"
    filling.ingest(root, [folder], jobs=1)
    upkeep.rebuild(root, request.param)
    return root


def totals(root: Path) -> list[int]:
    return [searching.search(root, query).total for query in QUERIES]


def test_a_flipped_bit_is_named_or_does_no_harm(whole: Path, root: Path) -> None:
    """Whoosh keeps no checksums: there a search may only not fail."""
    expected = totals(whole)
    chance = random.Random(20240521)
    files = [p.relative_to(whole) for p in (whole / "index").rglob("*") if p.is_file()]
    files = [path for path in files if (whole / path).stat().st_size]
    current = index.open(whole)
    assert current is not None
    current.close()
    for number in range(FLIPS):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(whole, root)
        path = root / files[number % len(files)]
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)

        named = [damage.kind for damage in upkeep.verify(root).damage]
        found = totals(root)

        assert set(named) <= {
            "index_damaged",
            "index_missing",
            "index_lacks",
            "index_foreign",
        }
        if current.engine == "tantivy":
            assert named or found == expected, path


def spoil(root: Path) -> None:
    """Have the engine find nonsense where it looks up documents."""
    for path in (root / "index").glob("*/data/*"):
        if path.suffix in (".store", ".seg"):
            data = path.read_bytes()
            half = len(data) // 2
            path.write_bytes(b"\xff" * half + data[half:])


def test_an_index_that_cannot_be_read_is_made_again_by_a_search(
    whole: Path, root: Path
) -> None:
    shutil.copytree(whole, root)
    spoil(root)
    assert totals(root) == totals(whole)
    assert upkeep.verify(root).damage == ()


def test_while_another_process_writes_that_is_one_sentence(
    whole: Path, root: Path
) -> None:
    shutil.copytree(whole, root)
    spoil(root)
    with (
        Archive.create_or_open(root, write=True),
        pytest.raises(ArchiveError) as caught,
    ):
        totals(root)
    assert "索引" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_searches_go_on_while_the_index_is_made_again(whole: Path, root: Path) -> None:
    shutil.copytree(whole, root)
    expected = totals(root)
    answers = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            answers.append(totals(root))

    searcher = threading.Thread(target=search)
    searcher.start()
    try:
        for _ in range(3):
            upkeep.rebuild(root)
    finally:
        done.set()
        searcher.join()
    assert answers
    assert all(answer == expected for answer in answers)
