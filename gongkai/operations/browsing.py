"""Look at what an archive holds, and give originals back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from gongkai.archive import Archive, waivers
from gongkai.errors import ArchiveError, FailureCode
from gongkai.model import (
    Accusation,
    Damage,
    Exported,
    Failure,
    Filters,
    Kept,
    LogEntry,
    Summary,
)
from gongkai.operations import opening


def documents(root: Path, filters: Filters | None = None) -> Iterator[Summary]:
    """Archived documents as lines of a list, by path."""
    with opening.for_reading(root) as archive:
        yield from archive.documents(filters)


def document(root: Path, prefix: str) -> Kept:
    """The document whose id begins so. Raises ArchiveError for none or several."""
    with opening.for_reading(root) as archive:
        return archive.document(prefix)


def findings(
    root: Path, filters: Filters | None = None, *, waived: bool = False
) -> Iterator[Accusation]:
    """What the checks say of archived documents, by path; on request also what is waived."""
    with opening.for_reading(root) as archive:
        today = date.today()
        entered = () if waived else waivers.load(root)
        hidden = {(one.document, one.rule) for one in entered if one.until >= today}
        for accusation in archive.findings(filters):
            if (accusation.document.id, accusation.finding.rule) not in hidden:
                yield accusation


def failures(root: Path, code: FailureCode | None = None) -> Iterator[Failure]:
    """What did not get in, by path."""
    with opening.for_reading(root) as archive:
        yield from archive.failures(code)


def log(root: Path) -> Iterator[LogEntry]:
    """What was done to an archive, the oldest first."""
    with opening.for_reading(root) as archive:
        yield from archive.log()


def export(root: Path, folder: Path, prefix: str | None = None) -> Exported:
    """Write the original bytes of one document, or of all, to a folder.

    Each keeps its file name; of several with one name, later ones get their id added.
    What is there already is left alone. Raises ArchiveError.
    """
    with opening.for_reading(root) as archive:
        wanted: Iterable[Kept] = (
            archive.kept() if prefix is None else [archive.document(prefix)]
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            damage = [
                fault for kept in wanted for fault in _give_back(archive, kept, folder)
            ]
        except OSError as error:
            raise ArchiveError(
                f"写不到 {folder}：{error.strerror or error}。"
            ) from error
        whole = 1 if prefix is not None else archive.counts().documents
        return Exported(whole - len(damage), tuple(damage))


def _give_back(archive: Archive, kept: Kept, folder: Path) -> Iterator[Damage]:
    original = archive.original(kept)
    digest = kept.record.source.digest
    if _digest(original) != digest:
        yield Damage("original_changed", kept.id, original, "原件不见了或被改动")
        return
    for target in _names(folder, kept):
        if _digest(target) == digest:
            return
        if not target.exists() and not target.is_symlink():
            shutil.copyfile(original, target)
            return


def _names(folder: Path, kept: Kept) -> Iterator[Path]:
    """Where to put a document: under its name, else with its id added."""
    name = kept.paths[0].name
    stem, dot, suffix = name.rpartition(".")
    yield folder / name
    yield folder / (f"{stem}-{kept.id}.{suffix}" if dot else f"{name}-{kept.id}")
    yield folder / f"{kept.record.source.digest}.{kept.record.source.format}"


def _digest(path: Path) -> str | None:
    """The SHA-256 of a file; None when there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
