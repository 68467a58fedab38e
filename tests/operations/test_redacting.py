"""A copy for others: masked, whole, and none of a secret document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.errors import ArchiveError
from gongkai.ingest import read
from gongkai.operations import browsing, filling, redacting

Write = Callable[..., Path]

NUMBER = "340521196208250004"
LIST = f"""桃溪村2023年第三季度临时救助对象公示
现将我村2023年第三季度临时救助对象公示如下：
吴桂兰，身份证号{NUMBER}，救助金额800元，联系手机13800000021。
公示时间：2023年9月4日至2023年9月10日。监督电话：0555-6700999。
桃溪村村民委员会
2023年9月4日
"""


@pytest.fixture
def listing(incoming: Path, write_docx: Write) -> Path:
    """A Word document that shows an identity number and a mobile number."""
    return write_docx(incoming / "名单.docx", LIST)


def text_of(path: Path) -> str:
    return read(path)[1].text


def test_a_word_document_becomes_one_without_the_numbers(
    listing: Path, root: Path, tmp_path: Path
) -> None:
    done = redacting.redact(str(listing), tmp_path / "副本.docx", root)

    text = text_of(done.copy)
    assert NUMBER not in text
    assert "13800000021" not in text
    assert {item.kind for item in done.masked} == {"ID18", "MOBILE"}


def test_what_must_be_shown_still_stands_there(
    listing: Path, root: Path, tmp_path: Path
) -> None:
    redacting.redact(str(listing), tmp_path / "副本.docx", root)

    text = text_of(tmp_path / "副本.docx")
    assert "监督电话：0555-6700999" in text
    assert "吴桂兰" in text
    assert "2023年9月4日至2023年9月10日" in text


def test_the_original_is_left_as_it_was(
    listing: Path, root: Path, tmp_path: Path
) -> None:
    before = hashlib.sha256(listing.read_bytes()).digest()

    redacting.redact(str(listing), tmp_path / "副本.docx", root)

    assert hashlib.sha256(listing.read_bytes()).digest() == before


def test_a_text_becomes_a_word_document_when_it_is_called_so(
    incoming: Path, root: Path, tmp_path: Path
) -> None:
    (incoming / "名单.txt").write_text(LIST, encoding="utf-8")

    redacting.redact(str(incoming / "名单.txt"), tmp_path / "副本.docx", root)

    text = text_of(tmp_path / "副本.docx")
    assert text.startswith("桃溪村2023年第三季度临时救助对象公示\n")
    assert NUMBER not in text


def test_an_archived_document_is_copied_by_its_id(
    listing: Path, root: Path, tmp_path: Path
) -> None:
    filling.ingest(root, [listing], jobs=1)
    (document,) = browsing.documents(root)

    redacting.redact(document.id[:8], tmp_path / "副本.txt", root)

    copy = (tmp_path / "副本.txt").read_text(encoding="utf-8")
    assert copy.startswith("桃溪村")
    assert NUMBER not in copy


def test_no_copy_is_made_of_a_document_with_a_secrecy_mark(
    incoming: Path, root: Path, tmp_path: Path, secret: str
) -> None:
    (incoming / "物资.txt").write_text(secret, encoding="utf-8")

    with pytest.raises(ArchiveError, match="机密"):
        redacting.redact(str(incoming / "物资.txt"), tmp_path / "副本.txt", root)
    assert not (tmp_path / "副本.txt").exists()


def test_a_file_that_cannot_be_read_is_a_sentence(root: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04 not a package")

    with pytest.raises(ArchiveError, match="读不了"):
        redacting.redact(str(tmp_path / "坏.docx"), tmp_path / "副本.txt", root)


def test_a_folder_that_is_not_there_is_a_sentence(
    listing: Path, root: Path, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError, match="写不到"):
        redacting.redact(str(listing), tmp_path / "没有" / "副本.txt", root)
