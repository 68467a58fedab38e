"""What rule files can say. One class a kind of rule; fields are the YAML keys.

Patterns are written for `text.fold`ed text (half-width, simplified), so a span
found in the fold is true in the text. Macros {{X}} are already expanded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from gongkai.model import IssuerType, Severity, Where
from gongkai.pattern import Pattern, Sieve
from gongkai.rules.law import ALWAYS
from gongkai.rules.law import Law as Law
from gongkai.rules.law import Validity as Validity
from gongkai.rules.law import Version as Version


class RuleStatus(StrEnum):
    DRAFT = "draft"
    STABLE = "stable"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule was written."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Examples:
    """A rule's own tests: texts it must match, and texts it must leave alone."""

    match: tuple[str, ...]
    skip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or, when written `re:…`, a pattern."""

    text: str
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A leaf of the taxonomy.

    In examples the first line is the title and the rest the body.
    """

    code: str
    name: str
    gloss: str
    family: str  # the first two letters of the code
    definition: str
    title_terms: tuple[Term, ...]
    body_terms: tuple[Term, ...]
    unlike: tuple[tuple[Term, str], ...]  # this term speaks for that code instead
    typical_titles: tuple[str, ...]
    genres: tuple[str, ...]  # genre codes that are admissible
    requirement: str  # id of a RequirementSet
    scope: str
    forms: tuple[str, ...]
    frequency: str
    due: str
    department: str
    retention: str
    basis: tuple[str, ...]  # "S:L1§30": source id and article, or "K"
    examples: Examples
    place: Place
    status: RuleStatus = RuleStatus.STABLE
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True)
class Family:
    """A top-level code of the taxonomy."""

    code: str
    name: str
    gloss: str
    department: str
    regime: str
    place: Place


@dataclass(frozen=True, slots=True)
class GenreRule:
    """How a genre (文种) is told: by the tail of the title, else by cues."""

    code: str
    name: str
    tail: Pattern
    cues: tuple[Pattern, ...]
    min_cues: int
    order: int  # genres are tried in this order
    note: str
    examples: Examples  # titles
    place: Place


TRACE_PLACES: Mapping[str, str] = {
    "text": "全文",
    "head": "开头几行",
    "tail": "末尾几行",
    "cells": "表格的一格",
}
"""Where a trace of an element can count, and what that is called."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Weak signs that an element may be there: they acquit it, and do not prove it."""

    patterns: Mapping[str, tuple[Pattern, ...]]  # by a key of TRACE_PLACES
    examples: Examples
    unless: tuple[str, ...] = ()  # ids of elements: what shows one of these is no trace


NO_TRACES = Traces({}, Examples((), ()))


@dataclass(frozen=True, slots=True)
class Element:
    """An element that documents of some kinds must show."""

    id: str
    name: str
    labels: tuple[str, ...]  # for table cells and label lines, unspaced
    patterns: tuple[Pattern, ...]  # groups: v, n, n2, s, e, u, p …
    value_rule: str  # id of a ValueRule
    advice: str  # the sentence to add when it is missing, Chinese
    basis: tuple[str, ...]
    examples: Examples
    place: Place
    purpose: str = ""  # why it is asked, Chinese
    traces: Traces = NO_TRACES  # a document with one of them is not accused
    validity: Validity = ALWAYS  # when it is asked; before and after nobody owes it


