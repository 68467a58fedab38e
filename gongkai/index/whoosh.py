"""The index by Whoosh, in pure Python: characters and pairs, then a look at the text.

Whoosh's phrase queries read positions one by one and are slow. So a document is
posted under each character and each pair of neighbours in it, without positions;
a string's pairs leave few documents, and the kept text decides. Pairs share a
fixed number of terms, so that the dictionary does not grow with the archive.
"""

from __future__ import annotations

import gc
import json
import math
import warnings
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any as Engine
from typing import NamedTuple, Self

from gongkai.index import filters as meaning
from gongkai.index import generations, reading
from gongkai.index.entry import Entry, entry
from gongkai.index.protocol import FACET_SIZE, FACETS, Answer, Match
from gongkai.index.query import All, Any, Coded, Dated, Field, Not, Phrase, Query
from gongkai.model import Filters, Kept

with warnings.catch_warnings():  # Whoosh has escapes that newer Pythons warn of
    warnings.simplefilter("ignore")
    from whoosh import columns, fields, formats, index
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter
    from whoosh.reading import SegmentReader
    from whoosh.writing import SegmentWriter

NAME = "whoosh"

Scores = dict[int, float]  # of documents, by number

_BATCH = 4000  # documents of a segment; their postings are held in memory
_LARGEST = 2000  # documents of a segment that is merged with others
_TOGETHER = 8  # segments of a size before they are merged
_BLOCK = 512  # postings that are packed together
_PAIR_TERMS = 1 << 13
_ENOUGH = 32  # candidates; fewer are looked at at once
_MOST_GRAMS = 8

_TITLE_WEIGHT = 3.0
_USUAL_LENGTH = 4500  # bytes
_SATURATION, _BY_LENGTH = 1.2, 0.75  # BM25

_GRAMS = ("text", "title")
_NAMES = {
    Field.ISSUER: "issuer_words",
    Field.NUMBER: "number",
    Field.CATEGORY: "category_name",
    Field.GENRE: "genre_name",
}
_VALUES = ("id", "issued_on", *_NAMES.values(), *FACETS)


class WhooshIndex:
    """One generation, in a folder of its own."""

    engine = NAME

    def __init__(self, folder: Path, opened: Engine, generation: int) -> None:
        self.generation = generation
        self._folder = folder
        self._index = opened
        self._shelf = _Shelf(opened.reader())

    @classmethod
    def create(cls, folder: Path, generation: int) -> Self:
        """An empty index in an empty folder."""
        return cls(folder, index.create_in(str(folder), _schema()), generation)

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

    def add(self, documents: Iterable[Kept]) -> list[str]:
        entries = map(entry, documents)
        ids: list[str] = []
        while batch := {e.id: e for e in islice(entries, _BATCH)}:
            self._write(batch, batch.values())
            ids += batch
        return ids

    def remove(self, ids: Iterable[str]) -> None:
        self._write(ids, ())

    def _write(self, gone: Iterable[str], entries: Iterable[Entry]) -> None:
        writer = _Writer(self._index)
        try:
            for id in gone:
                for number in self._shelf.posted("id", id.encode()):
                    writer.delete_document(number)
            for new in entries:
                writer.put(new)
            writer.commit(mergetype=_merge)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        self._shelf.close()
        self._shelf = _Shelf(self._index.reader())

    # Searching --------------------------------------------------------------

    def ids(self) -> Iterator[str]:
        shelf = self._shelf
        return iter(sorted(shelf.facts(number).id for number in shelf.all))

    def spoilt(self) -> Iterator[Path]:
        return iter(())  # it keeps no checksums

    def search(
        self, query: Query, filters: Filters, *, sort: str, limit: int, offset: int
    ) -> Answer:
        shelf = self._shelf
        scores = shelf.find(query, _allowed(shelf, filters))
        if sort == "date":
            scores = dict.fromkeys(scores, 0.0)
        ranked = sorted(scores, key=lambda n: (-scores[n], -shelf.facts(n).order))
        page = ranked[offset : offset + limit]
        return Answer(
            len(ranked),
            tuple(Match(shelf.facts(n).id, scores[n]) for n in page),
            _facets(shelf.facts(n) for n in ranked),
        )


