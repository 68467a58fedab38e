"""Judging only what a change of rules can touch says what judging everything says."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from gongkai import pipeline, rules
from gongkai.archive import Archive, queries
from gongkai.model import Changes
from gongkai.operations import filling, judging, sifting
from gongkai.rules import Rulebook, loader
from gongkai.text import fold, squeeze

EXAMPLES = Path(__file__).parents[2] / "examples" / "documents"

Amend = Callable[..., Path]
Entry = dict[str, Any]
Change = Callable[[Any], Any]
Said = list[dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def _here() -> Iterator[None]:
    """Judge in this process and load rules once: what is said is the same."""
    load = rules.load
    books: dict[str, Rulebook] = {}

    def here(
        work: Callable[[Any], Any], tasks: Iterable[Any], *_: object
    ) -> Iterator[Any]:
        return map(work, tasks)

    def once(overlay: Path | None = None) -> Rulebook:
        digest = rules.edition(overlay).digest
        if digest not in books:
            books[digest] = load(overlay)
        return books[digest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "_in_workers", here)
        patch.setattr(pipeline, "_rulebook", once)
        patch.setattr(rules, "load", once)
        yield


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of examples of the repository. Not to be changed; see `examples`."""
    root = tmp_path_factory.mktemp("judged") / "归档"
    some = sorted(path for path in EXAMPLES.rglob("*.*") if path.is_file())[::3]
    filling.ingest(root, some, jobs=1, ocr=False)
    return root


@pytest.fixture
def examples(judged: Path, tmp_path: Path) -> Path:
    """A copy of `judged`, to do with as a test likes."""
    return copied(judged, tmp_path / "归档")


def copied(archive: Path, to: Path) -> Path:
    shutil.copytree(archive, to)
    return to


def said(root: Path) -> Said:
    """All that an archive says of its documents and by which rules, but when."""
    when = {"judged_at", "archived_at"}
    with Archive.create_or_open(root, write=False) as archive:
        assert list(archive.verify()) == []
    engine = create_engine(f"sqlite:///{root / 'catalogue.db'}")
    with engine.connect() as connection:
        found = [dict(row) for row in queries.by_digest(connection)]
        details = [
            connection.execute(text(f"select * from {table} order by 1, 2")).all()
            for table in ("findings", "verdicts")
        ]
    engine.dispose()
    rows = [
        {name: value for name, value in row.items() if name not in when}
        for row in found
    ]
    return [*rows, {"details": details}]


def same(changes: Changes) -> Changes:
    return replace(changes, untouched=0)


def more(key: str, *values: str) -> Change:
    return lambda entry: entry | {key: [*entry[key], *values]}


def less(key: str) -> Change:
    return lambda entry: entry | {key: entry[key][1:]}


def put(key: str, value: Any) -> Change:
    return lambda entry: entry | {key: value}


def dropped(key: str) -> Change:
    """The entry under another code, without what turns from it."""
    return lambda entry: (
        {name: value for name, value in entry.items() if name != "unlike"}
        | {"code": key, "title_terms": ["结婚登记", "扶贫资金"], "body_terms": ["水渠"]}
    )


EDITS: list[tuple[str, str, Change, bool]] = [
    # section, key, change, whether it can be told what it touches
    ("categories", "CW01", more("title_terms", "公告", "水渠"), True),
    (
        "categories",
        "CJ01",
        more("body_terms", "re:本(?:村|组).{0,6}(?:收入|支出)"),
        True,
    ),
    ("categories", "CW01", less("title_terms"), True),
    ("categories", "CJ01", less("body_terms"), True),
    ("categories", "CW01", put("unlike", {"村民代表": "CJ01"}), True),
    ("categories", "CW01", more("title_terms", "无人会写的字眼"), True),
    ("categories", "CW01", dropped("CW98"), True),
    ("categories", "CW01", put("genres", ["G03"]), False),
    ("categories", "CW01", put("status", "retired"), False),
    ("elements", "M_PLACE", less("patterns"), True),
    ("elements", "N_PHONE", more("patterns", "(?P<v>村民委员会)"), True),
    ("elements", "M_PLACE", lambda e: e | {"patterns": e["patterns"][::-1]}, True),
    ("elements", "N_PHONE", more("labels", "时间"), False),
    ("elements", "N_PHONE", put("status", "retired"), False),
    ("conditions", "has_vote", put("pattern", "水渠"), True),
    ("privacy", "MOBILE", put("pattern", r"(?<!\d)13\d{9}(?!\d)"), True),
    ("genres", "G03", put("tail", "公示$"), False),
    ("macros", "YUAN", lambda text: text.replace("RMB", "CNY"), True),
    ("macros", "WHO", lambda text: text.replace("村民|", ""), True),
]


@pytest.mark.parametrize(("section", "key", "change", "is_told"), EDITS)
def test_an_edit_says_the_same_as_judging_everything(
    examples: Path,
    tmp_path: Path,
    amend: Amend,
    section: str,
    key: str,
    change: Change,
    is_told: bool,
) -> None:
    overlay = amend(section, key, change)
    whole = copied(examples, tmp_path / "逐件")
    expected = judging.rejudge(whole, overlay, jobs=1, everything=True)
    assert expected.untouched == 0

    foreseen = judging.preview(examples, overlay, jobs=1)
    changes = judging.rejudge(examples, overlay, jobs=1)

    assert same(foreseen) == same(changes) == expected
    assert said(examples) == said(whole)
    assert (changes.untouched > 0) is is_told


