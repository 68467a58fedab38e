"""A long job is watched on stderr alone, and goes on when nobody listens."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console
from rich.progress import BarColumn, Progress

from gongkai.report import progress


def test_elsewhere_than_on_a_terminal_a_line_comes_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    counted = []

    def count() -> int:
        counted.append(True)
        return 40

    with progress.show() as watch:
        watch.expect(count)
        watch.step(10)
        watch.step(10)
        watch.say("另一个进程正在写入")

    out, told = capsys.readouterr()
    assert out == ""
    first, second, said = told.splitlines()
    assert first.startswith("已处理 10/40 件，")
    assert second.startswith("已处理 20/40 件，")
    assert said == "另一个进程正在写入"
    assert counted == [True]


def test_a_job_that_ends_soon_says_nothing_and_counts_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress.show() as watch:
        watch.expect(lambda: pytest.fail("counted"))
        watch.step(1000)
    assert capsys.readouterr() == ("", "")


def test_a_job_goes_on_when_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Closed())
    progress.PlainLines().say("一句话")


def test_on_a_terminal_there_is_a_bar_with_the_rate() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80)
    with Progress(BarColumn(), "{task.fields[rate]} 件/秒", console=console) as bars:
        bar = progress.Bar(bars)
        bar.expect(lambda: 10)
        bar.step(4)
        bar.say("正在等待 [1]")
        (task,) = bars.tasks
        assert (task.completed, task.total) == (4, 10)
    assert "件/秒" in screen.getvalue()
    assert "正在等待 [1]" in screen.getvalue()
