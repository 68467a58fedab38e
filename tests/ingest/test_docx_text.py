"""The text of a Word document is what a reader sees with all changes accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gongkai.ingest.docx import extract
from gongkai.model import BlockKind, Part, Unjudgeable

Docx = Callable[..., bytes]


def run(text: str, properties: str = "") -> str:
    return (
        f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def paragraph(text: str, properties: str = "", of_run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, of_run)}</w:p>"


def field(instruction: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (
        f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f"{mark('separate')}{run(result)}{mark('end')}"
    )


def text_box(content: str) -> str:
    return f"<w:pict><w:txbxContent>{content}</w:txbxContent></w:pict>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("党务") + run("公开"), "党务公开"),
        (f'<w:ins w:id="1">{run("新增")}</w:ins>', "新增"),
        (f"<w:moveTo>{run('移来')}</w:moveTo>", "移来"),
        (run("留") + "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", "留"),
        (run("留") + f"<w:moveFrom>{run('移走')}</w:moveFrom>", "留"),
        (
            f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>",
            "控件",
        ),
        (f"<w:smartTag>{run('标记')}</w:smartTag>", "标记"),
        (f'<w:hyperlink r:id="x">{run("链接")}</w:hyperlink>', "链接"),
        (f'<w:fldSimple w:instr="DATE">{run("2024年")}</w:fldSimple>', "2024年"),
        (field("DATE \\@ yyyy", "2024年"), "2024年"),
        (field(field("REF a", "甲"), "乙"), "乙"),
        (
            f"<w:r><w:ruby><w:rt>{run('dǎng')}</w:rt><w:rubyBase>{run('党')}</w:rubyBase></w:ruby></w:r>",
            "党",
        ),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲  乙"),
        ("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>", "一\n二"),
        ("<w:r><w:t>0000</w:t><w:noBreakHyphen/><w:t>123</w:t></w:r>", "0000-123"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("同意"), "☑同意"),
        ('<w:r><w:sym w:font="Other" w:char="F0FE"/></w:r>' + run("同意"), "同意"),
        (run("可见") + run("隐藏", "<w:vanish/>"), "可见"),
        (run("可见") + run("也见", '<w:vanish w:val="0"/>'), "可见也见"),
        (run("见") + '<w:r><w:commentReference w:id="0"/></w:r>', "见"),
        (run("注") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "注"),
        ("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>", "x+1"),
        ("<w:r><w:t>\n  缩进排版\n  </w:t></w:r>", "缩进排版"),
    ],
)
def test_what_a_reader_sees_is_the_text(docx: Docx, inside: str, text: str) -> None:
    assert extract(docx(f"<w:p>{inside}</w:p>")).text == text


def test_what_is_left_out_is_noted(docx: Docx) -> None:
    body = (
        f"<w:p><w:del/>{run('隐', '<w:vanish/>')}"
        '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    assert extract(docx(body)).notes == (
        "tracked deletions left out",
        "hidden text left out",
        "comments left out",
    )


def test_a_paragraph_whose_end_was_deleted_runs_on(docx: Docx) -> None:
    deleted_end = "<w:rPr><w:del/></w:rPr>"
    body = (
        paragraph("关于公开", deleted_end) + paragraph("事项的通知") + paragraph("正文")
    )
    assert extract(docx(body)).text == "关于公开事项的通知\n正文"


def test_an_unclosed_field_swallows_no_more_than_its_paragraph(docx: Docx) -> None:
    body = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + paragraph(
        "正文"
    )
    assert extract(docx(body)).text == "正文"


def test_text_boxes_follow_their_anchor_once(docx: Docx) -> None:
    box = text_box(paragraph("框内"))
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = f"<w:p>{run('前')}{both}{run('后')}</w:p>" + paragraph("末")
    assert extract(docx(body)).text == "前后\n框内\n末"


def test_the_fallback_is_read_where_the_choice_has_no_text(docx: Docx) -> None:
    inside = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice>"
        f"<mc:Fallback>{text_box(paragraph('框内'))}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert extract(docx(f"<w:p>{inside}</w:p>")).text == "框内"


def test_word_art_is_a_heading(docx: Docx) -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="青石桥镇人民政府文件"/></v:shape></w:pict></w:r>'
    read = extract(docx(f"<w:p>{art}</w:p>"))
    assert read.text == "青石桥镇人民政府文件"
    assert read.blocks[0].kind is BlockKind.HEADING


def test_headers_come_first_and_notes_and_footers_last(docx: Docx) -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    )
    data = docx(
        paragraph("正文一", section) + paragraph("正文二") + section,
        header1=paragraph("青石桥村文件"),
        header2=paragraph("没有用到"),
        footer1=paragraph("第1页"),
        footnotes=(
            f'<w:footnote w:type="separator">{paragraph("——")}</w:footnote>'
            f"<w:footnote>{paragraph('脚注')}</w:footnote>"
        ),
        endnotes=f"<w:endnote>{paragraph('尾注')}</w:endnote>",
    )
    read = extract(data)
    assert read.text == "青石桥村文件\n正文一\n正文二\n脚注\n尾注\n第1页"
    assert [block.part for block in read.blocks] == [
        Part.HEADER,
        Part.BODY,
        Part.BODY,
        Part.NOTE,
        Part.NOTE,
        Part.FOOTER,
    ]


def test_a_first_page_header_counts_only_where_the_section_has_one(docx: Docx) -> None:
    reference = '<w:headerReference w:type="first" r:id="header1"/>'
    header = paragraph("首页")
    without = docx(
        paragraph("正文") + f"<w:sectPr>{reference}</w:sectPr>", header1=header
    )
    assert extract(without).text == "正文"
    with_one = f"<w:sectPr>{reference}<w:titlePg/></w:sectPr>"
    assert (
        extract(docx(paragraph("正文") + with_one, header1=header)).text == "首页\n正文"
    )


@pytest.mark.parametrize(
    ("properties", "of_run", "is_heading"),
    [
        ("", "", False),
        ("", "<w:b/>", False),
        ('<w:jc w:val="center"/>', "", False),
        ('<w:jc w:val="center"/>', "<w:b/>", True),
        ('<w:jc w:val="center"/>', '<w:sz w:val="36"/>', True),
        ("", '<w:sz w:val="44"/>', True),
        ('<w:pStyle w:val="1"/>', "", True),
        ('<w:pStyle w:val="2"/>', "", True),
        ('<w:pStyle w:val="3"/>', "", True),
        ('<w:pStyle w:val="4"/>', "", False),
        ('<w:outlineLvl w:val="0"/>', "", True),
        ('<w:outlineLvl w:val="9"/>', "", False),
    ],
)
def test_a_line_dressed_as_a_title_is_a_heading(
    docx: Docx, properties: str, of_run: str, *, is_heading: bool
) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="公文"/>'
        '<w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="题"/>'
        '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="4"><w:name w:val="Body Text"/></w:style>'
    )
    plain = paragraph(
        "本村财务收支情况已经村务监督委员会审核。" * 3, "", '<w:sz w:val="32"/>'
    )
    read = extract(docx(paragraph("公示", properties, of_run) + plain, styles=styles))
    assert (read.blocks[0].kind is BlockKind.HEADING) == is_heading
    assert read.blocks[1].kind is BlockKind.PARAGRAPH


def test_a_long_paragraph_in_a_heading_style_is_a_paragraph(docx: Docx) -> None:
    body = paragraph("正文" * 60, '<w:outlineLvl w:val="0"/>')
    assert extract(docx(body)).blocks[0].kind is BlockKind.PARAGRAPH


def test_a_style_that_hides_hides(docx: Docx) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = "<w:p>" + run("见") + run("隐", '<w:rStyle w:val="h"/>') + "</w:p>"
    assert extract(docx(body, styles=styles)).text == "见"


def test_styles_that_are_based_on_each_other_do_not_go_round(docx: Docx) -> None:
    styles = (
        '<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    assert (
        extract(docx(paragraph("文", '<w:pStyle w:val="a"/>'), styles=styles)).text
        == "文"
    )


def test_pictures_without_text_are_a_scan(docx: Docx) -> None:
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="rId9"/></w:drawing></w:r></w:p>'
    assert extract(docx(picture)).reasons == (Unjudgeable.NO_TEXT_LAYER,)
    assert extract(docx("<w:p/>")).reasons == (Unjudgeable.NEARLY_EMPTY,)


def test_content_kept_in_an_embedded_file_makes_the_text_partial(docx: Docx) -> None:
    read = extract(
        docx(paragraph("请见附件所列各项公开内容") + '<w:altChunk r:id="x"/>')
    )
    assert read.reasons == (Unjudgeable.PARTIAL_TEXT,)
    assert read.notes == ("an embedded file is not read",)


def test_strict_documents_are_read(docx: Docx, zipped: Callable[..., bytes]) -> None:
    strict = "http://purl.oclc.org/ooxml"
    data = zipped(
        {
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{strict}/officeDocument/relationships/officeDocument"'
            ' Target="/word/main.xml"/></Relationships>',
            "word/main.xml": f'<w:document xmlns:w="{strict}/wordprocessingml/main">'
            "<w:body><w:p><w:r><w:t>严格</w:t></w:r></w:p></w:body></w:document>",
        }
    )
    assert extract(data).text == "严格"
