"""Each way to write a rule wrong is refused, with the file, the line and what is expected."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import pytest

from gongkai import rules
from gongkai.errors import RuleError

Write = Callable[[str], Path]


def refusal(folder: Path) -> RuleError:
    with pytest.raises(RuleError) as refused:
        rules.load(folder)
    assert refused.value.path == folder / "own.yaml"
    assert str(refused.value).startswith(
        f"{folder / 'own.yaml'}:{refused.value.line}: "
    )
    return refused.value


def category(**changes: str | None) -> str:
    """A category rule with some of its lines changed, or left out."""
    lines: dict[str, str | None] = {
        "code": "SW08",
        "name": "农家书屋",
        "gloss": "Village library",
        "definition": "农家书屋的书目和开放时间",
        "title_terms": "[农家书屋]",
        "body_terms": "[借阅登记]",
        "genres": "[G03, G04]",
        "requirement": "RQ_GENERIC_NOTICE",
        "scope": "unit",
        "forms": "[公开栏]",
        "frequency": "long",
        "due": "长期",
        "retention": "10年",
        "basis": "[K]",
        "examples": "{match: [农家书屋书目公示, 农家书屋开放公告], skip: [停水公告, 会议记录]}",
    }
    lines |= changes
    written = [
        f"    {key}: {value}" for key, value in lines.items() if value is not None
    ]
    return "categories:\n  -" + "\n".join(written)[3:]


def element(**changes: str) -> str:
    lines = {
        "id": "Z_BOOKS",
        "name": "藏书",
        "labels": "[藏书]",
        "patterns": "['藏书(?P<n>{{NUM}})册']",
        "value_rule": "R_COUNT",
        "advice": "补充“藏书：……”。",
        "basis": "[K]",
        "examples": "{match: [藏书三百册, 藏书20册], skip: [藏书室, 三百册]}",
    } | changes
    written = [f"    {key}: {value}" for key, value in lines.items()]
    return "elements:\n  -" + "\n".join(written)[3:]


def privacy(pattern: str) -> str:
    return cleandoc(f"""
        privacy:
          - id: CAR
            name: 车牌号
            pattern: {pattern}
            severity: warn
            description: 个人车牌号
            basis: [K]
            examples: {{match: [苏JABCDE, 苏JEDCBA], skip: [苏J, 车牌]}}
    """)


def test_the_rules_of_these_tests_are_right_to_begin_with(write: Write) -> None:
    book = rules.load(
        write(category() + "\n" + element() + "\n" + privacy("苏J[A-Z]{5}"))
    )

    assert {"SW08"} <= set(book.categories)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param("categorys: []", 1, "不认识的键“categorys”.*categories", id="unknown section"),
        pytest.param(category(colour="红"), 17, "不认识的键“colour”.*title_terms", id="unknown key"),
        pytest.param(category(basis=None), 2, "缺少“basis”", id="missing basis"),
        pytest.param(category(code=None), 2, "缺少“code”", id="missing code"),
        pytest.param(category() + "\n    name: 又一个", 17, "“name”重复", id="repeated key"),
        pytest.param(category() + category()[len("categories:") :], 17, "“SW08”已经写在 own.yaml 第 2 行", id="repeated code"),
        pytest.param("elements: N_ORG", 1, "应是列表", id="a word for a list"),
        pytest.param("categories: [DW01]", 1, "应是一组“键: 值”", id="a word for a mapping"),
        pytest.param(category(name="[甲, 乙]"), 3, "应写一个值", id="a list for a word"),
        pytest.param(category(name=""), 3, "空着", id="nothing for a word"),
        pytest.param(category(genres="[G03, G98]"), 8, "没有文种“G98”", id="unknown genre"),
        pytest.param(category(requirement="RQ_BOOKS"), 9, "没有应有内容“RQ_BOOKS”", id="unknown requirement"),
        pytest.param(category(unlike="{书店: DW77}"), 17, "没有类别“DW77”", id="unknown category"),
        pytest.param(category(unlike="[书店：DW01]"), 17, "应是一组“键: 值”", id="a list for pairs"),
        pytest.param(category(code="ZZ01"), 2, "应是族的两个大写字母加两个数字", id="unknown family"),
        pytest.param(category(scope="所有人"), 10, "“所有人”不在可选之列，可选：public", id="unknown scope"),
        pytest.param(category(status="old"), 17, "可选：draft、stable、retired", id="unknown status"),
        pytest.param(category(title_terms="[书屋, 书屋]"), 6, "“书屋”写了两遍", id="a term twice"),
        pytest.param(category(title_terms="[農家書屋]"), 6, "“農”永远碰不上.*请写“农”", id="a traditional term"),
        pytest.param(category(title_terms="['re:书屋(']"), 6, "正则表达式有误", id="a bad term"),
        pytest.param(category(basis="[《图书馆法》]"), 15, "依据“《图书馆法》”写法不对", id="law by name"),
        pytest.param(category(basis="[S:L99§1]"), 15, "“L99”不在 citations.yaml", id="unknown source"),
        pytest.param(category(basis="[]"), 15, "依据不能空着", id="no source"),
        pytest.param(category(since="2020-13-01"), 17, "应是日期", id="no such day"),
        pytest.param(category(since="2020-05-01", until="2019-05-01"), 18, "止日 2019-05-01 早于起日", id="days in the wrong order"),
        pytest.param(element(value_rule="R_BOOKS"), 6, "没有取值规则“R_BOOKS”", id="unknown value rule"),
        pytest.param(element(labels="[]", patterns="[]"), 2, "永远找不到", id="an element that nothing finds"),
        pytest.param(element(patterns="['藏书{{MANY}}册']"), 5, "没有名为“MANY”的零件", id="unknown macro"),
        pytest.param(element(traces="{}"), 10, "至少要写一处的迹象.*text", id="traces that are nowhere"),
        pytest.param(element(traces="{foot: [藏书]}"), 10, "不认识的键“foot”.*tail", id="traces at an unknown place"),
        pytest.param(element(traces="{text: ['藏書']}"), 10, "“書”永远碰不上", id="a traditional trace"),
        pytest.param(element(traces="{text: [藏书], unless: [Z_SHELF]}"), 10, "没有要素“Z_SHELF”", id="traces that give way to an unknown element"),
        pytest.param(privacy("'苏J(\\d+'"), 4, "正则表达式有误", id="bad pattern"),
        pytest.param(privacy("'（苏J）\\d+'"), 4, "“（”永远碰不上.*请写“\\(”", id="a full-width bracket"),
        pytest.param(privacy("'苏J\\b\\d+'"), 4, r"不能用 \\b", id="a word boundary"),
        pytest.param(privacy("'苏J|'"), 4, "空的选择项", id="an empty choice"),
        pytest.param(privacy("'(?:苏J||沪A)\\d+'"), 4, "空的选择项", id="an empty choice inside"),
        pytest.param(privacy("'\\d*'"), 4, "连空白也能合", id="a pattern for nothing"),
        pytest.param(privacy("'苏J(?:\\d+-?)+'"), 4, "重复里套着重复", id="a pattern that runs away"),
        pytest.param(privacy("'苏J(?:(?:甲|乙)*丙){2,}'"), 4, "重复里套着重复", id="one that runs away in a group"),
        pytest.param("genres: [{code: G50, name: 说明, cues: [说明], min_cues: 2}]", 1, "永远不够", id="more cues than there are"),
        pytest.param("macros: {YEAR: '(\\d{4}'}", 1, "正则表达式有误", id="a bad macro"),
        pytest.param("macros: {A: '{{B}}', B: '{{A}}'}", 1, "互相引用", id="macros in a circle"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_where_it_stands(
    write: Write, text: str, line: int, says: str
) -> None:
    refused = refusal(write(text))

    assert refused.line == line
    with pytest.raises(RuleError, match=says):
        raise refused


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param("version：一", 1, "全角冒号", id="alone"),
        pytest.param("categories:\n  - code：SW08\n    name: 书屋", 2, "“code”后面是全角冒号", id="in an entry"),
        pytest.param("categories:\n  - code:SW08\n    name: 书屋", 2, "冒号", id="no space"),
        pytest.param("categories:\n\t- code: SW08", 2, "制表符", id="a tab"),
        pytest.param("version: '一", 1, "没有成对", id="an open quote"),
        pytest.param("version: [一", 1, "成对|逗号", id="an open bracket"),
        pytest.param('version: "\\d"', 1, "正则表达式请用单引号", id="a backslash"),
    ],
)  # fmt: skip
def test_broken_yaml_is_explained(
    write: Write, text: str, line: int, says: str
) -> None:
    folder = write("")
    (folder / "own.yaml").write_text(text, encoding="utf-8")

    refused = refusal(folder)

    assert refused.line >= line
    with pytest.raises(RuleError, match=says):
        raise refused


def test_a_file_that_cannot_be_read_is_named(write: Write) -> None:
    folder = write("")
    (folder / "own.yaml").unlink()
    (folder / "own.yaml").mkdir()

    assert "读不了这个文件" in str(refusal(folder))


def test_a_file_in_another_encoding_is_explained(write: Write) -> None:
    folder = write("")
    (folder / "own.yaml").write_bytes("# 第一行\nversion: 某县".encode("gb18030"))

    assert "UTF-8" in str(refusal(folder))


ROW = """
    requirements:
      - id: RQ_BOOKS
        name: 农家书屋
        rows:
          G03:
            {row}
