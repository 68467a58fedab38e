"""Each kind of rule: from an entry of a rule file to the value it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from gongkai.model import Severity
from gongkai.pattern import Pattern
from gongkai.rules import basis, patterns
from gongkai.rules.schema import (
    ANY_GENRE,
    CONDITION_KINDS,
    CROSS_KINDS,
    FACTS,
    NO_TRACES,
    PRIVACY_CHECKS,
    TRACE_PLACES,
    Category,
    Citation,
    Clause,
    Comparison,
    Condition,
    CrossRule,
    Element,
    Examples,
    Family,
    GenreRule,
    Owed,
    PrivacyRule,
    RequirementRow,
    RequirementSet,
    RuleStatus,
    Term,
    TimeLimit,
    Traces,
    Validity,
    ValueRule,
)
from gongkai.rules.tree import Fields, Value

T = TypeVar("T")

SEVERITIES = {str(severity): severity for severity in Severity}
SCOPES = ("public", "party", "unit", "specific", "staff", "members", "none")
FREQUENCIES = ("long", "periodic", "stage", "instant", "na")
UNITS = ("day", "workday")
PERIODS = ("month", "quarter", "half_year", "year")
NEVER = Pattern("(?!)")
_COMPARISON = Pattern(r"(\w+) (>=|>|<=|<) (?:(\d+)/(\d+) )?(\w+)")
_STATUS = ("status",)
_ROW_KEYS = (
    *("inherit", "must", "when", "local", "local_when", "should", "checks", "basis"),
    *("before_any", *_STATUS),
)

_EXAMPLES = ("examples",)
_VALIDITY = ("since", "until")


@dataclass(slots=True)
class Names:
    """What an entry may refer to. A retired name is known, and dropped where it stands."""

    live: dict[str, set[str]] = field(default_factory=dict)  # by section
    retired: dict[str, set[str]] = field(default_factory=dict)

    def refer(self, section: str, value: Value, noun: str) -> str | None:
        """The name written here when it is in force, None when it is retired."""
        name = value.text()
        if name in self.retired.get(section, ()):
            return None
        if name not in self.live.get(section, ()):
            value.refuse(
                f"没有{noun}“{name}”，请检查代码是否写错，或先在规则里加上它。"
            )
        return name

    def refer_all(self, section: str, value: Value, noun: str) -> tuple[str, ...]:
        value.texts()
        found = (self.refer(section, item, noun) for item in value.items())
        return tuple(name for name in found if name is not None)


@dataclass(slots=True)
class Reader:
    """What reading an entry needs to know of the other files."""

    names: Names
    macros: Mapping[str, str]
    citations: Mapping[str, Citation]

    def family(self, value: Value) -> Family:
        at = value.fields(("code", "name", "gloss", "department", "regime"), _STATUS)
        return Family(
            code=at.text("code"),
            name=at.text("name"),
            gloss=at.text("gloss"),
            department=at.text("department"),
            regime=at.text("regime"),
            place=value.place,
        )

    def category(self, value: Value, families: Mapping[str, Family]) -> Category:
        at = value.fields(
            ("code", "name", "gloss", "definition", "title_terms", "body_terms", "genres",
             "requirement", "scope", "forms", "frequency", "due", "retention", "basis"),
            ("unlike", "typical_titles", "department", *_VALIDITY, *_EXAMPLES, *_STATUS),
        )  # fmt: skip
        code = at.text("code")
        family = families.get(code[:2])
        if family is None or not re.fullmatch(r"[A-Z]{2}\d{2}", code):
            at["code"].refuse(
                f"类别代码“{code}”应是族的两个大写字母加两个数字，族有：{'、'.join(families)}。"
            )
        requirement = self.names.refer("requirements", at["requirement"], "应有内容")
        if requirement is None:
            at["requirement"].refuse("这一组应有内容已经停用，请换一组。")
        return Category(
            code=code,
            name=at.text("name"),
            gloss=at.text("gloss"),
            family=family.code,
            definition=at.text("definition"),
            title_terms=patterns.read_terms(at["title_terms"], self.macros),
            body_terms=patterns.read_terms(at["body_terms"], self.macros),
            unlike=self._unlike(at),
            typical_titles=at.texts("typical_titles"),
            genres=self.names.refer_all("genres", at["genres"], "文种"),
            requirement=requirement,
            scope=at["scope"].choice(SCOPES),
            forms=at.texts("forms"),
            frequency=at["frequency"].choice(FREQUENCIES),
            due=at.text("due"),
            department=at.text("department", family.department),
            retention=at.text("retention"),
            basis=self._basis(at),
            examples=self._examples(at, required=bool(list(at["title_terms"].items()))),
            place=value.place,
            status=self._status(at),
            validity=_validity(at),
        )

    def _unlike(self, at: Fields) -> tuple[tuple[Term, str], ...]:
        if "unlike" not in at:
            return ()
        pairs = []
        for term, instead in at["unlike"].pairs():
            code = ""
            if not _is_blank(instead):
                code = self.names.refer("categories", instead, "类别") or ""
            pairs.append((patterns.read_term(term, self.macros), code))
        return tuple(pairs)

    def genre(self, value: Value, order: int) -> GenreRule:
        at = value.fields(
            ("code", "name"), ("tail", "cues", "min_cues", "note", *_EXAMPLES, *_STATUS)
        )
        cues = patterns.read_patterns(at["cues"], self.macros) if "cues" in at else ()
        min_cues = at.number("min_cues") or 1
        if cues and min_cues > len(cues):
            at["min_cues"].refuse(
                f"min_cues 是 {min_cues}，可是 cues 只有 {len(cues)} 条，永远不够。"
            )
        return GenreRule(
            code=at.text("code"),
            name=at.text("name"),
            tail=patterns.read_pattern(at["tail"], self.macros)
            if "tail" in at
            else NEVER,
            cues=cues,
            min_cues=min_cues,
            order=order,
            note=at.text("note"),
            examples=self._examples(at, required="tail" in at),
            place=value.place,
        )

    def element(self, value: Value) -> Element:
        at = value.fields(
            ("id", "name", "labels", "patterns", "value_rule", "advice", "basis"),
            ("purpose", "traces", *_VALIDITY, *_EXAMPLES, *_STATUS),
        )
        value_rule = self.names.refer("value_rules", at["value_rule"], "取值规则")
        if value_rule is None:
            at["value_rule"].refuse("这条取值规则已经停用，请换一条。")
        labels = patterns.read_words(at["labels"])
        found = patterns.read_patterns(at["patterns"], self.macros)
        if not labels and not found:
            value.refuse(
                "labels 和 patterns 都空着，这个要素永远找不到；请至少写一个。"
            )
        return Element(
            id=at.text("id"),
            name=at.text("name"),
            labels=labels,
            patterns=found,
            value_rule=value_rule,
            advice=at.text("advice"),
            basis=self._basis(at),
            examples=self._examples(at),
            place=value.place,
            purpose=at.text("purpose"),
            traces=self._traces(at["traces"]) if "traces" in at else NO_TRACES,
            validity=_validity(at),
        )

    def _traces(self, value: Value) -> Traces:
        at = value.fields((), (*TRACE_PLACES, "unless", *_EXAMPLES))
        found = {
            place: patterns.read_patterns(at[place], self.macros)
            for place in TRACE_PLACES
            if place in at
        }
        if not any(found.values()):
            value.refuse(
                f"traces 里至少要写一处的迹象，可写：{'、'.join(TRACE_PLACES)}。"
            )
        unless: tuple[str, ...] = ()
        if "unless" in at:
            unless = self.names.refer_all("elements", at["unless"], "要素")
        return Traces(found, self._examples(at, required="examples" in at), unless)

    def condition(self, value: Value) -> Condition:
        at = value.fields(("id", "name", "kind"), ("pattern", "values", *_STATUS))
        kind = at["kind"].choice(CONDITION_KINDS)
        wants = {"text": "pattern", "title": "pattern", "always": "", "never": ""}.get(
            kind, "values"
        )
        for key in ("pattern", "values"):
            if (key == wants) != (key in at):
                value.refuse(
                    f"kind 是 {kind} 的条件"
                    + (f"应写“{key}”。" if key == wants else f"不能写“{key}”。")
                )
        values: tuple[str, ...] = ()
        if kind == "genre":
            values = self.names.refer_all("genres", at["values"], "文种")
        elif kind in ("found", "not_found", "fewer"):
            values = self.names.refer_all("elements", at["values"], "要素")
        elif kind == "stage":
            values = at.texts("values")
        if kind == "fewer" and len(values) != 2:
            at["values"].refuse(
                "kind 是 fewer 的条件要写两个要素：前一个的数小于后一个。"
            )
        return Condition(
            id=at.text("id"),
            kind=kind,
            pattern=patterns.read_pattern(at["pattern"], self.macros)
            if "pattern" in at
            else None,
            values=values,
            place=value.place,
            name=at.text("name"),
        )

    def row(
        self, value: Value, parents: Mapping[str, RequirementRow]
    ) -> RequirementRow:
        """What one genre owes, with what it inherits from one of the parents."""
        at = value.fields((), _ROW_KEYS)
        owed: dict[str, Owed] = {}
        checks: tuple[str, ...] = ()
        if "inherit" in at:
            parent = parents[at["inherit"].choice(parents)]
            owed = {one.element: one for one in parent.owed}
            checks = parent.cross_rules
        own = [
            *self._owed(at, "must", Severity.ERROR),
            *self._conditional(at, "when", Severity.ERROR),
            *self._owed(at, "local", Severity.WARN),
            *self._conditional(at, "local_when", Severity.WARN),
            *self._owed(at, "should", Severity.INFO),
        ]
        written: set[str] = set()
        for place, one in own:
            if one.element in written:
                place.refuse(f"要素“{one.element}”在这一段里写了两遍。")
            written.add(one.element)
        owed |= {one.element: one for _, one in own}
        if "checks" in at:
            new = self.names.refer_all("cross_rules", at["checks"], "核对规则")
            checks = tuple(dict.fromkeys((*checks, *new)))
        return RequirementRow(
            owed=tuple(sorted(owed.values(), key=lambda one: -one.severity)),
            cross_rules=checks,
            basis=self._basis(at) if "basis" in at else (),
            place=value.place,
            before_any="before_any" in at
            and at["before_any"].choice(("yes", "no")) == "yes",
        )

    def _owed(
        self, at: Fields, key: str, severity: Severity
    ) -> list[tuple[Value, Owed]]:
        if key not in at:
            return []
        return self._listed(at[key], severity, ())

    def _conditional(
        self, at: Fields, key: str, severity: Severity
    ) -> list[tuple[Value, Owed]]:
        found: list[tuple[Value, Owed]] = []
        if key in at:
            for condition, elements in at[key].pairs():
                when = self._when(condition)
                if when is not None:
                    found += self._listed(elements, severity, when)
        return found

    def _when(self, value: Value) -> tuple[str, ...] | None:
        """`a, not b`: condition ids that must all hold; None when one is retired."""
        names = []
        for part in value.text().split(","):
            name = part.strip()
            bare = name.removeprefix("not ").strip()
            if bare in self.names.retired.get("conditions", ()):
                return None
            if bare not in self.names.live.get("conditions", ()):
                value.refuse(
                    f"没有条件“{bare}”；几个条件同时成立用半角逗号隔开，不成立在前面写 not。"
                )
            names.append(f"not {bare}" if bare != name else bare)
        return tuple(names)

    def _listed(
        self, value: Value, severity: Severity, when: tuple[str, ...]
    ) -> list[tuple[Value, Owed]]:
        value.texts()
        found = []
        for item in value.items():
            element = self.names.refer("elements", item, "要素")
            if element is not None:
                found.append((item, Owed(element, severity, when)))
        return found

    def requirement(
        self, value: Value, base: Mapping[str, RequirementRow]
    ) -> RequirementSet:
        at = value.fields(("id", "name", "rows"), _STATUS)
        rows: dict[str, RequirementRow] = {}
        for genres, row in at["rows"].pairs():
            parents = (
                {**base, ANY_GENRE: rows[ANY_GENRE]} if ANY_GENRE in rows else base
            )
            for genre in self._genres(genres):
                if genre in rows:
                    genres.refuse(f"文种“{genre}”在这一组里写了两遍。")
                rows[genre] = self.row(row, parents)
        return RequirementSet(at.text("id"), rows, value.place, at.text("name"))

    def _genres(self, value: Value) -> list[str]:
        """`G03, G04` or `any`."""
        known = self.names.live.get("genres", set())
        retired = self.names.retired.get("genres", set())
        codes = [code.strip() for code in value.text().split(",")]
        for code in codes:
            if code != ANY_GENRE and code not in known and code not in retired:
                value.refuse(
                    f"没有文种“{code}”；几个文种用半角逗号隔开，其余文种写 any。"
                )
        return [code for code in codes if code not in retired]

    def value_rule(self, value: Value) -> ValueRule:
        at = value.fields(("id", "description", "severity"), _STATUS)
        return ValueRule(
            at.text("id"), at.text("description"), _severity(at), value.place
        )

    def cross_rule(self, value: Value) -> CrossRule:
        at = value.fields(
            ("id", "name", "kind", "severity", "description", "basis"),
            ("categories", "clauses", "options", "pattern", *_VALIDITY, *_STATUS),
        )
        kind = at["kind"].choice(CROSS_KINDS)
        if (kind == "compare") != ("clauses" in at):
            value.refuse("kind 是 compare 的规则要写 clauses，其他规则不能写。")
        options = {}
        if "options" in at:
            for key, option in at["options"].pairs():
                options[key.choice(CROSS_KINDS[kind])] = option.text()
        return CrossRule(
            id=at.text("id"),
            name=at.text("name"),
            kind=kind,
            severity=_severity(at),
            description=at.text("description"),
            basis=self._basis(at),
            options=options,
            place=value.place,
            clauses=tuple(map(self._clause, at["clauses"].items()))
            if "clauses" in at
            else (),
            pattern=patterns.read_pattern(at["pattern"], self.macros)
            if "pattern" in at
            else None,
            validity=_validity(at),
            categories=self._scope(at),
        )

    def _clause(self, value: Value) -> Clause:
        at = value.fields(("any_of",), ("bodies", "basis", *_VALIDITY))
        return Clause(
            any_of=tuple(map(_comparison, at["any_of"].items())),
            bodies=patterns.read_words(at["bodies"]) if "bodies" in at else (),
            validity=_validity(at),
            basis=self._basis(at) if "basis" in at else (),
        )

    def _scope(self, at: Fields) -> tuple[str, ...]:
        """Codes of categories or families, or `any`."""
        if "categories" not in at:
            return ()
        known = {ANY_GENRE, *self.names.live.get("categories", ())}
        known |= {code[:2] for code in self.names.live.get("categories", ())}
        retired = self.names.retired.get("categories", set())
        found = []
        for item in at["categories"].items():
            if item.text() not in known and item.text() not in retired:
                item.refuse(
                    f"没有类别“{item.text()}”；应是类别代码、族的两个字母或 any。"
                )
            found.append(item.text())
        return tuple(code for code in found if code in known)

    def time_limit(self, value: Value) -> TimeLimit | None:
        """The time limit written here; None when its category is retired."""
        numbers = ("minimum", "maximum", "max_after_event", "min_before_event")
        at = value.fields(
            ("name", "category", "severity", "basis"),
            (*numbers, "title", "unit", "period", "publish_by", *_VALIDITY, *_STATUS),
        )
        if "period" not in at and not any(key in at for key in numbers):
            value.refuse(f"没有写期限，应写其中之一：{'、'.join(numbers)}、period。")
        category = self.names.refer("categories", at["category"], "类别")
        if category is None:
            return None
        return TimeLimit(
            name=at.text("name"),
            category=category,
            unit=at["unit"].choice(UNITS) if "unit" in at else "day",
            severity=_severity(at),
            basis=self._basis(at),
            validity=_validity(at),
            place=value.place,
            title=self._pattern(at, "title"),
            minimum=at.number("minimum"),
            maximum=at.number("maximum"),
            max_after_event=at.number("max_after_event"),
            min_before_event=at.number("min_before_event"),
            period=at["period"].choice(PERIODS) if "period" in at else None,
            publish_by=at.text("publish_by") or None,
        )

    def privacy_rule(self, value: Value, order: int) -> PrivacyRule:
        at = value.fields(
            ("id", "name", "pattern", "severity", "description", "basis"),
            ("check", "keep", "labels", "unless", *_EXAMPLES, *_STATUS),
        )
        return PrivacyRule(
            id=at.text("id"),
            name=at.text("name"),
            pattern=patterns.read_pattern(at["pattern"], self.macros),
            check=at["check"].choice(PRIVACY_CHECKS) if "check" in at else "",
            severity=_severity(at),
            description=at.text("description"),
            keep=at.text("keep"),
            order=order,
            examples=self._examples(at),
            place=value.place,
            basis=self._basis(at),
            labels=patterns.read_words(at["labels"]) if "labels" in at else (),
            unless=patterns.read_words(at["unless"]) if "unless" in at else (),
        )

    def _pattern(self, at: Fields, key: str) -> Pattern | None:
        return patterns.read_pattern(at[key], self.macros) if key in at else None

    def _basis(self, at: Fields) -> tuple[str, ...]:
        return basis.read_basis(at["basis"], self.citations)

    def _status(self, at: Fields) -> RuleStatus:
        status = at.get("status")
        return RuleStatus(status.choice([*RuleStatus])) if status else RuleStatus.STABLE

    def _examples(self, at: Fields, *, required: bool = True) -> Examples:
        if "examples" not in at:
            if required:
                at.whole.refuse(
                    "缺少“examples”：每条规则至少要有两个 match、两个 skip 的例子。"
                )
            return Examples((), ())
        examples = at["examples"].fields(("match", "skip"), ())
        match, skip = (examples[key].texts() for key in ("match", "skip"))
        if required and (len(match) < 2 or len(skip) < 2):
            at["examples"].refuse(
                f"例子不够：match 有 {len(match)} 个，skip 有 {len(skip)} 个，各至少要两个。"
            )
        both = set(match) & set(skip)
        if both:
            at["examples"].refuse(f"“{both.pop()}”既在 match 里又在 skip 里。")
        return Examples(match, skip)


def citation(value: Value) -> Citation:
    at = value.fields(("id", "title", "address"), ("read", *_STATUS))
    if not re.fullmatch(r"[A-Za-z]+\d*[a-z]?", at.text("id")):
        at["id"].refuse("出处的编号应是字母加数字，如 L1、W28b。")
    return Citation(
        at.text("id"), at.text("title"), at.text("address"), at.text("read")
    )


def _severity(at: Fields) -> Severity:
    return SEVERITIES[at["severity"].choice(SEVERITIES)]


def _validity(at: Fields) -> Validity:
    since, until = at.day("since"), at.day("until")
    if since and until and until < since:
        at["until"].refuse(f"止日 {until} 早于起日 {since}。")
    return Validity(since, until)


def _comparison(value: Value) -> Comparison:
    found = _COMPARISON.fullmatch(value.text())
    if found is None:
        value.refuse(
            "应写成“数 比较 分数 数”，如 voting_present >= 4/5 voting_due；分数是 1 时不写。"
        )
    left, operator, top, bottom, right = found.groups()
    for name in (left, right):
        if name not in FACTS:
            value.refuse(f"不认识的数“{name}”，可用：{_explained(FACTS)}。")
    if top and not int(bottom):
        value.refuse("分母不能是 0。")
    share = Fraction(int(top), int(bottom)) if top else Fraction(1)
    return Comparison(left, operator, share, right)


def _explained(names: Mapping[str, str]) -> str:
    return "、".join(f"{name}（{meaning}）" for name, meaning in names.items())


def _is_blank(value: Value) -> bool:
    return not (value.is_list or value.is_mapping) and value.node.value in (
        "",
        "~",
        "null",
    )
