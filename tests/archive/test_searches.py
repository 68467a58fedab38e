"""The saved searches of an archive, as a file that people may change."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.archive import searches
from gongkai.errors import ArchiveError
from gongkai.model import Filters, SavedSearch


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    saved = (
        SavedSearch("新的", '"公开 制度" -公示', Filters(since="2020"), "date"),
        SavedSearch("yes", "是: 否"),
    )
    searches.save(tmp_path, saved)
    assert searches.load(tmp_path) == saved
    searches.save(tmp_path, ())
    assert searches.load(tmp_path) == ()


def test_no_file_is_no_search(tmp_path: Path) -> None:
    assert searches.load(tmp_path) == ()


def test_a_year_needs_no_quotes(tmp_path: Path) -> None:
    text = "新的: {query: 公开, filters: {since: 2020}}"
    (tmp_path / "searches.yaml").write_text(text, encoding="utf-8")
    (saved,) = searches.load(tmp_path)
    assert saved == SavedSearch("新的", "公开", Filters(since="2020"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "不是正确的 YAML"),
        ("- 甲", "对照表"),
        ("甲: 公开", "“甲”只能有"),
        ("甲: {query: 公开, limit: 3}", "“甲”只能有"),
        ("甲: {sort: date}", "“甲”缺少 query"),
        ("甲: {query: 3}", "“甲”缺少 query"),
        ("甲: {query: 公开, sort: size}", "“甲”的 sort"),
        ("甲: {query: 公开, filters: {size: 3}}", "“甲”的 filters"),
    ],
)
def test_what_cannot_be_understood_is_named(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "searches.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ArchiveError, match=said):
        searches.load(tmp_path)