def _allowed(shelf: _Shelf, filters: Filters) -> set[int]:
    """The documents that filters leave."""
    allowed = shelf.all
    for name, value in meaning.exact(filters):
        allowed = allowed & shelf.posted(name, value.encode())
    if filters.issuer is not None:
        allowed = allowed & shelf.having("issuer", meaning.issued_by(filters.issuer))
    if (days := meaning.dated(filters)) is not None:
        allowed = allowed & shelf.having("issued_on", meaning.within(days))
    return allowed


class Facts(NamedTuple):
    """What is kept of a document beside its text."""

    id: str
    order: int
    title: str
    facets: list[str]  # each after the number of its facet and a colon


def _facets(found: Iterable[Facts]) -> dict[str, dict[str, int]]:
    """The commonest values of each facet, and how many documents have them."""
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    counted = Counter(chain.from_iterable(facts.facets for facts in found))
    for value, times in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        facet = counts[FACETS[int(value[0])]]
        if len(facet) < FACET_SIZE:
            facet[value[2:]] = times
    return counts


# Reading --------------------------------------------------------------------


class _Shelf:
    """An index as it was when opened. Documents are numbered over all segments."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader
        self._leaves = list(reader.leaf_readers()) if reader.doc_count_all() else []
        self._bases = [base for _, base in self._leaves]
        self._texts = [leaf.column_reader("text", translate=False) for leaf, _ in self._leaves]  # fmt: skip
        self._kept = [leaf.column_reader("facts", translate=False) for leaf, _ in self._leaves]  # fmt: skip
        self._known: dict[int, Facts] = {}

    def close(self) -> None:
        self._reader.close()

    @cached_property
    def all(self) -> set[int]:
        return set(self._reader.all_doc_ids())

    def facts(self, number: int) -> Facts:
        known = self._known.get(number)
        if known is None:
            leaf, within = self._place(number)
            known = Facts(*json.loads(self._kept[leaf][within]))
            self._known[number] = known
        return known

    def text(self, number: int) -> bytes:
        """The reading of a document's text, in UTF-8."""
        leaf, within = self._place(number)
        text: bytes = self._texts[leaf][within]
        return text

    def _place(self, number: int) -> tuple[int, int]:
        leaf = bisect_right(self._bases, number) - 1
        return leaf, number - self._bases[leaf]

    def posted(self, name: str, term: bytes) -> set[int]:
        """The documents posted under a term of a field."""
        found: set[int] = set()
        for leaf, base in self._leaves:
            if (name, term) in leaf:
                numbers = leaf.postings(name, term).all_ids()
                found.update(numbers if base == 0 else map(base.__add__, numbers))
        return found

    def having(self, name: str, test: Callable[[str], object]) -> set[int]:
        """The documents with a value that passes; there are fewer values than documents."""
        found: set[int] = set()
        for term in self._reader.lexicon(name):
            if test(term.decode()):
                found |= self.posted(name, term)
        return found

    # The query tree ---------------------------------------------------------

    def find(self, query: Query, among: set[int]) -> Scores:
        """The documents that match, of some, and how well."""
        match query:
            case Phrase():
                return self._phrase(query, among)
            case Coded():
                name, code = meaning.coded(query)
                return _plain(self.posted(name, code.encode()) & among)
            case Dated():
                return _plain(self.having("issued_on", meaning.within(query)) & among)
            case Not(part):
                return _plain(among - self.find(part, among).keys())
            case Any(parts, least):
                return _at_least(least, [self.find(part, among) for part in parts])
            case All(parts):
                return self._every(parts, among)

    def _every(self, parts: tuple[Query, ...], among: set[int]) -> Scores:
        """Each part looks only at what the parts before it left."""
        scores = _plain(among)
        for part in sorted(parts, key=lambda part: isinstance(part, Not)):
            found = self.find(part, scores.keys() & among)
            scores = {n: scores[n] + score for n, score in found.items()}
        return scores

    def _phrase(self, phrase: Phrase, among: set[int]) -> Scores:
        if phrase.field in _NAMES:
            holds = reading.contained(phrase.reading, wild=phrase.wild).search
            return _plain(self.having(_NAMES[phrase.field], holds) & among)
        candidates = self._candidates(phrase, among)
        if phrase.field is Field.TITLE:
            return self._in_title(phrase, candidates)
        return self._in_text(phrase, candidates)

    def _candidates(self, phrase: Phrase, among: set[int]) -> set[int]:
        """The documents that have the rarest characters and pairs of a phrase."""
        name, left = str(phrase.field), among
        terms = [(self._spread(name, term), term) for term in _sought(phrase)]
        for _, term in islice(sorted(terms), _MOST_GRAMS):
            if len(left) <= _ENOUGH:
                break
            left = left & self.posted(name, term)
        return left

    def _spread(self, name: str, term: bytes) -> int:
        return sum(
            leaf.doc_frequency(name, term)
            for leaf, _ in self._leaves
            if (name, term) in leaf
        )

    def _in_title(self, phrase: Phrase, candidates: set[int]) -> Scores:
        holds = reading.contained(phrase.reading, wild=phrase.wild).search
        found = [n for n in candidates if holds(self.facts(n).title)]
        return dict.fromkeys(found, self._rarity(len(found)))

    def _in_text(self, phrase: Phrase, candidates: set[int]) -> Scores:
        """How often the phrase stands in each text; a title that has it is better."""
        count = _counter(phrase)
        in_title = reading.contained(phrase.reading, wild=phrase.wild).search
        found: Scores = {}
        for number in candidates:
            text = self.text(number)
            if times := count(text):
                found[number] = _worth(times, len(text))
        rarity = self._rarity(len(found))
        for number, worth in found.items():
            titled = _TITLE_WEIGHT if in_title(self.facts(number).title) else 0.0
            found[number] = rarity * (worth + titled)
        return found

    def _rarity(self, found: int) -> float:
        return math.log(1 + (len(self.all) - found + 0.5) / (found + 0.5))


