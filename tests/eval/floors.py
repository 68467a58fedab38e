"""The pinned floors: what the judgements have reached, and may not fall below."""

from __future__ import annotations

import json
from pathlib import Path

PATH = Path(__file__).with_name("floors.json")

Shares = dict[str, float]


def load() -> dict[str, Shares]:
    """Shares by set and measure."""
    floors: dict[str, Shares] = json.loads(PATH.read_text(encoding="utf-8"))
    return floors


def save(floors: dict[str, Shares]) -> None:
    """Pin these floors."""
    PATH.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def lower(pinned: Shares, measured: Shares) -> Shares:
    """What was measured of the measures that fell, or are gone, below their floor."""
    return {
        measure: measured.get(measure, 0.0)
        for measure, floor in pinned.items()
        if measured.get(measure, 0.0) < floor
    }
