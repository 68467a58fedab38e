"""Waivers: what is saved is loaded, and a hand-made mistake is a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gongkai.archive import waivers
from gongkai.errors import ArchiveError
from gongkai.model import Waiver

WAIVER = Waiver(
    "0123456789abcdef", "N_PHONE", "电话在公开栏上方统一公布", "高秀云",
    date(2026, 1, 5), date(2026, 12, 31),
)  # fmt: skip


def write(root: Path, text: str) -> None:
    (root / waivers.NAME).write_text(text, encoding="utf-8")


def test_an_archive_without_the_file_has_none(tmp_path: Path) -> None:
    assert waivers.load(tmp_path) == ()


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    waivers.save(tmp_path, [WAIVER, WAIVER])

    assert waivers.load(tmp_path) == (WAIVER, WAIVER)


def test_none_left_is_an_empty_list(tmp_path: Path) -> None:
    waivers.save(tmp_path, [WAIVER])
    waivers.save(tmp_path, [])

    assert waivers.load(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [", "不是正确的 YAML"),
        ("document: a", "应当是一个列表"),
        ("- document: a", "第 1 条应当恰有"),
        (
            "- {document: a, rule: N_PHONE, reason: 无, person: 高, since: 2026-01-05, until: 年底}",
            "until 应当是日期",
        ),
        (
            "- {document: a, rule: N_PHONE, reason: '', person: 高, since: 2026-01-05, until: 2026-12-31}",
            "reason 应当是文字",
        ),
    ],
    ids=["yaml", "mapping", "keys", "date", "blank"],
)
def test_a_mistake_made_by_hand_is_a_sentence(
    tmp_path: Path, text: str, expected: str
) -> None:
    write(tmp_path, text)

    with pytest.raises(ArchiveError, match=expected):
        waivers.load(tmp_path)
