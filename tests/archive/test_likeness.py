"""Documents that say nearly the same are linked as they are filed, at a cost that does not grow."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gongkai.archive import Archive, Fate, likeness
from gongkai.model import Block, BlockKind, Extract, Part, Record, Secrecy, Span

MakeRecord = Callable[..., Record]
Put = Callable[..., Path]
Fill = Callable[..., list[Fate]]

NOTICE = """关于杏花村二组水渠维修工程竞价结果的公示
杏花村村民委员会于2021年4月2日在村委会会议室组织水渠维修工程竞价，共有三家单位参加。
经现场评议，确定由溪口镇兴达建筑队承建，中标价八万六千四百元，工期四十五天，保修两年。
公示期间如有异议，请向村务监督委员会反映，联系人钱大有，电话0512-00000000。
公示时间：2021年4月3日至2021年4月9日。
杏花村村民委员会
2021年4月3日
"""
OTHER_FILLING = """关于杏花村六组路灯安装工程竞价结果的公示
杏花村村民委员会于2022年9月16日在文化礼堂组织路灯安装工程竞价，共有五家单位参加。
经现场评议，确定由白沙市光明电力安装公司承建，中标价三万一千元，工期二十天，保修三年。
公示期间如有异议，请向村务监督委员会反映，联系人孙小梅，电话0512-11111111。
公示时间：2022年9月17日至2022年9月23日。
杏花村村民委员会
2022年9月17日
"""


def extract_of(text: str, part: Part = Part.BODY) -> Extract:
    return Extract(text, (Block(BlockKind.PARAGRAPH, Span(0, len(text)), part=part),))


def similarity(one: str, other: str) -> float:
    first, second = (likeness.sketch(extract_of(text)) for text in (one, other))
    return likeness.similarity(first, second)


def as_pdf_lines(text: str) -> str:
    """The same as a PDF gives it: lines broken at the margin, spaces between characters."""
    flat = text.replace("\n", "")
    return "\n".join(" ".join(flat[at : at + 26]) for at in range(0, len(flat), 26))


def test_how_it_is_laid_out_makes_no_difference() -> None:
    assert similarity(NOTICE, as_pdf_lines(NOTICE)) == 1.0


def test_a_notice_that_came_out_again_is_alike_and_another_filling_is_not() -> None:
    again = "溪口镇政务网 信息公开\n" + NOTICE + "（来源：杏花村）"
    assert likeness.LIKE <= similarity(NOTICE, again) < 1
    assert similarity(NOTICE, OTHER_FILLING) < 0.7


def test_headers_and_footers_are_no_part_of_what_is_said() -> None:
    text = NOTICE + "第1页共1页 内部打印稿请勿外传 打印时间 2021年4月3日9时15分"
    blocks = (
        Block(BlockKind.PARAGRAPH, Span(0, len(NOTICE))),
        Block(BlockKind.PARAGRAPH, Span(len(NOTICE), len(text)), part=Part.FOOTER),
    )
    assert likeness.sketch(Extract(text, blocks)) == likeness.sketch(extract_of(NOTICE))


@pytest.mark.parametrize("text", ["", "公示", "公告" * 4000, "\ud800\x00"])
def test_a_text_that_says_too_little_is_like_none(text: str) -> None:
    assert likeness.sketch(extract_of(text)) == b""
    assert likeness.similarity(b"", b"") == 0.0


def test_texts_that_are_alike_share_a_key_and_others_do_not() -> None:
    one, again, other = (
        set(likeness.keys(likeness.sketch(extract_of(text))))
        for text in (NOTICE, "另发\n" + NOTICE, OTHER_FILLING)
    )
    assert one & again
    assert not one & other


def test_a_sketch_means_the_same_for_ever() -> None:
    sketch = likeness.sketch(extract_of(NOTICE))
    assert sketch[:8].hex() == "30915a00266e8303"


def test_documents_are_linked_both_ways_in_one_batch_and_over_two(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(
        make_record(put("a.txt", NOTICE)),
        make_record(put("b.txt", as_pdf_lines(NOTICE))),
        make_record(put("c.txt", OTHER_FILLING)),
    )
    fill(make_record(put("d.txt", NOTICE + "来源：溪口镇")))

    listed = {one.paths[0].name: one for one in archive.documents()}
    links = {
        name: [(other.path.name, other.similarity) for other in one.alike]
        for name, one in listed.items()
    }
    assert links["a.txt"][0] == ("b.txt", 1.0)
    assert sorted(name for name, _ in links["a.txt"]) == ["b.txt", "d.txt"]
    assert sorted(name for name, _ in links["d.txt"]) == ["a.txt", "b.txt"]
    assert links["c.txt"] == []
    assert archive.document(listed["a.txt"].id).alike == listed["a.txt"].alike


def test_a_secret_document_is_named_by_no_open_one(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(
        make_record(put("a.txt", NOTICE)),
        make_record(put("b.txt", NOTICE + "机密"), secrecy=Secrecy.SECRET),
    )
    alike = {one.paths[0].name: one.alike for one in archive.documents()}
    assert alike["a.txt"] == ()
    assert [other.path.name for other in alike["b.txt"]] == ["a.txt"]


def test_hundreds_of_one_form_are_linked_to_some_and_cost_no_more_each(
    archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    def batch(numbers: range) -> float:
        records = [make_record(put(f"{n}.txt", f"{NOTICE}第{n}份")) for n in numbers]
        began = time.process_time()
        fill(*records)
        return time.process_time() - began

    batch(range(50))
    early = batch(range(50, 150))
    for start in range(150, 750, 200):
        batch(range(start, start + 200))
    late = batch(range(750, 850))

    assert late < 2 * early + 0.1
    counts = [len(one.alike) for one in archive.documents()]
    assert min(counts) >= 1
    assert max(counts) < 200


def make_old(root: Path) -> None:
    """Make the catalogue one of the first version, which linked nothing."""
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        for table in ("alike", "likeness_keys", "sketches"):
            database.execute(f"drop table {table}")
        database.execute("delete from settings where name = 'log'")
        database.execute("update settings set value = '1' where name = 'version'")
        database.commit()


def test_an_archive_without_links_is_upgraded_whole_when_it_is_next_opened(
    root: Path, archive: Archive, fill: Fill, put: Put, make_record: MakeRecord
) -> None:
    fill(
        make_record(put("a.txt", NOTICE)),
        make_record(put("b.txt", as_pdf_lines(NOTICE))),
    )
    before = list(archive.documents())
    archive.close()
    make_old(root)

    with Archive.create_or_open(root, write=False) as opened:
        assert list(opened.documents()) == before
        assert opened.setting("version") == "2"
        assert [entry.task for entry in opened.log()][-2:] == ["upgrade", "upgrade"]
        assert list(opened.verify()) == []


def test_an_upgrade_that_is_broken_off_leaves_the_archive_as_it_was(
    root: Path, archive: Archive, fill: Fill, put: Put, make_record: MakeRecord,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    fill(make_record(put("a.txt", NOTICE)))
    archive.close()
    make_old(root)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(likeness, "link", stop)
        with pytest.raises(KeyboardInterrupt):
            Archive.create_or_open(root, write=True)
    with closing(sqlite3.connect(root / "catalogue.db")) as database:
        names = {name for (name,) in database.execute("select name from sqlite_master")}
        version = "select value from settings where name = 'version'"
        assert database.execute(version).fetchone() == ("1",)
    assert not names & {"alike", "likeness_keys", "sketches"}

    with Archive.create_or_open(root, write=True) as opened:
        assert opened.setting("version") == "2"
        assert list(opened.verify()) == []
