"""Whatever is read, describing it raises nothing and points at true characters."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai import rules
from gongkai.describe import describe
from gongkai.errors import EmptyError
from gongkai.ingest import plain
from gongkai.model import Found, Metadata

BOOK = rules.load()
PIECES = [
    "关于", "的通知", "公示", "《", "》", "（", "）", "\n", "\n\n", "　", "  ", "\t", "：", "。", "…",
    "青石镇人民政府", "柳湾村", "村民委员会", "办公室", "文件", "青政发〔2020〕5号", "2020年5月6日", "二○二○年",
    "5月6日", "附件1", "抄送：", "印发", "时间", "标题：", "发布单位：", "各村：", "机密★10年", "此件公开发布",
    "会议记录", "简报", "第8期", "____", "×××", "1．", "一、", "采购人：", "&nbsp;", "首页>公告", "祉会",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_pieces_of_documents_can_be_described(pieces: list[str]) -> None:
    try:
        read = plain.extract("".join(pieces).encode())
    except EmptyError:
        return
    metadata = describe(read, BOOK)

    assert 0 <= metadata.body.start <= metadata.body.end <= len(read.text)
    for field in fields(Metadata):
        value = getattr(metadata, field.name)
        if isinstance(value, Found) and field.name != "genre":
            assert value.span.of(read.text).strip(), field.name
        if isinstance(value, Found):
            assert value.span.of(read.text) == value.span.of(read.text).strip()


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200))
def test_any_text_can_be_described(text: str) -> None:
    try:
        read = plain.extract(text.encode("utf-8", "ignore"))
    except EmptyError:
        return
    assert describe(read, BOOK).genre is not None
