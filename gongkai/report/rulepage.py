"""Rules as people read them: the list, one rule explained, an example that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.model import FailedExample
from gongkai.report.words import SEVERITY
from gongkai.rules import (
    ALWAYS,
    FACTS,
    TRACE_PLACES,
    Category,
    Comparison,
    CrossRule,
    Element,
    Examples,
    GenreRule,
    Place,
    PrivacyRule,
    RequirementRow,
    Rulebook,
    TimeLimit,
    Validity,
    ValueRule,
    cite,
    history,
)

_SCOPES = {
    "public": "社会",
    "party": "全党",
    "unit": "本地区、本单位",
    "specific": "特定的组织和人",
    "staff": "职工",
    "members": "集体经济组织成员",
    "none": "不公开",
}
_PERIODS = {"month": "每月", "quarter": "每季", "half_year": "每半年", "year": "每年"}
_SIGNS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as a line of the list."""

    kind: str
    code: str
    name: str
    basis: str
    place: Place

    def as_object(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "code": self.code,
            "name": self.name,
            "basis": self.basis,
            "file": self.place.path.name,
            "line": self.place.line,
        }

    def line(self) -> str:
        return f"{self.code:10} {self.name}  [{self.kind}]  {self.basis}"


def catalogue(book: Rulebook) -> Iterator[Entry]:
    """Every rule that has a code, in the order of the files."""
    for category in book.categories.values():
        yield _entry(
            "类别", category.code, category.name, category.basis, category.place, book
        )
    for genre in book.genres:
        yield Entry("文种", genre.code, genre.name, "", genre.place)
    for element in book.elements.values():
        yield _entry(
            "要素", element.id, element.name, element.basis, element.place, book
        )
    for cross in book.cross_rules.values():
        yield _entry("核对", cross.id, cross.name, cross.basis, cross.place, book)
    for value in book.value_rules.values():
        yield Entry("取值", value.id, value.description, "", value.place)
    for privacy in book.privacy:
        yield Entry("隐私", privacy.id, privacy.name, "", privacy.place)


def _entry(
    kind: str,
    code: str,
    name: str,
    basis: tuple[str, ...],
    place: Place,
    book: Rulebook,
) -> Entry:
    return Entry(kind, code, name, cite(book, basis), place)


def explain(book: Rulebook, code: str) -> list[str] | None:
    """The page of one rule, or None when no rule has that code."""
    code = code.upper()
    if code in book.categories:
        return list(_category(book, book.categories[code]))
    if code in book.elements:
        return list(_element(book, book.elements[code]))
    if code in book.cross_rules:
        return list(_cross(book, book.cross_rules[code]))
    if code in book.value_rules:
        return list(_value(book.value_rules[code]))
    for genre in book.genres:
        if genre.code == code:
            return list(_genre(genre))
    for privacy in book.privacy:
        if privacy.id == code:
            return list(_privacy(book, privacy))
    return None


def _category(book: Rulebook, rule: Category) -> Iterator[str]:
    family = book.families[rule.family]
    yield f"{rule.code} {rule.name}（{family.name}）"
    yield f"  定义      {rule.definition}"
    yield from _basis(book, rule.code, rule.basis)
    yield f"  标题用词  {'、'.join(term.text for term in rule.title_terms)}"
    yield f"  正文用词  {'、'.join(term.text for term in rule.body_terms)}"
    for term, instead in rule.unlike:
        yield f"  不同于    出现“{term.text}”时更可能是 {instead or '其他'}"
    yield f"  适用文种  {'、'.join(_genre_names(book, rule.genres))}"
    yield f"  公开      范围 {_SCOPES[rule.scope]}；{rule.due}；保管期限 {rule.retention}；主管 {rule.department}"
    for limit in book.time_limits:
        if limit.category == rule.code:
            yield (
                f"  时限      {limit.name}：{_limit(limit)}{_period(limit.validity)}"
                f"，依据{cite(book, limit.basis)} [{SEVERITY[limit.severity]}]"
            )
    owed = book.requirements.get(rule.requirement)
    for genre, row in (owed.rows if owed else {}).items():
        yield f"  应有内容（{''.join(_genre_names(book, (genre,)))}）"
        yield from _row(book, row)
    yield from _examples(rule.examples)
    yield from _written(rule.place)


def _basis(book: Rulebook, code: str, basis: tuple[str, ...]) -> Iterator[str]:
    """The law of a rule, what it was in other years, and what it asked then."""
    yield f"  依据      {cite(book, basis)}"
    for version, reading in history(book, basis):
        yield f"      {_days(version.validity)}  {reading}"
    told: set[str] = set()
    for version in book.versions:
        if code in version.rules:
            if version.key not in told:
                yield f"  沿革      {version.name}"
                told.add(version.key)
            yield f"      {_days(version.validity)}  {version.value}"


def _days(validity: Validity) -> str:
    """1998-11-04 至 2010-10-27, 2026-01-01 起, or 到 1999-12-31 为止."""
    since, until = validity.since, validity.until
    if since is None:
        return f"到 {until} 为止"
    return f"{since} 起" if until is None else f"{since} 至 {until}"


