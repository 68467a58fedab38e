"""The types that cross module boundaries.

Every type is frozen, so a stage can only add by returning something new, and
holds plain values, so it pickles to a worker and prints in a failing test.
All offsets are half-open ranges of characters (code points) in `Extract.text`.
This module imports nothing from the package but `errors`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from gongkai.errors import FailureCode

T = TypeVar("T")


# What was read ------------------------------------------------------------


class _Sent:
    """What is sent from process to process: as its type and its fields.

    Dataclasses with slots do it themselves, but take half as long again.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[_Sent], tuple[object, ...]]:
        names: tuple[str, ...] = self.__slots__
        return type(self), tuple([getattr(self, name) for name in names])


@dataclass(frozen=True, slots=True)
class Source(_Sent):
    """One file as found. Its digest is its identity; its path is where it was seen."""

    path: Path
    digest: str  # SHA-256, hexadecimal
    format: str  # by content, not by name: docx, pdf, txt …
    size: int  # bytes


class Span(NamedTuple):
    """A half-open range of characters in an extract's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


NOWHERE = Span(0, 0)


class BlockKind(StrEnum):
    HEADING = "heading"  # a line that looks like a title: styled, centred or large
    PARAGRAPH = "paragraph"
    TABLE = "table"


class Part(StrEnum):
    """Which story of the document a block belongs to."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"  # footnotes and endnotes


@dataclass(frozen=True, slots=True)
class Cell(_Sent):
    """A table cell at the top-left corner of the grid places it covers (0-based)."""

    row: int
    column: int
    span: Span
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block(_Sent):
    """A paragraph, heading or table as a range of the text.

    In the text the cells of a row are separated by a tab and rows by a newline;
    blocks are separated by a newline, so a newline never stands inside a paragraph.
    A cell of several paragraphs keeps the newlines between them: `cells` tells where a
    cell ends, the characters of the text do not.
    """

    kind: BlockKind
    span: Span
    page: int | None = None  # 1-based, where the format has pages
    part: Part = Part.BODY
    cells: tuple[Cell, ...] = ()  # of a table, in reading order; merged cells once


class Unjudgeable(StrEnum):
    """Why a text is too poor to accuse anyone with. A closed list (CONTRACT)."""

    NO_TEXT_LAYER = "no_text_layer"
    GARBLED_TEXT = "garbled_text"
    PARTIAL_TEXT = "partial_text"
    ENCODING_UNSURE = "encoding_unsure"
    LOW_OCR_CONFIDENCE = "low_ocr_confidence"
    NEARLY_EMPTY = "nearly_empty"


@dataclass(frozen=True, slots=True)
class Extract(_Sent):
    """The text of a document exactly as it reads, and how it was laid out."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Span, ...] = ()  # empty where the format has no pages
    notes: tuple[str, ...] = ()  # what the reader guessed or left out, in English
    reasons: tuple[Unjudgeable, ...] = ()  # empty: the text is good enough to judge


# What it says of itself ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found(_Sent, Generic[T]):
    """A value read from the text, and the span it was read from."""

    value: T
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class PartialDate(_Sent):
    """A date as a document states it: to the day, the month or the year."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class DocNumber(_Sent):
    """发文字号, such as 国发〔2024〕1号."""

    issuer_code: str
    year: int
    serial: int
    written: str = ""  # as the document writes it, without white space

    def __str__(self) -> str:
        return self.written or f"{self.issuer_code}〔{self.year}〕{self.serial}号"


class Secrecy(StrEnum):
    """密级."""

    TOP_SECRET = "绝密"
    SECRET = "机密"
    CONFIDENTIAL = "秘密"


class IssuerType(StrEnum):
    """发文机关类型: what kind of body speaks."""

    TOWNSHIP = "乡镇党委政府"
    VILLAGE_PARTY = "村居党组织"
    VILLAGE_COMMITTEE = "村居委会"
    COLLECTIVE = "村集体经济组织"
    SUPERVISION = "村务监督委员会"
    DEPARTMENT = "机关部门"
    SCHOOL = "学校"
    HOSPITAL = "医院"
    ENTERPRISE = "企业"
    MASS_ORGANISATION = "群团"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Genre(_Sent):
    """文种, by SPEC's code."""

    code: str
    name: str


