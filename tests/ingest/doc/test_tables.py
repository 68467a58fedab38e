"""Tables of binary Word documents stay tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.ingest import doc
from gongkai.model import BlockKind, Cell

if TYPE_CHECKING:
    from tests.ingest.doc.conftest import Word

BEGINS, CONTINUES = 0x60, 0x20


def cells(data: bytes) -> list[tuple[int, int, int, int, str]]:
    read = doc.extract(data)
    (table,) = (block for block in read.blocks if block.kind is BlockKind.TABLE)
    return [_row(cell, read.text) for cell in table.cells]


def _row(cell: Cell, text: str) -> tuple[int, int, int, int, str]:
    return cell.row, cell.column, cell.rows, cell.columns, cell.span.of(text)


def table(
    word: type[Word], rows: list[tuple[list[str], bytes]], after: str = ""
) -> Word:
    """A document of one table: of each row its cells and the modifiers of its end."""
    body, paragraphs = "", {}
    for texts, end in rows:
        for text in texts:
            paragraphs[body.count("\x07")] = word.sprm(0x2416, 1)
            body += text + "\x07"
        paragraphs[body.count("\x07")] = end
        body += "\x07"
    return word(body + after, paragraphs)


def test_rows_and_cells_are_kept(word: type[Word]) -> None:
    end = word.row_end([0, 2000, 4000])
    made = table(
        word, [(["户主", "金额"], end), (["裴某", "300"], end)], "以上公示。\r"
    )
    read = doc.extract(made.file())
    assert read.text == "户主\t金额\n裴某\t300\n以上公示。"
    assert [block.kind.value for block in read.blocks] == ["table", "paragraph"]


def test_a_cell_covers_the_columns_between_its_edges(word: type[Word]) -> None:
    made = table(
        word,
        [
            (["收支情况"], word.row_end([0, 6000])),
            (["项目", "收入", "支出"], word.row_end([0, 2000, 4010, 6000])),
            (["合计", "90"], word.row_end([5, 4000, 5995])),
        ],
    )
    assert cells(made.file()) == [
        (0, 0, 1, 3, "收支情况"),
        (1, 0, 1, 1, "项目"),
        (1, 1, 1, 1, "收入"),
        (1, 2, 1, 1, "支出"),
        (2, 0, 1, 2, "合计"),
        (2, 2, 1, 1, "90"),
    ]


def test_cells_merged_down_or_across_appear_once(word: type[Word]) -> None:
    edges = [0, 1000, 2000, 3000]
    made = table(
        word,
        [
            (["一组", "甲", "10"], word.row_end(edges, [BEGINS, 0, 0])),
            (["", "乙", "20"], word.row_end(edges, [CONTINUES, 0, 0])),
            (["合计", "", "30"], word.row_end(edges, [1, 2, 0])),
        ],
    )
    assert cells(made.file()) == [
        (0, 0, 2, 1, "一组"),
        (0, 1, 1, 1, "甲"),
        (0, 2, 1, 1, "10"),
        (1, 1, 1, 1, "乙"),
        (1, 2, 1, 1, "20"),
        (2, 0, 1, 2, "合计"),
        (2, 2, 1, 1, "30"),
    ]


def test_text_in_a_cell_that_claims_to_be_merged_is_not_lost(word: type[Word]) -> None:
    edges = [0, 1000, 2000]
    made = table(
        word,
        [
            (["甲", "乙"], word.row_end(edges, [1, 2])),
            (["丙", "丁"], word.row_end(edges, [CONTINUES, 0])),
        ],
    )
    assert [cell[4] for cell in cells(made.file())] == ["甲", "乙", "丙", "丁"]


def test_rows_that_say_nothing_of_their_edges_are_counted_through(
    word: type[Word],
) -> None:
    end = word.sprm(0x2416, 1) + word.sprm(0x2417, 1)
    made = table(word, [(["甲", "乙"], end), (["丙", "丁"], word.row_end([0, 500]))])
    assert [cell[:2] for cell in cells(made.file())] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]


def test_a_cell_of_several_paragraphs_keeps_them_as_lines(word: type[Word]) -> None:
    in_cell = word.sprm(0x2416, 1)
    made = word(
        "时间：上午\r地点：村部\x07记录\x07\x07",
        {0: in_cell, 1: in_cell, 2: in_cell, 3: word.row_end([0, 2000, 4000])},
    )
    assert [cell[4] for cell in cells(made.file())] == [
        "时间：上午\n地点：村部",
        "记录",
    ]


def test_a_table_in_a_cell_is_lines_of_that_cell(word: type[Word]) -> None:
    inner = word.sprm(0x2416, 1) + word.sprm(0x6649, 2)
    made = word(
        "附\x07外层\r甲\r乙\r\r\x07\x07",
        {
            0: word.sprm(0x2416, 1),
            1: word.sprm(0x2416, 1),
            2: inner + word.sprm(0x244B, 1),
            3: inner + word.sprm(0x244B, 1),
            4: inner + word.sprm(0x244C, 1),
            5: word.sprm(0x2416, 1),
            6: word.row_end([0, 1000, 2000]),
        },
    )
    assert [cell[4] for cell in cells(made.file())] == ["附", "外层\n甲  乙"]


def test_a_frame_of_one_cell_is_no_table(word: type[Word]) -> None:
    made = table(word, [(["公告"], word.row_end([0, 5000]))])
    read = doc.extract(made.file())
    assert (read.text, read.blocks[0].kind) == ("公告", BlockKind.PARAGRAPH)


def test_without_formatting_an_empty_cell_ends_a_row(word: type[Word]) -> None:
    streams = table(word, [(["甲", "乙"], b""), (["丙", "丁"], b"")]).streams()
    main = bytearray(streams["WordDocument"])
    main[154 + 8 * 13 : 162 + 8 * 13] = bytes(8)
    data = word.compound({**streams, "WordDocument": bytes(main)})
    assert doc.extract(data).text == "甲\t乙\n丙\t丁"
