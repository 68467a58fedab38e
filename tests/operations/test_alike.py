"""The Word draft and its PDF, a notice that came out again: both are kept, and each names the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongkai.operations import browsing, filling, searching
from gongkai.report import objects, page

Write = Callable[..., Path]
WIDTH = 24  # characters of a line

TEXT = """关于拟接收李小满同志为中共预备党员的公示
经杏花村党支部委员会研究，拟接收李小满同志为中共预备党员，现将有关情况予以公示。
李小满，女，汉族，1996年8月出生，大专文化，现任杏花村妇联执行委员，2019年递交入党申请书。
公示期间如有意见，请向镇党委组织办反映，电话0512-00000000。
公示时间：2022年5月9日至2022年5月13日。
中共杏花村支部委员会
2022年5月9日
"""


def write_pdf(path: Path, text: str) -> None:
    """A page with the text wrapped, and its number at the foot."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("STSong-Light", 14)
    y = 770
    for line in text.splitlines():
        for at in range(0, len(line), WIDTH):
            canvas.drawString(100, y, line[at : at + WIDTH])
            y -= 28
    canvas.drawString(280, 40, "- 1 -")
    canvas.save()


def test_a_draft_and_its_pdf_are_linked_and_both_are_found(
    root: Path, incoming: Path, write_docx: Write, write_minutes: Write
) -> None:
    write_docx(incoming / "公示.docx", TEXT)
    write_pdf(incoming / "公示.pdf", TEXT)
    write_docx(incoming / "重发.docx", "溪口镇政务网 信息公开栏\n" + TEXT)
    write_minutes(incoming / "记录.txt")
    assert filling.ingest(root, [incoming], jobs=1).archived == 4

    documents = {one.paths[0].name: one for one in browsing.documents(root)}
    links = {
        name: {other.path.name: other.similarity for other in one.alike}
        for name, one in documents.items()
    }
    assert links["公示.docx"]["公示.pdf"] >= 0.95
    assert set(links["公示.docx"]) == {"公示.pdf", "重发.docx"}
    assert set(links["重发.docx"]) == {"公示.docx", "公示.pdf"}
    assert links["记录.txt"] == {}

    found = searching.search(root, "李小满")
    assert found.total == 3
    assert all(len(hit.document.alike) == 2 for hit in found.hits)

    draft = browsing.document(root, documents["公示.docx"].id)
    shown = "\n".join(page.kept(draft))
    assert f"近似  {documents['公示.pdf'].id}" in shown
    first = objects.kept(draft)["alike"][0]
    assert first["id"] == documents["公示.pdf"].id
    assert first["title"] == "关于拟接收李小满同志为中共预备党员的公示"
    assert objects.summary(documents["记录.txt"])["alike"] == []
