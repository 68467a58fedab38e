"""A backup is the whole archive in one piece, and what comes back of it is proved."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gongkai.archive import Archive, dictionary
from gongkai.errors import ArchiveError
from gongkai.model import SavedSearch
from gongkai.operations import browsing, filling, saving, searching, upkeep, waiving

Write = Callable[..., Path]
Dump = Callable[[Path], list[str]]


@pytest.fixture(params=["备份.zip", "备份"])
def bag(request: pytest.FixtureRequest, tmp_path: Path, filled: Path) -> Path:
    """A backup of `filled`, as a zip file and as a folder."""
    target = tmp_path / str(request.param)
    upkeep.back_up(filled, target)
    return target


def laid_out(bag: Path, tmp_path: Path) -> Path:
    """The bag as a folder, to look into or to spoil."""
    if bag.is_dir():
        return bag
    with zipfile.ZipFile(bag) as package:
        package.extractall(tmp_path / "展开")
    return tmp_path / "展开" / bag.stem


def packed_again(folder: Path, bag: Path) -> Path:
    """The folder as the kind of bag it was."""
    if bag.is_dir():
        return folder
    bag.unlink()
    with zipfile.ZipFile(bag, "w") as package:
        for path in sorted(folder.rglob("*")):
            package.write(path, f"{bag.stem}/{path.relative_to(folder)}")
    return bag


def test_what_comes_back_is_what_was_there(
    bag: Path, filled: Path, root: Path, dump: Dump
) -> None:
    done = upkeep.restore(bag, root)

    assert (done.documents, done.pending, done.damage) == (5, 0, ())
    assert dump(root) == dump(filled)
    assert searching.search(root, "水渠的维修").total == 3
    for document in browsing.documents(root):
        kept = browsing.document(root, document.id)
        with Archive.create_or_open(root, write=False) as archive:
            original = archive.original(kept)
        assert original.stat().st_mode & 0o777 == 0o444
    assert [entry.task for entry in browsing.log(root)][-2:] == ["restore", "restore"]


def test_a_bag_is_one_by_the_standard(bag: Path, tmp_path: Path) -> None:
    folder = laid_out(bag, tmp_path)
    declared = (folder / "bagit.txt").read_text("utf-8").splitlines()
    assert declared == ["BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8"]
    listed = {}
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (folder / name).read_text("utf-8").splitlines():
            digest, path = line.split("  ")
            listed[path] = digest
    there = {
        p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()
    }
    assert there.keys() - listed.keys() == {"tagmanifest-sha256.txt"}
    for path, digest in listed.items():
        assert hashlib.sha256(there[path].read_bytes()).hexdigest() == digest
    sizes = [p.stat().st_size for name, p in there.items() if name.startswith("data/")]
    assert f"Payload-Oxum: {sum(sizes)}.{len(sizes)}\n" in (
        folder / "bag-info.txt"
    ).read_text("utf-8")
    assert not [name for name in there if name.startswith("data/index")]


def test_waivers_come_back(archive: Path, tmp_path: Path) -> None:
    accusation = next(browsing.findings(archive))
    waiving.waive(
        archive, accusation.document.id, accusation.finding.rule,
        reason="已补正", person="钱大有", until=date(2999, 1, 1),
    )  # fmt: skip
    upkeep.back_up(archive, tmp_path / "b.zip")
    upkeep.restore(tmp_path / "b.zip", tmp_path / "again")
    assert waiving.listed(tmp_path / "again") == waiving.listed(archive)


def test_saved_searches_and_own_words_come_back(archive: Path, tmp_path: Path) -> None:
    saving.keep(archive, SavedSearch("水渠", "水渠"))
    (archive / "words.txt").write_text("青石桥村\n", encoding="utf-8")
    upkeep.back_up(archive, tmp_path / "b.zip")
    upkeep.restore(tmp_path / "b.zip", tmp_path / "again")
    assert saving.named(tmp_path / "again", "水渠").query == "水渠"
    assert dictionary.load(tmp_path / "again") == ("青石桥村",)


def test_a_spoilt_original_is_named_and_all_else_comes_back(
    bag: Path, tmp_path: Path, root: Path
) -> None:
    folder = laid_out(bag, tmp_path)
    spoilt, gone = sorted((folder / "data" / "originals").rglob("??????*"))[:2]
    spoilt.write_bytes(b"x")
    gone.unlink()

    done = upkeep.restore(packed_again(folder, bag), root)

    told = {(damage.kind, damage.path and damage.path.name) for damage in done.damage}
    assert told == {
        (kind, path.name)
        for kind in ("backup_changed", "original_missing")
        for path in (spoilt, gone)
    }
    assert done.documents == 5


@pytest.mark.parametrize(
    "name", ["data/catalogue.db", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
)
def test_without_a_catalogue_or_a_list_nothing_is_restored(
    name: str, bag: Path, tmp_path: Path, root: Path
) -> None:
    folder = laid_out(bag, tmp_path)
    (folder / name).unlink()
    with pytest.raises(ArchiveError, match="备份"):
        upkeep.restore(packed_again(folder, bag), root)
    assert not root.exists()
    assert not list(root.parent.glob(".*"))


def test_what_does_not_belong_in_a_bag_is_named_and_stays_out(
    bag: Path, tmp_path: Path, root: Path
) -> None:
    folder = laid_out(bag, tmp_path)
    (folder / "data" / "run.sh").write_text("echo")
    (folder / "bag-info.txt").write_text("x")
    listed = folder / "manifest-sha256.txt"
    digest = hashlib.sha256(b"echo").hexdigest()
    listed.write_text(f"{listed.read_text()}{digest}  data/../../evil.sh\n")

    done = upkeep.restore(packed_again(folder, bag), root)

    told = sorted(str(damage.path)[len(str(bag)) :] for damage in done.damage)
    assert told == [
        "/../../evil.sh", "/bag-info.txt", "/data/run.sh", "/manifest-sha256.txt",
    ]  # fmt: skip
    assert not list(tmp_path.rglob("evil.sh"))
    assert not list(root.rglob("run.sh"))


def test_a_damaged_original_stays_out_of_the_backup_and_is_named(
    archive: Path, tmp_path: Path
) -> None:
    first = next(browsing.documents(archive))
    with Archive.create_or_open(archive, write=False) as opened:
        original = opened.original(opened.document(first.id))
    original.chmod(0o644)
    original.write_bytes(b"changed")

    done = upkeep.back_up(archive, tmp_path / "b.zip")

    assert [damage.document for damage in done.damage] == [first.id]
    assert done.documents == 5
    back = upkeep.restore(tmp_path / "b.zip", tmp_path / "again")
    assert {damage.kind for damage in back.damage} == {"original_missing"}


def test_nothing_is_overwritten(bag: Path, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="已经存在"):
        upkeep.back_up(archive, bag)
    with pytest.raises(ArchiveError, match="已经存在"):
        upkeep.restore(bag, archive)
    with pytest.raises(ArchiveError, match="在归档目录里面"):
        upkeep.back_up(archive, archive / "b.zip")


def test_what_is_no_backup_is_one_sentence(tmp_path: Path, root: Path) -> None:
    for made in ("text.zip", "nothing", "empty"):
        path = tmp_path / made
        if made == "text.zip":
            path.write_text("公示")
        if made == "empty":
            path.mkdir()
        with pytest.raises(ArchiveError, match="不是备份"):
            upkeep.restore(path, root)
    with pytest.raises(ArchiveError, match="没有这个文件"):
        upkeep.restore(tmp_path / "nothing", root)
    assert not root.exists()


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on file size")
def test_a_backup_that_does_not_fit_leaves_nothing(
    filled: Path, tmp_path: Path
) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path;"
        "from gongkai.operations import upkeep;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "upkeep.back_up(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    place = tmp_path / "盘"
    place.mkdir()
    command = [sys.executable, "-c", code, str(filled), str(place / "b.zip")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert "没有留下半成品" in done.stderr
    assert list(place.iterdir()) == []


def test_backups_made_while_a_run_goes_on_are_whole(
    root: Path, incoming: Path, write_minutes: Write, tmp_path: Path
) -> None:
    for number in range(150):
        write_minutes(incoming / f"{number}.txt", number)
    filling.ingest(root, [write_minutes(incoming / "a.txt", 1000)], jobs=1)
    going = threading.Thread(
        target=filling.ingest, args=(root, [incoming]), kwargs={"jobs": 1}
    )
    going.start()
    counts: list[int] = []
    try:
        while going.is_alive():
            bag, again = tmp_path / f"{len(counts)}.zip", tmp_path / f"{len(counts)}"
            upkeep.back_up(root, bag)
            done = upkeep.restore(bag, again)
            assert done.damage == ()
            counts.append(done.documents)
    finally:
        going.join()
    assert counts == sorted(counts)
    assert counts[0] >= 1
