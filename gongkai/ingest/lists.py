"""Automatic numbering: counting through the lists of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongkai.ingest.numerals import write

_PLACEHOLDER = re.compile(r"%([1-9])")
_CLOSED = "、，。．：；）)】]〕》」"  # after these no space is wanted


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None  # after which level (1-based); None: any higher one
    is_legal: bool = False  # higher levels in decimals too
    paragraph_style: str | None = None


@dataclass(slots=True)
class List:
    """A list as paragraphs refer to it; lists of one kind share their counters."""

    kind: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)  # level → start, used once


class Counters:
    """Counts as a document is walked: ask for each label once, in document order."""

    def __init__(self) -> None:
        self._counters: dict[str, dict[int, int]] = {}

    def label(self, found: List, place: int) -> str:
        """The number of the next paragraph of a list, with a space where one is due.

        A bullet is no number: it carries nothing, and stands in a symbol font.
        """
        if place not in found.levels:
            return ""
        self._count(found, place)
        if found.levels[place].style == "bullet":
            return ""
        label = self._write(found, place)
        return label if not label or label[-1] in _CLOSED else label + " "

    def _count(self, found: List, place: int) -> None:
        counters = self._counters.setdefault(found.kind, {})
        if place in found.restarts:
            counters[place] = found.restarts.pop(place)
        elif place in counters:
            counters[place] += 1
        else:
            counters[place] = found.levels[place].start
        for deeper in [key for key in counters if key > place]:
            rule = found.levels[deeper].restart if deeper in found.levels else None
            if rule is None or place < rule:
                del counters[deeper]

    def _write(self, found: List, place: int) -> str:
        counters = self._counters[found.kind]
        own = found.levels[place]

        def number(match: re.Match[str]) -> str:
            other_place = int(match[1]) - 1
            other = found.levels.get(other_place, own)
            if other.style == "none":
                return ""
            style = "decimal" if own.is_legal else other.style
            return write(counters.get(other_place, other.start), style)

        return _PLACEHOLDER.sub(number, own.text).strip()
