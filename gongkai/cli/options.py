"""Options that several commands share, and their types with Chinese messages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

if TYPE_CHECKING:
    from datetime import date

    from gongkai.model import PartialDate

P = ParamSpec("P")
R = TypeVar("R")


def path() -> click.Path:
    """A path as given; whether anything stands there is not for options to say."""
    import pathlib

    return click.Path(readable=False, path_type=pathlib.Path)


class Number(click.ParamType):  # type: ignore[type-arg]  # no generic before Click 8.3
    """A whole number from `least` on."""

    name = "number"

    def __init__(self, least: int) -> None:
        self.least = least

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if number < self.least:
            self.fail(f"“{value}”应是不小于 {self.least} 的整数。", param, ctx)
        return number


class OneOf(click.ParamType):  # type: ignore[type-arg]  # no generic before Click 8.3
    """One of a few words."""

    name = "word"

    def __init__(self, *words: str) -> None:
        self.words = words

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        if value not in self.words:
            known = "、".join(self.words)
            self.fail(f"“{value}”不在可选之列，可选：{known}。", param, ctx)
        return str(value)


def archive_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--archive",
        metavar="DIR",
        type=path(),
        envvar="GONGKAI_ARCHIVE",
        default="gongkai-archive",
        help="归档目录。[默认：$GONGKAI_ARCHIVE，否则 ./gongkai-archive]",
    )(command)


def rules_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--rules",
        "overlay",
        metavar="DIR",
        type=path(),
        help="自己的规则目录，覆盖内置规则中同名的条目。",
    )(command)


def jobs_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "-j",
        "--jobs",
        metavar="N",
        type=Number(1),
        help="同时工作的进程数。[默认：处理器数]",
    )(command)


def ocr_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--ocr",
        metavar="MODE",
        type=OneOf("auto", "off"),
        default="auto",
        help="识别扫描件和图片上的文字：装有识别引擎就识别（auto），或一律不识别（off）。[默认：auto]",
    )(command)


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象。"
    )(command)


def fail_on_option(command: Callable[P, R]) -> Callable[P, R]:
    return click.option(
        "--fail-on",
        metavar="LEVEL",
        type=OneOf("error", "warn"),
        help="有该级别（error 或 warn）及以上的问题时，退出码为 4。",
    )(command)


def sheet_options(command: Callable[..., R]) -> Callable[..., R]:
    """The files that a table may be written to instead of the terminal."""
    command = click.option(
        "--xlsx", "xlsx_file", metavar="FILE", type=path(), help="写成 Excel 文件。"
    )(command)
    return click.option(
        "--csv",
        "csv_file",
        metavar="FILE",
        type=path(),
        help="写成 CSV 文件（Excel 可开）。",
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
            metavar="STATUS",
            type=OneOf("ok", "cannot_judge"),
            help="已判定的（ok），或无法判定的（cannot_judge）。",
        ),
    )
    for option in reversed(options):
        gathered = option(gathered)
    return gathered


def parse_day(text: str, option: str) -> date:
    """A day, in whichever notation. Raises UsageError."""
    from gongkai import dates

    day = dates.as_day(_parse_date(text, option))
    if day is None:
        raise click.UsageError(f"{option}：“{text}”要写到日，如 2005-10-18。")
    return day


def _date(text: str | None, option: str) -> str | None:
    """A date to any precision, as ISO."""
    return None if text is None else str(_parse_date(text, option))


def _parse_date(text: str, option: str) -> PartialDate:
    from gongkai import dates

    found = dates.parse(text) or dates.parse_iso(text)
    if found is None:
        raise click.UsageError(f"{option}：看不懂的日期“{text}”，请写成 2005-10-18。")
    return found
