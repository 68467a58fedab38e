"""What may have been meant by a query that finds nothing, out of the archive's own words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from gongkai import index
from gongkai.archive import Archive
from gongkai.errors import QueryError
from gongkai.index import Index, Query, Vocabulary
from gongkai.index.query import phrases
from gongkai.model import Filters
from gongkai.operations import opening

_MOST = 5
_TRIED = 20  # strings for one that nothing has
_DOCUMENTS = 20_000  # the last ones, whose titles and names are the vocabulary


def suggest(
    archive: Archive, current: Index, text: str, query: Query, filters: Filters
) -> tuple[str, ...]:
    """Queries like this one that find something, the likeliest first."""
    documents = archive.counts().documents
    known = _vocabulary(archive.root, current.generation, documents)
    return tuple(islice(_finding(known, current, text, query, filters), _MOST))


def _finding(
    known: Vocabulary, current: Index, text: str, query: Query, filters: Filters
) -> Iterator[str]:
    for phrase in dict.fromkeys(phrases(query)):
        if (
            phrase.wild
            or phrase.reading not in text
            or _finds(current, phrase, filters)
        ):
            continue
        for near in known.near(phrase.reading, _TRIED):
            other = text.replace(phrase.reading, near)
            if _says(current, other, filters):
                yield other


def _says(current: Index, text: str, filters: Filters) -> bool:
    try:
        return _finds(current, index.parse(text), filters)
    except QueryError:
        return False


def _finds(current: Index, query: Query, filters: Filters) -> bool:
    return current.search(query, filters, sort="date", limit=1, offset=0).total > 0


@lru_cache(2)
def _vocabulary(root: Path, generation: int, documents: int) -> Vocabulary:
    """The words of an archive, as long as it has this index and so many documents."""
    with opening.for_reading(root) as archive:
        return index.vocabulary(archive.names(_DOCUMENTS))
