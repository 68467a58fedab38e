"""The log of runs says what was done, when, and by which rules."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

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


def test_the_log_can_be_read_again(archive: Archive) -> None:
    run = archive.begin_run("rejudge", "b" * 64, "2026.2")
    archive.end_run(run, {"judged": 7})
    begun, ended = archive.log()
    assert (begun.number, begun.event, ended.number, ended.event) == (
        1,
        "begun",
        2,
        "ended",
    )
    assert (ended.run, ended.counts, ended.rules_digest) == (1, {"judged": 7}, "b" * 64)
    assert len({begun.chain, ended.chain}) == 2


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("update events set counts = '{}' where number = 4", [4]),
        ("update events set who = 'nobody' where number = 2", [2]),
        ("delete from events where number = 3", [4]),
        ("delete from events where number = 1", [2]),
        ("delete from events where number = 6", [6]),
        ("delete from events", [1]),
        ("update events set number = 9 where number = 6", [9]),
    ],
)
def test_the_first_broken_link_is_named(
    change: str, broken: list[int], root: Path, archive: Archive
) -> None:
    for task in ("ingest", "rejudge", "rebuild"):
        archive.end_run(archive.begin_run(task), {"documents": 1})
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        database.execute(change)
        database.commit()
    told = [damage.detail for damage in archive.verify()]
    assert told[:1] == [f"运行日志第 {n} 条被改动，或这里有缺失" for n in broken]
