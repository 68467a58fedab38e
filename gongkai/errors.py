"""The errors that the package raises on purpose.

GongkaiError
├── IngestError           this file cannot be read; the batch goes on
│   ├── EncryptedError
│   ├── CorruptError
│   ├── TruncatedError
│   ├── EmptyError
│   ├── UnknownTypeError
│   ├── LimitError
│   ├── UnreadableError
│   ├── ChangedError
│   └── NotRegularFileError
├── NotADocumentError     this file is no document and need not be read
├── RuleError             a rule file is wrong; nothing runs
├── QueryError            a search query cannot be parsed; says where
├── WorkerError           no process can be started to read files in; nothing runs
├── IndexDamagedError     the index is not what was written; it can be made again
├── ArchiveError          the archive is unusable; nothing runs
├── ArchiveOldError       it must be upgraded before it can be read
└── ArchiveBusyError      another process is writing to it

A finding is the document's fault and a failure is one file's; both are values
(`gongkai.model`). Only what must stop something is an exception.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class FailureCode(StrEnum):
    """Why a file did not get in. A closed list: other programs stand on it."""

    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    TYPE_UNKNOWN = "type_unknown"
    LIMIT_SIZE = "limit_size"
    LIMIT_RATIO = "limit_ratio"
    LIMIT_DEPTH = "limit_depth"
    LIMIT_MEMBERS = "limit_members"
    LIMIT_PAGES = "limit_pages"
    LIMIT_OUTPUT = "limit_output"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    UNREADABLE = "unreadable"
    CHANGED_WHILE_READING = "changed_while_reading"
    NOT_REGULAR_FILE = "not_regular_file"
    NAME_UNSAFE = "name_unsafe"
    INTERNAL_ERROR = "internal_error"  # a bug of ours


class GongkaiError(Exception):
    """Base of every error raised on purpose."""


class IngestError(GongkaiError):
    """A file cannot be read. `code` is stable; the message is English detail."""

    code = FailureCode.UNREADABLE


class EncryptedError(IngestError):
    code = FailureCode.ENCRYPTED


class CorruptError(IngestError):
    code = FailureCode.CORRUPT


class TruncatedError(IngestError):
    code = FailureCode.TRUNCATED


class EmptyError(IngestError):
    code = FailureCode.EMPTY


class UnknownTypeError(IngestError):
    """A document of a kind that this version does not read yet."""

    code = FailureCode.TYPE_UNKNOWN


class LimitError(IngestError):
    """A bound was met; `code` says which."""

    def __init__(self, code: FailureCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class UnreadableError(IngestError):
    code = FailureCode.UNREADABLE


class ChangedError(IngestError):
    code = FailureCode.CHANGED_WHILE_READING


class NotRegularFileError(IngestError):
    code = FailureCode.NOT_REGULAR_FILE


class NotADocumentError(GongkaiError):
    """The file is of a kind that carries no document; `format` names the kind."""

    def __init__(self, format: str) -> None:
        super().__init__(format)
        self.format = format


class RuleError(GongkaiError):
    """A rule file says something it cannot mean. Always names file and line."""

    def __init__(self, message: str, path: Path, line: int) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.message = message
        self.path = path
        self.line = line

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, Path, int]]:
        return type(self), (self.message, self.path, self.line)


class QueryError(GongkaiError):
    """A query cannot be parsed; `at` is the offset of the character to blame."""

    def __init__(self, message: str, query: str, at: int) -> None:
        super().__init__(message)
        self.query = query
        self.at = at


class QueriesError(GongkaiError):
    """A file of queries cannot be used. The message is a Chinese sentence for the user."""


class WorkerError(GongkaiError):
    """No worker process can be started. The message is a Chinese sentence for the user."""


class IndexDamagedError(GongkaiError):
    """The search index cannot be read, or answers what cannot be."""


class ArchiveError(GongkaiError):
    """The archive cannot be used. The message is a Chinese sentence for the user."""


class ArchiveOldError(ArchiveError):
    """An earlier version wrote the archive; whoever writes to it upgrades it."""


class ArchiveBusyError(ArchiveError):
    """Another process is writing to the archive."""
