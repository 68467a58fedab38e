"""A web page is read for what it says, apart from what stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import GongkaiError
from gongkai.ingest.html import extract
from gongkai.model import BlockKind, Cell, Part, Span, Unjudgeable

TEXT = "青石桥村村民委员会现将有关事项予以公示，请全体村民监督。"
PAGE = """<!doctype html><html><head><meta charset="{charset}">
<title>关于低保评议结果的公示_青石镇人民政府</title><script>var a = "脚本";</script></head><body>
<div class="top-nav"><a href="/">首页</a> <a href="/zw">政务公开</a></div>
<div>您现在的位置：<a href="/">首页</a> &gt; <a href="/tz">通知公告</a> &gt; 正文</div>
<h1>关于低保评议结果的公示</h1>
<p>　　经村民代表会议评议，现将名单予以公示，公示期七天。</p>
<table border="1"><tr><th>姓名</th><th>金额</th></tr><tr><td>张某</td><td>100</td></tr></table>
<p>附件：<a href="a.doc">名单.doc</a></p>
<p align="right">青石镇人民政府<br>2024年3月1日</p>
<div class="share">分享到：<a href="#">微信</a></div>
<div>上一篇：<a href="/1">关于另一件事情的公告</a></div>
<div>主办：青石镇人民政府 电话：0000-123456</div><div>版权所有 某ICP备0000号</div>
</body></html>"""


def html(body: str) -> bytes:
    return (
        f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()
    )


def texts(data: bytes, part: Part = Part.BODY) -> list[str]:
    read = extract(data)
    return [block.span.of(read.text) for block in read.blocks if block.part is part]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>党务<b>公开</b></p>", "党务公开"),
        ("<p>一<br>二</p>", "一\n二"),
        ("<div>一<div>二</div>三</div>", "一\n二\n三"),
        ("<p>村\n  务</p>", "村务"),
        ("<p>a\n  b</p>", "a b"),
        ("<p>&#20844;&#x5f00;&nbsp;&amp;</p>", "公开\u00a0&"),
        ("<p>一</p><p>&nbsp;</p><p>二</p>", "一\n\n二"),
        ("<p>一</p><p></p><p>二</p>", "一\n二"),
        ("<pre>a  b\nc</pre>", "a\u00a0\u00a0b\nc"),
        ("<ol><li>一</li><li>二</li></ol>", "1. 一\n2. 二"),
        ("<ol type=a start=3><li><p>一</p></li></ol>", "c. 一"),
        ('<ol style="list-style:cjk-ideographic"><li>甲</li></ol>', "一、甲"),
        ('<ol style="list-style-type: none"><li>甲</li></ol>', "甲"),
        ("<ul><li>甲<ol><li>乙</li></ol></li><li>丙</li></ul>", "甲\n1. 乙\n丙"),
        ("<script>a</script><style>b</style><noscript>c</noscript><p>d</p>", "d"),
        ("<!-- a --><![if !supportLists]>b<![endif]><o:p>c</o:p>", "bc"),
        ("<p>留<del>删</del></p>", "留"),
        ("<p>见<span hidden>a</span><i style='Display: none'>b</i></p>", "见"),
        ("<p>见<span style='mso-hide:all'>隐</span></p>", "见"),
        ("<select><option>a</option></select><button>b</button>c", "c"),
        ("<ruby>党<rt>dǎng</rt></ruby>", "党"),
        ("<p>未闭合<b>的标签<p>也读", "未闭合的标签\n也读"),
        ("<p>甲</div></span>乙</p>", "甲乙"),
    ],
)
def test_what_a_reader_sees_is_the_text(body: str, expected: str) -> None:
    assert extract(html(body)).text == expected


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("gb18030", "gb2312"),
        ("gb18030", "GBK"),
        ("utf-8", "gb2312"),
        ("gb18030", "utf-8"),
        ("gb18030", "iso-8859-1"),
        ("gb18030", "no-such-thing"),
        ("gb18030", "base64"),
        ("utf-16", "gb2312"),
    ],
)
def test_the_encoding_is_what_can_be_true(encoding: str, charset: str) -> None:
    data = PAGE.format(charset=charset).encode(encoding)
    assert "经村民代表会议评议，现将名单予以公示" in extract(data).text


def test_traditional_characters_are_read_as_declared() -> None:
    data = '<meta charset="big5"><p>公開資訊</p>'.encode("big5")
    read = extract(data)
    assert read.text == "公開資訊"
    assert read.notes == ("decoded as big5",)


def test_an_unsure_encoding_accuses_no_one() -> None:
    data = "<p>公</p>".encode("gb18030")
    assert Unjudgeable.ENCODING_UNSURE in extract(data).reasons


def test_what_stands_around_the_text_is_told_apart() -> None:
    data = PAGE.format(charset="utf-8").encode()
    assert texts(data) == [
        "关于低保评议结果的公示",
        "\u3000\u3000经村民代表会议评议，现将名单予以公示，公示期七天。",
        "姓名\t金额\n张某\t100",
        "附件：名单.doc",
        "青石镇人民政府",
        "2024年3月1日",
    ]
    assert texts(data, Part.HEADER) == [
        "首页 政务公开",
        "您现在的位置：首页 > 通知公告 > 正文",
    ]
    assert texts(data, Part.FOOTER)[-1] == "版权所有 某ICP备0000号"


def test_a_page_that_is_all_frame_is_read_as_it_stands() -> None:
    links = "".join(f'<li><a href="/{n}">公告{n}</a></li>' for n in range(9))
    assert len(texts(html(f'<div class="menu">{links}</div>'))) == 9
    assert texts(html(f'<div id="menu">{TEXT * 3}</div><p>短</p>')) == [TEXT * 3, "短"]


def test_a_page_called_like_its_site_keeps_its_text() -> None:
    data = (
        "<html><title>青石镇人民政府</title><body><p><a href=/>青石镇人民政府</a></p>"
        f"<p>{TEXT}</p><p>{TEXT}</p><p>青石镇人民政府</p><p>2024年3月1日</p></body></html>"
    )
    assert texts(data.encode())[-4:] == [TEXT, TEXT, "青石镇人民政府", "2024年3月1日"]


def test_a_list_of_links_is_no_text() -> None:
    links = "".join(f'<p><a href="/{n}">其他公告第{n}号</a></p>' for n in range(4))
    assert texts(html(f"<p>{TEXT}</p>{links}<p>{TEXT}</p>")) == [TEXT, TEXT]


def test_a_list_of_attachments_is_text() -> None:
    links = "".join(f'<p><a href="{n}">名单{n}.xls</a></p>' for n in range(4))
    assert len(texts(html(f"<p>{TEXT}</p>{links}"))) == 5


def test_a_document_saved_by_word_has_no_frame() -> None:
    data = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=ZH-CN>
    <div class=WordSection1><p class=MsoNormal align=center style='text-align:center'><b>
    <span style='font-size:22.0pt'>公示</span></b></p><p class=MsoNormal>{TEXT}</p>
    <p class=MsoNormal>版权所有</p></div></body></html>""".encode()
    read = extract(data)
    assert [(block.kind, block.part) for block in read.blocks] == [
        (BlockKind.HEADING, Part.BODY),
        (BlockKind.PARAGRAPH, Part.BODY),
        (BlockKind.PARAGRAPH, Part.BODY),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "<h2>公示</h2>",
        "<p align=center><b>公示</b></p>",
        "<center><strong>公示</strong></center>",
        "<p style='text-align:center;font-weight:bold'>公示</p>",
        "<p><font size=6>公示</font></p>",
        "<p style='font-size:29px'>公示</p>",
    ],
)
def test_titles_are_headings(title: str) -> None:
    read = extract(html(title + f"<p>{TEXT}</p>"))
    assert [block.kind for block in read.blocks] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]


