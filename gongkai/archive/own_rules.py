"""The rules of their own that users judged by, each set under the digest of all rules.

    used-rules/<digest>/…  the files as they were, to be given to --rules again

They say which rules a judgement comes from, and let a change of rules be told from what
was changed. The catalogue notes the checksum of each set with the first run that used it:
files are on disk before the run is noted.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Connection, insert, select

from gongkai.archive.originals import STAGING, remove, sync_folder
from gongkai.archive.schema import settings
from gongkai.model import Damage

FOLDER = "used-rules"
PREFIX = "rules:"
"""Settings that begin so note a set of rules: its digest, then the checksum of its files."""

_NAME = re.compile(r"[0-9a-f]{64}")


def folder(root: Path, digest: str) -> Path:
    """Where the user's own files of the rules with this digest are, or would be."""
    return root / FOLDER / digest


def keep(root: Path, overlay: Path) -> Path:
    """Copy a user's rule files into the archive; the folder where they are kept, on disk.

    Raises RuleError when they cannot be read, and OSError.
    """
    from gongkai import rules

    staged = root / STAGING / FOLDER
    remove(staged)
    _write(staged, rules.files(overlay))
    place = folder(root, rules.edition(staged).digest)
    if checksum(place) == checksum(staged):
        remove(staged)
        return place
    _put_on_disk(staged)
    place.parent.mkdir(exist_ok=True)
    remove(place)  # it is damaged, if it is there
    staged.rename(place)
    sync_folder(place.parent)
    sync_folder(root)
    return place


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _put_on_disk(target: Path) -> None:
    for path in (target, *target.rglob("*")):
        if path.is_dir():
            sync_folder(path)
            continue
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def note(connection: Connection, root: Path, digest: str) -> None:
    """Note with a run that its rules are kept, if they are a user's own."""
    value = checksum(folder(root, digest)) if digest else None
    if value and digest not in noted(connection):
        row = {"name": f"{PREFIX}{digest}", "value": value}
        connection.execute(insert(settings), row)


def noted(connection: Connection) -> dict[str, str]:
    """The checksum of every set of rules that some run used, by the digest of all rules."""
    query = select(settings.c.name, settings.c.value).order_by(settings.c.name)
    found = connection.execute(query.where(settings.c.name.startswith(PREFIX)))
    return {name.removeprefix(PREFIX): value for name, value in found}


def kept(connection: Connection, root: Path, digest: str) -> Path | None:
    """The folder of a set that some run used, if all in it is as it was."""
    there = folder(root, digest)
    value = noted(connection).get(digest)
    return there if value is not None and checksum(there) == value else None


def checksum(there: Path) -> str | None:
    """The SHA-256 of the names and bytes of all files of a folder; None for no such folder.

    It is empty where something cannot be read or is no regular file.
    """
    if there.is_symlink() or not there.is_dir():
        return None
    digest = hashlib.sha256()
    try:
        for path in files(there):
            name = path.relative_to(there).as_posix().encode(errors="surrogateescape")
            data = path.read_bytes()
            digest.update(b"%d:%b%d:%b" % (len(name), name, len(data), data))
    except OSError:
        return ""
    return digest.hexdigest()


def files(there: Path) -> Iterator[Path]:
    """All files of a folder, in order. Raises OSError for what is no regular file."""
    for path in sorted(there.rglob("*")):
        mode = path.lstat().st_mode
        if not stat.S_ISDIR(mode):
            if not stat.S_ISREG(mode):
                raise OSError(f"{path} is no regular file")
            yield path


def faults(connection: Connection, root: Path) -> Iterator[Damage]:
    """Sets of rules that are gone or were changed, and what does not belong among them."""
    known = noted(connection)
    for digest, value in known.items():
        there = folder(root, digest)
        now = checksum(there)
        if now is None:
            yield Damage("rules_missing", None, there, "判定用过的自有规则不见了")
        elif now != value:
            yield Damage("rules_changed", None, there, "判定用过的自有规则被改动")
    if not (root / FOLDER).is_dir():
        return
    for path in sorted((root / FOLDER).iterdir()):
        if path.name not in known and not _is_left_over(path):
            yield Damage("rules_foreign", None, path, f"{FOLDER} 中不该有的文件")


def _is_left_over(path: Path) -> bool:
    """Whether a run that was broken off put it there before it was noted."""
    from gongkai import rules
    from gongkai.errors import RuleError

    if not _NAME.fullmatch(path.name) or path.is_symlink():
        return False
    try:
        return rules.edition(path).digest == path.name
    except RuleError:
        return False