def _limit(limit: TimeLimit) -> str:
    """至少 5 个工作日, 事后 10 天内, 每季（次季度首月15日以前）."""
    unit = "个工作日" if limit.unit == "workday" else "天"
    amounts = (
        ("至少 {} {}", limit.minimum),
        ("至多 {} {}", limit.maximum),
        ("提前 {} {}以上", limit.min_before_event),
        ("事后 {} {}内", limit.max_after_event),
    )
    said = [words.format(number, unit) for words, number in amounts if number]
    if limit.period:
        said.append(_PERIODS[limit.period])
    by = f"（{limit.publish_by}以前）" if limit.publish_by else ""
    return "，".join(said) + by


def _genre_names(book: Rulebook, codes: tuple[str, ...]) -> list[str]:
    names = {genre.code: genre.name for genre in book.genres} | {"any": "其他文种"}
    return [names.get(code, code) for code in codes]


def _row(book: Rulebook, row: RequirementRow) -> Iterator[str]:
    for owed in row.owed:
        when = f"，条件：{_when(book, owed.when)}" if owed.when else ""
        name = book.elements[owed.element].name
        yield f"      {name}（{owed.element}）[{SEVERITY[owed.severity]}]{when}"
    for rule in row.cross_rules:
        yield f"      核对：{book.cross_rules[rule].name}（{rule}）"


def _when(book: Rulebook, names: tuple[str, ...]) -> str:
    """The conditions by name: 会上作了表决或决定，不是“一致通过”."""
    named = [book.conditions[name.removeprefix("not ")].name for name in names]
    return "，".join(
        f"不是“{name}”" if written.startswith("not ") else name
        for written, name in zip(names, named, strict=True)
    )


def _element(book: Rulebook, rule: Element) -> Iterator[str]:
    yield f"{rule.id} {rule.name}"
    yield from _basis(book, rule.id, rule.basis)
    if rule.validity != ALWAYS:
        yield f"  要求时间  {_days(rule.validity)}"
    yield f"  标签      {'、'.join(rule.labels)}"
    for pattern in rule.patterns:
        yield f"  句式      {pattern.source}"
    yield f"  取值      {rule.value_rule}：{book.value_rules[rule.value_rule].description}"
    for where, traces in rule.traces.patterns.items():
        for trace in traces:
            yield f"  迹象      {TRACE_PLACES[where]}：{trace.source}"
    if rule.traces.unless:
        names = "、".join(book.elements[one].name for one in rule.traces.unless)
        yield f"  不算迹象  已经认作{names}的"
    yield f"  缺少时    {rule.advice}"
    yield from _examples(rule.examples)
    yield from _written(rule.place)


def _cross(book: Rulebook, rule: CrossRule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} [{SEVERITY[rule.severity]}]"
    yield from _basis(book, rule.id, rule.basis)
    if rule.validity != ALWAYS:
        yield f"  要求时间  {_days(rule.validity)}"
    yield f"  内容      {rule.description}"
    for clause in rule.clauses:
        bodies = f"（{'、'.join(clause.bodies)}）" if clause.bodies else ""
        rests = f"，依据{cite(book, clause.basis)}" if clause.basis else ""
        yield (
            f"  应当      {' 或 '.join(map(_comparison, clause.any_of))}{bodies}"
            f"{_period(clause.validity)}{rests}"
        )
    for key, value in rule.options.items():
        yield f"  选项      {key}：{value}"
    yield from _written(rule.place)


def _comparison(comparison: Comparison) -> str:
    share = "" if comparison.share == 1 else f" × {comparison.share}"
    left, right = FACTS[comparison.left], FACTS[comparison.right]
    return f"{left} {_SIGNS[comparison.operator]} {right}{share}"


def _period(validity: Validity) -> str:
    return "" if validity == ALWAYS else f"，{_days(validity)}"


def _value(rule: ValueRule) -> Iterator[str]:
    yield f"{rule.id} [{SEVERITY[rule.severity]}]"
    yield f"  内容      {rule.description}"
    yield from _written(rule.place)


def _genre(rule: GenreRule) -> Iterator[str]:
    yield f"{rule.code} {rule.name}"
    yield f"  标题结尾  {rule.tail.source}"
    for cue in rule.cues:
        yield f"  正文特征  {cue.source}"
    yield f"  无标题时  至少 {rule.min_cues} 处特征"
    yield from _examples(rule.examples)
    yield from _written(rule.place)


def _privacy(book: Rulebook, rule: PrivacyRule) -> Iterator[str]:
    yield f"{rule.id} {rule.name} [{SEVERITY[rule.severity]}]"
    yield from _basis(book, rule.id, rule.basis)
    yield f"  内容      {rule.description}"
    yield f"  句式      {rule.pattern.source}"
    yield f"  遮盖      {rule.keep}"
    yield from _examples(rule.examples)
    yield from _written(rule.place)


def _examples(examples: Examples) -> Iterator[str]:
    for text in examples.match:
        yield f"  例（是）  {_short(text)}"
    for text in examples.skip:
        yield f"  例（否）  {_short(text)}"


def _short(text: str) -> str:
    flat = " / ".join(text.split("\n"))
    return flat if len(flat) <= 60 else flat[:59] + "…"


def _written(place: Place) -> Iterator[str]:
    yield f"  见        {place.path.name} 第 {place.line} 行"


def failed_example(value: FailedExample) -> str:
    """An example that its rule does not live up to, and where the rule stands."""
    where = f"{value.path.name}:{value.line}"
    return f"{where}  {value.rule}  {value.got}：{_short(value.text)}"
