"""Property modifiers: the small instructions that formatting is written in.

Word 97 numbers them by two bytes, which also tell how long the operand is. Word 6
uses one byte, whose operand one has to know; so do the pieces of a document saved
fast. What matters to a text is put in terms of Word 97.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

PARAGRAPH_STYLE: Final = 0x4600
JUSTIFIED: Final = 0x2403
JUSTIFIED_NEW: Final = 0x2461
LIST_LEVEL: Final = 0x260A
LIST: Final = 0x460B
IN_TABLE: Final = 0x2416
ENDS_ROW: Final = 0x2417
OUTLINE_LEVEL: Final = 0x2640
DEPTH: Final = 0x6649
ENDS_INNER_CELL: Final = 0x244B
ENDS_INNER_ROW: Final = 0x244C
HUGE, HUGE_OLD = 0x6646, 0x6645
DELETED: Final = 0x0800
SYMBOL: Final = 0x6A09
CHARACTER_STYLE: Final = 0x4A30
PLAIN: Final = 0x2A33
BOLD: Final = 0x0835
HIDDEN: Final = 0x083C
SIZE: Final = 0x4A43
FONT: Final = 0x4A4F
TABLE_ROW: Final = 0xD608
TITLE_PAGE: Final = 0x300A

_CHANGED_TABS = 0xC615
_SIZES = (
    1,
    1,
    2,
    4,
    2,
    2,
    0,
    3,
)  # by the top three bits; 0: the operand begins with it

_TO_NEW = {
    2: PARAGRAPH_STYLE, 5: JUSTIFIED, 24: IN_TABLE, 25: ENDS_ROW, 65: DELETED,
    80: CHARACTER_STYLE, 83: PLAIN, 85: BOLD, 92: HIDDEN, 93: FONT, 99: SIZE,
    143: TITLE_PAGE, 190: TABLE_ROW,
}  # fmt: skip
_COUNTED = -1  # the first byte of the operand is its length
_OLD_BY_SIZE: dict[int, tuple[int, ...]] = {
    0: (83,),
    1: (
        *range(4, 12), 13, 14, 24, 25, 29, 37, 44, 50, 51, 65, 66, 67, 71, 75,
        *range(85, 93), 94, 98, 100, 102, 104, 117, 118, 119, 131, 132, 138, 139, 142,
        143, 146, 147, *range(150, 154), 158, 159, 162, 185, 186,
    ),
    2: (
        2, 16, 17, 18, 19, 21, 22, 26, 27, 28, *range(30, 37), *range(38, 44),
        *range(45, 50), 69, 72, 80, 93, 96, 97, 99, 101, 107, 109, 110, *range(121, 125),
        140, 141, 144, 145, 148, 149, *range(154, 158), 160, 161, *range(163, 172),
        182, 183, 184, 189, 195, 197, 198,
    ),
    3: (73, 95, 136, 137),
    4: (20, 70, 192, 194, 196, 200),
    5: (193, 199),
    12: (187,),
    _COUNTED: (
        3, 12, 15, 23, 52, 68, 74, 77, 79, 81, 82, 103, 105, 106, 108, *range(111, 117),
        120, 133, 188, 191,
    ),
}  # fmt: skip
_OLD_SIZES = {
    number: size for size, numbers in _OLD_BY_SIZE.items() for number in numbers
}
_OLD_TABLE_ROW = 190


def modifiers(data: bytes, *, is_old: bool) -> Iterator[tuple[int, bytes]]:
    """Each modifier with its operand, until the end or one that is not understood."""
    return _old(data) if is_old else _new(data)


def simple(number: int) -> int | None:
    """The modifier that a piece of a document saved fast names by a short number."""
    return _TO_NEW.get(number)


def _new(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 < len(data):
        number = data[at] | data[at + 1] << 8
        at += 2
        size = _SIZES[number >> 13]
        if number == TABLE_ROW:
            size = (int.from_bytes(data[at : at + 2], "little") or 1) - 1
            at += 2
        elif not size:
            size = data[at]
            at += 1
            if number == _CHANGED_TABS and size == 255:
                return
        yield number, data[at : at + size]
        at += size


def _old(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        number = data[at]
        at += 1
        if number == _OLD_TABLE_ROW:
            size = (int.from_bytes(data[at : at + 2], "little") or 1) - 1
            at += 2
        else:
            size = _OLD_SIZES.get(number, -2)
            if size == _COUNTED:
                size = data[at] if at < len(data) else 0
                at += 1
            elif size < 0:
                return
        if number in _TO_NEW:
            yield _TO_NEW[number], data[at : at + size]
        at += size
