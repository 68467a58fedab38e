"""Commands that search for much at once, or again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.options import (
    Number,
    archive_option,
    filter_options,
    json_option,
    path,
    sheet_options,
)
from gongkai.cli.program import Chinese, exit_code

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.model import Filters


@click.command(cls=Chinese)
@click.argument("queries", metavar="FILE", type=path())
@archive_option
@filter_options
@click.option(
    "--limit",
    metavar="N",
    type=Number(0),
    default=100,
    help="每个检索式最多列出几件。[默认：100]",
)
@sheet_options
@click.pass_context
def batch(
    ctx: click.Context,
    queries: Path,
    archive: Path,
    filters: Filters,
    limit: int,
    csv_file: Path | None,
    xlsx_file: Path | None,
) -> None:
    """逐个检索文件 FILE 里的检索式，列出各有几件。

    FILE 是 CSV 文件（取第一列）或文本文件（每行一个）。
    """
    from gongkai.operations import batch
    from gongkai.report import hits, progress

    wanted = batch.read(queries)
    with progress.show() as watch:
        looked = list(batch.search(archive, wanted, filters, limit, watch))
    if csv_file:
        hits.write_csv(looked, csv_file)
    if xlsx_file:
        hits.write_xlsx(looked, xlsx_file)
    for line in hits.lines(looked):
        click.echo(line)
    ctx.exit(exit_code(any(item.problem for item in looked)))


@click.command(cls=Chinese)
@click.option("--forget", metavar="NAME", help="删去这个保存的检索。")
@archive_option
@json_option
def searches(forget: str | None, archive: Path, as_json: bool) -> None:
    """列出保存的检索；或者删去一个。"""
    from gongkai.operations import saving
    from gongkai.report import objects, progress, tables

    if forget is not None:
        saving.forget(archive, forget, progress.PlainLines())
        click.echo(f"已删去检索“{forget}”。", err=True)
        return
    for one in saving.listed(archive):
        click.echo(objects.line(objects.saved(one)) if as_json else tables.saved(one))
