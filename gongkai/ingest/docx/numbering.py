"""Automatic numbering as text: what Word shows before a paragraph of a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from gongkai.ingest.docx.names import VAL, w
from gongkai.ingest.docx.numerals import write
from gongkai.ingest.docx.styles import Styles, is_on, to_int

_KIND, _LIST, _LEVEL = w("abstractNum"), w("num"), w("lvl")
_IDS = {_KIND: w("abstractNumId"), _LIST: w("numId")}
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
class _List:
    """A list as paragraphs refer to it; lists of one kind share their counters."""

    kind: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)  # level → start, used once


class Numbering:
    """Counts as the document is walked: ask for each label once, in document order."""

    def __init__(
        self, read: Callable[[], etree._Element | None], styles: Styles
    ) -> None:
        """`read` gives the numbering part; it is called when the first label is due."""
        self._read = read
        self._styles = styles
        self._counters: dict[str, dict[int, int]] = {}

    def label(self, identity: str, level: int | None, style: str | None) -> str:
        """The number of the next paragraph of a list, with a space where one is due.

        `level` is None when only the paragraph's style says that it is in the list.
        A bullet is no number: it carries nothing, and stands in a symbol font.
        """
        found = self._lists.get(identity)
        if found is None:
            return ""
        place = _level_of(found, style) if level is None else level
        if place not in found.levels:
            return ""
        self._count(found, place)
        if found.levels[place].style == "bullet":
            return ""
        label = self._write(found, place)
        return label if not label or label[-1] in _CLOSED else label + " "

    def _count(self, found: _List, place: int) -> None:
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

    def _write(self, found: _List, place: int) -> str:
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

    @cached_property
    def _elements(self) -> dict[tuple[str, str], etree._Element]:
        """The kinds of lists and the lists, by tag and id."""
        root = self._read()
        return {
            (element.tag, element.get(_IDS[element.tag], "")): element
            for element in (root if root is not None else ())
            if element.tag in _IDS
        }

    @cached_property
    def _lists(self) -> dict[str, _List]:
        return {
            identity: self._read_list(element)
            for (tag, identity), element in self._elements.items()
            if tag == _LIST
        }

    def _read_list(self, element: etree._Element) -> _List:
        kind = self._follow(_kind_of(element))
        described = self._elements.get((_KIND, kind))
        levels = {} if described is None else dict(_levels(described))
        restarts = {}
        for override in element.iterchildren(w("lvlOverride")):
            place = to_int(override.get(w("ilvl")))
            levels |= dict(_levels(override))
            start = override.find(w("startOverride"))
            if start is not None:
                restarts[place] = to_int(start.get(VAL), 1)
                if place in levels:
                    levels[place] = replace(levels[place], start=restarts[place])
        return _List(kind, levels, restarts)

    def _follow(self, kind: str) -> str:
        """A kind of list may only point at a style that points at the real one."""
        element = self._elements.get((_KIND, kind))
        link = None if element is None else element.find(w("numStyleLink"))
        if link is None:
            return kind
        identity = self._styles.get(link.get(VAL, "")).list_id or ""
        target = self._elements.get((_LIST, identity))
        return kind if target is None else _kind_of(target)


def _kind_of(element: etree._Element) -> str:
    link = element.find(_IDS[_KIND])
    return "" if link is None else link.get(VAL, "")


def _level_of(found: _List, style: str | None) -> int:
    for place, level in found.levels.items():
        if style is not None and level.paragraph_style == style:
            return place
    return 0


def _levels(element: etree._Element) -> list[tuple[int, Level]]:
    return [
        (to_int(level.get(w("ilvl"))), _level(level))
        for level in element.iterchildren(_LEVEL)
    ]


def _level(element: etree._Element) -> Level:
    values = {child.tag: child.get(VAL, "") for child in element}
    restart = values.get(w("lvlRestart"))
    legal = element.find(w("isLgl"))
    return Level(
        start=to_int(values.get(w("start")), 1),
        style=values.get(w("numFmt"), "decimal"),
        text=values.get(w("lvlText"), ""),
        restart=None if restart is None else to_int(restart),
        is_legal=legal is not None and is_on(legal),
        paragraph_style=values.get(w("pStyle")),
    )
