"""What every engine answers: boolean queries, filters, order, pages, facets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai import index
from gongkai.errors import QueryError
from gongkai.index import Answer, Index, Query, reading
from gongkai.index.query import All, Any, Field, Not, Phrase
from gongkai.model import Findable, PartialDate

if TYPE_CHECKING:
    from tests.index.conftest import Collect, Fill, Find, MakeDocument

Ask = Callable[..., Answer]

# Boolean queries --------------------------------------------------------------

_strings = st.text("党务公开", min_size=1, max_size=2)
_leaves = st.builds(Phrase, st.just(Field.TEXT), _strings)


def _wider(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(All), several.map(Any), st.builds(Any, several, st.just(2)), parts.map(Not)
    )  # fmt: skip


queries: st.SearchStrategy[Query] = st.recursive(_leaves, _wider, max_leaves=6)


def _meets(query: Query, text: str) -> bool:
    """Whether a text matches, by the meaning of the tree."""
    match query:
        case Phrase():
            return reading.contained(query.reading).search(text) is not None
        case All(parts):
            return all(_meets(part, text) for part in parts)
        case Any(parts, least):
            return sum(_meets(part, text) for part in parts) >= least
        case Not(part):
            return not _meets(part, text)
    raise AssertionError(query)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.text("党务公开，", max_size=6), min_size=1, max_size=8),
    st.lists(queries, min_size=1, max_size=8),
)
def test_every_tree_finds_what_it_means(
    collect: Collect, found: Find, texts: list[str], trees: list[Query]
) -> None:
    with collect(texts) as corpus:
        for tree in trees:
            expected = [
                id
                for id, text in corpus.texts.items()
                if _meets(tree, reading.read(text))
            ]
            assert sorted(found(corpus.made, tree)) == expected


# A small archive --------------------------------------------------------------


@pytest.fixture
def archive(fill: Fill, document: MakeDocument) -> Index:
    return fill(
        document(
            "青禾村二〇二三年度财务公开",
            id="a" * 16, title="财务公开", issuer="青禾村 村民委员会", date=PartialDate(2024, 1, 5),
            number="青村〔2024〕3号", missing=["N_PHONE"],
        ),
        document(
            "白石镇党务公开目录，兼及财务公开",
            id="b" * 16, title="党务公开目录", issuer="白石镇党委", category=("DW01", "党务公开"),
            genre=("G01", "通知"), date=PartialDate(2023, 12), missing=["N_PHONE", "N_DATE"],
        ),
        document(
            "会议记录：讨论财务公开和低保评议，电话 0515-88120034，A4 纸",
            id="c" * 16, title="会议记录", issuer="青禾村党支部", category=("DW02", "民主决策"),
            genre=None, date=PartialDate(2023), poor=True,
        ),
        document("没有日期的低保名单", id="d" * 16, category=("CW09", "社会救助")),
    )  # fmt: skip


def ids(*letters: str) -> list[str]:
    return [letter * 16 for letter in letters]


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("财务公开", "abc"),
        ("财务公开 低保", "c"),
        ("财务公开 AND 低保", "c"),
        ("党务公开 OR 低保", "bcd"),
        ("财务公开 -低保", "ab"),
        ("财务公开 NOT (低保 OR 党务)", "a"),
        ("－财务公开", "d"),
        ("NOT 低保", "ab"),
        ("（党务公开 OR 低保） 财务", "bc"),
        ("“财务公开” title:目录", "b"),
        ("标题：目录", "b"),
        ("title:(财务 OR 党务)", "ab"),
        ("issuer:青禾村", "ac"),
        ("issuer:青禾村村民", "a"),
        ("number:〔2024〕3号", "a"),
        ("number:青村", "a"),
        ("category:DW", "bc"),
        ("category:dw01", "b"),
        ("category:党务", "b"),
        ("genre:G03", "ad"),
        ("genre:公示", "ad"),
        ("year:2023", "bc"),
        ("year:2023..2024", "abc"),
        ("date:2023-12..", "ab"),
        ("date:..2023", "bc"),
        ("NOT year:2023", "ad"),
        ("0515*", "c"),
        ("881200?4", "c"),
        ("8812*", "c"),
        ("*20034", "c"),
        ("881200?", ""),
        ("a?纸", "c"),
        ("财务*3", ""),
        ("", "abcd"),
    ],
)
def test_a_written_query(archive: Index, found: Find, query: str, letters: str) -> None:
    assert sorted(found(archive, query)) == ids(*letters)


@pytest.mark.parametrize(
    ("filters", "letters"),
    [
        ({"category": "cw"}, "ad"),
        ({"category": "DW01"}, "b"),
        ({"genre": "g03"}, "ad"),
        ({"issuer": "青禾村村民"}, "a"),
        ({"issuer": "党"}, "bc"),
        ({"since": "2023"}, "abc"),
        ({"since": "2023-12"}, "ab"),
        ({"since": "2023-12-01"}, "a"),
        ({"until": "2023"}, "bc"),
        ({"until": "2024-01"}, "abc"),
        ({"since": "2023-12", "until": "2023-12"}, "b"),
        ({"missing": "n_phone"}, "ab"),
        ({"missing": "N_DATE"}, "b"),
        ({"status": "cannot_judge"}, "c"),
        ({"status": "ok", "category": "DW"}, "b"),
        ({"issuer": "没有这个村"}, ""),
    ],
)
def test_filters_mean_what_they_mean_for_the_catalogue(
    archive: Index, found: Find, filters: Mapping[str, str], letters: str
) -> None:
    assert sorted(found(archive, "", **filters)) == ids(*letters)


def test_a_title_ranks_above_the_text(archive: Index, found: Find) -> None:
    assert found(archive, "财务公开")[0] == "a" * 16
    assert found(archive, "党务公开 OR 财务公开", sort="relevance")[-1] == "c" * 16


def test_by_date_the_newest_is_first_and_the_undated_last(
    archive: Index, found: Find
) -> None:
    assert found(archive, "", sort="date") == ids("a", "b", "c", "d")


def test_equals_come_newest_first_then_by_id(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    dates = [None, PartialDate(2020), PartialDate(2021, 5), PartialDate(2021, 5, 3)]
    numbers = range(40)
    made = fill()
    for start in range(0, 40, 10):  # several segments
        made.add(
            document(
                "同样的话", id=f"{n * 7919 % 65536:04x}{0:012x}", date=dates[n % 4]
            )
            for n in numbers[start : start + 10]
        )
    expected = sorted((-(n % 4), f"{n * 7919 % 65536:04x}{0:012x}") for n in numbers)

    for sort in ("relevance", "date"):
        assert found(made, "同样", sort=sort) == [id for _, id in expected]
        paged = [
            id
            for offset in range(0, 45, 7)
            for id in found(made, "同样", sort=sort, limit=7, offset=offset)
        ]
        assert paged == [id for _, id in expected]


def test_facets_count_all_matches_not_the_page(archive: Index, answer: Ask) -> None:
    said = answer(archive, "财务公开", limit=1)

    assert said.total == 3
    assert len(said.matches) == 1
    assert said.facets == {
        "family": {"DW": 2, "CW": 1},
        "category": {"CW03": 1, "DW01": 1, "DW02": 1},
        "genre": {"G01": 1, "G03": 1},
        "issuer": {"白石镇党委": 1, "青禾村 村民委员会": 1, "青禾村党支部": 1},
        "year": {"2023": 2, "2024": 1},
        "status": {"ok": 2, "cannot_judge": 1},
        "missing": {"N_PHONE": 2, "N_DATE": 1},
        "format": {"txt": 3},
    }


def test_nothing_found_is_an_answer(archive: Index, answer: Ask) -> None:
    said = answer(archive, "查无此事")

    assert (said.total, said.matches) == (0, ())
    assert set(said.facets) == set(answer(archive, "").facets)


def test_no_page_is_no_error(archive: Index, answer: Ask) -> None:
    assert answer(archive, "财务公开", limit=0).total == 3
    assert answer(archive, "财务公开", offset=99).matches == ()
    assert answer(archive, "", limit=0, sort="date").matches == ()


def test_a_wildcard_for_more_words_than_an_engine_bears_is_an_answer_or_explained(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    numbers = ["".join(f"第1{n * 100 + k}号" for k in range(100)) for n in range(200)]
    made = fill(*map(document, numbers))

    if made.engine == "tantivy":
        with pytest.raises(QueryError, match="太多"):
            found(made, "第1*号")
    else:
        assert len(found(made, "第1*号")) == 200
    assert len(found(made, "1*")) == 200
    assert len(found(made, "第1*99号")) == 200


# Changes ----------------------------------------------------------------------


def test_a_document_takes_the_place_of_the_one_with_its_id(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    made = fill(document("旧的内容", id="1" * 16), document("别的内容", id="2" * 16))

    taken = made.add([document("新的内容", id="1" * 16)])

    assert taken == ["1" * 16]
    assert found(made, "旧的") == []
    assert found(made, "新的") == ["1" * 16]
    assert list(made.ids()) == ["1" * 16, "2" * 16]
    assert len(found(made, "内容")) == 2


def test_the_same_id_twice_in_a_batch_is_one_document(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    made = fill(document("先来的", id="1" * 16), document("后到的", id="1" * 16))

    assert found(made, "") == ["1" * 16]
    assert found(made, "后到") == ["1" * 16]


def test_removed_documents_are_found_no_more(
    archive: Index, found: Find, answer: Ask
) -> None:
    archive.remove(["a" * 16, "f" * 16])

    assert list(archive.ids()) == ids("b", "c", "d")
    assert sorted(found(archive, "财务公开")) == ids("b", "c")
    assert answer(archive, "").facets["year"] == {"2023": 2}
    assert answer(archive, "NOT 低保").total == 1


def test_many_small_batches_do_not_make_it_grow(
    engine: str, tmp_path: Path, found: Find, document: MakeDocument
) -> None:
    def size(root: Path) -> int:
        return sum(p.stat().st_size for p in root.rglob("*") if p.is_file())

    texts = [f"第{n}号公告，经研究，现将有关事项公告如下" for n in range(60)]
    documents = [document(text) for text in texts]
    with index.begin(tmp_path / "一次", engine) as made:
        made.add(documents)
    made = index.begin(tmp_path / "多次", engine)
    made.publish()
    made.close()
    for one in documents + documents:
        reopened = index.open(tmp_path / "多次")
        assert reopened is not None
        with reopened:
            reopened.add([one])

    files = [p for p in (tmp_path / "多次").rglob("*") if p.is_file()]
    assert len(files) < 200
    assert size(tmp_path / "多次") < 12 * size(tmp_path / "一次")
    last = index.open(tmp_path / "多次")
    assert last is not None
    with last:
        assert list(last.ids()) == sorted(document.id for document in documents)
        assert found(last, "第7号公告") == [documents[7].id]
        assert len(found(last, "有关事项")) == 60


def test_a_batch_that_breaks_off_leaves_a_whole_index(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    made = fill("原有的文件")

    def broken() -> list[Findable]:
        raise RuntimeError("磁盘拔掉了")

    with pytest.raises(RuntimeError):
        made.add(d for part in ([document("半路的文件")], broken) for d in (part if isinstance(part, list) else part()))  # fmt: skip
    made.add([document("后来的文件")])

    assert len(found(made, "原有")) == len(found(made, "后来")) == 1
