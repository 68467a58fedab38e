"""Lists for people: what an operation came to, as lines on a terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from html import unescape

from gongkai.model import (
    Accusation,
    Change,
    Changes,
    Damage,
    Failure,
    Finding,
    LogEntry,
    SavedSearch,
    SearchAnswer,
    SearchHit,
    Sensitive,
    Severity,
    Sign,
    Summary,
    Tally,
    Verified,
    Waiver,
)
from gongkai.report.words import (
    COUNTED,
    FAILURE,
    HEALTH,
    LOGGED,
    SEVERITY,
    SIGN,
    STATUS,
    detail,
    printable,
    shown,
)


def tally(value: Tally) -> str:
    """What became of the files, in one line.

    >>> tally(Tally(archived=2, failed=1, seconds=0.5))
    '共 3 个文件：归档 2，未变 0，重复 0，非文档 0，失败 1。用时 0.5 秒。'
    """
    return (
        f"共 {value.found} 个文件：归档 {value.archived}，未变 {value.unchanged}，"
        f"重复 {value.duplicate}，非文档 {value.not_a_document}，失败 {value.failed}。"
        f"用时 {value.seconds:.1f} 秒。"
    )


def failure(value: Failure) -> str:
    return (
        f"{shown(value.path)}  [{value.code}] {FAILURE[value.code]}"
        f"（{detail(value.detail)}）"
    )


def document(value: Summary) -> str:
    cells = (
        value.id,
        value.issued_on or "日期不详",
        f"{value.category_name}（{value.category}）",
        printable(value.title or "无标题"),
        printable(value.issuer or ""),
        f"密级：{value.secrecy}，不入索引" if value.secrecy else "",
        "" if value.status == "ok" else STATUS[value.status],
    )
    return "  ".join(cell for cell in cells if cell)


class FindingCounts:
    """Counts findings as they pass by."""

    def __init__(self) -> None:
        self.worst = 0
        self._documents: set[str] = set()
        self._levels: Counter[Severity] = Counter()

    def over(self, found: Iterable[Accusation]) -> Iterator[Accusation]:
        """The same findings, counted."""
        for item in found:
            severity = item.finding.severity
            self.worst = max(self.worst, severity)
            self._documents.add(item.document.id)
            self._levels[severity] += 1
            yield item

    def sentence(self) -> str:
        counts = "，".join(
            f"{SEVERITY[level]} {self._levels[level]}"
            for level in sorted(Severity, reverse=True)
        )
        total = self._levels.total()
        return f"{len(self._documents)} 件文件，{total} 个问题：{counts}。"


def findings(found: Iterable[Accusation]) -> Iterator[str]:
    """The findings under the documents they speak of, each with the law it rests on."""
    last = None
    for item in found:
        if item.document.id != last:
            last = item.document.id
            yield document(item.document)
        yield f"    {_finding(item.finding)}"
        if item.finding.basis:
            yield f"        依据：{printable(item.finding.basis)}"


def _finding(value: Finding) -> str:
    message = printable(value.message)
    return f"[{SEVERITY[value.severity]}] {message}（{value.rule}）"


def answer(value: SearchAnswer, *, color: bool) -> Iterator[str]:
    """What a search found, each hit with its words in context."""
    yield f"共 {value.total} 件，用时 {value.took_ms:.0f} 毫秒。"
    if value.suggestions:
        yield f"您要找的是不是：{'、'.join(map(printable, value.suggestions))}"
    for hit in value.hits:
        yield document(hit.document)
        yield f"    {_place(hit)}{_snippet(hit.snippet, color=color)}"


def saved(value: SavedSearch) -> str:
    """A saved search on a line: its name, its query, its filters."""
    filters = " ".join(f"--{k} {v}" for k, v in asdict(value.filters).items() if v)
    return "  ".join(map(printable, filter(None, (value.name, value.query, filters))))


def _place(hit: SearchHit) -> str:
    """Where in the document the first match stands."""
    page = "" if hit.page is None else f"第{hit.page}页"
    paragraph = "" if hit.paragraph is None else f"第{hit.paragraph}段"
    return f"{page}{paragraph}　" if page or paragraph else ""


def _snippet(html: str, *, color: bool) -> str:
    """A snippet without its HTML; what matched is bold, or stands in 【】."""
    before, after = ("\033[1;31m", "\033[0m") if color else ("【", "】")
    parts = re.split("(</?mark>)", " ".join(html.split()))
    marks = {"<mark>": before, "</mark>": after}
    return "".join(marks.get(part) or printable(unescape(part)) for part in parts)


_CHANGED = {
    "reclassified": "改变类别",
    "newly_flagged": "新指出问题",
    "newly_cleared": "不再有原来的问题",
}


def changes(value: Changes, task: str) -> Iterator[str]:
    """What judging again changed, with some documents of each kind."""
    spared = f"（{value.untouched} 件与改动无关，未重判）" if value.untouched else ""
    yield (
        f"{task}：共 {value.judged} 件{spared}，改变类别 {value.reclassified} 件，"
        f"新指出问题 {value.newly_flagged} 件，不再有原来的问题 {value.newly_cleared} 件。"
    )
    for kind, some in value.samples.items():
        if some:
            yield f"{_CHANGED[kind]}的（最多列 {len(some)} 件）："
        for change in some:
            yield from _change(kind, change)
    for item in value.failures:
        yield f"未能判定，维持原判：{failure(item)}"


def _change(kind: str, value: Change) -> Iterator[str]:
    title = printable(value.title or "无标题")
    if kind == "reclassified":
        yield f"  {value.document}  {title}：{value.before} → {value.after}"
        return
    yield f"  {value.document}  {title}"
    for finding in value.flagged if kind == "newly_flagged" else value.cleared:
        yield f"      {_finding(finding)}"


def waiver(value: Waiver) -> str:
    return (
        f"{value.document}  {value.rule}  豁免到 {value.until}  "
        f"{printable(value.person)}：{printable(value.reason)}"
    )


def log_entry(value: LogEntry) -> str:
    """One entry of the log of runs, in one line."""
    cells = (
        str(value.number),
        value.at,
        f"{value.task} {LOGGED.get(value.event, value.event)}",
        printable(value.who),
        f"gongkai {value.tool_version}",
        f"规则 {value.rules_version}" if value.rules_version else "",
        "，".join(
            f"{COUNTED.get(name, name)} {count:g}"
            for name, count in value.counts.items()
        ),
    )
    return "  ".join(cell for cell in cells if cell)


def masked(value: Sensitive) -> str:
    at = f"第 {value.span.start}–{value.span.end} 字"
    return f"{value.name}  {printable(value.masked)}（{at}）"


def damage(value: Damage) -> str:
    """One damage, and where it is.

    >>> damage(Damage("original_missing", "0123456789abcdef", None, "原件不见了"))
    '0123456789abcdef  原件不见了'
    """
    where = value.document or (shown(value.path) if value.path else "")
    return f"{where}  {value.detail}" if where else value.detail


def sign(value: Sign) -> str:
    """One thing that was looked at, in one line."""
    return f"[{HEALTH[value.health]}] {SIGN[value.name]}：{printable(value.said)}"


def verified(value: Verified) -> str:
    """What proving an archive came to, in one line."""
    if value.damage:
        summary = (
            f"核对 {value.documents} 件文件，发现 {len(value.damage)} 处损坏或不符。"
        )
    else:
        summary = f"完好：{value.documents} 件文件的原件、记录和索引一致。"
    if value.pending:
        summary += f"另有 {value.pending} 件尚未进入索引，下次检索或归档时会补上。"
    return summary
