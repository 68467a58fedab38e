"""Which documents say nearly the same: a draft and its PDF, a notice that came out twice.

A text is taken as the set of its runs of five characters, without white space and
punctuation. Its sketch is the smallest hashes of that set (bottom-k MinHash): what two
sketches share tells how much the sets have in common, within four hundredths. Documents
are compared only when they share a key, which is made of a few hashes of a sketch, and
only with the last few that came with it. So filing another one costs the same however
many there are; of a form that was filled in hundreds of times, each is linked to some.

Figures, and why no library makes the sketches: docs/design-notes.md.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, union_all

from gongkai.archive.codec import clean
from gongkai.archive.ledger import chunks
from gongkai.archive.rows import Row
from gongkai.archive.schema import alike, likeness_keys, sketches
from gongkai.model import Extract, Part
from gongkai.text import fold

LIKE = 0.8  # of what two texts say in common, for them to be linked

_SHINGLE = 5  # characters
_LONGEST = 20_000  # characters that are looked at
_FEWEST = 40  # different shingles; a shorter text is like too many others
_SKETCH = 128  # hashes
_BINS, _OF_A_BIN = 16, 4  # keys of a document, and hashes in each
_LATEST = 16  # documents of a key that are looked at …
_CLOSEST = 12  # … of these, in all, that are compared …
_MOST = 6  # … and that are linked

_SILENT = re.compile(r"[\W_]+")
_FOURTH = "".join(map(chr, range(0x4E00, 0xA000, 4)))
_SOME = re.compile(rf"(?=([{_FOURTH}].{{{_SHINGLE - 1}}}))")
_OTHERS = re.compile(rf"(?=([^{_FOURTH}].{{{_SHINGLE - 1}}}))")
"""Runs that begin with certain characters have the smallest hashes, so that the others
of a long text need not be hashed at all."""


def sketch(extract: Extract) -> bytes:
    """What a text has in common with others can be told from its sketch; empty for a short one."""
    text = clean("".join(_said(extract))[: 2 * _LONGEST])
    data = _SILENT.sub("", fold(text))[:_LONGEST]
    hashes = _hashed(_SOME, data, 0)
    if len(hashes) < _SKETCH:
        hashes |= _hashed(_OTHERS, data, 1 << 31)
    if len(hashes) < _FEWEST:
        return b""
    smallest = sorted(hashes)[:_SKETCH]
    return struct.pack(f"<{len(smallest)}I", *smallest)


def _hashed(shingles: re.Pattern[str], text: str, least: int) -> set[int]:
    """The hashes of some runs of a text, of 31 bits above the least."""
    return {
        least | zlib.crc32(one.encode()) >> 1 for one in set(shingles.findall(text))
    }


def _said(extract: Extract) -> Iterator[str]:
    """The text without what stands above and below every page."""
    at = 0
    for block in extract.blocks:
        if block.part in (Part.HEADER, Part.FOOTER):
            yield extract.text[at : block.span.start]
            at = max(at, block.span.end)
    yield extract.text[at:]


def similarity(one: bytes, other: bytes) -> float:
    """How much two texts have in common, from 0 to 1, by their sketches."""
    first, second = _set(one), _set(other)
    both = sorted(first | second)[:_SKETCH]
    return len((first & second).intersection(both)) / len(both) if both else 0.0


def _may_be_like(one: bytes, other: bytes) -> bool:
    """Whether two texts may have enough in common: sooner told than how much they have."""
    first, second = _set(one), _set(other)
    most = min(_SKETCH, len(first | second))
    return len(first & second) >= LIKE * most


@lru_cache(maxsize=256)
def _set(sketch: bytes) -> frozenset[int]:
    return frozenset(_hashes(sketch))


def _hashes(sketch: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sketch) // 4}I", sketch)


def keys(sketch: bytes) -> list[int]:
    """Numbers of which two documents that are alike nearly always share one."""
    bins: dict[int, list[int]] = defaultdict(list)
    for hash in _hashes(sketch):
        bins[hash % _BINS].append(hash)
    return [
        (bin << 32) | zlib.crc32(struct.pack(f"<{len(some)}I", *some))
        for bin, some in ((bin, all[:_OF_A_BIN]) for bin, all in bins.items())
    ]


def link(connection: Connection, extracts: Iterable[tuple[int, Extract]]) -> None:
    """Link documents that were just added, in the order of their ids, to those like them."""
    made = {document: sketch(extract) for document, extract in extracts}
    if not made:
        return
    connection.execute(
        insert(sketches),
        [{"document": document, "sketch": of} for document, of in made.items()],
    )
    keyed = {document: keys(of) for document, of in made.items() if of}
    rows = [{"key": key, "document": of} for of, some in keyed.items() for key in some]
    if rows:
        connection.execute(insert(likeness_keys), rows)
    close = {of: _close(connection, of, some) for of, some in keyed.items()}
    others = {other for some in close.values() for other in some if other not in made}
    known = made | _kept(connection, others)
    found = [row for of, some in close.items() for row in _links(of, some, known)]
    if found:
        connection.execute(insert(alike), found)


def unlink(connection: Connection, made: Iterable[int]) -> None:
    """Forget what documents are like, whose text is not what it was."""
    for chunk in chunks(made):
        for column in (
            sketches.c.document,
            likeness_keys.c.document,
            alike.c.document,
            alike.c.other,
        ):
            connection.execute(delete(column.table).where(column.in_(chunk)))


def _lookup() -> Any:
    """The documents that came before one and share a key with it, the latest of each key."""
    return union_all(
        *(
            select(
                select(likeness_keys.c.document)
                .where(
                    likeness_keys.c.key == bindparam(f"key{number}"),
                    likeness_keys.c.document < bindparam("before"),
                )
                .order_by(likeness_keys.c.document.desc())
                .limit(_LATEST)
                .subquery()
            )
            for number in range(_BINS)
        )
    )


_LOOKUP = _lookup()


def _close(connection: Connection, document: int, keys: Sequence[int]) -> list[int]:
    """The documents that share most keys with one."""
    asked = {f"key{number}": -1 for number in range(_BINS)}
    asked |= {f"key{number}": key for number, key in enumerate(keys)}
    shared = Counter(connection.scalars(_LOOKUP, asked | {"before": document}))
    return [other for other, _ in shared.most_common(_CLOSEST)]


def _links(
    document: int, close: Sequence[int], known: Mapping[int, bytes]
) -> list[Row]:
    """Rows of `alike`, both ways, for the documents that are most like one."""
    told = sorted(
        (-similarity(known[document], known[other]), other)
        for other in close
        if _may_be_like(known[document], known[other])
    )
    return [
        {"document": one, "other": another, "similarity": round(-distance, 2)}
        for distance, other in told[:_MOST]
        if -distance >= LIKE
        for one, another in ((document, other), (other, document))
    ]


def _kept(connection: Connection, documents: Iterable[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for chunk in chunks(documents):
        query = select(sketches).where(sketches.c.document.in_(chunk))
        found.update((row.document, row.sketch) for row in connection.execute(query))
    return found
