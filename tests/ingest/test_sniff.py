"""A file is what its content says, whatever its name."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from gongkai.errors import CorruptError, EmptyError, EncryptedError, TruncatedError
from gongkai.ingest.sniff import sniff

SECTOR = 512
FREE, CHAIN_END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(*streams: str) -> bytes:
    """An OLE2 compound file with empty streams under its root, in one sector."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<5H6x7I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, CHAIN_END, 0
    )
    header += struct.pack("<2I", CHAIN_END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    fat = struct.pack("<128I", FAT, CHAIN_END, *[FREE] * 126)
    entries = [_entry("Root Entry", 5, child=1)]
    for index, name in enumerate(streams, start=1):
        following = index + 1 if index < len(streams) else FREE
        entries.append(_entry(name, 2, right=following))
    return header.ljust(SECTOR, b"\0") + fat + b"".join(entries).ljust(SECTOR, b"\0")


def _entry(name: str, kind: int, right: int = FREE, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack(
        "<HBB3I", len(raw), kind, 1, FREE, right, child
    )
    return head.ljust(128, b"\0")


def test_word_documents_are_known_by_their_main_part(
    docx: Callable[..., bytes], zipped: Callable[..., bytes]
) -> None:
    assert sniff(docx("<w:p/>"), "名单.pdf") == "docx"
    for kind in (
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        "vnd.openxmlformats-officedocument.wordprocessingml.template.main",
        "vnd.ms-word.document.macroEnabled.main",
    ):
        types = f'<Override PartName="/w/d2.xml" ContentType="application/{kind}+xml"/>'
        assert sniff(zipped({"[Content_Types].xml": types})) == "docx"


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"OFD.xml": "", "Doc_0/Document.xml": ""}, "ofd"),
        ({"mimetype": "application/epub+zip"}, "epub"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "odt"),
        ({"xl/workbook.xml": ""}, "xlsx"),
        ({"ppt/presentation.xml": ""}, "pptx"),
        ({"word\\document.xml": ""}, "docx"),
        ({"通知.docx": ""}, "zip"),
    ],
)
def test_packages_are_told_apart(
    zipped: Callable[..., bytes], members: dict[str, str], kind: str
) -> None:
    assert sniff(zipped(members)) == kind


@pytest.mark.parametrize(
    ("streams", "kind"),
    [
        (["WordDocument", "1Table"], "doc"),
        (["Workbook"], "xls"),
        (["PowerPoint Document", "Current User"], "ppt"),
        (["Catalog"], "thumbnails"),
        (["CONTENTS", "MatOST"], "works"),
        (["MN0"], "works"),
        (["Something"], "ole"),
    ],
)
def test_compound_files_are_told_apart(streams: list[str], kind: str) -> None:
    assert sniff(ole(*streams)) == kind


def test_a_word_inside_a_stream_makes_no_word_document() -> None:
    assert sniff(ole("Workbook") + "WordDocument".encode("utf-16-le")) == "xls"


def test_a_compound_file_without_its_directory_is_cut_off_or_damaged() -> None:
    whole = ole("WordDocument")
    for length in (8, 600, 1100):
        with pytest.raises(TruncatedError):
            sniff(whole[:length])
    with pytest.raises(CorruptError):
        sniff(ole())
    with pytest.raises(CorruptError):
        sniff(whole[:48] + struct.pack("<I", CHAIN_END) + whole[52:])


def test_an_office_file_behind_a_password_is_encrypted() -> None:
    with pytest.raises(EncryptedError):
        sniff(ole("EncryptionInfo", "EncryptedPackage"), "名单.docx")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf \n%PDF-1.4\n", "pdf"),
        (b"HTTP/1.1 200 OK\n\n%PDF-1.4\n1 0 obj\n", "pdf"),
        (rb"{\rtf1\ansi", "rtf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpg"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00", "gif"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28", "bmp"),
        (b"II*\x00\x08\x00\x00\x00", "tif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        (b"\x1f\x8b\x08\x00", "gz"),
        (b"name".ljust(257, b"\0") + b"ustar\x0000", "tar"),
        (b"\x01\xfe\x32\x03\x00\x00\x80\x00", "works"),
        (b"\xdb\xa5\x2d\x00\x00\x00\x09\x04", "word2"),
        (b"\x31\xbe\x00\x00\x00\xab\x00\x00", "write"),
        (b"\xffWPC\x10\x00\x00\x00\x01\x0a", "wordperfect"),
        (b"Founder CEB 1.5\x00\x00\x01\x02\x03", "ceb"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "program"),
        (b"MZ\x90\x00\x03" * 800, "program"),
        (b"\x90\x4e\x10\x7a\x03" * 800, "binary"),
        (b"\x7fELF\x02\x01\x01\x00", "program"),
        (b"SQLite format 3\x00\x10\x00", "database"),
        (b"\x00\x01\x00\x00\x00\x12\x01\x00", "font"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "video"),
        (b"ID3\x03\x00\x00\x00\x00\x00\x00", "audio"),
        (bytes(range(1, 256)), "binary"),
    ],
)
def test_signatures_are_known(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!DOCTYPE html>\n<html><body>公示</body></html>", "html"),
        ("<!-- 导出 -->\n<HTML><HEAD>", "html"),
        ('<div class="x"><p>公示</p></div>', "html"),
        ('<?xml version="1.0"?>\n<root/>', "xml"),
        ('<?xml version="1.0"?>\n<w:wordDocument xmlns:w="x"/>', "wordml"),
        ("MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/related;\n\n", "mht"),
        ("From: a@b\nTo: c@d\nSubject: 通知\n\n正文", "eml"),
        ("网页里常写 <html> 和 <p> 两个标签，下面解释。", "txt"),
        ("<关于开展检查的通知>\n各村：", "txt"),
        ("MZ村村民委员会公告", "txt"),
        ("说明：PDF 文件以 %PDF-1.4 开头。", "txt"),
        ("时间: 9时\n地点: 会议室\n主持: 钱某\n", "txt"),
        ("Subject: 只是一行\n正文", "txt"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_kinds_of_text_are_told_apart(text: str, kind: str, encoding: str) -> None:
    assert sniff(text.encode(encoding), "公告.txt") == kind


@pytest.mark.parametrize("data", [b"", bytes(4096), b" \r\n\t"])
def test_a_file_of_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyError):
        sniff(data, "公示.docx")


@pytest.mark.parametrize(
    "name", ["~$通知.docx", "Thumbs.db", ".DS_Store", "desktop.ini"]
)
def test_system_litter_goes_by_its_name(name: str) -> None:
    assert sniff(b"\x05user\x00\x01\x02", name) == "system file"
    assert sniff(b"[.ShellClassInfo]", name) == "system file"


def test_a_document_with_the_name_of_litter_is_a_document(
    docx: Callable[..., bytes],
) -> None:
    assert sniff(docx("<w:p/>"), "Thumbs.db") == "docx"


def test_noise_with_the_name_of_a_document_is_damaged_and_not_ignored() -> None:
    noise = bytes(range(1, 256))
    with pytest.raises(CorruptError):
        sniff(noise, "低保名单.DOC")
    assert sniff(noise, "低保名单.dat") == "binary"


def test_a_package_cut_off_is_truncated(docx: Callable[..., bytes]) -> None:
    with pytest.raises(TruncatedError):
        sniff(docx("<w:p/>")[:-30])


def test_a_package_with_a_broken_directory_is_corrupt(
    docx: Callable[..., bytes],
) -> None:
    data = docx("<w:p/>")
    with pytest.raises(CorruptError):
        sniff(data.replace(b"PK\x01\x02", b"PK\x01\x09"))
