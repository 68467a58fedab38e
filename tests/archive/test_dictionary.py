"""The words that an archive adds to the dictionary."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.archive import dictionary
from gongkai.errors import ArchiveError


def test_each_line_is_a_word(tmp_path: Path) -> None:
    text = "\ufeff青石桥村\n\n  钱大有  # 村主任\n# 以下是组名\n"
    (tmp_path / "words.txt").write_text(text, encoding="utf-8")
    assert dictionary.load(tmp_path) == ("青石桥村", "钱大有")


def test_no_file_is_no_word(tmp_path: Path) -> None:
    assert dictionary.load(tmp_path) == ()


@pytest.mark.parametrize("line", ["两个 词", "长" * 41])
def test_what_is_no_word_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "words.txt").write_text(f"青石桥村\n{line}\n", encoding="utf-8")
    with pytest.raises(ArchiveError, match="第 2 行"):
        dictionary.load(tmp_path)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes("青石桥村".encode("gb18030"))
    with pytest.raises(ArchiveError, match="UTF-8"):
        dictionary.load(tmp_path)
