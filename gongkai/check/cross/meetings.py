"""The head-counts and votes of meetings: who was due, who came, how they voted.

A document may tell of several meetings and of several votes in one. Numbers that stand
together belong together; a number that could belong to two is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from gongkai.check.page import Page
from gongkai.model import Found, Span
from gongkai.pattern import Pattern
from gongkai.text import parse_number

_HAN_NUMBER = "[零〇一二三四五六七八九十百两]{1,6}"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,6}})(?![\d.%])(?!,\d)|{_HAN_NUMBER}(?= ?[人名位户票张])"
_GAP = r"[^\d零〇一二三四五六七八九十百两\n。;,%中]{0,16}?"
_MANY = rf"(?P<n>{_NUMBER})"
_VOTERS = r"(?:表决权|选举权|正式党员)"
_FORMAL = rf"[,(]? ?其中[,:]?有?(?:表决权的?|选举权的?)?(?:正式)?党员(?:人数)?[:为有]? ?(?P<v>{_NUMBER})"

_DUE = Pattern(
    rf"(?<![占的])(?<!计入)应(?:到|出席|参加|参会|参评)(?!人数比)(?P<gap>{_GAP}(?:(?:18|十八)周?岁{_GAP})?){_MANY}(?: ?[人名位户个])?(?:{_FORMAL})?"
    rf"|(?:党员总数|共有(?:正式)?党员|全体党员|代表总数|共有(?:村民|居民|职工|成员)?代表)(?P<gap2>{_GAP})(?P<n2>{_NUMBER})(?: ?[人名位])?(?:{_FORMAL.replace('<v>', '<v2>')})?"
)
_PRESENT = Pattern(
    rf"(?<![占的])(?:实(?:到|际到会|出席|际出席|参加|际参加|参会)|(?<![应实未])到会|(?<![应实])出席(?:会议)?的?(?=[^,。\n]{{0,10}}[\d一二三四五六七八九十]))"
    rf"(?P<gap>{_GAP}){_MANY}(?: ?[人名位户个])?(?:{_FORMAL})?"
)
_OF_ALL = Pattern(
    rf"到会{_GAP}{_MANY} ?[人名位户][,(]+ ?共(?:有)?[党员代表]{{0,4}}(?P<all>{_NUMBER}) ?[人名位户]"
)
_IN_PARTS = Pattern(
    r" ?[人名位户个]?(?:[、,;+][^\d\n。,;、]{0,12}\d{1,6} ?[人名位户个]){1,20}[、,;]?(?:一共|合计|总计|总共|共计|共) ?(?P<n>\d{1,6})"
)
"""What follows a number that is but the first of several: 一组31户、二组26户,共57户."""
_ADULTS = Pattern(
    rf"(?:18|十八)周?岁以上的?(?:村民|居民|成员)?(?:共有?|总?人?数)?[:为有共]?{_MANY} ?[人名]"
)
_HOUSEHOLD = Pattern(r"户(?!籍)")
_REGISTERED = Pattern(
    rf"登记参加选举的?(?:村民|居民|选民)?(?:人数|共)?[:为有共]?{_MANY} ?[人名]|(?:选民总数|登记选民|共有选民)[:为有共]{{0,2}}(?P<n2>{_NUMBER}) ?[人名]"
)
_ISSUED = Pattern(
    rf"(?:发出|发放|共发)(?:选票|表决票|票)?(?:总?数)?[:为 ]{{0,2}}{_MANY} ?[张票份]"
)
_RETURNED = Pattern(
    rf"(?:收回|回收)(?:选票|表决票|票)?(?:总?数)?[:为 ]{{0,2}}{_MANY} ?[张票份]"
)
_VALID = Pattern(rf"有效(?:选票|表决票|票)(?:数)?[:为 ]{{0,2}}{_MANY} ?[张票份]?")
_INVALID = Pattern(
    rf"(?:无效(?:选票|表决票|票)|废票|作废)(?:数)?[:为 ]{{0,2}}{_MANY} ?[张票份]?"
)
_SEATS = Pattern(rf"应选(?:名额|委员|代表|支部委员)?[^\d\n。,;]{{0,6}}?{_MANY} ?[名人]")
_CANDIDATES = Pattern(rf"候选人(?:预备人选)?(?:共|共有|为|有)?{_MANY} ?[名人]")
_WRITTEN = Pattern(
    rf"书面(?:意见|表决|票)[^\d\n。]{{0,10}}?{_MANY} ?[份人名票]|{_MANY.replace('<n>', '<n2>')} ?[人名](?:[^\d\n。,;]{{0,10}})书面意见"
)
_FOR = "(?:赞成|同意)"
_AGAINST = "(?:反对|不赞成|不同意)"
_UNIT = "[票人名户]"


def _vote(words: str) -> tuple[Pattern, Pattern]:
    """A word and its number, the number after it or before it."""
    return (
        Pattern(
            rf"{words}(?:的)?(?:票数?|人数)?[ \t]?[:为有共]?[ \t]?(?P<n>{_NUMBER}) ?{_UNIT}"
            rf"|{words}(?:票数?|人数)[ \t]?[:为]?[ \t]?(?P<n3>\d{{1,6}}(?![\d.%]))"
            rf"|{words}\t(?P<n4>\d{{1,6}})(?=[\t\n]|$)"
        ),
        Pattern(
            rf"(?P<n2>{_NUMBER}) ?{_UNIT}(?:代表|党员|户主)?(?:表示|投|均|都)?{words}"
            rf"|(?P<none>(?:没有|无人?|没人)(?:投)?{words})"
        ),
    )


_VOTES = {
    "for": _vote(rf"(?<!不){_FOR}"),
    "against": _vote(_AGAINST),
    "abstain": _vote("弃权"),
}
_IN_TURN = Pattern(
    rf"{_FOR}票?[、,/+和]{{1,2}}{_AGAINST}票?[、,/+和]{{1,2}}弃权票?(?:的?票数|的?人数|的)?(?:分别)?[为是:有]{{1,2}} ?"
    rf"(?P<for>\d{{1,6}}) ?{_UNIT}?[、,/+和]{{1,2}}(?P<against>\d{{1,6}}) ?{_UNIT}?[、,/+和]{{1,2}}(?P<abstain>\d{{1,6}})(?![\d.%])"
)
"""赞成、反对、弃权分别为28票、2票、1票, 赞成/反对/弃权：28/2/1."""
_COLUMNS = {
    "for": Pattern(r"(?:赞成|同意)(?:票|人)?数?"),
    "against": Pattern(r"(?:反对|不赞成|不同意)(?:票|人)?数?"),
    "abstain": Pattern(r"弃权(?:票|人)?数?"),
}
_ANY_VOTE = Pattern("赞成|同意|反对|弃权")
_LONGEST_TITLE = 200  # characters of a title that name the meeting
_MOST = 500  # meetings or votes of a document; nobody holds more
_NEAR_VOTE = 30  # characters between the parts of one vote
_NEAR_MEETING = 160  # between how many were due and how many came
_UNANIMOUS = Pattern(r"(?:全票|一致|全体)(?:举手)?(?:表决)?(?:通过|同意|赞成)")
_CANDIDATE = Pattern(
    rf"(?P<who>[\u4e00-\u9fa5·]{{2,4}}?)(?:同志)?[,:( \t]{{0,3}}(?:得到?|获得?|共得)?(?:赞成|同意)?票?(?:数)?[:为 \t]{{0,2}}(?P<n>{_NUMBER}) ?票"
)
_ELECTED = Pattern(r"(?<![未能])当选")
_SENTENCE_END = Pattern(r"[。\n;]")
_NEAR_ELECTED = 80  # characters of a sentence on either side
_NOT_A_NAME = Pattern(r"赞成|同意|反对|弃权|收回|发出|有效|无效|共计|票|他人|未|其中")


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was due at one meeting and who came."""

    facts: Mapping[str, Found[int]]
    span: Span
    body: str  # words before it that name the meeting, and the title


