"""Many queries at once, out of a file: an inspector's daily work."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from gongkai.errors import QueriesError, QueryError
from gongkai.model import Filters, Looked
from gongkai.operations import searching
from gongkai.report.progress import Silent, Watch

SILENT = Silent()
MOST = 10_000  # queries of a file

_HEADINGS = {"检索式", "检索词", "关键词", "query", "keyword"}


def read(path: Path) -> list[str]:
    """The queries of a file: the first column of a .csv file, else the lines.

    A heading is passed over, and what is empty. Raises QueriesError.
    """
    text = _text(path)
    if path.suffix.lower() == ".csv":
        cells = [row[0] for row in csv.reader(io.StringIO(text, newline="")) if row]
    else:
        cells = text.splitlines()
    found = [cell.strip() for cell in cells if cell.strip()]
    if found and found[0].lower() in _HEADINGS:
        found = found[1:]
    if not found:
        raise QueriesError(f"{path} 里没有检索式：每行写一个。")
    if len(found) > MOST:
        raise QueriesError(f"{path} 里的检索式太多：最多 {MOST} 个。")
    return found


def _text(path: Path) -> str:
    """In UTF-8, or else as Excel writes CSV in Chinese."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QueriesError(f"{path} 读不出来：{error.strerror or error}。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise QueriesError(f"{path} 不是 UTF-8 或 GB18030 文本，请另存为 CSV UTF-8。")


def search(
    root: Path,
    queries: list[str],
    filters: Filters | None = None,
    most: int = 100,
    watch: Watch = SILENT,
) -> Iterator[Looked]:
    """What each query finds just so, with its first hits; one that is wrong says why.

    Raises ArchiveError when there is nothing to search.
    """
    watch.expect(lambda: len(queries))
    for query in islice(queries, MOST):
        try:
            answer = searching.search(root, query, filters, limit=most, exact=True)
        except QueryError as error:
            yield Looked(query, 0, (), str(error))
        else:
            yield Looked(query, answer.total, answer.hits)
        watch.step()
