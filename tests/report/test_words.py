"""Names of files and words of documents are shown on one line, and mislead nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.words import printable, shown


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("会议 纪要", "会议 纪要"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x1b[31m红", "\\u001b[31m红"),
        ("gpj.\u202etxt", "gpj.\\u202etxt"),
        ("\udcd5.txt", "\\xd5.txt"),
        ("村/\udcb9\udcab\udcca\udcbe.txt", "村/公示.txt"),
        ("半\udce5\udc85.txt", "半\\xe5\\x85.txt"),
    ],
    ids=["plain", "controls", "escape", "bidi", "byte", "GB 2312", "half a character"],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, safe: str) -> None:
    assert printable(text) == safe


@given(st.text(st.characters(codec=None)))
def test_anything_fits_on_one_line(text: str) -> None:
    safe = printable(text)
    assert len(safe.splitlines()) <= 1
    assert safe.encode().decode() == safe
    assert printable(safe) == safe


def test_paths_are_shown_from_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "来件" / "一.txt") == str(Path("来件", "一.txt"))
    assert shown(tmp_path.parent) == str(tmp_path.parent)
