"""What one task may use, and what is left of one whose worker did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from gongkai.errors import FailureCode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use. Memory is capped where the system can (not on Windows)."""

    seconds: float = 60.0
    longest: float = 3600.0  # seconds, however often it is given its time again
    memory: int = 2 << 30  # bytes of address space
    answer: int = 256 << 20  # bytes, pickled


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """A task whose worker did not live to answer, or had too much to say."""

    task: T
    code: FailureCode
    detail: str
