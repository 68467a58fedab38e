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
from gongkai.model import Filters, Findable, PartialDate, Status

MakeDocument = Callable[..., Findable]
Fill = Callable[..., Index]


class Find(Protocol):
    def __call__(self, made: Index, query: str | Query, **asked: Any) -> list[str]: ...


@dataclass(frozen=True)
class Corpus:
    """An index of texts, and the texts by id."""

    made: Index
    texts: Mapping[str, str]


Collect = Callable[[Sequence[str]], AbstractContextManager[Corpus]]


def findable(
    text: str,
    *,
    id: str | None = None,
    title: str = "",
    issuer: str = "",
    number: str = "",
    category: tuple[str, str] = ("CW03", "财务公开"),
    genre: tuple[str, str] | None = ("G03", "公示"),
    date: PartialDate | None = None,
    missing: Sequence[str] = (),
    poor: bool = False,
) -> Findable:
    """A document of the archive that says `text`."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Findable(
        id or digest[:16],
        text,
        title=title,
        issuer=issuer,
        number=number,
        category=category[0],
        category_name=category[1],
        genre=genre[0] if genre else "",
        genre_name=genre[1] if genre else "",
        issued_on=str(date or ""),
        status=Status.CANNOT_JUDGE if poor else Status.OK,
        missing=tuple(missing),
    )


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
def document() -> MakeDocument:
    return findable


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

    def fill(*documents: Findable | str) -> Index:
        made = index.begin(tmp_path / f"归档{len(opened)}", engine)
        opened.append(made)
        made.add(d if isinstance(d, Findable) else findable(d) for d in documents)
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
            made.add(findable(text, id=id) for id, text in ids.items())
            yield Corpus(made, ids)

    return collect
