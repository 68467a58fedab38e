"""发文机关: who speaks.

The signature says it best. Where there is none it stands in page metadata, in the
letter-head, before the title, or at the beginning of the title.
"""

from __future__ import annotations

from gongkai.describe import forms, names
from gongkai.describe.imprint import Imprint
from gongkai.describe.labels import Labels
from gongkai.describe.layout import Layout, Line
from gongkai.describe.signature import Signature
from gongkai.model import BlockKind, Found, Genre, Span
from gongkai.pattern import Pattern

_PLACE = Pattern(
    r"(?<![\u4e00-\u9fff])(?P<kind>镇|乡|街道|村|社区|乡镇|镇\(街道\)|村\(社区\))\s{0,2}:\s{0,3}(?P<name>\S{2,12})"
)
_PRINCIPAL = Pattern(
    rf"(?:^|\s|[、.])(?:{forms.any_label('采购人名称', '采购人', '招标人', '采购单位', '招标单位', '招租单位', '出租方')})"
    r"\s{0,4}:\s{0,4}(?P<name>[^\s,。;:]{4,40})"
)
_BUYER = Pattern(r"(?:采购人|招标人|采购单位)(?:信息|联系方式)?$")
_NAMED = Pattern(r"名\s{0,4}称\s{0,4}:\s{0,4}(?P<name>[^\s,。;:]{4,40})")
_CONTRACT = "G22"
_PARTY = Pattern(
    r"(?:甲方|发包[人方]|出租[人方]|转让[人方]|出让[人方]|委托[人方])(?:\([^()]{2,10}\))?"
    r"\s{0,4}:\s{0,4}(?P<name>[^\s,。;:]{4,40})"
)
_MAKER = Pattern(
    r"^(?:填[报表]|编制|制表|报送|公[开示]|发放)?单位(?:名称)?(?:\([^()]{1,6}\))?\s{0,4}:\s{0,4}(?P<name>\S{4,40})(?=\s)"
)
_OWN_FIELD = Pattern(
    r"^(?:村名|党?支部(?:名称)?|党组织(?:名称)?|组织名称|单位名称|学校(?:名称)?|医院(?:名称)?|社区(?:名称)?|村\(社区\)(?:名称)?)"
    r"\s{0,4}:\s{0,4}(?P<name>\S{3,40})(?=\s|$)"
)
_HEADER_LINES = 5
_MEETING_NAME = Pattern(
    r"^会\s{0,4}议\s{0,4}名\s{0,4}称\s{0,4}(?::|\t)\s{0,4}(?P<name>\S{4,60})"
)
_PRINTER = Pattern(r"(?:党政|党委|综合|政府|秘书)?(?:办公室|办|秘书[科处])")
_PRINTS = Pattern(r"(?:党政|党委|综合|政府|秘书)(?:办公室|办|[科处])$")
_MINUTES = Pattern(r"纪要$")
_EDITED = Pattern(
    r"(?P<name>[\u4e00-\u9fff()]{4,30}?)(?:编[印发辑]?|主办)(?:\s{1,60}(?=\S{4,16}$)|$)"
)
_FOOT = 400  # characters at the end of a page in which it says whose it is
_OWNER = Pattern(
    r"(?:版权所有|主办单位|网站主办|主办)\s{0,2}:?\s{0,2}(?P<name>[\u4e00-\u9fff()]{4,30})(?=\s|$|[A-Za-z|©])"
)
_SOURCES = {"来源", "信息来源", "文章来源", "出处"}
_LAST_LINES = 6
_OPENING = 600  # characters
_FIRST_LINES = 3
_ADOPTED = Pattern(
    r"\(.{4,20}[日号],?(?P<name>[\u4e00-\u9fff]{3,24}?)(?:第.{1,4}[届次]|村民|居民|职工|教职工|党员|成员).{0,30}通过\)"
)
_SPEAKS = Pattern(
    r"(?:^|[,。]|由)(?P<name>[^,。;:\s在]{3,40}?)(?:在[^,。;:\s]{2,20})?(?:决定|召开|开会|(?:联合)?[举主]办|是经|研究决定|将于|现将|书记[\u4e00-\u9fff]{2,4}(?:同志)?主持|与[^,。;:\s]{2,20}签订)"
)


