"""Keep an archive whole: make its index again, and prove that everything agrees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gongkai import index
from gongkai.archive import Archive
from gongkai.errors import IndexDamagedError
from gongkai.index import Index
from gongkai.model import Damage, Verified
from gongkai.operations import indexing, opening
from gongkai.operations.indexing import Indexer
from gongkai.report.progress import Silent, Watch

SILENT = Silent()


def rebuild(root: Path, engine: str | None = None, watch: Watch = SILENT) -> int:
    """Make the index again from the catalogue; the number of documents in it.

    Searches use the old one until the new one is whole. Raises ArchiveError.
    """
    with opening.for_writing(root, watch) as archive:
        watch.expect(lambda: archive.counts().documents)
        run = archive.begin_run("rebuild")
        made = indexing.build(archive, engine, watch)
        try:
            count = sum(1 for _ in made.ids())
        finally:
            indexing.close(archive, made)
        archive.end_run(run, {"indexed": count})
        return count


def verify(root: Path, watch: Watch = SILENT) -> Verified:
    """Prove that every original, record and index entry is whole and that they agree.

    Nothing is repaired. Raises ArchiveError when the archive cannot be opened.
    """
    with opening.for_reading(root) as archive:
        watch.expect(lambda: archive.counts().documents)
        damage = list(archive.verify(watch.step))
        damage += _changed(root)
        current = index.open(root)
        if current is None:
            counts = archive.counts()
            pending = counts.documents - counts.quarantined
            damage += _no_index(archive)
        else:
            with current:
                damage += _readable(archive, current)
                pending = archive.pending(current.generation)
        return Verified(archive.counts().documents, pending, tuple(damage))


def back_up(root: Path, target: Path, watch: Watch = SILENT) -> Verified:
    """Write the whole archive to a bag: a folder, or a zip file if it is called one.

    Others may read and write the archive meanwhile; the bag holds it as it was at one
    moment. Raises ArchiveError.
    """
    with opening.for_reading(root) as archive:
        watch.expect(lambda: archive.counts().documents)
        count = 0

        def taken() -> None:
            nonlocal count
            count += 1
            watch.step()

        damage = tuple(archive.back_up(target, taken))
        return Verified(count, 0, damage)


def restore(bag: Path, root: Path, watch: Watch = SILENT) -> Verified:
    """Make an archive again from a bag that `back_up` wrote, index and all, and prove it.

    What is not as it was written is named and stays out. Raises ArchiveError when
    something stands at `root` or there is nothing to restore.
    """
    damage = tuple(Archive.restore(bag, root, watch.step))
    with opening.for_writing(root, watch) as archive, Indexer(archive) as indexer:
        run = archive.begin_run("restore")
        indexer.update()
        counts = archive.counts()
        archive.end_run(run, {"documents": counts.documents, "damaged": len(damage)})
    proved = verify(root)
    return Verified(proved.documents, proved.pending, damage + proved.damage)


def _no_index(archive: Archive) -> Iterator[Damage]:
    """An index that is not there is damage once it held something."""
    if archive.ever_indexed():
        yield Damage(
            "index_missing",
            None,
            archive.root / "index",
            "检索索引不见了或不能用，用 gongkai rebuild 重建即可",
        )


def _changed(root: Path) -> Iterator[Damage]:
    for path in index.broken(root):
        yield Damage("index_damaged", None, path, "检索索引的文件被改动")


def _readable(archive: Archive, current: Index) -> Iterator[Damage]:
    """What is wrong with an index, or that it cannot be read at all."""
    try:
        with index.noticed():
            yield from _index(archive, current)
    except IndexDamagedError:
        said = "检索索引已损坏，用 gongkai rebuild 重建即可"
        yield Damage("index_damaged", None, archive.root / "index", said)


def _index(archive: Archive, current: Index) -> Iterator[Damage]:
    """Documents that are in one of catalogue and index and not in the other.

    The catalogue is asked first: what a running job adds meanwhile is then in the
    index and not in the answer, and is looked up once more.
    """
    expected = set(archive.indexed(current.generation))
    found = set(current.ids())
    for id in sorted(expected - found):
        yield Damage("index_lacks", id, None, "检索索引中没有这件文件")
    surplus = sorted(found - expected)
    known = archive.summaries(surplus)
    for id in surplus:
        if id not in known:
            yield Damage("index_foreign", id, None, "检索索引中有归档里没有的文件")
        elif known[id].secrecy is not None:
            yield Damage("index_secret", id, None, "标有密级的文件不该在检索索引中")
