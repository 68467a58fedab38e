"""Archives as operations open them."""

from __future__ import annotations

from pathlib import Path

from gongkai.archive import Archive
from gongkai.report.progress import Watch


def for_reading(root: Path) -> Archive:
    """An archive that exists. Raises ArchiveError."""
    return Archive.create_or_open(root, write=False)


def for_writing(root: Path, watch: Watch) -> Archive:
    """The same as its writer; none is made. Waits a while for another writer."""
    for_reading(root).close()
    return Archive.create_or_open(root, write=True, waiting=watch.say)
