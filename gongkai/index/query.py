"""What a search asks for, as a small tree that every engine compiles for itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """Where a phrase must stand."""

    TEXT = "text"
    TITLE = "title"
    ISSUER = "issuer"
    NUMBER = "number"
    CATEGORY = "category"
    GENRE = "genre"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A string that a field must contain, as it reads (`reading.read`)."""

    field: Field
    reading: str
    wild: bool = False  # then `?` and `*` stand for letters and digits


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that a category or genre must have: DW04, or the family DW; or an id."""

    field: Field
    code: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A document of these days: ISO, to any precision; None is open."""

    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class All:
    """Every one of the parts; of none, any document."""

    parts: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least so many of the parts."""

    parts: tuple[Query, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Not:
    """What the part does not find."""

    part: Query


Query = Phrase | Coded | Dated | All | Any | Not


def phrases(query: Query) -> list[Phrase]:
    """The strings that a document may be found by, without those it must not have."""
    if isinstance(query, Phrase):
        return [query]
    if isinstance(query, All | Any):
        return [found for part in query.parts for found in phrases(part)]
    return []
