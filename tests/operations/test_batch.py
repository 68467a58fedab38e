"""Queries out of a file, each counted exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.errors import QueriesError
from gongkai.model import Filters
from gongkai.operations import batch


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", '检索式,备注\r\n"水渠, 维修",甲\r\n\r\n"""公开 制度""",乙\r\n'),
        ("a.txt", '水渠, 维修\n\n  "公开 制度"  \n'),
    ],
)
def test_a_file_has_a_query_in_each_line(
    tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert batch.read(tmp_path / name) == ["水渠, 维修", '"公开 制度"']


@pytest.mark.parametrize(
    "data", [b"", b"query\n", b"\n \n", b"\xff\xff\x81", b"a\n" * 10_001]
)
def test_a_file_without_queries_or_with_too_many_is_refused(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "q.csv"
    path.write_bytes(data)
    with pytest.raises(QueriesError, match="q"):
        batch.read(path)
    with pytest.raises(QueriesError, match="没有"):
        batch.read(tmp_path / "没有.csv")


def test_each_query_is_counted_just_so(filled: Path) -> None:
    queries = ["水渠的维修", "水渠维修", "村民代表会义", "(坏"]
    exact, loose, misspelt, wrong = batch.search(filled, queries, most=2)

    assert (exact.total, len(exact.hits), exact.problem) == (3, 2, "")
    assert (loose.total, loose.hits) == (0, ())  # it would have to be widened
    assert misspelt.total == 0
    assert (wrong.total, wrong.problem) == (0, "左括号没有配对")


def test_filters_hold_for_every_query(filled: Path) -> None:
    (one,) = batch.search(filled, ["杏花村"], Filters(since="2022"))
    assert one.total == 1