def test_rules_that_follow_each_other_say_the_same_as_judging_everything(
    examples: Path, tmp_path: Path, amend: Amend
) -> None:
    first = amend("categories", "CW01", more("title_terms", "公告"))
    second = amend("elements", "M_PLACE", less("patterns"))
    whole = copied(examples, tmp_path / "逐件")
    for overlay in (first, second, None, second, first):
        changes = judging.rejudge(examples, overlay, jobs=1)
        expected = judging.rejudge(whole, overlay, jobs=1, everything=True)
        assert same(changes) == expected
        assert changes.untouched > 0
        assert said(examples) == said(whole)


def test_the_same_rules_again_judge_nothing(examples: Path, amend: Amend) -> None:
    overlay = amend("categories", "CW01", more("title_terms", "公告"))
    judging.rejudge(examples, overlay, jobs=1)
    before = said(examples)
    changes = judging.rejudge(examples, overlay, jobs=1)
    assert changes.judged == changes.untouched > 0
    assert said(examples) == before


def test_documents_that_different_rules_judged_are_each_told_by_their_own(
    examples: Path, tmp_path: Path, amend: Amend
) -> None:
    first = amend("categories", "CW01", more("title_terms", "公告"))
    second = amend("conditions", "has_vote", put("pattern", "水渠"))
    later = tmp_path / "后到.txt"
    later.write_text("青石桥村关于修水渠的公告\n请大家周知。\n", encoding="utf-8")
    filling.ingest(examples, [later], first, jobs=1)
    whole = copied(examples, tmp_path / "逐件")
    changes = judging.rejudge(examples, second, jobs=1)
    expected = judging.rejudge(whole, second, jobs=1, everything=True)
    assert same(changes) == expected
    assert changes.untouched > 0
    assert said(examples) == said(whole)


@pytest.mark.parametrize("spoil", ["change", "remove"])
def test_everything_is_judged_when_the_old_rules_are_not_to_be_had(
    filled: Path, tmp_path: Path, amend: Amend, spoil: str
) -> None:
    root = copied(filled, tmp_path / "归档")
    overlay = amend("categories", "CW01", more("title_terms", "无人会写的字眼"))
    judging.rejudge(root, overlay, jobs=1)
    assert judging.rejudge(copied(root, tmp_path / "完好"), jobs=1).untouched == 5
    (kept,) = (root / "used-rules").iterdir()
    if spoil == "change":
        (kept / "own.yaml").write_text("# 空的\n", encoding="utf-8")
    else:
        shutil.rmtree(kept)
    changes = judging.rejudge(root, jobs=1)
    assert (changes.judged, changes.untouched) == (5, 0)


def test_everything_is_judged_after_another_version_of_the_program_or_its_rules(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(filled, tmp_path / "归档")
    with monkeypatch.context() as patch:
        patch.setattr(sifting, "__version__", "0.0.9")
        assert judging.rejudge(root, jobs=1).untouched == 0
    assert judging.rejudge(root, jobs=1).untouched == 5
    rule = shutil.copytree(loader.BUILT_IN, tmp_path / "内置") / "version.yaml"
    rule.write_bytes(rule.read_bytes() + b"# later\n")
    monkeypatch.setattr(loader, "BUILT_IN", tmp_path / "内置")
    assert judging.rejudge(root, jobs=1).untouched == 0
    assert judging.rejudge(root, jobs=1).untouched == 5


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("contents", "judged_checksum", "0" * 64),
        ("contents", "text", "杏花村的水渠修好了"),
        ("documents", "rules_digest", "0" * 64),
    ],
)
def test_what_is_damaged_is_judged_and_never_signed_anew(
    filled: Path, tmp_path: Path, table: str, column: str, value: str
) -> None:
    root = copied(filled, tmp_path / "归档")
    with closing(sqlite3.connect(root / "catalogue.db")) as connection:
        connection.execute(f"update {table} set {column} = ?", (value,))
        connection.commit()
    assert judging.rejudge(root, jobs=1).untouched == 0


def test_a_text_that_could_not_be_kept_as_it_was_read_is_judged(
    filled: Path, tmp_path: Path
) -> None:
    root = copied(filled, tmp_path / "归档")
    odd = tmp_path / "怪.txt"
    odd.write_text("杏花村关于水渠的公告\n请\ufffd大家周知。\n", encoding="utf-8")
    filling.ingest(root, [odd], jobs=1)
    changes = judging.rejudge(root, jobs=1)
    assert (changes.judged, changes.untouched) == (6, 5)


def test_titles_stand_in_the_text_but_for_its_markup(judged: Path) -> None:
    with Archive.create_or_open(judged, write=False) as archive:
        records = [kept.record for kept in archive.kept()]
    titled = [record for record in records if record.metadata.title]
    assert len(titled) > len(records) // 2
    for record in titled:
        assert record.metadata.title
        title, whole = squeeze(record.metadata.title.value), record.extract.text
        assert title in squeeze(whole) or "&" in fold(whole)
