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
privacy:
  - id: P_BADGE
    name: 工牌号
    pattern: '工牌[0-9]{4}'
    check: any
    severity: warn
    description: 工牌号
    keep: 后2
    basis: [K]
    examples:
      match: ['工牌1234', '工号1234']
      skip: ['工牌12', '工牌5678']
""",
        encoding="utf-8",
    )

    trial = trying.try_examples(load(tmp_path))

    failed = {(one.text, one.expected) for one in trial.failed}
    assert failed == {("工号1234", True), ("工牌5678", False)}
    assert {(one.rule, one.path, one.line) for one in trial.failed} == {
        ("P_BADGE", own, 2)
    }
