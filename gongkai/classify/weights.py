"""What a word weighs, by where it stands and what it says. Numbers, no logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongkai.model import IssuerType, Where


@dataclass(frozen=True, slots=True)
class Fallback:
    """The category of a document whose words say too little, by its form."""

    category: str
    genres: tuple[str, ...]
    issuers: tuple[IssuerType, ...] = ()  # empty: any


def _by_place(**weights: float) -> Mapping[Where, float]:
    return {Where[name]: weight for name, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class Weights:
    """SPEC §5.1, made right."""

    title_term: Mapping[Where, float] = field(
        default_factory=lambda: _by_place(
            TITLE=6, QUOTED_TITLE=2, AGENDA=5, OPENING=3, TABLE_HEADER=2, BODY=1.5
        )
    )
    body_term: Mapping[Where, float] = field(
        default_factory=lambda: _by_place(
            TITLE=2, QUOTED_TITLE=1, AGENDA=2, OPENING=2, TABLE_HEADER=2.5, BODY=2
        )
    )
    unlike: Mapping[Where, float] = field(
        default_factory=lambda: _by_place(
            TITLE=-5, QUOTED_TITLE=-2, AGENDA=-5, OPENING=-2, TABLE_HEADER=-2, BODY=-1
        )
    )
    instead: Mapping[Where, float] = field(
        default_factory=lambda: _by_place(
            TITLE=3, QUOTED_TITLE=1, AGENDA=3, OPENING=0, TABLE_HEADER=0, BODY=0
        )
    )
    untitled: float = 5  # a title term in the opening, when no title says anything
    cited: Mapping[Where, float] = field(
        default_factory=lambda: _by_place(OPENING=1.5, BODY=0.5)
    )
    brief: int = 1500  # characters; in a longer text words of the body weigh less
    least_share: float = 0.4
    again: float = 1  # each further title term of a category in the title
    meeting_name: float = 5  # a title term in the title of minutes: form, not matter
    many_matters: float = 0.4  # the share of a term in an agenda of several items
    title_cap: float = 8
    body_cap: float = 9
    unlike_cap: float = -6
    admissible: float = 1
    unfit: float = -1.5
    inadmissible: Mapping[str, float] = field(
        default_factory=lambda: {"G01": -4, "G02": -3, "G17": -4, "G23": -3, "G25": -4}
    )
    forms: tuple[str, ...] = ("SW04", "SW06", "SW07", "ZW01")
    form_cap: float = 5
    issuer_words: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {
            "中共": {"DW": 1, "DW01": 1.5, "CW": -1},
            "党支部": {"DW": 0.5},
            "纪律检查委员会": {"JW": 1},
            "选举委员会": {"CW03": 3},
            "组织部": {"DW": 1},
            "工会": {"CQ03": 1, "CQ04": 1},
        }
    )
    minutes: tuple[str, ...] = ("G01", "G02")
    agenda_labels: tuple[str, ...] = (
        "议题", "会议议题", "会议主要议题", "主要议题", "会议主题", "活动主题", "主题", "会议内容",
        "主要内容", "会议主要内容", "研究事项", "讨论事项", "议定事项", "事由", "议事内容", "会议议程", "议程",
    )  # fmt: skip
    issuer_priors: Mapping[IssuerType, Mapping[str, float]] = field(
        default_factory=lambda: {
            IssuerType.SCHOOL: {"XW": 2, "CQ": -2, "ZW": -1},
            IssuerType.HOSPITAL: {"YW": 2, "XW": -2},
            IssuerType.ENTERPRISE: {"CQ": 1, "ZW": -3},
            IssuerType.DEPARTMENT: {"ZW": 1, "CQ": -2},
            IssuerType.TOWNSHIP: {"ZW": 1, "CQ": -2},
            IssuerType.VILLAGE_PARTY: {"DW": 1, "ZW": -3, "XW": -3, "CQ": -3, "YW": -3},
            IssuerType.VILLAGE_COMMITTEE: {"CW": 1, "ZW": -2, "XW": -3, "CQ": -3, "YW": -3},
            IssuerType.COLLECTIVE: {"CJ": 1, "ZW": -3, "XW": -3, "CQ": -3, "YW": -3},
            IssuerType.SUPERVISION: {"JW05": 2, "ZW": -3},
        }
    )  # fmt: skip
    by_form: Mapping[str, str] = field(
        default_factory=lambda: {"G15": "SW05", "G21": "SW06"}
    )
    tells_nothing: tuple[str, ...] = ("G15", "G21")
    formless_news: str = "SW06"  # in no known form this category is a news item
    owes_nothing: str = "RQ_NONE"
    fallbacks: tuple[Fallback, ...] = (
        Fallback("YW01", ("G25",), (IssuerType.HOSPITAL,)),
        Fallback("ZW02", ("G25",)),
        Fallback("SW06", ("G16", "G08")),
        Fallback("XW04", ("G02", "G03", "G04", "G05", "G07", "G11", "G12"), (IssuerType.SCHOOL,)),
        Fallback("ZW01", ("G06", "G10", "G11", "G12", "G13", "G14", "G17"), (IssuerType.DEPARTMENT, IssuerType.TOWNSHIP)),
        Fallback("SW07", ("G17",)),
        Fallback("SW04", ("G06", "G23")),
    )  # fmt: skip
    too_short: int = 40
    most_tags: int = 3
    accept: float = 5
    accept_formless: float = 7  # of a text with neither title nor genre
    margin: float = 3
