"""Keep searches under a name, to be asked again."""

from __future__ import annotations

from pathlib import Path

from gongkai import index
from gongkai.archive import searches
from gongkai.errors import ArchiveError
from gongkai.model import SavedSearch
from gongkai.operations import opening
from gongkai.report.progress import Silent, Watch

SILENT = Silent()
_LONGEST = 40  # characters of a name


def keep(root: Path, search: SavedSearch, watch: Watch = SILENT) -> None:
    """Keep a search; one of the same name is replaced. Raises QueryError, ArchiveError."""
    index.parse(search.query)
    if not search.name.strip() or len(search.name) > _LONGEST:
        raise ArchiveError(f"检索的名称不能空着，最多 {_LONGEST} 字。")
    with opening.for_writing(root, watch):
        others = (one for one in searches.load(root) if one.name != search.name)
        searches.save(root, [*others, search])


def listed(root: Path) -> tuple[SavedSearch, ...]:
    """The saved searches of an archive, as they were entered."""
    with opening.for_reading(root):
        return searches.load(root)


def named(root: Path, name: str) -> SavedSearch:
    """The saved search of this name. Raises ArchiveError when there is none."""
    saved = {one.name: one for one in listed(root)}
    if name not in saved:
        known = f"有：{'、'.join(saved)}" if saved else "还没有保存过"
        raise ArchiveError(f"没有名为“{name}”的检索；{known}。")
    return saved[name]


def forget(root: Path, name: str, watch: Watch = SILENT) -> None:
    """Drop a saved search. Raises ArchiveError when there is none."""
    named(root, name)
    with opening.for_writing(root, watch):
        searches.save(root, [one for one in searches.load(root) if one.name != name])
