"""Text of OFD pages: where characters stand, in which order, and what is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gongkai.ingest import ofd
from gongkai.model import BlockKind, Part, Unjudgeable

if TYPE_CHECKING:
    from tests.ingest.ofd.conftest import Package

OPENING = (
    "经村民代表会议讨论决定，现将本村二〇二四年第一季度的各项收支情况向全体村民公布，"
    "请大家监督。如对公布的内容有疑问，可以在公示期内向村务监督委员会反映。"
)
NOTICE = [
    "\u3000\u3000" + OPENING[:30],
    OPENING[30:62],
    OPENING[62:],
    "\u3000\u3000公示期为五天。",
]


def watermark(words: str) -> str:
    return (
        '<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Annot ID="3" Type="Watermark">'
        '<ofd:Appearance Boundary="10 10 60 10"><ofd:TextObject ID="4" Boundary="0 0 60 10" Size="4">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g 20 4">{words}</ofd:TextCode>'
        "</ofd:TextObject></ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
    )


def test_lines_make_paragraphs_under_a_heading(package: Package) -> None:
    package.box = "0 0 188 297"
    package.text("青石桥村财务收支公示", 64, 30, 6).lines(NOTICE)
    extract = ofd.extract(package.bytes())
    assert extract.text.split("\n") == [
        "青石桥村财务收支公示",
        OPENING,
        "公示期为五天。",
    ]
    assert [block.kind for block in extract.blocks][:2] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
    assert (extract.notes, extract.reasons) == ((), ())


def test_pages_keep_their_spans(package: Package) -> None:
    package.text("第一页的文字").page().text("第二页的文字")
    extract = ofd.extract(package.bytes())
    assert [span.of(extract.text) for span in extract.pages] == [
        "第一页的文字",
        "第二页的文字",
    ]
    assert [block.page for block in extract.blocks] == [1, 2]


def test_distances_repeat_and_turn_to_the_next_line(package: Package) -> None:
    package.add(
        '<ofd:TextObject ID="5" Boundary="30 40 60 20" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 3 4 -12 g 3 4" DeltaY="g 3 0 12 g 3 0">甲村公告乙村通知</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    assert ofd.extract(package.bytes()).text == "甲村公告\n乙村通知"


def test_a_gap_in_a_run_is_a_space(package: Package) -> None:
    package.add(
        '<ofd:TextObject ID="5" Boundary="30 40 90 5" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="4 4 40 4 4">记录人主持人</ofd:TextCode></ofd:TextObject>'
    )
    assert ofd.extract(package.bytes()).text == "记录人 主持人"


def test_evenly_spaced_letters_stay_together(package: Package) -> None:
    package.add(
        '<ofd:TextObject ID="5" Boundary="30 40 90 5" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 3 10">会议记录</ofd:TextCode></ofd:TextObject>'
    )
    assert ofd.extract(package.bytes()).text == "会议记录"


def test_characters_without_distances_stand_side_by_side(package: Package) -> None:
    package.add(
        '<ofd:TextObject ID="5" Boundary="30 40 12 5" Size="4"><ofd:TextCode X="0" Y="4">收支表</ofd:TextCode></ofd:TextObject>'
    ).text("（元）", 42, 44)
    assert ofd.extract(package.bytes()).text == "收支表（元）"


def test_labels_drawn_first_meet_their_values(package: Package) -> None:
    for index, label in enumerate(("单位：", "日期：", "电话：", "地址：")):
        package.text(label, 30, 40 + 10 * index)
    for index, value in enumerate(("青石桥村", "2024年3月5日", "12345", "东街一号")):
        package.text(value, 42, 40 + 10 * index)
    assert ofd.extract(package.bytes()).text.split("\n") == [
        "单位：青石桥村",
        "日期：2024年3月5日",
        "电话：12345",
        "地址：东街一号",
    ]


def test_columns_are_read_one_after_the_other(package: Package) -> None:
    left = ["左栏正文写满一整行左栏正文" for _ in range(6)]
    right = ["右栏正文写满一整行右栏正文" for _ in range(6)]
    for index, (a, b) in enumerate(zip(left, right, strict=True)):
        package.text(a, 20, 40 + 7 * index).text(b, 110, 40 + 7 * index)
    text = ofd.extract(package.bytes()).text
    assert text.count("左栏") == text.count("右栏") == 12
    assert text.rindex("左栏") < text.index("右栏")


def test_a_turned_page_is_read_upright(package: Package) -> None:
    for index, words in enumerate(("先读这一行文字", "后读这一行文字")):
        package.add(
            f'<ofd:TextObject ID="5" Boundary="{100 - 10 * index} 40 5 60" CTM="0 1 -1 0 0 0" Size="4">'
            f'<ofd:TextCode X="0" Y="0" DeltaX="g 6 4">{words}</ofd:TextCode></ofd:TextObject>'
        )
    assert ofd.extract(package.bytes()).text == "先读这一行文字\n后读这一行文字"


def test_templates_are_part_of_every_page(package: Package) -> None:
    inner = (
        '<ofd:TextObject ID="5" Boundary="30 36 20 5" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 9 4">收款单位：</ofd:TextCode></ofd:TextObject>'
    )
    package.template(inner).text("青石桥村", 50, 40).page().text("东岗村", 50, 40)
    assert ofd.extract(package.bytes()).text.split("\n") == [
        "收款单位：青石桥村",
        "收款单位：东岗村",
    ]


def test_drawings_used_again_are_read_where_they_are_put(package: Package) -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="77" Width="50" Height="10"><ofd:Content>'
        '<ofd:TextObject ID="5" Boundary="0 0 40 5" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 9 4">村务公开栏</ofd:TextCode></ofd:TextObject>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    package.common = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    package.parts["Doc_0/PublicRes.xml"] = (
        f'<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016">{unit}</ofd:Res>'
    )
    package.text("下面的文字", 30, 80).add(
        '<ofd:CompositeObject ID="6" Boundary="30 30 50 10" ResourceID="77"/>'
    )
    assert ofd.extract(package.bytes()).text == "村务公开栏\n下面的文字"


def test_a_drawing_that_uses_itself_ends(package: Package) -> None:
    package.common = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    package.parts["Doc_0/PublicRes.xml"] = (
        '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CompositeGraphicUnit ID="77"><ofd:Content>'
        '<ofd:CompositeObject ID="6" ResourceID="77"/><ofd:CompositeObject ID="6" ResourceID="77"/>'
        "</ofd:Content></ofd:CompositeGraphicUnit></ofd:Res>"
    )
    package.text("还是读得到").add('<ofd:CompositeObject ID="6" ResourceID="77"/>')
    assert ofd.extract(package.bytes()).text == "还是读得到"


def test_bold_fonts_make_headings(package: Package) -> None:
    package.common = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    package.parts["Doc_0/PublicRes.xml"] = (
        '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Fonts>'
        '<ofd:Font ID="1" FontName="宋体"/><ofd:Font ID="2" FontName="黑体"/></ofd:Fonts></ofd:Res>'
    )
    package.lines(NOTICE).add(
        '<ofd:TextObject ID="5" Font="2" Boundary="30 80 40 5" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="g 9 4">监督方式</ofd:TextCode></ofd:TextObject>'
    )
    blocks = ofd.extract(package.bytes()).blocks
    assert blocks[-1].kind is BlockKind.HEADING


@pytest.mark.parametrize("kind", ["Watermark", "Stamp"])
def test_annotations_stand_beside_the_text(package: Package, kind: str) -> None:
    package.document = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
    package.parts["Doc_0/Annots/Annotations.xml"] = (
        '<ofd:Annotations xmlns:ofd="http://www.ofdspec.org/2016">'
        '<ofd:Page PageID="0"><ofd:FileLoc>Page_0/Annot.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    )
    package.parts["Doc_0/Annots/Page_0/Annot.xml"] = watermark("仅供内部使用").replace(
        "Watermark", kind
    )
    package.text("公示期为五天，请大家监督。")
    extract = ofd.extract(package.bytes())
    assert [(block.part, block.span.of(extract.text)) for block in extract.blocks] == [
        (Part.HEADER, "仅供内部使用"),
        (Part.BODY, "公示期为五天，请大家监督。"),
    ]


def test_what_is_not_to_be_seen_is_left_out(package: Package) -> None:
    package.text("看得见的文字").text("看不见", 30, 60, attributes='Visible="false"')
    assert ofd.extract(package.bytes()).text == "看得见的文字"


def test_seals_are_noted_and_not_verified(package: Package) -> None:
    package.body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    package.parts["Doc_0/Signs/Signatures.xml"] = (
        '<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016">'
        '<ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/>'
        '<ofd:Signature ID="2" Type="Sign" BaseLoc="Sign_1/Signature.xml"/></ofd:Signatures>'
    )
    package.text("青石桥村村民委员会")
    assert ofd.extract(package.bytes()).notes == (
        "signed by seal (1), not verified",
        "signed without a seal (1), not verified",
    )


def test_attachments_are_named(package: Package) -> None:
    package.document = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
    package.parts["Doc_0/Attachs/Attachments.xml"] = (
        '<ofd:Attachments xmlns:ofd="http://www.ofdspec.org/2016">'
        '<ofd:Attachment ID="1" Name="明细表"><ofd:FileLoc>a.xlsx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>'
    )
    package.text("附件见明细表，请查阅下载。")
    assert ofd.extract(package.bytes()).notes == ("attachments left out: 明细表",)


def test_a_package_of_pictures_has_no_text_layer(package: Package) -> None:
    extract = ofd.extract(package.picture().page().picture("20 20 170 200").bytes())
    assert (extract.text, extract.reasons) == ("", (Unjudgeable.NO_TEXT_LAYER,))


def test_private_characters_make_a_text_garbled(package: Package) -> None:
    package.text("\ue001\ue002\ue003\ue004\ue005\ue006村务公开财务收支公示表")
    assert Unjudgeable.GARBLED_TEXT in ofd.extract(package.bytes()).reasons


def test_other_namespaces_and_short_locations_are_understood(package: Package) -> None:
    package.text("甲村公告")
    members = package.members()
    document = str(members["Doc_0/Document.xml"])
    package.parts = {
        **package.parts,
        "Doc_0/Document.xml": document.replace(
            "http://www.ofdspec.org/2016", "http://www.ofdspec.org"
        ).replace("Pages/Page_0", "Doc_0/Pages/Page_0"),
    }
    assert ofd.extract(package.bytes()).text == "甲村公告"
