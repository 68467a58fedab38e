"""Writes the format of Whoosh, faster than Whoosh does; it is read as ever."""

from __future__ import annotations

import json
import warnings
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any as Engine

from gongkai.index import reading
from gongkai.index.entry import Entry
from gongkai.index.protocol import FACETS
from gongkai.index.whoosh.shelf import Facts
from gongkai.index.whoosh.terms import GRAMS, VALUES, grams

with warnings.catch_warnings():  # Whoosh has escapes that newer Pythons warn of
    warnings.simplefilter("ignore")
    from whoosh import columns, fields, formats
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter
    from whoosh.reading import SegmentReader
    from whoosh.writing import SegmentWriter

_LARGEST = 2000  # documents of a segment that is merged with others
_TOGETHER = 8  # segments of a size before they are merged
_BLOCK = 512  # postings that are packed together


class _Postings(dict[bytes, "array[int]"]):
    def __missing__(self, term: bytes) -> array[int]:
        self[term] = array("I")
        return self[term]


class _Pool:
    """Which documents each term is in: a dictionary, where Whoosh would sort tuples."""

    def __init__(self) -> None:
        self._fields: dict[str, _Postings] = {}

    def field(self, name: str) -> _Postings:
        return self._fields.setdefault(name, _Postings())

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        name, term, number, _, _ = item
        self.field(name)[term].append(number)

    def iter_postings(self) -> Iterator[tuple[str, bytes, array[int]]]:
        for name, postings in sorted(self._fields.items()):
            for term in sorted(postings):
                if postings[term]:  # not all in documents that are gone
                    yield name, term, postings[term]

    def cleanup(self) -> None:
        self._fields.clear()


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Takes all postings of a term together."""

    def add_postings(self, schema: Engine, lengths: object, items: Engine) -> None:
        last = None
        for name, term, numbers in items:
            if name != last:
                if last is not None:
                    self.finish_field()
                self.start_field(name, schema[name])
                last = name
            self.start_term(term)
            self._postwriter.add_all(numbers)
            self.finish_term()
        if last is not None:
            self.finish_field()


class _PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    _ids: array[int]

    def add_all(self, numbers: array[int]) -> None:
        """Add the postings of a term a block at a time."""
        for at in range(0, len(numbers), self._blocklimit):
            if self._ids:
                self._write_block()
            self._ids = numbers[at : at + self._blocklimit]
            self._weights = array("f", [1.0]) * len(self._ids)
            self._maxweight = 1.0


class _Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own format on disk, written faster; it is read as ever."""

    length_stats = False

    def postings_writer(self, file: Engine, byteids: bool = False) -> _PostingsWriter:
        return _PostingsWriter(file, blocklimit=self._blocklimit, byteids=byteids)

    def field_writer(self, storage: Engine, segment: Engine) -> _FieldWriter:
        return _FieldWriter(self, storage, segment)


class Writer(SegmentWriter):  # type: ignore[misc]
    def __init__(self, opened: Engine) -> None:
        super().__init__(opened, codec=_Codec(blocklimit=_BLOCK))
        self.pool = _Pool()

    def put(self, entry: Entry) -> None:
        """Add a document, without Whoosh's detour over a tuple a term."""
        kept = self.perdocwriter
        kept.start_doc(self.docnum)
        for name, terms in _terms(entry):
            postings = self.pool.field(name)
            for term in terms:
                postings[term].append(self.docnum)
        length = reading.length(entry.text)
        kept.add_field("text", None, None, length)
        for name, value in (
            ("text", _bytes(entry.text)),
            ("facts", _packed(entry, length)),
        ):
            kept.add_column_value(name, self.schema[name].column_type, value)
        kept.finish_doc()
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(
        self, reader: Engine, start: int, moved: dict[int, int] | None
    ) -> None:
        """Take in the postings of a segment that is merged, a term at a time."""
        renumber = start.__add__ if moved is None else moved.__getitem__
        for name, term in reader.all_terms():
            numbers = reader.postings(name, term).all_ids()
            self.pool.field(name)[term].extend(map(renumber, numbers))


def _terms(entry: Entry) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "text", grams(entry.text)
    yield "title", grams(entry.title)
    yield "chance", map(_bytes, entry.chance)
    single = {
        "id": entry.id,
        "issued_on": entry.issued_on,
        "issuer_words": entry.issuer,
        "number": entry.number,
        "category_name": entry.category_name,
        "genre_name": entry.genre_name,
    }
    for name, value in single.items():
        yield name, [_bytes(value)] if value else []
    for name, values in entry.facets().items():
        yield name, {_bytes(value) for value in values}


def _packed(entry: Entry, length: int) -> bytes:
    facts = Facts(
        entry.id,
        entry.order,
        entry.title,
        length,
        [
            f"{FACETS.index(name)}:{value}"
            for name, values in entry.facets().items()
            for value in values
        ],
    )
    return json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


class _Terms(fields.FieldType):  # type: ignore[misc]
    """Terms without positions, which `Writer` makes."""

    def __init__(self, column: Engine = None) -> None:
        super().__init__(formats.Existence(), None, sortable=column)


def schema() -> Engine:
    made = fields.Schema()
    for name in (*GRAMS, *VALUES):
        made.add(name, _Terms(columns.VarBytesColumn() if name == "text" else None))
    made.add("facts", fields.COLUMN(columns.VarBytesColumn()))
    return made


def merge(writer: Writer, segments: list[Engine]) -> list[Engine]:
    """Take into the new segment the small ones of a size when there are many of it, and
    those that have lost many documents; return the others."""
    sizes = Counter(_size(segment) for segment in segments)
    others = []
    for segment in segments:
        many = _size(segment) >= 0 and sizes[_size(segment)] >= _TOGETHER
        if not many and segment.deleted_count() * 4 <= segment.doc_count_all():
            others.append(segment)
            continue
        old = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(old)
        old.close()
    return others


def _size(segment: Engine) -> int:
    """Segments of like size have the same; -1: too large to be merged."""
    count = int(segment.doc_count())
    return -1 if count > _LARGEST else count.bit_length() // 3
