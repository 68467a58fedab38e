"""The law a rule rests on: how it is written in rule files and how people read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

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


def parse(text: str) -> Basis | None:
    """The parts of `S:L1§30(3)`, or None when it is no such thing."""
    found = _BASIS.fullmatch(text)
    return found and Basis(found["kind"] == "L", found["source"], _article(found))


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
    """The basis as people read it: 《村民委员会组织法》(2018)第22条、第26条；通行做法."""
    articles: dict[str, list[str]] = {}
    for text in basis:
        title, article = _reading(book, text)
        known = articles.setdefault(title, [])
        if article and article not in known:
            known.append(article)
    return "；".join(title + "、".join(known) for title, known in articles.items())


def _reading(book: Rulebook, text: str) -> tuple[str, str]:
    """The source and the article."""
    basis = parse(text)
    if basis is None:
        return "通行做法", ""
    rank = "（地方）" if basis.local else ""
    return rank + book.citations[basis.source].title, basis.article


def _article(found: re.Match[str]) -> str:
    if found["article"]:
        last = f"至{found['last']}" if found["last"] else ""
        items = "、".join(re.findall(r"\(\d+\)", found["items"]))
        return f"第{found['article']}{last}条" + (f"第{items}项" if items else "")
    if found["class"]:
        return f"第{found['class']}类"
    return f"第{'、'.join(found['marks'])}项" if found["marks"] else ""
