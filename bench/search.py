"""`python -m bench.search SIZE…`: our search beside plain Whoosh with jieba and SQLite.

Every contender gets the same documents (plain Whoosh fewer, it is slow to fill) and the
same strings of four characters. Ours starts from a catalogue and answers with the first
page, its marked passages and all facets. Filling and searching are processes of their
own, so that memory is that of a search. `right` is the share of strings whose hits are
just the documents that contain them.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from bench import zipf
from gongkai import index
from gongkai.archive import Archive, Arrival, catalogue, database, ledger, runs
from gongkai.model import (
    Block,
    BlockKind,
    Classification,
    ElementVerdict,
    Extract,
    Found,
    Genre,
    Judgement,
    Metadata,
    PartialDate,
    Record,
    Score,
    Source,
    Span,
    Verdict,
)
from gongkai.operations import indexing, searching

_STRINGS = 100
_TOGETHER = 500
_COLD = 5  # starts of the program, of which the median counts

Search = Callable[[str], tuple[int, float]]  # how many documents match; milliseconds


@dataclass(frozen=True)
class Contender:
    """How one fills a folder, and how it searches there."""

    name: str
    fill: Callable[[Path, Sequence[str]], None]
    search: Callable[[Path], Search]


@dataclass(frozen=True)
class Asked:
    """What strings found, how long each took, and the memory it needed in the end."""

    found: list[int]
    milliseconds: list[float]
    mebibytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[5_000])
    parser.add_argument("--plain", type=int, default=500, help="documents of plain Whoosh")  # fmt: skip
    parser.add_argument("--ours", action="store_true", help="without the others")
    options = parser.parse_args()
    for size in options.sizes:
        texts = list(zipf.texts(size))
        _heading(texts)
        _measure_ours(texts)
        if not options.ours:
            _measure_others(texts, options.plain)


def _heading(texts: Sequence[str]) -> None:
    print(f"\n{len(texts)} documents, {sum(map(len, texts))} characters")
    print(f"{'':15}{'docs/s':>8}{'CPU s':>7}{'size/text':>11}{'p50 ms':>9}{'p95 ms':>9}{'one char':>10}{'MiB':>7}{'right':>8}", flush=True)  # fmt: skip


def _measure_ours(texts: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        _archive(root, texts)
        for engine in index.ENGINES:
            _measure(_ours(engine), texts, root)
            _one_more(engine, root)
            _cold(root, zipf.strings(texts, 1)[0])


def _measure_others(texts: Sequence[str], plain: int) -> None:
    for contender, count in ((_SQLITE, len(texts)), (_PLAIN_WHOOSH, plain)):
        with tempfile.TemporaryDirectory() as folder:
            _measure(contender, texts[:count], Path(folder))


def _measure(contender: Contender, texts: Sequence[str], folder: Path) -> None:
    strings = zipf.strings(texts, _STRINGS)
    seconds, processor = _apart(_fill, contender.name, folder, len(texts))
    ratio = _bytes(folder) / sum(len(text.encode()) for text in texts)
    asked: Asked = _apart(_ask, contender.name, folder, strings)
    single: Asked = _apart(_ask, contender.name, folder, [zipf.commonest(texts)] * 3)
    right = statistics.mean(
        count == sum(string in text for text in texts)
        for count, string in zip(asked.found, strings, strict=True)
    )
    spent = sorted(asked.milliseconds)
    p50, p95 = spent[len(spent) // 2], spent[len(spent) * 95 // 100]
    print(f"{contender.name:15}{len(texts) / seconds:8.0f}{processor:7.1f}{ratio:11.2f}{p50:9.1f}{p95:9.1f}{single.milliseconds[-1]:10.1f}{single.mebibytes:7.0f}{right:8.0%}", flush=True)  # fmt: skip


def _apart(task: Callable[..., Any], *arguments: Any) -> Any:
    """What a task returns that runs in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(task, *arguments).result()


def _fill(name: str, folder: Path, count: int) -> tuple[float, float]:
    """How many seconds it took, and of how many of a processor."""
    texts = list(zipf.texts(count))
    begin, used = time.perf_counter(), time.process_time()
    _contender(name).fill(folder, texts)
    return time.perf_counter() - begin, time.process_time() - used


def _ask(name: str, folder: Path, strings: Sequence[str]) -> Asked:
    search = _contender(name).search(folder)
    search("先热一下")
    answers = [search(string) for string in strings]
    memory = psutil.Process().memory_info().rss / (1 << 20)
    return Asked([n for n, _ in answers], [spent for _, spent in answers], memory)


def _contender(name: str) -> Contender:
    everyone = (*map(_ours, index.ENGINES), _SQLITE, _PLAIN_WHOOSH)
    return next(one for one in everyone if one.name == name)


