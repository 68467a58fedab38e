"""A file is read once, by its content, and whatever is wrong has its own error."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai import errors
from gongkai.ingest import files, read, read_bytes

NOTICE = "关于召开村民代表会议的通知\n请各位村民代表准时参加。"


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "通知.docx"
    path.write_bytes(NOTICE.encode())
    return path


def test_the_source_is_named_by_content_and_digest(notice: Path) -> None:
    source, extract = read(notice)
    assert source.path == notice
    assert source.format == "txt"
    assert source.size == len(NOTICE.encode())
    assert source.digest == hashlib.sha256(NOTICE.encode()).hexdigest()
    assert extract.text == NOTICE


def test_bytes_at_hand_are_read_the_same(docx: Callable[..., bytes]) -> None:
    data = docx("<w:p><w:r><w:t>公示</w:t></w:r></w:p>")
    source, extract = read_bytes(data, Path("包/公示.txt"))
    assert (source.format, extract.text) == ("docx", "公示")


def test_a_kind_that_cannot_be_read_yet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(b"%!PS-Adobe-3.0\n")
    with pytest.raises(errors.UnknownTypeError, match="PostScript"):
        read(path)


def test_what_is_no_document_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "安装.docx"
    path.write_bytes(b"MZ\x90\x00\x03\x00\x00\x00")
    with pytest.raises(errors.NotADocumentError) as raised:
        read(path)
    assert raised.value.format == "program"


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(errors.UnreadableError):
        read(tmp_path / "无.txt")


def test_a_name_with_a_nul_is_unreadable() -> None:
    with pytest.raises(errors.UnreadableError):
        read(Path("a\0b"))


def test_a_file_that_is_too_large_is_not_read(
    notice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_SIZE", 10)
    with pytest.raises(errors.LimitError) as raised:
        read(notice)
    assert raised.value.code is errors.FailureCode.LIMIT_SIZE


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file systems")
def test_a_pipe_does_not_keep_us_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(errors.NotRegularFileError):
        read(tmp_path / "pipe")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises((errors.NotRegularFileError, errors.UnreadableError)):
        read(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_file_that_is_not_as_long_as_it_says_changed() -> None:
    with pytest.raises(errors.ChangedError):
        read(Path("/proc/self/status"))