def test_merged_cells_are_one() -> None:
    read = extract(
        html(
            "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d"
            "<tr><td rowspan=99999>e<td colspan=x>f<td>g</table>"
        )
    )
    assert read.text == "a\tb\nc\td\ne\tf\tg"
    assert read.blocks[0].cells[:3] == (
        Cell(0, 0, Span(0, 1), rows=2),
        Cell(0, 1, Span(2, 3), columns=2),
        Cell(1, 1, Span(4, 5)),
    )
    assert read.blocks[0].cells[4].rows == 1


def test_a_cell_of_several_paragraphs_keeps_them() -> None:
    read = extract(
        html("<table border=1><tr><td><p>a</p><p>b</p></td><td>c</td></table>")
    )
    assert [cell.span.of(read.text) for cell in read.blocks[0].cells] == ["a\nb", "c"]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
        "<table><tr><td>甲</td><td>乙</td></tr></table>",
        "<table border=1><tr><td>甲</td><td><table><tr><td>乙</table></td></tr></table>",
        "<table role=presentation><tr><td>甲</td><td>乙</td></tr></table>",
        "<table><tr><td><h2>甲</h2></td><td></td></tr><tr><td>乙</td></tr></table>",
    ],
)
def test_a_table_that_arranges_a_page_is_none(table: str) -> None:
    read = extract(html(table))
    assert BlockKind.TABLE not in {block.kind for block in read.blocks}
    assert read.text == "甲\n乙"


