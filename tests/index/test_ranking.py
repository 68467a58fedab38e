"""What comes first: a title, then a word, then what is said more often; the same by every engine."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gongkai import index
from gongkai.index import Answer, ranking, reading
from gongkai.index.chance import chance
from gongkai.model import Filters, Findable, PartialDate

if TYPE_CHECKING:
    from tests.index.conftest import Fill, Find, MakeDocument

Ask = Callable[..., Answer]

_CLAUSES = (
    "重大学术会议", "县里的大学", "大学", "村务公开", "公开", "办公开会", "公公开开",
    "2005年", "，", "。", "\n", "一一一", "会",
)  # fmt: skip
_texts = st.lists(st.sampled_from(_CLAUSES), max_size=25).map("".join)
_titles = st.sampled_from(["", "大学章程", "村务公开", "公开目录"])
_dates = st.sampled_from([None, PartialDate(2020), PartialDate(2021, 5, 3)])
_queries = st.sampled_from(
    [
        "大学", "公开", "村务公开", "会", "一一", "一", "大学 公开", "公开 OR 大学 OR 会", "公开 -会",
        "2005年", "200?年", "title:公开", "村务公开 title:村务", '"公开，大学"', "",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("string", "text", "by_chance"),
    [
        ("大学", "县里的大学", False),
        ("大学", "重大学术会议", True),
        ("大学", "重大学术会议在大学召开", False),
        ("公开", "政务公开", False),
        ("公开", "办公开会", True),
        ("公开", "办公、开会", False),  # is not in it
        ("青禾", "青禾村", False),  # is no word
    ],
)
def test_characters_of_other_words_meet_by_chance(
    string: str, text: str, by_chance: bool
) -> None:
    assert (string in chance(reading.read(text))) == by_chance


def test_what_overlaps_without_end_is_cut_too() -> None:
    assert chance("公开" * 40_000) == ()
    assert "大学" in chance("一一" * 40_000 + "，重大学术")


def test_a_title_comes_before_a_word_and_a_word_before_chance(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    newest = PartialDate(2024, 5, 1)
    made = fill(
        document("重大学术会议" * 9, id="1" * 16, date=newest),
        document("去大学报到", id="2" * 16, date=PartialDate(1999)),
        document("在大学" * 9, id="3" * 16, date=PartialDate(1998)),
        document("扩大学习范围", id="4" * 16, title="大学章程"),
        document("没有这个词", id="5" * 16, title="大学", date=newest),
    )

    assert found(made, "大学") == [id * 16 for id in "4321"]


def test_a_string_that_every_text_has_is_ranked_too(fill: Fill, found: Find) -> None:
    texts = ["会" * times + "，此外无事" for times in (1, 3, 2)]
    made = fill(*texts)

    ids = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    assert found(made, "会") == [ids[1], ids[2], ids[0]]


def test_a_page_of_titles_alone_is_like_any_other(
    fill: Fill, found: Find, document: MakeDocument, answer: Ask
) -> None:
    """Of a string with many titles these are asked for first."""
    made = fill(
        *(
            document("大学" * (n % 5 + 1), id=f"{n:016}", title="大学" if n % 2 else "")
            for n in range(60)
        ),
        document("别的", title="大学"),
    )
    whole = found(made, "大学")

    assert len(whole) == 60
    assert {int(id) % 2 for id in whole[:30]} == {1}
    for size in (1, 7, 29, 30, 31):
        said = answer(made, "大学", limit=size)
        assert [match.id for match in said.matches] == whole[:size]
        assert said.total == sum(said.facets["format"].values()) == 60


def test_of_equals_the_newer_one_comes_first(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    years = (2003, 2021, 2015)
    made = fill(*(document("大学的事", id=f"{y:016}", date=PartialDate(y)) for y in years))  # fmt: skip

    assert found(made, "大学") == [f"{y:016}" for y in (2021, 2015, 2003)]


def test_what_is_said_more_often_in_a_shorter_text_is_better(
    fill: Fill, found: Find
) -> None:
    texts = (
        "大学，大学，大学",
        "大学，大学" + "，此外无事" * 9,
        "大学" + "，此外无事" * 9,
    )
    made = fill(*texts)

    scores = made.search(
        index.parse("大学"), Filters(), sort="relevance", limit=9, offset=0
    )
    assert len(found(made, "大学")) == 3
    assert all(a.score > b.score for a, b in pairwise(scores.matches))


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(_texts, _titles, _dates), min_size=1, max_size=14),
    st.lists(_queries, min_size=1, max_size=6, unique=True),
    st.integers(1, 5),
)
@example([("大学，公开", "", None)] * 3 + [("重大学术", "", None)], ["大学"], 2)
def test_every_engine_answers_in_the_same_order_page_by_page(
    document: MakeDocument,
    answer: Ask,
    documents: Sequence[tuple[str, str, PartialDate | None]],
    queries: Sequence[str],
    size: int,
) -> None:
    made = [
        document(text, id=f"{n * 7919 % 65536:016x}", title=title, date=date)
        for n, (text, title, date) in enumerate(documents)
    ]
    with ExitStack() as stack:
        engines = [_filled(stack, engine, made) for engine in index.ENGINES]
        for query in queries:
            whole = [answer(engine, query) for engine in engines]
            for said in whole[1:]:
                assert _ids(said) == _ids(whole[0])
                assert (said.total, said.facets) == (whole[0].total, whole[0].facets)
            for engine in engines:
                paged = [
                    match
                    for offset in range(0, len(made) + 1, size)
                    for match in answer(
                        engine, query, limit=size, offset=offset
                    ).matches
                ]
                assert [match.id for match in paged] == _ids(whole[0])


def _filled(stack: ExitStack, engine: str, documents: list[Findable]) -> index.Index:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    made = stack.enter_context(index.begin(folder, engine))
    made.add(documents)
    return made


def _ids(answer: Answer) -> list[str]:
    return [match.id for match in answer.matches]


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_no_number_of_times_is_worth_a_word_nor_that_a_title(
    times: int, length: int
) -> None:
    most = ranking.often(times, length, 1000.0)

    assert most < ranking.WORD
    assert most + ranking.WORD < ranking.TITLE
