"""Automatic numbering as text: what Word shows before a paragraph of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from lxml import etree

from gongkai.ingest.docx.names import VAL, w
from gongkai.ingest.docx.styles import Styles, is_on, to_int
from gongkai.ingest.lists import Counters, Level, List

_KIND, _LIST, _LEVEL = w("abstractNum"), w("num"), w("lvl")
_IDS = {_KIND: w("abstractNumId"), _LIST: w("numId")}


class Numbering:
    """Counts as the document is walked: ask for each label once, in document order."""

    def __init__(
        self, read: Callable[[], etree._Element | None], styles: Styles
    ) -> None:
        """`read` gives the numbering part; it is called when the first label is due."""
        self._read = read
        self._styles = styles
        self._counters = Counters()

    def label(self, identity: str, level: int | None, style: str | None) -> str:
        """The number of the next paragraph of a list, with a space where one is due.

        `level` is None when only the paragraph's style says that it is in the list.
        """
        found = self._lists.get(identity)
        if found is None:
            return ""
        place = _level_of(found, style) if level is None else level
        return self._counters.label(found, place)

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
    def _lists(self) -> dict[str, List]:
        return {
            identity: self._read_list(element)
            for (tag, identity), element in self._elements.items()
            if tag == _LIST
        }

    def _read_list(self, element: etree._Element) -> List:
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
        return List(kind, levels, restarts)

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


def _level_of(found: List, style: str | None) -> int:
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
