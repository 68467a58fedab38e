"""The command line: parse options, call one operation, print, exit.

Only Click is imported here; what a command needs is imported when it runs, so
that `gongkai --help` answers at once. Results go to stdout, all else to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from gongkai import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.model import Filters

P = ParamSpec("P")
R = TypeVar("R")


class ExitCode(IntEnum):
    """What the shell sees (CONTRACT). 1 and 2 are also Click's own."""

    DONE = 0
    CANNOT_RUN = 1
    USAGE = 2
    SOME_FAILED = 3
    FOUND = 4
    INTERRUPTED = 130


def _path(**how: Any) -> click.Path:
    import pathlib

    return click.Path(path_type=pathlib.Path, **how)


class Friendly(click.Group):
    """Shows the package's own errors as one sentence, and bugs as what they are."""

    def invoke(self, ctx: click.Context) -> Any:
        from gongkai.errors import GongkaiError, QueryError

        try:
            return super().invoke(ctx)
        except QueryError as error:
            caret = " " * _columns(error.query[: error.at]) + "^"
            raise click.ClickException(
                f"{error}\n  {error.query}\n  {caret}"
            ) from error
        except GongkaiError as error:
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            click.echo("已中断。已经归档的都已保存，再次运行即可继续。", err=True)
            ctx.exit(ExitCode.INTERRUPTED)