class Vote(NamedTuple):
    """One vote: the numbers of its parts that are stated."""

    facts: Mapping[str, Found[int]]
    span: Span
    attendance: Attendance | None

    @property
    def total(self) -> int:
        return sum(one.value for one in self.facts.values())


@dataclass(frozen=True, slots=True)
class Meetings:
    """Every head-count and vote of a document, with spans in its text."""

    attendances: tuple[Attendance, ...] = ()
    votes: tuple[Vote, ...] = ()
    ballots: Mapping[str, Found[int]] = field(default_factory=dict)
    written: Found[int] | None = None
    elected: Found[int] | None = None  # the fewest votes of anyone elected
    is_unanimous: bool = False


class _Mention(NamedTuple):
    key: str
    number: int
    start: int  # in the tight text
    end: int


def read_meetings(page: Page) -> Meetings:
    """The head-counts and votes that a page tells of."""
    text = page.closed.text
    counted = sorted(_head_counts(text), key=lambda one: one.start)
    attendances = tuple(islice(_attendances(page, text, counted), _MOST))
    heads = frozenset(one.start for one in counted)
    return Meetings(
        attendances=attendances,
        votes=tuple(islice(_votes(page, text, attendances, heads), _MOST)),
        ballots=_ballots(page, text),
        written=_only(page, text, _WRITTEN),
        elected=_fewest_votes(page, text),
        is_unanimous=_UNANIMOUS.seek_first(text) is not None,
    )


