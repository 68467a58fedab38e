"""A user's folder of rule files replaces, adds and retires."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import rules
from gongkai.errors import RuleError
from gongkai.rules import Rulebook

Write = Callable[[str], Path]

LIBRARY = """
    categories:
      - code: SW08
        name: 农家书屋
        gloss: Village library
        definition: 农家书屋的书目和开放时间
        title_terms: [农家书屋]
        body_terms: [借阅登记]
        genres: [G03, G04]
        requirement: RQ_GENERIC_NOTICE
        scope: unit
        forms: [公开栏]
        frequency: long
        due: 长期
        retention: 10年
        basis: [K]
        examples: {match: [农家书屋书目公示, 农家书屋开放公告], skip: [停水公告, 会议记录]}
"""


def test_a_new_entry_is_added(rulebook: Rulebook, write: Write) -> None:
    mine = rules.load(write(LIBRARY))

    assert mine.categories["SW08"].department == rulebook.families["SW"].department
    assert len(mine.categories) == len(rulebook.categories) + 1
    assert mine.categories["SW08"].place.path.name == "own.yaml"


def test_an_entry_of_the_same_id_replaces_the_built_in_one(write: Write) -> None:
    mine = rules.load(
        write("""
            conditions:
              - id: has_vote
                name: 有表决
                kind: text
                pattern: 举手
        """)
    )

    pattern = mine.conditions["has_vote"].pattern
    assert pattern is not None
    assert pattern.source == "举手"


def test_a_retired_entry_goes_and_so_does_what_asks_for_it(write: Write) -> None:
    mine = rules.load(
        write("""
            elements:
              - {id: N_SEAL, status: retired}
            categories:
              - {code: DW05, status: retired}
            cross_rules:
              - {id: V_PCT, status: retired}
            conditions:
              - {id: has_tasks, status: retired}
            genres:
              - {code: G22, status: retired}
        """)
    )

    assert "DW05" not in mine.categories
    owed = {one.element for one in mine.base["G03"].owed}
    assert "N_SEAL" not in mine.elements
    assert "N_SEAL" not in owed
    assert "N_PHONE" in owed
    assert "M_RESP" not in {one.element for one in mine.base["G02"].owed}
    assert all(
        "V_PCT" not in row.cross_rules
        for row in mine.requirements["RQ_ONECASE"].rows.values()
    )
    assert "DW05" not in {limit.category for limit in mine.time_limits}
    assert "DW05" not in {code for _, code in mine.categories["DW03"].unlike}
    assert "G22" not in {genre.code for genre in mine.genres}


def test_ones_own_genres_and_privacy_rules_are_tried_first(write: Write) -> None:
    mine = rules.load(
        write("""
            genres:
              - {code: G50, name: 情况说明, tail: 情况说明$,
                 examples: {match: [停水情况说明, 补贴情况说明], skip: [通知, 公示]}}
            privacy:
              - {id: CAR, name: 车牌号, pattern: '苏J[A-Z0-9]{5}', severity: warn,
                 description: 个人车牌号, basis: [K],
                 examples: {match: [苏JABCDE, 苏JEDCBA], skip: [苏J, 车牌]}}
        """)
    )

    assert mine.genres[0].code == "G50"
    assert mine.privacy[0].id == "CAR"
    assert [rule.order for rule in mine.privacy] == list(
        range(1, len(mine.privacy) + 1)
    )


def test_a_replaced_genre_keeps_its_turn(rulebook: Rulebook, write: Write) -> None:
    mine = rules.load(
        write("""
            genres:
              - {code: G06, name: 通知, tail: 通知书?$,
                 examples: {match: [停水通知, 告知通知书], skip: [公示, 公告]}}
        """)
    )

    assert [one.code for one in mine.genres] == [one.code for one in rulebook.genres]


def test_the_digest_changes_with_any_rule(rulebook: Rulebook, write: Write) -> None:
    once = rules.load(write(LIBRARY)).digest
    again = rules.load(write(LIBRARY)).digest
    other = rules.load(write(LIBRARY.replace("长期", "常年"))).digest

    assert once == again
    assert len({rulebook.digest, once, other}) == 3


def test_the_digest_changes_with_the_name_of_a_file(write: Write) -> None:
    folder = write(LIBRARY)
    before = rules.load(folder).digest
    (folder / "own.yaml").rename(folder / "mine.yaml")

    assert rules.load(folder).digest != before


def test_files_in_folders_are_read_and_others_left_alone(write: Write) -> None:
    folder = write(LIBRARY)
    (folder / "sub").mkdir()
    (folder / "own.yaml").rename(folder / "sub" / "own.yml")
    (folder / "._own.yaml").write_bytes(b"\x00\x05\x16\x07")
    (folder / "README.txt").write_text("不是规则", encoding="utf-8")
    (folder / "empty.yaml").write_text("# 还没有写\n", encoding="utf-8")

    assert "SW08" in rules.load(folder).categories


def test_ones_own_version_is_named(write: Write) -> None:
    assert rules.load(write("version: 某县2026")).version == "某县2026"


def test_a_folder_without_rule_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="没有规则文件"):
        rules.load(tmp_path)


def test_a_folder_that_is_none_is_refused(write: Write) -> None:
    folder = write(LIBRARY)

    for path in (folder / "none", folder / "own.yaml"):
        with pytest.raises(RuleError, match="没有这个文件夹"):
            rules.load(path)


def test_the_edition_is_that_of_the_loaded_rules(write: Write) -> None:
    folder = write(LIBRARY)
    (folder / "name.yaml").write_text("version: 县档案局 3\n", encoding="utf-8")

    for overlay in (None, folder):
        book = rules.load(overlay)
        assert rules.edition(overlay) == (book.digest, book.version)
