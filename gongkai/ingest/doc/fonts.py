"""The names of the fonts of a binary Word document, by number."""

from __future__ import annotations

from collections.abc import Iterator

_NAME, _OLD_NAME = 40, 6  # where it begins in a font's description


def read_fonts(table: bytes, *, is_old: bool) -> tuple[str, ...]:
    """The names, as far as they can be read."""
    return tuple(_names(table, is_old=is_old))


def _names(table: bytes, *, is_old: bool) -> Iterator[str]:
    at = 2 if is_old else 4
    while at < len(table):
        description = table[at : at + 1 + table[at]]
        if is_old:
            yield description[_OLD_NAME:].partition(b"\0")[0].decode("latin-1")
        else:
            name = description[_NAME:].decode("utf-16-le", "replace")
            yield name.partition("\0")[0]
        at += 1 + table[at]