def _bytes(folder: Path) -> int:
    """What is in a folder, without the catalogue and what lies beside it."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return sum(p.stat().st_size for p in found if not p.name.startswith(database.NAME))


# Ours -----------------------------------------------------------------------


def _ours(engine: str) -> Contender:
    def fill(root: Path, _: Sequence[str]) -> None:
        with Archive.create_or_open(root, write=True) as archive:
            indexing.build(archive, engine).close()

    def search(root: Path) -> Search:
        def ask(string: str) -> tuple[int, float]:
            answer = searching.search(root, string)
            return (0 if answer.widened else answer.total), answer.took_ms

        return ask

    return Contender(engine, fill, search)


def _one_more(engine: str, root: Path) -> None:
    """How long until one more document is found."""
    text = f"{engine}新到的一件文件"
    with (
        Archive.create_or_open(root, write=True) as archive,
        indexing.Indexer(archive) as indexer,
    ):
        begin = time.perf_counter()
        with _entering(root) as enter:
            enter([_record(-1, text)])
        indexer.update()
        found = searching.search(root, f'"{text}"')
        seconds = time.perf_counter() - begin
    if found.total != 1 or found.widened:
        raise SystemExit(f"{engine}: the new document is not found")
    print(f"{'':15}one more document is found after {seconds:.2f} s")


def _cold(root: Path, string: str) -> None:
    command = [sys.executable, "-m", "gongkai", "search", string, "--archive", str(root)]  # fmt: skip
    spent = []
    for _ in range(_COLD):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        spent.append(time.perf_counter() - begin)
    milliseconds = 1000 * statistics.median(spent)
    print(f"{'':15}`gongkai search` from start to end takes {milliseconds:.0f} ms")


def _archive(root: Path, texts: Iterable[str]) -> None:
    """An archive whose catalogue holds these texts as documents."""
    Archive.create_or_open(root, write=True).close()
    with _entering(root) as enter:
        numbered = enumerate(texts)
        while some := list(islice(numbered, _TOGETHER)):
            enter([_record(number, text) for number, text in some])


@contextmanager
def _entering(root: Path) -> Iterator[Callable[[list[Record]], None]]:
    """A way into the catalogue for records without originals."""
    engine = database.open_for_writing(root)
    with engine.begin() as connection:
        run = runs.begin(connection, "ingest", "", "")

    def enter(records: list[Record]) -> None:
        with engine.begin() as connection:
            added = catalogue.add(connection, records, run)
            arrivals = [Arrival(record, record.source.size, 1) for record in records]
            ledger.enter(connection, arrivals, added, added, run)

    yield enter
    engine.dispose()


def _record(number: int, text: str) -> Record:
    """What the pipeline might make of a text: a block a line, some elements missing."""
    title = Found(text[:20], Span(0, 20))
    date = PartialDate(2000 + number % 25, number % 12 + 1, number % 28 + 1)
    digest = hashlib.sha256(text.encode()).hexdigest()
    elements = [
        ElementVerdict(f"N_{n}", f"第{n}项", Verdict.PASS if n % 4 else Verdict.FAIL)
        for n in range(12)
    ]
    return Record(
        Source(Path(f"{number}.txt").absolute(), digest, "txt", len(text)),
        Extract(text, tuple(_lines(text))),
        Metadata(
            title=title,
            genre=Found(Genre(f"G{number % 20:02}", "公示"), title.span),
            issuer=Found(f"第{number % 300}村民委员会", title.span),
            issued_on=Found(date, title.span),
        ),
        Classification(Score(f"CW{number % 12:02}", "财务公开", 1.0)),
        Judgement(tuple(elements)),
    )


def _lines(text: str) -> Iterator[Block]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield Block(BlockKind.PARAGRAPH, Span(at, at + len(line)))
        at += len(line)


# Others ---------------------------------------------------------------------


def _timed(search: Callable[[str], int]) -> Search:
    def timed(string: str) -> tuple[int, float]:
        begin = time.perf_counter()
        found = search(string)
        return found, (time.perf_counter() - begin) * 1000

    return timed


def _fill_sqlite(folder: Path, texts: Sequence[str]) -> None:
    """FTS5 with its trigram tokenizer; it has no strings of fewer than three."""
    database = sqlite3.connect(folder / "fts.db")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='trigram')")
    database.executemany("INSERT INTO t (text) VALUES (?)", ((text,) for text in texts))
    database.commit()
    database.close()


def _search_sqlite(folder: Path) -> Search:
    database = sqlite3.connect(folder / "fts.db")
    page = "SELECT snippet(t, 0, '<mark>', '</mark>', '…', 30) FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10"
    count = "SELECT count(*) FROM t WHERE t MATCH ?"

    def search(string: str) -> int:
        database.execute(page, (f'"{string}"',)).fetchall()
        return int(database.execute(count, (f'"{string}"',)).fetchone()[0])

    return _timed(search)


def _plain_whoosh() -> tuple[Any, Any, Any, Any]:
    """Whoosh as its manual has it, with the analyzer that jieba brings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        from jieba.analyse import ChineseAnalyzer
        from whoosh import index as indexes
        from whoosh.fields import NUMERIC, TEXT, Schema
        from whoosh.qparser import QueryParser

    jieba.setLogLevel("WARNING")
    schema = Schema(n=NUMERIC(stored=True), text=TEXT(stored=True, analyzer=ChineseAnalyzer()))  # fmt: skip
    return indexes.create_in, indexes.open_dir, schema, QueryParser("text", schema)


def _fill_plain_whoosh(folder: Path, texts: Sequence[str]) -> None:
    create_in, _, schema, _ = _plain_whoosh()
    writer = create_in(str(folder), schema).writer(limitmb=256)
    for number, text in enumerate(texts):
        writer.add_document(n=number, text=text)
    writer.commit()


def _search_plain_whoosh(folder: Path) -> Search:
    _, open_dir, _, parser = _plain_whoosh()
    searcher = open_dir(str(folder)).searcher()

    def search(string: str) -> int:
        results = searcher.search(parser.parse(f'"{string}"'), limit=10)
        for hit in results:
            hit.highlights("text")
        return len(results)

    return _timed(search)


_SQLITE = Contender("SQLite trigram", _fill_sqlite, _search_sqlite)
_PLAIN_WHOOSH = Contender("plain Whoosh", _fill_plain_whoosh, _search_plain_whoosh)


if __name__ == "__main__":
    main()
