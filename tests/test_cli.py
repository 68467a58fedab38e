"""Every command on real files: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result

from gongkai import __version__
from gongkai.cli import main

Gongkai = Callable[..., Result]

NOTICE = """关于拟接收李小满同志为中共预备党员的公示
经杏花村党支部委员会研究，拟接收李小满同志为中共预备党员，现予公示。
公示时间：2022年5月9日至2022年5月13日。
中共杏花村支部委员会
2022年5月9日
"""

MINUTES = """杏花村村民代表会议记录
时间：2021年3月8日上午9时
地点：杏花村村委会会议室
主持人：钱大有
会议议题：讨论水渠的维修。
表决结果：同意27票，反对1票，弃权0票。
2021年3月8日
"""

TALLY = ("found", "archived", "unchanged", "duplicate", "not_a_document", "failed")


def fill(folder: Path) -> None:
    """A notice without a telephone number, minutes, and a file that is damaged."""
    document = docx.Document()
    for line in NOTICE.splitlines():
        document.add_paragraph(line)
    document.save(str(folder / "公示.docx"))
    (folder / "记录.txt").write_text(MINUTES, encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 not a package")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents, and an archive of them in its usual place."""
    place = tmp_path_factory.mktemp("工作")
    (place / "来件").mkdir()
    fill(place / "来件")
    archive = place / "gongkai-archive"
    done = CliRunner().invoke(
        main, ["ingest", str(place / "来件"), "--archive", str(archive), "--json"]
    )
    assert done.exit_code == 3, done.output
    return place


