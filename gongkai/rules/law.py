"""Which text of a regulation was in force on which day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gongkai.pattern import Pattern

if TYPE_CHECKING:
    from gongkai.rules.schema import Citation

_YEAR = Pattern(r"[(〔]([12]\d{3})")


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which a rule is in force, both included; None is open."""

    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        after = self.since is None or day >= self.since
        return after and (self.until is None or day <= self.until)


ALWAYS = Validity()


NONE = "无"
"""The number of an article that a text is known not to have."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of an act: how it is cited, and its articles as far as they are known."""

    title: str  # 《村民委员会组织法》(1998)
    sources: tuple[str, ...] = ()  # ids of the citations that are this text
    articles: Mapping[str, str] = field(default_factory=dict)
    """By an article of another text of the act, `L1§30`, its number here, or NONE."""
    numbered_as: str = ""  # the citation whose article numbers are those of this text


@dataclass(frozen=True, slots=True)
class Version:
    """What was laid down for a while; the text of an act when it has an edition."""

    key: str
    value: str
    basis: tuple[str, ...]
    validity: Validity
    name: str = ""  # Chinese
    act: str = ""  # 《村民委员会组织法》, without year
    edition: Edition | None = None
    rules: tuple[str, ...] = ()  # codes of the rules that this is the history of


@dataclass(frozen=True, slots=True)
class Act:
    """All that held of one regulation, in order, each period after the one before."""

    name: str
    versions: tuple[Version, ...]

    @property
    def first(self) -> Version:
        """The first text that was ever in force."""
        return next(one for one in self.versions if one.edition)

    def on(self, day: date) -> Version | None:
        """What was laid down on a day; None before anything was."""
        return next((one for one in self.versions if one.validity.covers(day)), None)

    def of(self, source: str) -> Edition:
        """The edition that a citation is."""
        return next(
            one.edition
            for one in self.versions
            if one.edition and source in one.edition.sources
        )


@dataclass(frozen=True, slots=True)
class Law:
    """The acts that citations belong to, and when any of them changed."""

    acts: Mapping[str, Act]  # by id of a citation
    years: Mapping[str, int]  # of the citations of no act, as far as they bear a year
    changes: tuple[date, ...]  # the days on which some text came into force or ended
    read: dict[tuple[tuple[str, ...], int], str] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What was read before: a basis reads the same between two changes."""
    stood: dict[tuple[tuple[str, ...], int], bool] = field(
        default_factory=dict, compare=False, repr=False
    )
    """And whether any of it was in force."""

    @classmethod
    def of(cls, versions: Iterable[Version], citations: Mapping[str, Citation]) -> Law:
        """The law that these versions and citations tell of."""
        keyed: dict[str, list[Version]] = {}
        for version in versions:
            if version.act:
                keyed.setdefault(version.key, []).append(version)
        acts = [Act(own[0].act, tuple(own)) for own in keyed.values()]
        by_source = {
            source: act
            for act in acts
            for version in act.versions
            if version.edition
            for source in version.edition.sources
        }
        years = {
            one.id: int(year[1])
            for one in citations.values()
            if one.id not in by_source and (year := _YEAR.search(one.title))
        }
        changes = {
            day
            for act in acts
            for version in act.versions
            for day in _changes(version.validity)
        } | {date(year, 1, 1) for year in years.values()}
        return cls(by_source, years, tuple(sorted(changes)))

    def era(self, day: date | None) -> int:
        """The number of the stretch without change that a day is in; None is now."""
        return len(self.changes) if day is None else bisect_right(self.changes, day)

    def day(self, era: int) -> date:
        """A day of that stretch."""
        return self.changes[era - 1] if era else date.min


def _changes(validity: Validity) -> list[date]:
    days = [] if validity.since is None else [validity.since]
    if validity.until is not None and validity.until < date.max:
        days.append(validity.until + timedelta(days=1))
    return days
