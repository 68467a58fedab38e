"""Which documents new rules may judge otherwise than the rules that they were judged by."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from gongkai import __version__, rules
from gongkai.archive import Archive
from gongkai.errors import RuleError
from gongkai.rules import Reach, Rulebook

_UNKEPT = "\ufffd"  # stands in a kept text for what no database takes


class Sift:
    """Tells by its text whether a document may be judged otherwise by other rules.

    Wherever it cannot be told, it may: when another version of the program judged it,
    other built-in rules did, or rules of a user's own that the archive does not hold.
    """

    def __init__(self, archive: Archive, overlay: Path | None) -> None:
        self._archive = archive
        self._overlay = overlay
        self._digest = rules.edition(overlay).digest
        self._reaches: dict[str, Reach | None] = {}

    def touches(self, digest: str, version: str, text: str) -> bool:
        """Whether it may, when rules with that digest and that version judged it before."""
        if version != __version__ or _UNKEPT in text:
            return True
        if digest not in self._reaches:
            self._reaches[digest] = self._reach(digest)
        reach = self._reaches[digest]
        return reach is None or reach.touches(text)

    def _reach(self, digest: str) -> Reach | None:
        if digest == self._digest:
            return Reach(())
        old = self._old(digest)
        return None if old is None else rules.reach(old, self._new)

    @cached_property
    def _new(self) -> Rulebook:
        return rules.load(self._overlay)

    def _old(self, digest: str) -> Rulebook | None:
        """The rules with that digest; None when they are not to be had."""
        is_built_in = digest == rules.edition().digest
        kept = None if is_built_in else self._archive.kept_rules(digest)
        if not is_built_in and kept is None:
            return None
        try:
            old = rules.load(kept)
        except RuleError:  # written for another version of the program
            return None
        return old if old.digest == digest else None
