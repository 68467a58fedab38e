"""What an engine must do, and what it answers. No type of an engine leaves its module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from gongkai.index.query import Query
from gongkai.model import Filters, Findable

FACETS = (
    "family",
    "category",
    "genre",
    "issuer",
    "year",
    "status",
    "missing",
    "format",
)
FACET_SIZE = 200  # the commonest values of a facet that an answer counts


@dataclass(frozen=True, slots=True)
class Match:
    """A document that was found. Scores compare within one answer only."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """How many documents match, one page of them, and counts over all of them."""

    total: int
    matches: tuple[Match, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Index(Protocol):
    """One generation of the full-text index. Use as a context manager.

    One thread at a time; only one process may write.
    """

    generation: int
    engine: str

    def add(self, documents: Iterable[Findable]) -> list[str]:
        """Take in documents, in place of those under the same ids; returns the ids.

        They are found once this returns. When it raises, some may have been taken in;
        to add them again does no harm.
        """

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents; unknown ids are none."""

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in order."""

    def search(
        self, query: Query, filters: Filters, *, sort: str, limit: int, offset: int
    ) -> Answer:
        """One page of what matches: sorted by `relevance`, or by `date`, newest first.

        Documents that are equal in that come newest first, then by id.
        """

    def publish(self) -> None:
        """Make this generation the one that `open` finds, and remove older ones."""

    def close(self) -> None:
        """Let go of files; finish what runs in the background."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
