"""The law a rule rests on: how it is written in rule files and how people read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from gongkai import dates
from gongkai.model import PartialDate
from gongkai.rules.law import NONE, Act, Edition, Version
from gongkai.rules.tree import Value

if TYPE_CHECKING:
    from gongkai.rules.schema import Citation, Rulebook

PRACTICE = "K"
_BASIS = re.compile(
    r"(?P<kind>[SL]):(?P<source>[A-Za-z]+\d*[a-z]?)"
    r"(?:§(?P<article>\d+)(?:[–-](?P<last>\d+))?(?P<items>(?:\(\d+\))*)"
    r"|\#(?P<class>\d+)|(?P<marks>[①-⑳]+))?"
)


class Basis(NamedTuple):
    """One source, the rank of it, and the article as people read it."""

    local: bool
    source: str
    article: str
    number: str = ""  # of the article, bare; empty when there is none or several


class _Reading(NamedTuple):
    """A text as it is cited, an article of it, and what is to be said of it."""

    title: str
    article: str = ""
    note: str = ""


def parse(text: str) -> Basis | None:
    """The parts of `S:L1§30(3)`, or None when it is no such thing."""
    found = _BASIS.fullmatch(text)
    if found is None:
        return None
    number = "" if found["last"] else found["article"] or ""
    return Basis(found["kind"] == "L", found["source"], _article(found), number)


def read_basis(value: Value, citations: Mapping[str, Citation]) -> tuple[str, ...]:
    """A list of sources, all of them known."""
    texts = value.texts()
    if not texts:
        value.refuse("依据不能空着；没有条文可依时写 [K]（通行做法）。")
    for item, text in zip(value.items(), texts, strict=True):
        if text == PRACTICE:
            continue
        basis = parse(text)
        if basis is None:
            item.refuse(
                f"依据“{text}”写法不对：应是 S:（国家规定）或 L:（地方规定）加 citations.yaml"
                " 里的编号和条款，如 S:L1§30(3)；通行做法写 K。"
            )
        if basis.source not in citations:
            item.refuse(f"依据“{text}”里的“{basis.source}”不在 citations.yaml 里。")
    return texts


def cite(book: Rulebook, basis: Iterable[str]) -> str:
    """The basis as rules write it: 《村民委员会组织法》(2018修正)第22条；通行做法."""
    return _joined(_as_written(book, text) for text in basis)


def cite_on(book: Rulebook, basis: tuple[str, ...], issued: PartialDate | None) -> str:
    """The basis as it was on the day of a document: what was in force, article by article.

    Without a date it is today's, and says so. Where the text changed within the month
    or year that is all a date says, both are named.
    """
    if issued is None:
        dated = any(_act(book, text) for text in basis)
        note = "（文件未写明日期，按现行文本）" if dated else ""
        return _in_era(book, basis, book.law.era(None)) + note
    first, last = map(book.law.era, (dates.first_day(issued), dates.last_day(issued)))
    before = _in_era(book, basis, first)
    if first == last or (after := _in_era(book, basis, last)) == before:
        return before
    part = "年" if issued.month is None else "月"
    return f"{before}；或{after}（成文日期只写到{part}，其间文本有变）"


def in_force(
    book: Rulebook, basis: tuple[str, ...], issued: PartialDate | None
) -> bool | None:
    """Whether anything of a basis was in force on the day of a document.

    None when that depends on the day, of which the document states but the month or
    year. Practice is as old as any document, and so is a source whose texts we lack.
    """
    if issued is None:
        return True
    first, last = dates.first_day(issued), dates.last_day(issued)
    began, ended = (_stands(book, basis, book.law.era(day)) for day in (first, last))
    return began if began == ended else None


def history(book: Rulebook, basis: Iterable[str]) -> Iterator[tuple[Version, str]]:
    """The texts of the acts of a basis, each with how the basis reads in it."""
    by_act: dict[str, tuple[Act, list[str]]] = {}
    for text in basis:
        act = _act(book, text)
        if act:
            by_act.setdefault(act.name, (act, []))[1].append(text)
    for act, own in by_act.values():
        for version in act.versions:
            yield version, _joined(_under(act, version, own))


def _stands(book: Rulebook, basis: tuple[str, ...], era: int) -> bool:
    """Whether anything of a basis is in force while no text changes; asked once."""
    known = book.law.stood
    if (basis, era) not in known:
        day = book.law.day(era)
        known[basis, era] = any(_holds(book, text, day) for text in basis)
    return known[basis, era]


def _holds(book: Rulebook, text: str, day: date) -> bool:
    act, basis = _act(book, text), parse(text)
    if act is None or basis is None:
        return True
    version = act.on(day)
    if version is None or version.edition is None:
        return False
    return version.edition.articles.get(f"{basis.source}§{basis.number}") != NONE


def _in_era(book: Rulebook, basis: tuple[str, ...], era: int) -> str:
    """What a basis is while no text changes; read once."""
    known = book.law.read
    if (basis, era) not in known:
        known[basis, era] = _joined(_readings(book, basis, book.law.day(era)))
    return known[basis, era]


def _readings(book: Rulebook, basis: tuple[str, ...], day: date) -> list[_Reading]:
    """Every act once, as it was on a day; what was not yet in force comes last."""
    found: list[_Reading] = []
    later: list[_Reading] = []
    seen: set[str] = set()
    for text in basis:
        act = _act(book, text)
        if act is None:
            found.append(_as_written(book, text, day))
        elif act.name not in seen:
            seen.add(act.name)
            version = act.on(day)
            own = [one for one in basis if _act(book, one) is act]
            there = found if version and version.edition else later
            there += _under(act, version, own)
    return found + later


def _under(act: Act, version: Version | None, texts: list[str]) -> Iterator[_Reading]:
    """Citations of an act while a version of it held.

    Where one of them is of that very text, it alone speaks.
    """
    if version is None or version.edition is None:
        was = f"，当时：{version.value}" if version else ""
        since = act.first.validity.since
        yield _Reading(f"{act.name}当时尚未施行（{since} 起施行{was}）")
        return
    parsed = [basis for basis in map(parse, texts) if basis]
    edition = version.edition
    exact = [basis for basis in parsed if basis.source in edition.sources]
    for basis in exact:
        yield _Reading(_rank(basis) + edition.title, basis.article)
    if not exact:
        yield from _carried(act, edition, parsed)


def _carried(act: Act, edition: Edition, parsed: list[Basis]) -> Iterator[_Reading]:
    """Citations of other texts of an act, brought to this one as far as that is known."""
    absent: list[_Reading] = []
    unknown: list[_Reading] = []
    for basis in parsed:
        title = _rank(basis) + edition.title
        number = edition.articles.get(f"{basis.source}§{basis.number}")
        if number == NONE:
            absent.append(_Reading(act.of(basis.source).title, basis.article))
        elif number:
            yield _Reading(title, f"第{number}条")
        elif basis.source == edition.numbered_as or not basis.article:
            yield _Reading(title, basis.article)
        else:
            unknown.append(_Reading(act.of(basis.source).title, basis.article))
    title = _rank(parsed[0]) + edition.title
    if unknown:
        yield _Reading(title, note=f"（与{_joined(unknown)}对应的条文未查到）")
    if absent:
        yield _Reading(title, note=f"（没有与{_joined(absent)}相应的规定）")


def _act(book: Rulebook, text: str) -> Act | None:
    """The act that a citation is a text of, when its texts are known."""
    basis = parse(text)
    return basis and book.law.acts.get(basis.source)


def _as_written(book: Rulebook, text: str, day: date = date.max) -> _Reading:
    basis = parse(text)
    if basis is None:
        return _Reading("通行做法")
    later = book.law.years.get(basis.source, 0) > day.year
    title = _rank(basis) + book.citations[basis.source].title
    return _Reading(title, basis.article, "（制定在后，供参照）" if later else "")


def _rank(basis: Basis) -> str:
    return "（地方）" if basis.local else ""


def _joined(readings: Iterable[_Reading]) -> str:
    """Each title once, with all its articles and then the notes on it."""
    articles: dict[str, list[str]] = {}
    notes: dict[str, str] = {}
    for title, article, note in readings:
        known = articles.setdefault(title, [])
        if article and article not in known:
            known.append(article)
        if note not in notes.setdefault(title, ""):
            notes[title] += note
    return "；".join(
        title + "、".join(known) + notes[title] for title, known in articles.items()
    )


def _article(found: re.Match[str]) -> str:
    if found["article"]:
        last = f"至{found['last']}" if found["last"] else ""
        items = "、".join(re.findall(r"\(\d+\)", found["items"]))
        return f"第{found['article']}{last}条" + (f"第{items}项" if items else "")
    if found["class"]:
        return f"第{found['class']}类"
    return f"第{'、'.join(found['marks'])}项" if found["marks"] else ""
