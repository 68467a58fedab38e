"""The index by Tantivy: one term a Han character, with positions; strings as phrases."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import islice, takewhile
from pathlib import Path
from typing import Any as Engine
from typing import NamedTuple, Self

import tantivy
from tantivy import Occur, Order

from gongkai.errors import QueryError
from gongkai.index import filters as meaning
from gongkai.index import generations, ranking, reading
from gongkai.index.damage import is_sound
from gongkai.index.entry import Entry, entry
from gongkai.index.protocol import FACET_SIZE, FACETS, Answer, Match
from gongkai.index.query import (
    All,
    Any,
    Coded,
    Dated,
    Field,
    Not,
    Phrase,
    Query,
    phrases,
)
from gongkai.model import Filters, Findable, Status

NAME = "tantivy"

Hit = tuple[float, Engine]  # a score, and where the document is

_TOKENIZER = "terms"
_HEAP = 50_000_000  # bytes that each writing thread fills before it writes
_THREADS = 1  # the other core makes the entries
_TOTAL = "total"
_EXTRA = 32  # hits beyond the page, to see where equals end
_FEW = 100  # of so many documents one: these are counted without finding them again

_SEARCHED = {
    Field.TEXT: "text",
    Field.TITLE: "title",
    Field.ISSUER: "issuer_words",
    Field.NUMBER: "number",
    Field.CATEGORY: "category_name",
    Field.GENRE: "genre_name",
}


class _Page(NamedTuple):
    """A page of hits; and where all that match are, if they are few."""

    hits: list[Hit]
    every: list[Engine] | None = None


class TantivyIndex:
    """One generation, in a folder of its own."""

    engine = NAME

    def __init__(self, folder: Path, index: Engine, generation: int) -> None:
        self.generation = generation
        self._folder = folder
        self._index = index
        self._index.register_tokenizer(_TOKENIZER, _analyzer())
        self._schema = index.schema
        self._searcher = self._index.searcher()
        self._writer: Engine = None

    @classmethod
    def create(cls, folder: Path, generation: int) -> Self:
        """An empty index in an empty folder."""
        return cls(folder, tantivy.Index(_schema(), str(folder)), generation)

    @staticmethod
    def files(folder: Path) -> Iterator[Path]:
        """The files of what was committed last, none of which is written again."""
        committed = set(_segments(folder))
        return (
            path
            for path in sorted(folder.iterdir())
            if path.name.partition(".")[0] in committed
        )

    is_sound = staticmethod(is_sound)

    @classmethod
    def open(cls, folder: Path, generation: int) -> Self:
        """The index of a folder. Raises OSError or ValueError when it is damaged."""
        _check_files(folder)
        return cls(folder, tantivy.Index.open(str(folder)), generation)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def publish(self) -> None:
        generations.publish(self._folder)

    # Filling ----------------------------------------------------------------

    def add(self, documents: Iterable[Findable]) -> list[str]:
        fresh = self._searcher.num_docs == 0
        taken: dict[str, None] = {}
        with self._writing() as writer:
            for document in documents:
                new = entry(document, reading.spaced)
                if not fresh or new.id in taken:
                    writer.delete_documents_by_term("id", new.id)
                writer.add_document(_document(new))
                taken[new.id] = None
        return list(taken)

    def remove(self, ids: Iterable[str]) -> None:
        with self._writing() as writer:
            for id in ids:
                writer.delete_documents_by_term("id", id)

    def _writing(self) -> _Writing:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP * _THREADS, _THREADS)
        return _Writing(self._writer, self._refresh)

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    # Searching --------------------------------------------------------------

    def ids(self) -> Iterator[str]:
        everything = tantivy.Query.all_query()
        found = self._searcher.search(
            everything,
            limit=max(1, self._searcher.num_docs),
            order_by_field="id",
            order=Order.Asc,
            count=False,
        )
        return iter([id for id, _ in found.hits])

    def search(
        self, query: Query, filters: Filters, *, sort: str, limit: int, offset: int
    ) -> Answer:
        with _narrow_enough(query):
            return self._answer(query, filters, sort, limit, offset)

    def _answer(
        self, query: Query, filters: Filters, sort: str, limit: int, offset: int
    ) -> Answer:
        ranked = sort != "date" and any(map(_is_scored, phrases(query)))
        plain = self._narrowed(self._compile(query), filters)
        if ranked:
            best = self._narrowed(self._compile(query, scored=True), filters)
            page = self._by_relevance(query, best, limit, offset)
        else:
            page = _Page(self._by_date(plain, limit, offset))
        if page.every is not None:
            plain = _every([plain, self._among(page.every)])
        total, facets = self._counts(plain)
        matches = (Match(self._id(address), score) for score, address in page.hits)
        return Answer(total, tuple(matches), facets)

    def _by_date(self, query: Engine, limit: int, offset: int) -> list[Hit]:
        found = self._searcher.search(
            query,
            limit=max(1, limit),
            offset=offset,
            order_by_field="order",
            count=False,
        )
        return [(0.0, address) for _, address in found.hits[:limit]]

    def _by_relevance(
        self, query: Query, best: Engine, limit: int, offset: int
    ) -> _Page:
        """A page of the best hits. Where enough titles have a string, others need no look."""
        if isinstance(query, Phrase):
            title = _scoreless(self._phrase("title", query.reading))
            if self._searcher.search(title, limit=1).count >= offset + limit:
                page = self._best(_every([best, title]), limit, offset, _EXTRA)
                if len(page.hits) == limit:
                    return page._replace(every=None)
        few = self._searcher.num_docs // _FEW
        return self._best(best, limit, offset, max(few, _EXTRA))

    def _best(self, query: Engine, limit: int, offset: int, extra: int) -> _Page:
        """A page of the best hits; those that score the same are put in order.

        The engine knows no second key, so we read on until the equals end.
        """
        end = offset + limit
        wanted = end + extra
        while True:
            found = self._searcher.search(query, limit=wanted, count=False).hits
            hits = _down_to(end, found)
            if len(found) < wanted or len(hits) < len(found):
                break
            wanted *= 4
        orders = self._orders([address for _, address in hits])
        ranked = sorted(
            zip(hits, orders, strict=True), key=lambda hit: (-hit[0][0], -hit[1])
        )
        every = [address for _, address in found] if len(found) < extra else None
        return _Page([hit for hit, _ in islice(ranked, offset, end)], every)

    def _orders(self, addresses: list[Engine]) -> list[int]:
        orders: list[int] = self._searcher.fast_field_values("order", addresses)
        return orders

    def _among(self, addresses: list[Engine]) -> Engine:
        """These documents, and hardly any others: sooner found than a string again."""
        orders = self._orders(addresses)
        return tantivy.Query.term_set_query(self._schema, "order", orders)

    def _id(self, address: Engine) -> str:
        id: str = self._searcher.doc(address).get_first("id")
        return id

    def _counts(self, query: Engine) -> tuple[int, dict[str, dict[str, int]]]:
        """How many documents match, and the commonest values of each facet."""
        wanted = {
            name: {"terms": {"field": name, "size": FACET_SIZE}} for name in FACETS
        }
        wanted[_TOTAL] = {"value_count": {"field": "order"}}
        counted = self._searcher.aggregate(query, wanted)
        facets = {name: _in_order(counted[name]["buckets"]) for name in FACETS}
        return int(counted[_TOTAL]["value"]), facets

    # The query tree as queries of the engine ----------------------------------

    def _narrowed(self, query: Engine, filters: Filters) -> Engine:
        clauses = [self._term(name, value) for name, value in meaning.exact(filters)]
        if filters.issuer is not None:
            clauses.append(self._terms("issuer", meaning.issued_by(filters.issuer)))
        if (days := meaning.dated(filters)) is not None:
            clauses.append(self._terms("issued_on", meaning.within(days)))
        return _every([query, *map(_scoreless, clauses)]) if clauses else query

    def _compile(self, query: Query, *, scored: bool = False) -> Engine:
        """The query for the engine; without scores it is less work."""
        match query:
            case Phrase(Field.TEXT, reading, False) if scored:
                return self._scored(reading)
            case Phrase(field, reading, wild):
                return _scoreless(self._phrase(_SEARCHED[field], reading, wild))
            case Coded():
                return _scoreless(self._term(*meaning.coded(query)))
            case Dated():
                return self._terms("issued_on", meaning.within(query))
            case Not(part):
                return _every([_EVERYTHING], [self._compile(part)])
            case Any(parts, least):
                clauses = [
                    (Occur.Should, self._compile(part, scored=scored)) for part in parts
                ]
                return tantivy.Query.boolean_query(clauses, least)
            case All(parts):
                having = [p for p in parts if not isinstance(p, Not)] or [All()]
                without = [p.part for p in parts if isinstance(p, Not)]
                if not parts:
                    return _EVERYTHING
                return _every(
                    [self._compile(part, scored=scored) for part in having],
                    map(self._compile, without),
                )

    def _scored(self, phrase: str) -> Engine:
        """Documents whose text has the phrase, as well as `ranking` has it."""
        rarity = self._rarity(phrase)
        weight = ranking.weight(rarity)
        found, title = self._phrase("text", phrase), self._phrase("title", phrase)
        word = _every([_EVERYTHING], [self._term("chance", phrase)])
        evened = tantivy.Query.boost_query(found, weight / rarity if rarity else 1.0)
        return tantivy.Query.boolean_query(
            [
                (Occur.Must, evened),
                (Occur.Should, _worth(word, ranking.WORD * weight)),
                (Occur.Should, _worth(title, ranking.TITLE * weight)),
            ]
        )

    def _rarity(self, phrase: str) -> float:
        count = self._searcher.doc_freq
        documents = sum(
            count("status", status) for status in Status
        )  # and removed ones
        return ranking.rarity(documents, (count("text", t) for t in _terms(phrase)))

    def _phrase(self, name: str, phrase: str, wild: bool = False) -> Engine:
        words: list[str | tuple[int, str]] = [*_terms(phrase, wild=wild)]
        if wild:
            patterns: list[str | tuple[int, str]] = [
                reading.term_pattern(str(word)) for word in words
            ]
            if len(patterns) == 1:
                return tantivy.Query.regex_query(self._schema, name, str(patterns[0]))
            return tantivy.Query.regex_phrase_query(self._schema, name, patterns)
        if len(words) == 1:
            return self._term(name, str(words[0]), "freq")
        return tantivy.Query.phrase_query(self._schema, name, words)

    def _term(self, name: str, value: str, option: str = "basic") -> Engine:
        return tantivy.Query.term_query(self._schema, name, value, option)

    def _terms(self, name: str, test: Callable[[str], bool]) -> Engine:
        """Documents with a value that passes; there are far fewer values than documents."""
        values = self._searcher.terms_with_prefix(name, "")
        passing = [value for value, _ in values if test(value)]
        if not passing:
            return tantivy.Query.empty_query()
        return _scoreless(tantivy.Query.term_set_query(self._schema, name, passing))


def _is_scored(phrase: Phrase) -> bool:
    return phrase.field is Field.TEXT and not phrase.wild


def _down_to(end: int, found: list[Hit]) -> list[Hit]:
    """The hits of the pages up to an end, and those that are equal to the last one."""
    scores = [ranking.grade(score) for score, _ in found[:end]]
    last = scores[-1] if scores else math.inf
    graded = ((ranking.grade(score), address) for score, address in found)
    return list(takewhile(lambda hit: hit[0] >= last, graded))


class _Writing:
    """A batch: committed as a whole, or not at all."""

    def __init__(self, writer: Engine, done: Callable[[], None]) -> None:
        self._writer = writer
        self._done = done

    def __enter__(self) -> Engine:
        return self._writer

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            with suppress(ValueError):
                self._writer.rollback()
            return
        self._writer.commit()
        self._done()


@contextmanager
def _narrow_enough(query: Query) -> Iterator[None]:
    """Explain that a wildcard in a phrase stands for more terms than the engine bears."""
    try:
        yield
    except ValueError as error:
        if "max expansions" not in str(error):
            raise
        wild = next((p.reading for p in phrases(query) if p.wild), "*")
        message = "通配符代表的词太多，请多写几个字母或数字"
        raise QueryError(message, wild, wild.find("*")) from error


def _segments(folder: Path) -> list[str]:
    """What the files of each committed segment are called, before their kind."""
    meta = json.loads((folder / "meta.json").read_bytes())
    return [one["segment_id"].replace("-", "") for one in meta["segments"]]


def _check_files(folder: Path) -> None:
    """Raise ValueError when a file of a segment is gone: some are only opened late."""
    for name in _segments(folder):
        for kind in ("idx", "pos", "term", "store", "fast", "fieldnorm"):
            if not (folder / f"{name}.{kind}").is_file():
                raise ValueError(f"{name}.{kind} is missing")


def _schema() -> Engine:
    build = tantivy.SchemaBuilder()
    build.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")  # fmt: skip
    build.add_unsigned_field("order", fast=True, indexed=True)
    for name in _SEARCHED.values():
        build.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="position")
    for name in FACETS:
        build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")  # fmt: skip
    for name in ("issued_on", "chance"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return build.build()


def _analyzer() -> Engine:
    """Parts what is spaced out; by a regular expression it takes twice as long."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _terms(read: str, *, wild: bool = False) -> list[str]:
    return reading.terms(read.replace(reading.BREAK, reading.MARK), wild=wild)


