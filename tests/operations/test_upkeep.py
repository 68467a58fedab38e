"""An archive is proved whole, or the damage is named; an index can be made again at will."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gongkai import index
from gongkai.archive import Archive, findable
from gongkai.errors import ArchiveError
from gongkai.operations import browsing, searching, upkeep


def kinds(root: Path) -> list[str]:
    return [damage.kind for damage in upkeep.verify(root).damage]


def test_a_fresh_archive_is_whole(filled: Path) -> None:
    verified = upkeep.verify(filled)
    assert (verified.documents, verified.pending, verified.damage) == (5, 0, ())


@pytest.mark.parametrize("engine", index.ENGINES)
def test_the_index_is_made_again_by_any_engine(archive: Path, engine: str) -> None:
    before = searching.search(archive, "水渠的维修", sort="date")

    assert upkeep.rebuild(archive, engine) == 4

    with Archive.create_or_open(archive, write=False) as opened:
        assert opened.setting("engine") == engine
    after = searching.search(archive, "水渠的维修", sort="date")
    assert [h.document for h in after.hits] == [h.document for h in before.hits]
    assert kinds(archive) == []


def test_the_engine_that_was_chosen_stays(archive: Path) -> None:
    chosen = index.ENGINES[-1]
    upkeep.rebuild(archive, chosen)
    upkeep.rebuild(archive)

    current = index.open(archive)
    assert current is not None
    with current:
        assert current.engine == chosen


def test_an_original_that_was_changed_is_named(archive: Path) -> None:
    first = next(browsing.documents(archive))
    with Archive.create_or_open(archive, write=False) as opened:
        original = opened.original(opened.document(first.id))
    original.chmod(0o644)
    original.write_bytes(b"changed")

    (damage,) = upkeep.verify(archive).damage
    assert (damage.kind, damage.document) == ("original_changed", first.id)


def test_an_index_that_is_gone_is_damage(archive: Path) -> None:
    shutil.rmtree(archive / "index")
    assert kinds(archive) == ["index_missing"]


def test_documents_that_the_index_lacks_are_named(archive: Path) -> None:
    lost = next(browsing.documents(archive)).id
    current = index.open(archive)
    assert current is not None
    with current:
        current.remove([lost])

    (damage,) = upkeep.verify(archive).damage
    assert (damage.kind, damage.document) == ("index_lacks", lost)
    upkeep.rebuild(archive)
    assert kinds(archive) == []


def test_documents_that_do_not_belong_in_the_index_are_named(
    archive: Path, filled: Path
) -> None:
    with Archive.create_or_open(archive, write=False) as opened:
        (secret,) = [k.record for k in opened.kept() if k.record.metadata.secrecy]
    current = index.open(archive)
    assert current is not None
    with current:
        current.add([findable(secret)])

    assert kinds(archive) == ["index_secret"]


@pytest.mark.parametrize("job", [upkeep.rebuild, upkeep.verify])
def test_no_archive_is_made_where_there_is_none(root: Path, job: object) -> None:
    assert callable(job)
    with pytest.raises(ArchiveError, match="归档目录不存在"):
        job(root)
    assert not root.exists()
