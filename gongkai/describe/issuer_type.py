"""发文机关类型 (SPEC 3): told by the issuer's name."""

from __future__ import annotations

from gongkai.model import IssuerType
from gongkai.rules import Wording
from gongkai.text import fold


def find(issuer: str | None, wording: Wording) -> IssuerType | None:
    """The kind of body, None when there is no name; of joint issuers the first counts."""
    if not issuer:
        return None
    name = fold(issuer).split("、")[0]
    for kind, pattern in wording.issuer_types:
        if pattern.search(name):
            return kind
    return IssuerType.OTHER
