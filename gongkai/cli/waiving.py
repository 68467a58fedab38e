"""Commands about findings that people let stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.options import archive_option, json_option, parse_day
from gongkai.cli.program import Chinese

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Chinese)
@click.argument("document", metavar="ID")
@click.argument("rule", metavar="RULE")
@click.option("--reason", metavar="TEXT", required=True, help="豁免的理由。")
@click.option("--by", "person", metavar="NAME", required=True, help="由谁决定。")
@click.option(
    "--until", metavar="DATE", required=True, help="到哪一天为止（当天仍有效）。"
)
@archive_option
def waive(
    document: str, rule: str, reason: str, person: str, until: str, archive: Path
) -> None:
    """豁免一个问题：在期限内，check 不再列出它。

    ID 是文件编号，RULE 是问题后面括号里的代码，如 N_PHONE。
    """
    from gongkai.operations import waiving
    from gongkai.report import progress, tables

    day = parse_day(until, "--until")
    with progress.show() as watch:
        entered = waiving.waive(
            archive, document, rule,
            reason=reason, person=person, until=day, watch=watch,
        )  # fmt: skip
    click.echo(tables.waiver(entered))


@click.command(cls=Chinese)
@click.option("--prune", is_flag=True, help="删去过期的，和问题已不存在的。")
@archive_option
@json_option
def waivers(prune: bool, archive: Path, as_json: bool) -> None:
    """列出豁免；或者删去不再适用的。"""
    from gongkai.operations import waiving
    from gongkai.report import objects, progress, tables

    if prune:
        with progress.show() as watch:
            entries = waiving.prune(archive, watch)
        click.echo(f"删去 {len(entries)} 条豁免。", err=True)
    else:
        entries = waiving.listed(archive)
    for entry in entries:
        click.echo(
            objects.line(objects.waiver(entry)) if as_json else tables.waiver(entry)
        )
