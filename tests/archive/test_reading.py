"""Lists, filters and single documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive, Fate, queries
from gongkai.errors import ArchiveError
from gongkai.model import Filters, PartialDate, Record, Secrecy, Status

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]


@pytest.fixture
def filled(archive: Archive, fill: Fill, put: Put, make_record: MakeRecord) -> Archive:
    fill(
        make_record(put("a.txt", "甲"), date=PartialDate(2005)),
        make_record(put("b.txt", "乙"), date=PartialDate(2005, 10), category="DW04"),
        make_record(put("c.txt", "丙"), date=PartialDate(2005, 10, 18), poor=True),
        make_record(put("d.txt", "丁"), issuer="中共　東湖村總支"),
        make_record(put("e.txt", "戊"), issuer=None, secrecy=Secrecy.SECRET),
    )
    return archive


@pytest.mark.parametrize(
    ("ask", "names"),
    [
        (Filters(), "abcde"),
        (Filters(category="DW04"), "b"),
        (Filters(category="cw"), "acde"),
        (Filters(category="CW0"), ""),
        (Filters(genre="G03"), "abcde"),
        (Filters(genre="G01"), ""),
        (Filters(issuer="村民委员会"), "abc"),
        (Filters(issuer="东湖村总支"), "d"),
        (Filters(issuer="%"), ""),
        (Filters(since="2005-10"), "bc"),
        (Filters(since="2005"), "abc"),
        (Filters(until="2005-10"), "abc"),
        (Filters(until="2005-10-17"), "ab"),
        (Filters(until="2004"), ""),
        (Filters(status="cannot_judge"), "c"),
        (Filters(missing="n_phone", category="DW04"), "b"),
        (Filters(missing="N_DATE"), ""),
    ],
)
def test_filters_choose_documents(ask: Filters, names: str, filled: Archive) -> None:
    found = [document.paths[0].stem for document in filled.documents(ask)]
    assert found == list(names)
    assert [kept.paths[0].stem for kept in filled.kept(ask)] == found
    assert [item.document.paths[0].stem for item in filled.findings(ask)] == found


def test_a_line_of_the_list_says_what_the_document_is(filled: Archive) -> None:
    line = list(filled.documents())[2]
    assert (line.title, line.genre, line.category) == ("丙", "G03", "CW03")
    assert (line.category_name, line.issuer) == ("财务公开", "青禾村民委员会")
    assert (line.issued_on, line.status) == ("2005-10-18", Status.CANNOT_JUDGE)
    assert filled.summaries([line.id, "0" * 16]) == {line.id: line}
    assert filled.texts([line.id, "0" * 16]) == {line.id: "丙"}


def test_a_finding_comes_with_its_document(filled: Archive) -> None:
    first = next(filled.findings())
    assert first.finding.message == "缺少监督电话"
    assert first.finding.element == "N_PHONE"
    assert first.finding.span is None
    assert first.document == next(filled.documents())


def test_order_and_number_hold_over_many_pages(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    count = 2 * queries.PAGE + 1
    fill(*(make_record(put(f"{n:04}.txt", f"内容{n}")) for n in range(count)))
    names = [document.paths[0].stem for document in archive.documents()]
    assert names == [f"{n:04}" for n in range(count)]
    assert len(list(archive.findings())) == len(list(archive.kept())) == count


@pytest.mark.parametrize("digits", [4, 16, 40, 64])
def test_a_document_is_found_by_the_beginning_of_its_digest(
    digits: int, filled: Archive
) -> None:
    line = next(filled.documents())
    digest = filled.document(line.id).record.source.digest
    assert filled.document(digest[:digits].upper()).id == line.id


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        ("abc", "太短"),
        ("", "太短"),
        ("0" * 64, "没有编号为"),
        ("____", "没有编号为"),
        ("'; drop", "没有编号为"),
    ],
)
def test_an_id_that_names_nothing_is_explained(
    prefix: str, sentence: str, filled: Archive
) -> None:
    with pytest.raises(ArchiveError, match=sentence):
        filled.document(prefix)


def test_an_id_that_names_several_is_refused_with_the_candidates(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    # SHA-256 of these two texts begin with the same four digits.
    twins = ["内容0", "内容1"]
    records: dict[str, Record] = {}
    for n in range(2000):
        record = make_record(put("x.txt", f"内容{n}"))
        twin = records.setdefault(record.source.digest[:4], record)
        if twin is not record:
            twins = [twin.extract.text, record.extract.text]
            break
    pair = [make_record(put(f"{n}.txt", text)) for n, text in enumerate(twins)]
    fill(*pair)
    with pytest.raises(ArchiveError, match="不止一件") as refused:
        archive.document(pair[0].source.digest[:4])
    assert all(record.source.digest[:16] in str(refused.value) for record in pair)


def test_counts_tell_what_needs_attention(filled: Archive) -> None:
    counts = filled.counts()
    assert (counts.documents, counts.cannot_judge) == (5, 1)
    assert (counts.quarantined, counts.findings) == (1, 5)


def test_a_reader_sees_what_a_writer_commits_meanwhile(
    root: Path, archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(make_record(put("a.txt", "甲")))
    with Archive.create_or_open(root, write=False) as reader:
        listing = reader.documents()
        assert next(listing).title == "甲"
        fill(make_record(put("b.txt", "乙")))
        assert len(list(reader.documents())) == 2
