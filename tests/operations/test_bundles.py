"""Bundles are folders: each member has a line of its own, and the ledger balances."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.archive import Archive
from gongkai.errors import ArchiveError, FailureCode
from gongkai.ingest import DEPTH, Ocr
from gongkai.model import (
    Copy,
    Extract,
    Failure,
    NotADocument,
    Outcome,
    Record,
    Room,
    Tally,
    Unfinished,
    Unpacked,
)
from gongkai.operations import browsing, filling, inspecting, unpacking, upkeep
from gongkai.operations.unpacking import path_of

Write = Callable[..., Path]
Dump = Callable[[Path], list[str]]
Minutes = Callable[[int], bytes]

BROKEN = b"PK\x03\x04 not a package"


@pytest.fixture
def minutes(tmp_path: Path, write_minutes: Write) -> Minutes:
    """The bytes of some minutes, others for each number."""
    return lambda number: write_minutes(tmp_path / "m" / "x.txt", number).read_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def bundle(incoming: Path, minutes: Minutes) -> Path:
    """Two minutes, one of them twice, a damaged document, a film, and a bundle inside."""
    path = incoming / "甲.zip"
    inner = zipped({"里/二.txt": minutes(2), "三.txt": minutes(3)})
    film = b"\0\0\0\x18ftypmp42" + bytes(200)
    path.write_bytes(
        zipped(
            {
                "一.txt": minutes(1),
                "二.txt": minutes(2),
                "坏.docx": BROKEN,
                "片.mp4": film,
                "内.zip": inner,
            }
        )
    )
    return path


def fates(tally: Tally) -> tuple[int, int, int, int, int]:
    return (
        tally.archived,
        tally.unchanged,
        tally.duplicate,
        tally.not_a_document,
        tally.failed,
    )


def paths(root: Path, folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for document in browsing.documents(root)
        for path in document.paths
    }


def test_members_are_archived_under_the_path_of_their_bundle(
    root: Path, bundle: Path
) -> None:
    tally = filling.ingest(root, [bundle.parent], jobs=2)

    assert tally.found == 8
    assert fates(tally) == (3, 0, 1, 3, 1)  # no documents: the film and both bundles
    assert paths(root, bundle.parent) == {
        "甲.zip!/一.txt",
        "甲.zip!/二.txt",
        "甲.zip!/内.zip!/三.txt",
        "甲.zip!/内.zip!/里/二.txt",
    }
    (failure,) = browsing.failures(root)
    assert failure.path == Path(f"{bundle}!/坏.docx")
    assert failure.code is FailureCode.TRUNCATED
    assert upkeep.verify(root).damage == ()
    assert list((root / "staging").iterdir()) == []


def test_the_originals_of_members_come_back(
    root: Path, bundle: Path, tmp_path: Path, minutes: Minutes
) -> None:
    filling.ingest(root, [bundle], jobs=1)
    bundle.unlink()
    done = browsing.export(root, tmp_path / "out")
    assert done.damage == ()
    assert {path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        minutes(1), minutes(2), minutes(3)
    }  # fmt: skip


def test_an_unchanged_bundle_is_counted_and_not_opened(
    root: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filling.ingest(root, [bundle], jobs=1)
    monkeypatch.setattr(pipeline, "run", None)
    tally = filling.ingest(root, [bundle], jobs=1)
    assert tally.found == 8
    assert fates(tally) == (0, 7, 0, 0, 1)


def test_of_a_changed_bundle_only_what_changed_is_read(
    root: Path, bundle: Path, minutes: Minutes
) -> None:
    filling.ingest(root, [bundle], jobs=1)
    bundle.write_bytes(zipped({"一.txt": minutes(1), "二.txt": minutes(9)}))

    tally = filling.ingest(root, [bundle], jobs=1)

    assert fates(tally) == (1, 1, 0, 1, 0)
    assert paths(root, bundle.parent) == {"甲.zip!/一.txt", "甲.zip!/二.txt"} | {
        "甲.zip!/内.zip!/三.txt", "甲.zip!/内.zip!/里/二.txt"  # where they were last seen
    }  # fmt: skip
    assert filling.ingest(root, [bundle], jobs=1).found == 3
    assert list(browsing.failures(root)) == []
    assert upkeep.verify(root).damage == ()
    assert upkeep.rebuild(root) == 4


def test_a_run_that_breaks_off_leaves_the_bundle_to_the_next(
    tmp_path: Path,
    root: Path,
    bundle: Path,
    dump: Dump,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = unpacking.Bundles.opened

    def broken(self: unpacking.Bundles, *rest: object) -> Iterator[unpacking.Found]:
        for number, found in enumerate(whole(self, *rest)):  # type: ignore[arg-type]
            if number == 2:
                raise KeyboardInterrupt
            yield found

    with monkeypatch.context() as patch:
        patch.setattr(unpacking.Bundles, "opened", broken)
        with pytest.raises(Unfinished) as ended:
            filling.ingest(root, [bundle], jobs=1)
    assert ended.value.tally.archived == ended.value.tally.found == 2
    assert list((root / "staging").iterdir()) == []

    tally = filling.ingest(root, [bundle], jobs=1)

    assert fates(tally) == (1, 2, 1, 3, 1)
    filling.ingest(tmp_path / "one", [bundle], jobs=1)
    assert dump(root) == dump(tmp_path / "one")


def test_what_failed_in_a_bundle_is_tried_again_alone(
    root: Path, bundle: Path, minutes: Minutes
) -> None:
    filling.ingest(root, [bundle], jobs=1)

    tally = filling.retry(root, jobs=1)

    assert fates(tally) == (0, 0, 0, 0, 1)
    assert [failure.path.name for failure in browsing.failures(root)] == ["坏.docx"]

    inner = zipped({"坏.docx": minutes(8)})
    bundle.write_bytes(zipped({"坏.docx": minutes(7), "内.zip": inner}))
    assert fates(filling.retry(root, jobs=1)) == (1, 0, 0, 0, 0)
    assert list(browsing.failures(root)) == []


def test_what_failed_deep_inside_is_found_again(
    root: Path, incoming: Path, minutes: Minutes
) -> None:
    path = incoming / "甲.zip"
    path.write_bytes(zipped({"内.zip": zipped({"坏.docx": BROKEN})}))
    filling.ingest(root, [path], jobs=1)
    path.write_bytes(zipped({"内.zip": zipped({"坏.docx": minutes(1)})}))
    assert fates(filling.retry(root, jobs=1)) == (1, 0, 0, 0, 0)


@pytest.mark.parametrize("change", ["gone", "other"])
def test_failures_are_forgotten_with_what_they_lay_in(
    root: Path, bundle: Path, minutes: Minutes, change: str
) -> None:
    filling.ingest(root, [bundle], jobs=1)
    if change == "gone":
        bundle.unlink()
    else:
        bundle.write_bytes(zipped({"一.txt": minutes(1)}))
    assert filling.retry(root, jobs=1).found == 0
    assert list(browsing.failures(root)) == []


def test_bundles_too_deep_in_each_other_are_refused(
    root: Path, incoming: Path, minutes: Minutes
) -> None:
    data = zipped({"底.txt": minutes(1)})
    for level in range(DEPTH + 2):
        data = zipped({f"{level}.zip": data, f"{level}.txt": minutes(level + 2)})
    (incoming / "层.zip").write_bytes(data)

    tally = filling.ingest(root, [incoming], jobs=1)

    assert fates(tally) == (DEPTH, 0, 0, DEPTH, 1)
    (failure,) = browsing.failures(root)
    assert failure.code is FailureCode.LIMIT_DEPTH
    assert str(failure.path).count("!/") == DEPTH
    assert filling.ingest(root, [incoming], jobs=1).found == tally.found


def test_the_room_of_the_outermost_holds_for_all_inside(
    root: Path, incoming: Path, minutes: Minutes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "ROOM", Room(4, 1 << 20))
    inner = zipped({f"{n}.txt": minutes(n) for n in range(5)})
    (incoming / "甲.zip").write_bytes(zipped({"一.zip": inner, "二.zip": inner}))

    tally = filling.ingest(root, [incoming], jobs=1)

    assert fates(tally) == (2, 0, 0, 1, 2)
    assert {f.code for f in browsing.failures(root)} == {FailureCode.LIMIT_MEMBERS}
    assert filling.ingest(root, [incoming], jobs=1).found == tally.found


def test_a_bundle_that_cannot_be_unpacked_says_why(
    root: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(bundle: Copy, folder: Path, room: Room) -> Unpacked:
        return Unpacked((), Failure(bundle.path, FailureCode.TIMEOUT, "no answer"))

    monkeypatch.setattr(pipeline, "unpack", lost)
    assert fates(filling.ingest(root, [bundle], jobs=1)) == (0, 0, 0, 0, 1)
    monkeypatch.undo()
    assert fates(filling.retry(root, jobs=1)) == (3, 0, 1, 3, 1)


def test_a_full_disk_is_not_the_fault_of_a_bundle(
    root: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(bundle: Copy, folder: Path, room: Room) -> Unpacked:
        said = os.strerror(errno.ENOSPC)
        return Unpacked((), Failure(bundle.path, FailureCode.UNREADABLE, said))

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "unpack", full)
        with pytest.raises(ArchiveError, match="磁盘已满"):
            filling.ingest(root, [bundle], jobs=1)
    assert fates(filling.ingest(root, [bundle], jobs=1)) == (3, 0, 1, 3, 1)


def letter(attachments: dict[str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "王某 <wang@example.org>", "各组"
    made["Date"] = "Mon, 01 Apr 2024 09:00:00 +0800"
    made["Subject"] = "转发会议记录"
    made.set_content("各村民小组：现将会议记录转发给你们，请组织学习。")
    for name, content in attachments.items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)  # fmt: skip
    return made.as_bytes()


def test_attachments_are_documents_of_their_own(
    root: Path, incoming: Path, minutes: Minutes
) -> None:
    inner = zipped({"三.txt": minutes(3)})
    mail = letter({"一.txt": minutes(1), "内.zip": inner})
    (incoming / "信.eml").write_bytes(mail)
    (incoming / "信.zip").write_bytes(
        zipped({"信（二）.eml": letter({"二.txt": minutes(2)})})
    )
    (incoming / "空信.eml").write_bytes(letter({}))

    tally = filling.ingest(root, [incoming], jobs=1)

    assert fates(tally) == (6, 0, 0, 2, 0)
    assert paths(root, incoming) == {
        "信.eml",
        "信.eml!/一.txt",
        "信.eml!/内.zip!/三.txt",
        "信.zip!/信（二）.eml",
        "信.zip!/信（二）.eml!/二.txt",
        "空信.eml",
    }
    assert filling.ingest(root, [incoming], jobs=1).found == tally.found


def test_a_document_moved_out_of_a_bundle_keeps_both_places(
    root: Path, bundle: Path, minutes: Minutes
) -> None:
    filling.ingest(root, [bundle], jobs=1)
    (bundle.parent / "一.txt").write_bytes(minutes(1))
    assert filling.ingest(root, [bundle.parent], jobs=1).duplicate == 1
    places = paths(root, bundle.parent)
    assert {"一.txt", "甲.zip!/一.txt"} <= places


def test_a_killed_run_leaves_nothing_unpacked(root: Path, bundle: Path) -> None:
    filling.ingest(root, [bundle], jobs=1)
    left = root / "staging" / "unpacked-x"
    (left / "unpacked-y").mkdir(parents=True)
    (left / "unpacked-y" / "0").write_bytes(b"x")
    with Archive.create_or_open(root, write=True):
        assert list((root / "staging").iterdir()) == []


def told(outcomes: Iterator[Outcome], folder: Path) -> list[str]:
    return [str(path_of(outcome).relative_to(folder)) for outcome in outcomes]


def test_a_bundle_is_inspected_member_by_member(bundle: Path) -> None:
    seen = list(inspecting.inspect([bundle], jobs=1))
    assert told(iter(seen), bundle.parent) == [
        "甲.zip!/一.txt",
        "甲.zip!/二.txt",
        "甲.zip!/坏.docx",
        "甲.zip!/片.mp4",
        "甲.zip!/内.zip!/里/二.txt",
        "甲.zip!/内.zip!/三.txt",
    ]
    assert isinstance(seen[2], Failure)
    assert isinstance(seen[0], Record)


def test_the_text_of_a_member_can_be_had(bundle: Path, minutes: Minutes) -> None:
    read = inspecting.text(Path(f"{bundle}!/内.zip!/里/二.txt"))
    assert isinstance(read, Extract)
    assert read.text == minutes(2).decode().strip()
    film = inspecting.text(Path(f"{bundle}!/片.mp4"))
    assert isinstance(film, NotADocument)
    for name in ("没有.txt", "内.zip!/没有.txt"):
        missing = inspecting.text(Path(f"{bundle}!/{name}"))
        assert isinstance(missing, Failure)
        assert missing.code is FailureCode.UNREADABLE


def test_the_outermost_bundle_is_the_file_on_disk(tmp_path: Path) -> None:
    (tmp_path / "怪!").mkdir()
    path = tmp_path / "怪!" / "甲.zip"
    path.write_bytes(b"")
    assert unpacking.outermost(Path(f"{path}!/内.zip!/a")) == path
    assert unpacking.outermost(path) is None
    assert unpacking.outermost(Path(f"{path}x!/a")) is None


def test_what_is_unpacked_is_gone_when_it_was_read(
    tmp_path: Path, bundle: Path
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    bundles = unpacking.Bundles(None, 1, Ocr(False), folder)
    copy = Copy(bundle, bundle)
    for found in bundles.opened(copy, NotADocument(bundle, "zip")):
        assert (
            found.copy.place == bundle or found.copy.place.stat().st_size == found.size
        )
    assert list(folder.iterdir()) == []
