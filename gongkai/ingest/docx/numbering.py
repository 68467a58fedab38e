"""Automatic numbering as text: what Word shows before a paragraph of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from gongkai.ingest.docx.names import VAL, w
from gongkai.ingest.docx.numerals import write
from gongkai.ingest.docx.styles import Styles, is_on, to_int

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

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._kinds: dict[str, etree._Element] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._numbers: dict[str, etree._Element] = {}
        for element in root if root is not None else ():
            if element.tag == w("abstractNum"):
                self._kinds[element.get(w("abstractNumId"), "")] = element
            elif element.tag == w("num"):
                self._numbers[element.get(w("numId"), "")] = element
        for identity, element in self._numbers.items():
            self._lists[identity] = self._read_list(element)

    def label(self, identity: str, level: int | None, style: str | None) -> str:
        """The number of the next paragraph of a list, with a space where one is due.

        `level` is None when only the paragraph's style says that it is in the list.
        """
        found = self._lists.get(identity)
        if found is None:
            return ""
        level = _level_of(found, style) if level is None else level
        if level not in found.levels:
            return ""
        self._count(found, level)
        label = self._write(found, level)
        return label if not label or label[-1] in _CLOSED else label + " "

    def _count(self, found: _List, level: int) -> None:
        counters = self._counters.setdefault(found.kind, {})
        if level in found.restarts:
            counters[level] = found.restarts.pop(level)
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = found.levels[level].start
        for deeper in [key for key in counters if key > level]:
            rule = found.levels[deeper].restart if deeper in found.levels else None
            if rule is None or level < rule:
                del counters[deeper]

    def _write(self, found: _List, level: int) -> str:
        counters = self._counters[found.kind]
        own = found.levels[level]
        if own.style == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = found.levels.get(place, own)
            if other.style == "none":
                return ""
            style = "decimal" if own.is_legal else other.style
            return write(counters.get(place, other.start), style)

        return _PLACEHOLDER.sub(number, own.text).strip()

    def _read_list(self, element: etree._Element) -> _List:
        link = element.find(w("abstractNumId"))
        kind = self._follow("" if link is None else link.get(VAL, ""))
        levels = dict(_levels(self._kinds[kind])) if kind in self._kinds else {}
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
        link = (
            self._kinds[kind].find(w("numStyleLink")) if kind in self._kinds else None
        )
        if link is None:
            return kind
        number = self._numbers.get(self._styles.get(link.get(VAL, "")).list_id or "")
        target = None if number is None else number.find(w("abstractNumId"))
        return kind if target is None else target.get(VAL, "")


def _level_of(found: _List, style: str | None) -> int:
    for place, level in found.levels.items():
        if style is not None and level.paragraph_style == style:
            return place
    return 0


def _levels(element: etree._Element) -> list[tuple[int, Level]]:
    return [
        (to_int(level.get(w("ilvl"))), _level(level))
        for level in element.iterchildren(w("lvl"))
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
