"""Documents for the index, made by hand; indexes of every engine; a plain search."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from gongkai import index
from gongkai.index import Answer, Index, Query
from gongkai.model import (
    Block,
    BlockKind,
    Classification,
    DocNumber,
    ElementVerdict,
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
    Unjudgeable,
    Verdict,
)

MakeKept = Callable[..., Kept]
Fill = Callable[..., Index]


class Find(Protocol):
    def __call__(self, made: Index, query: str | Query, **asked: Any) -> list[str]: ...


@dataclass(frozen=True)
class Corpus:
    """An index of texts, and the texts by id."""

    made: Index
    texts: Mapping[str, str]


Collect = Callable[[Sequence[str]], AbstractContextManager[Corpus]]


def kept_of(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    issuer: str | None = None,
    number: DocNumber | None = None,
    category: tuple[str, str] = ("CW03", "财务公开"),
    genre: tuple[str, str] | None = ("G03", "公示"),
    date: PartialDate | None = None,
    missing: Sequence[str] = (),
    poor: bool = False,
) -> Kept:
    """A document of the archive that says `text`."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    here = Span(0, len(text))
    path = Path("来件") / f"{digest[:6]}.txt"
    elements = tuple(ElementVerdict(e, e, Verdict.FAIL) for e in missing)
    passed = ElementVerdict("N_DATE", "日期", Verdict.PASS)
    record = Record(
        Source(path, digest, "txt", len(text)),
        Extract(
            text,
            (Block(BlockKind.PARAGRAPH, here),),
            reasons=(Unjudgeable.NEARLY_EMPTY,) if poor else (),
        ),
        Metadata(
            title=Found(title, here) if title else None,
            genre=Found(Genre(*genre), here) if genre else None,
            issuer=Found(issuer, here) if issuer else None,
            doc_number=Found(number, here) if number else None,
            issued_on=Found(date, here) if date else None,
        ),
        Classification(Score(*category, 7.5)),
        Judgement((*elements, passed)),
    )
    return Kept(id or digest[:16], (path,), record)


def asked(
    made: Index,
    query: str | Query,
    *,
    sort: str = "relevance",
    limit: int = 1000,
    offset: int = 0,
    **filters: str,
) -> Answer:
    """What an index answers to a query, however it is given."""
    parsed = index.parse(query) if isinstance(query, str) else query
    wanted = Filters(**filters)
    return made.search(parsed, wanted, sort=sort, limit=limit, offset=offset)


@pytest.fixture
def kept() -> MakeKept:
    return kept_of


@pytest.fixture
def answer() -> Callable[..., Answer]:
    return asked


@pytest.fixture
def found() -> Find:
    """The ids that a query finds, in the order of the answer."""

    def found(made: Index, query: str | Query, **how: Any) -> list[str]:
        return [match.id for match in asked(made, query, **how).matches]

    return found


@pytest.fixture(params=index.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fill(tmp_path: Path, engine: str) -> Iterator[Fill]:
    """Make an index of documents: texts, or whole ones."""
    opened: list[Index] = []

    def fill(*documents: Kept | str) -> Index:
        made = index.begin(tmp_path / f"归档{len(opened)}", engine)
        opened.append(made)
        made.add(d if isinstance(d, Kept) else kept_of(d) for d in documents)
        return made

    yield fill
    for made in opened:
        made.close()


@pytest.fixture
def collect(engine: str) -> Collect:
    """Make an index of texts for an example of a property."""

    @contextmanager
    def collect(texts: Sequence[str]) -> Iterator[Corpus]:
        ids = {f"{number:016x}": text for number, text in enumerate(texts)}
        with (
            tempfile.TemporaryDirectory() as folder,
            index.begin(Path(folder), engine) as made,
        ):
            made.add(kept_of(text, id=id) for id, text in ids.items())
            yield Corpus(made, ids)

    return collect
