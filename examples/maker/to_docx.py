"""A source as a Word document: real styles, tables, headers, numbering, tracked changes."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from maker.source import INDENT, Block, Document, Kind, Rows, joins

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_TRACKED = re.compile(r"\{([+-])(.{1,200}?)[+-]\}")
_NUMBERING_ID = 90
_V = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def render(document: Document, picture: bytes | None = None) -> bytes:
    """The bytes of the .docx; the same for the same source and libraries."""
    word = docx.Document()
    _slim(word)
    _set_up(word, document)
    for block in document.blocks:
        _add(word, block)
    if picture is not None:
        word.add_picture(BytesIO(picture), width=Cm(15))
    return _packed(word)


def _slim(word: Any) -> None:
    """Drop what the template of python-docx brings and no document needs."""
    for part in (word.part, word.part.package):
        for key in [
            k
            for k, rel in part.rels.items()
            if rel.reltype.endswith(("/thumbnail", "/customXml", "Effects"))
        ]:
            del part.rels[key]


def _set_up(word: Any, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "仿宋_GB2312", Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    for key, part in (("header", section.header), ("footer", section.footer)):
        if document.head.get(key):
            part.paragraphs[0].text = document.head[key]
            part.paragraphs[0].alignment = _CENTRE
    year, month, day = (
        [*map(int, str(document.head.get("issued_on") or "2020-1-1").split("-")), 1, 1]
    )[:3]
    core = word.core_properties
    core.author, core.title, core.comments = "办公室", "", ""
    core.created = core.modified = datetime(year, month, day, 9, 30)


def _add(word: Any, block: Block) -> None:
    if block.kind is Kind.ROW:
        _add_table(word, block.rows)
    elif block.kind is Kind.BOX:
        word.add_paragraph()._p.append(_box(block.text))
    elif block.kind is Kind.PAGE:
        word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    else:
        _add_paragraph(word, block)


def _add_paragraph(word: Any, block: Block) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    text = block.text
    if block.kind is Kind.PLAIN and text.startswith(INDENT):
        text = text.removeprefix(INDENT)
        paragraph.paragraph_format.first_line_indent = Pt(32)
    if block.kind in (Kind.TITLE, Kind.CENTRE, Kind.MASTHEAD):
        paragraph.alignment = _CENTRE
    if block.kind is Kind.RIGHT:
        paragraph.alignment = _RIGHT
    if block.kind is Kind.NUMBERED:
        _number(word, paragraph)
    _add_runs(paragraph, text)
    for run in paragraph.runs:
        if block.kind in (Kind.TITLE, Kind.MASTHEAD):
            run.bold, run.font.size = True, Pt(22 if block.kind is Kind.TITLE else 36)
        if block.kind is Kind.MASTHEAD:
            run.font.color.rgb = RGBColor(0xC0, 0, 0)


def _add_runs(paragraph: Any, text: str) -> None:
    at = 0
    for match in _TRACKED.finditer(text):
        if match.start() > at:
            paragraph.add_run(text[at : match.start()])
        paragraph._p.append(_change(match[1], match[2]))
        at = match.end()
    if at < len(text):
        paragraph.add_run(text[at:])


def _change(sign: str, text: str) -> Any:
    element, run_text = ("ins", "t") if sign == "+" else ("del", "delText")
    return parse_xml(
        f'<w:{element} {nsdecls("w")} w:id="9{len(text)}" w:author="文书" w:date="2020-01-01T08:00:00Z">'
        f'<w:r><w:{run_text} xml:space="preserve">{text}</w:{run_text}></w:r></w:{element}>'
    )


def _box(text: str) -> Any:
    return parse_xml(
        f'<w:r {nsdecls("w")} {_V}><w:pict><v:shape id="box" style="width:160pt;height:48pt"><v:textbox>'
        f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>"
    )


def _number(word: Any, paragraph: Any) -> None:
    """Number it 一、 二、 …, by one list that the whole document shares."""
    numbering = word.part.numbering_part.element
    if not numbering.xpath(f'w:num[@w:numId="{_NUMBERING_ID}"]'):
        numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING_ID}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
                '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
            ),
        )
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{_NUMBERING_ID}"><w:abstractNumId w:val="{_NUMBERING_ID}"/></w:num>'
            )
        )
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = _NUMBERING_ID


def _add_table(word: Any, rows: Rows) -> None:
    table = word.add_table(len(rows), len(rows[0]), style="Table Grid")
    for join in joins(rows):
        cell = table.cell(join.row, join.column)
        if (join.row, join.column) != (join.last_row, join.last_column):
            cell = cell.merge(table.cell(join.last_row, join.last_column))
        first, *others = join.text.split("<br>")
        cell.text = first
        for line in others:
            cell.add_paragraph(line)
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(12)


def _packed(word: Any) -> bytes:
    """The package with every time stamp the same."""
    saved, packed = BytesIO(), BytesIO()
    word.save(saved)
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(info, source.read(name))
    return packed.getvalue()