CONDITION_KINDS = (
    *(
        "text",
        "title",
        "genre",
        "stage",
        "fewer",
        "found",
        "not_found",
        "always",
        "never",
    ),
)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a conditional element is owed. A kind in code, its data here.

    text, title: the pattern is found in the body, in the title; genre: the genre is one
    of the values; stage: the admission of a member is at one of the stages; fewer: the
    first element's number is below the second's; found, not_found: any of the elements
    is, or none of them.
    """

    id: str
    kind: str  # one of CONDITION_KINDS
    pattern: Pattern | None = None  # text, title
    values: tuple[str, ...] = ()  # genre codes, stages, element ids
    place: Place | None = None
    name: str = ""  # Chinese, what a reader sees


@dataclass(frozen=True, slots=True)
class Owed:
    """One element that a document owes, or should show."""

    element: str
    severity: Severity  # error: mandatory; warn: by local rule; info: recommended
    when: tuple[str, ...] = ()  # condition ids, all of which must hold; "not X" negates


ANY_GENRE = "any"
"""The row of a requirement set for the genres that have none of their own."""


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """What one genre owes within a requirement set."""

    owed: tuple[Owed, ...]
    cross_rules: tuple[str, ...] = ()  # ids of CrossRule
    basis: tuple[str, ...] = ()
    place: Place | None = None
    before_any: bool = False  # of a base row: no category's `any` takes its place


@dataclass(frozen=True, slots=True)
class RequirementSet:
    """What the documents of a category owe, by genre code; "any" is the rest."""

    id: str
    rows: Mapping[str, RequirementRow]  # `inherit` is already resolved
    place: Place
    name: str = ""  # Chinese


@dataclass(frozen=True, slots=True)
class ValueRule:
    """R_…: what the value of an element must be like. The kind is in code."""

    id: str
    description: str
    severity: Severity
    place: Place


FACTS: Mapping[str, str] = {
    "due": "应到人数",
    "present": "实到（到会）人数",
    "voting_due": "应到有表决（选举）权人数",
    "voting_present": "实到有表决（选举）权人数",
    "for": "赞成票",
    "against": "反对票",
    "abstain": "弃权票",
    "written": "书面意见份数",
    "issued": "发出票数",
    "returned": "收回票数",
    "registered": "登记参加选举的人数",
    "votes": "当选者得票",
    "candidates": "候选人数",
    "seats": "应选名额",
    "adults": "年满18周岁的村民人数",
    "households": "总户数",
    "households_present": "到会户数",
    "all_members": "全体成员人数",
    "capable_members": "具有完全民事行为能力的成员人数",
}
"""The numbers of a meeting that comparisons of rule files may name."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`voting_present >= 4/5 voting_due`: one number against a share of another."""

    left: str  # a key of FACTS
    operator: str  # >=, >, <= or <
    share: Fraction
    right: str  # a key of FACTS

    def __str__(self) -> str:
        share = "" if self.share == 1 else f"{self.share} "
        return f"{self.left} {self.operator} {share}{self.right}"

    def holds(self, facts: Mapping[str, int]) -> bool | None:
        """Whether it is so; None when one of its numbers is not known."""
        if self.left not in facts or self.right not in facts:
            return None
        left, right = Fraction(facts[self.left]), self.share * facts[self.right]
        if self.operator == ">=":
            return left >= right
        if self.operator == ">":
            return left > right
        return left <= right if self.operator == "<=" else left < right


@dataclass(frozen=True, slots=True)
class Clause:
    """What must hold at meetings of some kinds, in force for a while."""

    any_of: tuple[Comparison, ...]  # one of them is enough
    bodies: tuple[str, ...] = ()  # words that name the meeting; empty: any meeting
    validity: Validity = ALWAYS
    basis: tuple[str, ...] = ()  # of its own; empty: that of its rule


CROSS_KINDS: Mapping[str, tuple[str, ...]] = {
    "compare": (),
    "tally": ("written",),
    "secret_ballot": ("method",),
    "percentage": ("tolerance",),
    "dossier": ("steps",),
    "period": (),
    "member_dates": (),
    "time_limit": ("limit",),
    "balance": ("tolerance",),
    "column_sum": ("tolerance",),
    "area_times_rate": ("tolerance",),
    "dues": (),
    "template": ("at_least",),
}
"""The kinds of cross check, each with the options that a rule file may set."""


