"""What the rows of a binary Word document say of their cells."""

from __future__ import annotations

import struct

from gongkai.ingest.drafts import RowPlan

MAX_CELLS = 64  # in a row, as in Word


def read_plan(operand: bytes, *, is_old: bool) -> RowPlan:
    """The plan of a row; an empty one when it makes no sense."""
    count = operand[0] if operand else 0
    at = 1 + 2 * (count + 1)
    if not 0 < count <= MAX_CELLS or at > len(operand):
        return RowPlan()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    size = 10 if is_old else 20
    described = operand[at : at + size * count].ljust(size * count, b"\0")
    flags = tuple(
        int.from_bytes(described[cell : cell + 2], "little")
        for cell in range(0, size * count, size)
    )
    return RowPlan(edges if edges == tuple(sorted(edges)) else (), flags)
