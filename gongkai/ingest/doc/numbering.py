"""The lists of a binary Word document."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace

from gongkai.ingest.lists import Counters, Level, List

_MAX_LISTS = 10_000
_LIST, _LEVEL, _USE = 28, 28, 16  # bytes of their fixed parts
_SIMPLE, _LEGAL, _NEVER_RESTARTS = 0x01, 0x04, 0x08
_HAS_START, _HAS_LEVEL = 0x10, 0x20
_STYLES = {  # the names that Word's later format gives to the kinds of numbers
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth",
    16: "japaneseLegal", 17: "japaneseDigitalTenThousand", 18: "decimalEnclosedCircle",
    19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle",
    30: "ideographTraditional", 31: "ideographZodiac", 32: "ideographZodiacTraditional",
    33: "taiwaneseCounting", 34: "ideographLegalTraditional",
    35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


class Numbering:
    """Counts as the document is walked: ask for each label once, in document order."""

    def __init__(self, kinds: bytes, uses: bytes) -> None:
        """`kinds` runs on to the end of the stream: its length leaves the levels out."""
        self._kinds, self._uses = kinds, uses
        self._lists: dict[str, List] | None = None
        self._counters = Counters()

    def label(self, identity: str, level: int) -> str:
        """The number of the next paragraph of a list, with a space where one is due."""
        if self._lists is None:
            self._lists = dict(_read_uses(self._uses, dict(_read_kinds(self._kinds))))
        found = self._lists.get(identity)
        return "" if found is None else self._counters.label(found, level)


class _Reader:
    """Takes numbers and bytes one after the other; EOFError when there are no more."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise EOFError
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")


def _read_kinds(data: bytes) -> Iterator[tuple[int, dict[int, Level]]]:
    """The kinds of lists by their identity; those that can be read."""
    reader = _Reader(data)
    try:
        count = min(reader.number(2), _MAX_LISTS)
        heads = [reader.take(_LIST) for _ in range(count)]
        for head in heads:
            levels = 1 if head[26] & _SIMPLE else 9
            identity = int.from_bytes(head[:4], "little")
            yield identity, {place: _level(reader) for place in range(levels)}
    except EOFError:
        return


def _level(reader: _Reader) -> Level:
    head = reader.take(_LEVEL)
    start, kind, flags = struct.unpack_from("<iBB", head)
    reader.take(head[25] + head[24])
    text = reader.take(2 * reader.number(2)).decode("utf-16-le", "replace")
    return Level(
        start=start,
        style=_STYLES.get(kind, "decimal"),
        text="".join(f"%{ord(char) + 1}" if char < "\t" else char for char in text),
        restart=head[26] if flags & _NEVER_RESTARTS else None,
        is_legal=bool(flags & _LEGAL),
    )


def _read_uses(
    data: bytes, kinds: dict[int, dict[int, Level]]
) -> Iterator[tuple[str, List]]:
    """The lists by the number under which paragraphs use them."""
    reader = _Reader(data)
    try:
        count = min(reader.number(4), _MAX_LISTS)
        heads = [reader.take(_USE) for _ in range(count)]
    except EOFError:
        return
    is_whole = True
    for index, head in enumerate(heads, start=1):
        identity = int.from_bytes(head[:4], "little")
        found = List(str(identity), dict(kinds.get(identity, {})))
        try:
            if is_whole:
                _override(found, reader, head[12])
        except EOFError:
            is_whole = False
        yield str(index), found


def _override(found: List, reader: _Reader, count: int) -> None:
    """What one use of a list changes in its levels."""
    reader.take(4)
    for _ in range(count):
        start, flags = reader.number(4), reader.number(4)
        place = flags & 0xF
        if flags & _HAS_LEVEL:
            found.levels[place] = _level(reader)
            start = found.levels[place].start
        if flags & _HAS_START:
            found.restarts[place] = start
            if place in found.levels:
                found.levels[place] = replace(found.levels[place], start=start)
