"""A damaged or hostile Word document has its own error and never another."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from gongkai import errors
from gongkai.ingest import zips
from gongkai.ingest.docx import extract

Docx = Callable[..., bytes]
BODY = "<w:p><w:r><w:t>关于公示期满的说明</w:t></w:r></w:p>"


def ordinary() -> bytes:
    """A document as an office program writes it."""
    document = Document()
    document.add_heading("青石桥村财务收支情况公示", 0)
    document.add_paragraph("现将第三季度收支情况公示如下。")
    table = document.add_table(2, 3)
    for cell, text in zip(
        table._cells, ["项目", "收入", "支出", "补贴", "100", "0"], strict=True
    ):
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


ORDINARY = ordinary()


def test_an_ordinary_document_is_read() -> None:
    read = extract(ORDINARY)
    assert read.text == (
        "青石桥村财务收支情况公示\n现将第三季度收支情况公示如下。\n"
        "项目\t收入\t支出\n补贴\t100\t0"
    )
    assert [block.kind.value for block in read.blocks] == [
        "heading",
        "paragraph",
        "table",
    ]
    assert read.notes == read.reasons == ()


@given(st.integers(0, len(ORDINARY)))
def test_a_document_cut_off_anywhere_is_truncated(length: int) -> None:
    if length == len(ORDINARY):
        return
    with pytest.raises(errors.TruncatedError):
        extract(ORDINARY[:length])


@given(st.integers(0, 2**32))
def test_flipped_bytes_raise_nothing_of_their_own(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(ORDINARY)
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        extract(bytes(data))
    except errors.GongkaiError:
        return


@given(st.binary(max_size=200), st.integers(0, 400))
def test_spoilt_xml_raises_nothing_of_its_own(noise: bytes, at: int) -> None:
    package = zips.Package(ORDINARY)
    members = {name: package.read(name) for name in package.names}
    main = members["word/document.xml"]
    members["word/document.xml"] = main[: at * 4] + noise + main[at * 4 + len(noise) :]
    try:
        extract(_zip(members))
    except errors.GongkaiError:
        return


def _zip(members: dict[str, bytes]) -> bytes:
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_package_without_a_main_part_is_corrupt(zipped: Callable[..., bytes]) -> None:
    with pytest.raises(errors.CorruptError, match="main part"):
        extract(zipped({"[Content_Types].xml": "<Types/>"}))


def test_a_main_part_without_a_body_is_corrupt(zipped: Callable[..., bytes]) -> None:
    with pytest.raises(errors.CorruptError, match="body"):
        extract(zipped({"word/document.xml": "<x/>"}))


def test_a_damaged_part_that_the_text_can_do_without_is_noted(docx: Docx) -> None:
    read = extract(docx(BODY, styles="<w:style></w:broken>"))
    assert read.text == "关于公示期满的说明"
    assert read.notes[0].startswith("styles left out")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE d [<!ENTITY a "bbb"><!ENTITY c "&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://192.0.2.1/evil.dtd">',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused_and_nothing_fetched(
    zipped: Callable[..., bytes], declaration: str
) -> None:
    with pytest.raises(errors.CorruptError, match="document type"):
        extract(zipped({"word/document.xml": f"{declaration}<d>&lt;</d>"}))


def test_tables_in_tables_are_read_to_sixty_and_refused_beyond_reason(
    docx: Docx,
) -> None:
    def nested(depth: int) -> bytes:
        opening = "<w:tbl><w:tr><w:tc>" * depth
        return docx(opening + BODY + "</w:tc></w:tr></w:tbl>" * depth)

    assert extract(nested(60)).text == "关于公示期满的说明"
    with pytest.raises(errors.LimitError) as raised:
        extract(nested(1000))
    assert raised.value.code is errors.FailureCode.LIMIT_DEPTH


def test_a_text_that_is_too_long_in_one_piece_meets_a_limit(docx: Docx) -> None:
    with pytest.raises(errors.LimitError) as raised:
        extract(docx(f"<w:p><w:r><w:t>{'公' * 4_000_000}</w:t></w:r></w:p>"))
    assert raised.value.code in {
        errors.FailureCode.LIMIT_SIZE,
        errors.FailureCode.LIMIT_RATIO,
    }


def test_a_bomb_is_refused_before_it_is_unpacked(docx: Docx) -> None:
    with pytest.raises(errors.LimitError) as raised:
        extract(docx("<w:p/>" * 4_000_000))
    assert raised.value.code is errors.FailureCode.LIMIT_RATIO


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("MAX_TOTAL", errors.FailureCode.LIMIT_SIZE),
        ("MAX_PART", errors.FailureCode.LIMIT_SIZE),
        ("MAX_MEMBERS", errors.FailureCode.LIMIT_MEMBERS),
    ],
)
def test_each_limit_has_its_code(
    docx: Docx, monkeypatch: pytest.MonkeyPatch, limit: str, code: errors.FailureCode
) -> None:
    monkeypatch.setattr(zips, limit, 1)
    with pytest.raises(errors.LimitError) as raised:
        extract(docx(BODY))
    assert raised.value.code is code


def test_an_encrypted_member_is_encrypted(docx: Docx) -> None:
    data = bytearray(docx(BODY))
    at = data.find(b"PK\x01\x02")
    while at >= 0:  # set the flag in every entry of the directory
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    with pytest.raises(errors.EncryptedError):
        extract(bytes(data))


def test_a_relation_that_leads_nowhere_or_out_is_ignored(
    zipped: Callable[..., bytes],
) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/styles" Target="NULL"/>'
        '<Relationship Id="b" Type="x/styles" Target="../../../etc/passwd"/>'
        '<Relationship Id="c" Type="x/styles" TargetMode="External" Target="http://192.0.2.1/"/>'
        "</Relationships>"
    )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    main = f'<w:document xmlns:w="{namespace}"><w:body>{BODY}</w:body></w:document>'
    members = {"word/document.xml": main, "word/_rels/document.xml.rels": relations}
    assert extract(zipped(members)).text == "关于公示期满的说明"
