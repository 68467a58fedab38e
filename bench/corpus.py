"""Minutes and notices of one to five pages, a third with tables, half docx, half PDF."""

from __future__ import annotations

import random
from pathlib import Path

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = "国华志明秀英建军桂兰海涛丽娟永强春梅德福玉珍"
_VILLAGES = ("青石桥村", "柳林坪村", "大沟沿村", "东河套村", "白杨堡村", "南山湾村")
_MATTERS = (
    "村内道路硬化工程的立项与资金筹集", "本季度财务收支情况", "低保对象的民主评议",
    "集体鱼塘的对外发包", "党员发展计划", "人居环境整治的分工", "土地承包合同的续签",
)  # fmt: skip
_SENTENCES = (
    "会议听取了村委会主任关于前一阶段工作的汇报，与会人员围绕议题进行了充分讨论。",
    "大家一致认为，这项工作关系到全体村民的切身利益，应当抓紧落实，按时向群众公布。",
    "会议要求各小组组长认真核对名单，发现差错及时更正，并在公开栏张贴。",
    "村务监督委员会成员列席了会议，并对资金的使用提出了意见和建议。",
    "会议决定由村委会负责组织实施，村务监督委员会全程监督，完工后公布结算结果。",
    "有代表提出，路面宽度应当适当增加，会后由施工方测算费用，再行商议。",
    "对于群众反映的问题，会议明确了责任人和完成时限，要求月底前办结。",
)


def make(folder: Path, count: int, seed: int = 2024) -> list[Path]:
    """Write `count` documents, every second one a PDF; the same for the same seed."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    paths = []
    for number in range(count):
        pages, table = chance.randint(1, 5), number % 3 == 0
        lines, rows = _lines(chance, number, pages), _rows(chance) if table else []
        write = _pdf if number % 2 else _docx
        path = folder / f"{number:05d}.{'pdf' if number % 2 else 'docx'}"
        write(path, lines, rows)
        paths.append(path)
    return paths


def _name(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2))


def _lines(chance: random.Random, number: int, pages: int) -> list[str]:
    village, month = chance.choice(_VILLAGES), chance.randint(1, 12)
    due = chance.randint(30, 60)
    present = due - chance.randint(0, 5)
    head = [
        f"{village}村民代表会议记录",
        f"时    间：{2005 + number % 20}年{month}月{chance.randint(1, 28)}日",
        "地    点：村部二楼会议室",
        f"主 持 人：{_name(chance)}      记 录 人：{_name(chance)}",
        f"应到代表：{due}人   实到代表：{present}人",
        f"议    题：讨论{chance.choice(_MATTERS)}",
    ]
    talk = [
        f"{_name(chance)}："
        + "".join(chance.choices(_SENTENCES, k=chance.randint(2, 5)))
        for _ in range(7 * pages)
    ]
    tail = [
        f"表决：采取举手表决方式，赞成{present}票，反对0票，弃权0票。",
        "会议决定：同意上述方案，由村委会组织实施并向全体村民公布。",
        "散会。",
    ]
    return head + talk + tail


def _rows(chance: random.Random) -> list[list[str]]:
    head = ["序号", "户主姓名", "人口", "面积（亩）", "金额（元）"]
    body = [
        [str(i), _name(chance), str(chance.randint(1, 6)), f"{chance.uniform(1, 9):.2f}",
         f"{chance.uniform(100, 999):.2f}"]
        for i in range(1, chance.randint(8, 24))
    ]  # fmt: skip
    return [head, *body]


def _docx(path: Path, lines: list[str], rows: list[list[str]]) -> None:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(lines[0]).bold = True
    for line in lines[1:]:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.save(str(path))


def _pdf(path: Path, lines: list[str], rows: list[list[str]]) -> None:
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_CENTER
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle(
        "body",
        fontName="STSong-Light",
        fontSize=14,
        leading=24,
        wordWrap="CJK",
        firstLineIndent=28,
    )
    title = ParagraphStyle(
        "title", fontName="STSong-Light", fontSize=20, leading=34, alignment=TA_CENTER
    )
    story: list[object] = [Paragraph(lines[0], title)]
    story += [Paragraph(line, body) for line in lines[1:]]
    if rows:
        grid = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("FONT", (0, 0), (-1, -1), "STSong-Light", 11),
        ]
        story.append(
            Table(rows, style=TableStyle(grid), colWidths=[40, 80, 50, 80, 90])
        )
    SimpleDocTemplate(str(path), pagesize=A4).build(story)
