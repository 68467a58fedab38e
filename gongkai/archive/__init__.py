"""Keep documents, what is said of them, and what became of every file."""

from gongkai.archive.archive import Archive
from gongkai.archive.ledger import Arrival, Fate, Sighting, State
from gongkai.archive.lock import PATIENCE
from gongkai.archive.queries import Counts
from gongkai.archive.rows import findable
from gongkai.archive.runs import Run

__all__ = [
    "PATIENCE",
    "Archive",
    "Arrival",
    "Counts",
    "Fate",
    "Run",
    "Sighting",
    "State",
    "findable",
]