def _document(entry: Entry) -> Engine:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    document.add_unsigned("order", entry.order)
    document.add_text("text", entry.text)
    document.add_text("title", reading.spaced(entry.title))
    for name, value in _names(entry):
        if value:
            document.add_text(name, _spaced(value))
    if entry.issued_on:
        document.add_text("issued_on", entry.issued_on)
    for word in entry.chance:
        document.add_text("chance", word)
    for name, values in entry.facets().items():
        for value in values:
            document.add_text(name, value)
    return document


def _names(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "issuer_words", entry.issuer
    yield "number", entry.number
    yield "category_name", entry.category_name
    yield "genre_name", entry.genre_name


_spaced = lru_cache(1 << 12)(reading.spaced)  # of what many documents have in common


def _every(having: Iterable[Engine], without: Iterable[Engine] = ()) -> Engine:
    return tantivy.Query.boolean_query(
        [(Occur.Must, query) for query in having]
        + [(Occur.MustNot, query) for query in without]
    )


def _worth(query: Engine, score: float) -> Engine:
    return tantivy.Query.const_score_query(query, score)


def _scoreless(query: Engine) -> Engine:
    return _worth(query, 0.0)


_EVERYTHING = _scoreless(tantivy.Query.all_query())


def _in_order(buckets: list[dict[str, Engine]]) -> dict[str, int]:
    counts = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
