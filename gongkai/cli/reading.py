"""Commands that read the archive."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from gongkai.cli.options import (
    Number,
    OneOf,
    archive_option,
    fail_on_option,
    filter_options,
    json_option,
    sheet_options,
)
from gongkai.cli.program import Chinese, exit_code

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.model import Filters


@click.command(cls=Chinese)
@click.argument("query", metavar="[QUERY]", default="")
@archive_option
@filter_options
@click.option(
    "--save", "save_as", metavar="NAME", help="检索，并以此名称保存，连同筛选条件。"
)
@click.option(
    "--saved", metavar="NAME", help="用保存的检索；可以不写 QUERY，另写的筛选条件优先。"
)
@click.option("--like", metavar="ID", help="内容与这件文件相近的；可以不写 QUERY。")
@click.option(
    "--sort",
    metavar="ORDER",
    type=OneOf("relevance", "date"),
    default="relevance",
    help="按相关程度（relevance）或成文日期（date）排列。[默认：relevance]",
)
@click.option(
    "--limit",
    metavar="N",
    type=Number(0),
    default=10,
    help="最多列出几件。[默认：10]",
)
@click.option(
    "--offset", metavar="N", type=Number(0), default=0, help="跳过前几件。[默认：0]"
)
@json_option
def search(
    query: str,
    archive: Path,
    filters: Filters,
    save_as: str | None,
    saved: str | None,
    like: str | None,
    sort: str,
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """检索归档文件。

    连写的汉字是一个整体，原样出现才算；空格表示“并且”。

    还可用 OR、NOT（或 -）、括号、引号，以及 title: issuer: number: category: 限定范围。
    """
    from gongkai.operations import searching
    from gongkai.report import objects, progress, tables

    if saved is not None:
        query, filters, sort = _with_saved(archive, saved, query, filters, sort)
    if not query and like is None:
        raise click.UsageError("请写出要检索的文字 QUERY，或用 --like 指定一件文件。")
    if save_as is not None:
        _save(archive, save_as, query, filters, sort)
    answer = searching.search(
        archive,
        query,
        filters,
        sort=sort,
        limit=limit,
        offset=offset,
        watch=progress.PlainLines(),
        like=like,
    )
    for note in answer.notes:
        click.echo(note, err=True)
    if as_json:
        click.echo(objects.line(objects.answer(answer)))
        for hit in answer.hits:
            click.echo(objects.line(objects.hit(hit)))
        return
    for line in tables.answer(answer, color=sys.stdout.isatty()):
        click.echo(line)


def _with_saved(
    archive: Path, name: str, query: str, filters: Filters, sort: str
) -> tuple[str, Filters, str]:
    """A saved search, narrowed by what else was asked for."""
    import dataclasses

    from gongkai.operations import saving

    kept = saving.named(archive, name)
    given = dataclasses.asdict(filters).items()
    both = dataclasses.replace(kept.filters, **{k: v for k, v in given if v})
    narrowed = f"({kept.query}) {query}" if query else kept.query
    return narrowed, both, sort if sort != "relevance" else kept.sort


def _save(archive: Path, name: str, query: str, filters: Filters, sort: str) -> None:
    from gongkai.model import SavedSearch
    from gongkai.operations import saving
    from gongkai.report import progress

    search = SavedSearch(name, query, filters, sort)
    saving.keep(archive, search, progress.PlainLines())
    click.echo(f"已保存检索“{name}”。", err=True)


@click.command("list", cls=Chinese)
@archive_option
@filter_options
@json_option
def list_(archive: Path, filters: Filters, as_json: bool) -> None:
    """列出归档的文件。"""
    from gongkai.operations import browsing
    from gongkai.report import objects, tables

    for document in browsing.documents(archive, filters):
        click.echo(
            objects.line(objects.summary(document))
            if as_json
            else tables.document(document)
        )


@click.command(cls=Chinese)
@archive_option
@filter_options
@fail_on_option
@json_option
@sheet_options
@click.option("--waived", is_flag=True, help="连同已豁免的问题。")
@click.pass_context
def check(
    ctx: click.Context,
    archive: Path,
    filters: Filters,
    fail_on: str | None,
    as_json: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
    waived: bool,
) -> None:
    """列出归档文件中发现的问题。"""
    from gongkai.operations import browsing
    from gongkai.report import objects, sheets, tables

    find = partial(browsing.findings, archive, filters, waived=waived)
    if csv_file:
        sheets.write_csv(find(), csv_file)
    if xlsx_file:
        sheets.write_xlsx(find(), xlsx_file)
    counts = tables.FindingCounts()
    found = counts.over(find())
    if as_json:
        for item in found:
            click.echo(objects.line(objects.accusation(item)))
    else:
        for line in tables.findings(found):
            if not (csv_file or xlsx_file):
                click.echo(line)
        click.echo(counts.sentence())
    ctx.exit(exit_code(False, counts.worst, fail_on))


@click.command(cls=Chinese)
@click.argument("document", metavar="ID")
@archive_option
@json_option
def show(document: str, archive: Path, as_json: bool) -> None:
    """显示一件归档文件，以及每个判断所依据的原文。

    ID 是 list、search 给出的文件编号，写前几位即可。
    """
    from gongkai.operations import browsing
    from gongkai.report import objects, page

    found = browsing.document(archive, document)
    if as_json:
        click.echo(objects.line(objects.kept(found)))
        return
    for line in page.kept(found):
        click.echo(line)


@click.command(cls=Chinese)
@archive_option
@json_option
def log(archive: Path, as_json: bool) -> None:
    """列出对归档做过什么：何时、何人、用哪一版程序和规则、结果如何。

    每条记录的校验码都覆盖前一条，verify 据此核对有没有被改动或删去。
    """
    from gongkai.operations import browsing
    from gongkai.report import objects, tables

    for entry in browsing.log(archive):
        click.echo(
            objects.line(objects.log_entry(entry))
            if as_json
            else tables.log_entry(entry)
        )


@click.command(cls=Chinese)
@click.argument("arguments", metavar="[ID] DIR", nargs=-1, required=True)
@click.option("--all", "everything", is_flag=True, help="取出全部归档文件。")
@archive_option
@click.pass_context
def export(
    ctx: click.Context, arguments: tuple[str, ...], everything: bool, archive: Path
) -> None:
    """把归档文件的原件取出到文件夹 DIR。"""
    from pathlib import Path

    from gongkai.operations import browsing
    from gongkai.report import tables

    if len(arguments) != (1 if everything else 2):
        raise click.UsageError("请写“ID DIR”取出一件，或“--all DIR”取出全部。")
    folder = Path(arguments[-1])
    done = browsing.export(archive, folder, None if everything else arguments[0])
    for damage in done.damage:
        click.echo(tables.damage(damage), err=True)
    click.echo(f"已取出 {done.written} 件到 {folder}。", err=True)
    ctx.exit(exit_code(bool(done.damage)))