@dataclass(frozen=True, slots=True)
class CrossRule:
    """V_…: how several elements must agree. The kind is in code, choices are data.

    Every clause in force that speaks of the meeting must hold (kind compare).
    """

    id: str
    name: str  # Chinese, what a reader sees
    kind: str  # a key of CROSS_KINDS
    severity: Severity
    description: str
    basis: tuple[str, ...]
    options: Mapping[str, str]  # the keys that CROSS_KINDS names for the kind
    place: Place
    clauses: tuple[Clause, ...] = ()  # of the kind compare
    pattern: Pattern | None = None
    validity: Validity = ALWAYS
    categories: tuple[str, ...] = ()
    """Codes, families or "any": whose documents it holds for, whether a row asks or not."""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long, how soon or how often, for one category and period."""

    name: str
    category: str
    unit: str  # day | workday
    severity: Severity
    basis: tuple[str, ...]
    validity: Validity
    place: Place
    title: Pattern | None = None  # it holds for documents with such a title
    minimum: int | None = None
    maximum: int | None = None
    max_after_event: int | None = None
    min_before_event: int | None = None
    period: str | None = None  # month | quarter | half_year | year
    publish_by: str | None = None


PRIVACY_CHECKS = (
    *("id18", "id15", "disabled", "credit", "bank", "phone"),
    *("address", "health", "birthday", "minor", "name", "labelled"),
)
"""How code decides whether what a privacy pattern found is what it looks like."""


@dataclass(frozen=True, slots=True)
class PrivacyRule:
    """Personal data that must not be public."""

    id: str
    name: str
    pattern: Pattern
    check: str  # one of PRIVACY_CHECKS, or "": the pattern decides
    severity: Severity
    description: str
    keep: str  # what masking leaves: 前3后4, or nothing
    order: int  # a span claimed by an earlier rule is out of reach of later ones
    examples: Examples
    place: Place
    basis: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()  # before it or atop its column, these make it certain
    unless: tuple[str, ...] = ()  # and these, when nearer, something that may be public


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that rules rest on."""

    id: str
    title: str  # as it is cited
    address: str
    read: str = ""  # what was read, where it only restates the source


@dataclass(frozen=True, slots=True)
class Fallback:
    """The category of a document whose words say too little, by its form."""

    category: str
    genres: tuple[str, ...]
    issuers: tuple[IssuerType, ...] = ()  # empty: any


@dataclass(frozen=True, slots=True)
class Points:
    """Single numbers of the scoring; scoring.yaml says what each means."""

    mute_title: float
    meeting_name: float
    many_matters: float
    again: float
    brief: float
    least_share: float
    title_cap: float
    body_cap: float
    mention_cap: float
    unlike_cap: float
    form_cap: float
    admissible: float
    inadmissible: float
    accept: float
    accept_formless: float
    margin: float
    too_short: float
    most_tags: float


@dataclass(frozen=True, slots=True)
class Proof:
    """What a form that anyone may use must show before it counts as a body's own."""

    signs: Pattern
    otherwise: float  # without any, so much speaks for its being of others


