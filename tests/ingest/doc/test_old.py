"""Documents of Word 6 and 95 are in a code page, which they may not name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.errors import EncryptedError, UnknownTypeError
from gongkai.ingest import doc

Old = Callable[..., bytes]
NOTICE = "关于一九九八年度农业税减免情况的公告\r各村民小组：现将减免名单公布如下。\r"


@pytest.mark.parametrize(
    ("language", "encoding"),
    [(0x0804, "gbk"), (0x0409, "gbk"), (0, "gbk"), (0x0404, "big5")],
)
def test_chinese_is_read_whatever_the_language_claims(
    old: Old, language: int, encoding: str
) -> None:
    text = (
        NOTICE
        if encoding == "gbk"
        else NOTICE.translate(str.maketrans("关于业减况现将单", "關於業減況現將單"))
    )
    read = doc.extract(old(text.encode(encoding, "replace"), language))
    assert (
        read.text
        == text.encode(encoding, "replace").decode(encoding).replace("\r", "\n").strip()
    )


def test_western_text_with_curly_quotes_is_not_taken_for_chinese(old: Old) -> None:
    text = "My son’s “voting machine” isn’t connected to the other PC’s.\r" * 5
    assert (
        doc.extract(old(text.encode("cp1252"), 0x0409)).text
        == text.replace("\r", "\n").strip()
    )


def test_word_95_of_the_far_east_may_be_in_utf_16(old: Old) -> None:
    data = old(NOTICE.encode("utf-16-le"), wide=True)
    assert doc.extract(data).text == NOTICE.replace("\r", "\n").strip()


def test_tables_are_found_by_their_marks(old: Old) -> None:
    text = "姓名\x07金额\x07\x07邓某\x07120\x07\x07"
    assert doc.extract(old(text.encode("gbk"))).text == "姓名\t金额\n邓某\t120"


def test_an_encrypted_document_says_so(old: Old) -> None:
    with pytest.raises(EncryptedError):
        doc.extract(old(NOTICE.encode("gbk"), flags=0x0100))


def test_an_older_word_is_not_read(old: Old) -> None:
    data = old(NOTICE.encode("gbk")).replace(b"\xdc\xa5\x68\x00", b"\xdb\xa5\x2d\x00")
    with pytest.raises(UnknownTypeError, match="Word 2"):
        doc.extract(data)
