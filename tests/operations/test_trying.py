"""The rules' own examples are run, and one that fails is told with its place."""

from __future__ import annotations

from pathlib import Path

from gongkai.operations import trying
from gongkai.rules import Rulebook, load


def test_the_built_in_rules_live_up_to_their_examples(rulebook: Rulebook) -> None:
    trial = trying.try_examples(rulebook)
    assert trial.failed == ()
    assert trial.examples > 300
    assert trial.rules >= len(rulebook.categories)


def test_an_example_that_fails_is_told_with_its_place(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        """\
genres:
  - code: G90
    name: 喜报
    tail: 喜报$
    examples:
      match: [杏花村喜报, 杏花村喜讯]
      skip: [杏花村公告, 关于发放喜报]
""",
        encoding="utf-8",
    )

    trial = trying.try_examples(load(tmp_path))

    failed = {(one.text, one.expected) for one in trial.failed}
    assert failed == {("杏花村喜讯", True), ("关于发放喜报", False)}
    assert {(one.rule, one.path, one.line) for one in trial.failed} == {("G90", own, 2)}