def _mentions(key: str, pattern: Pattern, text: str) -> Iterator[_Mention]:
    for match in pattern.seek(text):
        mention = _mention(key, match)
        if mention is not None:
            yield mention


def _mention(key: str, match: re.Match[str]) -> _Mention | None:
    groups = match.groupdict()
    if groups.get("none"):
        return _Mention(key, 0, match.start(), match.end())
    for name in ("n", "n2", "n3", "n4"):
        number = parse_number(groups.get(name) or "")
        if number is not None:
            return _Mention(key, number, match.start(name), match.end(name))
    return None


def _found(page: Page, mention: _Mention) -> Found[int]:
    return Found(mention.number, Span(*page.closed.span(mention.start, mention.end)))


# Who came -----------------------------------------------------------------


def _attendances(
    page: Page, text: str, counted: Sequence[_Mention]
) -> Iterator[Attendance]:
    group: list[_Mention] = []
    for mention in counted:
        if group and (
            mention.start - group[-1].end > _NEAR_MEETING
            or any(one.key == mention.key for one in group)
        ):
            yield _attendance(page, text, group)
            group = []
        group.append(mention)
    if group:
        yield _attendance(page, text, group)


def _head_counts(text: str) -> Iterator[_Mention]:
    taken: set[int] = set()
    for match in _OF_ALL.seek(text):
        for key, group in (("present", "n"), ("due", "all")):
            number = parse_number(match[group])
            if number is not None:
                taken.add(match.start(group))
                yield _Mention(key, number, match.start(group), match.end(group))
    yield from _mentions("adults", _ADULTS, text)
    for key, pattern in (("due", _DUE), ("present", _PRESENT)):
        for match in pattern.seek(text):
            yield from (one for one in _counted(key, match) if one.start not in taken)


def _counted(key: str, match: re.Match[str]) -> Iterator[_Mention]:
    second = match.re is _DUE.compiled and match["n"] is None
    number, formal, gap = ("n2", "v2", "gap2") if second else ("n", "v", "gap")
    count = parse_number(match[number])
    if count is None:
        return
    words = match[gap] + match.group()[: match.start(number) - match.start()]
    voters = re.search(_VOTERS, words) is not None
    in_households = _HOUSEHOLD.search(
        words + match.string[match.end(number) : match.end(number) + 2]
    )
    if voters:
        name = f"voting_{key}"
    elif in_households:
        name = "households" if key == "due" else "households_present"
    else:
        name = key
    start, end = match.span(number)
    parts = _IN_PARTS.match(match.string, end)
    if parts is not None:
        count, (start, end) = int(parts["n"]), parts.span("n")
    yield _Mention(name, count, start, end)
    with_vote = parse_number(match[formal] or "")
    if with_vote is not None:
        yield _Mention(
            f"voting_{key}", with_vote, match.start(formal), match.end(formal)
        )


def _attendance(page: Page, text: str, group: Sequence[_Mention]) -> Attendance:
    facts = {one.key: _found(page, one) for one in group}
    start = max(group[0].start - 200, 0)
    return Attendance(
        facts,
        Span(*page.closed.span(group[0].start, group[-1].end)),
        page.title[-_LONGEST_TITLE:] + "\n" + text[start : group[0].start],
    )


# How they voted -----------------------------------------------------------


def _votes(
    page: Page, text: str, attendances: Sequence[Attendance], heads: Container[int]
) -> Iterator[Vote]:
    yield from _in_columns(page, attendances)
    yield from _in_turn(page, text, attendances)
    group: list[_Mention] = []
    for mention in _parts_of_votes(text, heads):
        if group and (
            mention.start - group[-1].end > _NEAR_VOTE
            or any(one.key == mention.key for one in group)
        ):
            yield _as_vote(page, group, attendances)
            group = []
        group.append(mention)
    if group:
        yield _as_vote(page, group, attendances)