def _sought(phrase: Phrase) -> set[bytes]:
    """The terms that a text with the phrase is posted under."""
    parts = [phrase.reading]
    if phrase.wild:
        parts = phrase.reading.replace("?", "*").split("*")
    found: set[bytes] = set()
    for part in parts:
        found |= _pairs(part) if len(part) > 1 else {part.encode()}
    return found - {b""}


def _counter(phrase: Phrase) -> Callable[[bytes], int]:
    """How often a text has a phrase, as fast as can be."""
    edges = phrase.reading[0] + phrase.reading[-1]
    if not phrase.wild and not any(map(reading.in_run, edges)):
        wanted = phrase.reading.encode()
        return lambda text: text.count(wanted)
    held = reading.contained(phrase.reading, wild=phrase.wild)
    return lambda text: len(held.findall(text.decode()))


def _worth(times: int, length: int) -> float:
    """BM25 of a phrase without its rarity."""
    longer = 1 - _BY_LENGTH + _BY_LENGTH * length / _USUAL_LENGTH
    return times * (_SATURATION + 1) / (times + _SATURATION * longer)


def _plain(numbers: Iterable[int]) -> Scores:
    return dict.fromkeys(numbers, 0.0)


def _at_least(least: int, parts: list[Scores]) -> Scores:
    met = Counter(number for part in parts for number in part)
    return {
        number: sum(part.get(number, 0.0) for part in parts)
        for number, times in met.items()
        if times >= least
    }


# Writing --------------------------------------------------------------------


_PAIR = tuple(b"\0" + number.to_bytes(2, "big") for number in range(_PAIR_TERMS))


def _pairs(text: str) -> set[bytes]:
    """The terms of the pairs of neighbours in a text."""
    pairs = set(pairwise(text))
    return {_PAIR[(ord(a) * 7919 + ord(b) * 31) % _PAIR_TERMS] for a, b in pairs}


def _grams(text: str) -> set[bytes]:
    """The terms that a text is posted under."""
    return _pairs(text).union(map(str.encode, set(text)))


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


class _Writer(SegmentWriter):  # type: ignore[misc]
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
        for name, value in (("text", _bytes(entry.text)), ("facts", _packed(entry))):
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
    yield "text", _grams(entry.text)
    yield "title", _grams(entry.title)
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


def _packed(entry: Entry) -> bytes:
    facts = Facts(
        entry.id,
        entry.order,
        entry.title,
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
    """Terms without positions, which `_Writer` makes."""

    def __init__(self, column: Engine = None) -> None:
        super().__init__(formats.Existence(), None, sortable=column)


def _schema() -> Engine:
    made = fields.Schema()
    for name in (*_GRAMS, *_VALUES):
        made.add(name, _Terms(columns.VarBytesColumn() if name == "text" else None))
    made.add("facts", fields.COLUMN(columns.VarBytesColumn()))
    return made


def _merge(writer: _Writer, segments: list[Engine]) -> list[Engine]:
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