@pytest.fixture
def gongkai(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Gongkai:
    """Run a command in the workplace."""
    monkeypatch.chdir(workplace)
    monkeypatch.delenv("GONGKAI_ARCHIVE", raising=False)

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, list(map(str, arguments)))

    return run


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def run(
    *arguments: str, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, in a bare environment."""
    keep = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *arguments],
        cwd=cwd,
        env=keep | environment,
        capture_output=True,
        encoding="utf-8",
    )


# Looking at files -----------------------------------------------------------


def test_inspect_says_one_object_a_file_in_order(gongkai: Gongkai) -> None:
    done = gongkai("inspect", "来件", "没有.txt", "--json")

    assert done.exit_code == 3
    names = [Path(row["path"]).name for row in objects(done)]
    assert names == ["公示.docx", "坏.docx", "记录.txt", "没有.txt"]
    notice, damaged, minutes, missing = objects(done)
    assert (damaged["status"], damaged["failure"]["code"]) == ("failed", "truncated")
    assert missing["failure"]["code"] == "unreadable"
    assert minutes["category"]["code"][:2] == "CW"
    assert notice["title"] == NOTICE.splitlines()[0]
    assert notice["genre"] == {"code": "G03", "name": "公示"}
    assert notice["category"]["code"] == "DW04"
    assert "N_PHONE" in {finding["rule"] for finding in notice["findings"]}


def test_the_spans_of_inspect_are_those_of_text(gongkai: Gongkai) -> None:
    (notice,) = objects(gongkai("inspect", "来件/公示.docx", "--json"))
    text = gongkai("text", "来件/公示.docx").stdout

    assert text.startswith(NOTICE.splitlines()[0])
    for hit in notice["category"]["evidence"]:
        assert text[hit["start"] : hit["end"]]
    for element in notice["elements"]:
        if element["verdict"] == "pass" and element["start"] is not None:
            assert 0 <= element["start"] < element["end"] <= len(text)


def test_inspect_for_people_shows_the_words_it_rests_on(gongkai: Gongkai) -> None:
    done = gongkai("inspect", "来件/公示.docx")

    assert done.exit_code == 0
    assert "发展党员（DW04）" in done.stdout
    assert "【预备党员】" in done.stdout
    assert "[错误]" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["来件/公示.docx", "--fail-on", "error"], 4),
        (["来件/公示.docx"], 0),
        (["来件", "--fail-on", "error"], 3),
    ],
    ids=["found", "never", "failed"],
)
def test_fail_on_decides_the_exit_code(
    gongkai: Gongkai, arguments: list[str], code: int
) -> None:
    assert gongkai("inspect", *arguments).exit_code == code


def test_text_prints_the_text_and_nothing_else(gongkai: Gongkai) -> None:
    done = gongkai("text", "来件/记录.txt")
    assert (done.exit_code, done.stdout) == (0, MINUTES.rstrip("\n"))
    assert done.stderr == ""

    refused = gongkai("text", "来件/坏.docx")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "文件不完整" in refused.stderr


# Filling the archive --------------------------------------------------------


def test_ingest_prints_a_balance_last(gongkai: Gongkai) -> None:
    done = gongkai("ingest", "来件", "--json")

    assert done.exit_code == 3
    tally = objects(done)[-1]
    assert [tally[name] for name in TALLY] == [3, 0, 2, 0, 0, 1]
    assert "gongkai failures" in done.stderr
    assert gongkai("ingest", "来件/记录.txt").exit_code == 0


def test_ingest_finds_the_archive_by_option_then_variable(
    gongkai: Gongkai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_ARCHIVE", str(tmp_path / "甲"))
    assert gongkai("ingest", "来件/记录.txt").exit_code == 0
    assert (tmp_path / "甲" / "catalogue.db").exists()
    assert gongkai("list", "--archive", tmp_path / "乙").exit_code == 1


def test_failures_are_listed_with_code_and_sentence(gongkai: Gongkai) -> None:
    done = gongkai("failures", "--json")
    assert done.exit_code == 0
    (failure,) = objects(done)
    assert (Path(failure["path"]).name, failure["code"]) == ("坏.docx", "truncated")
    assert failure["detail"].startswith("文件不完整")
    assert gongkai("failures").stdout.startswith(str(Path("来件", "坏.docx")))


def test_where_nothing_failed_that_is_said(gongkai: Gongkai, tmp_path: Path) -> None:
    gongkai("ingest", "来件/记录.txt", "--archive", tmp_path / "归档")
    done = gongkai("failures", "--archive", tmp_path / "归档")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "没有归档不成功的文件。\n"


def test_retry_takes_the_codes_of_failures(gongkai: Gongkai) -> None:
    done = gongkai("retry", "--reason", "truncated", "--json")
    assert done.exit_code == 3
    assert objects(done)[-1]["failed"] == 1
    assert (
        objects(gongkai("retry", "--reason", "encrypted", "--json"))[-1]["found"] == 0
    )
    wrong = gongkai("retry", "--reason", "broken")
    assert wrong.exit_code == 2
    assert "encrypted" in wrong.stderr


# Reading the archive --------------------------------------------------------


def test_search_says_the_total_and_then_its_hits(gongkai: Gongkai) -> None:
    done = gongkai("search", "预备党员", "--json")

    assert done.exit_code == 0
    summary, hit = objects(done)
    assert summary["total"] == 1
    assert summary["took_ms"] > 0
    assert summary["widened"] is False
    assert summary["facets"]["category"] == {"DW04": 1}
    assert "<mark>预备党员</mark>" in hit["snippet"]
    assert {
        "id",
        "path",
        "title",
        "category",
        "genre",
        "issuer",
        "issued_on",
        "score",
    } <= set(hit)


def test_search_for_people_marks_what_matched(gongkai: Gongkai) -> None:
    done = gongkai("search", "杏花村", "--sort", "date", "--limit", "1")
    assert done.stdout.startswith("共 2 件")
    assert "【杏花村】" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_widened_search_says_so(gongkai: Gongkai) -> None:
    done = gongkai("search", "水渠维修", "--json")
    assert objects(done)[0]["widened"] is True
    assert "没有完全匹配，以下为放宽匹配" in done.stderr


def test_a_search_for_nothing_is_a_mistake(gongkai: Gongkai) -> None:
    done = gongkai("search")
    assert done.exit_code == 2
    assert "请写出要检索的文字" in done.stderr


def test_a_search_may_be_for_what_is_like_a_document(gongkai: Gongkai) -> None:
    id = objects(gongkai("search", "水渠", "--json"))[1]["id"]
    done = gongkai("search", "--like", id, "--json")
    assert done.exit_code == 0
    assert id not in [hit["id"] for hit in objects(done)[1:]]


def test_a_misspelt_search_suggests_what_may_have_been_meant(gongkai: Gongkai) -> None:
    done = gongkai("search", "预备党圆")
    assert "您要找的是不是：预备党员" in done.stdout


def test_a_batch_of_searches_counts_each_and_writes_the_hits(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    queries = tmp_path / "检索式.csv"
    queries.write_bytes("检索词,备注\n预备党员,甲\n鲸鱼,乙\n".encode("gb18030"))
    sheet, book = tmp_path / "命中.csv", tmp_path / "命中.xlsx"
    done = gongkai("batch", queries, "--csv", sheet, "--xlsx", book)

    assert done.exit_code == 0
    assert done.stdout.split() == ["1", "件", "预备党员", "0", "件", "鲸鱼"]
    assert "预备党员,1,," in sheet.read_text("utf-8-sig")
    assert zipfile.is_zipfile(book)


def test_a_batch_goes_on_after_a_query_that_is_wrong(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    (tmp_path / "q.txt").write_text("(坏\n预备党员\n", encoding="utf-8")
    done = gongkai("batch", tmp_path / "q.txt")
    assert done.exit_code == 3
    assert "（左括号没有配对）" in done.stdout
    assert "1 件  预备党员" in done.stdout
    none = gongkai("batch", tmp_path / "没有.txt")
    assert (none.exit_code, none.stdout) == (1, "")


def test_a_search_is_saved_and_asked_again(
    gongkai: Gongkai, workplace: Path, tmp_path: Path
) -> None:
    own = tmp_path / "归档"
    shutil.copytree(workplace / "gongkai-archive", own)
    where = ("--archive", own)
    saved = gongkai("search", "杏花村", "--since", "2022", "--save", "新的", *where)
    again = gongkai("search", "--saved", "新的", *where)
    narrower = gongkai("search", "鲸鱼", "--saved", "新的", "--json", *where)

    assert "已保存检索“新的”。" in saved.stderr
    assert again.stdout.splitlines()[1:] == saved.stdout.splitlines()[1:]
    assert objects(narrower)[0]["total"] == 0
    assert gongkai("searches", *where).stdout == "新的  杏花村  --since 2022\n"
    (said,) = objects(gongkai("searches", "--json", *where))
    assert (said["name"], said["filters"]["since"]) == ("新的", "2022")
    assert gongkai("searches", "--forget", "新的", *where).exit_code == 0
    assert gongkai("searches", *where).stdout == ""
    gone = gongkai("search", "--saved", "新的", *where)
    assert (gone.exit_code, gone.stdout) == (1, "")


def test_a_query_that_cannot_be_parsed_is_explained(gongkai: Gongkai) -> None:
    done = gongkai("search", "水渠 (")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "        ^"  # 水渠 is four columns wide


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([], ["公示.docx", "记录.txt"]),
        (["--category", "DW"], ["公示.docx"]),
        (["--genre", "G03"], ["公示.docx"]),
        (["--until", "2021"], ["记录.txt"]),
        (["--since", "2022年5月"], ["公示.docx"]),
        (["--missing", "N_PHONE"], ["公示.docx"]),
        (["--status", "cannot_judge"], []),
    ],
    ids=["all", "family", "genre", "until", "since", "missing", "status"],
)
def test_list_narrows_by_filters(
    gongkai: Gongkai, arguments: list[str], names: list[str]
) -> None:
    done = gongkai("list", "--json", *arguments)
    assert done.exit_code == 0
    assert [Path(row["path"]).name for row in objects(done)] == names


def test_check_lists_findings_with_their_documents(gongkai: Gongkai) -> None:
    done = gongkai("check", "--json", "--category", "DW04")
    assert done.exit_code == 0
    rows = objects(done)
    assert {"id", "path", "title", "issuer", "issued_on", "rule", "severity"} <= set(
        rows[0]
    )
    assert "N_PHONE" in {row["rule"] for row in rows}
    assert gongkai("check", "--fail-on", "error").exit_code == 4
    assert gongkai("check", "--fail-on", "error", "--category", "ZW").exit_code == 0
    assert "个问题" in gongkai("check").stdout.splitlines()[-1]


def test_check_writes_tables(gongkai: Gongkai, tmp_path: Path) -> None:
    sheet, book = tmp_path / "问题.csv", tmp_path / "问题.xlsx"
    done = gongkai("check", "--csv", sheet, "--xlsx", book)

    assert done.exit_code == 0
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "N_PHONE" in {row["规则"] for row in rows}
    assert "xl/workbook.xml" in zipfile.ZipFile(book).namelist()


def test_a_file_that_cannot_be_written_is_one_sentence(gongkai: Gongkai) -> None:
    done = gongkai("check", "--csv", "没有这个文件夹/问题.csv")
    assert done.exit_code == 1
    assert done.stderr.startswith("读写失败：没有这个文件夹")


def test_show_takes_the_beginning_of_an_id(gongkai: Gongkai) -> None:
    first = objects(gongkai("list", "--json"))[0]
    (shown,) = objects(gongkai("show", first["id"][:5], "--json"))
    assert shown["id"] == first["id"]
    assert shown["elements"]
    assert first["id"] in gongkai("show", first["id"]).stdout
    missing = gongkai("show", "00000")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "没有编号" in missing.stderr


def test_export_gives_the_bytes_back(gongkai: Gongkai, tmp_path: Path) -> None:
    first = objects(gongkai("list", "--json"))[0]
    assert gongkai("export", first["id"], tmp_path / "一").exit_code == 0
    copy = tmp_path / "一" / "公示.docx"
    assert copy.read_bytes() == Path("来件/公示.docx").read_bytes()
    assert gongkai("export", "--all", tmp_path / "全").exit_code == 0
    assert len(list((tmp_path / "全").iterdir())) == 2
    assert gongkai("export", tmp_path / "错").exit_code == 2


# Rules and upkeep -----------------------------------------------------------


def test_rules_are_listed_with_their_basis(gongkai: Gongkai) -> None:
    rows = objects(gongkai("rules", "list", "--json"))
    assert {"kind", "code", "name", "basis"} <= set(rows[0])
    assert {"DW04", "G03", "N_PHONE", "ID18"} <= {row["code"] for row in rows}
    assert len(gongkai("rules", "list").stdout.splitlines()) == len(rows)


def test_a_rule_is_explained(gongkai: Gongkai) -> None:
    assert "依据" in gongkai("rules", "explain", "dw04").stdout
    missing = gongkai("rules", "explain", "XX99")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "rules list" in missing.stderr


def test_wrong_rules_are_told_with_file_and_line(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text("elements:\n  - id：x\n", encoding="utf-8")
    done = gongkai("rules", "list", "--rules", tmp_path)
    assert done.exit_code == 1
    assert "own.yaml:2" in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_test_fails_for_an_example_that_does_not_hold(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    assert gongkai("rules", "test").exit_code == 0
    (tmp_path / "own.yaml").write_text(
        "genres:\n  - {code: G90, name: 喜报, tail: 喜报$,"
        " examples: {match: [杏花村喜报, 杏花村喜讯], skip: [杏花村公告, 喜报栏]}}\n",
        encoding="utf-8",
    )
    done = gongkai("rules", "test", tmp_path)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "own.yaml:2  G90  应当符合，却不符合：杏花村喜讯"
    ]


def test_preview_and_rejudge_say_what_changes(gongkai: Gongkai, tmp_path: Path) -> None:
    rule = "elements:\n  - id: N_PHONE\n    status: retired\n"
    (tmp_path / "own.yaml").write_text(rule, encoding="utf-8")

    (changes,) = objects(gongkai("rules", "preview", "--rules", tmp_path, "--json"))
    assert changes["newly_cleared"] == 1
    assert changes["samples"]["newly_cleared"][0]["cleared"][0]["rule"] == "N_PHONE"
    assert (
        "不再有原来的问题 1 件"
        in gongkai("rules", "preview", "--rules", tmp_path).stdout
    )

    (adopted,) = objects(gongkai("rejudge", "--rules", tmp_path, "--json"))
    assert adopted["newly_cleared"] == 1
    (back,) = objects(gongkai("rejudge", "--json"))
    assert (back["judged"], back["newly_flagged"]) == (2, 1)
    assert gongkai("rules", "preview").exit_code == 2


def test_rebuild_and_verify_keep_the_archive_whole(gongkai: Gongkai) -> None:
    rebuilt = gongkai("rebuild")
    assert (rebuilt.exit_code, rebuilt.stdout) == (0, "已重建索引，共 2 件。\n")
    whole = gongkai("verify")
    assert whole.exit_code == 0
    assert whole.stdout.startswith("完好：2 件")
    assert objects(gongkai("verify", "--json")) == [
        {"documents": 2, "pending": 0, "damaged": 0}
    ]


def test_log_says_who_did_what(gongkai: Gongkai) -> None:
    entries = objects(gongkai("log", "--json"))
    assert [entry["event"] for entry in entries[:2]] == ["begun", "ended"]
    assert entries[1]["counts"]["archived"] > 0
    assert {"who", "at", "tool_version", "rules_digest", "chain"} <= entries[1].keys()
    assert "ingest 结束" in gongkai("log").stdout


def test_a_backup_comes_back(gongkai: Gongkai, tmp_path: Path) -> None:
    bag, again = tmp_path / "备份.zip", tmp_path / "又一个"
    made = gongkai("backup", bag)
    assert (made.exit_code, made.stdout) == (0, f"已备份 2 件文件到 {bag}。\n")
    back = gongkai("restore", bag, "--archive", again, "--json")
    assert back.exit_code == 0
    assert objects(back) == [{"documents": 2, "pending": 0, "damaged": 0}]
    refused = gongkai("restore", bag, "--archive", again)
    assert refused.exit_code == 1
    assert "已经存在" in refused.stderr

    for original in (again / "originals").rglob("????????*"):
        original.chmod(0o644)
        original.write_bytes(b"")
    partly = gongkai("backup", tmp_path / "b", "--archive", again)
    assert partly.exit_code == 3
    assert "有 2 处损坏或不符" in partly.stdout


def test_verify_names_damage_and_exits_with_3(gongkai: Gongkai, tmp_path: Path) -> None:
    root = tmp_path / "归档"
    gongkai("ingest", "来件/记录.txt", "--archive", root)
    for original in (root / "originals").rglob("*"):
        if original.is_file():
            original.chmod(0o644)
            original.unlink()

    done = gongkai("verify", "--archive", root, "--json")

    assert done.exit_code == 3
    damage, summary = objects(done)
    assert damage["kind"] == "original_missing"
    assert summary["damaged"] == 1
    assert gongkai("export", "--all", tmp_path / "出", "--archive", root).exit_code == 3


# How the program behaves ----------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ingest"], "缺少 PATH...。"),
        (["ingset"], "没有命令 ingset，是不是 ingest。"),
        (["list", "--jsn"], "没有选项 --jsn"),
        (["list", "多余"], "多出来的参数：多余"),
        (["search", "水渠", "--limit", "-1"], "--limit：“-1”应是不小于 0 的整数。"),
        (["search", "水渠", "--sort", "size"], "可选：relevance、date。"),
        (["list", "--since", "昨天"], "--since：看不懂的日期“昨天”"),
        (["rules", "preview"], "缺少 --rules。"),
        (["list", "--archive"], "选项 --archive 缺少值"),
    ],
    ids=[
        "missing",
        "command",
        "option",
        "extra",
        "number",
        "choice",
        "date",
        "required",
        "value",
    ],
)
def test_usage_is_explained_in_chinese(
    gongkai: Gongkai, arguments: list[str], told: str
) -> None:
    done = gongkai(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert "--help" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["search", "水渠"], ["check"], ["show", "abcd"], ["verify"], ["rebuild"],
     ["rejudge"], ["retry"], ["failures"], ["export", "--all", "出"]],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_without_an_archive_one_sentence_says_what_to_do(
    gongkai: Gongkai, tmp_path: Path, arguments: list[str]
) -> None:
    done = gongkai(*arguments, "--archive", tmp_path / "没有")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "先用 gongkai ingest 归档" in done.stderr
    assert not (tmp_path / "没有").exists()


def test_the_version_is_told() -> None:
    done = CliRunner().invoke(main, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"gongkai, version {__version__}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="locales of POSIX")
@pytest.mark.parametrize("variable", ["LANG", "LC_ALL"])
def test_chinese_comes_through_without_a_terminal_or_a_locale(
    workplace: Path, variable: str
) -> None:
    done = run("search", "预备党员", cwd=workplace, **{variable: "C"})
    assert done.returncode == 0, done.stderr
    assert "【预备党员】" in done.stdout
    shown = run("list", "--json", cwd=workplace, **{variable: "C"})
    assert NOTICE.splitlines()[0] in shown.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_stops_reading_is_no_error(workplace: Path) -> None:
    command = f"{sys.executable} -m gongkai rules list --json | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=workplace, capture_output=True, encoding="utf-8"
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from gongkai.cli import main\n"
        "try:\n    main(['--help'])\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    loaded = set(done.stderr.split())
    assert "检索归档文件" in done.stdout
    heavy = {"sqlalchemy", "tantivy", "jieba", "yaml", "lxml", "rich", "docx", "opencc"}
    assert not loaded & heavy
    assert "gongkai.model" not in loaded


def test_doctor_says_what_holds_and_exits_with_1_for_a_fault(
    gongkai: Gongkai, tmp_path: Path
) -> None:
    done = gongkai("doctor")
    assert done.exit_code == 0
    assert "[正常] 版本：gongkai" in done.output
    assert "断网：" in done.output

    (tmp_path / "坏").mkdir()
    (tmp_path / "坏" / "catalogue.db").write_bytes(b"no database" * 100)
    done = gongkai("doctor", "--archive", str(tmp_path / "坏"), "--json")
    assert done.exit_code == 1
    signs = [json.loads(line) for line in done.stdout.splitlines()]
    assert [sign["name"] for sign in signs if sign["health"] == "bad"] == ["archive"]
