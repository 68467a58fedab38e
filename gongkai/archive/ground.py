"""What an archive directory stands on: the kind of disk, the room, whether writes last."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

_SHARED = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone",
        "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "webdav",
    }
)  # fmt: skip
_REMOTE = 4  # of Windows' GetDriveType


def standing(root: Path) -> Path:
    """The directory itself, or where it would be made: the nearest one that is there."""
    path = root.absolute()
    while not path.is_dir() and path != path.parent:
        path = path.parent
    return path


def kind(folder: Path) -> str:
    """The type of the file system, as the system calls it; empty where it does not say."""
    if sys.platform == "win32":
        return "network" if _is_remote_drive(folder) else ""
    mounts = Path("/proc/self/mountinfo")
    found = (-1, "")
    with suppress(OSError):
        own = os.fsencode(folder.resolve())
        for line in mounts.read_bytes().splitlines():
            place, type_ = _mount(line)
            if own == place or own.startswith(place.rstrip(b"/") + b"/"):
                found = max(found, (len(place), type_))
    return found[1]


def is_shared(kind: str) -> bool:
    """Whether other machines reach this kind too: SQLite's log cannot be trusted there."""
    return kind == "network" or kind in _SHARED


def _mount(line: bytes) -> tuple[bytes, str]:
    """Where a file system is mounted, and its type (proc(5), mountinfo)."""
    fields = line.split(b" ")
    after = fields.index(b"-")
    place = fields[4].replace(rb"\040", b" ").replace(rb"\011", b"\t")
    return place, fields[after + 1].decode("ascii", "replace")


def _is_remote_drive(folder: Path) -> bool:
    if folder.drive.startswith("\\\\"):
        return True
    windows = getattr(ctypes, "windll", None)
    return bool(
        windows and windows.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _REMOTE
    )


def refusal(folder: Path) -> OSError | None:
    """What the system says when a file is written, put on disk and renamed there."""
    try:
        with tempfile.TemporaryDirectory(prefix=".gongkai-", dir=folder) as name:
            first, last = Path(name, "a"), Path(name, "b")
            with first.open("wb") as file:
                file.write(b"x")
                file.flush()
                os.fsync(file.fileno())
            first.replace(last)
            _sync(Path(name))
    except OSError as error:
        return error
    return None


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def room(folder: Path) -> tuple[int, int | None]:
    """Bytes and files that still fit; None where there is no limit on files."""
    free = shutil.disk_usage(folder).free
    if sys.platform == "win32":
        return free, None
    told = os.statvfs(folder)
    return free, told.f_favail if told.f_files else None