def find(
    layout: Layout,
    labels: Labels,
    signature: Signature | None,
    imprint: Imprint,
    title: Found[str] | None,
    genre: Genre,
) -> Found[str] | None:
    """The issuer, from the first place that names one."""
    masthead = _masthead(layout, title)
    if signature is not None and signature.issuer is not None:
        is_short = layout.wording.short_issuers.fullmatch(signature.issuer.value)
        if masthead and is_short:
            return masthead
        return _printed_for(signature, layout, masthead or _in_title(layout, title))
    stated = (
        _labelled(layout, labels)
        or masthead
        or _under_title(layout, title)
        or _maker(layout)
        or _principal(layout)
        or (_party(layout) if genre.code == _CONTRACT else None)
        or _in_frame(layout)
        or imprint.printed_by
        or _place(layout)
    )
    stated = stated or _editor(layout, title)
    if stated is not None or genre.code == forms.NEWS:
        return stated or _source(labels, layout)
    named = _in_title(layout, title) or _of_meeting(layout) or _adopted(layout, title)
    return (
        (named and _in_full(named, layout))
        or _in_opening(layout, title)
        or _source(labels, layout)
    )


def _printed_for(
    signature: Signature, layout: Layout, head: Found[str] | None
) -> Found[str] | None:
    """Who signed; the body of the letter-head above a line in which its office prints."""
    signed = signature.issuer
    if signed is None or head is None or signature.last >= _HEADER_LINES + 1:
        return signed
    _, own, office = signed.value.partition(head.value)
    is_office = bool(own) and _PRINTER.fullmatch(office) is not None
    if not own and _MINUTES.search(layout.lines[0].bare):
        is_office = _PRINTS.search(signed.value) is not None
    return head if is_office and signature.last + 1 < len(layout.lines) else signed


def _maker(layout: Layout) -> Found[str] | None:
    """The body that the head of a form names: 单位：…   时间：…   单位：元."""
    for line in layout.lines[: _HEADER_LINES + 1]:
        if not line.is_short:
            continue
        match = _MAKER.match(line.text) or _OWN_FIELD.match(line.text)
        if match:
            start = line.span.start + match.start("name")
            found = names.in_span(Span(start, start + len(match["name"])), layout)
            if found is not None:
                return found
    return None


def _of_meeting(layout: Layout) -> Found[str] | None:
    """The body that met, by the name of its meeting: 会议名称：X村合作社成员大会."""
    for line in layout.head:
        match = _MEETING_NAME.match(line.text)
        if match:
            start = line.span.start + match.start("name")
            return _at_start(layout, Span(start, start + len(match["name"])))
    return None


def _in_full(short: Found[str], layout: Layout) -> Found[str]:
    """The whole name where the last lines have one that begins with a short one."""
    for line in reversed(layout.lines[-_LAST_LINES:]):
        whole = names.in_line(line, layout)
        if whole is not None and whole.value[:-1].startswith(short.value):
            return whole
    return short


def _labelled(layout: Layout, labels: Labels) -> Found[str] | None:
    for each in labels.of("issuer"):
        found = names.in_span(each.value.span, layout)
        if found is not None:
            return found
    return None


