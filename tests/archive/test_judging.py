"""What is said anew of a document, and what the index must hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from gongkai.archive import Archive, Fate, Run, findable
from gongkai.model import Judgement, Metadata, PartialDate, Record, Secrecy

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]


def pending(archive: Archive, generation: int = 1) -> list[str]:
    return [found.text for found in archive.pending_index(generation)]


def index_all(archive: Archive, generation: int = 1) -> None:
    ids = [found.id for found in archive.pending_index(generation)]
    archive.mark_indexed(ids, generation)


def test_a_document_is_pending_until_the_index_of_that_generation_holds_it(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(*(make_record(put(f"{name}.txt", name)) for name in "ab"))
    assert pending(archive) == ["a", "b"]
    first = next(archive.documents())
    archive.mark_indexed([first.id], 1)
    assert pending(archive) == ["b"]
    assert list(archive.indexed(1)) == [first.id]
    assert list(archive.indexed(0)) != [first.id]
    assert pending(archive, generation=2) == ["a", "b"]


def test_a_document_with_a_secrecy_mark_is_never_indexed_but_is_listed(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(make_record(put("a.txt", "甲"), secrecy=Secrecy.CONFIDENTIAL))
    assert pending(archive) == []
    assert next(archive.documents()).secrecy == "秘密"
    assert archive.pending_removal() == []


def test_judging_again_changes_what_is_said_and_not_what_was_read(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    record = make_record(put("a.txt", "甲"))
    fill(record)
    cleared = dataclasses.replace(record, judgement=Judgement(), metadata=Metadata())
    rules = archive.begin_run("rejudge", "e" * 64, "2026.2")
    archive.replace_judgements([cleared], rules)
    (kept,) = archive.kept()
    assert kept.record == cleared
    assert list(archive.findings()) == []
    assert next(archive.documents()).title is None
    assert list(archive.verify()) == []
    assert '"rules_version": "2026.2"' in next(archive.dump())


def test_only_documents_of_which_other_things_are_said_are_indexed_again(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    records = [make_record(put(f"{name}.txt", name)) for name in "ab"]
    fill(*records)
    index_all(archive)
    changed = dataclasses.replace(records[1], metadata=Metadata())
    rules = archive.begin_run("rejudge", "e" * 64, "2026.2")
    archive.replace_judgements([records[0], changed], rules)
    assert pending(archive) == ["b"]
    index_all(archive)
    assert pending(archive) == []


def test_a_document_that_turns_out_to_be_secret_must_leave_the_index(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord, run: Run
) -> None:
    path = put("a.txt", "甲")
    fill(make_record(path))
    index_all(archive)
    archive.replace_judgements([make_record(path, secrecy=Secrecy.SECRET)], run)
    assert pending(archive) == []
    ids = archive.pending_removal()
    assert ids == [next(archive.documents()).id]
    archive.mark_indexed(ids, 0)
    assert archive.pending_removal() == []


def test_documents_can_be_judged_again_while_they_are_being_read(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord, run: Run
) -> None:
    fill(*(make_record(put(f"{n:03}.txt", f"内容{n}")) for n in range(450)))
    seen = 0
    for kept in archive.kept():
        cleared = dataclasses.replace(kept.record, judgement=Judgement())
        archive.replace_judgements([cleared], run)
        seen += 1
    assert seen == 450
    assert archive.counts().findings == 0


def test_what_is_pending_is_what_searches_know_of_the_records(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    records = [
        make_record(put("a.txt", "甲"), date=PartialDate(2005, 10)),
        make_record(put("b.txt", "乙"), issuer=None, poor=True),
    ]
    fill(*records)
    pending = list(archive.pending_index(1))
    assert pending == [findable(record) for record in records]
    assert [found.missing for found in pending] == [("N_PHONE",), ("N_PHONE",)]
