"""The histories of provisions and the texts of acts: from rule files to `Version`s.

Strict: a period that overlaps another, an unexplained gap, a text of an unknown
source or two texts of one source are refused where they are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from gongkai.rules.basis import parse, read_basis
from gongkai.rules.entries import Names
from gongkai.rules.law import NONE, Edition, Validity, Version
from gongkai.rules.schema import Citation
from gongkai.rules.tree import Fields, Value

_CODED = ("categories", "elements", "cross_rules", "privacy")
"""The sections whose rules a history can be of."""
_OF_A_TEXT = ("title", "sources", "articles", "numbered_as")


@dataclass(slots=True)
class _History:
    """One key of versions.yaml while it is read."""

    at: Fields
    citations: Mapping[str, Citation]
    own: set[str] = field(default_factory=set)  # sources of its own texts
    found: list[Version] = field(default_factory=list)


def read_versions(
    values: Mapping[str, Value],
    citations: Mapping[str, Citation],
    names: Names,
) -> tuple[Version, ...]:
    """All versions, those of one key one after the other."""
    found: list[Version] = []
    taken: dict[str, Value] = {}
    for value in values.values():
        found += _history(value, citations, names, taken)
    return tuple(found)


def _history(
    value: Value,
    citations: Mapping[str, Citation],
    names: Names,
    taken: dict[str, Value],
) -> list[Version]:
    at = value.fields(("key", "name", "periods"), ("act", "rules", "status"))
    act = at.text("act")
    rules = _rules(at, names)
    history = _History(at, citations)
    periods = [
        period.fields(
            ("value", "basis"),
            ("since", "until", "gap", *(_OF_A_TEXT if act else ())),
        )
        for period in at["periods"].items()
    ]
    for period in periods:
        _claim(period, history, taken)
    for period in periods:
        history.found.append(
            Version(
                key=at.text("key"),
                value=period.text("value"),
                basis=read_basis(period["basis"], citations),
                validity=_follow(period, history),
                name=at.text("name"),
                act=act,
                edition=_edition(period, history),
                rules=rules,
            )
        )
    if act and not any(one.edition for one in history.found):
        at["act"].refuse("写了 act，可是没有一个时期写 title，不知道怎么引用它的文本。")
    return history.found


def _rules(at: Fields, names: Names) -> tuple[str, ...]:
    """The codes of rules in force; a retired one is known, and dropped."""
    if "rules" not in at:
        return ()
    at["rules"].texts()
    live, retired = (
        {code for section in _CODED for code in known.get(section, ())}
        for known in (names.live, names.retired)
    )
    for item in at["rules"].items():
        if item.text() not in live | retired:
            item.refuse(
                f"没有规则“{item.text()}”；应是类别、要素、核对或隐私规则的代码。"
            )
    return tuple(code for code in at["rules"].texts() if code in live)


def _claim(period: Fields, history: _History, taken: dict[str, Value]) -> None:
    """The sources of a text, each of them known and of no other text."""
    if "title" not in period:
        for key in _OF_A_TEXT:
            if key in period:
                period[key].refuse(
                    f"写了“{key}”就要写 title：这个文本怎么引用。当时没有文本的时期都不写。"
                )
        return
    if "sources" not in period:
        return
    period["sources"].texts()
    for item in period["sources"].items():
        source = item.text()
        if source not in history.citations:
            item.refuse(f"“{source}”不在 citations.yaml 里。")
        if source in taken:
            item.refuse(
                f"“{source}”已经是 {taken[source].path.name} 第 {taken[source].line} 行那个文本，"
                "一个出处只能是一个文本。"
            )
        taken[source] = item
        history.own.add(source)


def _follow(period: Fields, history: _History) -> Validity:
    """The days of a period, which begins where the one before ended."""
    since, until = period.day("since"), period.day("until")
    if since and until and until < since:
        period["until"].refuse(f"止日 {until} 早于起日 {since}。")
    if since is None and (history.found or not history.at.text("act")):
        period.whole.refuse(
            "缺少“since”；只有法规最早的文本可以不写，表示施行日期未查到。"
        )
    if history.found and since:
        end = history.found[-1].validity.until
        if end is None or end >= since:
            period["since"].refuse(
                "各个时期应由早到晚，互不重叠；前一个时期要写 until。"
            )
        gap = end + timedelta(days=1) < since
        if gap and "gap" not in period:
            period["since"].refuse(
                f"前一个时期到 {end} 为止，与 {since} 之间有空缺；请补上，或用 gap 写明为什么空着。"
            )
        if not gap and "gap" in period:
            period["gap"].refuse("与前一个时期首尾相接，没有空缺，请删去 gap。")
    elif "gap" in period:
        period["gap"].refuse("第一个时期前面没有别的时期，请删去 gap。")
    return Validity(since, until)


def _edition(period: Fields, history: _History) -> Edition | None:
    if "title" not in period:
        return None
    articles: dict[str, str] = {}
    if "articles" in period:
        for key, number in period["articles"].pairs():
            article = _article(key, period, history)
            articles[article] = NONE if number.text() == NONE else str(number.number())
    numbered_as = ""
    if "numbered_as" in period:
        numbered_as = _other(
            period["numbered_as"], period.text("numbered_as"), period, history
        )
    return Edition(period.text("title"), period.texts("sources"), articles, numbered_as)


def _article(key: Value, period: Fields, history: _History) -> str:
    """`L1§30`: a single article of another text of the act."""
    text = key.text()
    basis = parse(f"S:{text}")
    if basis is None or not re.fullmatch(r"\w+§\d+", text):
        key.refuse(f"“{text}”应写成别的文本的一条，如 L1§30。")
    _other(key, basis.source, period, history)
    return text


def _other(place: Value, source: str, period: Fields, history: _History) -> str:
    """A source of another text of the same act."""
    if source not in history.own or source in period.texts("sources"):
        others = sorted(history.own.difference(period.texts("sources")))
        place.refuse(
            f"“{source}”应是{history.at.text('act')}另一个文本的出处，有：{'、'.join(others)}。"
        )
    return source
