"""The Chinese sentences of verdicts and findings."""

from __future__ import annotations

from gongkai.rules import Element, Rulebook

POOR_TEXT = "文字提取质量不足，不能据此判定缺少。"
UNSEEN = "签字、印章一般不在文字层里，请对照原件。"
CUT = "文字在句中断开，似未取全，后文可能有。"
ATTACHED = "文中提到的附件不在本文件里，可能在附件中。"
UNDECIDED = "类别把握不大，另一可能的类别不要求这一项。"
LETTERHEAD = "有文件版头，但没有认出其中的机关名称，请对照原件。"
NO_GENRE = "认不出文种，这一项欠不欠说不准。"
OWN_WORDS = "记录用自己的话写，连议题也认不出，这一项有没有说不准。"
NO_MINUTES = "会议要素大半没有，可能不是会议记录或纪要。"
RECOMMENDED = "建议写明，不作硬性要求。"
STILL_PUBLIC = "（含成文以后施行的规定：至今仍公开的，按现行规定处理）"
_LONGEST_QUOTE = 24  # characters
_SIGNATURE = "在标题、版头、落款、版记和发布信息中都没有找到。"


def missing(element: Element) -> str:
    """That an element is missing: 缺少公示期."""
    return f"缺少{element.name}"


def traced(element: Element, quote: str) -> str:
    """That an element may be there: what was read, but not surely."""
    short = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE]}…"
    return f"文中的“{short}”可能就是{element.name}，没有认准，请人工核对。"


def strange(element: Element, quote: str) -> str:
    """That a label which nobody knows may be that of an element."""
    short = quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE]}…"
    return (
        f"文件开头有认不得的标签，后面的“{short}”可能就是{element.name}，请人工核对。"
    )


def searched(element: Element) -> str:
    """Where an element was looked for in vain."""
    if element.id in ("N_ORG", "N_DATE"):
        return _SIGNATURE
    labels = f"（如“{'”“'.join(element.labels[:4])}”）" if element.labels else ""
    return f"查了全文的标签{labels}、表格和叙述文字，都没有找到。"


def not_yet(basis: str) -> str:
    """That nothing an element is asked by was law when the document was made."""
    return f"要求这一项的规定成文时都还没有（{basis}），当时另有什么规定请人工核对。"


def another_time(element: Element) -> str:
    """That an element is asked of documents of another time."""
    since, until = element.validity.since, element.validity.until
    days = (f"{since} 起" if since else "") + (f"到 {until} 为止" if until else "")
    return f"这一项{days}才要求，本件不在其时。"


def unsure_time(basis: str) -> str:
    """That it depends on the day, which the document does not state, what was law."""
    return f"成文日期没有写到日，要求这一项的规定当时有没有，判断不了（{basis}）。"


def unmet(conditions: tuple[str, ...], rulebook: Rulebook) -> str:
    """That the conditions on which an element is owed do not hold."""
    return f"只在“{_names(conditions, rulebook)}”时才要求，本件不属此情形。"


def unknown(conditions: tuple[str, ...], rulebook: Rulebook) -> str:
    """That it cannot be told whether an element is owed."""
    return f"只在“{_names(conditions, rulebook)}”时才要求，本件是否如此判断不了。"


def _names(conditions: tuple[str, ...], rulebook: Rulebook) -> str:
    return "，且".join(
        ("不是" if name.startswith("not ") else "")
        + rulebook.conditions[name.removeprefix("not ")].name
        for name in conditions
    )
