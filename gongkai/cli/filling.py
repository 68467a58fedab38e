"""Commands that fill the archive, and tell what did not get in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from gongkai.cli.options import (
    Number,
    archive_option,
    jobs_option,
    json_option,
    ocr_option,
    path,
    rules_option,
)
from gongkai.cli.program import Chinese, exit_code

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.errors import FailureCode
    from gongkai.model import Tally
    from gongkai.report.progress import Watch


@click.command(cls=Chinese)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=path())
@archive_option
@rules_option
@jobs_option
@ocr_option
@json_option
@click.pass_context
def ingest(
    ctx: click.Context,
    paths: tuple[Path, ...],
    archive: Path,
    overlay: Path | None,
    jobs: int | None,
    ocr: str,
    as_json: bool,
) -> None:
    """把文件或文件夹归档。再次运行时，没有变化的文件不会重做。"""

    def job(watch: Watch) -> Tally:
        from gongkai import workers

        workers.prepare(workers.WARM)  # while everything else is imported
        from gongkai.operations import filling

        return filling.ingest(archive, paths, overlay, jobs, watch, ocr == "auto")

    _fill(ctx, as_json, job)


@click.command(cls=Chinese)
@archive_option
@click.option(
    "--reason", metavar="CODE", help="只重试因这个原因失败的文件，如 encrypted。"
)
@rules_option
@jobs_option
@ocr_option
@json_option
@click.pass_context
def retry(
    ctx: click.Context,
    archive: Path,
    reason: str | None,
    overlay: Path | None,
    jobs: int | None,
    ocr: str,
    as_json: bool,
) -> None:
    """重新读取没有归档成功的文件。"""
    code = _failure_code(reason)

    def job(watch: Watch) -> Tally:
        from gongkai.operations import filling

        return filling.retry(archive, code, overlay, jobs, watch, ocr == "auto")

    _fill(ctx, as_json, job)


@click.command(cls=Chinese)
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=path())
@archive_option
@click.option(
    "--quiet",
    metavar="SECONDS",
    type=Number(0),
    default=5,
    help="文件多少秒没有变化才归档，以免读到没写完的。[默认：5]",
)
@rules_option
@jobs_option
@ocr_option
@json_option
def watch(
    folders: tuple[Path, ...],
    archive: Path,
    quiet: int,
    overlay: Path | None,
    jobs: int | None,
    ocr: str,
    as_json: bool,
) -> None:
    """监视文件夹，新到的、改动的文件随到随归档，直到按 Ctrl-C。

    先归档已有的。正在下载、正在编辑的临时文件（.part、.crdownload、~$… 等）不读。
    """
    from gongkai.model import Unfinished
    from gongkai.operations import watching
    from gongkai.report import progress

    arrivals = watching.watch(
        archive, folders, overlay, jobs, progress.PlainLines(), ocr == "auto",
        quiet=quiet,
    )  # fmt: skip
    click.echo("正在监视，按 Ctrl-C 结束。", err=True)
    try:
        for tally in arrivals:
            _tell(tally, as_json)
    except Unfinished as unfinished:
        _tell(unfinished.tally, as_json)
        raise unfinished.__cause__ or unfinished from None


def _tell(tally: Tally, as_json: bool) -> None:
    from gongkai.report import objects, tables

    click.echo(objects.line(objects.tally(tally)) if as_json else tables.tally(tally))


def _failure_code(reason: str | None) -> FailureCode | None:
    from gongkai.errors import FailureCode

    if reason is None:
        return None
    try:
        return FailureCode(reason)
    except ValueError:
        known = "、".join(FailureCode)
        raise click.UsageError(
            f"--reason：没有“{reason}”这个原因，可用的有：{known}。"
        ) from None


def _fill(ctx: click.Context, as_json: bool, job: Callable[[Watch], Tally]) -> None:
    """Run a job, and print its balance whatever ended it."""
    from gongkai.model import Tally, Unfinished

    tally = Tally()
    ended: BaseException | None = None
    try:
        from gongkai.report import progress

        with progress.show() as watch:
            tally = job(watch)
    except Unfinished as unfinished:
        tally, ended = unfinished.tally, unfinished.__cause__
    except KeyboardInterrupt as error:  # before anything was done
        ended = error
    _tell(tally, as_json)
    if ended is not None:
        raise ended
    if tally.failed:
        click.echo(
            "没有归档成功的文件用 gongkai failures 查看，gongkai retry 重试。", err=True
        )
    ctx.exit(exit_code(tally.failed > 0))


@click.command(cls=Chinese)
@archive_option
@json_option
def failures(archive: Path, as_json: bool) -> None:
    """列出没有归档成功的文件和原因。"""
    from gongkai.operations import browsing
    from gongkai.report import objects, tables

    failure = None
    for failure in browsing.failures(archive):
        click.echo(
            objects.line(objects.failure(failure))
            if as_json
            else tables.failure(failure)
        )
    if failure is None:
        click.echo("没有归档不成功的文件。", err=True)
