"""The command line: parse options, call one operation, print, exit.

Only Click is imported here; what a command needs is imported when it runs, so
that `gongkai --help` answers at once. Results go to stdout, all else to stderr.
"""

from __future__ import annotations

import click

from gongkai import __version__
from gongkai.cli.files import inspect, redact, text
from gongkai.cli.filling import failures, ingest, retry, watch
from gongkai.cli.program import Program
from gongkai.cli.reading import check, export, list_, log, search, show
from gongkai.cli.rules import rules
from gongkai.cli.searching import batch, searches
from gongkai.cli.upkeep import backup, doctor, rebuild, rejudge, restore, verify
from gongkai.cli.waiving import waive, waivers

__all__ = ["main"]


@click.group(
    "gongkai",
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__, "-V", "--version", prog_name="gongkai", help="显示版本。"
)
def main() -> None:
    """公开：读取、分类、检查、归档、检索基层公开文件。"""


for command in (
    inspect,
    text,
    ingest,
    watch,
    failures,
    retry,
    search,
    batch,
    searches,
    list_,
    check,
    show,
    export,
    redact,
    waive,
    waivers,
    rules,
    rejudge,
    rebuild,
    verify,
    log,
    backup,
    restore,
    doctor,
):
    main.add_command(command)