NO_GENRE = "G99"
"""The code of what has no genre that we know."""


@dataclass(frozen=True, slots=True)
class Metadata(_Sent):
    """The elements of an official document, each found or None.

    Field names are the keys of docs/glossary.md.
    """

    title: Found[str] | None = None  # 标题
    genre: Found[Genre] | None = None  # 文种; its span is the word or cue it rests on
    issuer: Found[str] | None = None  # 发文机关; joint issuers are joined by 、
    issuer_type: IssuerType | None = None  # 发文机关类型
    doc_number: Found[DocNumber] | None = None  # 发文字号
    issued_on: Found[PartialDate] | None = None  # 成文日期
    secrecy: Found[Secrecy] | None = None  # 密级
    secrecy_term: Found[str] | None = None  # 保密期限
    openness: Found[str] | None = None  # 公开属性: 主动公开, 依申请公开, 不予公开 …
    internal: Found[str] | None = None  # 内部标记: 内部资料, 工作秘密 …
    addressees: Found[str] | None = None  # 主送机关
    copied_to: Found[str] | None = None  # 抄送机关
    printed_by: Found[str] | None = None  # 印发机关
    printed_on: Found[PartialDate] | None = None  # 印发日期
    body: Span = NOWHERE  # the document itself: after masthead, before 附件 and 版记
    is_template: bool = False  # a blank form: it owes nothing


# What we say of it --------------------------------------------------------


class Where(StrEnum):
    """Where a term was met, which decides what it weighs."""

    TITLE = "title"
    QUOTED_TITLE = "quoted_title"  # in the title, inside 《》
    AGENDA = "agenda"  # the 议题 line of minutes
    OPENING = "opening"  # the first sentences, which stand in for a missing title
    BODY = "body"
    TABLE_HEADER = "table_header"
    ISSUER = "issuer"
    GENRE = "genre"


@dataclass(frozen=True, slots=True)
class Hit(_Sent):
    """One term that spoke for, or with a negative weight against, a category."""

    term: str
    where: Where
    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class Score(_Sent):
    """What one category came to, and every hit behind it."""

    code: str
    name: str
    score: float
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification(_Sent):
    """The category that won, those that lost, and whether anything is owed."""

    category: Score
    margin: float = 0.0  # over the best of `losers`
    losers: tuple[Score, ...] = ()  # best first; only those that scored
    tags: tuple[str, ...] = ()  # codes of further matters in the document
    is_disclosure: bool = False
    review: bool = False  # a person should look: the margin is thin
    reason: str = ""  # English: the short cut taken, if any


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


class Severity(IntEnum):
    INFO = 1
    WARN = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class ElementVerdict(_Sent):
    """What was found of one element the document owes."""

    id: str
    name: str
    verdict: Verdict
    value: str | None = None
    span: Span | None = None  # exactly the characters of the value
    reason: str = ""  # Chinese: why it cannot be told, or where we looked


