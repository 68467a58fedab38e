"""RTF is read as a reader of it would show it, in whatever code page it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import CorruptError, GongkaiError, LimitError, TruncatedError
from gongkai.ingest.rtf import extract
from gongkai.model import BlockKind, Cell, Part, Span, Unjudgeable

FONTS = (
    r"{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\froman\fcharset0 Times;}"
    r"{\f2\fnil\fcharset136 MingLiU;}{\f3\fnil\fcharset2 Wingdings;}{\f4\fnil Song;}}"
)
NOTICE = "青石桥村村务公开栏值班安排"


def escaped(text: str, encoding: str = "gb18030") -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def numbered(text: str, fallback: str = "?") -> str:
    units = memoryview(text.encode("utf-16-le")).cast("H")
    return "".join(
        f"\\u{unit - 0x10000 if unit > 0x7FFF else unit}{fallback}" for unit in units
    )


def rtf(body: str, head: str = r"\ansi\ansicpg936\deff0") -> bytes:
    return (r"{\rtf1" + head + FONTS + body + "}").encode("latin-1")


def text(body: str, head: str = r"\ansi\ansicpg936\deff0") -> str:
    return extract(rtf(body, head)).text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (escaped("公开"), "公开"),
        (numbered("公开"), "公开"),
        (r"\uc2 " + numbered("公开", r"\'b9\'ab"), "公开"),
        (r"\uc0 " + numbered("公开", " ") + "a", "公开a"),
        (numbered("公开", "") + "?", "公开"),
        (numbered("公") + r"\u8212\emdash x", "公—x"),
        (numbered("𠮷"), "𠮷"),
        ("公开".encode("gb18030").decode("latin-1"), "公开"),
        (r"\f2 " + escaped("公開", "big5"), "公開"),
        (r"\f1 caf\'e9 \f0 " + escaped("公开"), "café 公开"),
        (r"\f1 " + escaped("公开"), "公开"),
        (r"{\f0 \'b9}{\f0 \'ab}", "公"),
        (r"\'b9" + "\r\n" + r"\'ab", "公"),
        (r"\f4 " + escaped("公开"), "公开"),
        (r"\loch\af1\hich\af1\dbch\f0 " + escaped("公开"), "公开"),
        (r"\f3\'fe\f0 " + escaped("同意"), "☑同意"),
        (r"\f3\u61694 ?\f0 " + escaped("同意"), "☑同意"),
        (r"{\field{\*\fldinst SYMBOL 254 \\f Wingdings \\s 9}{\fldrslt }}a", "☑a"),
        (r'{\field{\*\fldinst SYMBOL 254 \\f "Wingdings"}{\fldrslt }}a', "☑a"),
        (r'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt a}}b', "ab"),
        (r"a\tab b\~c\_d\-e", "a  b\u00a0c-de"),
        (r"\ldblquote a\rdblquote\{\}\\", "“a”{}\\"),
        (r"a\line b\par c", "a\nb\nc"),
        ("a\\\nb", "a\nb"),
        ("a\nb", "ab"),
        (r"a{\v b}\v c\v0 d", "ad"),
        (r"a{\deleted b}c", "ac"),
        (r"a\v b\plain c", "ac"),
        (r"a{\*\unheard of}b", "ab"),
        (r"a{\loch\*\cs7 b}", "ab"),
        (r"a{\pict\bin4 }}}}}b", "ab"),
        (r"a\bin3 xyzb", "ab"),
        (r"a{\info{\title b}}{\xe c}{\annotation d}", "a"),
        (r"a{\object{\*\objdata 00}{\result b}}", "ab"),
        (r"{\upr{a}{\*\ud " + numbered("公") + "}}", "公"),
        (r"a{\shp{\*\shpinst{\sp{\sn b}{\sv c}}{\shptxt d}}{\shprslt d}}e", "ae\nd"),
        (r"{\listtext 1.\tab}a\par{\listtext\'b7\tab}b", "1. a\nb"),
        (r"{\pntext " + escaped("一、") + r"\tab}a", "一、a"),
    ],
)
def test_what_a_reader_sees_is_the_text(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (r"\ansi\ansicpg1252", "gb18030"),
        (r"\ansi", "gb18030"),
        (r"\ansi", "utf-8"),
        (r"\ansi\ansicpg65001", "utf-8"),
        (r"\ansi\ansicpg950", "big5"),
        (r"\mac", "gb18030"),
    ],
)
def test_chinese_is_read_whatever_the_document_says(head: str, encoding: str) -> None:
    notice = "清明節值班安排公告" if encoding == "big5" else NOTICE
    body = r"\f1 " if head != r"\mac" else r"\f0 "
    assert text(body + escaped(notice, encoding), head) == notice


def test_a_code_page_that_had_to_be_guessed_is_noted() -> None:
    read = extract(rtf(r"\f1 " + escaped(NOTICE), r"\ansi"))
    assert read.notes == ("code page guessed",)


def test_western_text_is_not_taken_for_chinese() -> None:
    assert text(r"\f1 d\'e9j\'e0 vu \'96 \'93caf\'e9\'94") == "déjà vu – “café”"


def test_titles_are_headings() -> None:
    styles = r"{\stylesheet{Normal;}{\s1\outlinelevel0 heading 1;}{\s9 Plain;}}"
    lines = [
        r"\pard\qc\b\fs44 T",
        r"\pard\plain\s1 H",
        r"\pard\plain\outlinelevel1 O",
        r"\pard\plain\s9 P",
        r"\pard\plain\qc centred",
        r"\pard\plain " + "body " * 20,
    ]
    read = extract(rtf(styles + r"\par ".join(lines)))
    kinds = [block.kind is BlockKind.HEADING for block in read.blocks]
    assert kinds == [True, True, True, False, False, False]


def test_a_table_stays_a_table() -> None:
    row = r"\trowd\cellx1000\cellx2000\pard\intbl %s\cell %s\cell\row "
    name, sum_ = escaped("姓名"), escaped("金额")
    read = extract(
        rtf("a\\par " + row % (name, sum_) + row % (r"b\par c", "1") + r"\pard d")
    )
    assert read.text == "a\n姓名\t金额\nb\nc\t1\nd"
    assert read.blocks[1].kind is BlockKind.TABLE
    assert [place.span.of(read.text) for place in read.blocks[1].cells] == [
        "姓名", "金额", "b\nc", "1",
    ]  # fmt: skip


def test_merged_cells_are_one() -> None:
    read = extract(
        rtf(
            r"\trowd\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000"
            r"\pard\intbl a\cell b\cell\cell\row"
            r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000"
            r"\pard\intbl\cell c\cell d\cell\row"
        )
    )
    assert read.blocks[0].cells == (
        Cell(0, 0, Span(0, 1), rows=2),
        Cell(0, 1, Span(2, 3), columns=2),
        Cell(1, 1, Span(4, 5)),
        Cell(1, 2, Span(6, 7)),
    )


def test_rows_cut_differently_share_columns() -> None:
    read = extract(
        rtf(
            r"\trowd\cellx3000\pard\intbl a\cell\row"
            r"\trowd\cellx1000\cellx3000\pard\intbl b\cell c\cell\row"
        )
    )
    assert [(cell.column, cell.columns) for cell in read.blocks[0].cells] == [
        (0, 2), (0, 1), (1, 1),
    ]  # fmt: skip


def test_a_table_in_a_cell_is_lines_of_the_cell() -> None:
    read = extract(
        rtf(
            r"\trowd\cellx1000\cellx2000\pard\intbl\itap2 x\nestcell y\nestcell"
            r"{\*\nesttableprops\trowd\cellx400\cellx800\nestrow}{\nonesttables\par}"
            r"\pard\intbl z\cell w\cell\row\pard end"
        )
    )
    table = read.blocks[0]
    assert [cell.span.of(read.text) for cell in table.cells] == ["x  y\nz", "w"]
    assert read.text.endswith("\nend")


def test_stories_beside_the_body_are_told_apart() -> None:
    read = extract(
        rtf(
            r"{\header h}{\headerf first}{\footer f}"
            r"body{\footnote note} on\par {\header h}"
        )
    )
    parts = [(block.part, block.span.of(read.text)) for block in read.blocks]
    assert parts == [
        (Part.HEADER, "h"),
        (Part.BODY, "body on"),
        (Part.NOTE, "note"),
        (Part.FOOTER, "f"),
    ]


def test_a_header_of_the_first_page_is_read_if_it_is_shown() -> None:
    assert text(r"\titlepg{\headerf first}body") == "first\nbody"


def test_what_is_left_out_is_noted() -> None:
    read = extract(
        rtf(r"a{\v b}{\deleted c}{\annotation d}{\object{\*\objdata 01}{\result e}}")
    )
    assert set(read.notes) == {
        "hidden text left out",
        "tracked deletions left out",
        "comments left out",
        "embedded object left out",
    }


def test_a_picture_without_text_is_a_scan() -> None:
    assert extract(rtf(r"{\pict\pngblip 89504e47}")).reasons == (
        Unjudgeable.NO_TEXT_LAYER,
    )


def test_an_empty_document_has_no_blocks() -> None:
    read = extract(rb"{\rtf1}")
    assert read.text == ""
    assert read.reasons == (Unjudgeable.NEARLY_EMPTY,)


def test_a_document_that_breaks_off_is_truncated() -> None:
    whole = rtf(r"\pard " + escaped(NOTICE * 20) + r"\par ")
    with pytest.raises(TruncatedError):
        extract(whole[: len(whole) // 2])


def test_groups_that_do_not_match_hide_nothing() -> None:
    assert text(r"a{\b b\par c") == "ab\nc"
    assert text(r"a}\par b\par ") == "a\nb"
    assert "groups closed too early" in extract(rtf(r"a}\par b\par ")).notes


def test_a_picture_without_an_end_does_not_swallow_the_text() -> None:
    read = extract(rtf(r"a\par{\pict 00\pard b\par{\pict 00} c"))
    assert read.text == "a\nb\n c"
    assert Unjudgeable.PARTIAL_TEXT in read.reasons


def test_pictures_without_ends_take_no_longer_for_their_size() -> None:
    with pytest.raises(TruncatedError):
        extract(rtf(r"{\pict\pard " * 5000))


def test_noise_in_the_dress_of_rtf_is_corrupt() -> None:
    noise = bytes(byte for byte in range(256) if byte not in b"\\{}") * 50
    with pytest.raises(CorruptError):
        extract(b"{\\rtf1\\ansi " + noise + b"}")


def test_a_length_beyond_the_end_means_that_the_end_is_missing() -> None:
    with pytest.raises(TruncatedError):
        extract(rb"{\rtf1 \bin2147483647 abc")
    with pytest.raises(TruncatedError):
        extract(rb"{\rtf1 a{\pict\bin2147483647 abc}}")


def test_groups_may_not_nest_without_end() -> None:
    with pytest.raises(LimitError):
        extract(rb"{\rtf1 " + b"{" * 1_000_000)
    assert extract(rb"{\rtf1 " + b"{" * 5000 + b"a" + b"}" * 5001).text == "a"


def test_tables_in_tables_without_end_are_bounded() -> None:
    body = "".join(rf"\pard\intbl\itap{depth} a\par " for depth in range(1, 400))
    assert text(body).count("a") == 399


def test_a_huge_document_takes_no_longer_for_its_size() -> None:
    line = r"{\f0\fs32 " + escaped(NOTICE) + "}\\par\n"
    read = extract(rtf(line * 5000))
    assert len(read.blocks) == 5000
    assert extract(rtf("a\n" * 200_000)).text == "a" * 200_000


@given(st.data())
def test_no_damage_makes_it_fail_otherwise(data: st.DataObject) -> None:
    whole = bytearray(
        rtf(
            r"{\stylesheet{\s1 heading 1;}}{\header h}\pard "
            + escaped("公开")
            + r"\par "
            r"\trowd\cellx9\cellx99\pard\intbl a\cell\itap2 b\nestcell\row\pard"
            r"{\shp{\*\shpinst{\shptxt c}}}{\field{\*\fldinst SYMBOL 9}}\uc2\u20844 ??"
        )
    )
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.one_of(st.integers(0, 255), st.sampled_from(b"\\{}'*"))
        )
    try:
        extract(bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))]))
    except GongkaiError:
        return