def _editor(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """Who made a paper, by the line under its name: ××办公室编　2019年8月16日."""
    begin = layout.number_after(title.span.end if title else 0)
    for line in layout.lines[begin : begin + _FIRST_LINES]:
        match = _EDITED.match(line.text) if line.is_short else None
        if match:
            start = line.span.start
            return names.in_span(Span(start, start + len(match["name"])), layout)
    return None


def _source(labels: Labels, layout: Layout) -> Found[str] | None:
    """The body from which a web page says it has a text, or whose page it is."""
    for each in labels.of("other"):
        if each.label in _SOURCES:
            found = names.in_span(each.value.span, layout)
            if found is not None:
                return found
    begin = max(len(layout.folded) - _FOOT, 0)
    owner = _OWNER.search(layout.folded, begin)
    return owner and names.in_span(Span(*owner.span("name")), layout)


def _masthead(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """The body above the title: ××委员会文件, its bare name, ××会议纪要, ××办公室编."""
    end = title.span.start if title else 0
    for line in layout.head[layout.start :]:
        if line.span.start >= end and not forms.MASTHEAD.fullmatch(line.bare):
            break
        if line.is_short and (found := _above(line, layout)):
            return found
    return None


def _above(line: Line, layout: Layout) -> Found[str] | None:
    carrier = forms.MASTHEAD_ENDS.search(line.text)
    if carrier is None:
        return names.in_line(line, layout)
    span = Span(line.span.start, line.span.start + carrier.start())
    return names.in_span(span, layout) or _at_start(layout, line.span)


def _in_frame(layout: Layout) -> Found[str] | None:
    """The body that a page header names."""
    short = (line for line in layout.frame[:10] if line.is_short)
    return next((found for line in short if (found := _above(line, layout))), None)


def _principal(layout: Layout) -> Found[str] | None:
    """In a tender, who buys: 采购人：X, or 采购人信息 and 名称：X below it."""
    for at, line in enumerate(layout.lines):
        if line.is_short and _BUYER.search(line.bare):
            for below in layout.lines[at + 1 : at + 2]:
                named = _NAMED.match(below.text)
                if named:
                    start = below.span.start + named.start("name")
                    span = Span(start, start + len(named["name"]))
                    if found := names.in_span(span, layout):
                        return found
        match = _PRINCIPAL.search(line.text, 0, 3000)
        if match:
            start = line.span.start + match.start("name")
            name = match["name"]
            for whole in (name, name.partition("(")[0]):
                found = names.in_span(Span(start, start + len(whole)), layout)
                if found is not None:
                    return found
    return None


def _party(layout: Layout) -> Found[str] | None:
    """In a contract, the first party, who makes it public: 发包人（甲方）：X."""
    for line in layout.head:
        match = _PARTY.match(line.text) if line.is_short else None
        if match:
            start = line.span.start + match.start("name")
            found = names.in_span(Span(start, start + len(match["name"])), layout)
            if found is not None:
                return found
    return None


def _under_title(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """The body whose name alone is the line under the title."""
    if title is None:
        return None
    for line in layout.lines[layout.number_after(title.span.end) :][:1]:
        found = names.in_line(line, layout) if line.is_short else None
        if found is None or found.value.endswith("会议"):
            return None
        if line.kind is not BlockKind.TABLE:
            return None if names.is_generic(found.value, layout.wording) else found
    return None


def _in_title(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """The body with which the title begins."""
    return None if title is None else _at_start(layout, title.span)


def _at_start(layout: Layout, span: Span) -> Found[str] | None:
    text = span.of(layout.folded)
    places = [place for place, char in enumerate(text) if not char.isspace()]
    bounds = names.at_start_of("".join(text[place] for place in places), layout.wording)
    if bounds is None:
        return None
    exact = Span(span.start + places[bounds[0]], span.start + places[bounds[1] - 1] + 1)
    return Found(names.joined(exact.of(layout.legible), layout.wording), exact)


def _place(layout: Layout) -> Found[str] | None:
    """The village that a form is of: 镇：X　村：Y."""
    for line in layout.lines[:8]:
        found = list(_PLACE.finditer(line.text)) if line.is_short else []
        if found:
            start = line.span.start
            span = Span(start + found[0].start("name"), start + found[-1].end("name"))
            return Found("".join(each["name"] for each in found), span)
    return None


def _adopted(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """The body whose assembly adopted a text: （2018年3月6日某厂第六届职工代表大会通过）."""
    begin = layout.number_after(title.span.end if title else 0)
    for line in layout.lines[begin : begin + _FIRST_LINES]:
        match = _ADOPTED.match(line.text) if line.is_short else None
        if match:
            start = line.span.start + match.start("name")
            return names.in_span(Span(start, start + len(match["name"])), layout)
    return None


def _in_opening(layout: Layout, title: Found[str] | None) -> Found[str] | None:
    """The body that the first sentence makes speak: X决定……, 由X主办."""
    after = title.span.end if title else 0
    begin = layout.number_after(after)
    for line in layout.lines[begin : begin + _FIRST_LINES]:
        for match in _SPEAKS.finditer(line.text[:_OPENING]):
            start = line.span.start + match.start("name")
            found = names.in_span(Span(start, start + len(match["name"])), layout)
            if found is not None and not names.is_generic(found.value, layout.wording):
                return found
    return None
