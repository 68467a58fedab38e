"""Characters that break programs cost no text behind them, and nothing in a terminal or a table."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from gongkai.archive import Archive
from gongkai.operations import browsing, filling, searching, upkeep
from tests.hostile.seeds import LINES, zipped

ODD = {
    "nul": "\0",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x85\x9b",
    "escape": "\x1b[2J\x1b]0;改名\x07",
    "bidi": "\u202e\u2066\u200f",
    "invisible": "\u200b\ufeff\u00ad\u2060\U000e0041",
    "accents": "a" + "\u0301" * 100_000,
    "private": "\ue000\uf8ff\U0010fffd",
    "none": "\ufffe\uffff\U0001fffe",
    "separators": "\u2028\u2029\x0b\x0c\x1c",
    "formula": "\n=cmd|' /C calc'!A0\n@SUM(A1)\n+1\n-1\n",
    "markup": "<script>alert(1)</script>&lt;b&gt;",
    "replacement": "\ufffd",
}
WORDS = {
    name: f"{first}渠{second}"
    for name, first, second in zip(
        ODD, "甲乙丙丁戊己庚辛壬癸子丑", "寅卯辰巳午未申酉戌亥天地", strict=True
    )
}  # behind each


def text(name: str) -> str:
    return "\n".join((*LINES, f"前文{ODD[name]}{WORDS[name]}的维修。"))


def surrogate() -> bytes:
    """Half a pair, as UTF-16 holds it."""
    return b"\xff\xfe" + f"{LINES[0]}\n前文\ud800半渠半的维修。".encode(
        "utf-16-le", "surrogatepass"
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a text and a web page with each kind of odd characters."""
    folder = tmp_path_factory.mktemp("odd") / "来件"
    folder.mkdir()
    for name in ODD:
        (folder / f"{name}.txt").write_text(text(name), encoding="utf-8")
        body = "".join(f"&#{ord(char)};" for char in ODD[name][:200])
        page = f"<html><meta charset=utf-8><p>{LINES[0]}<p>{body}网页{WORDS[name]}"
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    (folder / "surrogate.txt").write_bytes(surrogate())
    (folder / "里.zip").write_bytes(zipped({"里.txt": text("escape") + "内"}))
    filling.ingest(folder.parent / "归档", [folder], jobs=2, ocr=False)
    return folder.parent / "归档"


def test_all_of_it_is_archived_and_the_index_says_what_the_catalogue_says(
    root: Path,
) -> None:
    assert list(browsing.failures(root)) == []
    verified = upkeep.verify(root)
    assert (verified.pending, verified.damage) == (0, ())
    assert verified.documents == len(ODD) * 2 + 2


@pytest.mark.parametrize("word", [*WORDS.values(), "半渠半"])
def test_words_behind_odd_characters_are_found(word: str, root: Path) -> None:
    found = searching.search(root, f'"{word}"', exact=True)
    names = {hit.document.id for hit in found.hits}
    assert len(names) >= (1 if word == "半渠半" else 2)
    with Archive.create_or_open(root, write=False) as archive:
        for id in names:
            kept = archive.document(id).record.extract
            assert word in kept.text
            kept.text.encode()  # no half of a pair


def test_no_character_is_replaced_without_a_word(root: Path) -> None:
    with Archive.create_or_open(root, write=False) as archive:
        for kept in archive.kept():
            extract = kept.record.extract
            if "\ufffd" in extract.text and kept.paths[0].stem != "replacement":
                assert extract.reasons or extract.notes, kept.paths


COMMANDS = (
    ["list"], ["list", "--json"], ["search", "渠"], ["search", "渠", "--json"], ["check"],
    ["check", "--json"], ["failures"], ["verify"], ["log"], ["show"], ["show", "--json"],
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_text_disturbs_a_terminal(command: list[str], root: Path) -> None:
    told = ""
    ids = [one.id for one in browsing.documents(root)] if "show" in command else [""]
    for id in ids[:3]:
        at = [command[0], id, *command[1:]] if id else command
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *at, "--archive", str(root)],
            capture_output=True,
        )
        assert done.returncode in (0, 4), done.stderr.decode()
        told = done.stdout.decode("utf-8")
        if "--json" in command:
            for line in told.split("\n")[:-1]:
                json.loads(line)
        else:
            assert not [char for char in told if char != "\n" and is_dangerous(char)]


def is_dangerous(char: str) -> bool:
    """Whether a terminal would obey it, or turn or hide text by it."""
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or (
        unicodedata.bidirectional(char) in ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI")
    )  # fmt: skip


def test_a_table_of_findings_holds_no_formula(root: Path, tmp_path: Path) -> None:
    command = ["check", "--archive", str(root), "--csv", str(tmp_path / "t.csv")]
    subprocess.run([sys.executable, "-m", "gongkai", *command], capture_output=True)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 1
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))]
    assert not [cell for cell in cells if any(map(is_dangerous, cell))]
