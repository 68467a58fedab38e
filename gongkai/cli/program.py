"""How the program as a whole behaves: its help, its errors and its exit codes."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import Any, NoReturn

import click

from gongkai.interruption import done, heeded


class ExitCode(IntEnum):
    """What the shell sees."""

    DONE = 0
    CANNOT_RUN = 1
    USAGE = 2
    SOME_FAILED = 3
    FOUND = 4
    INTERRUPTED = 130


class Chinese(click.Command):
    """A command whose help and complaints are in Chinese throughout."""

    allow_extra_args = True  # so that it is we who refuse them

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if rest and not isinstance(self, click.Group):
            ctx.fail(f"多出来的参数：{' '.join(rest)}")
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助。"
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[选项]", *super().collect_usage_pieces(ctx)[1:]]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        usage = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, usage, prefix="用法：")

    def format_options(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        options = (p for p in self.get_params(ctx) if isinstance(p, click.Option))
        rows = [option.get_help_record(ctx) for option in options]
        with formatter.section("选项"):
            formatter.write_dl([row for row in rows if row is not None])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


class ChineseGroup(Chinese, click.Group):
    """A group of commands, shown in the order in which they were added."""

    command_class = Chinese

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[选项]", "命令", "[参数]…"]

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        width = formatter.width
        rows = [
            (name, command.get_short_help_str(width))
            for name, command in self.commands.items()
        ]
        with formatter.section("命令"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.commands, n=1)
            hint = f"，是不是 {near[0]}" if near else ""
            ctx.fail(f"没有命令 {args[0]}{hint}。")
        return super().resolve_command(ctx, args)


class Program(ChineseGroup):
    """The program: errors become one Chinese sentence, and the exit code says which kind."""

    def main(
        self, args: Sequence[str] | None = None, *_: Any, **settings: Any
    ) -> NoReturn:
        settings["standalone_mode"] = False
        atexit.register(done)
        _have_streams()
        _speak_utf8()
        try:
            with heeded():
                code = self._run(args, settings)
            sys.stdout.flush()
        except BrokenPipeError:  # whoever read us has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = ExitCode.CANNOT_RUN
        sys.exit(code)

    def _run(self, args: Sequence[str] | None, settings: dict[str, Any]) -> int:
        from gongkai.errors import GongkaiError, QueryError

        try:
            return super().main(args, **settings) or ExitCode.DONE
        except click.UsageError as error:
            _complain(_usage(error))
            return ExitCode.USAGE
        except click.ClickException as error:
            _complain(error.format_message())
        except QueryError as error:
            _complain(_pointed(error, error.query, error.at))
        except GongkaiError as error:
            _complain(str(error))
        except BrokenPipeError:
            raise
        except OSError as error:
            _complain(
                f"读写失败：{error.filename or ''}（{error.strerror or error}）。"
            )
        except (KeyboardInterrupt, click.Abort):
            _complain("已中断。已经归档的都已保存，再次运行即可继续。")
            return ExitCode.INTERRUPTED
        return ExitCode.CANNOT_RUN


def _have_streams() -> None:
    """Have something at the three standard streams where whoever started us closed them.

    Else the next file that is opened, the catalogue perhaps, would take their place.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115


def _speak_utf8() -> None:
    """Have pipes and files carry UTF-8 whatever the locale, and nothing fail to print."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            errors = "backslashreplace"
            if stream.isatty():
                stream.reconfigure(errors=errors)
            else:
                stream.reconfigure(encoding="utf-8", errors=errors)


def _complain(sentence: str) -> None:
    click.echo(sentence, err=True)


def _usage(error: click.UsageError) -> str:
    """What is wrong with the command line, and where to read how it goes."""
    lines = [f"用法有误：{_wrong(error)}"]
    if error.ctx is not None:
        lines.append(error.ctx.get_usage())
    command = error.ctx.command_path if error.ctx is not None else "gongkai 命令"
    lines.append(f"用 {command} --help 查看说明。")
    return "\n".join(lines)


def _wrong(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_named(error.param)}。"
    if isinstance(error, click.NoSuchOption):
        near = (
            f"，是不是 {'、'.join(error.possibilities)}" if error.possibilities else ""
        )
        return f"没有选项 {error.option_name}{near}。"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 缺少值，或不该有值。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{_named(error.param)}：{error.message}"
    return error.message


def _named(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return param.opts[-1]
    return param.human_readable_name if param else "参数"


def _pointed(error: Exception, query: str, at: int) -> str:
    """The query with a mark under the character to blame."""
    return f"{error}\n  {query}\n  {' ' * _columns(query[:at])}^"


def _columns(text: str) -> int:
    """The width of a text on a terminal, where a Han character takes two columns."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def exit_code(failed: bool, worst: int = 0, fail_on: str | None = None) -> ExitCode:
    """The exit code of a command that ran to its end."""
    if failed:
        return ExitCode.SOME_FAILED
    if fail_on is not None:
        from gongkai.model import Severity

        if worst >= Severity[fail_on.upper()]:
            return ExitCode.FOUND
    return ExitCode.DONE
