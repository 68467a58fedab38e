"""One document as a person reads it: what it is, what it lacks, and why we say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai.model import (
    Classification,
    ElementVerdict,
    Finding,
    Found,
    Hit,
    Kept,
    Metadata,
    Outcome,
    Record,
    Sensitive,
    Severity,
    Span,
    Verdict,
)
from gongkai.report.objects import outcome as as_object
from gongkai.report.words import (
    NOTE,
    REASON,
    SEVERITY,
    STATUS,
    VERDICT,
    WHERE,
    printable,
    shown,
)

AROUND = 12  # characters of context on either side of what is quoted
LONGEST = 60  # characters of what is quoted


def outcome(value: Outcome) -> str:
    """The page of one file, or the line that says why there is none."""
    if isinstance(value, Record):
        return "\n".join(record(value))
    failure = as_object(value)["failure"]
    return f"{shown(value.path)}\n  未能读取  {failure['detail']}"


def kept(value: Kept) -> Iterator[str]:
    """The page of an archived document, with every place where it was seen."""
    yield f"编号  {value.id}"
    for path in value.paths[1:]:
        yield f"另见  {shown(path)}"
    for path in value.former_paths:
        yield f"曾在  {shown(path)}"
    for item in value.alike:
        title = printable(item.title or "无标题")
        yield f"近似  {item.document}  {item.similarity:.0%}  {title}  {shown(item.path)}"
    yield from record(value.record)


def record(value: Record) -> Iterator[str]:
    """The page of a document that went through every stage."""
    yield shown(value.source.path)
    if value.extract.reasons:
        why = "；".join(REASON[reason] for reason in value.extract.reasons)
        yield f"  {STATUS[value.status]}  {why}。不据此指出任何缺项。"
    for note in value.extract.notes:
        if note in NOTE:
            yield f"  提示      {NOTE[note]}。"
    text = value.extract.text
    yield from _metadata(value.metadata, text)
    yield from _classification(value.classification, text)
    yield from _elements(value.judgement.elements, text)
    yield from _findings(value.judgement.findings, text)
    yield from _sensitive(value.judgement.sensitive, text)


def _metadata(metadata: Metadata, text: str) -> Iterator[str]:
    rows: tuple[tuple[str, Found[Any] | None], ...] = (
        ("标题", metadata.title),
        ("发文机关", metadata.issuer),
        ("发文字号", metadata.doc_number),
        ("成文日期", metadata.issued_on),
        ("密级", metadata.secrecy),
        ("公开属性", metadata.openness),
        ("主送机关", metadata.addressees),
        ("抄送机关", metadata.copied_to),
        ("印发机关", metadata.printed_by),
    )
    genre = metadata.genre
    if genre:
        yield f"  文种      {genre.value.name}（{genre.value.code}）{_quote(genre.span, text)}"
    for label, found in rows:
        if found:
            gap = " " * (10 - 2 * len(label))
            yield f"  {label}{gap}{printable(str(found.value))}{_quote(found.span, text)}"
    if metadata.is_template:
        yield "  这是一份空白样表，不作要素检查。"


def _classification(value: Classification, text: str) -> Iterator[str]:
    best = value.category
    yield (
        f"  类别      {best.name}（{best.code}），得分 {best.score:g}，领先 {value.margin:g}"
        f"{'，请人工复核' if value.review else ''}"
    )
    for hit in best.hits:
        yield f"      {_weighed(hit)}{_quote(hit.span, text)}"
    for loser in value.losers[:3]:
        hits = "，".join(_weighed(hit) for hit in loser.hits)
        yield f"      落选：{loser.name}（{loser.code}）{loser.score:g}：{hits}"
    if value.tags:
        yield f"      另涉及：{'、'.join(value.tags)}"
    if not value.is_disclosure:
        yield "  不属于公开文件，不要求任何要素。"


def _weighed(hit: Hit) -> str:
    return f"{WHERE[hit.where]}“{printable(hit.term)}”{hit.weight:+g}"


_MARK = {
    Verdict.PASS: "√",
    Verdict.FAIL: "×",
    Verdict.CANNOT_TELL: "？",
    Verdict.NOT_APPLICABLE: "－",
}


def _elements(elements: tuple[ElementVerdict, ...], text: str) -> Iterator[str]:
    shown = [e for e in elements if e.verdict is not Verdict.NOT_APPLICABLE]
    if shown:
        yield "  应有内容"
    for element in shown:
        parts = [f"    {_MARK[element.verdict]} {element.name}（{element.id}）"]
        if element.verdict is not Verdict.PASS:
            parts.append(VERDICT[element.verdict])
        if element.span:
            parts.append(_quote(element.span, text))
        if element.reason:
            parts.append(f"：{element.reason}")
        yield "".join(parts)


def _findings(findings: tuple[Finding, ...], text: str) -> Iterator[str]:
    if findings:
        yield "  发现的问题"
    ordered = sorted(findings, key=lambda item: -item.severity)
    for item in ordered:
        yield f"    [{SEVERITY[Severity(item.severity)]}] {item.message}（{item.rule}）"
        if item.span:
            yield f"        原文：{_quote(item.span, text).strip()}"
        if item.basis:
            yield f"        依据：{item.basis}"
        if item.hint:
            yield f"        建议：{item.hint}"


def _sensitive(items: tuple[Sensitive, ...], text: str) -> Iterator[str]:
    if items:
        yield "  不应公开的个人信息"
    for item in items:
        at = f"第 {item.span.start}–{item.span.end} 字"
        yield f"    [{SEVERITY[item.severity]}] {item.name}：{printable(item.masked)}（{at}）"


def _quote(span: Span, text: str) -> str:
    """The words in their context: ……前文【所指】后文……."""
    before = text[max(0, span.start - AROUND) : span.start].split("\n")[-1]
    after = text[span.end : span.end + AROUND].split("\n")[0]
    return f"  ……{printable(before)}【{printable(_short(span.of(text)))}】{printable(after)}……"


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