"""


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("must: [N_BOOKS]", "没有要素“N_BOOKS”"),
        ("when: {raining: [N_ORG]}", "没有条件“raining”"),
        ("when: {'has_vote, not raining': [N_ORG]}", "没有条件“raining”"),
        ("checks: [V_BOOKS]", "没有核对规则“V_BOOKS”"),
        ("inherit: G99", "不在可选之列"),
        ("{must: [N_ORG], should: [N_ORG]}", "“N_ORG”在这一段里写了两遍"),
        ("before_any: maybe", "可选：yes、no"),
    ],
)
def test_a_requirement_must_name_what_there_is(
    write: Write, row: str, says: str
) -> None:
    refused = refusal(write(ROW.replace("{row}", row)))

    assert refused.line == 6
    with pytest.raises(RuleError, match=says):
        raise refused


def test_a_genre_is_asked_once_in_a_requirement(write: Write) -> None:
    refused = refusal(write(ROW.replace("{row}", "{}").replace("G03", "G03, G04, G03")))

    assert refused.line == 5
    assert "写了两遍" in str(refused)


CROSS = """
    cross_rules:
      - id: V_BOOKS
        name: 藏书够数
        kind: compare
        severity: warn
        description: 藏书不少于规定
        basis: [K]
        clauses:
          - any_of: [{formula}]