@dataclass(frozen=True, slots=True)
class Finding(_Sent):
    """What a check has to say about the document. The document's fault, not ours."""

    rule: str  # V_…, R_…, an element's id (missing) or a privacy id
    severity: Severity
    message: str  # Chinese
    basis: str = ""  # the legal basis in force on the document's date, Chinese
    hint: str = ""  # the sentence to add or change, Chinese
    element: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Sensitive(_Sent):
    """Personal data that must not be public; `masked` is safe to show."""

    kind: str
    name: str
    span: Span
    masked: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Judgement(_Sent):
    """Everything the checks say."""

    elements: tuple[ElementVerdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    sensitive: tuple[Sensitive, ...] = ()


# What becomes of a file ---------------------------------------------------


class Status(StrEnum):
    OK = "ok"
    CANNOT_JUDGE = "cannot_judge"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Record(_Sent):
    """A document that went through every stage."""

    source: Source
    extract: Extract
    metadata: Metadata
    classification: Classification
    judgement: Judgement

    @property
    def status(self) -> Status:
        poor = self.extract.reasons or self.metadata.is_template
        return Status.CANNOT_JUDGE if poor else Status.OK


@dataclass(frozen=True, slots=True)
class Opinion(_Sent):
    """What is said of a document, without its text."""

    source: Source
    metadata: Metadata
    classification: Classification
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not get in, and why. Ours or the file's fault."""

    path: Path
    code: FailureCode
    detail: str


@dataclass(frozen=True, slots=True)
class NotADocument:
    """A file of a kind that carries no document: a program, a font, a film."""

    path: Path
    format: str


Outcome = Record | Failure | NotADocument


# Bundles ---------------------------------------------------------------------

INSIDE = f"!{os.sep}"  # between the path of a bundle and the name of what lies in it


@dataclass(frozen=True, slots=True)
class Room:
    """How much may come out of a bundle."""

    members: int
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that can be read, and where what it holds was seen: in a bundle, perhaps."""

    place: Path
    path: Path


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a bundle. With a `problem` it could not be unpacked."""

    name: str  # its path inside
    size: int  # bytes
    digest: str  # SHA-256, hexadecimal
    problem: FailureCode | None = None
    detail: str = ""  # English, when there is a problem


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in a bundle, and what kept it from being read to its end."""

    members: tuple[Member, ...]
    failure: Failure | None = None


# What the archive is asked, and says --------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are meant. None leaves a question open."""

    category: str | None = None  # a code, or the two letters of a family
    genre: str | None = None  # a code
    issuer: str | None = None  # part of the issuer's name
    since: str | None = None  # ISO, to any precision
    until: str | None = None  # ISO; the whole of that day, month or year is meant
    missing: str | None = None  # the id of an element whose verdict is `fail`
    status: str | None = None  # `ok` or `cannot_judge`


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the files of one run. It balances: found is the sum of the rest."""

    archived: int = 0
    unchanged: int = 0
    duplicate: int = 0
    not_a_document: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def found(self) -> int:
        return (
            self.archived
            + self.unchanged
            + self.duplicate
            + self.not_a_document
            + self.failed
        )


class Unfinished(BaseException):
    """A run that was broken off: Ctrl-C, or the archive cannot be written any more.

    `tally` balances over what was done until then; the cause says what happened.
    """

    def __init__(self, tally: Tally) -> None:
        super().__init__(tally)
        self.tally = tally


@dataclass(frozen=True, slots=True)
class Alike:
    """近似文件: another document that says nearly the same."""

    document: str  # id
    path: Path
    title: str | None
    similarity: float  # of what both say, how much they have in common: up to 1


@dataclass(frozen=True, slots=True)
class Summary:
    """An archived document as a line of a list."""

    id: str  # the first 16 digits of its SHA-256
    paths: tuple[Path, ...]  # where it was seen; the first stands for it
    title: str | None
    category: str  # code
    category_name: str
    genre: str | None  # code
    issuer: str | None
    issued_on: str | None  # ISO, to the precision the document states
    status: Status
    secrecy: str | None = None
    alike: tuple[Alike, ...] = ()  # the closest first
    former_paths: tuple[Path, ...] = ()  # where it is no longer, besides `paths`


@dataclass(frozen=True, slots=True)
class Kept:
    """An archived document with everything known of it."""

    id: str
    paths: tuple[Path, ...]
    record: Record
    alike: tuple[Alike, ...] = ()  # the closest first
    former_paths: tuple[Path, ...] = ()  # where it is no longer, besides `paths`


@dataclass(frozen=True, slots=True)
class Standing:
    """A document as it was judged last, and how to get at what was read of it."""

    id: str
    path: Path
    source: Source
    category: str
    findings: tuple[Finding, ...]
    extract: Callable[[], Extract]  # to be called where it is needed: it may be long


@dataclass(frozen=True, slots=True)
class Findable:
    """What searches look through in an archived document, and what they filter by."""

    id: str
    text: str
    title: str = ""
    issuer: str = ""
    number: str = ""  # 发文字号
    category: str = ""  # code
    category_name: str = ""
    genre: str = ""  # code
    genre_name: str = ""
    issued_on: str = ""  # ISO, to the precision the document states
    status: Status = Status.OK
    format: str = "txt"
    missing: tuple[str, ...] = ()  # elements


@dataclass(frozen=True, slots=True)
class Accusation:
    """A finding, and the document it speaks of."""

    document: Summary
    finding: Finding


@dataclass(frozen=True, slots=True)
class Waiver:
    """豁免: a finding that a person has decided to let stand, until a day."""

    document: str  # id
    rule: str
    reason: str
    person: str  # who answers for it
    since: date
    until: date  # the last day on which it holds


@dataclass(frozen=True, slots=True)
class LogEntry:
    """运行记录: that a job on the archive began, or ended and what it came to."""

    number: int
    run: int  # the number of the entry that began it
    event: str  # begun or ended
    at: str  # UTC, ISO
    task: str  # ingest, retry, rejudge …
    who: str
    tool_version: str
    rules_digest: str
    rules_version: str
    counts: Mapping[str, int | float]
    chain: str  # SHA-256 of this entry and the chain of the one before


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """保存的检索: a search that is kept under a name."""

    name: str
    query: str
    filters: Filters = Filters()
    sort: str = "relevance"


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as the archive says it should be."""

    kind: str  # original_missing, original_changed, original_foreign, row_changed, …
    document: str | None  # id
    path: Path | None
    detail: str  # Chinese


@dataclass(frozen=True, slots=True)
class Verified:
    """What proving an archive came to."""

    documents: int
    pending: int  # documents that the index has yet to take in; no damage
    damage: tuple[Damage, ...]


class Health(StrEnum):
    """How something is that the program depends on."""

    OK = "ok"
    WARN = "warn"  # it works, with less protection or for a while
    BAD = "bad"  # it does not


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at on this machine or in an archive."""

    name: str  # version, network, memory, disk …
    health: Health
    said: str  # Chinese


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document that a query found."""

    document: Summary
    score: float
    snippet: str  # HTML: what matched stands in <mark>, all else is escaped
    page: int | None = None  # of the first match, where the format has pages
    paragraph: int | None = None  # of the first match: a paragraph or row of a table


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a query found: a page of hits, and counts over all of them."""

    total: int
    took_ms: float
    facets: Mapping[str, Mapping[str, int]]  # facet -> code -> documents
    hits: tuple[SearchHit, ...]
    widened: bool = False  # nothing matched exactly; these match a part
    notes: tuple[str, ...] = ()  # Chinese: what the reader of the answer should know
    suggestions: tuple[str, ...] = ()  # queries that find something, if this does not


@dataclass(frozen=True, slots=True)
class Looked:
    """批量检索中的一条: a query of many, and what it found just so."""

    query: str
    total: int
    hits: tuple[SearchHit, ...]  # the first of them
    problem: str = ""  # Chinese: why it could not be asked


@dataclass(frozen=True, slots=True)
class Redacted:
    """A masked copy, and what is masked in it."""

    source: Path
    copy: Path
    masked: tuple[Sensitive, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many originals were given back, and which could not be."""

    written: int
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What is said of a document under other rules, where it differs."""

    document: str  # id
    path: Path
    title: str | None
    before: str  # category code
    after: str  # category code
    flagged: tuple[Finding, ...] = ()  # were not there before
    cleared: tuple[Finding, ...] = ()  # are no longer there


@dataclass(frozen=True, slots=True)
class Changes:
    """What judging again changed, counted in documents, with some of them."""

    judged: int = 0
    reclassified: int = 0
    newly_flagged: int = 0
    newly_cleared: int = 0
    samples: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()  # documents that keep what was said before
    untouched: int = 0  # of those judged: no change of the rules can have touched them


@dataclass(frozen=True, slots=True)
class FailedExample:
    """An example of a rule that the rule does not live up to."""

    rule: str
    path: Path  # of the rule file …
    line: int  # … and the line of the rule in it
    text: str
    expected: bool  # the rule should match it, or leave it alone
    got: str  # Chinese


@dataclass(frozen=True, slots=True)
class Trial:
    """What running the rules' own examples came to."""

    rules: int
    examples: int
    failed: tuple[FailedExample, ...]
