"""`doctor` says what protects this machine, and what will go wrong before it does."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import index, workers
from gongkai.archive import ground
from gongkai.confine import Network, Protection
from gongkai.errors import WorkerError
from gongkai.model import Health, Sign
from gongkai.operations import examining
from gongkai.report.words import SIGN
from gongkai.workers import Limits

HELD = Protection(Network.NAMESPACE, 2 << 30, 256, None, alone=True, orphans=True)

Examine = Callable[[Path], dict[str, Sign]]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[Protection | None], None]:
    def hold(protection: Protection | None) -> None:
        monkeypatch.setattr(workers, "protection", lambda limits: protection)

    hold(HELD)
    return hold


@pytest.fixture
def examine(held: object) -> Examine:
    def examine(root: Path) -> dict[str, Sign]:
        return {sign.name: sign for sign in examining.examine(root, Limits())}

    return examine


def test_a_real_machine_and_archive_are_fit(archive: Path) -> None:
    signs = {sign.name: sign for sign in examining.examine(archive, Limits())}
    assert set(signs) <= set(SIGN)
    assert not [sign for sign in signs.values() if sign.health is Health.BAD]
    assert signs["archive"].health is signs["index"].health is Health.OK
    assert "5 件" in signs["archive"].said
    assert "60 秒" in signs["workers"].said


def test_no_archive_is_no_fault_and_none_is_made(root: Path, examine: Examine) -> None:
    assert examine(root)["archive"].health is Health.OK
    assert not root.exists()


def test_a_worker_that_is_less_confined_is_a_warning(
    root: Path, held: Callable[[Protection], None], examine: Examine
) -> None:
    assert examine(root)["network"].health is Health.OK
    held(Protection(Network.NO_SOCKETS, 1, 1, 1, alone=True, orphans=True))
    assert examine(root)["network"].health is Health.OK
    held(Protection(Network.PYTHON, None, None, None, alone=False, orphans=False))
    signs = examine(root)
    for name in ("network", "programs", "memory"):
        assert signs[name].health is Health.WARN


def test_workers_that_cannot_start_are_a_fault(
    root: Path, monkeypatch: pytest.MonkeyPatch, examine: Examine
) -> None:
    def none(limits: Limits) -> None:
        raise WorkerError("启动不了。")

    monkeypatch.setattr(workers, "protection", none)
    assert examine(root)["workers"] == Sign("workers", Health.BAD, "启动不了。")


@pytest.mark.parametrize("kind", ["nfs4", "tmpfs"])
def test_a_disk_that_cannot_be_trusted_is_a_warning(
    kind: str, root: Path, monkeypatch: pytest.MonkeyPatch, examine: Examine
) -> None:
    monkeypatch.setattr(ground, "kind", lambda folder: kind)
    assert examine(root)["disk"].health is Health.WARN


@pytest.mark.parametrize(
    ("free", "files", "health"),
    [
        (50 << 20, None, Health.BAD),
        (1 << 30, None, Health.WARN),
        (9 << 30, 12, Health.WARN),
        (9 << 30, 0, Health.BAD),
        (9 << 30, 1 << 20, Health.OK),
    ],
)
def test_little_room_is_told(
    free: int,
    files: int | None,
    health: Health,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    examine: Examine,
) -> None:
    monkeypatch.setattr(ground, "room", lambda folder: (free, files))
    assert examine(root)["room"].health is health


@pytest.mark.parametrize(
    ("number", "health"), [(errno.EROFS, Health.WARN), (errno.EIO, Health.BAD)]
)
def test_a_disk_that_refuses_is_told(
    number: int,
    health: Health,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    examine: Examine,
) -> None:
    monkeypatch.setattr(ground, "refusal", lambda folder: OSError(number, "no"))
    assert examine(root)["writing"].health is health


def test_an_archive_that_cannot_be_read_is_a_fault(
    archive: Path, examine: Examine
) -> None:
    (archive / "catalogue.db").write_bytes(b"no database" * 100)
    assert examine(archive)["archive"].health is Health.BAD


def test_an_index_that_is_gone_or_behind_is_told(
    archive: Path, examine: Examine
) -> None:
    assert index.open(archive) is not None
    shutil.rmtree(archive / "index")
    assert examine(archive)["index"].health is Health.WARN
