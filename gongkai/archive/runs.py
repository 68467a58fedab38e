"""The log of what was done to the archive. Rows are only added, each chained to the last.

The chain of the last row also stands among the settings, so that a log whose end was
taken away is known from one that ends there.
"""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from gongkai import __version__
from gongkai.archive.codec import clean
from gongkai.archive.schema import events, settings
from gongkai.model import LogEntry

_HEAD = "log"  # the setting that holds the chain of the last row


@dataclass(frozen=True, slots=True)
class Run:
    """One job on an archive, and the rules it judges by."""

    number: int
    task: str  # ingest, retry, rejudge …
    rules_digest: str
    rules_version: str


def now() -> str:
    """This moment, UTC, ISO, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def begin(
    connection: Connection, task: str, rules_digest: str, rules_version: str
) -> Run:
    """Note that a job begins."""
    last = connection.scalar(select(func.max(events.c.number)))
    run = Run((last or 0) + 1, task, rules_digest, rules_version)
    _append(connection, run, "begun", {})
    return run


def end(connection: Connection, run: Run, counts: Mapping[str, int | float]) -> None:
    """Note that it ended, and what came of it. A job without this was interrupted."""
    _append(connection, run, "ended", counts)


def _append(
    connection: Connection, run: Run, event: str, counts: Mapping[str, int | float]
) -> None:
    last = connection.execute(
        select(events.c.number, events.c.chain)
        .order_by(events.c.number.desc())
        .limit(1)
    ).first()
    row: dict[str, Any] = {
        "number": last.number + 1 if last else 1,
        "run": run.number,
        "event": event,
        "at": now(),
        "task": run.task,
        "who": _who(),
        "tool_version": __version__,
        "rules_digest": run.rules_digest,
        "rules_version": run.rules_version,
        "counts": json.dumps(dict(counts), sort_keys=True),
    }
    row["chain"] = _link(last.chain if last else "", row)
    connection.execute(insert(events), row)
    connection.execute(delete(settings).where(settings.c.name == _HEAD))
    connection.execute(insert(settings), {"name": _HEAD, "value": row["chain"]})


def entries(connection: Connection) -> Iterator[LogEntry]:
    """The whole log, the oldest first."""
    for row in connection.execute(select(events).order_by(events.c.number)).mappings():
        yield LogEntry(**{**row, "counts": json.loads(row["counts"])})


def broken_links(connection: Connection) -> Iterator[int]:
    """The numbers of rows that were changed, that follow one taken out, or that are gone
    from the end."""
    chain, expected = "", 1
    for row in connection.execute(select(events).order_by(events.c.number)).mappings():
        plain = {name: value for name, value in row.items() if name != "chain"}
        if row["number"] != expected or row["chain"] != _link(chain, plain):
            yield row["number"]
        chain, expected = row["chain"], row["number"] + 1
    head = select(settings.c.value).where(settings.c.name == _HEAD)
    if (connection.scalar(head) or "") != chain:
        yield expected


def _link(chain: str, row: Mapping[str, Any]) -> str:
    plain = json.dumps(dict(row), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{chain}\n{plain}".encode()).hexdigest()


def _who() -> str:
    try:
        return clean(getpass.getuser())
    except (OSError, KeyError, ImportError):  # a user without a name
        return ""
