"""The index by Whoosh, in pure Python: characters and pairs, then a look at the text.

Whoosh's phrase queries read positions one by one and are slow. So a document is
posted under each character and each pair of neighbours in it, without positions;
a string's pairs leave few documents, and the kept text decides. Pairs share a
fixed number of terms, so that the dictionary does not grow with the archive.
"""

from __future__ import annotations

import gc
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any as Engine
from typing import Self

from gongkai.index import filters as meaning
from gongkai.index import generations, reading
from gongkai.index.entry import Entry, entry
from gongkai.index.protocol import FACET_SIZE, FACETS, Answer, Match
from gongkai.index.query import Query
from gongkai.index.ranking import grade
from gongkai.index.whoosh.shelf import Facts, Shelf
from gongkai.index.whoosh.writer import Writer, merge, schema
from gongkai.model import Filters, Findable

with warnings.catch_warnings():  # Whoosh has escapes that newer Pythons warn of
    warnings.simplefilter("ignore")
    from whoosh import index

NAME = "whoosh"

_BATCH = 4000  # documents of a segment; their postings are held in memory


class WhooshIndex:
    """One generation, in a folder of its own."""

    engine = NAME

    def __init__(self, folder: Path, opened: Engine, generation: int) -> None:
        self.generation = generation
        self._folder = folder
        self._index = opened
        self._shelf = Shelf(opened.reader())

    @classmethod
    def create(cls, folder: Path, generation: int) -> Self:
        """An empty index in an empty folder."""
        return cls(folder, index.create_in(str(folder), schema()), generation)

    @staticmethod
    def files(folder: Path) -> Iterator[Path]:
        """The files of segments and the tables of them, none of which is written again."""
        return (
            path for path in sorted(folder.iterdir()) if path.suffix in (".seg", ".toc")
        )

    @staticmethod
    def is_sound(_: Path) -> bool:
        """Whether a file is what was written: Whoosh keeps nothing to tell that by."""
        return True

    @classmethod
    def open(cls, folder: Path, generation: int) -> Self:
        """The index of a folder. Raises ValueError when it is damaged."""
        with warnings.catch_warnings():  # Whoosh leaves open what it cannot read
            warnings.simplefilter("ignore", ResourceWarning)
            try:
                return cls(folder, index.open_dir(str(folder)), generation)
            except Exception as error:  # noqa: BLE001  of many kinds, some plain
                trouble = repr(error)
            gc.collect()  # its frames hold each other, and the open files
        raise ValueError(f"Whoosh cannot read it: {trouble}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._shelf.close()
        self._index.close()

    def publish(self) -> None:
        generations.publish(self._folder)

    # Filling ----------------------------------------------------------------

    def add(self, documents: Iterable[Findable]) -> list[str]:
        made = (entry(document, reading.read) for document in documents)
        ids: list[str] = []
        while batch := {e.id: e for e in islice(made, _BATCH)}:
            self._write(batch, batch.values())
            ids += batch
        return ids

    def remove(self, ids: Iterable[str]) -> None:
        self._write(ids, ())

    def _write(self, gone: Iterable[str], fresh: Iterable[Entry]) -> None:
        writer = Writer(self._index)
        try:
            for id in gone:
                for number in self._shelf.posted("id", id.encode()):
                    writer.delete_document(number)
            for new in fresh:
                writer.put(new)
            writer.commit(mergetype=merge)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        self._shelf.close()
        self._shelf = Shelf(self._index.reader())

    # Searching --------------------------------------------------------------

    def ids(self) -> Iterator[str]:
        shelf = self._shelf
        return iter(sorted(shelf.facts(number).id for number in shelf.all))

    def search(
        self, query: Query, filters: Filters, *, sort: str, limit: int, offset: int
    ) -> Answer:
        shelf = self._shelf
        scores = shelf.find(query, _allowed(shelf, filters))
        if sort == "date":
            scores = dict.fromkeys(scores, 0.0)
        scores = {number: grade(score) for number, score in scores.items()}
        ranked = sorted(scores, key=lambda n: (-scores[n], -shelf.facts(n).order))
        page = ranked[offset : offset + limit]
        return Answer(
            len(ranked),
            tuple(Match(shelf.facts(n).id, scores[n]) for n in page),
            _facets(shelf.facts(n) for n in ranked),
        )


def _allowed(shelf: Shelf, filters: Filters) -> set[int]:
    """The documents that filters leave."""
    allowed = shelf.all
    for name, value in meaning.exact(filters):
        allowed = allowed & shelf.posted(name, value.encode())
    if filters.issuer is not None:
        allowed = allowed & shelf.having("issuer", meaning.issued_by(filters.issuer))
    if (days := meaning.dated(filters)) is not None:
        allowed = allowed & shelf.having("issued_on", meaning.within(days))
    return allowed


def _facets(found: Iterable[Facts]) -> dict[str, dict[str, int]]:
    """The commonest values of each facet, and how many documents have them."""
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    counted = Counter(chain.from_iterable(facts.facets for facts in found))
    for value, times in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        facet = counts[FACETS[int(value[0])]]
        if len(facet) < FACET_SIZE:
            facet[value[2:]] = times
    return counts
