"""What an archive stands on is told before something goes wrong there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gongkai.archive import ground


def test_an_archive_that_is_not_there_would_stand_in_the_nearest_folder(
    tmp_path: Path,
) -> None:
    assert ground.standing(tmp_path / "a" / "b") == tmp_path
    assert ground.standing(tmp_path) == tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="mountinfo is Linux's")
def test_the_kind_of_a_file_system_is_that_of_the_deepest_mount() -> None:
    assert ground.kind(Path("/proc/self")) == "proc"
    assert ground.kind(Path("/proc/self/..")) == "proc"


@pytest.mark.parametrize(
    ("line", "place", "kind"),
    [
        (b"36 35 98:0 / /mnt/a\\040b rw - ext4 /dev/root rw", b"/mnt/a b", "ext4"),
        (b"9 5 0:4 / /srv rw shared:1 master:2 - nfs4 nas:/x rw", b"/srv", "nfs4"),
    ],
)
def test_mounts_are_read_as_the_kernel_writes_them(
    line: bytes, place: bytes, kind: str
) -> None:
    assert ground._mount(line) == (place, kind)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "network", "fuse.sshfs"])
def test_disks_that_other_machines_reach_are_known(kind: str) -> None:
    assert ground.is_shared(kind)
    assert not ground.is_shared("ext4")
    assert not ground.is_shared("")


def test_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    assert ground.refusal(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_files_says_why(tmp_path: Path) -> None:
    if sys.platform == "linux":
        error = ground.refusal(Path("/proc/self"))  # not even for root
        assert isinstance(error, OSError)
    assert isinstance(ground.refusal(tmp_path / "无"), OSError)


def test_room_is_counted_in_bytes_and_files(tmp_path: Path) -> None:
    free, files = ground.room(tmp_path)
    assert free > 0
    assert files is None or files > 0 or os.name == "nt"
