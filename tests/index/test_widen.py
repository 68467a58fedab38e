"""A query that finds nothing is cut into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.index import Width, learn, parse, widen
from gongkai.index.query import phrases

if TYPE_CHECKING:
    from tests.index.conftest import Fill, Find, MakeDocument


def test_all_words_are_wanted_first_then_most() -> None:
    wider = widen(parse("村务公开监督制度建设"))

    assert [w.width for w in wider] == [Width.EVERY_WORD, Width.MOST_WORDS]


def test_the_words_are_found_wherever_they_stand(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    all_words = document("建设好制度，监督村务的公开，村务公开")
    most_words = document("村务公开的监督")
    made = fill(all_words, most_words, "低保名单")
    query = parse("村务公开监督制度")
    assert found(made, query) == []

    every, most = widen(query)

    assert found(made, every.query) == [all_words.id]
    assert set(found(made, most.query)) == {all_words.id, most_words.id}


def test_what_must_not_be_found_stays_out(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    wanted = document("监督财务")
    made = fill(wanted, "监督财务，公示")

    (every,) = widen(parse("财务监督 -公示"))

    assert found(made, every.query) == [wanted.id]


def test_a_field_stays_the_field(
    fill: Fill, found: Find, document: MakeDocument
) -> None:
    titled = document("正文", title="监督财务")
    made = fill(titled, "监督财务")

    (every,) = widen(parse("title:财务监督"))

    assert found(made, every.query) == [titled.id]


def test_one_word_cannot_be_widened() -> None:
    assert widen(parse("财务")) == []
    assert widen(parse("-财务监督")) == []
    assert widen(parse("138*")) == []
    assert widen(parse("")) == []


def test_a_word_that_was_learnt_is_not_cut() -> None:
    (wider,) = widen(parse("鹞子塝水渠"))
    assert [phrase.reading for phrase in phrases(wider.query)] != ["鹞子塝", "水渠"]
    learn(["鹞子塝"])
    (wider,) = widen(parse("鹞子塝水渠"))
    assert [phrase.reading for phrase in phrases(wider.query)] == ["鹞子塝", "水渠"]
