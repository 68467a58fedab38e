"""Binary Word documents, written byte by byte so that a test shows all there is.

`Word` writes what Word 97 writes: a head, the text, pages of formatting, and a second
stream of tables. `old_word` writes what Word 6 writes. Both leave out whatever a test
does not ask for.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

SECTOR, MINI, MINI_LIMIT = 512, 64, 4096
FREE, CHAIN_END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TEXT_AT = 0x600
STORIES = (
    "footnotes",
    "headers",
    "macros",
    "comments",
    "endnotes",
    "boxes",
    "header_boxes",
)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 compound file; streams under 4096 bytes share the mini stream."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(data: bytes) -> int:
        if not data:
            return CHAIN_END
        first = len(sectors)
        chunks = [data[at : at + SECTOR] for at in range(0, len(data), SECTOR)]
        sectors.extend(chunk.ljust(SECTOR, b"\0") for chunk in chunks)
        table.extend(range(first + 1, first + len(chunks)))
        table.append(CHAIN_END)
        return first

    mini = bytearray()
    mini_table: list[int] = []
    places: dict[str, int] = {}
    for name, data in streams.items():
        if len(data) >= MINI_LIMIT:
            places[name] = add(data)
            continue
        places[name] = len(mini_table)
        count = -(-len(data) // MINI)
        mini_table += [*range(len(mini_table) + 1, len(mini_table) + count), CHAIN_END]
        mini += data.ljust(count * MINI, b"\0")
    entries = [_entry("Root Entry", 5, add(bytes(mini)), len(mini), child=1)]
    for index, (name, data) in enumerate(streams.items(), start=1):
        right = index + 1 if index < len(streams) else FREE
        entries.append(_entry(name, 2, places[name], len(data), right=right))
    directory = add(b"".join(entries))
    mini_at = add(struct.pack(f"<{len(mini_table)}I", *mini_table))
    count = -(-(len(table) + 2) // 127)
    tables = range(len(sectors), len(sectors) + count)
    table += [TABLE] * count
    table += [FREE] * (-len(table) % 128)
    sectors += [
        struct.pack("<128I", *table[at : at + 128]) for at in range(0, len(table), 128)
    ]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<5H6x7I", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0, 4096, mini_at, 1
    )
    header += struct.pack("<2I", CHAIN_END, 0)
    header += struct.pack("<109I", *tables, *[FREE] * (109 - count))
    return header + b"".join(sectors)


def _entry(
    name: str, kind: int, start: int, size: int, right: int = FREE, child: int = FREE
) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack(
        "<HBB3I", len(raw), kind, 1, FREE, right, child
    )
    return head.ljust(116, b"\0") + struct.pack("<3I", start, size, 0)


@dataclass
class Word:
    """A document as Word 97 writes it, all in one piece unless told otherwise."""

    body: str
    paragraphs: Mapping[int, bytes] = field(
        default_factory=dict
    )  # by number, from 0 on
    runs: Mapping[str, bytes] = field(default_factory=dict)  # by the text they format
    stories: Mapping[str, str] = field(default_factory=dict)  # by name, of STORIES
    styles: Mapping[int, int] = field(default_factory=dict)  # paragraph → style
    parts: Mapping[int, bytes] = field(default_factory=dict)  # of the table stream
    pieces: Sequence[tuple[int, bool, int]] = ()  # characters, compressed, modifier
    modifiers: Sequence[bytes] = ()  # that pieces refer to
    flags: int = 0x0200
    version: int = 0xC1

    @staticmethod
    def sprm(number: int, operand: int | bytes) -> bytes:
        """A modifier; a number as operand takes as many bytes as the modifier says."""
        if isinstance(operand, int):
            size = (1, 1, 2, 4, 2, 2, 0, 3)[number >> 13]
            operand = operand.to_bytes(size, "little")
        return struct.pack("<H", number) + operand

    @classmethod
    def row_end(cls, edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
        """The modifiers of the mark that ends a row: its edges, and how cells are merged."""
        cells = b"".join(struct.pack("<H18x", flag) for flag in flags)
        plan = struct.pack(f"<B{len(edges)}h", len(edges) - 1, *edges) + cells
        plan = struct.pack("<H", len(plan) + 1) + plan
        return cls.sprm(0x2416, 1) + cls.sprm(0x2417, 1) + cls.sprm(0xD608, plan)

    def streams(self) -> dict[str, bytes]:
        """The streams of the document by name."""
        lengths = [len(self.stories.get(name, "")) for name in STORIES]
        text = self.body + "".join(self.stories.get(name, "") for name in STORIES)
        text += "\r" if any(lengths) else ""
        pieces = self.pieces or [(len(text), False, 0)]
        encoded, plan, places = self._place(text, pieces)
        main = bytearray(TEXT_AT) + encoded
        main += bytes(-len(main) % SECTOR)
        table = bytearray(b"\0")
        located: dict[int, tuple[int, int]] = {}

        def add(part: int, data: bytes, listed: int | None = None) -> None:
            located[part] = len(table), len(data) if listed is None else listed
            table.extend(data)

        add(33, self._clx(plan))
        for part, pages in (
            (12, self._characters(text, places)),
            (13, self._paragraphs(text, places)),
        ):
            first = len(main) // SECTOR
            main += b"".join(pages)
            bounds = [0] * (len(pages) + 1)
            numbers = range(first, first + len(pages))
            add(part, struct.pack(f"<{2 * len(pages) + 1}I", *bounds, *numbers))
        for part, data in self.parts.items():
            add(part, data)
        head = struct.pack("<6H", 0xA5EC, self.version, 0, 0x0804, 0, self.flags)
        main[: len(head)] = head
        struct.pack_into("<8I", main, 76, len(self.body), *lengths)
        struct.pack_into("<H", main, 152, 93)
        for part, (start, length) in located.items():
            struct.pack_into("<2I", main, 154 + 8 * part, start, length)
        return {"WordDocument": bytes(main), "1Table": bytes(table)}

    def file(self) -> bytes:
        """The file."""
        return compound(self.streams())

    @staticmethod
    def compound(streams: Mapping[str, bytes]) -> bytes:
        """A file of streams that a test has changed."""
        return compound(streams)

    @staticmethod
    def _place(
        text: str, pieces: Sequence[tuple[int, bool, int]]
    ) -> tuple[bytes, list[tuple[int, int, int]], list[int]]:
        """The text as it lies in the file, the plan of the pieces, where each character is."""
        encoded, at = bytearray(), 0
        plan: list[tuple[int, int, int]] = []
        places: list[int] = []
        for length, compressed, modifier in pieces:
            offset, width = TEXT_AT + len(encoded), 1 if compressed else 2
            claimed = 2 * offset | 0x40000000 if compressed else offset
            plan.append((at, claimed, modifier))
            places += range(offset, offset + length * width, width)
            part = text[at : at + length]
            encoded += part.encode("cp1252" if compressed else "utf-16-le")
            encoded += bytes(len(encoded) % 2)
            at += length
        plan.append((at, 0, 0))
        return bytes(encoded), plan, [*places, TEXT_AT + len(encoded)]

    def _clx(self, plan: list[tuple[int, int, int]]) -> bytes:
        starts = struct.pack(f"<{len(plan)}I", *(start for start, _, _ in plan))
        pieces = b"".join(
            struct.pack("<2xIH", at, modifier) for _, at, modifier in plan[:-1]
        )
        lists = b"".join(
            b"\x01" + struct.pack("<H", len(m)) + m for m in self.modifiers
        )
        return (
            lists + b"\x02" + struct.pack("<I", len(starts + pieces)) + starts + pieces
        )

    def _characters(self, text: str, places: list[int]) -> list[bytes]:
        runs, at = [], 0
        for part, modifiers in self.runs.items():
            start = text.index(part, at)
            end = start + len(part)
            runs += [
                (places[at], places[start], b""),
                (places[start], places[end], modifiers),
            ]
            at = end
        runs.append((places[at], places[len(text)], b""))
        runs = [run for run in runs if run[0] < run[1]]
        packed = [(a, b, bytes((len(m),)) + m if m else b"") for a, b, m in runs]
        return [page(packed[at : at + 10], 1) for at in range(0, len(packed), 10)]

    def _paragraphs(self, text: str, places: list[int]) -> list[bytes]:
        packed, at = [], 0
        for number, match in enumerate(re.finditer("[\r\x07\f]", text)):
            modifiers = self.paragraphs.get(number, b"")
            data = struct.pack("<H", self.styles.get(number, 0)) + modifiers
            data += bytes((len(data) + 1) % 2)
            data = bytes(((len(data) + 1) // 2,)) + data
            packed.append((places[at], places[match.end()], data))
            at = match.end()
        return [page(packed[at : at + 4], 13) for at in range(0, len(packed), 4)]


def page(runs: Sequence[tuple[int, int, bytes]], width: int) -> bytes:
    """A page of formatting: bounds, then where the modifiers of each run stand on it."""
    bounds = [start for start, _, _ in runs] + [runs[-1][1]] if runs else [0]
    data = bytearray(511)
    struct.pack_into(f"<{len(bounds)}I", data, 0, *bounds)
    end = 510
    for index, (_, _, modifiers) in enumerate(runs):
        if modifiers:
            end = (end - len(modifiers)) // 2 * 2
            data[end : end + len(modifiers)] = modifiers
            data[4 * len(bounds) + width * index] = end // 2
    assert 4 * len(bounds) + width * len(runs) <= end
    return bytes(data) + bytes((len(runs),))


def old_word(
    text: bytes, language: int = 0x0804, *, flags: int = 0, wide: bool = False
) -> bytes:
    """A document as Word 6 (or, with wide text, Word 95 of the Far East) writes it."""
    main = bytearray(TEXT_AT) + text
    struct.pack_into("<6H", main, 0, 0xA5DC, 104, 0, language, 0, flags | 0x1000 * wide)
    struct.pack_into("<2I", main, 24, TEXT_AT, len(main))
    struct.pack_into("<I", main, 52, len(text) // (1 + wide))
    return compound({"WordDocument": bytes(main).ljust(4096, b"\0")})


@pytest.fixture
def word() -> type[Word]:
    """Makes documents as Word 97 writes them."""
    return Word


@pytest.fixture
def old() -> Callable[..., bytes]:
    """Makes documents as Word 6 and 95 write them."""
    return old_word
