"""Personal data that must not be public.

A pattern finds what looks like it; where it stands decides: the phone of the complaints
office is owed, the phone of a villager in a list is forbidden. Rules are tried in order,
and what one has taken for its own is out of reach of the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, auto

from gongkai.check import checksums, wording
from gongkai.check.names import SURNAMES
from gongkai.check.page import Page
from gongkai.check.surroundings import Locator, Surroundings
from gongkai.model import (
    Block,
    BlockKind,
    Classification,
    Extract,
    Finding,
    Metadata,
    Score,
    Sensitive,
    Span,
)
from gongkai.pattern import Pattern
from gongkai.rules import PRIVACY_CHECKS, PrivacyRule, Rulebook, cite, in_force

_ALWAYS_PUBLIC = "credit"  # the check of such rules
_ONLY_LABELLED = frozenset({"labelled", "minor"})
"""The checks of rules that find nothing where none of their labels stands."""

_KEEP_ENDS = Pattern(r"(?:前(\d+))?(?:后(\d+))?")
_ORGANISATION = Pattern(
    r"公司|合作社|经济社|联社|委员会|村委|居委|党委|支部|政府|财政|街道|办事处|学校|[小中大]学|幼儿园|医院|卫生院|敬老院|福利院"
    r"|基金会|协会|学会|商会|慈善|红十字|工会|中心|集团|局|厂|站|所|办公室|指挥部|专户"
)
_ORGANISATION_CELL = Pattern(
    r".{2,30}(?:公司|合作社|经济社|委员会|村委会|居委会|政府|学校|小学|中学|医院|卫生院|基金会|协会|工会|中心|集团|厂|局|店|超市|家庭农场)"
)
_OWNER = Pattern(
    r"(?:户名|开户人|开户名称?|账户名称?|账户名|收款单位|收款人|单位名称|名称|持卡人)[: ]{0,4}(?P<who>[^\s,;:。、(]{2,30})"
)
_OWN_ACCOUNT = Pattern(
    r"户主|姓名|领[款取]人|申请人|受益人|本人|存折|一卡通|[男女][,、 ]|(?<!\d)62\d{14,17}(?!\d)"
)
_OWN_PHONE = Pattern(
    r"本人|户主|村民|家属|监护人|申请人|受助|低保|困难|住址|身份证|[男女][,，、 \t]|\d岁"
)
_PHONE_HEADING = Pattern(
    r"\n *(?:本人|家庭)?(?:联系)?(?:电话|手机|方式)(?:号码?)? *(?=\n)"
)
_CONTACT_LIST = Pattern(
    r"通讯录|联系方式|联系人|联系表|联络|值班|咨询|投诉|举报|监督|服务电话|公示牌|热线|受理|报名"
)
_OFFICIAL_COLUMN = Pattern(r"职务|部门|职责|科室|河长|网格|分管|包[村保片]|责任")
_ABOUT_PERSONS = Pattern(
    r"拟|聘|录[用取]|招[录聘]|人员|对象|名单|学员|考生|[补救帮扶]助|补贴|慰问|发放|领取|配租|中签|获奖|花名册|情况表"
)
_OF_OFFICIALS = Pattern(
    r"河长|湖长|林长|田长|网格|值班|带班|包[村保片]|驻村|联村|责任人|领导|通讯录|联系|服务|公示牌|岗位职责|监督|热线"
)
_PERSON_OF_BODY = Pattern(
    r"丈夫|妻子|老伴|儿子|女儿|母亲|父亲|儿媳|孙子|孙女|本人|户主|其[本夫妻子女父母]|[他她]"
    rf"|(?:^|[\n、。,;:( \d.])[{SURNAMES}][\u4e00-\u9fa5某×*]{{1,2}}[。,、:;( ]"
)
_NOT_A_PATIENT = Pattern(
    r"\s{0,2}(?:的|者|患者|病人|人员|人群|对象|家庭|学生|儿童|子女|职工|群众|防治|预防|检测|筛查|抗体|测定|中心|科|医院|专科|等)"
)
_ABOUT_MEDICINE = Pattern(
    r"擅长|诊治|诊疗|主治|门诊|课题|研究|论文|病种|政策|规定|条例|办法|防控|防治|宣传|义诊|体检|筛查|预防|标准|主任医师|健康"
)
_ANYONE = Pattern(
    r"(?:谁(?:家)?|哪[个家位]|有的?人|不少人|很多人|许多|老人们|大家|人们|乡亲们?|群众)[^。;]{0,8}$"
)
_GRADE = Pattern(r"[一二三四1-4]级")
_BIRTH = Pattern(r"出\s?生|生于|生日")


class _Take(Enum):
    """What a check makes of a match."""

    LEAVE = auto()  # something else: later rules may look at it
    CLAIM = auto()  # ours, and may be public
    FLAG = auto()  # ours, and must not be public


Check = Callable[[str, Surroundings, PrivacyRule], _Take]


# The stage's doors --------------------------------------------------------


def find(page: Page, rulebook: Rulebook) -> tuple[Sensitive, ...]:
    """What must not be public, in reading order."""
    found = (
        _sensitive(page, rule, span)
        for rule, span, take in _taken(page, rulebook)
        if take is _Take.FLAG
    )
    return tuple(sorted(found, key=lambda one: one.span))


def _taken(page: Page, rulebook: Rulebook) -> Iterator[tuple[PrivacyRule, Span, _Take]]:
    """What each rule takes for its own, public or not; nothing is taken twice."""
    locator = Locator(page)
    claimed: list[Span] = []
    for rule in rulebook.privacy:
        if rule.check in _ONLY_LABELLED and not _names(page, rule.labels):
            continue
        free = _Free(claimed)
        own: list[Span] = []
        for match in rule.pattern.seek(page.folded):
            span = locator.within_cell(_bounds(match))
            if free.overlaps(span):
                continue
            take = _CHECKS[rule.check](
                _compact(span, page.folded), locator.at(span), rule
            )
            if take is not _Take.LEAVE:
                own.append(span)
                yield rule, span, take
        claimed += own


def _names(page: Page, labels: Iterable[str]) -> bool:
    return any(label in page.squeezed for label in labels)


def findings(
    sensitive: Iterable[Sensitive], page: Page, rulebook: Rulebook
) -> list[Finding]:
    """One finding for each kind of personal data that was found.

    What is public is so today, whenever it was written: today's law is named.
    """
    first: dict[str, Sensitive] = {}
    count: dict[str, int] = {}
    for one in sensitive:
        first.setdefault(one.kind, one)
        count[one.kind] = count.get(one.kind, 0) + 1
    rules = {rule.id: rule for rule in rulebook.privacy}
    return [
        Finding(
            rule=kind,
            severity=one.severity,
            message=f"公开了{one.name}，共 {count[kind]} 处，如“{one.masked}”",
            basis=_basis(rules[kind], page, rulebook),
            hint=f"公开前遮盖{one.name}：{rules[kind].description}",
            span=one.span,
        )
        for kind, one in first.items()
    ]


def _basis(rule: PrivacyRule, page: Page, rulebook: Rulebook) -> str:
    later = any(in_force(rulebook, (one,), page.issued) is False for one in rule.basis)
    return cite(rulebook, rule.basis) + (wording.STILL_PUBLIC if later else "")


def recognises(rule: PrivacyRule, text: str, rulebook: Rulebook) -> bool:
    """Whether the rules find what this rule speaks of in a text: how its examples run.

    A rule whose finds are always public recognises what it keeps from the others.
    """
    wanted = _Take.CLAIM if rule.check == _ALWAYS_PUBLIC else _Take.FLAG
    return any(
        one.id == rule.id and take is wanted
        for one, _, take in _taken(_page(text), rulebook)
    )


def _page(text: str) -> Page:
    blocks = []
    start = 0
    for line in text.split("\n"):
        blocks.append(Block(BlockKind.PARAGRAPH, Span(start, start + len(line))))
        start += len(line) + 1
    return Page(
        Extract(text, tuple(blocks)), Metadata(), Classification(Score("", "", 0.0))
    )


def mask(text: str, keep: str) -> str:
    """What may be shown of a text: the ends that `keep` names, the rest as asterisks.

    >>> mask("13800001234", "前3后4"), mask("患肺癌", "")
    ('138****1234', '***')
    """
    ends = _KEEP_ENDS.fullmatch(keep)
    head, tail = (int(end or 0) for end in ends.groups()) if ends else (0, 0)
    if head + tail >= len(text):
        head = tail = 0
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _sensitive(page: Page, rule: PrivacyRule, span: Span) -> Sensitive:
    shown = mask(span.of(page.text).replace("\n", " "), rule.keep)
    return Sensitive(rule.id, rule.name, span, shown, rule.severity)


class _Free:
    """Tells, for spans in ascending order, whether one overlaps what was claimed."""

    def __init__(self, claimed: Iterable[Span]) -> None:
        self._claimed = sorted(claimed)
        self._next = 0

    def overlaps(self, span: Span) -> bool:
        while (
            self._next < len(self._claimed)
            and self._claimed[self._next].end <= span.start
        ):
            self._next += 1
        return (
            self._next < len(self._claimed)
            and self._claimed[self._next].start < span.end
        )


def _bounds(match: re.Match[str]) -> Span:
    """The group `v` when the pattern has one, else the whole match."""
    group = "v" if match.re.groupindex.get("v") and match["v"] is not None else 0
    return Span(*match.span(group))


def _compact(span: Span, folded: str) -> str:
    """A number without what parts groups of digits, and X as ID numbers write it."""
    return re.sub(r"[ \-]", "", span.of(folded)).upper().translate(_CROSSES)


_CROSSES = str.maketrans("×✕✖", "XXX")


# Checks -------------------------------------------------------------------


def _is_labelled(around: Surroundings, rule: PrivacyRule) -> bool:
    """Whether the nearest label says that it is what the rule speaks of."""
    return around.label(rule.labels) > around.label(rule.unless)


def _is_excused(around: Surroundings, rule: PrivacyRule) -> bool:
    """Whether the nearest label says that it is something else."""
    return around.label(rule.unless) > around.label(rule.labels)


def _any(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    return _Take.CLAIM if _is_excused(around, rule) else _Take.FLAG


def _labelled(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    """Only where a label says so."""
    return _Take.FLAG if _is_labelled(around, rule) else _Take.LEAVE


def _id18(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    if not checksums.looks_like_id18(text):
        return _Take.LEAVE
    if _is_excused(around, rule):
        return _Take.CLAIM
    if checksums.is_id18(text) or _is_labelled(around, rule):
        return _Take.FLAG
    return _Take.LEAVE


def _id15(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    if not checksums.looks_like_id15(text) or _is_excused(around, rule):
        return _Take.LEAVE
    if _is_labelled(around, rule) or around.lists_people:
        return _Take.FLAG
    return _Take.LEAVE


def _disabled(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    if not checksums.looks_like_id18(text[:18]):
        return _Take.LEAVE
    if checksums.is_id18(text[:18]) or _is_labelled(around, rule):
        return _Take.FLAG
    return _Take.LEAVE


def _credit(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    known = checksums.is_credit_code(text) or _is_labelled(around, rule)
    return _Take.CLAIM if known else _Take.LEAVE


def _bank(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    is_card = (
        16 <= len(text) <= 19 and text.startswith("62") and checksums.is_luhn(text)
    )
    if _is_excused(around, rule) or not (is_card or _is_labelled(around, rule)):
        return _Take.LEAVE
    if around.cell is not None and around.column:
        owner = any(map(_ORGANISATION_CELL.fullmatch, around.row))
    else:
        owner = _is_of_office(around, is_card)
    return _Take.CLAIM if owner else _Take.FLAG


def _is_of_office(around: Surroundings, is_card: bool) -> bool:
    """Whether an account is an organisation's: by the owner named beside it, if there is one.

    The account of whom nobody names may be an office's when one is spoken of nearby.
    """
    named = [match["who"] for match in _OWNER.finditer(around.before_near)]
    named = named[-1:] or [match["who"] for match in _OWNER.finditer(around.after)][:1]
    if named:
        return _ORGANISATION.search(named[0]) is not None
    if is_card or _OWN_ACCOUNT.search(around.line):
        return False
    return _ORGANISATION.search(around.near) is not None


def _phone(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    if around.cell is not None and _stands_in_list(around):
        public = _is_excused(around, rule) or _is_of_officials(around)
        return _Take.CLAIM if public else _Take.FLAG
    if _is_excused(around, rule):
        return _Take.CLAIM
    if _is_labelled(around, rule) or _OWN_PHONE.search(around.line):
        return _Take.FLAG
    if around.is_alone and around.says(_PHONE_HEADING):
        listed = not _CONTACT_LIST.search(around.near)
        return _Take.FLAG if listed else _Take.CLAIM
    return _Take.CLAIM


def _stands_in_list(around: Surroundings) -> bool:
    """Whether the cell is one of a list: under a heading, not beside a label."""
    return bool(around.grid and around.grid.header) or around.lists_people


def _is_of_officials(around: Surroundings) -> bool:
    """Whether a list tells whom to call. What it says of itself counts before its columns."""
    if _CONTACT_LIST.search(around.caption) or _OF_OFFICIALS.search(around.caption):
        return True
    if around.grid is None or _ABOUT_PERSONS.search(around.page.title):
        return False
    return any(one and _OFFICIAL_COLUMN.search(one.text) for one in around.grid.rows[0])


def _address(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    told = _is_labelled(around, rule) or any(word in text for word in rule.labels)
    return _Take.FLAG if told else _Take.LEAVE


def _name(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    return _Take.FLAG if text[0] in SURNAMES else _Take.LEAVE


def _health(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    if _GRADE.fullmatch(text):
        return _Take.FLAG if "残疾" in around.column else _Take.LEAVE
    if around.lists_people:
        return _Take.FLAG
    if _ABOUT_MEDICINE.search(around.line):
        return _Take.LEAVE
    if _NOT_A_PATIENT.match(around.after) or _ANYONE.search(around.before):
        return _Take.LEAVE
    spoken_of = _PERSON_OF_BODY.search(around.line) or _PERSON_OF_BODY.search(text)
    return _Take.FLAG if spoken_of else _Take.LEAVE


def _birthday(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    if around.after.startswith("的"):
        return _Take.LEAVE  # whoever was born then
    follows = around.after.lstrip().startswith(("出生", "生,", "生于"))
    if follows or _BIRTH.search(text):
        return _Take.FLAG
    if not _BIRTH.search(around.page.squeezed):
        return _Take.LEAVE  # no column is called so
    return _Take.FLAG if _BIRTH.search(around.column) else _Take.LEAVE


def _minor(text: str, around: Surroundings, rule: PrivacyRule) -> _Take:
    if around.cell is None:
        told = text[0] in SURNAMES and _is_labelled(around, rule)
        return _Take.FLAG if told else _Take.LEAVE
    named = "姓名" in around.column and around.is_alone
    told = any(word in around.caption + around.column for word in rule.labels)
    return _Take.FLAG if named and told else _Take.LEAVE


_CHECKS: Mapping[str, Check] = {
    "": _any,
    "labelled": _labelled,
    "id18": _id18,
    "id15": _id15,
    "disabled": _disabled,
    "credit": _credit,
    "bank": _bank,
    "phone": _phone,
    "address": _address,
    "health": _health,
    "birthday": _birthday,
    "minor": _minor,
    "name": _name,
}
assert set(_CHECKS) == {"", *PRIVACY_CHECKS}
