"""What a search answers from index and catalogue together, whatever state the index is in."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.archive import Archive
from gongkai.errors import ArchiveError, QueryError
from gongkai.model import Filters
from gongkai.operations import browsing, filling, searching, thorough, upkeep
from gongkai.report.progress import Silent

Write = Callable[..., Path]


def test_hits_come_with_what_the_catalogue_knows_of_them(filled: Path) -> None:
    answer = searching.search(filled, "水渠的维修", limit=2)

    assert (answer.total, len(answer.hits)) == (3, 2)
    assert answer.facets["format"] == {"txt": 3}
    assert not answer.widened
    assert answer.notes == ()
    for hit in answer.hits:
        assert hit.document.paths[0].name.startswith("记录")
        assert "<mark>水渠的维修</mark>" in hit.snippet


def test_what_is_found_is_answered_without_the_weight_of_an_archive(
    filled: Path,
) -> None:
    program = (
        "import sys; from pathlib import Path; from gongkai.operations import searching;"
        "print(searching.search(Path(sys.argv[1]), '水渠').total, 'sqlalchemy' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(filled)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3", "False"]


def test_pages_of_hits_follow_one_another(filled: Path) -> None:
    every = searching.search(filled, "村民代表", sort="date").hits
    pages = [
        searching.search(filled, "村民代表", sort="date", limit=1, offset=n).hits[0]
        for n in range(3)
    ]
    assert pages == list(every)


def test_filters_narrow_what_is_found(filled: Path) -> None:
    only = Filters(since="2022")
    assert searching.search(filled, "杏花村").total == 4
    assert searching.search(filled, "杏花村", only).total == 1


def test_a_query_that_finds_nothing_is_widened_and_says_so(filled: Path) -> None:
    answer = searching.search(filled, "水渠维修")

    assert answer.widened
    assert answer.total == 3
    assert "没有完全匹配，以下为放宽匹配。" in answer.notes


def test_what_is_nowhere_is_not_found(filled: Path) -> None:
    answer = searching.search(filled, "鲸鱼")
    assert (answer.total, answer.hits, answer.widened) == (0, (), False)


@pytest.mark.parametrize(
    ("typed", "meant"), [("村民代表会义", "村民代表会议"), ("cunmin", "村民")]
)
def test_what_may_have_been_meant_is_suggested_when_it_finds_something(
    filled: Path, typed: str, meant: str
) -> None:
    answer = searching.search(filled, typed)
    assert answer.suggestions[0] == meant
    assert searching.search(filled, meant).total == 3


def test_suggestions_keep_the_rest_of_the_query_and_the_filters(filled: Path) -> None:
    answer = searching.search(filled, "主持人 杏花村村民代表会义")
    assert answer.suggestions[0] == "主持人 杏花村村民代表会议"
    only = Filters(since="2022")
    assert searching.search(filled, "村民代表会义", only).suggestions == ()


def test_what_is_found_needs_no_suggestion(filled: Path) -> None:
    assert searching.search(filled, "水渠").suggestions == ()
    assert searching.search(filled, "抢险物姿").suggestions == ()  # in a secret one


def test_a_document_leads_to_others_like_it(filled: Path) -> None:
    first, *others = searching.search(filled, "水渠").hits
    answer = searching.search(filled, "", like=first.document.id[:8])

    assert {hit.document.id for hit in answer.hits} == {h.document.id for h in others}
    assert not answer.widened
    narrowed = searching.search(filled, "第3号水渠", like=first.document.id)
    assert narrowed.total <= 1
    with pytest.raises(ArchiveError):
        searching.search(filled, "", like="0" * 16)


def test_words_of_the_archive_are_kept_together(archive: Path) -> None:
    assert searching.search(archive, "孙小梅水渠").total == 3
    (archive / "words.txt").write_text("梅水渠\n", encoding="utf-8")
    assert searching.search(archive, "孙小梅水渠").total == 0


def test_a_hit_says_in_which_paragraph_it_stands(filled: Path) -> None:
    hit = searching.search(filled, "孙小梅", limit=1).hits[0]
    assert (hit.page, hit.paragraph) == (None, 5)


def test_documents_with_a_secrecy_mark_are_never_found(filled: Path) -> None:
    (secret,) = (d for d in browsing.documents(filled) if d.secrecy)

    assert secret.paths[0].name == "物资.txt"
    assert searching.search(filled, "抢险物资").total == 0


def test_a_query_that_cannot_be_parsed_says_where(filled: Path) -> None:
    with pytest.raises(QueryError) as caught:
        searching.search(filled, "杏花村 (记录")
    assert caught.value.at == 4


@pytest.mark.parametrize("name", ["CURRENT", "meta.json"])
def test_an_index_that_is_damaged_is_made_again(archive: Path, name: str) -> None:
    for path in (archive / "index").rglob(name):
        path.write_text("?", encoding="utf-8")

    assert searching.search(archive, "水渠").total == 3


def test_an_index_that_is_gone_is_made_again(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(archive / "index")
    monkeypatch.setattr(time, "time", lambda: 0.0)  # no later than it was made

    assert searching.search(archive, "水渠").total == 3
    assert upkeep.verify(archive).damage == ()


def test_an_index_that_is_behind_catches_up(archive: Path) -> None:
    ids = [d.id for d in browsing.documents(archive)]
    with Archive.create_or_open(archive, write=True) as opened:
        opened.mark_indexed(ids, 0)
    assert upkeep.verify(archive).pending == 4

    assert searching.search(archive, "水渠").notes == ()
    assert upkeep.verify(archive).pending == 0


def test_while_another_process_writes_the_answer_says_what_it_lacks(
    archive: Path,
) -> None:
    with Archive.create_or_open(archive, write=True) as opened:
        opened.mark_indexed([d.id for d in opened.documents()], 0)
        answer = searching.search(archive, "水渠")

    assert answer.total == 3
    assert answer.notes == (
        "还有 4 件文件没有进入检索索引（另一个进程正在写入），结果可能不全。",
    )


def test_a_long_catching_up_is_announced(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    class Listener(Silent):
        def say(self, sentence: str) -> None:
            heard.append(sentence)

    monkeypatch.setattr(thorough, "_MANY", 4)
    shutil.rmtree(archive / "index")
    for _ in range(2):
        searching.search(archive, "水渠", watch=Listener())

    assert heard == ["正在为 4 件文件补建检索索引，请稍候…"]


def test_an_archive_without_a_document_is_searched_too(
    root: Path, incoming: Path
) -> None:
    (incoming / "空.txt").write_bytes(b"")
    filling.ingest(root, [incoming])
    shutil.rmtree(root / "index")

    assert searching.search(root, "水渠").total == 0
