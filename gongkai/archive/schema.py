"""The tables of the catalogue, in words that SQLite and PostgreSQL both understand.

`documents` holds what lists and filters ask for, in short rows; `contents` the
text and everything said of it, from which the columns of `documents`, `findings`
and `verdicts` can be made again, as can `sketches`, `likeness_keys` and `alike`, which
tell documents that say nearly the same. `sightings` says what became of every path, and
`events` what was done to the archive and when; rows of it are only ever added.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

tables = MetaData()

settings = Table(
    "settings",
    tables,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

documents = Table(
    "documents",
    tables,
    Column("id", Integer, primary_key=True),  # internal
    Column("short", String(16), nullable=False, index=True),  # what users call its id
    Column("digest", String(64), nullable=False, unique=True),
    Column(
        "path", LargeBinary
    ),  # the one that stands for it; see ledger.name_documents
    Column("size", BigInteger, nullable=False),
    Column("format", String, nullable=False),
    Column("status", String, nullable=False),
    Column("reasons", Text, nullable=False),  # codes joined by a space
    Column("title", Text),
    Column("genre", String),
    Column("issuer", Text),
    Column("issuer_folded", Text),  # for filters: no spaces, simplified, half-width
    Column("issuer_type", String),
    Column("doc_number", Text),
    Column("issued_on", String(10)),  # ISO, to the precision stated
    Column("secrecy", String),
    Column("category", String, nullable=False),
    Column("category_name", Text, nullable=False),
    Column("family", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("margin", Float, nullable=False),
    Column("is_disclosure", Boolean, nullable=False),
    Column("is_template", Boolean, nullable=False),
    Column("review", Boolean, nullable=False),
    Column("tags", Text, nullable=False),  # codes joined by a space
    Column("rules_digest", String(64), nullable=False),
    Column("rules_version", String, nullable=False),
    Column("tool_version", String, nullable=False),
    Column("archived_at", String, nullable=False),  # UTC, ISO
    Column("judged_at", String, nullable=False),  # UTC, ISO
    Column("generation", Integer, nullable=False),  # see catalogue.mark_indexed
    Index("documents_by_path", "path", "digest"),
    Index("documents_by_category", "category"),
    Index("documents_by_date", "issued_on"),
    Index("documents_by_generation", "generation"),
    Index("secret_documents", "generation", sqlite_where=text("secrecy IS NOT NULL")),
)

contents = Table(
    "contents",
    tables,
    Column("document", ForeignKey(documents.c.id), primary_key=True),
    Column("text", Text, nullable=False),
    Column("structure", LargeBinary, nullable=False),  # the rest of the extract; codec
    Column("metadata", Text, nullable=False),  # JSON, as are the two that follow
    Column("classification", Text, nullable=False),
    Column("judgement", Text, nullable=False),
    Column("extract_checksum", String(64), nullable=False),  # of what was read …
    Column("judged_checksum", String(64), nullable=False),  # … and of what we say of it
)

findings = Table(
    "findings",
    tables,
    Column("document", ForeignKey(documents.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("rule", String, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("element", String),
    Column("message", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    PrimaryKeyConstraint("document", "position"),
    Index("findings_by_rule", "rule"),
)

verdicts = Table(
    "verdicts",
    tables,
    Column("document", ForeignKey(documents.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("element", String, nullable=False),
    Column("verdict", String, nullable=False),
    PrimaryKeyConstraint("document", "position"),
    Index("verdicts_by_element", "element", "verdict"),
)

sightings = Table(
    "sightings",
    tables,
    Column("path", LargeBinary, primary_key=True),  # the bytes that open the file
    Column("shown", Text, nullable=False),  # the same, safe to print on one line
    Column("outcome", String, nullable=False),  # ledger.State
    Column("code", String),  # of a failure
    Column("detail", Text),
    Column("format", String),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("document", ForeignKey(documents.c.id)),
    Column("attempts", Integer, nullable=False),  # that failed, since it last got in
    Column("run", Integer, nullable=False),
    Column("seen_at", String, nullable=False),  # UTC, ISO
    Index("sightings_by_document", "document", "path"),
    Index("sightings_by_outcome", "outcome"),
    sqlite_with_rowid=False,
)

former_paths = Table(
    "former_paths",
    tables,
    Column("path", LargeBinary, nullable=False),
    Column("document", ForeignKey(documents.c.id), nullable=False),
    PrimaryKeyConstraint("document", "path"),
    sqlite_with_rowid=False,
)

sketches = Table(
    "sketches",
    tables,
    Column("document", ForeignKey(documents.c.id), primary_key=True),
    Column("sketch", LargeBinary, nullable=False),  # see gongkai.archive.likeness
)

likeness_keys = Table(
    "likeness_keys",
    tables,
    Column("key", BigInteger, nullable=False),
    Column("document", ForeignKey(documents.c.id), nullable=False),
    PrimaryKeyConstraint("key", "document"),
    sqlite_with_rowid=False,
)

alike = Table(
    "alike",
    tables,
    Column("document", ForeignKey(documents.c.id), nullable=False),
    Column("other", ForeignKey(documents.c.id), nullable=False),
    Column("similarity", Float, nullable=False),
    PrimaryKeyConstraint("document", "other"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    tables,
    Column("number", Integer, primary_key=True),
    Column("run", Integer, nullable=False),  # the number of the event that began it
    Column("event", String, nullable=False),  # begun or ended
    Column("at", String, nullable=False),  # UTC, ISO
    Column("task", String, nullable=False),  # ingest, retry, rejudge …
    Column("who", Text, nullable=False),
    Column("tool_version", String, nullable=False),
    Column("rules_digest", String, nullable=False),
    Column("rules_version", String, nullable=False),
    Column("counts", Text, nullable=False),  # JSON
    Column(
        "chain", String(64), nullable=False
    ),  # SHA-256 of this row and the last chain
)
