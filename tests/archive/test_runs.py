"""The log of runs says what was done, when, and by which rules."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from gongkai import __version__
from gongkai.archive import Archive


def test_a_run_leaves_its_beginning_and_its_end(root: Path, archive: Archive) -> None:
    interrupted = archive.begin_run("ingest", "a" * 64, "2026.1")
    run = archive.begin_run("rejudge", "b" * 64, "2026.2")
    archive.end_run(run, {"judged": 7, "seconds": 0.5})
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        log = database.execute(
            "select run, event, task, tool_version, rules_version, counts, at from events"
        ).fetchall()
    assert [row[:5] for row in log] == [
        (interrupted.number, "begun", "ingest", __version__, "2026.1"),
        (run.number, "begun", "rejudge", __version__, "2026.2"),
        (run.number, "ended", "rejudge", __version__, "2026.2"),
    ]
    assert log[2][5] == '{"judged": 7, "seconds": 0.5}'
    assert datetime.fromisoformat(log[2][6]).tzinfo is not None
