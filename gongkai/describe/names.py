"""Names of the bodies that issue documents, as they stand in lines and titles."""

from __future__ import annotations

from gongkai.describe import forms
from gongkai.describe.layout import Layout, Line
from gongkai.model import Found, Span
from gongkai.pattern import Pattern
from gongkai.rules import Wording
from gongkai.text import fold

_LONGEST = 45  # characters of a name
_SHORT = 4  # characters of a name that stands apart by a wide gap
_BODY = Pattern(r"[村居]委会?$|支部$|监委会?$|妇联$|团委$|工会$")  # may be of three
_PLACE = Pattern(r"[村社区镇乡]$")
_LONG = 6  # and by a single space
_WIDE_GAP = Pattern(r"\u3000+|\s{2,}")
_ANY_GAP = Pattern(r"\s+")
_NO_NAME = Pattern(
    r"[。;,:!?…\t《》\"=@/\\<>_×]|^[\d(、.]|^[一二][〇○零OoＯ九\d].{2}年|^第.{1,3}[条章节次期号页]|^(?:关于|就|经|由|请|各|在|向|到|与|以上|对|应|可|你们|我们|他们|大家)"
)
_SEAL = Pattern(forms.SEAL_WORDS)
_YEAR = Pattern(r"^(?:\d{4}年?(?:度)?|二[〇○].{2}年(?:度)?)")
_OPENING = Pattern(r"关于|(?:19|20)\d{2}年?|〇|二[〇○]")


def is_issuer(bare: str, wording: Wording) -> bool:
    """Whether a line without white space is nothing but the name of a body."""
    name = _SEAL.sub("", bare)
    return (
        2 <= len(name) <= _LONGEST
        and wording.issuer_ends.search(name) is not None
        and _NO_NAME.search(name) is None
    )


def is_generic(name: str, wording: Wording) -> bool:
    """Whether a name says only what kind of body it is: 支部委员会, 本村."""
    return wording.generic_issuers.fullmatch(name) is not None


def in_line(line: Line, layout: Layout) -> Found[str] | None:
    """The bodies named by a line that names nothing else, joined by 、."""
    return in_span(line.span, layout)


def in_span(span: Span, layout: Layout) -> Found[str] | None:
    """The bodies named by a piece of a line that names nothing else."""
    text = forms.ENTITY.sub(lambda m: " " * len(m[0]), span.of(layout.folded))
    text = _SEAL.sub(lambda m: " " * len(m[0]), text)
    stripped = text.strip()
    if not stripped or not is_issuer("".join(stripped.split()), layout.wording):
        return None
    start = span.start + text.index(stripped)
    exact = Span(start, start + len(stripped))
    return Found(joined(exact.of(layout.legible), layout.wording), exact)


_ABOUT = Pattern(
    r"\d月|[一二三四五六七八九十]月|季度|年度|接收|吸收|讨论|召开|举行|学习|审议|研究|换届|发展党员|主题"
)


def at_start_of(title: str, wording: Wording) -> tuple[int, int] | None:
    """Where in a title the body stands that it begins with: 青石镇人民政府关于……."""
    head = _YEAR.sub("", title[:40])
    skipped = len(title[:40]) - len(head)
    cut = _OPENING.search(head)
    ends = [
        match.end()
        for match in wording.title_issuer_ends.finditer(head)
        if cut is None or match.end() <= cut.start()
    ]
    about = _ABOUT.search(head, ends[0]) if ends else None
    if about:
        ends = [end for end in ends if end <= about.start()]
    for end in reversed(ends):
        name = head[:end]
        if not is_generic(name, wording) and not _NO_NAME.search(name):
            return skipped, skipped + end
    return None


def _stands_alone(part: str, first: str, shortest: int) -> bool:
    """Whether a piece of a line is long enough to be a name: 村委会 is, behind a body's."""
    known = _BODY.search(part) and not _PLACE.search(first)
    return len(part) >= (3 if known else shortest)


def joined(raw: str, wording: Wording) -> str:
    """Several names by 、; the pieces of a letter-spaced one closed.

    Names stand apart by a wide gap. A single space may as well be one that slipped in.
    """
    for gap, shortest in ((_WIDE_GAP, _SHORT), (_ANY_GAP, _LONG)):
        parts = ["".join(part.split()) for part in gap.split(raw)]
        if len(parts) > 1 and all(
            _stands_alone(part, parts[0], shortest) and is_issuer(fold(part), wording)
            for part in parts
        ):
            return "、".join(parts)
    return "".join(raw.split())
