"""A damaged index is noticed and made again; it never ends a search, and `verify` names it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import index
from gongkai.archive import Archive
from gongkai.errors import ArchiveError
from gongkai.operations import filling, searching, upkeep

Write = Callable[..., Path]

QUERIES = ("水渠的维修", "会议议题", "title:杏花村", "第3号")
ONCE = {".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term", ".seg"}
SPOILT = int(os.environ.get("GONGKAI_SPOILT", "20"))  # 200 before a release


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


def put(path: Path, data: bytes) -> None:
    """Bytes in the place of a file, which a search of before may still have mapped."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(data)
    new.replace(path)


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    put(path, bytes(data))


def cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def delete(path: Path, _: random.Random) -> None:
    path.unlink()


def zero(path: Path, _: random.Random) -> None:
    path.write_bytes(bytes(path.stat().st_size))


SPOILS: tuple[Callable[[Path, random.Random], None], ...] = (
    flip,
    flip,
    cut,
    delete,
    zero,
)


def test_what_another_program_does_to_an_index_is_named_and_costs_no_hit(
    whole: Path, root: Path
) -> None:
    expected = totals(whole)
    chance = random.Random(20240521)
    files = [p.relative_to(whole) for p in (whole / "index").rglob("*") if p.is_file()]
    files = [path for path in files if (whole / path).stat().st_size]
    for number in range(SPOILT):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(whole, root)
        path = root / files[number % len(files)]
        way = SPOILS[number // len(files) % len(SPOILS)]
        way(path, chance)

        named = {damage.kind for damage in upkeep.verify(root).damage}
        found = totals(root)

        assert named <= {
            "index_damaged",
            "index_missing",
            "index_lacks",
            "index_foreign",
        }
        assert found == expected, (path, way)
        if path.parent.name == "data" and path.suffix not in (".json", ".lock"):
            assert named, (path, way)


def test_a_bit_that_the_disk_lost_is_named(whole: Path, root: Path) -> None:
    """Though the file has its size and its time, by which a search goes."""
    shutil.copytree(whole, root)
    chance = random.Random(5)
    files = [path for path in (root / "index").glob("*/data/*") if path.suffix in ONCE]
    for path in chance.sample(files, min(3, len(files))):
        status, data = path.stat(), path.read_bytes()
        flip(path, chance)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        damage = upkeep.verify(root).damage
        assert ("index_damaged", path) in {(one.kind, one.path) for one in damage}
        put(path, data)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert upkeep.verify(root).damage == ()


def test_an_index_that_was_copied_is_what_it_was(whole: Path, root: Path) -> None:
    """Its files have other times; they are read once to see that they are the same."""
    shutil.copytree(whole, root, copy_function=shutil.copyfile)
    before = (root / "index" / "CURRENT").read_text()
    assert totals(root) == totals(whole)
    assert (root / "index" / "CURRENT").read_text() == before


def test_what_a_run_is_just_writing_is_no_damage(whole: Path, root: Path) -> None:
    """Neither is it taken for what was written, when it is sealed half done."""
    shutil.copytree(whole, root)
    (data,) = (root / "index").glob("*/data")
    half = data / "0123456789abcdef0123456789abcdef.idx"
    half.write_bytes(b"half")
    generation = int(data.parent.name)

    assert totals(root) == totals(whole)
    index.seal(root, generation)
    half.write_bytes(b"half and half")
    assert totals(root) == totals(whole)
    assert int((root / "index" / "CURRENT").read_text()) == generation
    assert upkeep.verify(root).damage == ()


def test_making_the_index_again_may_be_killed_at_any_moment(
    whole: Path, root: Path
) -> None:
    shutil.copytree(whole, root)
    expected = totals(root)
    command = [sys.executable, "-m", "gongkai", "rebuild", "--archive", str(root)]
    begin = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.monotonic() - begin
    chance = random.Random(6)
    for _ in range(SPOILT // 10):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 1) * seconds)
        process.kill()
        process.wait()
        assert totals(root) == expected
    upkeep.rebuild(root)
    assert upkeep.verify(root).damage == ()
    assert len(list((root / "index").glob("*/data"))) == 1


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
