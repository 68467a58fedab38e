"""Commands about rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.options import (
    archive_option,
    jobs_option,
    json_option,
    path,
    rules_option,
)
from gongkai.cli.program import ChineseGroup, ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@click.group(cls=ChineseGroup)
def rules() -> None:
    """查看、检验、试用规则。"""


@rules.command("list")
@rules_option
@json_option
def list_(overlay: Path | None, as_json: bool) -> None:
    """列出全部规则和依据。"""
    from gongkai.report import objects, rulepage
    from gongkai.rules import load

    for entry in rulepage.catalogue(load(overlay, prove=True)):
        click.echo(objects.line(entry.as_object()) if as_json else entry.line())


@rules.command()
@click.argument("code", metavar="CODE")
@rules_option
def explain(code: str, overlay: Path | None) -> None:
    """说明一条规则：内容、依据、例子。

    CODE 是 rules list 给出的代码，如 DW04、N_PHONE。
    """
    from gongkai.report import rulepage
    from gongkai.rules import load

    lines = rulepage.explain(load(overlay, prove=True), code)
    if lines is None:
        raise click.ClickException(
            f"没有代码为“{code}”的规则。用 gongkai rules list 查看全部。"
        )
    click.echo("\n".join(lines))


@rules.command()
@click.argument("folder", metavar="[DIR]", required=False, type=path())
@click.pass_context
def test(ctx: click.Context, folder: Path | None) -> None:
    """用规则自带的例子检验规则。

    DIR 是自己的规则目录；不写则检验内置规则。
    """
    from gongkai.operations import trying
    from gongkai.report import rulepage
    from gongkai.rules import load

    trial = trying.try_examples(load(folder, prove=True))
    for failed in trial.failed:
        click.echo(rulepage.failed_example(failed))
    click.echo(
        f"{trial.rules} 条规则，{trial.examples} 个例子，{len(trial.failed)} 个不符。",
        err=True,
    )
    ctx.exit(ExitCode.CANNOT_RUN if trial.failed else ExitCode.DONE)


@rules.command()
@click.option(
    "--rules",
    "overlay",
    metavar="DIR",
    required=True,
    type=path(),
    help="要试用的规则目录。",
)
@archive_option
@jobs_option
@json_option
def preview(overlay: Path, archive: Path, jobs: int | None, as_json: bool) -> None:
    """试用一套规则：会改变归档中的哪些判定，什么都不写。"""
    from gongkai.operations import judging
    from gongkai.report import objects, progress, tables

    with progress.show() as watch:
        changes = judging.preview(archive, overlay, jobs, watch)
    if as_json:
        click.echo(objects.line(objects.changes(changes)))
        return
    for line in tables.changes(changes, "如改用这套规则"):
        click.echo(line)