def test_a_data_table_inside_an_arranging_one_is_a_table() -> None:
    inner = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    read = extract(html(f"<table><tr><td>前</td><td>{inner}</td></tr></table>"))
    assert read.text == "前\na\tb\nc\td"
    assert read.blocks[1].kind is BlockKind.TABLE


def test_what_is_left_out_is_noted() -> None:
    read = extract(
        html(f"{TEXT}<del>a</del><p style='display:none'>b</p><iframe src=c></iframe>")
    )
    assert set(read.notes) == {
        "tracked deletions left out",
        "hidden text left out",
        "frames left out: other pages",
    }


def test_an_empty_page_is_nearly_empty_and_a_picture_a_scan() -> None:
    assert extract(html("")).reasons == (Unjudgeable.NEARLY_EMPTY,)
    assert extract(html("<img src=a.jpg>")).reasons == (Unjudgeable.NO_TEXT_LAYER,)


def test_entities_from_elsewhere_are_not_fetched() -> None:
    data = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">'
        b'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><html><p>[&x;&b;]</p></html>'
    )
    assert "aaaaaaaaaa&a;" not in extract(data).text
    assert "&x;&b;" in extract(data).text


def test_a_page_may_nest_deeply() -> None:
    read = extract(html("<b>" * 1000 + TEXT))
    assert read.text == TEXT
    read = extract(html(TEXT + "<div>" * 100_000 + TEXT))
    assert read.text.startswith(TEXT)
    assert Unjudgeable.PARTIAL_TEXT in read.reasons


def test_a_page_that_breaks_off_is_read_in_part() -> None:
    read = extract(html(TEXT * 2)[: -len(TEXT.encode())])
    assert read.text.startswith(TEXT)
    assert Unjudgeable.PARTIAL_TEXT in read.reasons


def test_a_huge_page_takes_no_longer_for_its_size() -> None:
    assert len(extract(html(f"<p>{TEXT}</p>" * 20_000)).blocks) == 20_000
    rows = "<tr><td rowspan=1000 colspan=1000>a<td>b" * 200
    assert len(extract(html(f"<table>{rows}</table>")).blocks) == 1


@given(st.data())
def test_no_damage_makes_it_fail_otherwise(data: st.DataObject) -> None:
    whole = bytearray(PAGE.format(charset="gbk").encode("gb18030"))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.one_of(st.integers(0, 255), st.sampled_from(b"<>&;/\"'"))
        )
    try:
        extract(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    except GongkaiError:
        return