def _columns(text: str) -> int:
    """The width of a text on a terminal, where a Han character takes two columns."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@click.group(
    cls=Friendly,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__, "-V", "--version", prog_name="gongkai", help="显示版本。"
)
def main() -> None:
    """公开：读取、分类、检查、归档、检索基层公开文件。"""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            errors = "backslashreplace"
            if stream.isatty():
                stream.reconfigure(errors=errors)
            else:
                stream.reconfigure(encoding="utf-8", errors=errors)


# Options that several commands share ---------------------------------------

Command = Callable[P, R]


def archive_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--archive",
        type=_path(file_okay=False),
        envvar="GONGKAI_ARCHIVE",
        default="gongkai-archive",
        show_default="$GONGKAI_ARCHIVE 或 ./gongkai-archive",
        help="归档目录。",
    )(command)


def rules_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--rules",
        "overlay",
        type=_path(file_okay=False),
        help="自己的规则目录，覆盖内置规则中同名的条目。",
    )(command)


def jobs_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        help="同时工作的进程数。[默认：处理器数]",
    )(command)


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象。"
    )(command)


def fail_on_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--fail-on",
        type=click.Choice(["error", "warn"]),
        help="发现该级别及以上的问题时，退出码为 4。",
    )(command)


def filter_options(command: Callable[..., R]) -> Callable[..., R]:
    """The filters of `list`, `search` and `check`, gathered into one value."""

    @wraps(command)
    def gathered(
        *args: Any,
        category: str | None,
        genre: str | None,
        issuer: str | None,
        since: str | None,
        until: str | None,
        missing: str | None,
        status: str | None,
        **rest: Any,
    ) -> R:
        from gongkai.model import Filters

        filters = Filters(
            category=category,
            genre=genre,
            issuer=issuer,
            since=_date(since, "--since"),
            until=_date(until, "--until"),
            missing=missing,
            status=status,
        )
        return command(*args, filters=filters, **rest)

    options = (
        click.option(
            "--category", metavar="CODE", help="类别代码，如 DW04；或大类，如 DW。"
        ),
        click.option("--genre", metavar="CODE", help="文种代码，如 G03（公示）。"),
        click.option("--issuer", metavar="TEXT", help="发文机关中的字。"),
        click.option(
            "--since",
            metavar="DATE",
            help="成文日期不早于，如 2005、2005-10、2005-10-18。",
        ),
        click.option("--until", metavar="DATE", help="成文日期不晚于。"),
        click.option(
            "--missing", metavar="ELEMENT", help="缺少某项应有内容的，如 N_PHONE。"
        ),
        click.option(
            "--status",
            type=click.Choice(["ok", "cannot_judge"]),
            help="已判定的，或无法判定的。",
        ),
    )
    for option in reversed(options):
        gathered = option(gathered)
    return gathered


def _date(text: str | None, option: str) -> str | None:
    if text is None:
        return None
    from gongkai import dates

    date = dates.parse(text) or dates.parse_iso(text)
    if date is None:
        raise click.BadParameter(
            f"看不懂的日期“{text}”，请写成 2005-10-18。", param_hint=option
        )
    return str(date)


# Looking at files -----------------------------------------------------------


@main.command()
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=_path(exists=True)
)
@json_option
@rules_option
@jobs_option
@fail_on_option
@click.pass_context
def inspect(
    ctx: click.Context,
    paths: tuple[Path, ...],
    as_json: bool,
    overlay: Path | None,
    jobs: int | None,
    fail_on: str | None,
) -> None:
    """读取、分类并检查文件或文件夹，不归档。"""
    from gongkai import ingest, pipeline
    from gongkai.model import Record
    from gongkai.report import objects, page

    check_rules(overlay)
    failed, worst = False, 0
    for outcome in pipeline.run(ingest.find(paths), overlay, jobs):
        click.echo(
            objects.line(objects.outcome(outcome))
            if as_json
            else page.outcome(outcome) + "\n"
        )
        if isinstance(outcome, Record):
            worst = max(
                [worst, *(finding.severity for finding in outcome.judgement.findings)]
            )
        else:
            failed = True
    ctx.exit(_exit_code(failed, worst, fail_on))


def _exit_code(failed: bool, worst: int, fail_on: str | None) -> ExitCode:
    if failed:
        return ExitCode.SOME_FAILED
    return ExitCode.FOUND if _reaches(worst, fail_on) else ExitCode.DONE


def _reaches(worst: int, fail_on: str | None) -> bool:
    from gongkai.model import Severity

    return fail_on is not None and worst >= Severity[fail_on.upper()]


def check_rules(overlay: Path | None) -> None:
    """Refuse bad rules before any worker meets them."""
    if overlay is not None:
        from gongkai import rules

        rules.load(overlay)


@main.command()
@click.argument("path", metavar="PATH", type=_path(exists=True, dir_okay=False))
@click.pass_context
def text(ctx: click.Context, path: Path) -> None:
    """输出一个文件的全部文字，别无其他。"""
    from gongkai import pipeline
    from gongkai.model import Extract
    from gongkai.report import page

    outcome = pipeline.extract(path)
    if isinstance(outcome, Extract):
        click.echo(outcome.text, nl=False)
        return
    click.echo(page.outcome(outcome), err=True)
    ctx.exit(ExitCode.SOME_FAILED)


# Filling the archive --------------------------------------------------------


@main.command("ingest")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=_path())
@archive_option
@rules_option
@jobs_option
@json_option
@click.pass_context
def ingest_(
    ctx: click.Context,
    paths: tuple[Path, ...],
    archive: Path,
    overlay: Path | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """把文件或文件夹归档。再次运行时，没有变化的文件不会重做。"""
    from gongkai.operations import filling

    check_rules(overlay)
    _report_tally(
        ctx, as_json, lambda watch: filling.ingest(archive, paths, overlay, jobs, watch)
    )


@main.command()
@archive_option
@click.option(
    "--reason", metavar="CODE", help="只重试因这个原因失败的文件，如 encrypted。"
)
@rules_option
@jobs_option
@json_option
@click.pass_context
def retry(
    ctx: click.Context,
    archive: Path,
    reason: str | None,
    overlay: Path | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """重新读取上次没有归档成功的文件。"""
    from gongkai.operations import filling

    check_rules(overlay)
    code = _failure_code(reason)
    _report_tally(
        ctx, as_json, lambda watch: filling.retry(archive, code, overlay, jobs, watch)
    )


def _failure_code(reason: str | None) -> Any:
    from gongkai.errors import FailureCode

    if reason is None:
        return None
    try:
        return FailureCode(reason)
    except ValueError:
        known = "、".join(FailureCode)
        raise click.BadParameter(
            f"没有“{reason}”这个原因，可用的有：{known}。", param_hint="--reason"
        ) from None


def _report_tally(ctx: click.Context, as_json: bool, job: Callable[[Any], Any]) -> None:
    from gongkai.report import objects, progress, tables

    with progress.show() as watch:
        tally = job(watch)
    click.echo(objects.line(tally.as_object()) if as_json else tables.tally(tally))
    if tally.failed:
        click.echo(
            "没有归档成功的文件用 gongkai failures 查看，gongkai retry 重试。", err=True
        )
        ctx.exit(ExitCode.SOME_FAILED)


@main.command()
@archive_option
@json_option
def failures(archive: Path, as_json: bool) -> None:
    """列出没有归档成功的文件和原因。"""
    from gongkai.operations import browsing
    from gongkai.report import objects, tables

    for failure in browsing.failures(archive):
        click.echo(
            objects.line(objects.failure(failure))
            if as_json
            else tables.failure(failure)
        )


# Reading the archive --------------------------------------------------------


@main.command()
@click.argument("query", metavar="QUERY")
@archive_option
@filter_options
@click.option(
    "--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True,
    help="按相关程度或成文日期排列。",
)  # fmt: skip
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="最多列出几件。",
)
@click.option(
    "--offset",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="跳过前几件。",
)
@json_option
def search(
    query: str,
    archive: Path,
    filters: Filters,
    sort: str,
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """检索归档文件。连写的汉字是一个整体；空格表示“并且”；还可用 OR、NOT、括号、引号，
    以及 title: issuer: number: category: 限定范围。
    """
    from gongkai.operations import searching
    from gongkai.report import objects, tables

    answer = searching.search(archive, query, filters, sort, limit, offset)
    if as_json:
        click.echo(objects.line(answer.summary()))
        for hit in answer.hits:
            click.echo(objects.line(hit.as_object()))
        return
    click.echo(tables.answer(answer, color=sys.stdout.isatty()))


@main.command("list")
@archive_option
@filter_options
@json_option
def list_(archive: Path, filters: Filters, as_json: bool) -> None:
    """列出归档的文件。"""
    from gongkai.operations import browsing
    from gongkai.report import objects, tables

    for document in browsing.documents(archive, filters):
        click.echo(
            objects.line(document.as_object()) if as_json else tables.document(document)
        )


@main.command()
@archive_option
@filter_options
@fail_on_option
@json_option
@click.option("--csv", "csv_file", type=_path(dir_okay=False), help="写成 CSV 文件。")
@click.option(
    "--xlsx", "xlsx_file", type=_path(dir_okay=False), help="写成 Excel 文件。"
)
@click.pass_context
def check(
    ctx: click.Context,
    archive: Path,
    filters: Filters,
    fail_on: str | None,
    as_json: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
) -> None:
    """列出归档文件中发现的问题。"""
    from gongkai.operations import browsing
    from gongkai.report import objects, tables

    found = list(browsing.findings(archive, filters))
    if csv_file:
        tables.write_csv(found, csv_file)
    if xlsx_file:
        tables.write_xlsx(found, xlsx_file)
    if as_json:
        for item in found:
            click.echo(objects.line(item.as_object()))
    elif not (csv_file or xlsx_file):
        click.echo(tables.findings(found))
    worst = max((item.finding.severity for item in found), default=0)
    ctx.exit(_exit_code(False, worst, fail_on))


@main.command()
@click.argument("document", metavar="ID")
@archive_option
@json_option
def show(document: str, archive: Path, as_json: bool) -> None:
    """显示一件归档文件，以及每个判断所依据的原文。"""
    from gongkai.operations import browsing
    from gongkai.report import objects, page

    found = browsing.document(archive, document)
    if as_json:
        click.echo(objects.line(found.as_object(full=True)))
        return
    click.echo(f"编号  {found.id}")
    for path in found.paths[1:]:
        click.echo(f"另见  {path}")
    click.echo("\n".join(page.record(found.record)))


@main.command()
@click.argument("document", metavar="ID", required=False)
@click.argument("folder", metavar="DIR", type=_path(file_okay=False))
@archive_option
@click.option("--all", "everything", is_flag=True, help="取出全部归档文件。")
def export(document: str | None, folder: Path, archive: Path, everything: bool) -> None:
    """把归档文件的原件取出到 DIR。"""
    from gongkai.operations import browsing

    if (document is None) != everything:
        raise click.UsageError("请给出文件编号，或用 --all 取出全部。")
    count = browsing.export(archive, document, folder)
    click.echo(f"已取出 {count} 个文件到 {folder}。", err=True)


# Rules ----------------------------------------------------------------------


@main.group("rules")
def rules_() -> None:
    """查看、检验规则。"""


@rules_.command("list")
@rules_option
@json_option
def rules_list(overlay: Path | None, as_json: bool) -> None:
    """列出全部规则和依据。"""
    from gongkai import rules
    from gongkai.report import objects, rulepage

    for entry in rulepage.catalogue(rules.load(overlay)):
        click.echo(objects.line(entry.as_object()) if as_json else entry.line())


@rules_.command("explain")
@click.argument("code", metavar="CODE")
@rules_option
def rules_explain(code: str, overlay: Path | None) -> None:
    """说明一条规则：内容、依据、例子。"""
    from gongkai import rules
    from gongkai.report import rulepage

    lines = rulepage.explain(rules.load(overlay), code)
    if lines is None:
        raise click.ClickException(
            f"没有代码为“{code}”的规则。用 gongkai rules list 查看全部。"
        )
    click.echo("\n".join(lines))


@rules_.command("test")
@click.argument("folder", metavar="[DIR]", required=False, type=_path(file_okay=False))
@click.pass_context
def rules_test(ctx: click.Context, folder: Path | None) -> None:
    """用规则自带的例子检验规则。DIR 是自己的规则目录。"""
    from gongkai import rules
    from gongkai.operations import judging
    from gongkai.report import rulepage

    result = judging.try_examples(rules.load(folder))
    for failure in result.failures:
        click.echo(rulepage.example_failure(failure))
    click.echo(
        f"{result.rules} 条规则，{result.examples} 个例子，{len(result.failures)} 个不符。",
        err=True,
    )
    ctx.exit(ExitCode.CANNOT_RUN if result.failures else ExitCode.DONE)


# Keeping it whole -----------------------------------------------------------


@main.command()
@archive_option
@rules_option
@jobs_option
@json_option
def rejudge(
    archive: Path, overlay: Path | None, jobs: int | None, as_json: bool
) -> None:
    """按现行规则重新分类、检查归档的全部文件（不重读原件）。"""
    from gongkai.operations import judging
    from gongkai.report import objects, progress

    check_rules(overlay)
    with progress.show() as watch:
        change = judging.rejudge(archive, overlay, jobs, watch)
    if as_json:
        click.echo(objects.line(change.as_object()))
        return
    click.echo(
        f"重新判定 {change.judged} 件：改变类别 {change.reclassified} 件，"
        f"新指出问题 {change.newly_flagged} 件，不再有问题 {change.newly_cleared} 件。"
    )


@main.command()
@archive_option
@click.option(
    "--engine", type=click.Choice(["tantivy", "whoosh"]), help="改用哪个检索引擎。"
)
def rebuild(archive: Path, engine: str | None) -> None:
    """用归档目录重建检索索引。"""
    from gongkai.operations import upkeep
    from gongkai.report import progress

    with progress.show() as watch:
        count = upkeep.rebuild(archive, engine, watch)
    click.echo(f"已重建索引，共 {count} 件。")


@main.command()
@archive_option
@json_option
@click.pass_context
def verify(ctx: click.Context, archive: Path, as_json: bool) -> None:
    """核对每份原件、每条记录和索引是否完好一致。"""
    from gongkai.operations import upkeep
    from gongkai.report import objects, progress

    with progress.show() as watch:
        report = upkeep.verify(archive, watch)
    for damage in report.damage:
        click.echo(objects.line(damage.as_object()) if as_json else damage.sentence())
    if as_json:
        click.echo(objects.line(report.summary()))
    elif not report.damage:
        click.echo(f"完好：{report.documents} 件文件的原件、记录和索引一致。")
    ctx.exit(ExitCode.SOME_FAILED if report.damage else ExitCode.DONE)