@dataclass(frozen=True, slots=True)
class Voice:
    """How to hear whether a body speaks of its own affairs, or someone of others'.

    What each sign weighs, and from which sum on something follows.
    """

    own: Mapping[Pattern, float]
    reported: Mapping[Pattern, float]  # as newspapers do
    remote: Mapping[Pattern, float]  # as essays, advertisements, questions do
    remote_titles: Mapping[Pattern, float]
    proofs: Mapping[str, Proof]  # by genre code
    salutations: Pattern  # of persons, no addressees
    mute_genres: tuple[str, ...]  # a title of these says nothing of who speaks
    signed: float
    dated: float
    numbered: float
    addressed: float
    titled: float
    laid_out: float
    formless: float  # so much of its own a document of no known genre must show
    generic: float  # from so much on it falls to the category of its issuer
    others: float  # from so much of others on it discloses nothing
    generic_genres: tuple[str, ...]
    generic_by_issuer: Mapping[IssuerType, str]
    generic_otherwise: str
    reported_falls_to: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a word weighs by where it stands, and what follows from a score."""

    title_terms: Mapping[Where, float]
    body_terms: Mapping[Where, float]
    unlike: Mapping[Where, float]
    instead: Mapping[Where, float]  # for the category that an `unlike` names
    cited: Mapping[Where, float]
    points: Points
    inadmissible: Mapping[str, float]  # by genre code
    minutes: tuple[str, ...]  # genre codes
    agenda_labels: tuple[str, ...]
    forms: tuple[str, ...]  # categories that name a form and no matter
    issuer_types: Mapping[IssuerType, Mapping[str, float]]  # by category or family
    issuer_words: Mapping[str, Mapping[str, float]]
    by_form: Mapping[str, str]  # genre code → category
    fallbacks: tuple[Fallback, ...]  # in the order in which they are tried
    silent_genres: tuple[str, ...]  # these disclose nothing
    silent_unlisted: tuple[str, ...]  # nor these, unless the category lists them
    silent_formless: tuple[str, ...]  # nor do these categories in no known genre
    silent_requirements: tuple[str, ...]  # nor do categories that owe one of these
    unknown: str  # the category of what falls to none
    voice: Voice


LABEL_KINDS = (
    "title", "issuer", "number", "made", "posted", "effective", "openness", "other",
)  # fmt: skip
"""What a labelled value at the head of a document can be about."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words by which the parts of a document are known.

    For folded text without white space, but `label`, which may be letter-spaced.
    """

    issuer_ends: Pattern  # of a line that is nothing but a name
    title_issuer_ends: Pattern  # of a name that a title begins with
    generic_issuers: Pattern  # say which kind of body, not which
    short_issuers: Pattern  # give way to the full name of a masthead
    labels: Mapping[str, str]  # label → one of LABEL_KINDS
    label: Pattern  # any of them
    residue: Pattern  # whole lines that pages and printers leave
    carriers: Pattern
    bulletins: Pattern
    meetings: Pattern
    bare_kinds: Pattern
    enclosed: Pattern
    internal_marks: Pattern
    issuer_types: tuple[tuple[IssuerType, Pattern], ...]  # tried in this order
    misread: tuple[tuple[Pattern, str], ...]  # what readers of pictures take amiss


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule of a run. The digest changes whenever any rule does."""

    families: Mapping[str, Family]
    categories: Mapping[str, Category]
    genres: tuple[GenreRule, ...]  # in the order in which they are tried
    cues: Sieve[GenreRule] = field(compare=False)  # of all genres
    elements: Mapping[str, Element]
    labels: frozenset[str]  # by which some element is known
    conditions: Mapping[str, Condition]
    base: Mapping[str, RequirementRow]  # by genre code
    requirements: Mapping[str, RequirementSet]
    value_rules: Mapping[str, ValueRule]
    cross_rules: Mapping[str, CrossRule]
    time_limits: tuple[TimeLimit, ...]
    privacy: tuple[PrivacyRule, ...]  # in order
    versions: tuple[Version, ...]
    law: Law  # the texts of acts by day, made of the versions
    citations: Mapping[str, Citation]
    scoring: Scoring
    wording: Wording
    digest: str  # SHA-256 over every rule file, hexadecimal
    version: str  # of the built-in rules, for people

    def owed(
        self, category: str, genre: str | None, day: date | None = None
    ) -> RequirementRow | None:
        """What documents of a category owe in a genre; None when nothing is laid down.

        The category's own row for the genre comes first, then the base row where it says
        so (minutes owe what minutes owe), then what the category asks of any other genre,
        then the base row. A category owes nothing on a day on which it was not in force.
        """
        genre = genre or ""
        base = self.base.get(genre)
        rows: Mapping[str, RequirementRow] = {}
        if category in self.categories:
            if day and not self.categories[category].validity.covers(day):
                return None
            rows = self.requirements[self.categories[category].requirement].rows
        if genre in rows:
            return rows[genre]
        if base is not None and base.before_any:
            return base
        return rows.get(ANY_GENRE, base)
