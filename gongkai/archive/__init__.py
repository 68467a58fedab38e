"""Keep documents, what is said of them, and what became of every file.

What is named here is imported when it is first asked for, as SQLAlchemy with it: that
takes longer than a search.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.archive.archive import Archive
    from gongkai.archive.ledger import Arrival, Fate, Sighting, State
    from gongkai.archive.lock import PATIENCE
    from gongkai.archive.queries import Counts
    from gongkai.archive.rows import Upheld, findable
    from gongkai.archive.runs import Run

_HOMES = {
    "PATIENCE": "lock",
    "Archive": "archive",
    "Arrival": "ledger",
    "Counts": "queries",
    "Fate": "ledger",
    "Run": "runs",
    "Sighting": "ledger",
    "State": "ledger",
    "Upheld": "rows",
    "findable": "rows",
}

__all__ = [
    "PATIENCE",
    "Archive",
    "Arrival",
    "Counts",
    "Fate",
    "Run",
    "Sighting",
    "State",
    "Upheld",
    "findable",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
