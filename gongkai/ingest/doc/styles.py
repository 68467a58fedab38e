"""What the named styles of a binary Word document say that matters to its text."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from gongkai.ingest.doc import sprms
from gongkai.ingest.word import BODY_LEVEL, DEFAULT_SIZE, HEADING_NAME, Style

_NONE = 0xFFF
_MAX_CHAIN = 30
_BUILT_IN_HEADINGS = frozenset(
    (*range(1, 10), 62, 74)
)  # heading 1 to 9, title, subtitle
_PARAGRAPH_KIND, _CHARACTER_KIND = 1, 2
_CENTRED = 1
_LIKE_STYLE, _UNLIKE_STYLE = 0x80, 0x81
_NO_LIST = 0x7FF  # from here on: numbered by other means, or not at all

Settings = dict[int, bytes]  # the modifiers that matter, by number; the last one counts

_WANTED = frozenset(
    value
    for name, value in vars(sprms).items()
    if name.isupper() and isinstance(value, int) and not name.startswith("_")
)


def settings(data: bytes, *, is_old: bool) -> Settings:
    """The modifiers that matter."""
    found: Settings = {}
    for number, operand in sprms.modifiers(data, is_old=is_old):
        if number == sprms.PLAIN:
            found.clear()
        elif number in _WANTED:
            found[number] = operand
    return found


def number(found: Settings, modifier: int, default: int = 0) -> int:
    """The operand of a modifier as a number, or the default without it."""
    operand = found.get(modifier)
    return default if operand is None else int.from_bytes(operand, "little")


def apply(style: Style, found: Settings) -> Style:
    """A style with what modifiers change in it."""
    if not found:
        return style
    changes: dict[str, bool | int | str | None] = {}
    for modifier in (sprms.JUSTIFIED, sprms.JUSTIFIED_NEW):
        if modifier in found:
            changes["is_centred"] = number(found, modifier) == _CENTRED
    if number(found, sprms.OUTLINE_LEVEL, BODY_LEVEL) < BODY_LEVEL:
        changes["is_heading"] = True
    if sprms.LIST in found:
        identity = number(found, sprms.LIST)
        changes["list_id"] = str(identity) if 0 < identity < _NO_LIST else None
    if sprms.LIST_LEVEL in found:
        changes["list_level"] = number(found, sprms.LIST_LEVEL)
    if sprms.BOLD in found:
        changes["is_bold"] = toggled(found, sprms.BOLD, style.is_bold)
    if sprms.HIDDEN in found:
        changes["is_hidden"] = toggled(found, sprms.HIDDEN, style.is_hidden)
    if sprms.SIZE in found:
        changes["size"] = number(found, sprms.SIZE) or None
    return style._replace(**changes) if changes else style  # type: ignore[arg-type]


def toggled(found: Settings, modifier: int, by_style: bool) -> bool:
    """A switch that is on, off, as in the style, or not as in the style."""
    if modifier not in found:
        return by_style
    value = number(found, modifier)
    if value in (_LIKE_STYLE, _UNLIKE_STYLE):
        return by_style != (value == _UNLIKE_STYLE)
    return value == 1


class _Description(NamedTuple):
    identity: int  # of a built-in style
    kind: int
    base: int
    name: str
    settings: Settings


class Styles:
    """The styles of a document by number."""

    def __init__(self, table: bytes, *, is_old: bool) -> None:
        self._is_old = is_old
        self._raw, self._base_size = _descriptions(table)
        self._described: dict[int, _Description] = {}
        self._resolved: dict[int, Style] = {}

    @cached_property
    def size(self) -> int:
        """The size of the body, in half-points, as the default style has it."""
        return self.get(0).size or DEFAULT_SIZE

    def get(self, number: int) -> Style:
        """The style of that number, or a plain one."""
        if number not in self._resolved:
            self._resolved[number] = self._resolve(number)
        return self._resolved[number]

    def of_characters(self, number: int) -> Settings:
        """What a style of characters changes in that of the paragraph."""
        found: Settings = {}
        for description in self._chain(number):
            if description.kind == _CHARACTER_KIND:
                found = description.settings | found
        return found

    def _resolve(self, number: int) -> Style:
        style = Style()
        for description in reversed(list(self._chain(number))):
            style = apply(style, description.settings)
            if description.identity in _BUILT_IN_HEADINGS or HEADING_NAME.match(
                description.name
            ):
                style = style._replace(is_heading=True)
        return style

    def _chain(self, number: int) -> Iterator[_Description]:
        for _ in range(_MAX_CHAIN):
            if number not in self._raw:
                return
            if number not in self._described:  # of many styles few are used
                self._described[number] = _describe(
                    self._raw[number], self._base_size, is_old=self._is_old
                )
            yield self._described[number]
            number = self._described[number].base


def _descriptions(table: bytes) -> tuple[dict[int, bytes], int]:
    """The descriptions of styles by number, and the size of their fixed part."""
    found: dict[int, bytes] = {}
    if len(table) < 6:
        return found, 0
    head, count, base_size = struct.unpack_from("<3H", table)
    at = 2 + head
    for index in range(min(count, _NONE)):
        if at + 2 > len(table):
            break
        size = table[at] | table[at + 1] << 8
        at += 2
        if size >= base_size >= 8:
            found[index] = table[at : at + size]
        at += size
    return found, base_size


def _describe(data: bytes, base_size: int, *, is_old: bool) -> _Description:
    identity, kind, parts = struct.unpack_from("<3H", data.ljust(8, b"\0"))
    name, at = _name(data, base_size, is_old=is_old)
    found: Settings = {}
    for index in range(parts & 0xF):
        at += at & 1
        size = int.from_bytes(data[at : at + 2], "little")
        part = data[at + 2 : at + 2 + size]
        if kind & 0xF == _PARAGRAPH_KIND and index == 0:
            part = part[2:]
        found |= settings(part, is_old=is_old)
        at += 2 + size
    return _Description(identity & 0xFFF, kind & 0xF, kind >> 4, name, found)


def _name(data: bytes, at: int, *, is_old: bool) -> tuple[str, int]:
    """The name of a style, and where what follows it begins."""
    if is_old:
        length = data[at] if at < len(data) else 0
        return data[at + 1 : at + 1 + length].decode("latin-1"), at + length + 2
    length = int.from_bytes(data[at : at + 2], "little")
    raw = data[at + 2 : at + 2 + 2 * length]
    return raw.decode("utf-16-le", "replace"), at + 2 * length + 4
