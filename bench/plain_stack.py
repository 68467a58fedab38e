"""The same job done plainly: python-docx, pdfplumber, re, jieba's analyzer, Whoosh.

Run as `python -m bench.plain_stack FOLDER INDEX`; one process; prints documents and seconds.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_KEYWORDS = re.compile(
    "村民代表会议|财务公开|低保|发包|党员|发展对象|预备党员|公示|会议记录|会议纪要|土地承包|征地补偿"
    "|选举|监督委员会|一事一议|补贴|救助|招标|中标|收费|招生|任免|处分|党费|述职|表彰|招聘"
)
_ELEMENTS = [
    re.compile(pattern)
    for pattern in (
        r"时\s*间[:：](.{4,40})", r"地\s*点[:：](.{2,40})", r"主\s*持\s*人?[:：](.{2,30})",
        r"记\s*录\s*人?[:：](.{2,20})", r"应到\D{0,6}(\d+)", r"实到\D{0,6}(\d+)",
        r"议\s*题[:：](.+)", r"(无记名投票|举手)", r"赞成\D{0,3}(\d+)票", r"反对\D{0,3}(\d+)票",
        r"会议决定[:：](.+)", r"\d{4}年\d{1,2}月\d{1,2}日",
    )
]  # fmt: skip


def main(folder: Path, index_folder: Path) -> None:
    from jieba.analyse import ChineseAnalyzer
    from whoosh import index
    from whoosh.fields import ID, TEXT, Schema

    analyzer = ChineseAnalyzer()
    "".join(token.text for token in analyzer("预热词典"))
    index_folder.mkdir(parents=True, exist_ok=True)
    schema = Schema(path=ID(stored=True), body=TEXT(analyzer=analyzer, stored=True))
    writer = index.create_in(str(index_folder), schema).writer(limitmb=512)
    begin = time.perf_counter()
    paths = sorted(folder.iterdir())
    for path in paths:
        text = "\n".join(_docx(path) if path.suffix == ".docx" else _pdf(path))
        set(_KEYWORDS.findall(text))
        [pattern.search(text) for pattern in _ELEMENTS]
        writer.add_document(path=str(path), body=text)
    writer.commit()
    print(len(paths), time.perf_counter() - begin)


def _docx(path: Path) -> Iterator[str]:
    import docx

    document = docx.Document(str(path))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            yield "\t".join(cell.text for cell in row.cells)


def _pdf(path: Path) -> Iterator[str]:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            yield page.extract_text()
            for table in page.extract_tables():
                yield from ("\t".join(cell or "" for cell in row) for row in table)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