"""


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("present >= half due", "应写成"),
        ("present => 1/2 due", "应写成"),
        ("books >= 1/2 due", "不认识的数“books”.*present（实到"),
        ("present >= 1/0 due", "分母不能是 0"),
    ],
)
def test_a_comparison_must_be_one(write: Write, formula: str, says: str) -> None:
    refused = refusal(write(CROSS.replace("{formula}", formula)))

    assert refused.line == 9
    with pytest.raises(RuleError, match=says):
        raise refused


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("kind: compare", "kind: weigh", "“weigh”不在可选之列，可选：compare"),
        ("kind: compare", "kind: tally", "要写 clauses，其他规则不能写"),
        (
            "basis: [K]",
            "basis: [K]\n        options: {size: big}",
            "“size”不在可选之列",
        ),
    ],
)
def test_a_cross_rule_has_a_kind_and_its_options(
    write: Write, was: str, becomes: str, says: str
) -> None:
    text = CROSS.replace("{formula}", "present <= due").replace(was, becomes)

    with pytest.raises(RuleError, match=says):
        raise refusal(write(text))


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("kind: title", "应写“pattern”"),
        ("kind: genre", "应写“values”"),
        ("{kind: always, pattern: 甲}", "不能写“pattern”"),
        ("{kind: genre, values: [G98]}", "没有文种“G98”"),
        ("{kind: found, values: [N_BOOKS]}", "没有要素“N_BOOKS”"),
        ("{kind: fewer, values: [M_DUE]}", "要写两个要素"),
    ],
)
def test_a_condition_says_what_its_kind_needs(
    write: Write, condition: str, says: str
) -> None:
    rest = condition.strip("{}")
    text = f"conditions:\n  - {{id: books, name: 有书, {rest}}}"

    with pytest.raises(RuleError, match=says):
        raise refusal(write(text))


def test_a_time_limit_limits_something(write: Write) -> None:
    text = "time_limits: [{name: 无, category: DW01, severity: warn, basis: [K]}]"

    assert "没有写期限" in str(refusal(write(text)))


def test_periods_of_a_regulation_follow_one_another(write: Write) -> None:
    refused = refusal(
        write("""
            versions:
              - key: library.hours
                name: 开放时间
                periods:
                  - {value: 三小时, since: 2010-01-01, basis: [K]}
                  - {value: 四小时, since: 2015-01-01, basis: [K]}
        """)
    )

    assert refused.line == 6
    assert "由早到晚" in str(refused)


TEXTS = """
    versions:
      - key: library.text
        name: 公共图书馆法文本
        act: 《公共图书馆法》
        periods:
          - {{value: 试行, until: 2009-12-31, basis: [K], {first}}}
          - {{value: 正式, since: 2010-01-01, basis: [K], {second}}}