def _parts_of_votes(text: str, heads: Container[int]) -> Iterator[_Mention]:
    """Numbers with their words, read from the left: 同意29票 不同意0票, 23票赞成 0票反对.

    Who came is no vote, though its word may follow: 实到44人 同意43人.
    """
    if not _ANY_VOTE.seek_first(text):
        return
    matches = sorted(
        (
            (match.span(), key, match)
            for key, patterns in _VOTES.items()
            for pattern in patterns
            for match in pattern.seek(text)
        ),
        key=lambda one: one[:2],
    )
    end = 0
    for (start, stop), key, match in matches:
        if start >= end:
            mention = _mention(key, match)
            if mention is not None and mention.start not in heads:
                yield mention
                end = stop


def _in_turn(
    page: Page, text: str, attendances: Sequence[Attendance]
) -> Iterator[Vote]:
    """The votes that name the three parts first and then their numbers."""
    for match in _IN_TURN.seek(text):
        facts = [
            _Mention(key, int(match[key]), *match.span(key))
            for key in ("for", "against", "abstain")
        ]
        yield _as_vote(page, facts, attendances)


def _as_vote(
    page: Page, group: Sequence[_Mention], attendances: Sequence[Attendance]
) -> Vote:
    span = Span(*page.closed.span(group[0].start, group[-1].end))
    facts = {one.key: _found(page, one) for one in group}
    return Vote(facts, span, _meeting_of(span, attendances))


def _meeting_of(span: Span, attendances: Sequence[Attendance]) -> Attendance | None:
    """The last meeting that was spoken of before a vote."""
    before = [one for one in attendances if one.span.start <= span.start]
    return before[-1] if before else None


def _in_columns(page: Page, attendances: Sequence[Attendance]) -> Iterator[Vote]:
    """The rows of tables with a column for each part of a vote."""
    for grid in page.tables:
        header = grid.rows[0] if grid.rows else ()
        columns = {
            place: key
            for place, cell in enumerate(header)
            for key, words in _COLUMNS.items()
            if cell and words.fullmatch(cell.text)
        }
        if len(columns) < 2 or len(set(columns.values())) != len(columns):
            continue
        for row in grid.rows[1:]:
            facts = {}
            for place, key in columns.items():
                cell = row[place] if place < len(row) else None
                number = (
                    parse_number(re.sub(r"[票人名户]$", "", cell.text))
                    if cell
                    else None
                )
                if cell and number is not None:
                    facts[key] = Found(number, cell.span)
            if len(facts) == len(columns):
                spans = sorted(one.span for one in facts.values())
                span = Span(spans[0].start, spans[-1].end)
                yield Vote(facts, span, _meeting_of(span, attendances))


def _ballots(page: Page, text: str) -> Mapping[str, Found[int]]:
    """The numbers of an election that the document states once."""
    found = {
        "issued": _only(page, text, _ISSUED),
        "returned": _only(page, text, _RETURNED),
        "valid": _only(page, text, _VALID),
        "invalid": _only(page, text, _INVALID),
        "registered": _only(page, text, _REGISTERED),
        "seats": _only(page, text, _SEATS),
        "candidates": _only(page, text, _CANDIDATES),
    }
    return {key: one for key, one in found.items() if one is not None}


def _only(page: Page, text: str, pattern: Pattern) -> Found[int] | None:
    """The number that a pattern finds, when it finds just one."""
    found = list(_mentions("", pattern, text))
    if len({one.number for one in found}) != 1:
        return None
    return _found(page, found[0])


def _fewest_votes(page: Page, text: str) -> Found[int] | None:
    """The votes of whoever was elected with the fewest."""
    elected = "".join(_around(text, *match.span()) for match in _ELECTED.seek(text))
    if not elected:
        return None
    least: _Mention | None = None
    for match in _CANDIDATE.seek(text):
        who = match["who"]
        number = parse_number(match["n"])
        if number is None or _NOT_A_NAME.search(who) or not _names(elected, who):
            continue
        if least is None or number < least.number:
            least = _Mention("votes", number, match.start("n"), match.end("n"))
    return _found(page, least) if least else None


def _around(text: str, start: int, end: int) -> str:
    """What the sentence says before and after a word of it."""
    before = _SENTENCE_END.split(text[max(0, start - _NEAR_ELECTED) : start])[-1]
    return before + _SENTENCE_END.split(text[end : end + _NEAR_ELECTED])[0]


def _names(elected: str, who: str) -> bool:
    """Whether the end of some characters, two at least, is a name among the elected."""
    return any(who[start:] in elected for start in range(len(who) - 1))
