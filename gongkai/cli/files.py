"""Commands about single files, which archive nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.options import (
    archive_option,
    fail_on_option,
    jobs_option,
    json_option,
    ocr_option,
    path,
    rules_option,
)
from gongkai.cli.program import Chinese, ExitCode, exit_code

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Chinese)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=path())
@json_option
@rules_option
@jobs_option
@ocr_option
@fail_on_option
@click.pass_context
def inspect(
    ctx: click.Context,
    paths: tuple[Path, ...],
    as_json: bool,
    overlay: Path | None,
    jobs: int | None,
    ocr: str,
    fail_on: str | None,
) -> None:
    """读取、分类并检查文件或文件夹，不归档。"""
    from gongkai.model import Record
    from gongkai.operations import inspecting
    from gongkai.report import objects, page

    failed, worst = False, 0
    for outcome in inspecting.inspect(paths, overlay, jobs, ocr == "auto"):
        shown = objects.outcome(outcome)
        click.echo(objects.line(shown) if as_json else f"{page.outcome(outcome)}\n")
        if isinstance(outcome, Record):
            severities = (f.severity for f in outcome.judgement.findings)
            worst = max((worst, *severities))
        else:
            failed = True
    ctx.exit(exit_code(failed, worst, fail_on))


@click.command(cls=Chinese)
@click.argument("file", metavar="PATH", type=path())
@ocr_option
@click.pass_context
def text(ctx: click.Context, file: Path, ocr: str) -> None:
    """输出一个文件的全部文字，别无其他。"""
    from gongkai.model import Extract
    from gongkai.operations import inspecting
    from gongkai.report import page

    outcome = inspecting.text(file, ocr == "auto")
    if isinstance(outcome, Extract):
        click.echo(outcome.text, nl=False)
        return
    click.echo(page.outcome(outcome), err=True)
    ctx.exit(ExitCode.SOME_FAILED)


@click.command(cls=Chinese)
@click.argument("target", metavar="ID|PATH")
@click.option(
    "-o", "--output", metavar="FILE", type=path(), required=True, help="副本写到哪里。"
)
@archive_option
@rules_option
@json_option
def redact(
    target: str, output: Path, archive: Path, overlay: Path | None, as_json: bool
) -> None:
    """制作遮盖了个人信息的副本，原件不动。

    FILE 以 .docx 结尾时写成 Word 文件，否则只写文字。应当公开的内容（如监督电话）保留。
    """
    from gongkai.operations import redacting
    from gongkai.report import objects, tables

    done = redacting.redact(target, output, archive, overlay)
    for item in done.masked:
        click.echo(
            objects.line(objects.sensitive(item)) if as_json else tables.masked(item)
        )
    click.echo(f"遮盖 {len(done.masked)} 处，副本在 {output}。", err=True)