"""
TITLE = "title: 《公共图书馆法》(2010)"


@pytest.mark.parametrize(
    ("first", "second", "line", "says"),
    [
        (TITLE, "gap: 停用", 7, "没有空缺"),
        ("gap: 停用", TITLE, 6, "第一个时期前面没有"),
        (TITLE, "rank: 法律", 7, "不认识的键“rank”"),
        ("sources: [W94]", TITLE, 6, "写了“sources”就要写 title"),
        ("rank: 无", TITLE, 6, "不认识的键“rank”"),
        (TITLE, f"{TITLE}, sources: [L99]", 7, "“L99”不在 citations.yaml"),
        (TITLE, f"{TITLE}, sources: [L1]", 7, "“L1”已经是 versions.yaml 第"),
        (f"{TITLE}, articles: {{L1§30: 3}}", f"{TITLE}, sources: [W96]", 6, "有：W96"),
        (f"{TITLE}, articles: {{W96: 3}}", f"{TITLE}, sources: [W96]", 6, "如 L1§30"),
        (f"{TITLE}, articles: {{W96§2: 三}}", f"{TITLE}, sources: [W96]", 6, "应是整数"),
        (f"{TITLE}, numbered_as: W94", f"{TITLE}, sources: [W96]", 6, "有：W96"),
    ],
)  # fmt: skip
def test_the_texts_of_an_act_are_known_and_each_of_them_once(
    write: Write, first: str, second: str, line: int, says: str
) -> None:
    refused = refusal(write(TEXTS.format(first=first, second=second)))

    assert refused.line == line
    assert says in str(refused)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ("since: 2010-01-01", "since: 2010-01-02", 7, "2010-01-02 之间有空缺"),
        ("since: 2010-01-01", "since: 2009-12-31", 7, "互不重叠"),
        ("since: 2010-01-01, ", "", 7, "缺少“since”"),
        ("until: 2009-12-31", "until: 1999-99-99", 6, "应是日期"),
        (f"试行, until: 2009-12-31, basis: [K], {TITLE}", "试行, since: 2010-01-05, until: 2009-12-31, basis: [K]", 6, "早于起日"),
        ("act: 《公共图书馆法》", "rules: [SW98]", 4, "没有规则“SW98”"),
        (f", {TITLE}", "", 4, "没有一个时期写 title"),
    ],
)  # fmt: skip
def test_periods_leave_nothing_out(
    write: Write, was: str, becomes: str, line: int, says: str
) -> None:
    text = TEXTS.format(first=TITLE, second=TITLE)
    assert was in text
    refused = refusal(write(text.replace(was, becomes)))

    assert refused.line == line
    assert says in str(refused)


def test_a_gap_is_no_mistake_when_it_is_explained(write: Write) -> None:
    text = TEXTS.format(first=TITLE, second=f"{TITLE}, gap: 中间停用")
    book = rules.load(write(text.replace("2010-01-01", "2012-01-01")))

    assert len([one for one in book.versions if one.key == "library.text"]) == 2


def test_a_retired_rule_is_dropped_from_a_history(write: Write) -> None:
    book = rules.load(write("categories: [{code: DW08, status: retired}]"))

    (own,) = {v.rules for v in book.versions if v.key.startswith("cadre_appointment")}
    assert own == ()


class TestExamples:
    """A rule is not taken without its own tests."""

    def examples(self, write: Write, text: str) -> RuleError:
        with pytest.raises(RuleError) as refused:
            rules.load(write(category(examples=text)))
        return refused.value

    def test_both_kinds_are_written(self, write: Write) -> None:
        assert "缺少“skip”" in str(self.examples(write, "{match: [甲, 乙]}"))

    def test_two_of_each_are_written(self, write: Write) -> None:
        refused = self.examples(write, "{match: [甲, 乙], skip: [丙]}")

        assert "skip 有 1 个" in str(refused)

    def test_none_is_of_both_kinds(self, write: Write) -> None:
        refused = self.examples(write, "{match: [甲, 乙], skip: [甲, 丙]}")

        assert "“甲”既在 match 里又在 skip 里" in str(refused)
