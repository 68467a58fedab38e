"""Indexes come and go; a damaged one is no error, only one to be made anew."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gongkai import index
from gongkai.index import generations

if TYPE_CHECKING:
    from tests.index.conftest import Find, MakeDocument


@pytest.fixture
def root(tmp_path: Path, engine: str, document: MakeDocument) -> Path:
    """An archive with a published index of one document."""
    with index.begin(tmp_path / "归档", engine) as made:
        made.add([document("党务公开")])
        made.publish()
    return tmp_path / "归档"


def test_there_is_none_before_one_is_published(tmp_path: Path, engine: str) -> None:
    assert index.open(tmp_path) is None

    with index.begin(tmp_path, engine):
        assert index.open(tmp_path) is None


def test_the_published_one_is_opened(root: Path, engine: str, found: Find) -> None:
    opened = index.open(root)

    assert opened is not None
    with opened:
        assert opened.engine == engine
        assert len(found(opened, "党务公开")) == 1


def test_the_best_engine_is_chosen_by_itself(tmp_path: Path) -> None:
    with index.begin(tmp_path) as made:
        assert made.engine == index.ENGINES[0]


def test_a_new_one_takes_the_place_of_the_old_at_once(
    root: Path, engine: str, found: Find, document: MakeDocument
) -> None:
    old = index.open(root)
    assert old is not None
    with index.begin(root, engine) as new:
        new.add([document("村务公开")])
        assert new.generation > old.generation
        assert len(found(old, "党务公开")) == 1
        new.publish()
    old.close()

    current = index.open(root)

    assert current is not None
    with current:
        assert current.generation == new.generation
        assert found(current, "党务公开") == []
    folders = [p.name for p in (root / "index").iterdir() if p.is_dir()]
    assert folders == [str(new.generation)]


def test_what_was_begun_and_left_is_cleared_away(root: Path, engine: str) -> None:
    index.begin(root, engine).close()
    with index.begin(root, engine) as new:
        new.publish()

    folders = [p.name for p in (root / "index").iterdir() if p.is_dir()]
    assert folders == [str(new.generation)]


def test_generations_grow_even_when_all_were_deleted(root: Path, engine: str) -> None:
    opened = index.open(root)
    assert opened is not None
    opened.close()
    shutil.rmtree(root / "index")

    with index.begin(root, engine) as new:
        assert new.generation >= opened.generation


@pytest.mark.parametrize("damage", ["empty", "half", "garbage", "gone"])
def test_a_damaged_file_is_seen_when_it_is_opened(
    root: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    whole = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    harmless = ("lock", "LOCK", ".managed.json")  # empty, or made again
    for path, data in whole.items():
        if path.name.endswith(harmless) and (damage == "gone" or not data):
            continue
        caplog.clear()
        if damage == "gone":
            path.unlink()
        else:
            kinds = {"empty": b"", "half": data[: len(data) // 2]}
            path.write_bytes(kinds.get(damage, b"\x99\xff\x00" * 50))

        assert index.open(root) is None, path
        assert caplog.records or path.name == generations._CURRENT

        path.write_bytes(data)


def test_one_of_another_version_or_engine_is_not_opened(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (meta,) = (root / "index").glob("*/meta.json")
    said = json.loads(meta.read_bytes())
    caplog.set_level(logging.WARNING)
    others = [said | {"schema": 0}, said | {"engine": "opensearch"}, {}, [], None]
    for other in others:
        meta.write_text(json.dumps(other))
        caplog.clear()

        assert index.open(root) is None
        assert len(caplog.records) == 1


def test_a_search_loads_neither_the_words_nor_the_other_engine(root: Path) -> None:
    program = (
        "import sys, pathlib; from gongkai import index;"
        "i = index.open(pathlib.Path(sys.argv[1])); index.parse('党务公开');"
        "print(sorted({'jieba', 'tantivy', 'whoosh'} & set(sys.modules)), i.engine)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(root)],
        check=True, capture_output=True, encoding="utf-8",
    ).stdout  # fmt: skip

    loaded, engine = done.rsplit(" ", 1)
    assert loaded == f"['{engine.strip()}']"
