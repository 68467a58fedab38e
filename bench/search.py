"""`python -m bench.search`: the search engines beside plain Whoosh with jieba and SQLite.

Synthetic documents of 1,500 characters, words and phrases by Zipf's law. Every contender
gets the same documents (plain Whoosh fewer, it is slow to fill) and the same strings of
four characters; a search is the first page with all it shows. `right` is the share of
strings whose hits are just the documents that contain them.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import statistics
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from gongkai import index
from gongkai.model import (
    Classification,
    Extract,
    Filters,
    Found,
    Genre,
    Judgement,
    Kept,
    Metadata,
    PartialDate,
    Record,
    Score,
    Source,
    Span,
)

_LENGTH = 1500
_STRINGS = 100
_BATCH = 500

Search = Callable[[str], list[int]]  # the numbers of all documents that match
Fill = Callable[[Path, Sequence[str]], Search]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument(
        "--plain", type=int, default=500, help="documents of plain Whoosh"
    )
    options = parser.parse_args()
    texts = list(_texts(options.documents))
    strings = _strings(texts)
    print(f"{len(texts)} documents, {sum(map(len, texts))} characters")
    print(f"{'':15}{'docs/s':>8}{'size/text':>11}{'p50 ms':>9}{'p95 ms':>9}{'one char':>10}{'right':>8}")  # fmt: skip
    for engine in index.ENGINES:
        _measure(engine, _ours(engine), texts, strings)
    _measure("SQLite trigram", _sqlite, texts, strings)
    _measure("plain Whoosh", _plain_whoosh, texts[: options.plain], strings)


def _measure(
    name: str, fill: Fill, texts: Sequence[str], strings: Sequence[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        search = fill(Path(folder), texts)
        rate = len(texts) / (time.perf_counter() - begin)
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
        spent = sorted(_milliseconds(search, string) for string in strings)
        common = Counter("".join(texts[:50])).most_common()
        char = next(char for char, _ in common if char.isalpha())
        right = statistics.mean(_right(search, string, texts) for string in strings)
        ratio = size / sum(len(text.encode()) for text in texts)
        p50, p95 = spent[len(spent) // 2], spent[len(spent) * 95 // 100]
        single = _milliseconds(search, char)
        print(f"{name:15}{rate:8.0f}{ratio:11.2f}{p50:9.1f}{p95:9.1f}{single:10.1f}{right:8.0%}")  # fmt: skip


def _milliseconds(search: Search, string: str) -> float:
    begin = time.perf_counter()
    search(string)
    return (time.perf_counter() - begin) * 1000


def _right(search: Search, string: str, texts: Sequence[str]) -> bool:
    expected = {number for number, text in enumerate(texts) if string in text}
    return len(search(string)) == len(expected)


# Documents ------------------------------------------------------------------


def _texts(count: int, seed: int = 2024) -> Iterator[str]:
    """Clauses of frequent words, every second one a set phrase; a number now and then."""
    chance = random.Random(seed)
    chars = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    words = [
        "".join(_zipf(chance, chars, 10, chance.choices((1, 2, 3, 4), (8, 62, 15, 15))[0]))
        for _ in range(20_000)
    ]  # fmt: skip
    phrases = [
        "".join(_zipf(chance, words, 5, chance.randint(3, 6))) for _ in range(5_000)
    ]
    for _ in range(count):
        yield _text(chance, words, phrases)


def _text(chance: random.Random, words: Sequence[str], phrases: Sequence[str]) -> str:
    clauses: list[str] = []
    while sum(map(len, clauses)) < _LENGTH:
        if chance.random() < 0.5:
            clauses += _zipf(chance, phrases, 50, 1)
        else:
            clauses += _zipf(chance, words, 5, chance.randint(3, 8))
        if chance.random() < 0.1:
            clauses.append(str(chance.randint(1, 5000)))
        clauses.append(chance.choice("，，，。；、\n"))
    return "".join(clauses)


_WEIGHTS: dict[tuple[int, int], list[float]] = {}


def _zipf(chance: random.Random, of: Sequence[str], flat: int, count: int) -> list[str]:
    """The n-th comes 1 / (n + flat) times as often."""
    key = len(of), flat
    if key not in _WEIGHTS:
        _WEIGHTS[key] = list(accumulate(1 / (n + flat) for n in range(len(of))))
    return chance.choices(of, cum_weights=_WEIGHTS[key], k=count)


def _strings(texts: Sequence[str], seed: int = 5) -> list[str]:
    """Strings of four characters from anywhere in the documents."""
    chance = random.Random(seed)
    strings: list[str] = []
    while len(strings) < _STRINGS:
        text = chance.choice(texts)
        at = chance.randrange(len(text) - 4)
        if all("一" <= char <= "鿿" for char in text[at : at + 4]):
            strings.append(text[at : at + 4])
    return strings


# Contenders -----------------------------------------------------------------


def _ours(engine: str) -> Fill:
    def fill(folder: Path, texts: Sequence[str]) -> Search:
        made = index.begin(folder, engine)
        kept = [_kept(number, text) for number, text in enumerate(texts)]
        for start in range(0, len(kept), _BATCH):
            made.add(kept[start : start + _BATCH])
        made.publish()
        made.close()
        opened = index.open(folder)
        if opened is None:
            raise SystemExit(f"{engine} cannot read what it wrote")

        def search(string: str) -> list[int]:
            query = index.parse(string)
            found = opened.search(
                query, Filters(), sort="relevance", limit=10, offset=0
            )
            for match in found.matches:
                index.snippet(texts[int(match.id, 16)], query)
            return [0] * found.total

        return search

    return fill


def _kept(number: int, text: str) -> Kept:
    title, digest = (
        Found(text[:20], Span(0, 20)),
        hashlib.sha256(text.encode()).hexdigest(),
    )
    date = PartialDate(2000 + number % 25, number % 12 + 1, number % 28 + 1)
    record = Record(
        Source(Path(f"{number}.txt"), digest, "txt", len(text)),
        Extract(text, ()),
        Metadata(
            title=title,
            genre=Found(Genre(f"G{number % 20:02}", "公示"), title.span),
            issuer=Found(f"第{number % 300}村民委员会", title.span),
            issued_on=Found(date, title.span),
        ),
        Classification(Score(f"CW{number % 12:02}", "财务公开", 1.0)),
        Judgement(),
    )  # fmt: skip
    return Kept(f"{number:016x}", (record.source.path,), record)


def _sqlite(folder: Path, texts: Sequence[str]) -> Search:
    """FTS5 with its trigram tokenizer; it has no strings of fewer than three."""
    database = sqlite3.connect(folder / "fts.db")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='trigram')")
    database.executemany("INSERT INTO t (text) VALUES (?)", ((text,) for text in texts))
    database.commit()
    page = "SELECT snippet(t, 0, '<mark>', '</mark>', '…', 30) FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10"
    everything = "SELECT rowid FROM t WHERE t MATCH ?"

    def search(string: str) -> list[int]:
        database.execute(page, (f'"{string}"',)).fetchall()
        return [row for (row,) in database.execute(everything, (f'"{string}"',))]

    return search


def _plain_whoosh(folder: Path, texts: Sequence[str]) -> Search:
    """Whoosh as its manual has it, with the analyzer that jieba brings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        from jieba.analyse import ChineseAnalyzer
        from whoosh.fields import NUMERIC, TEXT, Schema
        from whoosh.index import create_in
        from whoosh.qparser import QueryParser

    jieba.setLogLevel("WARNING")
    schema = Schema(n=NUMERIC(stored=True), text=TEXT(stored=True, analyzer=ChineseAnalyzer()))  # fmt: skip
    made = create_in(str(folder), schema)
    writer = made.writer(limitmb=256)
    for number, text in enumerate(texts):
        writer.add_document(n=number, text=text)
    writer.commit()
    searcher, parser = made.searcher(), QueryParser("text", schema)

    def search(string: str) -> list[int]:
        results = searcher.search(parser.parse(f'"{string}"'), limit=10)
        for hit in results:
            hit.highlights("text")
        return [0] * len(results)

    return search


if __name__ == "__main__":
    main()
