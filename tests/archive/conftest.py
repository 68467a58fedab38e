"""Archives in a temporary folder, and records as the stages before would make them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongkai.archive import Archive, Arrival, Fate, Run
from gongkai.model import (
    Block,
    BlockKind,
    Cell,
    Classification,
    ElementVerdict,
    Extract,
    Failure,
    Finding,
    Found,
    Genre,
    Judgement,
    Metadata,
    NotADocument,
    Part,
    PartialDate,
    Record,
    Score,
    Secrecy,
    Severity,
    Source,
    Span,
    Unjudgeable,
    Verdict,
)

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "归档"


@pytest.fixture
def archive(root: Path) -> Iterator[Archive]:
    with Archive.create_or_open(root, write=True) as archive:
        yield archive


@pytest.fixture
def run(archive: Archive) -> Run:
    return archive.begin_run("ingest", "d" * 64, "2026.1")


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file into the folder of incoming ones."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / "来件" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def make_record() -> MakeRecord:
    return record_of


def record_of(
    path: Path,
    *,
    category: str = "CW03",
    date: PartialDate | None = None,
    issuer: str | None = "青禾村民委员会",
    secrecy: Secrecy | None = None,
    poor: bool = False,
) -> Record:
    """A record of a text file: a notice that lacks a telephone number."""
    data = path.read_bytes()
    text = data.decode()
    title = Span(0, len(text.partition("\n")[0]))
    here = Span(0, 1)
    table = Block(BlockKind.TABLE, here, 1, Part.BODY, (Cell(0, 0, here, 1, 2),))
    missing = Finding("N_PHONE", Severity.ERROR, "缺少监督电话", element="N_PHONE")
    return Record(
        Source(path, hashlib.sha256(data).hexdigest(), "txt", len(data)),
        Extract(
            text,
            (Block(BlockKind.HEADING, title), table),
            reasons=(Unjudgeable.NEARLY_EMPTY,) if poor else (),
        ),
        Metadata(
            title=Found(title.of(text), title),
            genre=Found(Genre("G03", "公示"), title),
            issuer=Found(issuer, title) if issuer else None,
            issued_on=Found(date, title) if date else None,
            secrecy=Found(secrecy, title) if secrecy else None,
        ),
        Classification(Score(category, "财务公开", 7.5), margin=2.5),
        Judgement(
            (
                ElementVerdict("N_PHONE", "监督电话", Verdict.FAIL),
                ElementVerdict("N_DATE", "日期", Verdict.PASS, "2024", here),
            ),
            (missing,),
        ),
    )


@pytest.fixture
def fill(archive: Archive, run: Run) -> Fill:
    """Commit outcomes as one batch, as the pipeline does."""

    def fill(*outcomes: Record | Failure | NotADocument) -> list[Fate]:
        arrivals = []
        for outcome in outcomes:
            if isinstance(outcome, Record):
                archive.keep(outcome.source)
            path = outcome.source.path if isinstance(outcome, Record) else outcome.path
            status = path.stat()
            arrivals.append(Arrival(outcome, status.st_size, status.st_mtime_ns))
        return archive.commit(arrivals, run)

    return fill
