"""What an engine saw becomes paragraphs and tables; what it did not make out accuses no one."""

from __future__ import annotations

from gongkai.ingest.ocr.page import evened, page_of
from gongkai.ingest.ocr.seen import Seen, Word
from gongkai.ingest.pages import reading
from gongkai.ingest.pages.line import Box
from gongkai.ingest.pages.reading import Scan
from gongkai.ingest.pages.strokes import Stroke
from gongkai.model import BlockKind, Extract, Unjudgeable
from tests.ingest.ocr.conftest import HEIGHT, WIDTH, lines, page, word

SCALE = 842 / HEIGHT
BOX = Box(0.0, 0.0, WIDTH * SCALE, 842.0)
FULL = "经村民代表会议讨论决定对村道进行维修共计投入资金壹万贰仟元整现予公开"


def extract(*pages: Seen) -> Extract:
    return reading.compose(evened([page_of(seen, BOX, SCALE) for seen in pages]))


def test_lines_that_read_on_are_one_paragraph() -> None:
    seen = page(
        word("松岭村村务公开", left=380, size=34),
        *lines("　　" + FULL[:29], FULL[:31], "请村民监督。", first=200),
        *lines("　　联系电话：0571-88990011。", first=340),
    )

    assert [
        block.span.of(text)
        for text in [extract(seen).text]
        for block in extract(seen).blocks
    ] == [
        "松岭村村务公开",
        FULL[:29] + FULL[:31] + "请村民监督。",
        "联系电话：0571-88990011。",
    ]


def test_a_line_measured_a_little_off_is_still_of_the_same_font() -> None:
    first, second, third = lines("　　" + FULL[:29], FULL[:31], "元。")
    third = third._replace(top=third.top - 2, bottom=third.bottom + 2)

    assert len(extract(page(first, second, third)).blocks) == 1


def test_words_of_a_row_are_read_from_left_to_right() -> None:
    seen = page(word("2023年10月8日", left=600), word("松岭村", left=100, middle=103))

    assert extract(seen).text == "松岭村 2023年10月8日"


def test_a_ruled_table_is_a_table_and_a_word_over_a_rule_is_parted() -> None:
    across = word("道路维修12,356.00", left=160, middle=220, size=20)
    gap = tuple(
        (a + 200, b + 200) if i > 3 else (a, b) for i, (a, b) in enumerate(across.chars)
    )
    seen = page(
        word("项目", left=160, middle=160),
        word("金额", left=460, middle=160),
        across._replace(right=across.right + 200, chars=gap),
    )._replace(
        level=tuple(Stroke(y, 100, 700) for y in (130.0, 190.0, 250.0)),
        upright=tuple(Stroke(x, 130, 250) for x in (100.0, 400.0, 700.0)),
    )

    (block,) = extract(seen).blocks
    assert block.kind is BlockKind.TABLE
    assert extract(seen).text == "项目\t金额\n道路维修\t12,356.00"
    assert [(cell.row, cell.column) for cell in block.cells] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]


def test_rows_whose_words_align_have_tabs_between_them() -> None:
    cells = [
        ("项目", "金额", "备注"),
        ("道路维修", "18,200.00", "已付"),
        ("办公费", "2,516.20", "未付"),
    ]
    seen = page(
        *lines("二〇二三年第三季度支出"),
        *(
            word(text, left, 200 + 43 * row)
            for row, texts in enumerate(cells)
            for text, left in zip(texts, (100, 400, 700), strict=True)
        ),
    )

    assert extract(seen).text.splitlines() == [
        "二〇二三年第三季度支出",
        *("\t".join(texts) for texts in cells),
    ]


def test_columns_of_running_text_are_no_rows() -> None:
    left = lines(*[FULL[:16]] * 6)
    right = [
        item._replace(
            left=item.left + 440,
            right=item.right + 440,
            chars=tuple((a + 440, b + 440) for a, b in item.chars),
        )
        for item in left
    ]

    assert "\t" not in extract(page(*left, *right)).text


def test_noise_is_no_text() -> None:
    seen = page(
        *lines(FULL), word("卩丨", middle=400, confidence=0.3), word("——", middle=500)
    )

    assert extract(seen).text == FULL
    assert extract(seen).reasons == ()


def test_a_page_made_out_poorly_accuses_no_one() -> None:
    read = extract(page(*lines(FULL, confidence=0.8)))

    assert (read.text, read.reasons) == (FULL, (Unjudgeable.LOW_OCR_CONFIDENCE,))


def test_what_is_not_made_out_at_all_is_left_out() -> None:
    read = extract(page(*lines(FULL), *lines(FULL, first=300, confidence=0.1)))

    assert (read.text, read.reasons) == ("", (Unjudgeable.NO_TEXT_LAYER,))


def test_a_few_words_amid_much_unread_ink_are_not_the_whole_page() -> None:
    few = page(*lines(FULL))

    assert extract(few._replace(unread=0.9)).reasons == (
        Unjudgeable.LOW_OCR_CONFIDENCE,
    )
    assert extract(few._replace(unread=0.5)).reasons == ()
    much = page(*lines(*[FULL] * 4))
    assert extract(much._replace(unread=0.9)).reasons == ()


def test_a_page_without_words_is_unread() -> None:
    assert page_of(page(), BOX, SCALE).scan is Scan.UNREAD


def test_pages_keep_their_numbers() -> None:
    read = extract(page(*lines(FULL + "。")), page(*lines("第二页的内容。")))

    assert [block.page for block in read.blocks] == [1, 2]
    assert [span.of(read.text) for span in read.pages] == [
        FULL + "。",
        "第二页的内容。",
    ]


def test_a_word_of_latin_letters_may_be_of_any_size() -> None:
    tiny = Word("a", 1.0, 1.0, 2.0, 1.0, 0.99, ((1.0, 2.0),))

    assert extract(page(tiny)).text == "a"
