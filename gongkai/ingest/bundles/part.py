"""What openers of bundles yield."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gongkai.errors import IngestError


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a bundle. `chunks` unpacks it, once; it raises IngestErrors."""

    name: str  # as the bundle has it, decoded
    size: int  # bytes unpacked, as the bundle claims; 0 where it does not say
    chunks: Callable[[], Iterator[bytes]]
    packed: int | None = None  # bytes it takes in the bundle, where that is known


def refused(name: str, size: int, error: IngestError) -> Part:
    """A part that cannot be had."""

    def chunks() -> Iterator[bytes]:
        raise error

    return Part(name, size, chunks)
