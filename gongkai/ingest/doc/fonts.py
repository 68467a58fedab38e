"""The fonts of a binary Word document, by number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_NAME, _OLD_NAME = 40, 6  # where it begins in a font's description
_CHARSET = 4


class Font(NamedTuple):
    """What a font is called, and the number of the character set it is made for."""

    name: str
    charset: int


def read_fonts(table: bytes, *, is_old: bool) -> tuple[Font, ...]:
    """The fonts, as far as they can be read."""
    return tuple(_fonts(table, is_old=is_old))


def _fonts(table: bytes, *, is_old: bool) -> Iterator[Font]:
    at = 2 if is_old else 4
    while at < len(table):
        description = table[at : at + 1 + table[at]].ljust(_OLD_NAME, b"\0")
        if is_old:
            name = description[_OLD_NAME:].partition(b"\0")[0].decode("latin-1")
        else:
            name = description[_NAME:].decode("utf-16-le", "replace").partition("\0")[0]
        yield Font(name, description[_CHARSET])
        at += 1 + table[at]
