"""The saved searches of an archive: a YAML file beside the catalogue, for people to read.

Each has a name, a query, how to sort, and filters:

    村务公开: {query: 村务公开 -公示, sort: date, filters: {since: "2020"}}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from gongkai.archive import handwritten
from gongkai.errors import ArchiveError
from gongkai.model import Filters, SavedSearch

NAME = "searches.yaml"

_HEAD = "# 保存的检索。用 gongkai search --save 添加，也可以手工修改。\n"
_SORTS = ("relevance", "date")
_FILTERS = {field.name for field in fields(Filters)}


def load(root: Path) -> tuple[SavedSearch, ...]:
    """The saved searches of the archive at `root`; none if there is no file.

    Raises ArchiveError, naming the search, when the file cannot be understood.
    """
    entries = handwritten.read(root / NAME) or {}
    if not isinstance(entries, dict):
        raise ArchiveError(f"{root / NAME} 应当是“名称: 检索”的对照表。")
    return tuple(_saved(root, str(name), entry) for name, entry in entries.items())


def save(root: Path, searches: Iterable[SavedSearch]) -> None:
    """Write all saved searches of the archive, whole or not at all."""
    entries = {one.name: _entry(one) for one in searches}
    handwritten.write(root / NAME, _HEAD, entries)


def _entry(one: SavedSearch) -> dict[str, Any]:
    filters = {name: value for name, value in asdict(one.filters).items() if value}
    return {"query": one.query, "sort": one.sort} | (
        {"filters": filters} if filters else {}
    )


def _saved(root: Path, name: str, entry: Any) -> SavedSearch:
    where = f"{root / NAME} 中的“{name}”"
    if not isinstance(entry, dict) or not entry.keys() <= {"query", "sort", "filters"}:
        raise ArchiveError(f"{where}只能有 query、sort、filters 三项。")
    query, sort = entry.get("query"), entry.get("sort", _SORTS[0])
    if not isinstance(query, str) or not query.strip():
        raise ArchiveError(f"{where}缺少 query，或者它不是文字。")
    if sort not in _SORTS:
        raise ArchiveError(f"{where}的 sort 应当是 {'、'.join(_SORTS)} 之一。")
    return SavedSearch(name, query, _filters(where, entry.get("filters") or {}), sort)


def _filters(where: str, entry: Any) -> Filters:
    if not isinstance(entry, dict) or not entry.keys() <= _FILTERS:
        known = "、".join(sorted(_FILTERS))
        raise ArchiveError(f"{where}的 filters 只能有这些项：{known}。")
    return Filters(**{name: str(value) for name, value in entry.items()})
