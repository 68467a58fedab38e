"""Values as the stages make them, for reports to render."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.model import (
    Accusation,
    Block,
    BlockKind,
    Classification,
    ElementVerdict,
    Extract,
    Finding,
    Found,
    Genre,
    Hit,
    IssuerType,
    Judgement,
    Kept,
    Metadata,
    PartialDate,
    Record,
    Score,
    Sensitive,
    Severity,
    Source,
    Span,
    Status,
    Summary,
    Verdict,
    Where,
)

TEXT = "杏花村低保公示\n身份证号110105194912310021\n2022年5月\n"
DIGEST = "0123456789abcdef" * 4


@pytest.fixture
def record() -> Record:
    """A notice that lacks a telephone and shows an ID number."""
    title, number, date = Span(0, 7), Span(12, 30), Span(31, 38)
    finding = Finding(
        "N_PHONE", Severity.ERROR, "缺少监督电话", "某规定", "补充监督电话", "N_PHONE"
    )
    return Record(
        Source(Path("来件/公示.docx"), DIGEST, "docx", 1234),
        Extract(TEXT, (Block(BlockKind.HEADING, title),), notes=("a note",)),
        Metadata(
            title=Found(title.of(TEXT), title),
            genre=Found(Genre("G03", "公示"), Span(5, 7)),
            issuer_type=IssuerType.VILLAGE_COMMITTEE,
            issued_on=Found(PartialDate(2022, 5), date),
        ),
        Classification(
            Score("MS01", "低保", 6.0, (Hit("低保", Where.TITLE, Span(3, 5), 6.0),)),
            margin=4.0,
            losers=(Score("CW03", "财务", 2.0),),
            is_disclosure=True,
        ),
        Judgement(
            (
                ElementVerdict("N_DATE", "落款日期", Verdict.PASS, "2022年5月", date),
                ElementVerdict(
                    "N_PHONE", "监督电话", Verdict.FAIL, reason="全文没有号码"
                ),
            ),
            (finding,),
            (Sensitive("ID18", "身份证号", number, "11****021", Severity.ERROR),),
        ),
    )


@pytest.fixture
def kept(record: Record) -> Kept:
    """The same, archived, and seen at two paths."""
    paths = (Path("/档案/公示.docx"), Path("/档案/另存.docx"))
    return Kept(DIGEST[:16], paths, record)


@pytest.fixture
def summary(kept: Kept) -> Summary:
    return Summary(
        kept.id,
        kept.paths,
        "杏花村低保公示",
        "MS01",
        "低保",
        "G03",
        None,
        "2022-05",
        Status.OK,
    )


@pytest.fixture
def accusation(summary: Summary, record: Record) -> Accusation:
    return Accusation(summary, record.judgement.findings[0])
