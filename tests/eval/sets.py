"""The labelled sets, and what the pipeline says of their documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gongkai import pipeline
from gongkai.ingest import find
from gongkai.model import Outcome, Record
from tests.eval.measure import Tally, rows, tally

ROOT = Path(__file__).parents[2]
_CORPUS = ROOT.parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Documents and the rows that say what a careful archivist makes of them."""

    gold: Path
    documents: Path
    by_stem: bool = False  # rows name a document by the stem of its file, not its path

    @property
    def is_there(self) -> bool:
        return self.gold.is_file()

    @property
    def is_ours(self) -> bool:
        """Whether it is in this repository; others change without us."""
        return self.gold.is_relative_to(ROOT)

    def judge(self) -> Tally:
        """Run the pipeline over the documents and compare."""
        paths = [entry.path for entry in find([self.documents])]
        outcomes = pipeline.run(paths)
        return tally(rows(self.gold), ((self._name(o), o) for o in outcomes))

    def _name(self, outcome: Outcome) -> str:
        path = outcome.source.path if isinstance(outcome, Record) else outcome.path
        if self.by_stem:
            return path.stem
        return path.relative_to(self.documents).as_posix()


SETS = {
    "examples": LabelledSet(
        ROOT / "examples" / "expected.jsonl", ROOT / "examples" / "documents"
    ),
    "real": LabelledSet(
        _CORPUS / "dev" / "gold.jsonl", _CORPUS / "dev" / "texts", by_stem=True
    ),
    "written": LabelledSet(
        _CORPUS / "blind" / "gold.jsonl", _CORPUS / "blind" / "texts", by_stem=True
    ),
}
