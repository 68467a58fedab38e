"""Kind `secret_ballot`: how a vote was taken against how it had to be taken."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.check.cross.case import Case
from gongkai.model import Finding, Span
from gongkai.pattern import Pattern
from gongkai.rules import CrossRule

_OPEN_VOTE = Pattern(
    r"举手(?:表决|通过|同意|赞成|的?方式)?|鼓掌通过|口头表决|(?<!无)记名投票"
)
_SECRET = Pattern(r"无记名|不记名|秘密投票|票决|发出(?:选票|表决票|票)")
_HELPERS = Pattern(r"监票|计票|唱票|议程|选举办法")
_NEAR = 40


def check(rule: CrossRule, case: Case) -> Iterator[Finding]:
    """An open vote where a secret one was due, unless there was a secret one as well."""
    text = case.page.tight.text
    if _SECRET.search(text):
        return
    for match in _OPEN_VOTE.finditer(text):
        around = text[max(match.start() - _NEAR, 0) : match.start()]
        if _HELPERS.search(around):
            continue
        method = rule.options.get("method", "无记名投票")
        yield case.finding(
            rule,
            f"表决方式写的是“{match.group()}”，应当{method}",
            Span(*case.page.tight.span(*match.span())),
            hint=f"{rule.description}；改用{method}重新表决并写明",
        )
        return
