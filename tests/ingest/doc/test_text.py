"""The text of a binary Word document, as a person reads it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from gongkai.ingest import doc
from gongkai.model import BlockKind, Part, Unjudgeable

if TYPE_CHECKING:
    from tests.ingest.doc.conftest import Word

BODY = "白塔村集体资产处置结果公示\r经村民代表会议同意，现将处置结果予以公示。\r"


def style(
    name: str,
    *,
    kind: int = 1,
    base: int = 0xFFF,
    paragraph: bytes = b"",
    run: bytes = b"",
) -> bytes:
    """A style as the table of styles describes it, without its length."""
    upxs = [struct.pack("<H", 0) + paragraph, run] if kind == 1 else [run]
    data = struct.pack("<5H", 0xFFE, kind | base << 4, len(upxs), 0, 0)
    data += struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
    for upx in upxs:
        data += bytes(len(data) % 2) + struct.pack("<H", len(upx)) + upx
    return data


def style_table(*styles: bytes) -> bytes:
    head = struct.pack("<9H", len(styles), 10, 0, 0, 0, 0, 0, 0, 0)
    table = struct.pack("<H", len(head)) + head
    for described in styles:
        table += struct.pack("<H", len(described)) + described
    return table


def texts(data: bytes) -> list[tuple[str, str]]:
    read = doc.extract(data)
    return [(block.kind.value, block.span.of(read.text)) for block in read.blocks]


def test_paragraphs_are_read_in_order_and_blank_lines_kept(word: type[Word]) -> None:
    read = doc.extract(word(BODY + "\r白塔村村民委员会\v2023年3月1日\r").file())
    assert read.text == (
        "白塔村集体资产处置结果公示\n经村民代表会议同意，现将处置结果予以公示。\n\n"
        "白塔村村民委员会\n2023年3月1日"
    )
    assert (read.notes, list(read.reasons)) == ((), [])


def test_an_empty_document_is_nearly_empty(word: type[Word]) -> None:
    read = doc.extract(word("\r").file())
    assert (read.text, read.blocks) == ("", ())
    assert read.reasons == (Unjudgeable.NEARLY_EMPTY,)


def test_a_document_of_one_picture_has_no_text_layer(word: type[Word]) -> None:
    read = doc.extract(word("\x01\r").file())
    assert read.reasons == (Unjudgeable.NO_TEXT_LAYER,)


def test_pieces_may_be_compressed_or_wide(word: type[Word]) -> None:
    body = "Tel. “6612” 办公室\r"
    pieces = [(12, True, 0), (len(body) - 12, False, 0)]
    assert doc.extract(word(body, pieces=pieces).file()).text == body.strip()


def test_characters_beyond_the_basic_plane_keep_what_follows_in_its_place(
    word: type[Word],
) -> None:
    body = "𠮷某甲\r田某乙\r"  # the first takes two of the units that are counted
    made = word(body.replace("𠮷", "xx"), runs={"某乙": word.sprm(0x083C, 1)})
    streams = made.streams()
    data = streams["WordDocument"].replace(
        "xx".encode("utf-16-le"), "𠮷".encode("utf-16-le")
    )
    from_streams = made.compound({**streams, "WordDocument": data})
    assert doc.extract(from_streams).text == "𠮷某甲\n田"


def test_fields_show_their_result(word: type[Word]) -> None:
    body = (
        '见\x13HYPERLINK "http://192.0.2.1/" \x14公开栏\x15。\r'
        "共\x13 = \x13 PAGE \x142\x15 + 1 \x143\x15页\x13 XE 索引 \x15\r"
        "只有\x14分隔\x15和结尾\r只有\x13开头\r"
    )
    assert doc.extract(word(body).file()).text == (
        "见公开栏。\n共3页\n只有分隔和结尾\n只有开头"
    )


def test_hidden_and_deleted_text_is_left_out_and_noted(word: type[Word]) -> None:
    body = "补助标准为五百六百元\r隐藏的批注\r其余不变\r"
    runs = {"五百": word.sprm(0x0800, 1), "隐藏的批注": word.sprm(0x083C, 1)}
    read = doc.extract(word(body, runs=runs).file())
    assert read.text == "补助标准为六百元\n\n其余不变"
    assert read.notes == ("tracked deletions left out", "hidden text left out")


def test_a_paragraph_whose_end_was_deleted_runs_on(word: type[Word]) -> None:
    read = doc.extract(
        word("前半句\r后半句\r", runs={"\r": word.sprm(0x0800, 1)}).file()
    )
    assert read.text == "前半句后半句"


def test_what_a_fast_save_changed_counts(word: type[Word]) -> None:
    body = "保留一删去二保留三删去四\r"
    made = word(
        body,
        pieces=[
            (3, False, 0),
            (3, False, 65 << 1 | 1 << 8),
            (3, False, 0),
            (3, False, 1),
            (1, False, 0),
        ],
        modifiers=[word.sprm(0x0800, 1)],
        flags=0x0204,
    )
    assert doc.extract(made.file()).text == "保留一保留三"


def test_titles_stand_out_by_alignment_size_or_style(word: type[Word]) -> None:
    body = (
        "居中加粗\r字号很大\r居中不加粗\r样式名为标题\r大纲级别\r"
        + "正文的一句话。\r" * 4
    )
    made = word(
        body,
        paragraphs={
            0: word.sprm(0x2403, 1), 2: word.sprm(0x2461, 1), 4: word.sprm(0x2640, 0),
        },
        runs={"居中加粗": word.sprm(0x0835, 1), "字号很大": word.sprm(0x4A43, 44)},
        styles={3: 2},
        parts={1: style_table(style("Normal", run=word.sprm(0x4A43, 32)), b"", style("标题", base=0))},
    )  # fmt: skip
    assert [kind for kind, _ in texts(made.file())] == [
        "heading", "heading", "paragraph", "heading", "heading", *["paragraph"] * 4,
    ]  # fmt: skip


def test_a_style_hands_down_what_its_heirs_do_not_change(word: type[Word]) -> None:
    styles = style_table(
        style("Normal", run=word.sprm(0x4A43, 32)),
        style("红头", base=0, paragraph=word.sprm(0x2403, 1), run=word.sprm(0x0835, 1)),
        style("红头二", base=1),
        style("不粗", base=2, run=word.sprm(0x0835, 0x81)),
        style("循环", base=4),
    )
    made = word("甲\r乙\r丙\r丁\r", styles={0: 1, 1: 2, 2: 3, 3: 4}, parts={1: styles})
    assert [kind for kind, _ in texts(made.file())] == [
        "heading",
        "heading",
        "paragraph",
        "paragraph",
    ]


def test_headers_notes_and_footers_are_parts_of_their_own(word: type[Word]) -> None:
    stories = {
        "footnotes": "\x02 数据截至三月底。\r",
        "headers": "单页眉\r双页眉\r首页眉\r单页脚\r",
        "comments": "批注不读\r",
        "endnotes": "\x02 另见附表。\r",
    }
    # Six separators; then of the section: even, odd header; even, odd footer; first two.
    bounds = [0, 0, 0, 0, 0, 0, 0, 4, 8, 8, 12, 16, 16, 16]
    bounds[6:13] = [0, 4, 8, 8, 12, 16, 16]
    order = "双页眉\r单页眉\r单页脚\r首页眉\r"
    stories["headers"] = order
    made = word(BODY, stories=stories, parts={11: struct.pack("<14I", *bounds)})
    read = doc.extract(made.file())
    assert [(block.part, block.span.of(read.text)) for block in read.blocks] == [
        (Part.HEADER, "单页眉"),
        (Part.BODY, "白塔村集体资产处置结果公示"),
        (Part.BODY, "经村民代表会议同意，现将处置结果予以公示。"),
        (Part.NOTE, " 数据截至三月底。"),
        (Part.NOTE, " 另见附表。"),
        (Part.FOOTER, "单页脚"),
    ]
    assert read.notes == ("comments left out",)


def test_headers_of_even_and_first_pages_are_read_where_they_are_shown(
    word: type[Word],
) -> None:
    bounds = [0] * 6 + [0, 4, 8, 8, 8, 12, 12, 12]
    section = word.sprm(0x300A, 1)
    made = word(
        BODY,
        stories={"headers": "双页眉\r单页眉\r首页眉\r"},
        parts={11: struct.pack("<14I", *bounds), 31: b"\x01", 6: bytes(20)},
    )
    streams = made.streams()
    main = bytearray(streams["WordDocument"])
    (sections,) = struct.unpack_from("<I", main, 154 + 8 * 6)
    table = bytearray(streams["1Table"])
    struct.pack_into("<I", table, sections + 10, len(main))
    main += struct.pack("<H", len(section)) + section
    data = made.compound({"WordDocument": bytes(main), "1Table": bytes(table)})
    read = doc.extract(data)
    assert [b.span.of(read.text) for b in read.blocks if b.part is Part.HEADER] == [
        "首页眉", "单页眉", "双页眉",
    ]  # fmt: skip


def test_text_boxes_stand_after_their_anchor(word: type[Word]) -> None:
    box = struct.pack("<14xI4x", 7) + bytes(22)
    shapes = struct.pack("<2I", 8, 20) + struct.pack("<I22x", 7)
    made = word(
        "第一段有框\x08\r第二段\r",
        stories={"boxes": "框内文字\r\r"},
        parts={
            56: struct.pack("<3I", 0, 5, 6) + box,
            40: struct.pack("<2I", 5, 9) + shapes[8:],
        },
    )
    assert doc.extract(made.file()).text == "第一段有框\n框内文字\n\n第二段"


def test_characters_of_symbol_fonts_are_read_where_they_mean_something(
    word: type[Word],
) -> None:
    font = bytes(39) + "Wingdings".encode("utf-16-le") + b"\0\0"
    fonts = struct.pack("<2H", 1, 0) + bytes((len(font),)) + font
    made = word(
        "( 同意 \uf0a8 不同意\r",
        runs={
            "(": word.sprm(0x6A09, struct.pack("<2H", 0, 0xF0FE)),
            "\uf0a8": word.sprm(0x4A4F, 0),
        },
        parts={15: fonts},
    )
    assert doc.extract(made.file()).text == "☑ 同意 □ 不同意"


def list_parts(kind: int, text: str) -> dict[int, bytes]:
    """A list of one level, used once; the level follows what the head counts."""
    head = struct.pack("<I22xBx", 5, 1)
    level = (
        struct.pack("<iB23x", 1, kind)
        + struct.pack("<H", len(text))
        + text.encode("utf-16-le")
    )
    use = struct.pack("<I", 1) + struct.pack("<I12x", 5) + struct.pack("<I", FREE)
    return {73: struct.pack("<H", 1) + head + level, 74: use}


FREE = 0xFFFFFFFF


def test_automatic_numbers_are_text(word: type[Word]) -> None:
    listed = word.sprm(0x460B, 1)
    made = word(
        "议题\r说明\r表决\r",
        paragraphs={0: listed, 2: listed},
        parts=list_parts(39, "\0、"),
    )
    assert doc.extract(made.file()).text == "一、议题\n说明\n二、表决"


@pytest.mark.parametrize("flags", [0, 0x0200])
def test_either_stream_of_tables_will_do(word: type[Word], flags: int) -> None:
    made = word(BODY, flags=flags)
    streams = made.streams()
    streams["0Table"] = streams.pop("1Table")
    assert doc.extract(made.compound(streams)).blocks[0].kind is BlockKind.PARAGRAPH


def test_macros_are_noted(word: type[Word]) -> None:
    made = word(BODY)
    data = made.compound({**made.streams(), "Macros": b"x"})
    assert doc.extract(data).notes == ("macros left out",)
