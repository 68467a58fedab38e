"""What an index keeps of a document, the same for every engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from string import hexdigits

from gongkai.index import reading
from gongkai.index.chance import chance
from gongkai.model import Findable

Read = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as searches see it. Strings that are searched are readings; the text is
    one in the way that the engine asked for."""

    id: str
    text: str
    chance: tuple[str, ...]  # the words that it has only across others
    title: str
    issuer: str
    number: str
    category: str  # code
    category_name: str
    genre: str  # code
    genre_name: str
    issued_on: str  # ISO, to the precision the document states; empty if it has no date
    issuer_name: str  # as it is written
    status: str
    format: str
    missing: tuple[str, ...]  # elements

    @property
    def family(self) -> str:
        return self.category[:2]

    @property
    def year(self) -> str:
        return self.issued_on[:4]

    @property
    def order(self) -> int:
        """Greater stands before smaller: newer first, undated last, then by id.

        A number of 63 bits: the day, then the first digits of the id.
        """
        day = 0
        for part, most in zip_longest(
            map(int, _parts(self.issued_on)), _MOST, fillvalue=0
        ):
            day = day * 100 + min(part, most)
        return day << _ID_BITS | _LAST_ID - _number(self.id)

    def facets(self) -> dict[str, tuple[str, ...]]:
        """What the document counts for, by the name of the facet."""
        counts = {
            "family": (self.family,),
            "category": (self.category,),
            "genre": (self.genre,),
            "issuer": (self.issuer_name,),
            "year": (self.year,),
            "status": (self.status,),
            "missing": self.missing,
            "format": (self.format,),
        }
        return {name: tuple(filter(None, values)) for name, values in counts.items()}


_MOST = (9999, 12, 31)  # year, month, day
_ID_BITS = 36
_LAST_ID = (1 << _ID_BITS) - 1


def _parts(date: str) -> list[str]:
    return date.split("-") if date else []


def _number(id: str) -> int:
    """The first digits of an id as a number that sorts as they do."""
    digits = "".join(filter(hexdigits.__contains__, id))[: _ID_BITS // 4]
    return int(digits.ljust(_ID_BITS // 4, "0"), 16)


def entry(document: Findable, read: Read) -> Entry:
    """What an index keeps of a document; `read` is how it reads a text."""
    text = read(document.text)
    unspaced = text.replace(" ", "").replace(reading.MARK, reading.BREAK)
    return Entry(
        id=document.id,
        text=text,
        chance=chance(unspaced),
        title=reading.read(document.title),
        issuer=_read(document.issuer),
        number=reading.read(document.number),
        category=document.category,
        category_name=_read(document.category_name),
        genre=document.genre,
        genre_name=_read(document.genre_name),
        issued_on=document.issued_on,
        issuer_name=document.issuer,
        status=str(document.status),
        format=document.format,
        missing=document.missing,
    )


_read = lru_cache(1 << 12)(reading.read)  # of what many documents have in common
