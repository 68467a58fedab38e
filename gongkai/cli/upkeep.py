"""Commands that keep the archive whole and its judgements up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongkai.cli.options import (
    OneOf,
    archive_option,
    jobs_option,
    json_option,
    path,
    rules_option,
)
from gongkai.cli.program import Chinese, ExitCode, exit_code

if TYPE_CHECKING:
    from pathlib import Path

    from gongkai.model import Verified


@click.command(cls=Chinese)
@archive_option
@rules_option
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="逐件判定；不写则规则的改动影响不到的文件维持原判，不再判。",
)
@jobs_option
@json_option
@click.pass_context
def rejudge(
    ctx: click.Context,
    archive: Path,
    overlay: Path | None,
    everything: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """按现行规则重新分类、检查归档的全部文件（不重读原件）。"""
    from gongkai import workers

    workers.prepare(workers.WARM)  # while everything else is imported
    from gongkai.operations import judging
    from gongkai.report import objects, progress, tables

    with progress.show() as watch:
        changes = judging.rejudge(archive, overlay, jobs, watch, everything=everything)
    if as_json:
        click.echo(objects.line(objects.changes(changes)))
    else:
        for line in tables.changes(changes, "重新判定"):
            click.echo(line)
    ctx.exit(exit_code(bool(changes.failures)))


@click.command(cls=Chinese)
@archive_option
@click.option(
    "--engine",
    metavar="NAME",
    type=OneOf("tantivy", "whoosh"),
    help="改用检索引擎 tantivy 或 whoosh。",
)
def rebuild(archive: Path, engine: str | None) -> None:
    """用归档目录重建检索索引。"""
    from gongkai.operations import upkeep
    from gongkai.report import progress

    with progress.show() as watch:
        count = upkeep.rebuild(archive, engine, watch)
    click.echo(f"已重建索引，共 {count} 件。")


@click.command(cls=Chinese)
@archive_option
@json_option
@click.pass_context
def verify(ctx: click.Context, archive: Path, as_json: bool) -> None:
    """核对每份原件、每条记录和索引是否完好一致。"""
    from gongkai.operations import upkeep
    from gongkai.report import objects, progress, tables

    with progress.show() as watch:
        verified = upkeep.verify(archive, watch)
    for damage in verified.damage:
        click.echo(
            objects.line(objects.damage(damage)) if as_json else tables.damage(damage)
        )
    if as_json:
        click.echo(objects.line(objects.verified(verified)))
    else:
        click.echo(tables.verified(verified))
    ctx.exit(exit_code(bool(verified.damage)))


@click.command(cls=Chinese)
@click.argument("target", metavar="FILE", type=path())
@archive_option
@json_option
@click.pass_context
def backup(ctx: click.Context, target: Path, archive: Path, as_json: bool) -> None:
    """把整个归档备份成一个文件；归档正在写入也可以。

    FILE 以 .zip 结尾时写成 zip 文件，否则写成文件夹；两者都是 BagIt 格式，附每个文件的校验码。
    """
    from gongkai.operations import upkeep
    from gongkai.report import progress

    with progress.show() as watch:
        done = upkeep.back_up(archive, target, watch)
    _tell(ctx, done, as_json, f"已备份 {done.documents} 件文件到 {target}。")


@click.command(cls=Chinese)
@click.argument("bag", metavar="FILE", type=path())
@archive_option
@json_option
@click.pass_context
def restore(ctx: click.Context, bag: Path, archive: Path, as_json: bool) -> None:
    """用备份恢复归档，并核对每个文件；归档目录须是空的或还没有。"""
    from gongkai.operations import upkeep
    from gongkai.report import progress

    with progress.show() as watch:
        done = upkeep.restore(bag, archive, watch)
    _tell(ctx, done, as_json, f"已恢复 {done.documents} 件文件到 {archive}。")


def _tell(ctx: click.Context, done: Verified, as_json: bool, sentence: str) -> None:
    """What is damaged, then what was done."""
    from gongkai.report import objects, tables

    for damage in done.damage:
        click.echo(
            objects.line(objects.damage(damage)) if as_json else tables.damage(damage)
        )
    if as_json:
        click.echo(objects.line(objects.verified(done)))
    else:
        if done.damage:
            sentence += f"有 {len(done.damage)} 处损坏或不符，见上。"
        click.echo(sentence)
    ctx.exit(exit_code(bool(done.damage)))


@click.command(cls=Chinese)
@archive_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, archive: Path, as_json: bool) -> None:
    """体检：版本、隔离、磁盘、归档目录和索引是否正常；有故障时退出码为 1。"""
    from gongkai import pipeline
    from gongkai.model import Health
    from gongkai.operations import examining
    from gongkai.report import objects, tables

    is_bad = False
    for sign in examining.examine(archive, pipeline.LIMITS):
        is_bad = is_bad or sign.health is Health.BAD
        click.echo(objects.line(objects.sign(sign)) if as_json else tables.sign(sign))
    ctx.exit(ExitCode.CANNOT_RUN if is_bad else ExitCode.DONE)
