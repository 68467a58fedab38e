"""Archive what arrives in folders, for as long as it is left to run.

The folders are looked through again and again: that works on every disk, also on those
of other machines, which tell nobody what changes. Looking takes a tenth of the time at
most. A file is taken once it has kept its size and time for a while, so that one which is
still being written is left to grow; one that changes later is taken again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from gongkai.errors import ArchiveError, FailureCode, GongkaiError
from gongkai.ingest import Entry, find
from gongkai.model import Tally, Unfinished
from gongkai.operations import filling
from gongkai.report.progress import Silent, Watch

QUIET = 5.0  # seconds without a change after which a file is taken to be whole
PAUSE = 2.0  # seconds between two looks, at least …
SHARE = 10  # … and so many times as long as a look takes
LONGEST = 60.0  # seconds until the next try, when the archive cannot be written

_PASSING = (".part", ".partial", ".crdownload", ".download", ".tmp")
_OWNER = "~$"  # begins the name of the file in which Word notes who has a document open

_NO_FOLDER = "{path} 不是文件夹，或者打不开，无法监视。"
_LOST = "文件夹 {path} 现在打不开，等它回来。"

SILENT = Silent()


def watch(
    root: Path,
    folders: Sequence[Path],
    overlay: Path | None = None,
    jobs: int | None = None,
    watch: Watch = SILENT,
    ocr: bool = True,
    *,
    quiet: float = QUIET,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Tally]:
    """Archive what arrives, without end; what became of the files, each time there were some.

    What is there already is taken first. While the archive cannot be written, what
    arrives waits. Raises GongkaiError for a folder that is none, and as `ingest` does
    for rules that are wrong and on Ctrl-C.
    """
    roots = [Path(os.path.abspath(folder)) for folder in folders]  # noqa: PTH100
    for folder in roots:
        if not folder.is_dir():
            raise GongkaiError(_NO_FOLDER.format(path=folder))
    arrivals = _Arrivals(roots, root, quiet, watch)
    wait = 0.0
    while True:
        began = time.monotonic()
        ready = arrivals.look(began)
        took = time.monotonic() - began
        if ready:
            try:
                yield filling.take_in(
                    root, partial(list, ready), overlay, jobs, watch, ocr
                )
                arrivals.took(ready)
                wait = 0.0
            except ArchiveError as error:
                wait = _put_off(error, wait, watch)
            except Unfinished as unfinished:
                if not isinstance(unfinished.__cause__, ArchiveError):
                    raise
                wait = _put_off(unfinished.__cause__, wait, watch)
                yield unfinished.tally
        sleep(max(min(PAUSE, quiet), SHARE * took, wait))


def _put_off(error: ArchiveError, wait: float, watch: Watch) -> float:
    """Say why nothing was taken; the seconds until the next try."""
    watch.say(str(error))
    return min(2 * wait + PAUSE, LONGEST)


class _Arrivals:
    """What stands in the folders, how long it has been as it is, and what was taken."""

    def __init__(
        self, folders: Sequence[Path], closed: Path, quiet: float, watch: Watch
    ) -> None:
        self._folders, self._closed = folders, frozenset({closed})
        self._quiet, self._watch = quiet, watch
        self._since: dict[Entry, float] = {}
        self._taken: set[Entry] = set()
        self._lost: set[str] = set()

    def look(self, now: float) -> list[Entry]:
        """What has come to rest since, and was not taken as it is."""
        there = [entry for entry in self._found() if not _is_passing(entry.name)]
        self._since = {entry: self._since.get(entry, now) for entry in there}
        self._taken.intersection_update(there)
        return [
            entry
            for entry, since in self._since.items()
            if now - since >= self._quiet and entry not in self._taken
        ]

    def took(self, entries: Iterable[Entry]) -> None:
        """Note that these need not be taken again as they are."""
        self._taken.update(entries)

    def _found(self) -> Iterator[Entry]:
        """All that stands there; a folder that cannot be opened now is said to be so once."""
        roots = {str(folder) for folder in self._folders}
        lost = set()
        for entry in find(self._folders, self._closed):
            if entry.name in roots and entry.problem is FailureCode.UNREADABLE:
                lost.add(entry.name)
            else:
                yield entry
        for name in sorted(lost - self._lost):
            self._watch.say(_LOST.format(path=name))
        self._lost = lost


def _is_passing(name: str) -> bool:
    """Whether a name is that of a file which will have another one when it is whole."""
    last = os.path.basename(name).lower()  # noqa: PTH119
    return last.endswith(_PASSING) or last.startswith(_OWNER)
