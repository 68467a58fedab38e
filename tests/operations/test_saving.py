"""Searches that are kept under a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.errors import ArchiveError, QueryError
from gongkai.model import SavedSearch
from gongkai.operations import saving


def test_a_search_of_the_same_name_is_replaced(archive: Path) -> None:
    saving.keep(archive, SavedSearch("水渠", "水渠"))
    saving.keep(archive, SavedSearch("村民", "村民"))
    saving.keep(archive, SavedSearch("水渠", "水渠 维修"))

    assert [one.query for one in saving.listed(archive)] == ["村民", "水渠 维修"]
    assert saving.named(archive, "水渠").query == "水渠 维修"


def test_what_is_not_there_is_said_with_what_is(archive: Path) -> None:
    with pytest.raises(ArchiveError, match="还没有保存过"):
        saving.named(archive, "水渠")
    saving.keep(archive, SavedSearch("水渠", "水渠"))
    with pytest.raises(ArchiveError, match="有：水渠"):
        saving.forget(archive, "村民")


def test_a_search_that_cannot_be_asked_is_not_kept(archive: Path) -> None:
    with pytest.raises(QueryError):
        saving.keep(archive, SavedSearch("坏", "(水渠"))
    for name in ("", " ", "长" * 41):
        with pytest.raises(ArchiveError, match="名称"):
            saving.keep(archive, SavedSearch(name, "水渠"))
    assert saving.listed(archive) == ()
