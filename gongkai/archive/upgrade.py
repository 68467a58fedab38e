"""Bring a catalogue that an earlier version wrote to the tables of this one.

All of it happens in the transaction of the caller: it is as old as it was, or as new
as we are, whatever interrupts.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from gongkai.archive import codec, likeness, runs
from gongkai.archive.schema import contents, documents, settings, tables
from gongkai.archive.version import VERSION
from gongkai.model import Extract

_PAGE = 200  # documents


def upgrade(connection: Connection, version: int) -> None:
    """Make the tables that are missing, and fill them from those that are there.

    2: documents that say nearly the same are linked; the end of the log is noted.
    """
    tables.create_all(connection)
    run = runs.begin(connection, "upgrade", "", "")
    count = _link_all(connection)
    connection.execute(
        update(settings).where(settings.c.name == "version").values(value=str(VERSION))
    )
    runs.end(connection, run, {"from": version, "to": VERSION, "documents": count})


def _link_all(connection: Connection) -> int:
    query = (
        select(documents.c.id, contents.c.text, contents.c.structure)
        .join(contents)
        .order_by(documents.c.id)
        .limit(_PAGE)
    )
    last, count = 0, 0
    while page := connection.execute(query.where(documents.c.id > last)).all():
        likeness.link(
            connection,
            [(id, _extract(text, structure)) for id, text, structure in page],
        )
        last, count = page[-1].id, count + len(page)
    return count


def _extract(text: str, structure: bytes) -> Extract:
    try:
        return codec.load_structure(structure, text)
    except ValueError:  # damaged, which is for `verify` to say
        return Extract(text, ())
